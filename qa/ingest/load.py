"""One file in, its documents out, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qa.errors import LoadError
from qa.ingest.decode import decode
from qa.ingest.plain import read_markdown, read_plain
from qa.ingest.rows import Columns, Note, iter_rows
from qa.ingest.walk import SourceFile
from qa.types import Document

__all__ = ["Columns", "Loaded", "iter_documents", "load_file"]

_USUAL_COLUMNS = Columns()
_ROWS = frozenset((".csv", ".tsv", ".jsonl", ".ndjson"))
_PLAIN = {
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file held, and what is to be said about how it was read."""

    documents: tuple[Document, ...]
    notes: tuple[str, ...] = ()


def load_file(source: SourceFile, *, columns: Columns = _USUAL_COLUMNS, max_bytes: int) -> Loaded:
    """Read a whole file. Raises LoadError with a one-line reason when it cannot be read."""
    notes: list[str] = []
    documents = tuple(
        iter_documents(source, columns=columns, max_bytes=max_bytes, note=notes.append)
    )
    return Loaded(documents, tuple(notes))


def iter_documents(
    source: SourceFile, *, columns: Columns = _USUAL_COLUMNS, max_bytes: int, note: Note
) -> Iterator[Document]:
    """The documents of a file as they are read; a table's memory does not grow with its rows.

    Remarks on how the file was read go to `note`, one line each. Raises LoadError.
    """
    suffix = source.path.suffix.lower()
    try:
        if suffix in _ROWS:
            with source.path.open("rb") as stream:
                yield from iter_rows(source, stream, columns, note)
        else:
            yield _read_one(source, suffix, max_bytes, note)
    except OSError as error:
        raise LoadError(f"not readable: {(error.strerror or str(error)).lower()}") from error
    except MemoryError as error:
        raise LoadError("too large for this machine's memory; split it") from error


def _read_one(source: SourceFile, suffix: str, max_bytes: int, note: Note) -> Document:
    data = _read_bytes(source, max_bytes)
    if suffix in _PLAIN:
        decoded = decode(data)
        for line in decoded.notes:
            note(line)
        document = _PLAIN[suffix](source.name, decoded.text)
    else:
        document = _reader(suffix)(source.name, data, max_bytes)
    if not document.text.strip():
        raise LoadError("no text in it")
    return document


def _reader(suffix: str) -> Callable[[str, bytes, int], Document]:
    """The reader of a format that needs a library, which is imported only now."""
    if suffix in (".html", ".htm"):
        from qa.ingest.webpage import read_html

        return read_html
    if suffix == ".pdf":
        from qa.ingest.pdf import read_pdf

        return read_pdf
    if suffix == ".docx":
        from qa.ingest.word import read_docx

        return read_docx
    raise LoadError(f"unsupported type {suffix or '(no suffix)'}")


def _read_bytes(source: SourceFile, max_bytes: int) -> bytes:
    with source.path.open("rb") as stream:
        data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise LoadError(f"over the limit of {max_bytes / 2**20:g} MiB")
    return data
