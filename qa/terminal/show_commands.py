"""Commands that show more of the last answer: its sources, its reasons, what stands around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from qa.plain import plain_line
from qa.terminal.layout import Indented
from qa.terminal.opening import open_file
from qa.terminal.origins import FileState, around_sentence
from qa.terminal.quotes import quoted, source_lines
from qa.terminal.render import render_sources
from qa.terminal.session import Session, Turn
from qa.terminal.why import render_why
from qa.terminal.words import distinct_alternatives, source

if TYPE_CHECKING:
    from qa.engine import Engine, Explanation
    from qa.store.cutoff import Cutoff

# Candidates less likely than this are no use to anyone.
_LEAST_TOLD = 0.005
# Sentences shown on each side of a quote by /context.
_WIDER = 4


def show_sources(session: Session, _: str) -> None:
    turn = session.last()
    if turn is not None:
        session.show(render_sources(turn.answer, session.look(turn)))


def show_why(session: Session, _: str) -> None:
    """Search and read once more, and show every score that led to the last answer."""
    turn = session.last()
    if turn is None:
        return
    question = turn.answer.rewritten or turn.answer.question

    def explain(engine: Engine) -> tuple[Explanation, Cutoff]:
        return engine.explain(question, filters=turn.filters or None), engine.cutoff

    found = session.attempt(explain)
    if found is not None:
        session.show(render_why(turn.answer, *found, session.marks))


def show_more(session: Session, _: str) -> None:
    """What did not fit on the screen; else the candidates that came after the answer."""
    if session.pages.more():
        return
    turn = session.last()
    if turn is None:
        return
    others = distinct_alternatives(turn.answer, _LEAST_TOLD)
    if not others:
        session.say("There is nothing more to this answer.")
        return
    lines = []
    for other in others:
        lines.append(Text(plain_line(other.answer), style="bold"))
        lines[-1].append(f"{session.marks.dot}{other.confidence * 100:.0f} %", style="not bold dim")
        if other.citations:
            lines.append(quoted(other.citations[0], session.marks))
            lines.append(Text(source(other.citations[0], session.marks), style="dim"))
        lines.append(Text())
    session.show(Indented(Group(*lines)))


def show_context(session: Session, argument: str) -> None:
    chosen = _chosen(session, argument)
    if chosen is None:
        return
    turn, number = chosen
    citation = turn.answer.citations[number]
    around = session.attempt(lambda engine: around_sentence(engine, citation, _WIDER))
    if around is not None:
        text = Indented(quoted(citation, session.marks, around))
        session.show(Group(text, Indented(source_lines(citation, session.look(turn), number))))


def open_source(session: Session, argument: str) -> None:
    """Open the file of a source where its quote stands."""
    chosen = _chosen(session, argument)
    if chosen is None:
        return
    turn, number = chosen
    origins = turn.scene.origins
    path = origins[number].path if number < len(origins) else None
    if path is None:
        session.say("This text came from no file.")
    elif origins[number].state is FileState.GONE or not path.exists():
        session.say(f"{path}: the file is no longer there; /index takes it out of the index")
    else:
        session.say(open_file(path, turn.answer.citations[number].line))


def _chosen(session: Session, argument: str) -> tuple[Turn, int] | None:
    """The last turn and the number, from 0, of the source that an argument means."""
    turn = session.last()
    if turn is None:
        return None
    count = len(turn.answer.citations)
    if not count:
        session.say("The last answer cites nothing.")
        return None
    text = argument.strip("[] ") or "1"
    if not text.isdecimal() or not 1 <= int(text) <= count:
        which = "has one source: 1" if count == 1 else f"has sources 1 to {count}"
        session.say(f"No source is numbered {text}; the last answer {which}.")
        return None
    return turn, int(text) - 1
