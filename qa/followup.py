"""The ways in which a question can be meant after the turns before, and which one to keep.

Where the rules cannot choose, every way is answered and the one whose answer is best supported
stays. The figures were chosen on the conversations of `eval/training/talks-held-out.jsonl`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from qa.types import Answer, AnswerStatus, Filters, Question

#: Ways of completing a question that are tried, beside reading it with the turns before.
_COMPLETED = 2
#: What each later way must make up for in confidence; what the way with the turns before must.
_LATER, _BEHIND = 0.05, -0.2
_IN_UNIT = re.compile(r"(?i)^\W*(?:(?:and|what about|how about)\s+)?in\s+(?:[a-z]+\s+)?[a-z]+\W*$")


def ways_to_read(text: str, history: Sequence[Answer], filters: Filters) -> list[Question]:
    """The question completed from the history, best first; as it is, when it stands alone.

    The document cited last goes with all of them but a question that names something itself. One
    way is not completed but has the turns before behind it; a question that only lacks a
    name ("Has the port signed?") may also stand as it is. The rules are loaded once there is a
    history.
    """
    if not history:
        return [Question(text, filters=filters)]
    from qa.dialogue import LeaningKind, background, lean, names_nothing, readings

    completed = readings(text, history)[:_COMPLETED]
    cited = (answer.citations[0] for answer in reversed(history) if answer.citations)
    near = next((citation.document for citation in cited), "")
    if not completed:
        near = near if names_nothing(text, history) else ""
        return [Question(text, filters=filters, near=near)]
    found = [Question(text, each, filters, near=near) for each in completed]
    if not _asks_for_a_unit(text):
        found.append(Question(text, background(text, history), filters, behind=True, near=near))
    if lean(text, history).kind is LeaningKind.NAMELESS:
        found.append(Question(text, filters=filters))
    return found


def _asks_for_a_unit(text: str) -> bool:
    """ "And in dollars?": the same once more, so that an amount found elsewhere is none of it."""
    if not _IN_UNIT.match(text):
        return False
    from qa.facts.checks import unit_named

    return unit_named(text.lower().strip(" ?.!")) is not None


def answer_best(
    asked: Sequence[Question], answer: Callable[[Question], Answer]
) -> tuple[Question, Answer]:
    """The way of reading to keep, and its answer.

    The first completed question and the one with the turns behind it are answered first; where
    these two agree no other is tried.
    """
    answers: dict[int, Answer] = {}
    for number in sorted(range(len(asked)), key=lambda n: (n > 0 and not asked[n].behind, n)):
        answers[number] = answer(asked[number])
        if len(answers) == 2 and _agree(*answers.values()):
            break
    best = choose_reading(asked, answers)
    return asked[best], answers[best]


def choose_reading(asked: Sequence[Question], answers: Mapping[int, Answer]) -> int:
    """Which way of reading to keep, of those that were answered.

    Where a completed question has the same answer as the one with the turns behind it, the
    completed one is kept: it is the one that a person reads with ease.
    """
    best = max(sorted(answers), key=lambda n: _support(answers[n], asked[n], n))
    if asked[best].behind:
        alike = (
            n for n in sorted(answers)
            if not asked[n].behind and _same_place(answers[n], answers[best])
        )  # fmt: skip
        return next(alike, best)
    return best


def _agree(one: Answer, other: Answer) -> bool:
    answered = one.status is other.status is AnswerStatus.ANSWERED
    return answered and _same_place(one, other)


def _same_place(one: Answer, other: Answer) -> bool:
    if not (one.citations and other.citations):
        return False
    a, b = one.citations[0], other.citations[0]
    return a.document == b.document and a.start < b.end and b.start < a.end


def _support(answer: Answer, asked: Question, number: int) -> float:
    """How well an answer supports its reading; an earlier reading wins where they are close."""
    handicap = _BEHIND if asked.behind else _LATER * number
    return (answer.status is AnswerStatus.ANSWERED) + answer.confidence - handicap
