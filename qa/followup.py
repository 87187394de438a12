"""The ways in which a question can be meant after the turns before, and which one to keep.

Where the rules cannot choose, every way is answered and the one whose answer is best supported
stays. The figures were chosen on the conversations of `eval/training/talks-held-out.jsonl` and on
those over the stories of `eval/training/stories.jsonl`; see `eval/results/reader-training.md`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.types import Answer, AnswerStatus, Filters, Question

#: What a way of reading has beside the logarithm of its answer's confidence: one that is answered,
#: one with the turns before behind it, one of the last document alone, a nameless question as it
#: stands; and what it loses when it only finds an earlier answer again.
_ANSWERED, _BEHIND, _INSIDE, _AS_IT_IS, _AGAIN = 0.5, 0.3, 0.4, -0.4, -1.0
#: Answers before that finding one again counts against, and the least confidence told apart.
_REMEMBERED, _LEAST = 3, 0.01
_IN_UNIT = re.compile(r"(?i)^\W*(?:(?:and|what about|how about)\s+)?in\s+(?:[a-z]+\s+)?[a-z]+\W*$")


def ways_to_read(text: str, history: Sequence[Answer], filters: Filters) -> list[Question]:
    """The question completed from the history, and the other ways in which it can be meant.

    A leaning question has one way that is not completed but has the turns before behind it; one
    that only lacks a name ("Has the port signed?") may also stand as it is. One that stands alone
    but names nothing may be asked of the document cited last. That document goes with all ways
    but a question that names something itself. The rules are loaded once there is a history.
    """
    if not history:
        return [Question(text, filters=filters)]
    from qa.dialogue import LeaningKind, background, lean, names_nothing, readings

    completed = next(iter(readings(text, history)), None)
    cited = (answer.citations[0] for answer in reversed(history) if answer.citations)
    near = next((citation.document for citation in cited), "")
    if completed is None:
        if not near or not names_nothing(text, history):
            return [Question(text, filters=filters)]
        inside = replace(filters, document=near)
        return [Question(text, filters=each, near=near) for each in (filters, inside)]
    found = [Question(text, completed, filters, near=near)]
    if not _asks_for_a_unit(text):
        found.append(Question(text, background(text, history), filters, behind=True, near=near))
    if lean(text, history).kind is LeaningKind.NAMELESS:
        found.insert(0, Question(text, filters=filters))
    return found


def _asks_for_a_unit(text: str) -> bool:
    """ "And in dollars?": the same once more, so that an amount found elsewhere is none of it."""
    if not _IN_UNIT.match(text):
        return False
    from qa.facts.checks import unit_named

    return unit_named(text.lower().strip(" ?.!")) is not None


def answer_best(
    asked: Sequence[Question], history: Sequence[Answer], answer: Callable[[Question], Answer]
) -> tuple[Question, Answer]:
    """The way of reading to keep, and its answer; where the first two agree no other is tried."""
    answers: list[Answer] = []
    for number, question in enumerate(asked):
        answers.append(answer(question))
        if number == 1 and _agree(*answers):
            break
    best = choose_reading(asked, answers, history)
    return asked[best], answers[best]


def choose_reading(
    asked: Sequence[Question], answers: Sequence[Answer], history: Sequence[Answer]
) -> int:
    """Which way of reading to keep, of the first ones, that were answered.

    Where an earlier way has the same answer as the best, it is kept: it is the one that a person
    reads with ease. So is one without the turns behind it where nothing is answered.
    """
    scores = [_support(answer, asked[n], history) for n, answer in enumerate(answers)]
    best = max(range(len(answers)), key=lambda n: (scores[n], -n))
    if answers[best].status is AnswerStatus.ANSWERED:
        alike = (n for n in range(best) if _agree(answers[n], answers[best]))
    else:
        alike = (n for n in range(len(answers)) if not asked[n].behind)
    return next(alike, best)


def _agree(one: Answer, other: Answer) -> bool:
    answered = one.status is other.status is AnswerStatus.ANSWERED
    return answered and _same_place(one, other)


def _same_place(one: Answer, other: Answer) -> bool:
    if not (one.citations and other.citations):
        return False
    a, b = one.citations[0], other.citations[0]
    return a.document == b.document and a.start < b.end and b.start < a.end


def _support(answer: Answer, asked: Question, history: Sequence[Answer]) -> float:
    """How well an answer supports its way of reading."""
    score = math.log(max(answer.confidence, _LEAST))
    score += _ANSWERED * (answer.status is AnswerStatus.ANSWERED)
    if asked.behind:
        score += _BEHIND
    elif asked.filters.document is not None:
        score += _INSIDE
    elif asked.rewritten is None and not asked.near:
        score += _AS_IT_IS
    again = any(_same_place(answer, before) for before in history[-_REMEMBERED:])
    return score + _AGAIN * again
