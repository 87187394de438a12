"""Answers and passages as plain lines, for pipes and files: nothing wrapped, nothing coloured.

Does without rich, whose import would take a third of the time of a whole answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from qa.plain import plain_line
from qa.terminal.words import (
    Marks,
    answered,
    close_alternatives,
    confidence_words,
    notable,
    outcome,
    passed_words,
    place,
    sentence_parts,
    source,
)
from qa.types import Answer, Hit, SideScore


def answer_lines(answer: Answer, marks: Marks) -> Iterator[str]:
    """One answer: outcome first, then what it rests on, indented."""
    if answer.rewritten:
        yield f"({plain_line(answer.rewritten)})"
    yield outcome(answer, marks)
    if answer.reason:
        yield f"  {plain_line(answer.reason)}"
    if answer.formula:
        yield f"  {marks.times}{plain_line(answer.formula)}"
    for citation in answer.citations:
        yield f"  “{''.join(sentence_parts(citation)).strip()}”"
        yield f"  {source(citation, marks)}"
    if answered(answer):
        yield f"  confidence {confidence_words(answer.confidence)}"
    passed, noted = notable(answer.checks)
    if passed:
        yield f"  {marks.passed} {', '.join(passed_words(passed))}"
    for check in noted:
        yield f"  {marks.of(check.status)} {check.kind}: {plain_line(check.note)}".rstrip(": ")
    word = "or" if answered(answer) else "nearest"
    for other in close_alternatives(answer):
        where = f", {place(other.citations[0])}" if other.citations else ""
        yield f"  {word}: {plain_line(other.answer)} ({other.confidence * 100:.0f} %{where})"


def hit_lines(hit: Hit, marks: Marks, *, explain: bool) -> Iterator[str]:
    """One passage: rank, score and place, then its text on one line."""
    passage = hit.passage
    date = passage.date.isoformat() if passage.date else "no date"
    where = f"{plain_line(passage.document)}:{passage.start}-{passage.end}"
    parts = (f"{hit.rank}. {where}", plain_line(passage.title), date, f"score {hit.score:.3f}")
    yield marks.dot.join(part for part in parts if part)
    if explain:
        yield f"   words {side_words(hit.terms)}; meaning {side_words(hit.dense)}"
    yield f"   {plain_line(passage.text)}"


def side_words(side: SideScore | None) -> str:
    """What one side of the search said."""
    return f"{side.score:.3f} (rank {side.rank})" if side else "not found"
