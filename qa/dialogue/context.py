"""What the turns before offer to a follow-up: their questions taken apart, answers and names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qa.dialogue.clause import Clause, parse
from qa.dialogue.periods import find_period, years_in
from qa.dialogue.tokens import LONGEST, Name, names_in, plain, vocabulary, words_of
from qa.reader.words import stem
from qa.types import Answer, AnswerType

#: Turns looked back at; a chat's topic does not reach further.
TURNS = 8
_RESPELLED = 0.7  # likeness of a mistyped word and the right one
_LONGEST_ANSWER = 80  # characters of an answer that a question can hold


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as read: the full question, its parts and names, and what it was answered."""

    question: str
    clause: Clause
    names: tuple[Name, ...]
    answer: str
    answer_type: AnswerType | None
    sentence: str
    title: str
    date_year: int | None
    leaned: bool

    @property
    def period(self) -> str:
        return find_period(self.question)

    @property
    def year(self) -> int | None:
        """The year spoken of: the question's, else the only one of the cited sentence."""
        years = years_in(self.question) or sorted(set(years_in(self.sentence)))
        return years[-1] if len(years) == 1 or years_in(self.question) else self.date_year


@dataclass(frozen=True, slots=True)
class Context:
    """The turns of one topic, oldest first, and the names known from all of them."""

    turns: tuple[Turn, ...]
    known: dict[str, str]
    spoken: frozenset[str]

    @property
    def last(self) -> Turn:
        return self.turns[-1]

    def backwards(self) -> tuple[Turn, ...]:
        return tuple(reversed(self.turns))


def context_of(history: Sequence[Answer]) -> Context | None:
    """The turns that a follow-up may lean on: those since the topic was last set.

    The topic begins with the latest question that stood alone. None for an empty history.
    """
    known = vocabulary(text for answer in _recent(history) for text in _texts(answer))
    topic = since_topic(history)
    turns = tuple(_turn(answer, known) for answer in topic)
    return Context(turns, known, _spoken(topic)) if turns else None


def since_topic(history: Sequence[Answer]) -> list[Answer]:
    """The turns from the latest question that stood alone on."""
    recent = _recent(history)
    start = max((i for i, answer in enumerate(recent) if _stood_alone(answer)), default=0)
    return recent[start:]


def _stood_alone(answer: Answer) -> bool:
    """Asked as typed, or with mistyped words put right: "Attapeau" for "Attapeu"."""
    if answer.rewritten is None:
        return True
    typed, read = answer.question.split(), answer.rewritten.split()
    return len(typed) == len(read) and all(
        one == other or SequenceMatcher(None, one, other).ratio() >= _RESPELLED
        for one, other in zip(typed, read, strict=True)
    )


def _recent(history: Sequence[Answer]) -> list[Answer]:
    return [answer for answer in list(history)[-TURNS:] if answer.question.strip()]


def _spoken(answers: Sequence[Answer]) -> frozenset[str]:
    """The stems of what the last turns said, cited sentences and titles included."""
    words = (word for answer in answers[-3:] for text in _texts(answer) for word in words_of(text))
    return frozenset(stem(plain(word.lower)) for word in words if not word.is_sign)


def _texts(answer: Answer) -> list[str]:
    texts = [answer.rewritten or answer.question, answer.text or ""]
    for citation in answer.citations[:2]:
        texts += [citation.sentence[:LONGEST], citation.title[:LONGEST]]
    return texts


def _turn(answer: Answer, known: dict[str, str]) -> Turn:
    question = " ".join((answer.rewritten or answer.question)[:LONGEST].split())
    citation = answer.citations[0] if answer.citations else None
    return Turn(
        question=question,
        clause=parse(question),
        names=names_in(words_of(question), known),
        answer=short_answer(answer),
        answer_type=answer.answer_type,
        sentence=citation.sentence[:LONGEST] if citation else "",
        title=citation.title[:LONGEST] if citation else "",
        date_year=citation.date.year if citation and citation.date else None,
        leaned=answer.rewritten is not None,
    )


def short_answer(answer: Answer) -> str:
    """The answer on one line, or "" where there is none or it is too long for a question."""
    one_line = re.sub(r"\s+", " ", answer.text or "").strip(" .;,")
    return one_line if len(one_line) <= _LONGEST_ANSWER else ""
