"""Why this answer: the words searched for, both sides of the search, the reader, the cut-off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from qa.plain import plain_line
from qa.store.terms import analyse, query_terms
from qa.terminal.layout import Indented
from qa.terminal.render import render_checks
from qa.terminal.words import Marks, answered
from qa.types import Answer, AnswerType, Hit, SideScore, Span

if TYPE_CHECKING:
    from qa.engine import Cutoff, Explanation

_MOST_SPANS = 5
_SHORT = 60


def render_why(
    answer: Answer, explanation: Explanation, cutoff: Cutoff, marks: Marks
) -> RenderableType:
    """Every step from the words to the answer, with its figures."""
    words = query_terms(answer.rewritten or answer.question)
    blocks: list[RenderableType] = [*_searched(answer, words), Text()]
    blocks += [_heading("Passages read, best first"), _passages(explanation.hits, words, marks)]
    blocks += [Text(), *_outcome(answer, explanation, cutoff, marks)]
    if answer.checks:
        blocks += [Text(), _heading("Checks"), Indented(render_checks(answer.checks, marks))]
    return Group(*blocks, Text())


def _heading(text: str) -> Text:
    return Text(text, style="dim")


def _searched(answer: Answer, words: Sequence[str]) -> Iterator[RenderableType]:
    if answer.rewritten:
        yield Indented(Text(f"Searched as: {plain_line(answer.rewritten)}"), 0)
    yield Indented(Text(f"Words searched for: {', '.join(words)}"), 0)


def _passages(hits: Sequence[Hit], words: Sequence[str], marks: Marks) -> RenderableType:
    """Place, score and what each side said; then which of the words the passage holds."""
    if not hits:
        return Indented(Text("none: no document passes the filters, or none holds any word"))
    blocks: list[RenderableType] = []
    for hit in hits:
        line = Text(f"{hit.rank}. ", overflow="fold")
        line.append(plain_line(hit.passage.document), style="cyan")
        line.append(f"{marks.dot}score {hit.score:.3f}")
        sides = Text(f"words {_side(hit.terms)}{marks.dot}meaning {_side(hit.dense)}{marks.dot}")
        blocks += [Indented(line), Indented(sides + _held(hit, words), 5)]
    return Group(*blocks)


def _side(side: SideScore | None) -> str:
    return f"{side.score:.2f} (no. {side.rank})" if side else "none"


def _held(hit: Hit, words: Sequence[str]) -> Text:
    """The searched words in the passage and its title, in bold, and those it lacks."""
    inside = set(analyse(f"{hit.passage.title} {hit.passage.text}"))
    text = Text(style="dim")
    for word in words:
        held = word in inside
        text.append(f"{word} " if held else f"({word}) ", style="not dim bold" if held else None)
    text.rstrip()
    return text


def _outcome(
    answer: Answer, explanation: Explanation, cutoff: Cutoff, marks: Marks
) -> Iterator[RenderableType]:
    """How the answer was made: computed, judged, or read and held against the cut-off."""
    reading = explanation.reading
    if answer.computed:
        yield Text("Computed from the numbers quoted, not read as a span.")
    elif answer.verdict is not None or (answer.text and answer.answer_type is AnswerType.YES_NO):
        yield Text("Judged as a claim against these passages, part by part.")
    else:
        compared = "at least" if reading.confidence >= cutoff.value else "below"
        line = f"Confidence {reading.confidence:.3f} is {compared} the cut-off {cutoff.value:g} "
        line += f"({cutoff.origin}): " + ("answered." if answered(answer) else "withheld.")
        yield Indented(Text(line), 0)
    yield Text()
    yield _heading(
        f"What the reader ({explanation.reader}) found, looking for: {reading.expected.value}"
    )
    if reading.no_answer:
        yield Indented(Text(f"its doubt: {plain_line(reading.no_answer)}"))
    if not reading.spans:
        yield Indented(Text("no candidate"))
        return
    yield Indented(_spans(reading.spans[:_MOST_SPANS], marks))


def _spans(spans: Sequence[Span], marks: Marks) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    for span in spans:
        words = Text(_short(plain_line(span.text)))
        words.append(f"{marks.dot}{plain_line(span.document)}", style="cyan")
        if span.repeats:
            words.append(f"{marks.dot}said {len(span.repeats) + 1} times", style="dim")
        table.add_row(Text(f"{span.score:.3f}"), words)
    return table


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
