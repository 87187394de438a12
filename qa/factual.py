"""Facts in answers: claims judged, arithmetic over cited operands, quantities read and checked.

Everything here is about texts that retrieval has found; `qa.facts` does the reading and judging,
this module turns its findings into answers whose every part is cited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.citing import Citer
from qa.types import (
    Answer,
    AnswerStatus,
    AnswerType,
    Check,
    CheckStatus,
    Citation,
    Hit,
    QuantityView,
    Verdict,
)
from qa.yes_no import may_settle

if TYPE_CHECKING:
    from qa.facts.claims import AtomJudgement, EvidenceSpan, Judgement
    from qa.facts.frames import Evidence
    from qa.facts.plan import Computation

# The facts are read by many patterns; each part is loaded when a question first needs it, so
# that a fresh process answers a plain one at once.

#: How sure a judged or computed answer is taken to be; the share that was right over the gold
#: of eval/gold (claims that were decided, questions that were computed), rounded down.
JUDGED_CONFIDENCE = 0.9
COMPUTED_CONFIDENCE = 0.9

_STATUS = {
    Verdict.SUPPORTED: CheckStatus.PASS,
    Verdict.REFUTED: CheckStatus.FAIL,
    Verdict.NOT_ENOUGH_INFO: CheckStatus.WARN,
}


def evidence_of(hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    """The passages as evidence; a sentence that overlapping passages share counts once."""
    from qa.facts.frames import Evidence

    seen: set[tuple[str, int]] = set()
    found = []
    for hit in hits:
        evidence = Evidence.of_passage(hit.passage)
        new = tuple(s for s in evidence.sentences if (evidence.document, s[0]) not in seen)
        seen |= {(evidence.document, start) for start, _ in new}
        if new:
            found.append(replace(evidence, sentences=new))
    return tuple(found)


def judge_claim(claim: str, hits: Sequence[Hit], citer: Citer, *, strict: bool = False) -> Answer:
    """The verdict on a claim, with its evidence cited and the reading of every part."""
    from qa.facts.claims import judge

    judgement = judge(claim, evidence_of(hits), strict=strict)
    decided = judgement.verdict is not Verdict.NOT_ENOUGH_INFO
    return Answer(
        question=claim,
        status=AnswerStatus.ANSWERED if decided else AnswerStatus.NO_ANSWER,
        verdict=judgement.verdict,
        confidence=JUDGED_CONFIDENCE if decided else 0.0,
        citations=_cite_all(judgement.spans, citer),
        quantities=_found_quantities(judgement.atoms),
        checks=_reading_checks(judgement),
        reason=judgement.reason,
    )


def answer_yes_no(question: str, hits: Sequence[Hit], citer: Citer) -> Answer | None:
    """A yes/no question answered by judging it as a claim; None when nothing decides it."""
    from qa.facts.claims import claim_of_question, judge

    claim = claim_of_question(question)
    if claim is None:
        return None
    judgement = judge(claim, evidence_of(hits))
    if judgement.verdict is Verdict.NOT_ENOUGH_INFO or not judgement.spans:
        return None
    first, yes = judgement.spans[0], judgement.verdict is Verdict.SUPPORTED
    if not may_settle(question, first.sentence_text, first.title, yes=yes):
        return None
    return Answer(
        question=question,
        status=AnswerStatus.ANSWERED,
        text="yes" if judgement.verdict is Verdict.SUPPORTED else "no",
        answer_type=AnswerType.YES_NO,
        confidence=JUDGED_CONFIDENCE,
        citations=_cite_all(judgement.spans, citer),
        quantities=_found_quantities(judgement.atoms),
        checks=_reading_checks(judgement),
        reason=judgement.reason,
    )


def answer_computed(question: str, hits: Sequence[Hit], citer: Citer) -> Answer | None:
    """The result of the arithmetic a question asks for, or its refusal; None if it asks none."""
    from qa.facts.plan import Refusal, compute

    outcome = compute(question, evidence_of(hits))
    if outcome is None:
        return None
    citations = _cite_all(outcome.operands, citer)
    if isinstance(outcome, Refusal):
        return Answer(
            question=question,
            status=AnswerStatus.NO_ANSWER,
            citations=citations,
            checks=(Check("arithmetic", CheckStatus.FAIL, outcome.reason),),
            reason=f"this cannot be computed: {outcome.reason}",
        )
    return _computed(question, outcome, citations)


def _computed(question: str, outcome: Computation, citations: tuple[Citation, ...]) -> Answer:
    operands = "each number is quoted from its source"
    notes = tuple(Check("arithmetic", CheckStatus.WARN, note) for note in outcome.notes)
    return Answer(
        question=question,
        status=AnswerStatus.ANSWERED,
        text=outcome.text,
        answer_type=AnswerType.QUANTITY,
        confidence=COMPUTED_CONFIDENCE,
        computed=True,
        formula=outcome.formula,
        citations=citations,
        quantities=(outcome.result.view(),),
        checks=(Check("arithmetic", CheckStatus.PASS, operands), *notes),
    )


def quantities_in(citation: Citation) -> tuple[QuantityView, ...]:
    """The quantities that a citation's quote states, read in their sentence.

    The document's date anchors words such as "this year"; a quantity counts when the quote
    holds all of its characters, so that each one re-parses from what is shown.
    """
    from qa.facts.read import read_quantities

    at = citation.start - (citation.sentence_start or 0)
    end = at + len(citation.quote)
    found = read_quantities(citation.sentence, anchor=citation.date)
    return tuple(each.view() for each in found if at <= each.start and each.end <= end)


def check_quote(question: str, citation: Citation, hits: Sequence[Hit]) -> tuple[Check, ...]:
    """What can be verified of a quoted answer: value, unit, type, period, agreement, twins."""
    from qa.facts.checks import check_answer
    from qa.facts.claims import EvidenceSpan

    begin = citation.start if citation.sentence_start is None else citation.sentence_start
    span = EvidenceSpan(
        document=citation.document,
        title=citation.title,
        date=citation.date,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        sentence=(begin, begin + len(citation.sentence)),
        sentence_text=citation.sentence,
    )
    return check_answer(question, span, evidence_of(hits))


def _found_quantities(atoms: Sequence[AtomJudgement]) -> tuple[QuantityView, ...]:
    return tuple(atom.found.view() for atom in atoms if atom.found is not None)


def _reading_checks(judgement: Judgement) -> tuple[Check, ...]:
    """What the verdict rests on; the parts of a composite claim are named one by one."""
    parts = judgement.atoms if len(judgement.atoms) > 1 else ()
    named = tuple(
        Check("claim", _STATUS[part.verdict], f"“{part.words}”: {part.rule}") for part in parts
    )
    return (*named, *judgement.checks)


def _cite_all(spans: Sequence[EvidenceSpan], citer: Citer) -> tuple[Citation, ...]:
    """Each place once, in order."""
    cited = (
        citer.cite_place(span.document, span.start, span.end, span.sentence, quote=span.quote)
        for span in spans
    )
    return tuple(dict.fromkeys(cited))
