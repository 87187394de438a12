"""What options and arguments mean: dates, filters, texts given in place of the index."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import sys
from pathlib import Path

from qa.errors import LoadError, UsageError
from qa.ingest.dates import match_date
from qa.plain import plain_line, whole_text
from qa.types import Filters

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def read_date(text: str, option: str, *, last: bool = False) -> dt.date:
    """A day, month or year as its first day, or its `last`; raises UsageError naming `option`.

    >>> read_date("2025-02", "--until", last=True)
    datetime.date(2025, 2, 28)
    >>> read_date("12 June 2025", "--since")
    datetime.date(2025, 6, 12)
    """
    text = text.strip()
    written = match_date(text)
    if written and written[1] == len(text):
        return written[0]
    found = _DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year = int(found[1])
        month = int(found[2] or (12 if last else 1))
        end = calendar.monthrange(year, month)[1] if last else 1
        return dt.date(year, month, int(found[3] or end))
    except (ValueError, calendar.IllegalMonthError):
        raise UsageError(
            f"{option}: {plain_line(text)!r} is no date; write 2025, 2025-08 or 2025-08-29"
        ) from None


def read_filters(
    since: str | None, until: str | None, path: str | None, title: str | None
) -> Filters:
    """The filter options together; raises UsageError for a date or an order that cannot be."""
    first = read_date(since, "--since") if since else None
    last = read_date(until, "--until", last=True) if until else None
    if first and last and first > last:
        raise UsageError(f"--since {first} lies after --until {last}; no document can match")
    return Filters(first, last, path or None, title or None)


def read_argument(words: list[str]) -> str:
    """A question or claim, in quotes or as its words; `-` alone reads standard input to its end."""
    return _read_input() if words == ["-"] else whole_text(" ".join(words))


def _read_input() -> str:
    raw = getattr(sys.stdin, "buffer", None)
    return raw.read().decode("utf-8-sig", "replace") if raw else sys.stdin.read()


def expanded(path: str) -> Path:
    """A path as typed, with `~` resolved where it is somebody's home."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def read_text_file(path: str) -> str:
    """The text of a document given by `--context` or `--against`, whatever its format.

    `-` is standard input. Raises UsageError when there is no such file, LoadError when it
    cannot be read as a document.
    """
    if path == "-":
        return _read_input()
    if Path(path).is_fifo():
        return Path(path).read_bytes().decode("utf-8-sig", "replace")
    if not Path(path).is_file():
        raise UsageError(f"{plain_line(path)}: no such file; give a document to read")
    try:
        return _loaded(Path(path))
    except LoadError as error:
        raise LoadError(f"{plain_line(path)}: {error}") from error
    except Exception as error:  # parsers raise anything on hostile files
        raise LoadError(f"{plain_line(path)}: broken ({type(error).__name__}: {error})") from error


def _loaded(path: Path) -> str:
    """The file read as `qa index` would read it; several documents in it follow one another."""
    from qa.ingest.load import Columns, iter_documents
    from qa.ingest.walk import SourceFile, find_files
    from qa.settings import Settings

    limit = int(Settings().max_file_mib * 2**20)
    texts: list[str] = []
    for found in find_files([path.absolute()], max_bytes=limit):
        if not isinstance(found, SourceFile):
            raise LoadError(found.reason)
        documents = iter_documents(found, columns=Columns(), max_bytes=limit, note=_quiet)
        texts += [document.text for document in documents]
    text = "\n\n".join(texts)
    if not text.strip():
        raise LoadError("holds no text")
    return text


def _quiet(_: str) -> None:
    """Notes on encodings matter to `qa index`, which lists them; here they would be noise."""
