"""Write the held-out conversations as a gold file, with the stories that they are about.

    python eval/talks.py --out DIR [--data ../shared/data]
    qa index DIR/stories --index DIR/index
    qa eval DIR/conversations.jsonl --index DIR/index

The 80 conversations of `training/talks-held-out.jsonl` train nothing; the rules for follow-ups
and the choice between their readings were made looking at them, so they are no measure of what
nobody has seen.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qa.reader.train.newswire import read_stories

ROOT = Path(__file__).resolve().parent.parent
TALKS = ROOT / "eval" / "training" / "talks-held-out.jsonl"


def write(out: Path, data: Path) -> None:
    """`out/stories/NEWID.txt`, a title, an empty line and the body; `out/conversations.jsonl`."""
    stories = {each.number: (each.title, each.text) for each in read_stories(data / "reuters")}
    folder = out / "stories"
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for line in TALKS.read_text(encoding="utf-8").splitlines():
        turns = json.loads(line)["turns"]
        for number in {turn["story"] for turn in turns}:
            text = "\n\n".join(stories[number]) + "\n"
            (folder / f"{number}.txt").write_text(text, encoding="utf-8")
        made = [as_gold(turn, *stories[turn["story"]]) for turn in turns]
        rows.append({"id": f"d{len(rows) + 1:02d}", "documents": "stories", "turns": made})
    with (out / "conversations.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def as_gold(turn: Mapping[str, Any], title: str, text: str) -> dict[str, Any]:
    """A turn in the format of `gold/conversations.jsonl`, offsets counted in the written file."""
    shift = len(title) + 2
    return {
        "question": turn["question"],
        "stands_alone": turn["alone"],
        "resolved": turn["full"],
        "answers": [
            {"document": f"{turn['story']}.txt", "start": a + shift, "end": b + shift,
             "text": text[a:b]}
            for a, b in turn["answers"]
        ],
        "answerable": bool(turn["answers"]),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    options = parser.parse_args()
    write(options.out, options.data)


if __name__ == "__main__":
    main()
