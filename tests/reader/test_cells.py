"""Cells of tables by row and column."""

from __future__ import annotations

import pytest

from qa.reader.cells import by_column
from qa.reader.question import understand
from qa.types import Hit, Passage, Question, Reading

ROWS = (
    "town: Tha Lek; wells drilled: 5; cost (LAK): 180000000; year: 2024; contractor: Hydra Works",
    "town: Khok Din; wells drilled: 17; cost (LAK): 510000000; year: 2024; contractor: Lao Water",
    "town: Ban Sorn; wells drilled: 14; cost (LAK): 420000000; year: 2023; contractor: Mekong Co",
    "town: Ban Sorn; wells drilled: 9; cost (LAK): 290000000; year: 2024; contractor: Mekong Co",
)
PIPED = """Seats in Harn

| Party | Seats 2024 | Seats 2020 |
|---|---|---|
| Green Union | 19 | 12 |
| Civic List | 14 | 20 |
"""


def hit(number: int, text: str, sentences: tuple[tuple[int, int], ...]) -> Hit:
    return Hit(Passage(f"t{number}", 0, len(text), text, sentences, "", None, number), 1.0, 1)


def rows() -> list[Hit]:
    return [hit(number, row, ((0, len(row)),)) for number, row in enumerate(ROWS)]


def piped() -> list[Hit]:
    lines, at = [], 0
    for line in PIPED.splitlines(keepends=True):
        if line.strip():
            lines.append((at, at + len(line.rstrip())))
        at += len(line)
    return [hit(0, PIPED, tuple(lines))]


def ask(question: str, hits: list[Hit]) -> str | None:
    empty = Reading((), 0.1, understand(question).expected)
    found = by_column(Question(question), empty, hits)
    if not found.spans:
        assert found == empty
        return None
    (span,) = found.spans
    (passage,) = (each.passage for each in hits if each.passage.document == span.document)
    assert passage.text[span.start : span.end] == span.text
    assert span.sentence in passage.sentences
    assert found.confidence == 0.75
    return span.text


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many wells were drilled in Tha Lek?", "5"),
        ("How many wells were drilled in Ban Sorn in 2023?", "14"),
        ("What was the cost in Khok Din?", "510000000"),
        ("Which contractor drilled wells in Khok Din?", "Lao Water"),
        # two columns, two rows, no row, no column, and more than the row says
        ("What did the wells in Khok Din cost?", None),
        ("How many wells were drilled in Ban Sorn?", None),
        ("How many wells were drilled in Marl?", None),
        ("How many goats live in Tha Lek?", None),
        ("How many wells were drilled by children in Tha Lek?", None),
    ],
)
def test_the_cell_of_a_row_with_named_values(question: str, answer: str | None) -> None:
    assert ask(question, rows()) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many seats did the Civic List have in 2020?", "20"),
        ("How many seats did the Green Union win in 2024?", None),  # "win" stands nowhere
        ("How many seats has the Green Union in 2024?", "19"),
        ("How many seats has the Green Union?", None),  # of which year?
    ],
)
def test_the_cell_below_a_head(question: str, answer: str | None) -> None:
    assert ask(question, piped()) == answer


def test_lines_that_are_no_table_are_left_alone() -> None:
    text = "Note: salt | tea. Also: tin; and: 5"
    assert ask("How many tin?", [hit(0, text, ((0, len(text)),))]) is None
