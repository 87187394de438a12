"""The questions of earlier chats, kept in a file only their owner can read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from qa.terminal.output import note


def history_path(environment: Mapping[str, str]) -> Path | None:
    """QA_HISTORY, else the XDG state folder; None (keep nothing) when QA_HISTORY is empty."""
    if "QA_HISTORY" in environment:
        chosen = environment["QA_HISTORY"]
        return Path(chosen).expanduser() if chosen else None
    state = environment.get("XDG_STATE_HOME", "")
    folder = Path(state) if Path(state).is_absolute() else Path.home() / ".local" / "state"
    return folder / "qa" / "history"


def open_history(environment: Mapping[str, str]) -> History:
    """The history file, made with mode 600; kept in memory when it cannot be written."""
    try:
        path = history_path(environment)
        if path is None:
            return InMemoryHistory()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600))
        if path.stat().st_mode & 0o077 and path.is_file():
            path.chmod(0o600)
    except (OSError, RuntimeError) as error:
        note(f"qa: questions are not kept for next time ({error})")
        return InMemoryHistory()
    return _KeptHistory(str(path))


class _KeptHistory(FileHistory):
    """A full disk must not cost the question that was just typed."""

    def store_string(self, string: str) -> None:
        try:
            super().store_string(string)
        except (OSError, UnicodeEncodeError):
            return
