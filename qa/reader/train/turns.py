"""Conversations as training questions: each follow-up with the turns before it behind it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qa.reader.background import Said, with_background
from qa.reader.train.sources import Asked

_ANSWER_KNOWN = 0.75


def ask_in_turn(
    turns: Sequence[Mapping[str, Any]], about: Sequence[Asked], *, seed: str
) -> Iterator[Asked]:
    """A question that leans on the turns before comes twice: with them behind it, and in full.

    A turn has `question`, `full`, `alone` (both are one) and `answers`, offsets into the text of
    its `about`. The last answer is left out now and then: in a chat it may not have been found.
    """
    said: list[Said] = []
    rng = random.Random(seed)
    for turn, base in zip(turns, about, strict=True):
        answers = tuple((int(a), int(b)) for a, b in turn["answers"])
        said = [] if turn["alone"] else said
        yield replace(base, question=turn["full"], answers=answers)
        if said:
            asked = with_background(turn["question"], said)
            yield replace(base, question=asked, answers=answers, source="talk")
        known = answers and rng.random() < _ANSWER_KNOWN
        answer = base.text[answers[0][0] : answers[0][1]] if known else ""
        said = [*said, Said(turn["question"], answer)]
