"""The catalogue: one SQLite file that holds every document and passage, and is the truth.

Texts are stored as UTF-8 bytes, so that a document may hold any character (NUL included) and a
passage is read without its document. Passage ids are given once and never used again.
"""

from __future__ import annotations

import array
import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import IndexDamaged
from qa.types import Document, DocumentInfo, Filters, Passage, SkippedFile

_SCHEMA = """
CREATE TABLE sources (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, path BLOB NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
    problem TEXT, notes TEXT NOT NULL DEFAULT '');
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL, date TEXT, text BLOB NOT NULL, characters INTEGER NOT NULL,
    passages INTEGER NOT NULL, page_starts BLOB);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document_id INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    byte_start INTEGER NOT NULL, byte_length INTEGER NOT NULL, sentences BLOB NOT NULL);
CREATE TABLE skipped (path TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX documents_by_source ON documents (source_id);
CREATE INDEX passages_by_document ON passages (document_id);
"""

_PASSAGE_COLUMNS = """
    p.id, d.name, d.title, d.date, p.start, p.end, p.sentences,
    substr(d.text, p.byte_start + 1, p.byte_length)
    FROM passages p JOIN documents d ON d.id = p.document_id
"""


@dataclass(frozen=True, slots=True)
class Source:
    """An indexed file: `name` relative to its root, `path` absolute."""

    id: int
    name: str
    path: Path
    size: int
    mtime_ns: int
    sha256: str


class Catalog:
    """Reads and writes one catalogue file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def create(cls, path: Path) -> Catalog:
        db = sqlite3.connect(path)
        db.executescript(_SCHEMA)
        db.close()
        return cls.edit(path)

    @classmethod
    def edit(cls, path: Path) -> Catalog:
        """Open for writing. The file is a private copy until published, so no journal is kept."""
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        return cls(db)

    @classmethod
    def open(cls, path: Path) -> Catalog:
        """Open a published catalogue, which never changes again, for reading."""
        from urllib.parse import quote

        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        return cls(sqlite3.connect(address, uri=True, check_same_thread=False))

    def close(self, *, commit: bool = False) -> None:
        if commit:
            self._db.execute("COMMIT")
        self._db.close()

    # Writing

    def add_source(self, name: str, path: Path, *, size: int, mtime_ns: int, sha256: str) -> int:
        row = (name, str(path).encode("utf-8", "surrogateescape"), size, mtime_ns, sha256)
        cursor = self._db.execute(
            "INSERT INTO sources (name, path, size, mtime_ns, sha256) VALUES (?, ?, ?, ?, ?)", row
        )
        return int(cursor.lastrowid or 0)

    def add_document(
        self, source_id: int, document: Document, passages: Sequence[Passage]
    ) -> list[int]:
        """Store a document and its passages; returns the passages' ids, in order."""
        encoded = document.text.encode("utf-8", "surrogatepass")
        date = document.date.isoformat() if document.date else None
        pages = _pack(document.page_starts) if document.page_starts else None
        row = (source_id, document.name, document.title, date, encoded, len(document.text))
        cursor = self._db.execute(
            "INSERT INTO documents (source_id, name, title, date, text, characters, passages, "
            "page_starts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, len(passages), pages),
        )
        places = byte_places(document.text, len(encoded), passages)
        ids = []
        for passage, (byte_start, byte_length) in zip(passages, places, strict=True):
            sentences = _pack([offset for pair in passage.sentences for offset in pair])
            values = (cursor.lastrowid, passage.start, passage.end, byte_start, byte_length)
            added = self._db.execute(
                "INSERT INTO passages (document_id, start, end, byte_start, byte_length, "
                "sentences) VALUES (?, ?, ?, ?, ?, ?)",
                (*values, sentences),
            )
            ids.append(int(added.lastrowid or 0))
        return ids

    def remove_documents(self, source_id: int) -> list[int]:
        """Remove what was read from a file; returns the ids of its passages."""
        inside = "document_id IN (SELECT id FROM documents WHERE source_id = ?)"
        rows = self._db.execute(f"SELECT id FROM passages WHERE {inside}", (source_id,))
        ids = [row[0] for row in rows]
        self._db.execute(f"DELETE FROM passages WHERE {inside}", (source_id,))
        self._db.execute("DELETE FROM documents WHERE source_id = ?", (source_id,))
        return ids

    def remove_source(self, source_id: int) -> None:
        self._db.execute("DELETE FROM sources WHERE id = ?", (source_id,))

    def touch_source(self, source_id: int, *, path: Path, mtime_ns: int) -> None:
        self._db.execute(
            "UPDATE sources SET path = ?, mtime_ns = ? WHERE id = ?",
            (str(path).encode("utf-8", "surrogateescape"), mtime_ns, source_id),
        )

    def describe_source(
        self, source_id: int, *, problem: str | None = None, notes: Sequence[str] = ()
    ) -> None:
        """Keep what was noted while reading a file, or why it could not be read."""
        row = (_storable(problem) if problem else None, _storable("\n".join(notes)), source_id)
        self._db.execute("UPDATE sources SET problem = ?, notes = ? WHERE id = ?", row)

    def replace_skipped(self, skipped: Iterable[SkippedFile]) -> None:
        """Keep which files were passed over without being read, and why."""
        self._db.execute("DELETE FROM skipped")
        rows = [(_storable(item.path), _storable(item.reason)) for item in skipped]
        self._db.executemany("INSERT INTO skipped VALUES (?, ?)", rows)

    def free_name(self, name: str) -> bool:
        return self._one("SELECT 1 FROM documents WHERE name = ?", name) is None

    # Reading

    def counts(self) -> tuple[int, int, int]:
        """(files read, documents, passages)."""
        tables = ("sources WHERE problem IS NULL", "documents", "passages")
        sources, documents, passages = (
            int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in tables
        )
        return sources, documents, passages

    def sources(self) -> list[Source]:
        rows = self._db.execute("SELECT id, name, path, size, mtime_ns, sha256 FROM sources")
        return [
            Source(row[0], row[1], Path(row[2].decode("utf-8", "surrogateescape")), *row[3:])
            for row in rows
        ]

    def source_of(self, document: str) -> Source | None:
        """The file that a document was read from."""
        row = self._one(
            "SELECT s.id, s.name, s.path, s.size, s.mtime_ns, s.sha256 FROM sources s "
            "JOIN documents d ON d.source_id = s.id WHERE d.name = ?",
            document,
        )
        if row is None:
            return None
        return Source(row[0], row[1], Path(row[2].decode("utf-8", "surrogateescape")), *row[3:])

    def skipped(self) -> tuple[SkippedFile, ...]:
        """The files passed over without being read."""
        rows = self._db.execute("SELECT path, reason FROM skipped ORDER BY path, reason")
        return tuple(SkippedFile(*row) for row in rows)

    def unreadable(self) -> tuple[SkippedFile, ...]:
        """The files that could not be read."""
        rows = self._db.execute(
            "SELECT name, problem FROM sources WHERE problem IS NOT NULL ORDER BY name"
        )
        return tuple(SkippedFile(*row) for row in rows)

    def notes(self) -> tuple[SkippedFile, ...]:
        """What was noted of files that were read, such as a guessed encoding."""
        rows = self._db.execute("SELECT name, notes FROM sources WHERE notes != '' ORDER BY name")
        return tuple(SkippedFile(name, note) for name, text in rows for note in text.split("\n"))

    def documents(self) -> Iterator[DocumentInfo]:
        rows = self._db.execute(
            "SELECT name, title, date, characters, passages FROM documents ORDER BY name"
        )
        for name, title, date, characters, passages in rows:
            yield DocumentInfo(name, title, _date(date), characters, passages)

    def document(self, name: str) -> Document:
        """The whole document (without blocks); raises IndexDamaged when it is not there."""
        row = self._one("SELECT text, title, date, page_starts FROM documents WHERE name = ?", name)
        if row is None:
            raise IndexDamaged(f"the catalogue has no document {name!r}: run qa index --rebuild")
        text, title, date, pages = row
        return Document(
            name=name,
            text=text.decode("utf-8", "surrogatepass"),
            title=title,
            date=_date(date),
            page_starts=_unpack(pages) if pages else (),
        )

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """The passages with these ids, in the order of `ids`."""
        marks = ",".join("?" * len(ids))
        rows = self._db.execute(
            f"SELECT {_PASSAGE_COLUMNS} WHERE p.id IN ({marks})", tuple(ids)
        ).fetchall()
        found = {row[0]: _passage(row) for row in rows}
        missing = [number for number in ids if number not in found]
        if missing:
            raise IndexDamaged(
                f"passage {missing[0]} is not in the catalogue: run qa index --rebuild"
            )
        return [found[number] for number in ids]

    def documents_of(self, ids: Sequence[int]) -> dict[int, int]:
        """The number of the document that each of these passages is of."""
        marks = ",".join("?" * len(ids))
        query = f"SELECT id, document_id FROM passages WHERE id IN ({marks})"
        return dict(self._db.execute(query, tuple(ids)))

    def passages_of(self, document: str) -> list[Passage]:
        rows = self._db.execute(
            f"SELECT {_PASSAGE_COLUMNS} WHERE d.name = ? ORDER BY p.start, p.end", (document,)
        )
        return [_passage(row) for row in rows]

    def all_passages(self) -> Iterator[Passage]:
        for row in self._db.execute(f"SELECT {_PASSAGE_COLUMNS} ORDER BY p.id"):
            yield _passage(row)

    def matching(self, filters: Filters) -> list[int]:
        """Ids of the passages whose document passes the filters, ascending."""
        conditions, values = _conditions(filters)
        rows = self._db.execute(
            "SELECT p.id FROM passages p JOIN documents d ON d.id = p.document_id "
            f"WHERE {' AND '.join(conditions)} ORDER BY p.id",
            values,
        )
        return [row[0] for row in rows]

    def check(self) -> str:
        """What SQLite says of the file's integrity: "ok" or its first complaint."""
        return str(self._db.execute("PRAGMA integrity_check(1)").fetchone()[0])

    def _one(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._db.execute(query, values).fetchone()
        return row


def byte_places(text: str, size: int, passages: Sequence[Passage]) -> list[tuple[int, int]]:
    """(first byte, length in bytes) of each passage in the text's UTF-8 form.

    Passages begin in ascending order, so the text is encoded once from start to start.
    """
    if size == len(text):
        return [(passage.start, passage.end - passage.start) for passage in passages]
    places, at, at_byte = [], 0, 0
    for passage in passages:
        at_byte += len(text[at : passage.start].encode("utf-8", "surrogatepass"))
        at = passage.start
        length = len(text[at : passage.end].encode("utf-8", "surrogatepass"))
        places.append((at_byte, length))
    return places


def _conditions(filters: Filters) -> tuple[list[str], list[str]]:
    conditions, values = ["1"], []
    for condition, day in (("d.date >= ?", filters.since), ("d.date <= ?", filters.until)):
        if day is not None:
            conditions.append(condition)
            values.append(day.isoformat())
    if filters.path is not None:
        pattern = filters.path.rstrip("/")
        conditions.append("(d.name GLOB ? OR d.name GLOB ? OR d.name GLOB ?)")
        values += [pattern, f"{pattern}/*", f"{pattern}#*"]
    if filters.title is not None:
        conditions.append("instr(lower(d.title), lower(?)) > 0")
        values.append(filters.title)
    if filters.document is not None:
        conditions.append("d.name = ?")
        values.append(filters.document)
    if filters.without:
        conditions.append(f"d.name NOT IN ({','.join('?' * len(filters.without))})")
        values += filters.without
    return conditions, values


def _passage(row: tuple[Any, ...]) -> Passage:
    number, document, title, date, start, end, sentences, text = row
    offsets = _unpack(sentences)
    return Passage(
        document=document,
        start=start,
        end=end,
        text=text.decode("utf-8", "surrogatepass"),
        sentences=tuple(zip(offsets[::2], offsets[1::2], strict=True)),
        title=title,
        date=_date(date),
        id=number,
    )


def _storable(text: str) -> str:
    """Text that SQLite takes: a file name may hold bytes that are no characters."""
    return text.encode("utf-8", "replace").decode()


def _date(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _pack(numbers: Sequence[int]) -> bytes:
    return array.array("I", numbers).tobytes()


def _unpack(data: bytes) -> tuple[int, ...]:
    numbers = array.array("I")
    numbers.frombytes(data)
    return tuple(numbers)
