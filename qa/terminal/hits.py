"""Ranked passages as rich objects for a screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from qa.plain import plain_line
from qa.terminal.layout import Indented, hanging
from qa.terminal.plainly import side_words
from qa.terminal.words import Marks, date_words
from qa.types import Hit


def render_hits(hits: Sequence[Hit], marks: Marks, *, explain: bool) -> RenderableType:
    """Each passage under its place; `explain` adds what each side of the search said."""
    blocks: list[RenderableType] = []
    for hit in hits:
        blocks.append(hanging(Text(f"{hit.rank:>2}. ", style="bold"), _head(hit, marks)))
        if explain:
            blocks.append(Indented(_sides(hit, marks), 4))
        blocks += [Indented(Text(plain_line(hit.passage.text)), 4), Text()]
    return Group(*blocks)


def _head(hit: Hit, marks: Marks) -> Text:
    passage = hit.passage
    line = Text(overflow="fold")
    title = plain_line(passage.title)
    if title:
        line.append(title, style="italic")
        line.append(marks.dot, style="dim")
    line.append(date_words(passage.date) + marks.dot, style="dim")
    line.append(plain_line(passage.document), style="cyan")
    line.append(f"{marks.dot}{hit.score:.3f}", style="dim")
    return line


def _sides(hit: Hit, marks: Marks) -> Text:
    words, meaning = side_words(hit.terms), side_words(hit.dense)
    return Text(f"words {words}{marks.dot}meaning {meaning}", style="dim")
