"""Tables of figures as aligned plain text, the same on a screen and in a file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Protocol

from qa.plain import plain_line

_GAP = "  "


class Tabular(Protocol):
    """What the evaluation hands over: rows of texts, all but the first column figures."""

    @property
    def title(self) -> str: ...

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]: ...


def table_lines(table: Tabular) -> Iterator[str]:
    """The title, the header and the rows, figures to the right, then an empty line.

    A table of one column is a list, and shows no header.
    """
    cells = [[plain_line(cell) for cell in row] for row in (table.columns, *table.rows)]
    widths = [max(map(columns_of, column)) for column in zip(*cells, strict=True)]
    yield plain_line(table.title)
    for row in cells if len(table.columns) > 1 else cells[1:]:
        yield "  " + _GAP.join(_padded(row, widths)).rstrip()
    yield ""


def _padded(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
        room = " " * (width - columns_of(cell))
        yield room + cell if number else cell + room


def columns_of(text: str) -> int:
    """Terminal columns `text` takes: two for wide signs, none for marks that combine.

    >>> columns_of("ab"), columns_of("東京"), columns_of("ກຸ")
    (2, 4, 1)
    """
    return sum(
        2
        if unicodedata.east_asian_width(sign) in "WF"
        else unicodedata.category(sign) not in ("Mn", "Me", "Cf")
        for sign in text
    )
