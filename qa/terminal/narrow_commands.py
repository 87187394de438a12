"""Commands that narrow which documents may answer, until they are cleared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qa.errors import UsageError
from qa.plain import plain_line
from qa.terminal.narrowing import count_passed, passed_line, passes
from qa.terminal.requests import read_date
from qa.terminal.session import Session
from qa.types import DocumentInfo, Filters


def since(session: Session, argument: str) -> None:
    day = read_date(argument, "/since") if argument else None
    _narrow(session, replace(session.filters, since=day))


def until(session: Session, argument: str) -> None:
    day = read_date(argument, "/until", last=True) if argument else None
    _narrow(session, replace(session.filters, until=day))


def within(session: Session, argument: str) -> None:
    """A path where a document lies under it, else a part of a title, else a part of a path."""
    bare = replace(session.filters, path=None, title=None)
    if not argument:
        _narrow(session, bare)
        return
    found = session.attempt(lambda engine: _meant(argument, engine.documents()))
    if found is not None:
        _narrow(session, replace(bare, path=found.path, title=found.title))


def _meant(argument: str, documents: Iterable[DocumentInfo]) -> Filters:
    """The first of the three readings that lets a document pass."""
    known = list(documents)
    readings = [Filters(path=argument), Filters(title=argument)]
    if not set(argument) & set("*?["):
        readings.append(Filters(path=f"*{argument}*"))
    for filters in readings:
        if any(passes(document, filters) for document in known):
            return filters
    raise UsageError(
        f"/in: no document lies under {plain_line(argument)!r} and no title holds it; "
        "Tab offers what there is"
    )


def show_filters(session: Session, _: str) -> None:
    if not session.filters:
        session.say("No filters: every document may answer.")
        return
    filters = session.filters
    count = session.attempt(lambda engine: count_passed(engine.documents(), filters))
    if count is not None:
        session.say(passed_line(filters, count))


def clear(session: Session, _: str) -> None:
    """Every document may answer again, and the next question leans on nothing before it."""
    session.filters = Filters()
    session.begun = len(session.turns)
    session.say("No filters, and a new conversation.")


def _narrow(session: Session, filters: Filters) -> None:
    if filters.since and filters.until and filters.since > filters.until:
        raise UsageError(f"{filters.since} lies after {filters.until}; no document can match")
    session.filters = filters
    show_filters(session, "")
