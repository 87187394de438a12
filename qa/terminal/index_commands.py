"""Commands about the index: bring it up to date, open it anew, say what it holds."""

from __future__ import annotations

from pathlib import Path

from qa.errors import UsageError
from qa.ingest.walk import SUFFIXES
from qa.plain import plain_line
from qa.settings import Settings
from qa.store.generations import read_manifest
from qa.terminal.changes import change_lines, find_changes
from qa.terminal.requests import expanded
from qa.terminal.session import Session
from qa.terminal.upkeep import (
    IndexRequest,
    Interrupted,
    build,
    calibrated_cutoff,
    expiry_line,
    report_lines,
    status_lines,
)

# Skipped files named after /index; /status lists all.
_MOST_SKIPPED = 5
# Lines that /history shows: about a screen.
_MOST_PAST = 20


def update(session: Session, argument: str) -> None:
    """Index what changed, and a path more when one is given; then answer from the new index."""
    paths = _roots(session.settings)
    if argument:
        added = expanded(argument)
        if not added.exists():
            raise UsageError(f"/index: {plain_line(argument)}: no such file or folder")
        if added.is_file() and added.suffix.lower() not in SUFFIXES:
            kinds = " ".join(sorted(SUFFIXES))
            raise UsageError(f"/index: {plain_line(argument)}: only files of {kinds} can be read")
        if added.absolute() not in paths:
            paths.append(added.absolute())
    calibrated = calibrated_cutoff(session.settings)
    try:
        report = build(IndexRequest(tuple(paths), session.settings))
    except Interrupted as stopped:
        session.say(str(stopped))
        return
    session.say(*report_lines(report))
    session.say(
        *(f"skipped: {item.path}: {item.reason}" for item in report.skipped[:_MOST_SKIPPED])
    )
    if len(report.skipped) > _MOST_SKIPPED:
        session.say(f"skipped: {len(report.skipped) - _MOST_SKIPPED} more; /status lists all")
    if calibrated is not None and calibrated_cutoff(session.settings) is None:
        session.say(expiry_line(calibrated))
    if report.changed:
        _reopen(session)


def _roots(settings: Settings) -> list[Path]:
    """The paths indexed last time: a path given now is read beside them, not in their place."""
    return [Path(root) for root in read_manifest(Path(settings.index)).roots]


def reload(session: Session, _: str) -> None:
    """Open the index as it is on disk now, and say which files differ from it."""
    if not _reopen(session):
        return
    lines = list(change_lines(find_changes(session.settings)))
    session.say(*(lines or ["The index is open anew; every file is as it was indexed."]))


def _reopen(session: Session) -> bool:
    """Put a newly opened engine in the place of the old one; keep that when it cannot open."""
    if session.reopen is None:
        return False
    opened = session.reopen()
    opened.start()
    try:
        opened.made.result()
    except Exception as error:
        opened.stop(0)
        session.complain(error)
        return False
    session.engine.stop(0, lambda engine: engine.close())
    session.engine = opened
    return True


def show_status(session: Session, _: str) -> None:
    found = session.attempt(lambda engine: (engine.status(), engine.cutoff))
    if found is not None:
        status, cutoff = found
        session.say(*status_lines(status, f"{cutoff.value:g} ({cutoff.origin})"))


def show_history(session: Session, argument: str) -> None:
    """The questions typed in this chat and earlier ones that hold every given word."""
    wanted = argument.lower().split()
    lines = (line for line in session.past() if not line.startswith("/"))
    found = [line for line in lines if all(word in line.lower() for word in wanted)]
    distinct = list(dict.fromkeys(reversed(found)))[:_MOST_PAST]
    if not distinct:
        about = f" with {plain_line(argument)!r}" if argument else ""
        session.say(f"No earlier question{about}.")
    session.say(*reversed(distinct))
