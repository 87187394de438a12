"""The chat in a terminal: a prompt that comes at once, while the index opens behind it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app, run_in_terminal
from prompt_toolkit.application.current import set_app
from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import History
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style

from qa.settings import Settings
from qa.terminal.background import Background
from qa.terminal.completion import ChatCompleter
from qa.terminal.past import open_history
from qa.terminal.standing import Standing, standing_line
from qa.terminal.words import marks_for
from qa.types import Filters

if TYPE_CHECKING:
    from qa.engine import Engine
    from qa.terminal.changes import Changes
    from qa.terminal.session import Session

_PROMPT = FormattedText([("bold", "> ")])
_WELCOME = "Ask your documents. /help lists commands, Ctrl-D leaves.\n\n"
_STYLE = Style([("bottom-toolbar", "noreverse"), ("bottom-toolbar.text", "noreverse")])
# Longer than any ordinary question takes; a stuck one must not keep the program open.
_LAST_WAIT_SECONDS = 1.0


def converse(settings: Settings) -> int:
    """Read, answer, repeat, until Ctrl-D or /quit; raises the error of opening the index."""
    chat = _Chat(settings, open_history(os.environ))
    chat.prompt.app.output.write(_WELCOME)
    chat.prompt.app.output.flush()
    try:
        chat.run()
    finally:
        chat.close()
    return 0


class _Suggestions(AutoSuggest):
    """The rest of the last line that began like this, in whatever case, and came to something.

    Commands are left to completion: a wrong one would be offered again.
    """

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:
        typed = document.text
        if not typed.strip() or "\n" in typed or typed.startswith("/"):
            return None
        for line in reversed(buffer.history.get_strings()):
            if "\n" not in line and line.lower().startswith(typed.lower()):
                return Suggestion(line[len(typed) :])
        return None


class _Chat:
    """The prompt, the engine behind it, and what has been learnt of the index meanwhile."""

    def __init__(self, settings: Settings, history: History) -> None:
        self._settings = settings
        self._standing: Standing | None = None
        self._changes: Changes | None = None
        self._untold = False
        self._session: Session | None = None
        self._warming: Future[None] | None = None
        self.prompt = self._make_prompt(history)
        self._engine = self._open()
        self.prompt.app.after_render += lambda _: self._engine.start()

    def _make_prompt(self, history: History) -> PromptSession[str]:
        return PromptSession(
            history=history,
            auto_suggest=_Suggestions(),
            search_ignore_case=True,
            completer=ChatCompleter(lambda: self._standing.names if self._standing else ()),
            complete_while_typing=Condition(_is_command),
            reserve_space_for_menu=6,
            bottom_toolbar=self._toolbar,
            key_bindings=_keys(),
            prompt_continuation="  ",
            style=_STYLE,
        )

    def run(self) -> None:
        while self._session is None or not self._session.leaving:
            self._tell_changes()
            try:
                text = self.prompt.prompt(_PROMPT)
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            self._handle(text)

    def _handle(self, text: str) -> None:
        self._stop_warming()
        if self._session is None:
            from qa.terminal.output import make_console
            from qa.terminal.session import Session

            console = make_console()
            self._session = Session(self._engine, console, self._settings, self._open, self._past)
        try:
            self._session.handle(text)
        except KeyboardInterrupt:
            self._session.say("stopped")

    def _stop_warming(self) -> None:
        """What is waited for comes first; a warming that has begun goes on."""
        if self._warming is not None:
            self._warming.cancel()

    def close(self) -> None:
        self._stop_warming()
        engine = self._session.engine if self._session else self._engine
        engine.stop(_LAST_WAIT_SECONDS, lambda opened: opened.close())

    def _past(self) -> Sequence[str]:
        return self.prompt.history.get_strings()

    # The engine

    def _open(self) -> Background[Engine]:
        """An engine of the index as it is now, which tells this chat of itself once it is open."""
        engine: Background[Engine] = Background(lambda: _open_engine(self._settings))
        engine.made.add_done_callback(lambda made: self._made(engine, made))
        return engine

    def _made(self, engine: Background[Engine], made: Future[Engine]) -> None:
        """In the engine's thread: go on to learn of the index, or end the prompt with the error."""
        error = made.exception()
        if error is None:
            engine.call(Standing.of).add_done_callback(self._stands)
            self._warming = engine.call(_warm_up)
            threading.Thread(target=self._look_for_changes, daemon=True, name="changes").start()
        elif engine is self._engine:  # a failure to open anew is told by whoever asked for it
            self._in_prompt(lambda: self._end(error))

    def _stands(self, found: Future[Standing]) -> None:
        if found.exception() is None:
            self._standing = found.result()
            self.prompt.app.invalidate()

    def _end(self, error: BaseException) -> None:
        app = self.prompt.app
        if app.is_running and not app.is_done:
            app.exit(exception=error)

    # Files that changed

    def _look_for_changes(self) -> None:
        from qa.terminal.changes import find_changes

        found = find_changes(self._settings)
        self._untold = bool(found) and found != self._changes
        self._changes = found
        if self._untold:
            self._in_prompt(self._tell_above)

    def _tell_above(self) -> None:
        """Say it above the prompt, whatever is being typed; else before the next prompt."""
        app = self.prompt.app
        if app.is_running and not app.is_done:
            with set_app(app):
                run_in_terminal(self._tell_changes)

    def _tell_changes(self) -> None:
        if not self._untold or self._changes is None:
            return
        from qa.terminal.changes import change_lines

        self._untold = False
        for line in change_lines(self._changes):
            self.prompt.app.output.write(f"{line}\n")
        self.prompt.app.output.write("\n")
        self.prompt.app.output.flush()

    # The prompt

    def _in_prompt(self, run: Callable[[], None]) -> None:
        """Have the prompt's own thread run something; nothing where no prompt stands."""
        loop = self.prompt.app.loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(run)

    def _toolbar(self) -> FormattedText:
        filters = self._session.filters if self._session else Filters()
        changes = self._changes.count if self._changes else 0
        columns = self.prompt.app.output.get_size().columns
        marks = marks_for(getattr(sys.stdout, "encoding", None))
        line = standing_line(self._standing, filters, changes, columns=columns - 1, marks=marks)
        return FormattedText([("", line)])


def _open_engine(settings: Settings) -> Engine:
    from qa.engine import Engine

    return Engine.open(settings.index, settings)


def _warm_up(engine: Engine) -> None:
    """Load, while the person types, what the first answer would otherwise wait for."""
    import qa.terminal.commands  # noqa: F401 - with rich

    engine.explain("what is first asked")


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("escape", "enter")
    def _new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys


def _is_command() -> bool:
    return get_app().current_buffer.text.startswith("/")
