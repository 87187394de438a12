"""An answer as rich objects for a screen. Builds, never prints.

Everything from a document passes through `qa.plain` and into `Text`, which takes no markup. What
matters is also marked without colour: bold, underlining, «» and one sign per check.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from qa.plain import plain_line
from qa.terminal.layout import Indented, hanging
from qa.terminal.origins import is_evidence
from qa.terminal.quotes import Look, quoted, source_line, source_lines
from qa.terminal.words import (
    Marks,
    answered,
    close_alternatives,
    confidence_words,
    notable,
    outcome,
    passed_words,
    place,
)
from qa.types import Alternative, Answer, Check, CheckStatus, Verdict

__all__ = ["Look", "render_answer", "render_checks", "render_sources"]

_CHECK_STYLES = {CheckStatus.PASS: "green", CheckStatus.WARN: "yellow", CheckStatus.FAIL: "red"}
_VERDICT_STYLES = {Verdict.SUPPORTED: "bold green", Verdict.REFUTED: "bold red"}
_MOST_CITATIONS = 4


def render_answer(answer: Answer, look: Look, note: str = "") -> RenderableType:
    """The whole answer, a calm block that ends with an empty line.

    `note` is said under the reason, in the chat's own name.
    """
    return Group(*_blocks(answer, look, note), Text())


def _blocks(answer: Answer, look: Look, note: str) -> Iterator[RenderableType]:
    if answer.rewritten:
        searched = Text(f"Searched as: {plain_line(answer.rewritten)}", style="dim italic")
        yield Indented(searched, 0)
    yield Indented(_headline(answer, look.marks), 0)
    if answer.reason:
        yield Indented(Text(plain_line(answer.reason)))
    if note:
        yield Indented(Text(plain_line(note), style="dim"))
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
    """Each quote in its sentence; of one answer found several times, the best alone."""
    shown = answer.citations if look.full else answer.citations[:_MOST_CITATIONS]
    evidence = is_evidence(answer)
    for number, citation in enumerate(shown):
        known = number > 0 and shown[number - 1].document == citation.document
        if number and not evidence:
            yield Indented(source_line(citation, look, number, known=known))
            continue
        yield Text()
        yield Indented(quoted(citation, look.marks, look.around(number)))
        yield Indented(source_lines(citation, look, number, known=known))
    left = len(answer.citations) - len(shown)
    if left:
        yield Indented(Text(f"and {left} more: /sources", style="dim"))


def _checks(checks: tuple[Check, ...], marks: Marks) -> Iterator[RenderableType]:
    """What passed on one short line, then a line for everything to be read."""
    passed, noted = notable(checks)
    if passed:
        line = Text()
        for words in passed_words(passed):
            line.append(f"{marks.passed} ", style=_CHECK_STYLES[CheckStatus.PASS])
            line.append(f"{words}   ", style="dim")
        line.rstrip()
        yield line
    yield from (_check(item, marks) for item in noted)


def _check(check: Check, marks: Marks) -> RenderableType:
    body = Text(plain_line(check.kind))
    if check.note:
        body.append(f"  {plain_line(check.note)}", style="dim")
    return hanging(Text(f"{marks.of(check.status)} ", _CHECK_STYLES[check.status]), body)


def render_checks(checks: tuple[Check, ...], marks: Marks) -> RenderableType:
    """Every check with all it has to say."""
    return Group(*(_check(item, marks) for item in checks))


def _alternatives(alternatives: tuple[Alternative, ...], marks: Marks) -> Iterator[Text]:
    for other in alternatives:
        line = Text(plain_line(other.answer))
        where = f"{marks.dot}{place(other.citations[0])}" if other.citations else ""
        line.append(f"{marks.dot}{other.confidence * 100:.0f} %{where}", style="dim")
        yield line


def render_sources(answer: Answer, look: Look) -> RenderableType:
    """Every source of one answer in full, and every check."""
    if not answer.citations:
        return Group(Text("The last answer cites nothing."), Text())
    blocks: list[RenderableType] = []
    for number, citation in enumerate(answer.citations):
        blocks += [
            source_lines(citation, look, number),
            Indented(quoted(citation, look.marks, look.around(number)), 4),
            Text(f"    characters {citation.start} to {citation.end}", style="dim"),
            Text(),
        ]
    if answer.checks:
        blocks += [render_checks(answer.checks, look.marks), Text()]
    return Group(*blocks)
