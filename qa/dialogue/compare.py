""" "How does that compare with 2008?", "Is that a lot?", "Which of the two?"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from qa.dialogue.clause import agree
from qa.dialogue.context import Context
from qa.dialogue.exchange import exchange_period
from qa.dialogue.periods import PERIOD
from qa.dialogue.phrases import head_phrase, nominal
from qa.dialogue.referents import things

_JUDGED = re.compile(
    r"(?i)^(?:is|was)\s+(?:that|this|it)\s+"
    r"(?P<rest>(?:a\s+(?:lot|record)|much|many|high|low|good|bad)\b.*)$"
)
_COMPARED = re.compile(
    r"(?i)^how\s+(?:does|do|did|is|was)\s+(?:that|this|it|they|those)\s+compared?\b"
)
_WITH = re.compile(r"(?i)\b(?:with|to|against|than)\s+(?P<other>.+)$")
_TWO = re.compile(r"(?i)\bthe\s+two\b|\bboth(?:\s+of\s+them)?\b|\bthem\b|\beach\s+other\b")


def compared(core: str, context: Context) -> Iterator[str]:
    """ "How does that compare with 2008?", "Is that a lot?", "… between the two?"."""
    turn = context.last
    about = nominal(turn.clause)
    judged = _JUDGED.match(core)
    if judged and turn.answer and about and (turn.answer[0].isdigit() or _has_digit(turn.answer)):
        yield f"Is {turn.answer} {judged['rest']} for {about}"
    if _COMPARED.match(core):
        yield from _compared_with(core, context, about)
    than = re.search(r"(?i)\b(?:more|less|higher|lower|fewer)\s+than\s+(?P<other>.+)$", core)
    if than and PERIOD.fullmatch(than["other"]) and about:
        yield re.sub(r"(?i)\b(?:that|this|it)\b", about, core, count=1)
        yield from exchange_period(than["other"], turn)
    if re.search(r"(?i)\b(?:the two|both|between them|each other)\b", core):
        yield from _two(core, context)


def _compared_with(core: str, context: Context, about: str) -> Iterator[str]:
    other = _WITH.search(core)
    if other is None:
        return
    # the figure of the other time is what texts have, and what there is to compare with
    if PERIOD.fullmatch(other["other"].strip()):
        yield from exchange_period(other["other"].strip(), context.last)
    matter = about or next(iter(things(context, plural=False)), "")
    if matter:
        yield f"How {agree('does', head_phrase(matter))} {matter} compare {other.group()}"


def _two(core: str, context: Context) -> Iterator[str]:
    """The two things last spoken of, said by name."""
    pair = pair_of(context)
    if pair:
        one, other, about = pair
        said = _TWO.sub(f"{one} and {other}", core)
        yield f"{said} for {about}" if about and "between" in core else said


def pair_of(context: Context) -> tuple[str, str, str] | None:
    """The two things last spoken of, and what was asked of them: two in the last answer, or
    those that the last questions differ by."""
    last = context.last
    two = re.fullmatch(r"([^,]{2,60}) and ([^,]{2,60})", last.answer)
    if two and not _has_digit(last.answer):
        return two[1], two[2], ""
    for before in reversed(context.turns[:-1]):
        new = [name.text for name in last.names if name.text not in before.question]
        old = [name.text for name in before.names if name.text not in last.question]
        if old and new:
            about = nominal(last.clause)
            joint = f"{old[0]} and {new[0]}"
            return old[0], new[0], about.replace(new[0], joint) if new[0] in about else ""
        if before.period != last.period and before.period and last.period:
            return (
                _bare(before.period),
                _bare(last.period),
                nominal(replace(last.clause, period="")),
            )
    return None


def _bare(period: str) -> str:
    return re.sub(r"(?i)^(?:in|at|for|during|on|by)\s+", "", period)


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
