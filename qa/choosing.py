"""Which candidate to answer with: the reader's best few, held against the facts.

The reader ranks spans by words; among amounts it often finds the right kind in the wrong place
(exports for imports, 2008 for 2010). So each of its best candidates is checked as an answer, and
the question with the amount put in is judged as a claim by the passage it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.citing import Citer
from qa.difference import difference_check
from qa.factual import check_quote
from qa.fitting import said_check, type_check
from qa.reader.question_words import AMOUNTS
from qa.support import measure_check, name_check, year_check
from qa.types import Alternative, AnswerType, Check, CheckStatus, Hit, Reading, Span, Verdict

#: Candidates held against the facts.
TRIED = 5
# What a failed check takes from a candidate's score and what a supporting verdict adds to it: on
# numeric questions a right candidate is supported four times as often as a wrong one.
_FAILED, _SUPPORTED = 0.01, 4.0
#: ... and what it loses for another unit than the question names ("the dollar value"), so that
#: its twin in that unit goes before it.
_OTHER_UNIT = 0.02
#: A candidate that was not the reader's first is a little less sure for each step.
_STEP_DOWN = 0.9
_ASKING = re.compile(
    r"(?i)^\s*(?:by |to |at |in |for |of |with )?(?:about )?"
    r"(?:how (?:much|many|large|big|long|high|far)|what|which)\b"
    r"(?: (?:was|is|were|are|did|does|do|percent(?:age)?|share|value|amount)\b)?"
)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidate to answer with, what was checked of it, and how sure the answer is."""

    place: int
    checks: tuple[Check, ...]
    confidence: float

    @property
    def failed(self) -> Check | None:
        return next((check for check in self.checks if check.status is CheckStatus.FAIL), None)


def choose(
    question: str,
    reading: Reading,
    candidates: Sequence[Alternative],
    hits: Sequence[Hit],
    citer: Citer,
) -> Choice:
    """The best of the first candidates; `candidates[i]` is the cited form of `reading.spans[i]`.

    Scores are the reader's, times the factors above; ties go to the reader's order.
    """
    chosen, top = Choice(0, (), reading.confidence), 0.0
    for place, candidate in enumerate(candidates[:TRIED]):
        span = reading.spans[place]
        if span.score * _SUPPORTED <= top:
            break  # no candidate from here on can overtake
        checks = _checks(question, reading.expected, candidate, citer, ())
        choice = Choice(place, checks, reading.confidence * _STEP_DOWN**place)
        score = span.score * (_FAILED if choice.failed else 1.0)
        if any(check.kind == "unit" and check.status is CheckStatus.WARN for check in checks):
            score *= _OTHER_UNIT
        if choice.failed is None and _is_supported(question, reading.expected, span, hits):
            score *= _SUPPORTED
        if place == 0 or score > top:
            chosen, top = choice, score
    # Only the chosen one is held against the other passages for agreement.
    checks = _checks(question, reading.expected, candidates[chosen.place], citer, hits)
    return replace(chosen, checks=checks)


def _checks(
    question: str,
    expected: AnswerType,
    candidate: Alternative,
    citer: Citer,
    hits: Sequence[Hit],
) -> tuple[Check, ...]:
    """What is verified of a quote, beginning with the quote itself."""
    citation = candidate.citations[0]
    verbatim = Check("verbatim", CheckStatus.PASS, "quoted as the document has it")
    named = name_check(question, f"{citation.title}\n{citer.text_of(citation.document)}")
    measured = measure_check(question, citation.sentence)
    typed = type_check(question, expected, candidate.answer)
    begin = citation.start if citation.sentence_start is None else citation.sentence_start
    at = citation.start - begin
    said = said_check(question, candidate.answer, citation.sentence, at)
    differs = difference_check(question, candidate.answer, citation.sentence, at)
    dated = year_check(question, citer.text_of(citation.document), citation.date)
    checks = (named, measured, typed, said, differs, dated)
    found = tuple(check for check in checks if check is not None)
    of_quote = check_quote(question, citation, hits)
    if dated is not None:  # the document lacks the year: that its sentence does says no more
        of_quote = tuple(check for check in of_quote if check.kind != dated.kind)
    return (verbatim, *found, *of_quote)


def _is_supported(question: str, expected: AnswerType, span: Span, hits: Sequence[Hit]) -> bool:
    """Whether the passage bears out the question with the amount put in its place."""
    if expected not in AMOUNTS or not _DIGIT.search(span.text):
        return False
    from qa.facts.claims import judge
    from qa.facts.frames import Evidence

    passage = next(hit.passage for hit in hits if hit.passage.id == span.passage_id)
    judgement = judge(as_statement(question, span.text), [Evidence.of_passage(passage)])
    return judgement.verdict is Verdict.SUPPORTED


def as_statement(question: str, answer: str) -> str:
    """A question with its answer as one statement, good enough to be judged word by word.

    >>> as_statement("How much were Sekong's imports worth?", "USD 4 million")
    "Sekong's imports worth USD 4 million"
    """
    return f"{_ASKING.sub('', question).strip().rstrip(' ?.')} {answer}"
