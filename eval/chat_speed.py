"""How long a person waits in the chat: python eval/chat_speed.py --index DIR GOLD [--out FILE].

The real program in a pseudo-terminal: seconds from its start to the first prompt, over fresh
processes, and from Enter to the prompt after the answer, for every question of GOLD asked in one
chat. Nothing but the terminal is read, so all that the program draws is counted.

Reuters-21578 (`--reuters DIR` makes the index first): python eval/chat_speed.py --reuters
../shared/data/reuters --index /tmp/reuters eval/gold/reuters.jsonl
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pexpect
from reuters import read_stories

# The prompt as the program draws it: bold, without colour.
_PROMPT = rb"\x1b\[0;1m>"
# A new one is drawn empty, the cursor set behind it.
_NEXT_PROMPT = _PROMPT + rb"\x08"
_SETTLED_SECONDS = 3.0
_PATIENCE_SECONDS = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--reuters", type=Path)
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--reader", default="builtin")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.reuters:
        _index(given.reuters, given.index)
    questions = [json.loads(line)["question"] for line in given.gold.open(encoding="utf-8")]
    os.environ["QA_READER"] = given.reader
    record = {
        "reader": given.reader,
        "index": _indexed(given.index),
        "first_prompt": summary([first_prompt(given.index) for _ in range(given.starts)]),
        "round_trip": summary(list(round_trips(given.index, questions))),
        "load": round(os.getloadavg()[0], 2),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    text = json.dumps(record, indent=2) + "\n"
    sys.stdout.write(text)
    if given.out:
        given.out.write_text(text, encoding="utf-8")


def _index(folder: Path, index: Path) -> None:
    from qa.settings import Settings
    from qa.store.indexer import index_paths

    stories = index.with_name(f"{index.name}-stories") / "stories.jsonl"
    stories.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(story) + "\n" for story in read_stories(folder))
    stories.write_text("".join(lines), encoding="utf-8")
    index_paths([stories], Settings(index=str(index)))


def _indexed(index: Path) -> dict[str, int]:
    manifest = json.loads((index / "MANIFEST.json").read_text(encoding="utf-8"))
    return {name: manifest[name] for name in ("documents", "passages")}


def _start(index: Path) -> Any:
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("QA_") or key == "QA_READER"
    }
    kept |= {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}
    kept |= {"QA_HISTORY": "", "QA_INDEX": str(index.resolve())}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "qa"],
        env=kept,
        timeout=_PATIENCE_SECONDS,
        maxread=1 << 16,
        dimensions=(40, 100),
    )
    child.delaybeforesend = None
    return child


def first_prompt(index: Path) -> float:
    """Seconds from a fresh process to its prompt."""
    began = time.perf_counter()
    child = _start(index)
    child.expect(_PROMPT)
    seconds = time.perf_counter() - began
    child.close(force=True)
    return seconds


def round_trips(index: Path, questions: Sequence[str]) -> Iterator[float]:
    """Seconds from Enter to the next prompt, for each question; the line is typed before."""
    child = _start(index)
    child.expect(_PROMPT)
    time.sleep(_SETTLED_SECONDS)
    for question in questions:
        child.send(f"/raw {question}")
        _read_all(child)
        began = time.perf_counter()
        child.send("\r")
        child.expect(_NEXT_PROMPT)
        yield time.perf_counter() - began
    child.close(force=True)


def _read_all(child: Any) -> None:
    """Everything the program still draws of the line that was typed."""
    try:
        while True:
            child.read_nonblocking(1 << 16, timeout=0.15)
    except pexpect.TIMEOUT:
        return


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Quantiles in milliseconds by nearest rank, and the count.

    >>> summary([0.01, 0.03, 0.02])
    {'n': 3, 'p50_ms': 20.0, 'p95_ms': 30.0, 'least_ms': 10.0, 'most_ms': 30.0}
    """
    ordered = sorted(seconds)
    rank = {
        share: ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95)
    }
    figures = {"p50_ms": rank[0.5], "p95_ms": rank[0.95]}
    figures |= {"least_ms": ordered[0], "most_ms": ordered[-1]}
    return {"n": len(ordered)} | {name: round(value * 1000, 1) for name, value in figures.items()}


if __name__ == "__main__":
    main()
