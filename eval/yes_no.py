"""Measure questions for yes or no over the invented stories: verdicts given, and right.

    python eval/yes_no.py [--part held-out|fitted] [--out eval/results]

The rules of `qa.yes_no` were chosen on the questions over the stories that train the reader
(`fitted`); those over the stories that are held out of training are the figures to report.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path

from qa.engine import Engine
from qa.reader.train.corpus import is_held_out
from qa.reader.train.stories import document_of
from qa.types import AnswerStatus

ROOT = Path(__file__).resolve().parent.parent
STORIES = ROOT / "eval" / "training" / "stories.jsonl"
VERDICTS = ("yes", "no", "open")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--part", choices=("held-out", "fitted"), default="held-out")
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "results")
    options = parser.parse_args()
    rows = [json.loads(line) for line in STORIES.read_text(encoding="utf-8").splitlines()]
    counts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        engine = Engine.from_documents(map(document_of, rows), Path(place) / "index")
        for row in rows:
            if is_held_out("stories", row["id"]) == (options.part == "held-out"):
                for asked in row["yes_no"]:
                    counts[asked["verdict"], given(engine, asked["question"])] += 1
        engine.close()
    text = describe(counts, options.part)
    print(text)
    (options.out / "yes-no.md").write_text(text, encoding="utf-8")


def given(engine: Engine, question: str) -> str:
    answer = engine.ask(question)
    if answer.status is not AnswerStatus.ANSWERED:
        return "withheld"
    return answer.text if answer.text in ("yes", "no") else "words"


def describe(counts: Counter[tuple[str, str]], part: str) -> str:
    said = sum(n for (_, got), n in counts.items() if got != "withheld")
    right = sum(counts[verdict, verdict] for verdict in ("yes", "no"))
    settled = sum(n for (verdict, _), n in counts.items() if verdict != "open")
    asked = f"{sum(counts.values())} questions over the invented stories, asked of all 320"
    lines = [
        "# Questions for yes or no", "", f"`python eval/yes_no.py --part {part}`: {asked}.", "",
        "| the story says | yes | no | other words | withheld |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for verdict in VERDICTS:
        row = [str(counts[verdict, got]) for got in ("yes", "no", "words", "withheld")]
        lines.append(f"| {verdict} | {' | '.join(row)} |")
    precise = f"Of {said} verdicts given {right / max(1, said):.1%} are right"
    found = f"{right / max(1, settled):.1%} of the {settled} settled questions get the right one"
    return "\n".join([*lines, "", f"{precise}; {found}.", ""])


if __name__ == "__main__":
    main()
