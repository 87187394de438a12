"""Measure the lexical reader with the gold paragraph given: EM, F1, time, slices by type.

    python eval/reader_lexical.py [--data ../shared/data] [--out eval/results/reader-lexical.md]

XQuAD is only measured on here; the weights come from `python -m qa.reader.fit_lexical`.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

from qa.ingest.sentences import split_sentences
from qa.reader import load_reader
from qa.reader.base import Reader
from qa.reader.fit_scores import best_f1, normal_tokens
from qa.reader.lexical import LexicalWeights
from qa.settings import Settings
from qa.types import Hit, Passage, Question

ROOT = Path(__file__).resolve().parent.parent
Row = tuple[str, float, float, float]


def passage_of(name: str, text: str) -> Passage:
    """The paragraph as one passage of whole sentences."""
    return Passage(name, 0, len(text), text, tuple(split_sentences(text)))


def measure_squad(path: Path, reader: Reader) -> list[Row]:
    """(expected type, EM, F1, CPU milliseconds) per question, its own paragraph given."""
    rows: list[Row] = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for number, paragraph in enumerate(article["paragraphs"]):
            passage = passage_of(f"{article['title']}/{number}", paragraph["context"])
            for item in paragraph["qas"]:
                golds = [normal_tokens(answer["text"]) for answer in item["answers"]]
                began = time.process_time()
                reading = reader.read(Question(item["question"]), [Hit(passage, 1.0, 1)])
                spent = (time.process_time() - began) * 1000
                text = reading.spans[0].text if reading.spans else ""
                exact = float(normal_tokens(text) in golds)
                rows.append((reading.expected.value, exact, best_f1(text, golds), spent))
    return rows


def report(rows: list[Row], command: str) -> str:
    card = LexicalWeights.load().card
    by_type: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_type[row[0]].append(row)
    held = card["held out, gold passage (n, EM, F1)"]
    times = sorted(row[3] for row in rows)
    lines = [
        "# The lexical reader, gold paragraph given",
        "",
        f"    {command}",
        "",
        (
            f"Python {platform.python_version()}; weights by `{card['command']}`, "
            f"seed {card['seed']}, fitted on {card['fitted on']}. "
            "XQuAD was measured only; nothing was chosen on it."
        ),
        "",
        "| data | questions | EM | F1 |",
        "|---|---|---|---|",
        f"| XQuAD (English, first 24 articles) | {len(rows)} | {scores(rows)} |",
        *(f"| {name}, held out | {n} | {em} | {f1} |" for name, (n, em, f1) in held.items()),
        "",
        (
            f"Time per XQuAD question (CPU): p50 {statistics.median(times):.1f} ms, "
            f"p95 {times[int(len(times) * 0.95)]:.1f} ms."
        ),
        "",
        "Confidence on held-out questions, half of them without their passage:",
        json.dumps(card["confidence"]),
        "",
        "| expected type (XQuAD) | questions | EM | F1 |",
        "|---|---|---|---|",
        *(
            f"| {kind} | {len(some)} | {scores(some)} |"
            for kind, some in sorted(by_type.items(), key=lambda pair: -len(pair[1]))
        ),
    ]
    return "\n".join(lines) + "\n"


def mean(rows: list[Row], column: int) -> float:
    return 100 * sum(float(row[column]) for row in rows) / len(rows)


def scores(rows: list[Row]) -> str:
    return f"{mean(rows, 1):.1f} | {mean(rows, 2):.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "eval/results/reader-lexical.md")
    options = parser.parse_args()
    path = options.data / "xquad" / "xquad.en.first24.json"
    if not path.is_file():
        sys.exit(f"{path}: not there; give the data folder with --data")
    rows = measure_squad(path, load_reader(Settings(reader="lexical")))
    text = report(rows, "python eval/reader_lexical.py")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
