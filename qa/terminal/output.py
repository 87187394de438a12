"""Where things are written: data to standard output, everything else to standard error."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from qa.plain import json_line, plain_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from qa.terminal.words import Marks


def prepare_streams() -> None:
    """Make a character the stream cannot encode a visible escape rather than a failure.

    A stream the caller has closed (`qa … >&-`) becomes one to nowhere.
    """
    sys.stdin = sys.stdin or _nowhere("r")
    sys.stdout = sys.stdout or _nowhere("w")
    sys.stderr = sys.stderr or _nowhere("w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError, ValueError):
                stream.reconfigure(errors="backslashreplace")


def _nowhere(mode: str) -> TextIO:
    opened = Path(os.devnull).open(mode)  # noqa: SIM115 - a standard stream lives as long as we do
    return cast(TextIO, opened)


def data_stream() -> TextIO:
    """Standard output for records: JSON and tables are UTF-8 whatever the locale says."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    return sys.stdout


def write_record(record: object) -> None:
    data_stream().write(json_line(record) + "\n")


def write_lines(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")


def note(text: str) -> None:
    """One line about the run itself, to standard error."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(plain_line(text) + "\n")
        sys.stderr.flush()


def complain(text: str) -> None:
    """The one line an error gets."""
    note(f"qa: {text}")


def is_screen(stream: TextIO) -> bool:
    """Whether a person sits at this stream."""
    with contextlib.suppress(ValueError):  # a closed one
        return stream.isatty()
    return False


def stdout_marks() -> Marks:
    from qa.terminal.words import marks_for

    return marks_for(getattr(sys.stdout, "encoding", None))


def make_console(stream: TextIO | None = None) -> Console:
    """A console that takes no markup, emoji names or highlighting from what it prints."""
    from rich.console import Console

    return Console(
        file=stream or sys.stdout,
        markup=False,
        emoji=False,
        highlight=False,
        safe_box=True,
        width=_forced_width(),
    )


def _forced_width() -> int | None:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdigit() and int(columns) >= 20 else None


def silence_stdout() -> None:
    """After a closed pipe: let what is still buffered go nowhere instead of failing again."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
