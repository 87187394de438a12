"""What a chat remembers and does with one line; the prompt around it is `repl`."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console, RenderableType
from rich.text import Text

from qa.errors import QAError
from qa.plain import plain_line, whole_text
from qa.terminal.background import Background
from qa.terminal.oneshot import surroundings
from qa.terminal.render import Look, render_answer
from qa.terminal.words import Marks, marks_for
from qa.types import Answer, Filters

if TYPE_CHECKING:
    from qa.engine import Engine

Result = TypeVar("Result")
_LEAVING_WORDS = ("exit", "quit")
# Shorter waits show nothing: a sign that comes and goes at once only flickers.
_PATIENCE_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer as it was shown, with the sentences around its citations."""

    answer: Answer
    surroundings: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Session:
    """One chat: the engine in its thread, the screen, and the turns so far."""

    engine: Background[Engine]
    console: Console
    turns: list[Turn] = field(default_factory=list)
    filters: Filters = field(default_factory=Filters)
    leaving: bool = False

    @property
    def marks(self) -> Marks:
        return marks_for(self.console.encoding)

    @property
    def history(self) -> tuple[Answer, ...]:
        return tuple(turn.answer for turn in self.turns)

    def handle(self, text: str) -> None:
        """Everything typed or pasted before Enter: a command, a question, or several."""
        lines = separate_lines(text)
        for line in lines:
            if self.leaving:
                return
            if len(lines) > 1:
                self.say(f"> {line}")
            self._handle_line(line)

    def _handle_line(self, line: str) -> None:
        from qa.terminal.commands import run_command

        if line.startswith("/"):
            run_command(self, line)
        elif line.lower() in _LEAVING_WORDS:
            self.leaving = True
        else:
            self.ask(line)

    def ask(self, question: str) -> None:
        """Answer one question and show it; an error is one line and the chat goes on."""
        history, filters = self.history, self.filters or None

        def run(engine: Engine) -> Turn:
            answer = engine.ask(question, history, filters=filters)
            return Turn(answer, surroundings(engine, answer))

        turn = self.attempt(run)
        if turn is not None:
            self.turns.append(turn)
            self.show(render_answer(turn.answer, Look(self.marks, turn.surroundings)))

    def attempt(self, run: Callable[[Engine], Result]) -> Result | None:
        """`run` in the engine's thread; None after an error or Ctrl-C, which it reports.

        An engine that could not be opened ends the chat: its error is raised.
        """
        future = self.engine.call(run)
        try:
            return self._wait(future)
        except KeyboardInterrupt:
            future.cancel()
            self.say("stopped")
        except Exception as error:
            made = self.engine.made
            if made.done() and made.exception() is error:
                raise
            self.complain(error)
        return None

    def _wait(self, future: Future[Result]) -> Result:
        try:
            return future.result(_PATIENCE_SECONDS)
        except TimeoutError:
            if future.done():
                raise
        ready = self.engine.made.done()
        with self.console.status("searching" if ready else "opening the index"):
            return future.result()

    def show(self, block: RenderableType) -> None:
        self.console.print(block)

    def say(self, text: str) -> None:
        """A line of the program's own, dimmed."""
        self.console.print(Text(plain_line(text), style="dim"))

    def complain(self, error: Exception) -> None:
        known = isinstance(error, QAError | OSError)
        text = str(error) if known else f"unexpected {type(error).__name__}: {error}"
        self.console.print(Text(plain_line(text), style="red"))
        self.console.print()


def separate_lines(text: str) -> list[str]:
    """Several pasted questions or commands apart; anything else pasted is one question.

    >>> separate_lines("Who?\\nWhere?"), separate_lines("How much\\nwas it?")
    (['Who?', 'Where?'], ['How much was it?'])
    """
    lines = [line.strip() for line in whole_text(text).splitlines() if line.strip()]
    if all(line.endswith(("?", "？")) or line.startswith("/") for line in lines):
        return lines
    return [" ".join(lines)]
