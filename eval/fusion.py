"""Choose the fusion weight: nDCG@10 over a grid, on data that is not what is reported.

    python eval/fusion.py [--data ../shared/data] [--out eval/results]

QED questions over all QED paragraphs (Wikipedia), QAMR questions over their sentences
(Wikipedia and Wikinews) and Cranfield are looked at; XQuAD, which is reported, is not.
Each side's scores are gathered once; the grid then only fuses.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from qa.engine import Engine
from qa.evaluation.datasets import load_dataset
from qa.retrieve import Retriever, fuse
from qa.store import terms
from qa.types import Document

WEIGHTS = [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 1.0]
BOOSTS = [0.25, 0.5, 1.0]
ROOT = Path(__file__).resolve().parent.parent

Task = tuple[list[Document], list[tuple[str, Mapping[str, int]]]]


def qed(data: Path) -> Task:
    documents, queries = {}, []
    for line in (data / "qed" / "qed-dev.jsonlines").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["paragraph_text"]
        name = documents.setdefault(text, f"p{len(documents)}")
        queries.append((row["question_text"], {name: 1}))
    return [Document(name, text) for text, name in documents.items()], queries


def qamr(data: Path, *, seed: int, count: int = 1500) -> Task:
    sentences = {}
    for line in (data / "qamr" / "wiki-sentences.tsv").read_text(encoding="utf-8").splitlines():
        name, text = line.split("\t")
        sentences[name] = text
    asked = {}
    for line in (data / "qamr" / "full_dev.tsv").read_text(encoding="utf-8").splitlines():
        row = line.split("\t")
        if row[0] in sentences and "-1" not in row[6]:
            asked[row[5]] = row[0]
    chosen = random.Random(seed).sample(sorted(asked), count)
    queries = [(question, {asked[question]: 1}) for question in chosen]
    return [Document(name, text) for name, text in sentences.items()], queries


def cranfield(data: Path) -> Task:
    dataset = load_dataset(data / "cranfield")
    queries = [
        (query.text, {each.document: each.grade for each in query.relevant})
        for query in dataset.queries
        if query.relevant
    ]
    return list(dataset.documents or ()), queries


def ndcg(ranking: list[str], gold: Mapping[str, int], depth: int = 10) -> float:
    """nDCG@10 with the grade as gain (Järvelin and Kekäläinen 2002), as trec_eval has it."""
    gains = [
        gold.get(name, 0) / math.log2(rank + 1) for rank, name in enumerate(ranking[:depth], 1)
    ]
    best = sorted((grade for grade in gold.values() if grade > 0), reverse=True)[:depth]
    ideal = sum(grade / math.log2(rank + 1) for rank, grade in enumerate(best, 1))
    return sum(gains) / ideal if ideal else 0.0


def ranked_documents(scores: Mapping[int, float], owner: Mapping[int, str]) -> list[str]:
    order = sorted(scores, key=lambda number: (-scores[number], number))
    return list(dict.fromkeys(owner[number] for number in order))


def measure(task: Task, boost: float) -> Iterator[tuple[float, float]]:
    """(weight, mean nDCG@10) over the grid."""
    documents, queries = task
    terms.HEAD_BOOST = boost
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine.from_documents(documents, Path(folder))
        retriever: Retriever = engine._retriever
        owner = {each.id: each.document for each in engine._index.catalog.all_passages()}
        sides = [(retriever.side_scores(text, 50), gold) for text, gold in queries]
        engine.close()
    for weight in WEIGHTS:
        total = sum(
            ndcg(ranked_documents(fuse(by_terms, by_vector, weight), owner), gold)
            for (by_terms, by_vector), gold in sides
        )
        yield weight, total / len(sides)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "results")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"{options.data}: no such folder; name the public data with --data")
    tasks = {
        "qed": qed(options.data),
        "qamr": qamr(options.data, seed=options.seed),
        "cranfield": cranfield(options.data),
    }
    rows = []
    for name, task in tasks.items():
        boosts = BOOSTS if any(document.title for document in task[0]) else [0.5]
        for boost in boosts:
            for weight, score in measure(task, boost):
                rows.append(
                    {
                        "task": name,
                        "head_boost": boost,
                        "weight": weight,
                        "nDCG@10": round(score, 4),
                    }
                )
                print(rows[-1], file=sys.stderr)
    record = {
        "command": "python eval/fusion.py",
        "date": time.strftime("%Y-%m-%d"),
        "seed": options.seed,
        "rows": rows,
    }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "fusion.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
