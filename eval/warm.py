"""Warm answers over the Reuters stories, by reader: wall time of answering, reading, retrieving.

    python eval/warm.py [--data ../shared/data] [--out eval/results]

Both built-in readers are timed in one process over one index, so that they can be compared.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from bench_measure import percentile
from reuters import make_questions, read_stories

from qa.engine import Engine
from qa.settings import Settings
from qa.store.indexer import index_paths

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS, WARMING = 200, 30


def milliseconds(run: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    """(p50, p95) of running each question once."""
    times = []
    for question in questions:
        began = time.perf_counter()
        run(question)
        times.append((time.perf_counter() - began) * 1000)
    return round(percentile(times, 0.5), 1), round(percentile(times, 0.95), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "results")
    options = parser.parse_args()
    folder = options.data / "reuters"
    if not folder.is_dir():
        sys.exit(f"{folder}: no such folder; name the public data with --data")
    stories = list(read_stories(folder))
    questions = list(islice(make_questions(stories[::20]), QUESTIONS + WARMING))
    lines = ["# Warm answers over Reuters, by reader", "", "`python eval/warm.py`, "]
    lines[-1] += f"{time.strftime('%Y-%m-%d')}, {QUESTIONS} questions, milliseconds p50 / p95"
    lines += ["", "| reader | answer | search |", "|---|---:|---:|"]
    with tempfile.TemporaryDirectory() as place:
        rows = Path(place) / "stories.jsonl"
        rows.write_text("".join(json.dumps(story) + "\n" for story in stories), encoding="utf-8")
        index_paths([rows], Settings(index=f"{place}/index"))
        for reader in ("builtin", "lexical"):
            engine = Engine.open(f"{place}/index", Settings(reader=reader))
            milliseconds(engine.ask, questions[:WARMING])
            search = milliseconds(engine.search, questions[WARMING:])
            answer = milliseconds(engine.ask, questions[WARMING:])
            engine.close()
            lines.append(f"| {reader} | {answer[0]} / {answer[1]} | {search[0]} / {search[1]} |")
    (options.out / "warm.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
