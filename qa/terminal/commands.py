"""The chat's commands: one table, from which help and completion are made."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Group
from rich.table import Table
from rich.text import Text

from qa.terminal.render import Look, render_sources
from qa.terminal.session import Session


@dataclass(frozen=True, slots=True)
class Command:
    """`/name argument`; `run` gets the session and what follows the name."""

    name: str
    argument: str
    help: str
    run: Callable[[Session, str], None]


def run_command(session: Session, line: str) -> None:
    """Do what a line that begins with a slash asks for, or say which command is near."""
    name, _, argument = line[1:].partition(" ")
    found = {command.name: command for command in COMMANDS}.get(name.lower())
    if found is None:
        session.say(unknown(name))
    else:
        found.run(session, argument.strip())


def unknown(name: str) -> str:
    """What an unknown command gets told."""
    names = [command.name for command in COMMANDS]
    started = [known for known in names if name and known.startswith(name.lower())]
    near = started or difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    hint = f"did you mean /{near[0]}? " if near else ""
    return f"There is no command /{name}; {hint}/help lists them."


def _help(session: Session, _: str) -> None:
    table = Table.grid(padding=(0, 2))
    for command in COMMANDS:
        table.add_row(Text(f"/{command.name} {command.argument}".rstrip()), Text(command.help))
    keys = "Ctrl-C stops a question or clears the line, Ctrl-D leaves, ↑ brings back questions."
    ask = "Anything else is a question to your documents."
    session.show(Group(Text(ask), Text(), table, Text(), Text(keys, style="dim"), Text()))


def _sources(session: Session, _: str) -> None:
    if not session.turns:
        session.say("Nothing has been asked yet.")
        return
    turn = session.turns[-1]
    session.show(render_sources(turn.answer, Look(session.marks, turn.surroundings)))


def _quit(session: Session, _: str) -> None:
    session.leaving = True


COMMANDS: tuple[Command, ...] = (
    Command("sources", "", "every source of the last answer, in full", _sources),
    Command("help", "", "this list", _help),
    Command("quit", "", "leave", _quit),
)
