"""Small chats for the tests: histories made of lines, and the two files of examples.

`follow_ups.txt` has blocks of turns before ("question → answer [sentence it is cited in]"), one
follow-up ("> …") and its right full questions ("= …"). The first 78 blocks were written before
the rules were run on them; the rest were asked first, and kept where the reading was right.
`stand_alone.txt` has a question a line that must be left as it is, after any turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from qa.dialogue import rewrite
from qa.reader.question import understand
from qa.types import Answer, AnswerStatus, Citation

HERE = Path(__file__).parent


def turn(line: str, history: list[Answer]) -> Answer:
    """ "Who runs it? → Rhenus Metals" as answered after `history`; nothing after → is a refusal."""
    question, _, told = (part.strip() for part in line.partition("→"))
    full = rewrite(question, history)
    expected = understand(full or question).expected
    if not told:
        return Answer(question, AnswerStatus.NO_ANSWER, rewritten=full, answer_type=expected)
    cited = re.fullmatch(r"(.*?)\s*\[(.*)\]", told)
    text, sentence = cited.groups() if cited else (told, "")
    citation = Citation("notes.txt", "", None, None, 1, 0, len(text), text, sentence)
    return Answer(
        question,
        AnswerStatus.ANSWERED,
        rewritten=full,
        text=text,
        answer_type=expected,
        citations=(citation,) if sentence else (),
    )


def chat(*lines: str) -> list[Answer]:
    history: list[Answer] = []
    for line in lines:
        history.append(turn(line, history))
    return history


def follow_ups() -> Iterator[tuple[list[str], str, list[str]]]:
    """(turns before, follow-up, right full questions)."""
    for block in (HERE / "follow_ups.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.splitlines()
        asked = next(i for i, line in enumerate(lines) if line.startswith("> "))
        yield lines[:asked], lines[asked][2:], [line[2:] for line in lines[asked + 1 :]]


def stand_alone() -> list[str]:
    return (HERE / "stand_alone.txt").read_text(encoding="utf-8").splitlines()
