"""The face of the follow-up rules: does a question lean, and what can it mean in full."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.dialogue.again import ask_again
from qa.dialogue.context import TURNS, Context, context_of, short_answer, since_topic
from qa.dialogue.exchange import exchange
from qa.dialogue.leaning import Leaning, LeaningKind, lean_of
from qa.dialogue.nameless import name_topic
from qa.dialogue.phrases import finish
from qa.dialogue.resolve import resolve
from qa.dialogue.tokens import names_in, words_of
from qa.reader.background import Said, with_background, without_background
from qa.types import Answer

_OF_THEM = re.compile(r"(?i)^how\s+(?:many|much)\s+of\s+(?:them|those|these|it|that)$")
#: Readings offered; the engine searches once for each it tries.
MOST_READINGS = 4
_LONGEST_READING = 400  # characters; a longer one is no question a person would type


def lean(question: str, history: Sequence[Answer]) -> Leaning:
    """Whether and how the question leans on the history; nothing leans on an empty one."""
    context = context_of(_in_full(history))
    if context is None:
        return Leaning(True, LeaningKind.NONE)
    return lean_of(question, context)


def names_nothing(question: str, history: Sequence[Answer]) -> bool:
    """Whether a question has no name in it, nor a lower-case word that the turns have as one."""
    context = context_of(_in_full(history))
    return context is not None and not names_in(words_of(question), context.known)


def readings(question: str, history: Sequence[Answer]) -> tuple[str, ...]:
    """The full questions that a leaning one can mean, best first; () when it stands alone.

    Several where the rules cannot choose, as when "it" can be the answer or what was asked
    about. Each is a whole question in the words of the turns before.

    >>> from qa.types import Answer, AnswerStatus
    >>> before = Answer("How much did Sekong export in 2024?", AnswerStatus.ANSWERED)
    >>> readings("And Luang Prabang?", [before])
    ('How much did Luang Prabang export in 2024?',)
    """
    return _complete(question, _in_full(history))


def _complete(question: str, history: Sequence[Answer]) -> tuple[str, ...]:
    context = context_of(history)
    if context is None:
        return ()
    leaning = lean_of(question, context)
    if leaning.stands_alone:
        return ()
    asked = _key(question)
    found: dict[str, str] = {}
    for text in _readings(leaning, context):
        full = finish(text)
        if _key(full) != asked and len(full) <= _LONGEST_READING:
            found.setdefault(_key(full), full)
        if len(found) == MOST_READINGS:
            break
    return tuple(found.values())


def _in_full(history: Sequence[Answer]) -> list[Answer]:
    """The turns with those completed that were read with the turns before behind them: what was
    put behind a question is no part of it, and would be taken for one by the next."""
    told: list[Answer] = []
    for answer in history[-TURNS:]:
        if answer.rewritten and not without_background(answer.question, answer.rewritten):
            full = next(iter(_complete(answer.question, told)), answer.rewritten)
            answer = replace(answer, rewritten=full)
        told.append(answer)
    return told


def background(question: str, history: Sequence[Answer]) -> str:
    """The question with what it leans on behind it, in the words that were typed."""
    answers = since_topic(history)
    said = [Said(answer.question, short_answer(answer)) for answer in answers]
    return with_background(question, said)


def rewrite(question: str, history: Sequence[Answer]) -> str | None:
    """The likeliest full question, or None when the question stands on its own."""
    return next(iter(readings(question, history)), None)


def _readings(leaning: Leaning, context: Context) -> Iterator[str]:
    core = leaning.core
    if leaning.kind is LeaningKind.VALUE:
        yield from exchange(core, context)
    elif leaning.kind is LeaningKind.QUESTION_WORD:
        if _OF_THEM.match(core):
            yield from (f"{each} are there" for each in resolve(core, context))
            return
        event = re.match(r"(?i)^(\w+)\s+(?:is|was|did)\s+(?:that|this|it)\b", core)
        if event and not _happened(event.group(1), context):
            yield from resolve(core, context)
        else:
            yield from ask_again(event.group(1) if event else core, context)
    elif leaning.kind is LeaningKind.POINTING:
        yield from resolve(core, context)
    elif leaning.kind is LeaningKind.NAMELESS:
        yield from name_topic(core, leaning.missing, context)


def _happened(asked: str, context: Context) -> bool:
    """Whether "When was that?" can ask about an event: the last question told of one."""
    clause = context.last.clause
    told = bool(clause.verb) and not clause.is_copular
    return told and asked.lower() != clause.wh_word and asked.lower() != "where"


def _key(text: str) -> str:
    """A question without case and signs, to tell two readings apart."""
    return " ".join(word.lower for word in words_of(text) if not word.is_sign)
