"""The files behind citations: where they lie, and whether they are still what was indexed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from qa.store.generations import sha256_of
from qa.types import Answer, AnswerType, Citation

if TYPE_CHECKING:
    from qa.engine import Engine
    from qa.store.catalog import Source

# Terminals that print what they do not know instead of passing over it.
_PLAIN_TERMINALS = ("", "dumb", "linux", "unknown", "vt100", "vt220")

# A larger file under another stamp counts as changed: reading it would hold the answer up.
_MOST_HASHED = 64 << 20


class FileState(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Origin:
    """The file a citation comes from; no path for a text that came from no file."""

    path: Path | None = None
    state: FileState = FileState.UNKNOWN

    @property
    def link(self) -> str | None:
        """The file's URI: ASCII, every other byte of the name as a percent code."""
        return self.path.as_uri() if self.path and self.path.is_absolute() else None


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands around an answer's citations, in their order: neighbours, and files."""

    surroundings: tuple[tuple[str, str], ...] = ()
    origins: tuple[Origin, ...] = ()


def scene_of(engine: Engine, answer: Answer) -> Scene:
    """The neighbours of the first citation and the file of each.

    Several pieces of evidence, or the operands of a computation, speak for themselves: there
    the neighbours would fill the screen.
    """
    around: tuple[tuple[str, str], ...] = ()
    if answer.citations and (len(answer.citations) == 1 or not is_evidence(answer)):
        around = (around_sentence(engine, answer.citations[0]),)
    origins = tuple(origin_of(engine.source(item.document)) for item in answer.citations)
    return Scene(around, origins)


def around_sentence(engine: Engine, citation: Citation, sentences: int = 1) -> tuple[str, str]:
    """So many sentences before and after the one that is shown around a quote.

    It may be more than one of the document's: a list stands with the line that leads to it.
    """
    start = citation.start if citation.sentence_start is None else citation.sentence_start
    end = max(citation.end, start + len(citation.sentence))
    return engine.surroundings(replace(citation, start=start, end=end), sentences)


def is_evidence(answer: Answer) -> bool:
    """Whether each citation says another part of it, not the same answer once more."""
    judged = answer.verdict is not None or answer.answer_type is AnswerType.YES_NO
    return judged or answer.computed or answer.text is None


def origin_of(source: Source | None) -> Origin:
    if source is None or not source.sha256:
        return Origin()
    return Origin(source.path, state_of(source))


def state_of(source: Source) -> FileState:
    """By size and time stamp; where only the stamp differs, by content."""
    try:
        status = source.path.stat()
        if status.st_size != source.size:
            return FileState.CHANGED
        if status.st_mtime_ns == source.mtime_ns:
            return FileState.SAME
        same = status.st_size <= _MOST_HASHED and sha256_of(source.path) == source.sha256
        return FileState.SAME if same else FileState.CHANGED
    except OSError:
        return FileState.GONE


def links_work(environment: Mapping[str, str]) -> bool:
    """Whether the terminal can be trusted with OSC 8, the sequence of a link."""
    return environment.get("TERM", "") not in _PLAIN_TERMINALS
