"""Plain text and Markdown: the text is the file's own, decoded and otherwise unchanged."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from qa.ingest.dates import date_in_name, only_date, parse_date
from qa.ingest.layout import find_blocks
from qa.ingest.text_builder import TextBuilder
from qa.ingest.titles import DATE_MARKER, Head, make_headline, read_head
from qa.types import Block, BlockKind, Document

#: Characters of front matter that are read; more is no front matter.
_FRONT_MATTER = 50_000
_FENCED = re.compile(r"\s*---[ \t]*\r?\n(?P<fields>.*?)^(?:---|\.\.\.)[ \t]*\r?$\n?", re.S | re.M)
_FIELD = re.compile(r"^(?P<name>[A-Za-z_]+)[ \t]*:[ \t]*(?P<value>\S.*?)[ \t]*\r?$", re.M)
_DATE_NAMES = ("date", "published", "publish_date", "pubdate", "created", "updated")


@dataclass(frozen=True, slots=True)
class Placed:
    """A text's title, date and blocks."""

    title: str
    date: dt.date | None
    blocks: tuple[Block, ...]


def place_text(text: str, *, title: str = "", date: dt.date | None = None) -> Placed:
    """Title, date and blocks of a text that came with or without them.

    One line of text is one paragraph, unless a date marker opens it; no title is made up.
    """
    if "\n" not in text and "\r" not in text and not DATE_MARKER.match(text):
        date = date or only_date(title)
        return Placed(title, date, (Block(BlockKind.PARAGRAPH, 0, len(text)),))
    head = read_head(text, title=title)
    blocks = (*head.blocks, *find_blocks(text, head.body, len(text)))
    return Placed(title or head.title, date or head.date, blocks)


def read_plain(name: str, text: str) -> Document:
    """The document of a plain text file named `name`."""
    return place_story(name, text)


def place_story(
    name: str, text: str, *, title: str = "", page_starts: tuple[int, ...] = ()
) -> Document:
    """The document of a text in lines; a title known from elsewhere wins."""
    head = read_head(text, title=title)
    blocks = (*head.blocks, *find_blocks(text, head.body, len(text)))
    return _document(name, text, head, blocks, page_starts)


def assemble(
    name: str, builder: TextBuilder, *, title: str = "", date: dt.date | None = None
) -> Document:
    """The document of a built text; title and date known from elsewhere win."""
    text = builder.text
    head = read_head(text, title=title)
    body = [block for block in builder.blocks if block.start >= head.body]
    cut = [block for block in builder.blocks if block.start < head.body < block.end]
    blocks = (*head.blocks, *(replace(block, start=head.body) for block in cut), *body)
    return _document(name, text, replace(head, date=date or head.date), blocks)


def read_markdown(name: str, text: str) -> Document:
    """The document of a Markdown file: front matter, then the first heading, give the title."""
    fields, start = _front_matter(text)
    head = read_head(text, start, title=fields.get("title", ""), markdown=True)
    blocks = (*head.blocks, *find_blocks(text, head.body, len(text), markdown=True))
    title = fields.get("title") or head.title or _first_heading(text, blocks)
    date = next((day for key in _DATE_NAMES if (day := parse_date(fields.get(key, "")))), None)
    return _document(name, text, Head(title, date or head.date, head.body), blocks)


def _document(
    name: str,
    text: str,
    head: Head,
    blocks: tuple[Block, ...],
    page_starts: tuple[int, ...] = (),
) -> Document:
    body = next((block for block in blocks if block.start >= head.body), None)
    title = head.title or (make_headline(text, body.start, body.end) if body else "")
    date = head.date or date_in_name(name.rsplit("/", 1)[-1])
    return Document(name, text, title, date, blocks, page_starts)


def _first_heading(text: str, blocks: tuple[Block, ...]) -> str:
    """The heading a text opens with, if it does."""
    if blocks and blocks[0].kind is BlockKind.HEADING:
        return " ".join(text[blocks[0].start : blocks[0].end].split())
    return ""


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """The fields of YAML front matter as text, and the offset behind it."""
    if not text.lstrip().startswith("---"):
        return {}, 0
    match = _FENCED.match(text[:_FRONT_MATTER])
    if match is None or not _FIELD.search(match["fields"]):
        return {}, 0
    return _fields(match["fields"]), match.end()


def _fields(source: str) -> dict[str, str]:
    import yaml

    try:
        loaded: Any = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a date like 2025-13-40
        loaded = None
    if not isinstance(loaded, Mapping):
        loaded = {match["name"]: match["value"].strip("\"'") for match in _FIELD.finditer(source)}
    return {
        str(name).lower(): " ".join(str(value).split())
        for name, value in loaded.items()
        if isinstance(value, (str, int, float, dt.date))
    }
