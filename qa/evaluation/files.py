"""Reading dataset files line by line, so that an error can name the place and the remedy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import DatasetError
from qa.types import Block, BlockKind, Document


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file (from 1, 0 for the whole file), or a named part of it."""

    path: Path
    line: int = 0
    part: str = ""

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        return f"{self.path}{line}{f', {self.part}' if self.part else ''}"

    def error(self, what: str, remedy: str) -> DatasetError:
        return DatasetError(f"{self}: {what}; {remedy}")


def read_text(path: Path) -> str:
    """Return the file as UTF-8 text with its line ends unchanged; raises DatasetError."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _unreadable(path, error) from None
    except UnicodeDecodeError as error:
        raise _not_utf8(Place(path), error) from None


def read_lines(path: Path) -> Iterator[tuple[Place, str]]:
    """Yield each line that is not blank, with its place; only line feeds end a line.

    One line is held at a time: a corpus may be larger than memory.
    """
    try:
        with path.open("rb") as stream:
            for number, raw in enumerate(stream, start=1):
                place = Place(path, number)
                try:
                    line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError as error:
                    raise _not_utf8(place, error) from None
                if line.strip():
                    yield place, line.rstrip("\r\n")
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> DatasetError:
    reason = error.strerror or type(error).__name__
    return Place(path).error(f"cannot be read ({reason})", "give a readable file")


def _not_utf8(place: Place, error: UnicodeDecodeError) -> DatasetError:
    return place.error(f"is not UTF-8 text (byte {error.start})", "convert it to UTF-8")


def read_objects(path: Path) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield the JSON object of each line of a JSONL file."""
    for place, line in read_lines(path):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:  # ValueError: a number of too many digits
            raise place.error(
                f"is not JSON ({error})", "write one JSON object on each line"
            ) from None
        if not isinstance(value, dict):
            raise place.error("is not a JSON object", "write one JSON object on each line")
        yield place, value


def text_field(place: Place, row: dict[str, Any], name: str, *, default: str | None = None) -> str:
    """Return a text field; an integer counts as text (ids often are), an absent one needs a
    default."""
    value = row.get(name, default)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        found = "is missing" if value is None else f"is {type(value).__name__}, not text"
        raise place.error(f"field {name!r} {found}", f"give {name!r} as text")
    return value


def list_field(place: Place, row: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a field that holds a list of objects; absent or null counts as empty."""
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise place.error(f"field {name!r} is not a list of objects", f"give {name!r} as [{{…}}]")
    return value


def whole_number(place: Place, text: object, name: str) -> int:
    try:
        if isinstance(text, bool):
            raise ValueError
        return int(str(text).strip())
    except ValueError:
        raise place.error(f"{name} {text!r} is not a whole number", "correct the line") from None


class UniqueIds:
    """Refuses an id that was seen before, naming both lines."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._seen: dict[str, Place] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._seen

    def __len__(self) -> int:
        return len(self._seen)

    def add(self, place: Place, name: str) -> None:
        if name in self._seen:
            first = self._seen[name].line
            where = f" (first in line {first})" if first else ""
            raise place.error(
                f"the {self._what} id {name!r} is there twice{where}", "make the ids unique"
            )
        self._seen[name] = place


def plain_document(name: str, text: str, title: str = "") -> Document:
    """Return a document whose one paragraph is all of its text, without the space around it."""
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    blocks = (Block(BlockKind.PARAGRAPH, start, end),) if end > start else ()
    return Document(name, text, title=title, blocks=blocks)
