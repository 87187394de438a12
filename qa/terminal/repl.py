"""The chat in a terminal: a prompt that comes at once, while the index opens behind it."""

from __future__ import annotations

import os
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, get_app
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import History

from qa.settings import Settings
from qa.terminal.background import Background
from qa.terminal.past import open_history

if TYPE_CHECKING:
    from qa.engine import Engine
    from qa.terminal.session import Session

_PROMPT = FormattedText([("bold", "> ")])
_WELCOME = "Ask your documents. /help lists commands, Ctrl-D leaves.\n\n"
# Longer than any ordinary question takes; a stuck one must not keep the program open.
_LAST_WAIT_SECONDS = 1.0


def converse(settings: Settings) -> int:
    """Read, answer, repeat, until Ctrl-D or /quit; raises the error of opening the index."""
    engine = Background(lambda: _open(settings))
    prompt = _prompt_session(open_history(os.environ))
    _open_behind(engine, prompt.app)
    prompt.app.output.write(_WELCOME)
    prompt.app.output.flush()
    try:
        _loop(prompt, engine)
    finally:
        engine.stop(_LAST_WAIT_SECONDS, lambda opened: opened.close())
    return 0


def _open(settings: Settings) -> Engine:
    """Everything slow: rich for the answers, the engine for the questions."""
    from qa.engine import Engine

    return Engine.open(settings.index, settings)


def _loop(prompt: PromptSession[str], engine: Background[Engine]) -> None:
    session: Session | None = None
    while session is None or not session.leaving:
        try:
            text = prompt.prompt(_PROMPT)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        session = session or _session(engine)
        try:
            session.handle(text)
        except KeyboardInterrupt:
            session.say("stopped")


def _session(engine: Background[Engine]) -> Session:
    from qa.terminal.output import make_console
    from qa.terminal.session import Session

    return Session(engine, make_console())


def _prompt_session(history: History) -> PromptSession[str]:
    from qa.terminal.completion import CommandCompleter

    return PromptSession(
        history=history,
        auto_suggest=AutoSuggestFromHistory(),
        completer=CommandCompleter(),
        complete_while_typing=Condition(_is_command),
        reserve_space_for_menu=4,
    )


def _is_command() -> bool:
    return get_app().current_buffer.text.startswith("/")


def _open_behind(engine: Background[Engine], app: Application[Any]) -> None:
    """Start opening once the prompt stands; a failure to open ends the prompt with its error."""

    def begin(_: object) -> None:
        engine.start()

    def failed(made: Future[Engine]) -> None:
        error = made.exception()
        if error is not None and app.loop is not None:
            app.loop.call_soon_threadsafe(_end, app, error)

    app.after_render += begin
    engine.made.add_done_callback(failed)


def _end(app: Application[Any], error: BaseException) -> None:
    if app.is_running and not app.is_done:
        app.exit(exception=error)
