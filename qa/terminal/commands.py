"""The chat's commands: one table, from which help and completion are made."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from qa.batch import of_a_claim
from qa.errors import QAError, UsageError
from qa.terminal import index_commands, keep_commands, narrow_commands, show_commands
from qa.terminal.session import Session
from qa.types import Answer

if TYPE_CHECKING:
    from qa.engine import Engine


class Completes(StrEnum):
    """What an argument is completed from."""

    NOTHING = "nothing"
    FILES = "files"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Command:
    """`/name argument`; `run` gets the session and what follows the name."""

    name: str
    argument: str
    help: str
    run: Callable[[Session, str], None]
    completes: Completes = Completes.NOTHING


def run_command(session: Session, line: str) -> None:
    """Do what a line that begins with a slash asks for, or say which command is near."""
    name, _, argument = line[1:].partition(" ")
    found = {command.name: command for command in COMMANDS}.get(name.lower())
    if found is None:
        session.say(unknown(name))
        return
    try:
        found.run(session, argument.strip())
    except (QAError, OSError) as error:
        made = session.engine.made
        if made.done() and made.exception() is error:
            raise
        session.complain(error)


def unknown(name: str) -> str:
    """What an unknown command gets told."""
    names = [command.name for command in COMMANDS]
    started = [known for known in names if name and known.startswith(name.lower())]
    near = started or difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    hint = f"did you mean /{near[0]}? " if near else ""
    return f"There is no command /{name}; {hint}/help lists them."


def _help(session: Session, argument: str) -> None:
    """All commands, or the one that is named."""
    named = argument.lower().lstrip("/")
    if named and all(command.name != named for command in COMMANDS):
        session.say(unknown(named))
        return
    table = Table.grid(padding=(0, 2))
    for command in (each for each in COMMANDS if named in ("", each.name)):
        table.add_row(Text(f"/{command.name} {command.argument}".rstrip()), Text(command.help))
    if named:
        session.show(Group(table, Text()))
        return
    keys = (
        "Ctrl-C stops a question or clears the line, Ctrl-D leaves, ↑ brings back questions, "
        "Ctrl-R searches them, → takes a suggestion, Tab completes, Alt-Enter begins a new line."
    )
    ask = "Anything else is a question to your documents."
    session.show(Group(Text(ask), Text(), table, Text(), Text(keys, style="dim"), Text()))


def _check(session: Session, argument: str) -> None:
    if not argument:
        raise UsageError("/check: give a claim, as in /check Sekong exported over $100 million")

    def judge(engine: Engine) -> Answer:
        with of_a_claim():
            return engine.check(argument)

    session.answer(judge)


def _raw(session: Session, argument: str) -> None:
    """A question as typed; without one, the last question again, not completed."""
    if argument:
        session.ask(argument, raw=True)
        return
    turn = session.last()
    if turn is not None and turn.answer.is_claim:
        session.say("The last line was a claim, which is always taken as typed.")
    elif turn is not None:
        session.ask(turn.answer.question, raw=True)


def _quit(session: Session, _: str) -> None:
    session.leaving = True


_FILES, _DOCUMENTS = Completes.FILES, Completes.DOCUMENTS

COMMANDS: tuple[Command, ...] = (
    Command("why", "", "the words and scores that led to the last answer", show_commands.show_why),
    Command("sources", "", "every source of the last answer, in full", show_commands.show_sources),
    Command("open", "[N]", "open the file of source N at its line", show_commands.open_source),
    Command("context", "[N]", "more of what stands around source N", show_commands.show_context),
    Command(
        "more", "", "the rest of a long answer, or further candidates", show_commands.show_more
    ),
    Command("check", "CLAIM", "is it supported or refuted", _check),
    Command("raw", "[QUESTION]", "ask as typed, without the questions before", _raw),
    Command("since", "[DATE]", "only documents from this date", narrow_commands.since),
    Command("until", "[DATE]", "only documents up to this date", narrow_commands.until),
    Command("in", "[PATH or TITLE]", "only these documents", narrow_commands.within, _DOCUMENTS),
    Command("filters", "", "which documents may answer", narrow_commands.show_filters),
    Command("clear", "", "no filters, a new conversation", narrow_commands.clear),
    Command("good", "", "keep the last answer as right (gold)", keep_commands.good),
    Command("bad", "", "note the last answer as wrong", keep_commands.bad),
    Command("fix", "TEXT", "keep TEXT as the right answer (gold)", keep_commands.fix),
    Command("none", "", "keep that no document answers it (gold)", keep_commands.none),
    Command("save", "FILE", "this chat as .md or .jsonl", keep_commands.save, _FILES),
    Command(
        "history", "[WORDS]", "earlier questions with these words", index_commands.show_history
    ),
    Command(
        "index", "[PATH]", "update the index, or add PATH to it", index_commands.update, _FILES
    ),
    Command("reload", "", "open the index anew, name changed files", index_commands.reload),
    Command("status", "", "what is indexed", index_commands.show_status),
    Command("help", "[COMMAND]", "this list, or one of it", _help),
    Command("quit", "", "leave", _quit),
)
