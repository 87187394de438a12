"""PDF by pypdf: the text of the pages, with the place where each begins."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from qa.errors import LoadError
from qa.ingest.plain import place_story
from qa.ingest.text_builder import without_surrogates
from qa.types import Document

#: Text beyond this many times the file's limit is a bomb.
_GROWTH = 4
#: A first or last line on this share of the pages is a running head or foot.
_RUNNING_SHARE = 0.6
_RUNNING_PAGES = 3
_DIGITS = re.compile(r"\d+")
_USELESS_TITLE = re.compile(
    r"(?:untitled|document\d*|microsoft word|powerpoint presentation|.*\.(?:docx?|pdf|indd|tex)$)",
    re.IGNORECASE,
)


def read_pdf(name: str, data: bytes, max_bytes: int) -> Document:
    """The document of a PDF file. Raises LoadError: encrypted, broken, or without text."""
    pages, title = _read_pages(data, _GROWTH * max_bytes)
    pages = _without_running_lines([without_surrogates(page) for page in pages])
    if not any(page.strip() for page in pages):
        raise LoadError("no text in it, only images; run text recognition (OCR) on it first")
    text, starts = _joined(pages)
    if _USELESS_TITLE.match(title):
        title = ""
    return place_story(name, text, title=title, page_starts=starts)


def _read_pages(data: bytes, most: int) -> tuple[list[str], str]:
    import pypdf
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise LoadError("encrypted; save it without a password")
        pages = _extracted(reader, most)
        title = str((reader.metadata.title if reader.metadata else None) or "")
    except LoadError:
        raise
    except DependencyError as error:
        raise LoadError("encrypted in a way that is not supported; save it without") from error
    except Exception as error:  # pypdf raises of all kinds on broken files
        raise LoadError(f"broken PDF ({type(error).__name__}); save it anew") from error
    return pages, " ".join(without_surrogates(title).split())


def _extracted(reader: Any, most: int) -> list[str]:
    pages: list[str] = []
    size = 0
    for page in reader.pages:
        pages.append(page.extract_text())
        size += len(pages[-1])
        if size > most:
            raise LoadError("its text is far larger than the file; not read")
    return pages


def _without_running_lines(pages: Sequence[str]) -> list[str]:
    """Pages without the head and foot lines that most of them share, page numbers included."""
    split = [page.strip().split("\n") for page in pages]
    counts: list[Counter[str]] = [Counter(), Counter()]
    for lines in split:
        for edge, count in zip((0, -1), counts, strict=True):
            count[_masked(lines[edge])] += 1
    least = max(_RUNNING_PAGES, _RUNNING_SHARE * len(pages))
    kept: list[str] = []
    for lines in split:
        if len(lines) > 1 and counts[0][_masked(lines[0])] >= least:
            lines = lines[1:]
        if len(lines) > 1 and counts[1][_masked(lines[-1])] >= least:
            lines = lines[:-1]
        kept.append("\n".join(lines))
    return kept


def _masked(line: str) -> str:
    """A line with its numbers made alike; a full sentence stays what it is."""
    return _DIGITS.sub("#", line.strip())


def _joined(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """One text and the start of each page; a sentence may run on over a page's end."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for page in pages:
        starts.append(length)
        ends_sentence = page.rstrip()[-1:] in '.!?:”"' or not page.strip()
        part = page.rstrip() + ("\n\n" if ends_sentence else "\n")
        parts.append(part)
        length += len(part)
    return "".join(parts), tuple(starts)
