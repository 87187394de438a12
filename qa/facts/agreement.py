"""What other documents say of the same number: agreement, conflict, and which is the newest.

Two numbers have one key when measure, entity, role, period and unit pass every gate. Disjoint
intervals under one key are a conflict, shown with both places and dates; the newest never wins
silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.facts import gates
from qa.facts.compare import compare
from qa.facts.evidence import Evidence, EvidenceSpan
from qa.facts.frames import EvidenceFrames, evidence_frames, span_of
from qa.facts.gate import Claimed, GateStatus
from qa.types import Check, CheckStatus, Verdict

_STRICT = frozenset({"unit", "measure", "role", "period"})


@dataclass(frozen=True, slots=True)
class Agreement:
    """The places that bear a number out and those that contradict it, in the order given."""

    agreeing: tuple[EvidenceSpan, ...]
    conflicting: tuple[EvidenceSpan, ...]


def find_agreement(claimed: Claimed, answer: EvidenceSpan, others: Sequence[Evidence]) -> Agreement:
    """Compare the answer's number with every number of the same key in the other documents.

    The answer's own document is no second source: where it gives two numbers, it means two things.
    """
    agreeing: list[EvidenceSpan] = []
    conflicting: list[EvidenceSpan] = []
    foreign = (other for other in others if other.document != answer.document)
    for text in map(evidence_frames, foreign):
        for index, frame in enumerate(text.frames):
            if not _same_key(claimed, text, index):
                continue
            verdict = compare(claimed.frame.quantity, frame.quantity).verdict
            span = span_of(text.evidence, frame)
            if verdict is Verdict.REFUTED:
                conflicting.append(span)
            else:
                agreeing.append(span)
    return Agreement(_by_document(agreeing), _by_document(conflicting))


def _same_key(claimed: Claimed, text: EvidenceFrames, index: int) -> bool:
    """Whether every gate passes, those that decide the key at a full match."""
    for gate in gates.all_gates(claimed, text, index):
        if gate.status in {GateStatus.MISMATCH, GateStatus.UNKNOWN}:
            return False
        if gate.name in _STRICT and gate.status is not GateStatus.MATCH:
            return False
    one, two = claimed.frame.quantity.period, text.frames[index].quantity.period
    return (one.dates if one else None) == (two.dates if two else None)


def _by_document(spans: list[EvidenceSpan]) -> tuple[EvidenceSpan, ...]:
    """One span a document: a text that repeats itself is one source."""
    first: dict[str, EvidenceSpan] = {}
    for span in spans:
        first.setdefault(span.document, span)
    return tuple(first.values())


def agreement_check(found: Agreement, answer: EvidenceSpan) -> Check | None:
    """ "3 sources say …, 1 says … (newest)" in one line; None when no other source speaks."""
    if found.conflicting:
        newest = _newest((answer, *found.agreeing, *found.conflicting))
        parts = [_said(answer.quote, (answer, *found.agreeing), newest)]
        parts += [_said(span.quote, (span,), newest) for span in found.conflicting[:3]]
        return Check("agreement", CheckStatus.WARN, "sources disagree: " + "; ".join(parts))
    if found.agreeing:
        count = len(found.agreeing) + 1
        return Check("agreement", CheckStatus.PASS, f"{count} sources say {answer.quote}")
    return None


def _newest(spans: tuple[EvidenceSpan, ...]) -> EvidenceSpan | None:
    dated = [span for span in spans if span.date is not None]
    return max(dated, key=lambda span: span.date or span.date.min) if dated else None  # type: ignore[union-attr]  # dated


def _said(quote: str, spans: tuple[EvidenceSpan, ...], newest: EvidenceSpan | None) -> str:
    dates = sorted({span.date.isoformat() for span in spans if span.date})
    when = f" ({', '.join(dates)})" if dates else ""
    who = (
        f"{spans[0].document}{when} says" if len(spans) == 1 else f"{len(spans)} sources{when} say"
    )
    return f"{who} {quote}{' (newest)' if newest in spans else ''}"
