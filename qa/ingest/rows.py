"""Tables and JSONL: a document a row, read as a stream so that memory does not grow with rows."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TextIO

from qa.errors import LoadError
from qa.ingest.dates import parse_date
from qa.ingest.decode import SAMPLE, Encoding, detect
from qa.ingest.plain import place_text
from qa.ingest.text_builder import row_text, without_surrogates
from qa.ingest.walk import SourceFile
from qa.types import Block, BlockKind, Document

Note = Callable[[str], None]

# The names a column may have when none was chosen, the likeliest first.
_SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "doc_id", "docid", "docno", "document_id", "uid", "key", "number"),
    "text": ("text", "body", "content", "contents", "passage", "article", "story", "abstract"),
    "title": ("title", "headline", "subject", "heading", "name"),
    "date": ("date", "published", "published_at", "publication_date", "pubdate", "datetime"),
}
#: Notes of one kind that are written out; the rest are counted.
_NOTES = 5
#: A JSON list with a longer item holds paragraphs, not names.
_LIST_ITEM = 60
#: Lines a row of a table can be thought to have.
_LONGEST_ROW = 500
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns to read; None finds them by their usual names."""

    id: str | None = None
    text: str | None = None
    title: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """One record: `number` counts from 1 in CSV and is the line's number in JSONL."""

    number: int
    names: tuple[str, ...]
    values: tuple[str, ...]


def iter_rows(
    source: SourceFile, stream: BinaryIO, columns: Columns, note: Note
) -> Iterator[Document]:
    """The documents of an open table or JSONL file, one for each record with any text."""
    notes = _Notes(note)
    encoding = detect(stream.read(SAMPLE))
    stream.seek(encoding.mark)
    if encoding.note:
        note(encoding.note)
    suffix = source.path.suffix.lower()
    table = suffix in (".csv", ".tsv")
    maker = _DocumentMaker(source.name, columns, notes, fixed=table)
    with _text_stream(stream, encoding) as text:
        if table:
            rows = _csv_rows(text, "\t" if suffix == ".tsv" else None, notes)
        else:
            rows = _json_rows(text, columns, notes)
        for row in rows:
            document = maker.make(row)
            if document is not None:
                yield document
    notes.finish()


class _Notes:
    """Passes the first notes of a kind on and counts the rest."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._counts: dict[str, int] = {}

    def add(self, kind: str, place: str = "") -> None:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if self._counts[kind] <= _NOTES:
            self._note(f"{place}: {kind}" if place else kind)

    def finish(self) -> None:
        for kind, count in self._counts.items():
            if count > _NOTES:
                self._note(f"{kind}: {count - _NOTES} more like this")


def _text_stream(stream: BinaryIO, encoding: Encoding) -> TextIO:
    # Bytes that turn out not to be UTF-8 far into a file are kept as escapes and mended by row.
    errors = "surrogateescape" if encoding.name == "utf-8" else "replace"
    return io.TextIOWrapper(stream, encoding=encoding.name, errors=errors, newline="")


def _mended(text: str, notes: _Notes, place: str) -> str:
    """Read bytes that were not UTF-8 as cp1252."""
    if text.isascii() or without_surrogates(text) == text:
        return text
    notes.add("not UTF-8, read as cp1252", place)
    return text.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _csv_rows(text: TextIO, delimiter: str | None, notes: _Notes) -> Iterator[_Row]:
    names: tuple[str, ...] | None = None
    number = 0
    for line, record in _csv_records(text, delimiter, notes):
        values = tuple(_mended(value, notes, f"line {line}").strip() for value in record)
        if not any(values):
            continue
        if names is None:
            names = values if _is_header(values) else ()
            if names:
                continue
        number += 1
        if names and len(values) != len(names):
            notes.add(f"values and columns differ in number ({len(names)} columns)", f"line {line}")
        yield _Row(number, names, values)


def _csv_records(
    text: TextIO, delimiter: str | None, notes: _Notes
) -> Iterator[tuple[int, list[str]]]:
    """The raw records with the number of the line on which each ends."""
    csv.field_size_limit(2**31 - 1)  # the file's size is limited, a field's need not be
    first = text.readline()
    lines = itertools.chain([first], text)
    reader = csv.reader(lines, delimiter=delimiter or max(_DELIMITERS, key=first.count))
    last = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            notes.add(f"not readable as a table ({error})", f"line {reader.line_num}")
            continue
        if reader.line_num - last > _LONGEST_ROW:
            notes.add("a row of very many lines; is a quote not closed?", f"line {last + 1}")
        last = reader.line_num
        yield last, record


def _is_header(values: Sequence[str]) -> bool:
    """Column names do not begin with digits and are all different; a headerless file has none."""
    filled = [value for value in values if value]
    return not any(value[0].isdigit() for value in filled) and len(set(filled)) == len(filled)


def _json_rows(text: TextIO, columns: Columns, notes: _Notes) -> Iterator[_Row]:
    for number, raw in enumerate(text, start=1):
        line = raw.strip().lstrip("\ufeff")
        if not line:
            continue
        try:
            record = json.loads(_mended(line, notes, f"line {number}"))
        except (ValueError, RecursionError):
            notes.add("not a JSON object, left out", f"line {number}")
            continue
        if not isinstance(record, dict):
            notes.add("not a JSON object, left out", f"line {number}")
            continue
        if columns.text is not None and columns.text not in record:
            notes.add(f"has no field {columns.text!r}, left out", f"line {number}")
            continue
        yield _Row(number, tuple(record), tuple(map(_plain_value, record.values())))


def _plain_value(value: Any) -> str:
    """A JSON value as text; lists by line, objects by `name: value`."""
    if isinstance(value, str):
        return without_surrogates(value)
    if value is None:
        return ""
    if isinstance(value, list):
        parts = [part for part in map(_plain_value, value) if part]
        return ("\n" if any(len(part) > _LIST_ITEM for part in parts) else ", ").join(parts)
    if isinstance(value, dict):
        return row_text(list(map(_spoken, value)), list(map(_plain_value, value.values())))
    return json.dumps(value)


def _spoken(name: str) -> str:
    """A column's name as people ask for it: in words, which no underscore joins.

    >>> _spoken("passengers_2024")
    'passengers 2024'
    """
    return " ".join(name.replace("_", " ").split()) or name


class _DocumentMaker:
    """Makes documents of rows; ids made unique, columns looked up once for a run of rows."""

    def __init__(self, file_name: str, columns: Columns, notes: _Notes, *, fixed: bool) -> None:
        self._file_name = file_name
        self._columns = columns
        self._notes = notes
        self._fixed = fixed  # all rows have the first one's columns
        self._names: tuple[str, ...] | None = None
        self._places: Mapping[str, int] = {}
        self._used: set[str] = set()

    def make(self, row: _Row) -> Document | None:
        """The row's document, or None (with a note) when it has no text."""
        if row.names != self._names:
            self._names = row.names
            self._places = _find_columns(row.names, self._columns, strict=self._fixed)
        title = " ".join(self._value(row, "title").split())
        text = self._value(row, "text") or ("" if "text" not in self._places else title)
        date = self._date(row)
        name = f"{self._file_name}#{self._id(row)}"
        if "text" in self._places:
            if not text.strip():
                self._notes.add("no text, left out", f"row {row.number}")
                return None
            placed = place_text(text, title=title, date=date)
            return Document(name, text, placed.title, placed.date, placed.blocks)
        names = [_spoken(column) for column in row.names]
        text = row_text(names, [" ".join(value.split()) for value in row.values])
        if not text:
            return None
        return Document(name, text, title, date, (Block(BlockKind.ROW, 0, len(text)),))

    def _value(self, row: _Row, role: str) -> str:
        place = self._places.get(role)
        return row.values[place] if place is not None and place < len(row.values) else ""

    def _date(self, row: _Row) -> Any:
        value = self._value(row, "date")
        date = parse_date(value) if value else None
        if value and date is None:
            self._notes.add("a date that is not understood", f"row {row.number}")
        return date

    def _id(self, row: _Row) -> str:
        """The row's id, or its number; a second one of the same gets its row's number behind."""
        if "id" not in self._places:
            return str(row.number)
        wanted = " ".join(self._value(row, "id").split()) or str(row.number)
        given = wanted
        if given in self._used:
            self._notes.add("a second row with the id of another", f"row {row.number}")
            given = f"{wanted}~{row.number}"
        while given in self._used:
            given += "~"
        self._used.add(given)
        return given


def _find_columns(names: Sequence[str], columns: Columns, *, strict: bool) -> dict[str, int]:
    """Where each role's column stands. Raises LoadError for a chosen name that is not there."""
    lowered = {name.strip().lower(): place for place, name in reversed(list(enumerate(names)))}
    places: dict[str, int] = {}
    for role, synonyms in _SYNONYMS.items():
        chosen: str | None = getattr(columns, role)
        wanted = synonyms if chosen is None else (chosen.strip().lower(),)
        found = next((lowered[name] for name in wanted if name in lowered), None)
        if found is not None:
            places[role] = found
        elif chosen is not None and strict:
            listed = ", ".join(names) or "none"
            raise LoadError(f"no column named {chosen!r} for the {role}; columns: {listed}")
    return places
