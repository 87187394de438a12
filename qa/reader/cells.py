"""Answers from tables: the cell of the row and the column that a question names.

A table's row is read as "town: Lam; wells drilled: 5; cost: 180", or as "| Lam | 5 | 180 |" below
its head. Where one row has all that the question names, but for the words of one column's head,
the cell of that column is the answer. Words alone decide, and only where they leave one cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.reader.question import Understanding, understand
from qa.reader.words import Line
from qa.types import AnswerType, Hit, Passage, Question, Reading, Span

_NAMED = re.compile(r"(?:^|; )(?P<head>[^:;|]{1,60}): (?P<value>[^;]*)")
_PIPED = re.compile(r"[^|\n]+")
_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")
_FEWEST = 2
#: How sure a cell is that row and column leave alone; by judgement, not measured.
_SURE = 0.75
#: What is asked for in figures, and by whom or where, which no figure answers.
_FIGURES = frozenset({AnswerType.MONEY, AnswerType.COUNT, AnswerType.QUANTITY, AnswerType.PERCENT})
_NAMES = frozenset({AnswerType.PERSON, AnswerType.ORGANISATION, AnswerType.PLACE})
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Cell:
    """[start, end) of a value in its document, and the words of its column's head and of it."""

    start: int
    end: int
    head: frozenset[str]
    value: frozenset[str]


def by_column(question: Question, reading: Reading, hits: Sequence[Hit]) -> Reading:
    """The reading with the one cell in front that row and column name, if there is one."""
    asked = understand(question.searched)
    found = [
        (hit.passage, row, cell)
        for hit in hits
        for row in hit.passage.sentences
        for cell in _named(asked, hit.passage, row, reading.expected)
    ]
    places = {(passage.document, cell.start) for passage, _, cell in found}
    if len(places) != 1:
        return reading
    passage, row, cell = found[0]
    text = passage.text[cell.start - passage.start : cell.end - passage.start]
    best = reading.spans[0].score if reading.spans else 1.0
    kind = reading.expected
    span = Span(
        passage.document, cell.start, cell.end, text, row, best, kind, passage_id=passage.id
    )
    rest = tuple(
        each for each in reading.spans
        if (each.document, each.sentence) != (span.document, span.sentence)
    )  # fmt: skip
    return replace(reading, spans=(span, *rest), confidence=max(reading.confidence, _SURE))


def _named(
    asked: Understanding, passage: Passage, row: tuple[int, int], expected: AnswerType
) -> Iterator[Cell]:
    """The cell of a row that the question names: one at most."""
    cells = _cells(passage, row)
    if len(cells) < _FEWEST:
        return
    wanted = set(asked.content) | set(asked.years)
    around = set(Line.of(passage.title).stems) | {str(passage.date.year) if passage.date else ""}
    every = wanted | set(Line.of(asked.text).stems)
    keys = {number for number, cell in enumerate(cells) if cell.value and cell.value <= every}
    said = set().union(*(cells[number].value for number in keys))
    left = wanted - said
    heads = set().union(*(cell.head for cell in cells))
    if not keys or not left <= heads | around:
        return
    fitting = [
        cell for number, cell in enumerate(cells)
        if number not in keys and left & cell.head and _is_kind(passage, cell, expected)
    ]  # fmt: skip
    about = [cell for cell in fitting if cell.head & set(asked.focus_stems)]
    fitting = about or fitting
    most = max((len(left & cell.head) for cell in fitting), default=0)
    best = [cell for cell in fitting if len(left & cell.head) == most]
    if len(best) == 1:
        yield best[0]


def _is_kind(passage: Passage, cell: Cell, expected: AnswerType) -> bool:
    text = passage.text[cell.start - passage.start : cell.end - passage.start]
    has_figure = _DIGIT.search(text) is not None
    if expected in _FIGURES:
        return has_figure
    return not (expected in _NAMES and has_figure)


def _cells(passage: Passage, row: tuple[int, int]) -> list[Cell]:
    text = passage.text[row[0] - passage.start : row[1] - passage.start]
    if "|" in text:
        return _piped(passage, row, text)
    found = _NAMED.finditer(text)
    return [_cell(row[0], match.start("value"), match["value"], match["head"]) for match in found]


def _piped(passage: Passage, row: tuple[int, int], text: str) -> list[Cell]:
    """Cells of "| Lam | 5 |" with the heads above the table's rule."""
    above = passage.text[: row[0] - passage.start].splitlines()
    rule = next((n for n in range(len(above) - 1, 0, -1) if _RULE.match(above[n])), None)
    if rule is None or any("|" not in line for line in above[rule + 1 :] if line.strip()):
        return []
    heads = [part.strip() for part in _PIPED.findall(above[rule - 1]) if part.strip()]
    parts = [match for match in _PIPED.finditer(text) if match.group().strip()]
    if len(heads) != len(parts):
        return []
    return [
        _cell(row[0], part.start(), part.group(), head)
        for part, head in zip(parts, heads, strict=True)
    ]


def _cell(begin: int, at: int, value: str, head: str) -> Cell:
    start = begin + at + len(value) - len(value.lstrip())
    return Cell(start, start + len(value.strip()), _words(head), _words(value))


def _words(text: str) -> frozenset[str]:
    line = Line.of(text)
    pairs = zip(line.lowers, line.kinds, strict=True)
    figures = frozenset(low for low, kind in pairs if kind == "n")
    return figures | frozenset(root for root in line.stems if root)
