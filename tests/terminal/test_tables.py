"""Figures in columns, whatever script the first column is in."""

from __future__ import annotations

from dataclasses import dataclass

from qa.terminal.tables import columns_of, table_lines


@dataclass(frozen=True)
class Table:
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def test_figures_stand_to_the_right() -> None:
    table = Table("T\x1b", ("name", "n"), (("東京", "7"), ("ab", "12")))
    assert list(table_lines(table)) == ["T␛", "  name   n", "  東京   7", "  ab    12", ""]


def test_one_column_is_a_list_and_no_rows_are_a_header() -> None:
    assert list(table_lines(Table("Notes", ("note",), (("one",),)))) == ["Notes", "  one", ""]
    assert list(table_lines(Table("T", ("a", "b"), ()))) == ["T", "  a  b", ""]


def test_columns_of_combining_and_wide_signs() -> None:
    assert [columns_of(text) for text in ("ab", "東", "ກຸ", "ກັ", "e\u0301")] == [2, 2, 1, 1, 1]
