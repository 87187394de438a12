"""Open a document outside the chat: an editor at the line, or what the desktop uses."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# Formats whose lines a text editor counts as the tool does.
_TEXT = {".txt", ".text", ".md", ".markdown", ".csv", ".tsv", ".jsonl", ".ndjson"}
# How programs are told the line; all others understand +LINE, as vi, nano, emacs and less do.
_GOTO = {"code": ("--goto",), "codium": ("--goto",), "cursor": ("--goto",)}
_COLON = {"subl", "hx", "helix", "zed", "micro", *_GOTO}


def open_file(path: Path, line: int) -> str:
    """Open `path` and say what was done, or where the file lies when nothing can open it.

    An editor of the terminal takes the screen until it is left.
    """
    command = _command(path, line, os.environ)
    if command is None:
        return f"{path}:{line} (set EDITOR to open files from here)"
    try:
        done = subprocess.run(command, check=False)
    except (OSError, KeyboardInterrupt) as error:
        return f"{command[0]} could not be run ({error}); the file is {path}"
    failed = f" ({command[0]} ended with {done.returncode})" if done.returncode else ""
    return f"opened {path}:{line}{failed}"


def _command(path: Path, line: int, environment: Mapping[str, str]) -> list[str] | None:
    """What to run, without a shell: a file's name is never part of a command."""
    chosen = environment.get("VISUAL") or environment.get("EDITOR")
    if chosen and path.suffix.lower() in _TEXT:
        try:
            words = shlex.split(chosen)
        except ValueError:
            words = []
        if words:
            return [*words, *_at_line(Path(words[0]).name, path, line)]
    for opener in ("open",) if sys.platform == "darwin" else ("xdg-open", "wslview"):
        if shutil.which(opener):
            return [opener, str(path)]
    if shutil.which("less") and path.suffix.lower() in _TEXT:
        return ["less", f"+{line}", str(path)]
    return None


def _at_line(program: str, path: Path, line: int) -> list[str]:
    if program in _COLON:
        return [*_GOTO.get(program, ()), f"{path}:{line}"]
    return [f"+{line}", str(path)]
