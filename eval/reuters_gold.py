"""The 40 Reuters-21578 stories behind `eval/gold/reuters.jsonl`, written out again as files.

    python eval/reuters_gold.py --out DIR [--data ../shared/data]

The gold counts offsets into these files, and the stories themselves are not part of the project,
so this is the one place that says what a file holds: a date marker and the title on the first
line, an empty line, then the body with entities resolved, without control characters other than
line ends and without its signature. Line breaks and indents stay as the wire sent them.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from reuters import read_stories

SEED = 40
LEAST_WORDS, MOST_WORDS = 80, 400
# Above this share of words with a digit, or with this many comparisons with the period before, a
# story is a table or the lines of an earnings report.
MOST_FIGURES = 0.2
MOST_VERSUS = 2
DATA = Path("../shared/data")
# What `sample_stories` drew, by NEWID; fixed here so that the gold outlives a change to the rules.
# fmt: off
STORIES = (
    524, 622, 935, 988, 1099, 1881, 2170, 2493, 2512, 2796,
    2971, 3086, 3326, 3698, 3797, 4136, 4524, 4616, 5063, 5156,
    5672, 5733, 5775, 5903, 6117, 6374, 7584, 8161, 8484, 8522,
    9449, 9593, 9649, 9657, 9703, 10580, 11015, 11248, 11530, 11606,
)
# fmt: on

_SIGNATURE = re.compile(r"(?:\n[ \t]*reuters?[ .;-]*(?:\^M)?)+\Z", re.IGNORECASE)
# Two gaps of two spaces or more inside a line: columns.
_COLUMNS = re.compile(r"\S {2,}\S.*\S {2,}\S")


def convert_story(story: Mapping[str, str]) -> str:
    r"""The file of one story, from what `read_stories` yields.

    >>> story = {"id": "7", "title": "TIN UP", "date": "1987-04-01", "text": "Up.\n REUTER"}
    >>> convert_story(story)
    ' date 1987-04-01 TIN UP\n\nUp.\n'
    """
    body = _SIGNATURE.sub("", story["text"]).strip()
    return f" date {story['date']} {story['title']}\n\n{body}\n"


def sample_stories(stories: Iterable[Mapping[str, str]]) -> tuple[int, ...]:
    """The numbers of the gold's stories: a seeded sample of those that are prose, in order."""
    fit = sorted(int(story["id"]) for story in stories if is_prose(story["text"]))
    return tuple(sorted(random.Random(SEED).sample(fit, len(STORIES))))


def is_prose(text: str) -> bool:
    """Whether a body has 80 to 400 words, no columns, and words rather than figures."""
    words = _SIGNATURE.sub("", text).split()
    if not LEAST_WORDS <= len(words) <= MOST_WORDS or _COLUMNS.search(text):
        return False
    if words.count("vs") > MOST_VERSUS:
        return False
    return sum(any(c.isdigit() for c in word) for word in words) <= MOST_FIGURES * len(words)


def write_stories(data: Path, out: Path) -> tuple[Path, ...]:
    """Writes `NEWID.txt` for each of the stories found in `data/reuters` into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for story in read_stories(data / "reuters"):
        if int(story["id"]) in STORIES:
            path = out / f"{story['id']}.txt"
            path.write_bytes(convert_story(story).encode("utf-8"))
            written.append(path)
    return tuple(written)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the 40 Reuters stories of the gold.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the stories")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with reuters/*.sgm")
    options = parser.parse_args()
    if not any((options.data / "reuters").glob("*.sgm")):
        parser.error(f"no *.sgm files in {options.data / 'reuters'}; name their place with --data")
    written = write_stories(options.data, options.out)
    if len(written) < len(STORIES):
        parser.error(f"only {len(written)} of the {len(STORIES)} stories are in {options.data}")
    print(f"{len(written)} stories in {options.out}")


if __name__ == "__main__":
    main()
