"""`qa` alone: a chat on a terminal, plain answers to the lines of a pipe."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from qa.errors import QAError
from qa.settings import Settings
from qa.terminal.output import complain, is_screen, stdout_marks, write_lines
from qa.terminal.upkeep import ensure_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.engine import Engine
    from qa.types import Answer

_FAILED_LINES = 5
# A line of a pipe that was meant for the chat; a path that is asked about goes on.
_COMMAND = re.compile(r"/[A-Za-z]+(?:\s|$)")


def chat(settings: Settings) -> int:
    """Open the chat over the index, which is made from `corpus/` when there is none."""
    ensure_index(settings)
    if is_screen(sys.stdin) and is_screen(sys.stdout):
        from qa.terminal.repl import converse

        return converse(settings)
    return _answer_lines(settings)


def _answer_lines(settings: Settings) -> int:
    """Answer each line as it comes; a line that cannot be answered is told and passed over."""
    from qa.engine import Engine

    engine = Engine.open(settings.index, settings)
    try:
        failed = sum(not _answer(engine, line, answers) for answers, line in _turns())
    finally:
        engine.close()
    return _FAILED_LINES if failed else 0


def _turns() -> Iterator[tuple[list[Answer], str]]:
    """Each question with the list of answers before it, to which its own is added."""
    answers: list[Answer] = []
    from qa.batch import as_stream

    stream = as_stream(sys.stdin.buffer) if hasattr(sys.stdin, "buffer") else sys.stdin
    for line in stream:
        question = line.strip("\ufeff \t\r\n")
        if question:
            yield answers, question


def _answer(engine: Engine, question: str, answers: list[Answer]) -> bool:
    from qa.plain import whole_text
    from qa.terminal.plainly import answer_lines

    if _COMMAND.match(question):
        complain(f"{question.split()[0]}: commands work in the chat alone; passed over")
        return False
    try:
        answer = engine.ask(whole_text(question), tuple(answers))
    except QAError as error:
        complain(str(error))
        return False
    if answers:
        write_lines([""])
    write_lines(answer_lines(answer, stdout_marks()))
    sys.stdout.flush()
    answers.append(answer)
    return True
