"""Builds the text of a document that has none of its own (HTML, PDF, DOCX, table rows)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.types import Block, BlockKind

_SURROGATE = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile(r"\d")


def without_surrogates(text: str) -> str:
    """Lone surrogates, which no file can hold, become U+FFFD; lengths stay."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


class TextBuilder:
    """Joins blocks with a blank line between them and keeps their places."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []

    @property
    def text(self) -> str:
        return "\n\n".join(self._parts)

    def add(self, kind: BlockKind, text: str) -> None:
        """Append a block unless it is blank."""
        text = without_surrogates(text).strip()
        if not text:
            return
        start = self._length + 2 if self._parts else 0
        self._parts.append(text)
        self._length = start + len(text)
        self.blocks.append(Block(kind, start, self._length))

    def add_table(self, rows: Sequence[Sequence[str]], *, headed: bool = False) -> None:
        """Append each row of a table, with the column's name before each value if it has names.

        `headed` says that the first row is known to hold the names.
        """
        rows = [[" ".join(cell.split()) for cell in row] for row in rows]
        if len(rows) > 1 and (headed or _names_columns(rows[0], rows[1:])):
            for row in rows[1:]:
                self.add(BlockKind.ROW, row_text(rows[0], row))
            return
        for row in rows:
            filled = [cell for cell in row if cell]
            self.add(BlockKind.ROW, (": " if len(row) == 2 else " | ").join(filled))


def row_text(names: Sequence[str], values: Sequence[str]) -> str:
    """`name: value; name: value`, empty cells left out.

    >>> row_text(["Province", "Exports"], ["Sekong", "121.16"])
    'Province: Sekong; Exports: 121.16'
    """
    pairs = []
    for number, value in enumerate(values):
        if value:
            name = names[number] if number < len(names) else ""
            pairs.append(f"{name}: {value}" if name else value)
    return "; ".join(pairs)


def _names_columns(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether a first row holds column names: all different words, with numbers only below."""
    filled = [cell for cell in first if cell]
    if len(filled) < 2 or len(filled) < len(first) - 1 or len(set(filled)) < len(filled):
        return False
    has_numbers = any(_NUMBER.search(cell) for row in rest for cell in row)
    return has_numbers and not any(cell[0].isdigit() for cell in filled)
