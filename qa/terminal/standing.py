"""What the line under the prompt says: the index, its documents, filters, cut-off, changes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from qa.plain import plain_line
from qa.terminal.words import ASCII_MARKS, Marks, filter_words
from qa.types import Filters

if TYPE_CHECKING:
    from qa.engine import Engine

# Documents offered by completion at most.
_MOST_NAMES = 20_000


@dataclass(frozen=True, slots=True)
class Standing:
    """The opened index in short; `names` are (path, title) of its documents."""

    index: str
    documents: int
    cutoff: float
    origin: str
    names: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, engine: Engine) -> Standing:
        status, cutoff = engine.status(), engine.cutoff
        documents = islice(engine.documents(), _MOST_NAMES)
        names = tuple((item.name, item.title) for item in documents)
        origin = cutoff.origin.partition(";")[0]
        return cls(status.path, status.documents, cutoff.value, origin, names)


def standing_line(
    standing: Standing | None, filters: Filters, changes: int, *, columns: int, marks: Marks
) -> str:
    """One line that fits: what matters most first, the rest as far as there is room."""
    if standing is None:
        return "opening the index"
    noun = "document" if standing.documents == 1 else "documents"
    parts = [f"{_short(standing.index)}: {standing.documents:,} {noun}"]
    if filters:
        parts.append(filter_words(filters))
    if changes:
        parts.append(f"{changes:,} changed: /index")
    parts.append(f"cut-off {standing.cutoff:g} ({standing.origin})")
    line = marks.dot.join(parts)
    if len(line) <= columns:
        return line
    return line[: max(0, columns - 3)] + ("..." if marks is ASCII_MARKS else "…")


def _short(path: str) -> str:
    """A path given in full as its last two parts, which tell one index from another."""
    return plain_line("/".join(Path(path).parts[-2:]))
