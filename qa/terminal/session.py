"""What a chat remembers and does with one line; the prompt around it is `repl`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console, RenderableType
from rich.text import Text

from qa.errors import QAError
from qa.plain import plain_line, plain_text, whole_text
from qa.settings import Settings
from qa.terminal.background import Background
from qa.terminal.layout import Indented
from qa.terminal.narrowing import refusal_note
from qa.terminal.origins import Scene, links_work, scene_of
from qa.terminal.paging import Pages
from qa.terminal.render import Look, render_answer
from qa.terminal.words import Marks, marks_for
from qa.types import Answer, Filters

if TYPE_CHECKING:
    from qa.engine import Engine

Result = TypeVar("Result")
_LEAVING_WORDS = ("exit", "quit", ":q")
_HELP_WORDS = ("help", "?")
#: What takes up the offer to bring the index up to date; none of them is a question.
_AGREEING = ("y", "yes", "yes please")
# Typed alone, these search for nothing. Anything longer is a question; /raw asks even these.
_GREETINGS = (
    *("hi", "hello", "hey", "good morning", "good afternoon", "good evening"),
    *("thanks", "thank you", "thx", "ok", "okay"),
)
# What stands before the lines of a pasted list.
_LIST_MARK = re.compile(r"^(?:\(?\d{1,3}[.)]|[-*•–])\s+")
# Shorter waits show nothing: a sign that comes and goes at once only flickers.
_PATIENCE_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer as it was shown, with what stands around its citations.

    `note` is what the chat adds to a refusal's reason.
    """

    answer: Answer
    scene: Scene = field(default_factory=Scene)
    filters: Filters = field(default_factory=Filters)
    note: str = ""


@dataclass(slots=True)
class Session:
    """One chat: the engine in its thread, the screen, and the turns so far.

    `begun` is the number of turns before the conversation that a question can lean on. `reopen`
    makes the engine of the index as it is now; `past` gives the lines typed so far, in this chat
    and in earlier ones, oldest first. `saved` are the files this chat may write over, `stopped`
    says that Ctrl-C ended the last question.
    """

    engine: Background[Engine]
    console: Console
    settings: Settings = field(default_factory=Settings)
    reopen: Callable[[], Background[Engine]] | None = None
    past: Callable[[], Sequence[str]] = tuple
    turns: list[Turn] = field(default_factory=list)
    filters: Filters = field(default_factory=Filters)
    begun: int = 0
    leaving: bool = False
    saved: set[Path] = field(default_factory=set)
    stopped: bool = False
    pages: Pages = field(init=False)

    def __post_init__(self) -> None:
        self.pages = Pages(self.console)

    @property
    def marks(self) -> Marks:
        return marks_for(self.console.encoding)

    @property
    def history(self) -> tuple[Answer, ...]:
        """The answers a question can lean on; a claim that was checked is none of them."""
        turns = self.turns[self.begun :]
        return tuple(turn.answer for turn in turns if not turn.answer.is_claim)

    def handle(self, text: str) -> None:
        """Everything typed or pasted before Enter: a command, a question, or several."""
        lines = separate_lines(text)
        self.stopped = False
        for number, line in enumerate(lines):
            if self.leaving:
                return
            if self.stopped:
                left = len(lines) - number
                self.say(f"{left} more {'line was' if left == 1 else 'lines were'} left out")
                return
            if len(lines) > 1:
                self.say(f"> {line}")
            self._handle_line(line)

    def _handle_line(self, line: str) -> None:
        from qa.terminal.commands import run_command

        if line.startswith("/") or line.lower() in _HELP_WORDS:
            run_command(self, line if line.startswith("/") else "/help")
        elif line.lower() in _LEAVING_WORDS:
            self.leaving = True
        elif line.lower().rstrip(" !.,?…") in _GREETINGS:
            self.say("Gladly: ask a question about your documents, or type /help.")
        elif line.lower() in _AGREEING:
            run_command(self, "/index")
        else:
            self.ask(line)

    def ask(self, question: str, *, raw: bool = False) -> None:
        """Answer one question and show it; `raw` takes it as typed, whatever came before."""
        history, filters = () if raw else self.history, self.filters
        self.answer(lambda engine: engine.ask(question, history, filters=filters or None))

    def answer(self, run: Callable[[Engine], Answer]) -> None:
        """Show and keep what `run` gives; an error is one line and the chat goes on."""
        filters = self.filters

        def make(engine: Engine) -> Turn:
            answer = run(engine)
            note = refusal_note(engine, answer, filters)
            return Turn(answer, scene_of(engine, answer), filters, note)

        turn = self.attempt(make)
        if turn is not None:
            self.turns.append(turn)
            self.show(render_answer(turn.answer, self.look(turn), turn.note))

    def look(self, turn: Turn) -> Look:
        links = links_work(os.environ)
        return Look(self.marks, turn.scene.surroundings, turn.scene.origins, links=links)

    def last(self) -> Turn | None:
        """The last turn; says so when there is none."""
        if not self.turns:
            self.say("Nothing has been asked yet.")
            return None
        return self.turns[-1]

    def attempt(self, run: Callable[[Engine], Result]) -> Result | None:
        """`run` in the engine's thread; None after an error or Ctrl-C, which it reports.

        An engine that could not be opened ends the chat: its error is raised.
        """
        future = self.engine.call(run)
        try:
            return self._wait(future)
        except KeyboardInterrupt:
            future.cancel()
            self.stopped = True
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
        made = self.engine.made
        with self.console.status("searching" if made.done() else "opening the index") as status:
            wait([made])
            status.update("searching")
            return future.result()

    def show(self, block: RenderableType) -> None:
        self.pages.show(block)

    def say(self, *lines: str) -> None:
        """Lines of the program's own, dimmed."""
        for line in lines:
            text = plain_text(line).replace("\n", " ")
            self.console.print(Indented(Text(text, style="dim"), 0))

    def complain(self, error: Exception) -> None:
        known = isinstance(error, QAError | OSError)
        text = str(error) if known else f"unexpected {type(error).__name__}: {error}"
        self.console.print(Text(plain_line(text), style="red"))
        self.console.print()


def separate_lines(text: str) -> list[str]:
    """Several pasted questions or commands apart; anything else pasted is one question.

    >>> separate_lines("1. Who?\\n2. Where?"), separate_lines("How much\\nwas it?")
    (['Who?', 'Where?'], ['How much was it?'])
    """
    lines = [line.strip() for line in whole_text(text).splitlines() if line.strip()]
    if len(lines) > 1 and all(_stands_alone(line) for line in lines):
        return [_LIST_MARK.sub("", line) for line in lines]
    return [" ".join(lines)] if lines else []


def _stands_alone(line: str) -> bool:
    return line.endswith(("?", "？")) or line.startswith("/")
