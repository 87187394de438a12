"""The cut-off chosen for an index by `qa calibrate`, kept beside it with what it holds for."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "CUTOFF.json"


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


def read_cutoff(index: Path) -> StoredCutoff | None:
    """The stored cut-off; None when there is none that can be read."""
    try:
        return StoredCutoff(**json.loads((index / _FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_cutoff(index: Path, stored: StoredCutoff) -> None:
    temporary = index / f"{_FILE}.tmp"
    temporary.write_text(json.dumps(asdict(stored), indent=1) + "\n", encoding="utf-8")
    temporary.replace(index / _FILE)
