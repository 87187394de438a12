""" "And Luang Prabang?": one thing of the question before is exchanged for another of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.dialogue.clause import agree
from qa.dialogue.context import Context, Turn
from qa.dialogue.exchange_noun import exchange_noun
from qa.dialogue.fragment import Fragment, append, put_subject, read_fragment, says_of_what
from qa.dialogue.nouns import (
    is_unit,
)
from qa.dialogue.periods import find_period, fit, is_period, move_of, shift
from qa.dialogue.phrases import (
    cut,
    head_phrase,
    nominal,
    possessive,
)
from qa.dialogue.tokens import Name, Word, plain, words_of
from qa.reader.words import PREPOSITIONS

_VERSUS = re.compile(
    r"(?i)^(?:as\s+)?(?:compared\s+(?:with|to)|versus|vs\.?|against|than)\s+(?P<other>.+)$"
)
_UNIT_LED = re.compile(r"(?i)^(?:in|as)\s+(?:an?\s+|us\s+)?(\w+)(?:\s+terms)?$")


def exchange(core: str, context: Context) -> Iterator[str]:
    """Full questions made of the last one and the new words, best first."""
    turn = context.last
    fragment = read_fragment(core, context.known)
    if is_period(core):
        for earlier in context.backwards():
            if earlier is turn or earlier.period:
                yield from exchange_period(core, earlier)
        return
    unit = _unit_of(core)
    if unit:
        yield _with_unit(turn.question, unit)
        return
    versus = _VERSUS.match(core)
    if versus:
        yield from _compared(versus["other"], context)
        return
    period = find_period(core)
    if period and period != core:
        yield from _with_both(core, period, context)
        return
    own = not fragment.names or says_of_what(fragment)
    found = list((exchange_noun if own else _exchange_name)(fragment, context))
    yield from found or [append(turn.question, core)]


def _compared(other: str, context: Context) -> Iterator[str]:
    about = nominal(context.last.clause)
    if about:
        yield f"How {agree('does', head_phrase(about))} {about} compare with {other}"
    yield from exchange(other, context)


def exchange_period(core: str, turn: Turn) -> Iterator[str]:
    """The last question for another period; moved by years where the words say so."""
    old, years = turn.period, move_of(core)
    if years and re.search(r"\d{4}", old):
        yield turn.question.replace(old, shift(old, years))
        return
    if years and turn.year is not None:
        new = f"in {turn.year + years}"
        yield turn.question.replace(old, new) if old else append(turn.question, new)
    if years:
        yield turn.question.replace(old, core) if old else append(turn.question, core)
        return
    for new in fit(core, old):
        yield turn.question.replace(old, new) if old else append(turn.question, new)


def _with_both(core: str, period: str, context: Context) -> Iterator[str]:
    """ "And Champasak in 2024?": the period is exchanged first, then what is left."""
    turn = context.last
    rest = core.replace(period, "").strip(" ,")
    changed = next(iter(exchange_period(period, turn)))
    for question in exchange(rest, context):
        old = turn.period
        new = find_period(changed)
        yield question.replace(old, new) if old and old in question else append(question, period)


def _unit_of(core: str) -> str:
    led = _UNIT_LED.match(core)
    word = led.group(1) if led else core
    unit = " " not in word and is_unit(word.lower())
    percent = word.lower() in ("percent", "percentage", "words", "total")
    return (core if led else f"in {core}") if unit or (led and percent) else ""


def _with_unit(question: str, unit: str) -> str:
    """The question asked in another unit, in the place of the one named before."""
    for found in re.finditer(r"(?i)\bin\s+(?:us\s+)?(\w+)", question):
        if is_unit(found.group(1).lower()):
            return question[: found.start()] + unit + question[found.end() :]
    return append(question, unit)


def _exchange_name(fragment: Fragment, context: Context) -> Iterator[str]:
    """The named thing in the place of one like it, those likeliest meant first."""
    turn = context.last
    words = words_of(turn.question)
    slots = sorted(turn.names, key=lambda name: -_fitness(name, fragment, words, context))
    slots = [slot for slot in slots if _compatible(slot, fragment)]
    for slot in slots[:3]:
        yield _put_name(turn, words, slot, fragment)
    clause = turn.clause
    if not slots and not fragment.lead and clause.subject and clause.subject in turn.question:
        yield put_subject(turn.question, clause, clause.subject, fragment.body)


def _put_name(turn: Turn, words: tuple[Word, ...], slot: Name, fragment: Fragment) -> str:
    new = possessive(fragment.body) if slot.possessive else fragment.body
    first = slot.first
    preposition = words[first - 1].lower if first else ""
    if fragment.lead and preposition in PREPOSITIONS and preposition != "of":
        return cut(turn.question, words, first - 1, slot.last, f"{fragment.lead} {new}")
    if slot.kind in ("place", "country") and new.lower().startswith("the ") and first:
        new = new if words[first - 1].lower != "the" else new[4:]
    return cut(turn.question, words, first, slot.last, new)


def _fitness(slot: Name, fragment: Fragment, words: tuple[Word, ...], context: Context) -> float:
    """How well a name's place in the last question suits the new name."""
    before = words[slot.first - 1].lower if slot.first else ""
    kind = fragment.names[0].kind
    subject = context.last.clause.subject
    score = 4.0 * (before == fragment.lead and bool(fragment.lead))
    score += 3.0 * _varied(slot, context)
    score += 2.0 * (slot.kind == kind) + 1.0 * ({slot.kind, kind} == {"place", "country"})
    score += 1.5 * (slot.possessive == fragment.possessive and fragment.possessive)
    return score + 1.0 * (not fragment.lead and plain(subject).startswith(slot.text))


def _varied(slot: Name, context: Context) -> bool:
    """Whether this name is what the last follow-up put in."""
    if len(context.turns) < 2 or not context.last.leaned:
        return False
    earlier = {name.text for name in context.turns[-2].names}
    return slot.text not in earlier


def _compatible(slot: Name, fragment: Fragment) -> bool:
    kind = fragment.names[0].kind
    apart = {slot.kind, kind}
    return not ("person" in apart and apart & {"place", "country", "org"})
