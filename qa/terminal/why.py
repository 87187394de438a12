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
    from qa.engine import Explanation
    from qa.store.cutoff import Cutoff

_MOST_SPANS = 5
# A score below this shows as nothing.
_LEAST_SCORE = 0.0005
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
        yield Indented(Text(_held_against(answer, reading.confidence, cutoff)), 0)
    yield Text()
    yield _heading(
        f"What the reader ({explanation.reader}) found, looking for: {reading.expected.value}"
    )
    if reading.no_answer and not answered(answer):
        yield Indented(Text(f"its doubt: {plain_line(reading.no_answer)}"))
    if not reading.spans:
        yield Indented(Text("no candidate"))
        return
    best, *others = reading.spans[:_MOST_SPANS]
    told = [best, *(span for span in others if span.score >= _LEAST_SCORE)]
    yield Indented(_spans(told, marks))


def _held_against(answer: Answer, alone: float, cutoff: Cutoff) -> str:
    """The answer's confidence beside the cut-off; `alone` is how sure the reader itself was."""
    sure, enough = answer.confidence, answer.confidence >= cutoff.value
    line = f"Confidence {sure:.3f} is {'at least' if enough else 'below'} the cut-off "
    line += f"{cutoff.value:g} ({cutoff.origin}): "
    if answered(answer):
        line += "answered."
    else:
        line += "withheld all the same, for what is said above." if enough else "withheld."
    if abs(sure - alone) >= _LEAST_SCORE:
        line += f" The reader alone gave {alone:.3f}."
    return line


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
