"""DOCX by python-docx: paragraphs, headings and tables in their order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from qa.errors import LoadError
from qa.ingest.plain import assemble
from qa.ingest.text_builder import TextBuilder
from qa.types import BlockKind, Document

#: Unpacked bytes allowed, as a multiple of the limit for files, and per packed byte.
_GROWTH = 4
_RATIO = 200
#: Parts smaller than this may be packed as tightly as they like.
_HARMLESS = 1 << 20
_BROKEN = "broken DOCX or not one; save it anew"
_ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_USELESS_TITLES = frozenset(("", "word document", "untitled", "document"))


def read_docx(name: str, data: bytes, max_bytes: int) -> Document:
    """The document of a DOCX file. Raises LoadError: broken, encrypted, or a bomb."""
    _check_archive(data, _GROWTH * max_bytes)
    builder = TextBuilder()
    try:
        title = _read_body(data, builder)
    except RecursionError as error:
        raise LoadError("its tables are nested too deep") from error
    except Exception as error:  # python-docx and lxml raise of all kinds on broken files
        raise LoadError(f"{_BROKEN} ({type(error).__name__})") from error
    if not builder.blocks:
        raise LoadError("no text in it")
    return assemble(name, builder, title=title)


def _check_archive(data: bytes, most: int) -> None:
    """Refuse archives that unpack to too much, or whose XML declares entities."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # the container of old and of encrypted files
        raise LoadError("encrypted, or in the old DOC format; save it as DOCX without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > most:
                raise LoadError(f"unpacks to more than {most / 2**20:g} MiB (a zip bomb?)")
            for entry in entries:
                if entry.file_size > max(_HARMLESS, _RATIO * entry.compress_size):
                    raise LoadError(f"its part {entry.filename} is a zip bomb")
                if entry.filename.endswith((".xml", ".rels")):
                    _check_entities(archive.read(entry))
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise LoadError(_BROKEN) from error
    except (EOFError, zipfile.LargeZipFile) as error:
        raise LoadError(_BROKEN) from error


def _check_entities(part: bytes) -> None:
    if _ENTITY.search(part.replace(b"\0", b"")):  # UTF-16 has a NUL beside each letter
        raise LoadError("its XML declares entities, which no word processor writes; not read")


def _read_body(data: bytes, builder: TextBuilder) -> str:
    """Add the body's blocks; returns the title that is marked as one."""
    import docx

    document = docx.Document(io.BytesIO(data))
    marked = ""
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            builder.add_table([list(_cells(row)) for row in item.rows])
            continue
        style = (item.style.name or "") if item.style is not None else ""
        text = item.text
        heading = style.startswith(("Heading", "Title"))
        if style == "Title" and not marked:
            marked = " ".join(text.split())
        builder.add(BlockKind.HEADING if heading else BlockKind.PARAGRAPH, text)
    title = (document.core_properties.title or "").strip()
    return marked or ("" if title.lower() in _USELESS_TITLES else " ".join(title.split()))


def _cells(row: Any) -> Iterator[str]:
    """The texts of a row's cells; a merged cell is given once."""
    last = None
    for cell in row.cells:
        if cell._tc is not last:
            yield cell.text
        last = cell._tc
