"""Measure the trained reader: held-out sets, XQuAD with the gold paragraph, time.

    python eval/reader.py [--data ../shared/data] [--weights FOLDER] [--held-only]

XQuAD is only measured on; nothing was trained, tuned or chosen on it.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from qa.ingest.sentences import split_sentences
from qa.reader.neural import NeuralReader
from qa.reader.scoring import WEIGHTS, read_record
from qa.reader.train.held import HeldOut, Sets, read_held_out
from qa.reader.train.measure import exact_match, f1
from qa.reader.train.shelves import Shelves, shelved
from qa.reader.train.sources import Asked
from qa.types import Hit, Passage, Question

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Row:
    source: str
    kind: str
    exact: float
    f1: float
    milliseconds: float


def read_xquad(path: Path) -> Iterator[HeldOut]:
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for number, paragraph in enumerate(article["paragraphs"]):
            text = paragraph["context"]
            name = f"{article['title']}/{number}"
            passage = Passage(name, 0, len(text), text, tuple(split_sentences(text)))
            for asked in paragraph["qas"]:
                answers = tuple(answer["text"] for answer in asked["answers"])
                source = Asked(asked["question"], text, (), "xquad", name)
                yield HeldOut(source, passage, answers)


def measure(
    reader: NeuralReader, questions: list[HeldOut], shelves: Shelves | None = None
) -> list[Row]:
    """Read each question over its own passage, or over eight that retrieval brings."""
    rows = []
    for item in questions:
        hits: Sequence[Hit] = [Hit(item.passage, 1.0, 1)]
        if shelves is not None:
            hits = shelves.all(item.asked)
        began = time.process_time()
        reading = reader.read(Question(item.question), hits)
        spent = 1000.0 * (time.process_time() - began)
        text = reading.spans[0].text if reading.spans else ""
        scores = exact_match(text, item.answers), f1(text, item.answers)
        rows.append(Row(item.source, reading.expected.value, *scores, spent))
    return rows


def summary(rows: list[Row], key: str) -> dict[str, dict[str, float]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return {name: scores(part) for name, part in sorted(groups.items(), key=lambda g: -len(g[1]))}


def scores(rows: list[Row]) -> dict[str, float]:
    return {
        "n": len(rows),
        "EM": round(100 * float(np.mean([row.exact for row in rows])), 1),
        "F1": round(100 * float(np.mean([row.f1 for row in rows])), 1),
    }


def times(rows: list[Row]) -> dict[str, float]:
    spent = [row.milliseconds for row in rows]
    return {f"p{part}": round(float(np.percentile(spent, part)), 1) for part in (50, 95)}


def write(record: dict[str, Any], folder: Path, name: str) -> str:
    lines = [
        "# The trained reader",
        "",
        f"    {record['command']}",
        "",
        f"{record['versions']}; weights: {record['weights']}. Scores are EM / F1 as the SQuAD",
        "script defines them. XQuAD was measured only; nothing was chosen on it.",
        "",
    ]
    for title, table in record["scores"].items():
        lines += [f"## {title}", "", "| part | questions | EM | F1 |", "|---|---|---|---|"]
        lines += [f"| {part} | {s['n']} | {s['EM']} | {s['F1']} |" for part, s in table.items()]
        lines.append("")
    lines += ["## CPU milliseconds a question, one thread", "", "| passages | p50 | p95 |"]
    lines += ["|---|---|---|"]
    lines += [f"| {part} | {t['p50']} | {t['p95']} |" for part, t in record["milliseconds"].items()]
    lines += ["", f"Confidence, cross-fitted on held-out readings: {record['calibration']}", ""]
    text = "\n".join(lines)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--held-only", action="store_true", help="leave XQuAD alone")
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "results")
    parser.add_argument("--name", default="reader-neural")
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"{options.data}: not there; give the data folder with --data")
    reader = NeuralReader.load(options.weights)
    training = ROOT / "eval" / "training"
    sets = Sets(
        options.data, [training / "news.jsonl"], [training / "talks.jsonl"],
        [training / "stories.jsonl"],
    )  # fmt: skip
    held = [item for item in read_held_out(sets) if item.answers]
    gold = measure(reader, held)
    with shelved((item.asked for item in held), sets.ours()) as shelves:
        eight = measure(reader, held, shelves)
    tables = {
        "Held out, gold passage": summary(gold, "source"),
        "Held out, over eight passages that retrieval brings": summary(eight, "source"),
    }
    spent = {"1 (held out)": times(gold), "8 (held out)": times(eight)}
    if not options.held_only:
        xquad = list(read_xquad(options.data / "xquad" / "xquad.en.first24.json"))
        rows = measure(reader, xquad)
        tables["XQuAD (English, first 24 articles), gold paragraph"] = summary(rows, "source")
        tables["The same by expected type"] = summary(rows, "kind")
        spent["1 (XQuAD)"] = times(rows)
    record = {
        "command": "python eval/reader.py",
        "versions": f"Python {platform.python_version()}, numpy {version('numpy')}",
        "weights": read_record(options.weights).get("origin", "not recorded"),
        "scores": tables,
        "milliseconds": spent,
        "calibration": read_record(options.weights).get("calibration", {}),
    }
    print(write(record, options.out, options.name))


if __name__ == "__main__":
    main()
