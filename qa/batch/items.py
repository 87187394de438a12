"""The questions file: .jsonl, .csv, .tsv, .txt or standard input, read a line at a time.

What cannot be read becomes a `BadItem` that says where and why; the reader goes on behind it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from qa.batch.tables import table_rows
from qa.errors import BatchError
from qa.plain import plain_line

STANDARD = "-"
_UNDECODED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Item:
    """One question or claim; `text` alone is to be used in place of the index when given."""

    id: str
    line: int
    question: str
    is_claim: bool = False
    conversation: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class BadItem:
    """A line that holds no usable question; `error` says where and what."""

    id: str
    line: int
    error: str


@dataclass(frozen=True, slots=True)
class _Row:
    """The columns and keys of the contract, as found: anything but a string is refused."""

    id: Any = None
    question: Any = None
    claim: Any = None
    conversation: Any = None
    evidence: Any = None
    context: Any = None


COLUMNS = tuple(item.name for item in fields(_Row))


def read_items(path: str, standard_input: TextIO | None = None) -> Iterator[Item | BadItem]:
    """The items of the file at `path` (`-`: `standard_input`), in its order.

    A second use of an id gives a BadItem, since the two records could not be told apart (and
    `--resume` goes by id). Raises BatchError when the file cannot be read at all or has no
    column for questions or claims.
    """
    seen: dict[str, int] = {}
    for item in _found(path, standard_input):
        # a line that could not be read has no id of its own to keep from others
        bad = isinstance(item, BadItem)
        first = seen.get(item.id, item.line) if bad else seen.setdefault(item.id, item.line)
        if first != item.line and not bad:
            yield BadItem(
                item.id,
                item.line,
                f"line {item.line}: id {item.id!r} was used on line {first}; ids must differ",
            )
        else:
            yield item


def _found(path: str, standard_input: TextIO | None) -> Iterator[Item | BadItem]:
    if path == STANDARD:
        if standard_input is not None:
            yield from _sniffed(standard_input)
        return
    suffix = Path(path).suffix.lower()
    readers: dict[str, Callable[[TextIO], Iterator[Item | BadItem]]] = {
        ".jsonl": _json_lines,
        ".ndjson": _json_lines,
        ".txt": _questions,
        ".csv": lambda file: _table(file, ",", path),
        ".tsv": lambda file: _table(file, "\t", path),
    }
    if suffix not in readers:
        raise BatchError(
            f"{plain_line(path)}: a questions file ends in .jsonl, .csv, .tsv or .txt; rename it"
        )
    with _opened(path) as file:
        yield from readers[suffix](file)


def _opened(path: str) -> TextIO:
    """The file as text: UTF-8, or UTF-16 with its mark; undecodable bytes stay recognisable."""
    try:
        with Path(path).open("rb") as raw:
            mark = raw.read(2)
        encoding = "utf-16" if mark in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        errors = "replace" if encoding == "utf-16" else "surrogateescape"
        return Path(path).open(encoding=encoding, errors=errors, newline="")
    except OSError as error:
        raise BatchError(
            f"{plain_line(path)}: cannot be read ({error.strerror or error})"
        ) from error


def _sniffed(file: TextIO) -> Iterator[Item | BadItem]:
    """Standard input: JSON lines when the first line that is not blank begins with a brace."""
    ahead: list[str] = []
    for line in file:
        ahead.append(line)
        if line.strip("\ufeff \t\r\n"):
            break
    text = _Chained(ahead, file)
    json_first = bool(ahead) and ahead[-1].lstrip("\ufeff \t").startswith("{")
    yield from _json_lines(text) if json_first else _questions(text)


class _Chained:
    """Lines already taken from a stream, then the rest of it."""

    def __init__(self, ahead: list[str], rest: TextIO) -> None:
        self._ahead = ahead
        self._rest = rest

    def __iter__(self) -> Iterator[str]:
        yield from self._ahead
        yield from self._rest


def _lines(file: TextIO | _Chained) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file, start=1):
        kept = line.strip("\ufeff \t\r\n")
        if kept:
            yield number, kept


def _questions(file: TextIO | _Chained) -> Iterator[Item | BadItem]:
    for number, line in _lines(file):
        yield _item(_Row(question=line), number)


def _json_lines(file: TextIO | _Chained) -> Iterator[Item | BadItem]:
    for number, line in _lines(file):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "too deep or broken"
            yield BadItem(str(number), number, f"line {number}: not JSON ({reason})")
            continue
        if not isinstance(value, dict):
            yield BadItem(str(number), number, f"line {number}: not a JSON object")
            continue
        yield _item(_row(value), number)


def _table(file: TextIO, delimiter: str, path: str) -> Iterator[Item | BadItem]:
    rows = table_rows(file, delimiter)
    _, first = next(rows, (1, []))
    if isinstance(first, str):
        raise BatchError(f"{plain_line(path)}: {first}")
    header = [cell.strip().lower() for cell in first]
    if not header:
        return
    if not {"question", "claim"} & set(header):
        raise BatchError(
            f"{plain_line(path)}: no column is named question or claim "
            f"(found: {plain_line(', '.join(header))}); name one in the first line"
        )
    for number, row in rows:
        if isinstance(row, str):
            yield BadItem(str(number), number, row)
        elif any(cell.strip() for cell in row):
            yield _from_cells(header, row, number)


def _from_cells(header: list[str], row: list[str], number: int) -> Item | BadItem:
    if len(row) > len(header):
        return BadItem(
            str(number),
            number,
            f"line {number}: {len(row)} cells under {len(header)} columns; "
            "put a cell that holds the separator in quotes",
        )
    cells = {name: cell for name, cell in zip(header, row, strict=False) if cell.strip()}
    return _item(_row(cells), number)


def _row(values: Mapping[str, Any]) -> _Row:
    return _Row(**{name: values[name] for name in COLUMNS if values.get(name) is not None})


def _item(row: _Row, line: int) -> Item | BadItem:
    identity = _identity(row.id, line)
    fault = _fault(row)
    if identity is None or fault:
        fault = fault or "the id must be a string or a number"
        return BadItem(identity or str(line), line, f"line {line}: {fault}")
    given = row.context if row.context is not None else row.evidence
    return Item(
        identity,
        line,
        row.question if row.claim is None else row.claim,
        is_claim=row.claim is not None,
        conversation=None if row.conversation is None else str(row.conversation),
        text=given,
    )


def _identity(value: Any, line: int) -> str | None:
    """The item's id as a string, the line number for none, None for what cannot be one."""
    if value is None or value == "":
        return str(line)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return None if _UNDECODED.search(str(value)) else str(value)


def _fault(row: _Row) -> str | None:
    """What is wrong with a row in one clause, None when it can be asked."""
    if row.question is None and row.claim is None:
        return "neither a question nor a claim"
    if row.question is not None and row.claim is not None:
        return "both a question and a claim; give each its own line"
    if row.evidence is not None and row.context is not None:
        return "both evidence and context; they mean the same, give one"
    if isinstance(row.conversation, dict | list | bool):
        return "conversation must be a string or a number"
    for name in ("question", "claim", "evidence", "context"):
        value = getattr(row, name)
        if value is not None and not isinstance(value, str):
            return f"{name} must be a string"
        if value is not None and _UNDECODED.search(value):
            return f"{name} is not UTF-8; save the file as UTF-8"
    return None


def as_stream(raw: BinaryIO) -> TextIO:
    """Standard input's bytes as text, by the same rules as a file."""
    return io.TextIOWrapper(raw, encoding="utf-8", errors="surrogateescape", newline="")
