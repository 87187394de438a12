"""An answer as rich objects for a screen. Builds, never prints.

Everything from a document passes through `qa.plain` and into `Text`, which takes no markup. What
matters is also marked without colour: bold, underlining, «» and one sign per check.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.console import Group, RenderableType
from rich.text import Text

from qa.plain import plain_line
from qa.terminal.layout import Indented, hanging
from qa.terminal.words import (
    Marks,
    answered,
    close_alternatives,
    confidence_words,
    date_words,
    notable,
    outcome,
    place,
    sentence_parts,
)
from qa.types import Alternative, Answer, Check, CheckStatus, Citation, Verdict

_CHECK_STYLES = {CheckStatus.PASS: "green", CheckStatus.WARN: "yellow", CheckStatus.FAIL: "red"}
_VERDICT_STYLES = {Verdict.SUPPORTED: "bold green", Verdict.REFUTED: "bold red"}
_MOST_CITATIONS = 4


@dataclass(frozen=True, slots=True)
class Look:
    """How to draw: the signs the stream can show, and what stands around each quote.

    `surroundings[i]` is the sentence before and the one after citation i, where known.
    """

    marks: Marks = field(default_factory=Marks)
    surroundings: tuple[tuple[str, str], ...] = ()
    full: bool = False


def render_answer(answer: Answer, look: Look) -> RenderableType:
    """The whole answer, a calm block that ends with an empty line."""
    return Group(*_blocks(answer, look), Text())


def _blocks(answer: Answer, look: Look) -> Iterator[RenderableType]:
    if answer.rewritten:
        searched = Text(f"Searched as: {plain_line(answer.rewritten)}", style="dim italic")
        yield Indented(searched, 0)
    yield Indented(_headline(answer, look.marks), 0)
    if answer.reason:
        yield Indented(Text(plain_line(answer.reason)))
    if answer.formula:
        yield Indented(Text(f"{look.marks.times}{plain_line(answer.formula)}", style="bold"))
    yield from _citations(answer, look)
    if answer.checks:
        yield Text()
        yield Indented(Group(*_checks(answer.checks, look.marks)))
    rivals = close_alternatives(answer)
    if rivals:
        yield Text()
        heading = "Other candidates" if answered(answer) else "Nearest, but not sure enough"
        yield Indented(Text(heading, style="dim"))
        yield Indented(Group(*_alternatives(rivals, look.marks)))


def _headline(answer: Answer, marks: Marks) -> Text:
    """The outcome in bold, and how sure it is."""
    style = "bold"
    if answer.error is not None:
        style = "bold red"
    elif answer.verdict is not None:
        style = _VERDICT_STYLES.get(answer.verdict, "bold yellow")
    line = Text(outcome(answer, marks), style=style)
    if answer.verdict is not None and answer.text:
        line.append(f"{marks.dot}{plain_line(answer.text)}", style="not bold default")
    if answered(answer):
        sure = f"{marks.dot}confidence {confidence_words(answer.confidence)}"
        line.append(sure, style="not bold dim default")
    return line


def _citations(answer: Answer, look: Look) -> Iterator[RenderableType]:
    shown = answer.citations if look.full else answer.citations[:_MOST_CITATIONS]
    for number, citation in enumerate(shown):
        around = look.surroundings[number] if number < len(look.surroundings) else ("", "")
        yield Text()
        yield Indented(quoted(citation, look.marks, around))
        yield Indented(source_lines(citation, look.marks, number + 1))
    left = len(answer.citations) - len(shown)
    if left:
        yield Text()
        yield Indented(Text(f"and {left} more: /sources", style="dim"))


def quoted(citation: Citation, marks: Marks, around: tuple[str, str] = ("", "")) -> Text:
    """The sentence with its quote marked, between its dimmed neighbours."""
    before, quote, after = sentence_parts(citation)
    text = Text(overflow="fold")
    if around[0]:
        text.append(plain_line(around[0]) + " ", style="dim")
    text.append(before)
    if quote:
        text.append(marks.left, style="dim")
        text.append(quote, style="bold underline")
        text.append(marks.right, style="dim")
    text.append(after)
    if around[1]:
        text.append(" " + plain_line(around[1]), style="dim")
    return text


def source_lines(citation: Citation, marks: Marks, number: int) -> Indented:
    """[1] Title, with date and place under it."""
    title = plain_line(citation.title)
    body = Text(overflow="fold")
    if title:
        body.append(title + "\n", style="italic")
    body.append(date_words(citation.date) + marks.dot, style="dim")
    body.append(place(citation), style="cyan")
    return hanging(Text(f"[{number}] ", style="dim"), body)


def _checks(checks: tuple[Check, ...], marks: Marks) -> Iterator[RenderableType]:
    silent, noted = notable(checks)
    if silent:
        line = Text()
        for check in silent:
            line.append(f"{marks.passed} ", style=_CHECK_STYLES[CheckStatus.PASS])
            line.append(f"{plain_line(check.kind)}   ", style="dim")
        line.rstrip()
        yield line
    for check in noted:
        body = Text(plain_line(check.kind))
        if check.note:
            body.append(f"  {plain_line(check.note)}", style="dim")
        yield hanging(Text(f"{marks.of(check.status)} ", _CHECK_STYLES[check.status]), body)


def _alternatives(alternatives: tuple[Alternative, ...], marks: Marks) -> Iterator[Text]:
    for other in alternatives:
        line = Text(plain_line(other.answer))
        where = f"{marks.dot}{place(other.citations[0])}" if other.citations else ""
        line.append(f"{marks.dot}{other.confidence * 100:.0f} %{where}", style="dim")
        yield line


def render_sources(answer: Answer, look: Look) -> RenderableType:
    """Every source of one answer in full."""
    if not answer.citations:
        return Group(Text("The last answer cites nothing."), Text())
    blocks: list[RenderableType] = []
    for number, citation in enumerate(answer.citations):
        around = look.surroundings[number] if number < len(look.surroundings) else ("", "")
        blocks += [
            source_lines(citation, look.marks, number + 1),
            Indented(quoted(citation, look.marks, around), 4),
            Text(f"    characters {citation.start} to {citation.end}", style="dim"),
            Text(),
        ]
    return Group(*blocks)
