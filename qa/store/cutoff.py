"""The cut-off chosen for an index by `qa calibrate`, kept beside it with what it holds for."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.settings import BUILT_IN, DEFAULT_CUTOFF, Settings

_FILE = "CUTOFF.json"
_BUILT_IN_READER = "neural"


@dataclass(frozen=True, slots=True)
class StoredCutoff:
    """A cut-off and what it was chosen for: this content, this reader, this error budget."""

    cutoff: float
    max_wrong: float
    fingerprint: str
    reader: str
    questions: int
    date: str

    def expired(self, *, fingerprint: str, reader: str) -> str | None:
        """Why it holds no longer, or None."""
        if fingerprint != self.fingerprint:
            return f"the index has changed since {self.date}"
        if reader != self.reader:
            return f"it was chosen for the reader {self.reader!r}"
        return None


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The confidence that answers are held to, where it comes from, and why a calibrated one is
    not it any more."""

    value: float
    origin: str
    expired: str | None = None

    def __str__(self) -> str:
        return f"{self.value:g} ({self.origin})"


def cutoff_in_force(index: Path, fingerprint: str, settings: Settings, reader: str) -> Cutoff:
    """What answers over an index of this content are held to with the reader of that name."""
    if settings.cutoff >= 0:
        return Cutoff(settings.cutoff, "given")
    stored = read_cutoff(index)
    if stored is None:
        return Cutoff(DEFAULT_CUTOFF, "built in")
    expired = stored.expired(fingerprint=fingerprint, reader=reader)
    if expired:
        note = f"built in; the calibrated one has expired ({expired}): run qa calibrate"
        return Cutoff(DEFAULT_CUTOFF, note, expired)
    return Cutoff(stored.cutoff, f"calibrated {stored.date}, wrong ≤ {stored.max_wrong:.0%}")


def reader_name(settings: Settings) -> str:
    """The name that the reader of these settings gives itself once it is loaded."""
    return _BUILT_IN_READER if settings.reader == BUILT_IN else settings.reader


def read_cutoff(index: Path) -> StoredCutoff | None:
    """The stored cut-off; None when there is none that can be read."""
    try:
        return StoredCutoff(**json.loads(cutoff_file(index).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def cutoff_file(index: Path) -> Path:
    """Where the cut-off of an index is stored; without the file the built-in one is in force."""
    return index / _FILE


def write_cutoff(index: Path, stored: StoredCutoff) -> None:
    temporary = index / f"{_FILE}.tmp"
    temporary.write_text(json.dumps(asdict(stored), indent=1) + "\n", encoding="utf-8")
    temporary.replace(cutoff_file(index))
