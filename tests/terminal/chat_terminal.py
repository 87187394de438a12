"""The real program in a pseudo-terminal, and the screen that it draws."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

PATIENCE_SECONDS = 20.0
ROWS = 40


class Terminal:
    """`qa` in a pseudo-terminal of a size; without `answers` it keeps quiet about its cursor.

    A terminal that answers where its cursor is gets the line under the prompt as well.
    """

    def __init__(
        self,
        folder: Path,
        columns: int = 80,
        *words: str,
        answers: bool = False,
        **environment: str,
    ) -> None:
        self.screen = pyte.HistoryScreen(columns, ROWS, history=500)
        self._stream = pyte.ByteStream(self.screen)
        kept = {key: value for key, value in os.environ.items() if not key.startswith("QA_")}
        kept |= {"TERM": "xterm-256color", "QA_CUTOFF": "0.02"}
        kept |= {"QA_INDEX": str(folder / "index"), "QA_HISTORY": str(folder / "past")}
        kept |= {"QA_GOLD": str(folder / "gold.jsonl")}
        kept |= {} if answers else {"PROMPT_TOOLKIT_NO_CPR": "1"}
        for name in ("COLUMNS", "NO_COLOR", "EDITOR", "VISUAL"):
            kept.pop(name, None)
        self.raw = b""
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "qa", *words],
            env=kept | environment,
            cwd=folder,
            dimensions=(ROWS, columns),
            timeout=PATIENCE_SECONDS,
        )
        if answers:
            self.screen.write_process_input = self.child.send

    @property
    def text(self) -> str:
        """What the screen shows, without the line under the prompt's emptiness."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    @property
    def colours(self) -> set[str]:
        return {cell.fg for line in self.screen.buffer.values() for cell in line.values()}

    def wait(self, condition: Callable[[str], bool]) -> str:
        """The screen, once it fulfils `condition`; fails with the screen when it never does."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition(self.text):
            assert time.monotonic() < end, f"not on the screen:\n{self.text}"
            try:
                read = self.child.read_nonblocking(65536, timeout=0.1)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                assert condition(self.text), f"ended with:\n{self.text}"
                continue
            self.raw += read
            self._stream.feed(read)
        return self.text

    def wait_for(self, *words: str) -> str:
        return self.wait(lambda text: all(word in text for word in words))

    def prompt(self) -> None:
        """Wait until the cursor stands behind an empty prompt."""
        self.wait(lambda _: self.screen.display[self.screen.cursor.y].rstrip() == ">")

    def enter(self, line: str) -> None:
        self.child.send(f"{line}\r")

    def ask(self, line: str, *words: str) -> str:
        """Enter a line, wait for words and for the next prompt; the screen then."""
        self.enter(line)
        self.wait_for(*words)
        self.prompt()
        return self.text

    def paste(self, text: str) -> None:
        """As a terminal does it: between the marks of a bracketed paste."""
        self.child.send(f"\x1b[200~{text}\x1b[201~")

    def leave(self) -> int | None:
        """Ctrl-D, and the exit code."""
        self.child.send("\x04")
        return self.ended()

    def ended(self) -> int | None:
        self.child.expect(pexpect.EOF)
        self.child.close()
        code: int | None = self.child.exitstatus
        return code
