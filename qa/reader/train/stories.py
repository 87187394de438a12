"""Stories invented for this project, with the questions and the conversation written about each.

`eval/training/stories.jsonl` holds them: unlike the newswire's they are dated, laid out in
paragraphs, headings and lists as documents are, and committed whole.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from qa.ingest.layout import find_blocks
from qa.ingest.sentences import split_sentences
from qa.reader.train.sources import Asked
from qa.reader.train.turns import ask_in_turn
from qa.types import Document


def read_invented(path: Path) -> Iterator[Asked]:
    """JSON lines with `id`, `title`, `date` or null, `text`, `questions` and `talk`, a
    list of turns (see `turns.ask_in_turn`); all answers are offsets into `text`."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        date = dt.date.fromisoformat(row["date"]) if row["date"] else None
        sentences = sentences_of(row["text"])
        story = Asked("", row["text"], (), "stories", row["id"], row["title"], date, sentences)
        for asked in row["questions"]:
            answers = tuple((int(a), int(b)) for a, b in asked["answers"])
            yield replace(story, question=asked["question"], answers=answers)
        yield from ask_in_turn(row["talk"], [story] * len(row["talk"]), seed=row["id"])


def document_of(row: Mapping[str, Any]) -> Document:
    """A story as the index would read its file."""
    text = row["text"]
    date = dt.date.fromisoformat(row["date"]) if row["date"] else None
    blocks = tuple(find_blocks(text, 0, len(text), markdown=True))
    return Document(f"{row['id']}.md", text, row["title"], date, blocks)


def sentences_of(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences that the index would find, headings and list items among them."""
    blocks = find_blocks(text, 0, len(text), markdown=True)
    return tuple(each for block in blocks for each in split_sentences(text, block.start, block.end))
