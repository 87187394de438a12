"""The rows of a table, where a quote that is never closed costs its own row and no other."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

# A cell may hold a whole text to judge a claim by; csv's own limit of 128 KiB is too small.
_LARGEST_CELL = 1 << 30
_NEVER_CLOSED = (
    "a quote is opened on line {number} and never closed; close it, or write a quote twice "
    "in a cell that stands in quotes"
)
_LINE_END = re.compile(r"\r\n|\r|\n")


class _Lines:
    """Lines that can be given back; `taken` are those handed out for the row being read."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._returned: list[str] = []
        self.taken: list[str] = []
        self.number = 1  # of the first line of the row being read

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.pop() if self._returned else next(self._lines)
        self.taken.append(line)
        return line

    def keep(self, count: int) -> None:
        """The row has `count` lines: the next one begins behind them."""
        self._returned += reversed(self.taken[count:])
        self.number += count
        self.taken.clear()


def table_rows(file: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with the number of its line, from 1: its cells, or what is wrong with it.

    Behind a quote that is never closed, or closed in the middle of a later cell, reading goes
    on at the next line. What no other line depends on is read leniently, as csv does by itself.
    """
    csv.field_size_limit(_LARGEST_CELL)
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            row: list[str] | str = next(reader)
            number, count = lines.number, len(lines.taken)
        except StopIteration:
            return
        except csv.Error as error:
            row, at, count = _mended(lines.taken, delimiter, str(error))
            number = lines.number + at
            if isinstance(row, str):
                row = row.format(number=number)
        lines.keep(count)
        yield number, row


def _mended(lines: list[str], delimiter: str, fault: str) -> tuple[list[str] | str, int, int]:
    """What a strict reader refused: (cells or fault, lines before its place, lines it takes)."""
    if "unexpected end of data" not in fault:
        cells = _leniently(lines[0], delimiter) if len(lines) == 1 else None
        if cells is not None:
            return cells, 0, 1
        # The quote was open before the line at which it was found to be amiss.
        lines = lines[:-1] or lines
    at = _opened_at(lines, delimiter)
    return _NEVER_CLOSED, at, at + 1


def _leniently(line: str, delimiter: str) -> list[str] | None:
    """The cells of a row on one line, None where a quote stays open at its end."""
    rows = list(csv.reader([line, "behind"], delimiter=delimiter))
    return rows[0] if len(rows) > 1 else None


def _opened_at(lines: list[str], delimiter: str) -> int:
    """How many lines stand before the one in which the last cell opens its quote."""
    text = [*lines[:-1], lines[-1].rstrip("\r\n")]
    last = next(csv.reader(text, delimiter=delimiter))[-1]
    return len(lines) - 1 - len(_LINE_END.findall(last))
