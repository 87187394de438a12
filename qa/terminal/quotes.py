"""A citation as rich objects: the quote in its sentence, its neighbours, its source."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.style import Style
from rich.text import Text

from qa.plain import plain_line
from qa.terminal.layout import Indented, hanging
from qa.terminal.origins import FileState, Origin
from qa.terminal.words import Marks, date_words, ends_sentence, place, sentence_parts
from qa.types import Citation

_STATES = {
    FileState.CHANGED: "this file has changed since it was indexed: /index reads it again",
    FileState.GONE: "this file is no longer there: /index takes it out of the index",
}


@dataclass(frozen=True, slots=True)
class Look:
    """How to draw: the signs the stream can show, and what stands around each quote.

    `surroundings[i]` is what stands before and after the sentence of citation i and `origins[i]`
    its file, where known. `links` says that the terminal takes links. `full` spares nothing.
    """

    marks: Marks = field(default_factory=Marks)
    surroundings: tuple[tuple[str, str], ...] = ()
    origins: tuple[Origin, ...] = ()
    links: bool = False
    full: bool = False

    def around(self, number: int) -> tuple[str, str]:
        return self.surroundings[number] if number < len(self.surroundings) else ("", "")

    def origin(self, number: int) -> Origin:
        return self.origins[number] if number < len(self.origins) else Origin()


def quoted(citation: Citation, marks: Marks, around: tuple[str, str] = ("", "")) -> Text:
    """The sentence with its quote marked, between its dimmed neighbours.

    A heading keeps a line of its own, and is left out where it says no more than the title.
    """
    before, quote, after = sentence_parts(citation)
    left, right = (plain_line(text) for text in around)
    text = Text(overflow="fold")
    if left and left != plain_line(citation.title):
        text.append(left + (" " if ends_sentence(left) else "\n"), style="dim")
    text.append(before)
    if quote:
        text.append(marks.left, style="dim")
        text.append(quote, style="bold underline")
        text.append(marks.right, style="dim")
    text.append(after)
    if right:
        text.append((" " if ends_sentence(before + quote + after) else "\n") + right, style="dim")
    return text


def source_lines(citation: Citation, look: Look, number: int, *, known: bool = False) -> Indented:
    """[1] Title, with date and place under it, and a warning when the file has changed.

    Of a document that is `known` from just above, the place alone.
    """
    title = plain_line(citation.title)
    body = Text(overflow="fold")
    if title and not known:
        body.append(title + "\n", style="italic")
    if not known:
        body.append(date_words(citation.date) + look.marks.dot, style="dim")
    body.append(place(citation), style=_place_style(look, number))
    warning = _STATES.get(look.origin(number).state)
    if warning and not known:
        body.append(f"\n{look.marks.warned} {warning}", style="yellow")
    return hanging(Text(f"[{number + 1}] ", style="dim"), body)


def source_line(citation: Citation, look: Look, number: int, *, known: bool = False) -> Indented:
    """A further source of the same words, on one line where it fits; `known` as above."""
    body = Text("also in ", style="dim", overflow="fold")
    title = plain_line(citation.title)
    if title and not known:
        body.append(title, style="not dim italic")
        body.append(look.marks.dot)
    if not known:
        body.append(date_words(citation.date) + look.marks.dot)
    body.append(place(citation), style=Style(dim=False) + _place_style(look, number))
    if look.origin(number).state in _STATES and not known:
        word = look.origin(number).state.value
        body.append(f" {look.marks.warned} {word} since indexed", style="not dim yellow")
    return hanging(Text(f"[{number + 1}] ", style="dim"), body)


def _place_style(look: Look, number: int) -> Style:
    link = look.origin(number).link if look.links else None
    return Style(color="cyan", link=link)
