"""Answers against gold: exact match, token F1, and a stricter and fairer rule for "right".

"Right" is the rule for the project's own gold; it is strict about numbers and about the place:

- an unanswerable question is right when no answer is given;
- a question whose gold is yes or no, when the answer begins with the same, or is the verdict on
  a claim: supported is yes, refuted is no;
- a list, when its set of words is that of a gold, whatever their order (`and`, `or` ignored);
- a computed number, when the first quantity of the answer, rounded to the places of one of the
  gold values, is that value;
- anything else, when the normalised texts are equal, or when a cited span overlaps the gold span
  in the same document and token F1 is at least 0.8. A computed answer must be equal.

In the list and the last, both texts must hold the same numbers: normalised text cannot tell 12.5
from 125, and one wrong word of ten may be the amount.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from qa.evaluation.data import GoldSpan, Query
from qa.evaluation.match import exact_match, normalise_answer, token_f1
from qa.types import Answer, AnswerStatus, AnswerType, Verdict

#: Token F1 from which an overlapping span counts as right.
OVERLAP_F1 = 0.8

_VERDICT_POLARITY = {Verdict.SUPPORTED: "yes", Verdict.REFUTED: "no"}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class AnswerScore:
    """One question's scores, each 0 or 1 but for `f1`; `refused` says that no answer was given."""

    em: float
    f1: float
    right: float
    refused: bool


@dataclass(frozen=True, slots=True)
class GroupScores:
    """Means over `n` questions; 0 when there are none."""

    n: int
    em: float
    f1: float
    right: float
    refused: float


@dataclass(frozen=True, slots=True)
class AnswerScores:
    """`forced` is over the answerable questions, as if nothing had been withheld."""

    overall: GroupScores
    answerable: GroupScores
    unanswerable: GroupScores
    forced: GroupScores


@dataclass(frozen=True, slots=True)
class ScoredAnswer:
    """An answer with its score, and the same for the best guess behind it (None without any)."""

    query: Query
    answer: Answer
    score: AnswerScore
    guess: Answer | None
    guess_score: AnswerScore | None


def score_answer(query: Query, answer: Answer, *, in_context: bool = False) -> AnswerScore:
    """Score an answer to a query of which it is known whether it can be answered.

    A failed question (status error) is no refusal: it is wrong for an unanswerable one too.
    `in_context` says that the gold paragraph was given: citations then have its offsets, under
    whatever name.
    """
    prediction = answer_text(answer)
    golds = query.gold_texts
    refused = answer.status is AnswerStatus.NO_ANSWER
    if not query.answerable:
        return AnswerScore(float(refused), float(refused), float(refused), refused)
    return AnswerScore(
        exact_match(prediction, golds),
        token_f1(prediction, golds),
        float(is_right(query, answer, in_context=in_context)),
        refused,
    )


def answer_text(answer: Answer) -> str:
    """The text of an answer that was given, else the empty text."""
    return (answer.text or "") if answer.status is AnswerStatus.ANSWERED else ""


def best_guess(answer: Answer) -> Answer | None:
    """The answer, or the one withheld for its low confidence, which leads the alternatives."""
    if answer.status is AnswerStatus.ANSWERED:
        return answer
    if answer.status is AnswerStatus.ERROR or not answer.alternatives:
        return None
    first = answer.alternatives[0]
    return replace(
        answer,
        status=AnswerStatus.ANSWERED,
        text=first.answer,
        confidence=first.confidence,
        citations=first.citations,
    )


def score_with_guess(query: Query, answer: Answer, *, in_context: bool = False) -> ScoredAnswer:
    """Score an answer and its best guess; a guess at an unanswerable question is wrong."""
    guess = best_guess(answer)
    return ScoredAnswer(
        query,
        answer,
        score_answer(query, answer, in_context=in_context),
        guess,
        score_answer(query, guess, in_context=in_context) if guess else None,
    )


def is_right(query: Query, answer: Answer, *, in_context: bool = False) -> bool:
    """Judge an answer by the rule in the module's docstring."""
    prediction = answer_text(answer)
    if not query.answerable:
        return answer.status is AnswerStatus.NO_ANSWER
    if not normalise_answer(prediction):
        return False
    wanted = {normalise_answer(gold) for gold in query.gold_texts} & {"yes", "no"}
    if wanted:
        return _polarity(answer) in wanted
    if query.values:
        return any(_rounds_to(answer, Decimal(value)) for value in query.values)
    return any(_fits(query, answer, gold, in_context) for gold in query.answers)


def operands_cited(query: Query, answer: Answer) -> float:
    """Share of the gold spans of a computed answer, its operands, that a citation overlaps."""
    found = [_cited_there(answer, span, False) for span in query.answers]
    return sum(found) / len(found) if found else 0.0


def summarise(scored: Collection[ScoredAnswer]) -> AnswerScores | None:
    """Means over all questions and over the answerable and unanswerable ones; None if empty."""
    if not scored:
        return None
    answerable = [item for item in scored if item.query.answerable]
    return AnswerScores(
        overall=summarise_group([item.score for item in scored]),
        answerable=summarise_group([item.score for item in answerable]),
        unanswerable=summarise_group([it.score for it in scored if not it.query.answerable]),
        forced=summarise_group([item.guess_score or item.score for item in answerable]),
    )


def summarise_group(scores: Sequence[AnswerScore]) -> GroupScores:
    count = len(scores) or 1
    return GroupScores(
        n=len(scores),
        em=sum(score.em for score in scores) / count,
        f1=sum(score.f1 for score in scores) / count,
        right=sum(score.right for score in scores) / count,
        refused=sum(score.refused for score in scores) / count,
    )


def _fits(query: Query, answer: Answer, gold: GoldSpan, in_context: bool) -> bool:
    prediction = answer_text(answer)
    if _numbers(prediction) != _numbers(gold.text):
        return False
    if exact_match(prediction, [gold.text]):
        return True
    if query.type == AnswerType.LIST.value and _item_words(prediction) == _item_words(gold.text):
        return True
    near = not answer.computed and _cited_there(answer, gold, in_context)
    return near and token_f1(prediction, [gold.text]) >= OVERLAP_F1


def _rounds_to(answer: Answer, gold: Decimal) -> bool:
    """Whether the answer's number, rounded to the decimals of `gold`, equals it."""
    value = answer.quantities[0].value if answer.quantities else None
    if value is None:
        return False
    try:
        return Decimal(value).quantize(gold, ROUND_HALF_UP) == gold
    except InvalidOperation:  # not a number, or more digits than any gold has
        return False


def _cited_there(answer: Answer, gold: GoldSpan, in_context: bool) -> bool:
    if gold.start is None or gold.end is None:
        return False
    return any(
        (in_context or citation.document == gold.document)
        and citation.start < gold.end
        and gold.start < citation.end
        for citation in answer.citations
    )


def _numbers(text: str) -> Counter[str]:
    """The numbers of a text as written, without separators of thousands.

    >>> sorted(_numbers("4,523,000 t at 12.50 (2025)."))
    ['12.50', '2025', '4523000']
    """
    return Counter(_THOUSANDS.sub("", number) for number in _NUMBER.findall(text))


def _item_words(text: str) -> frozenset[str]:
    # Dashes and slashes part words here, unlike in the official rule: "rice/maize" is two items.
    words = normalise_answer(re.sub(r"[-–—/;,|\n]", " ", text)).split()
    return frozenset(words) - {"and", "or"}


def _polarity(answer: Answer) -> str | None:
    first = normalise_answer(answer_text(answer)).partition(" ")[0]
    if first in ("yes", "no"):
        return first
    return _VERDICT_POLARITY.get(answer.verdict) if answer.verdict else None
