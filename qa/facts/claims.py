"""Judging claims: every number of a claim against every number of the evidence.

A claim is split into its numbers (and, without numbers, its words of rise, fall and rank). Each
is compared with the found numbers whose gates allow it; any refuted part refutes the claim, all
supported parts support it, and anything else is not enough information.
"""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.errors import EmptyQuestion
from qa.facts import comparisons, gates, when, wording, words
from qa.facts.compare import Comparison, compare
from qa.facts.evidence import Evidence, EvidenceSpan, merge
from qa.facts.frames import EvidenceFrames, Frame, evidence_frames, frames_from, span_of
from qa.facts.gate import Claimed, Gate, GateStatus
from qa.facts.interval import Interval
from qa.facts.periods import describe
from qa.facts.quantity import Kind, Modality, Quantity
from qa.facts.read import read_quantities
from qa.types import Check, CheckStatus, Verdict

__all__ = ["AtomJudgement", "Evidence", "EvidenceSpan", "Judgement", "judge"]

#: A sentence that states more numbers than this is a text: its parts are to be asked one by one.
MAX_ATOMS = 12
MAX_CLAIM = 10_000


@dataclass(frozen=True, slots=True)
class AtomJudgement:
    """One part of a claim: its verdict, the number read, the deciding evidence and the rule."""

    words: str
    verdict: Verdict
    rule: str
    quantity: Quantity | None = None
    found: Quantity | None = None
    span: EvidenceSpan | None = None
    claim_interval: Interval | None = None
    evidence_interval: Interval | None = None
    unit: str = ""
    gates: tuple[Gate, ...] = ()
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A claim's verdict with everything that led to it; `conflicts` are spans that disagree."""

    claim: str
    verdict: Verdict
    atoms: tuple[AtomJudgement, ...]
    reason: str
    checks: tuple[Check, ...] = ()
    conflicts: tuple[EvidenceSpan, ...] = ()

    @property
    def spans(self) -> tuple[EvidenceSpan, ...]:
        return tuple(atom.span for atom in self.atoms if atom.span is not None)


def judge(claim: str, evidence: Sequence[Evidence], *, strict: bool = False) -> Judgement:
    """Judge `claim` by `evidence`; `strict` leaves the usual reading of bounds out.

    Raises EmptyQuestion for a claim without words.
    """
    if not claim.strip():
        raise EmptyQuestion("the claim is empty; give one sentence to check")
    if len(claim) > 8 * MAX_CLAIM:
        return _nothing(
            claim, f"the claim is longer than {MAX_CLAIM} words; check one sentence at a time"
        )
    atoms = claim_atoms(claim)
    evidence = merge(evidence)
    texts = [evidence_frames(text) for text in evidence]
    if not atoms:
        return _without_numbers(claim, evidence, texts)
    if len(atoms) > MAX_ATOMS:
        return _nothing(
            claim, f"the claim states {len(atoms)} numbers; check one sentence at a time"
        )
    judged = [_judge_atom(atom, texts, strict=strict) for atom in atoms]
    return _combined(claim, [item for item, _ in judged], [spans for _, spans in judged])


def claim_atoms(claim: str) -> tuple[Claimed, ...]:
    """The compared numbers of a claim with its subject's names."""
    quantities = _countable(read_quantities(claim))
    frames = frames_from(claim, quantities, 0)
    if not frames:
        return ()
    everyone = words.names(claim)
    stems = words.content_stems(claim)
    out = []
    for frame in frames:
        subject = frame.before or everyone
        first = words.names(claim[: frames[0].quantity.start])
        out.append(Claimed(frame, first or subject, everyone, stems, claim))
    return tuple(out)


def _countable(quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """Leave out the second of two twins: it says the same amount again."""
    spans = {quantity.equivalent_to for quantity in quantities if quantity.equivalent_to}
    kept = []
    for quantity in quantities:
        twin = quantity.equivalent_to
        if (
            twin is not None
            and twin[0] < quantity.start
            and (quantity.start, quantity.end) in spans
        ):
            continue
        kept.append(quantity)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: EvidenceFrames
    frame: Frame
    gates: tuple[Gate, ...]
    comparison: Comparison
    score: float


_POINTS = {
    GateStatus.MATCH: 3.0,
    GateStatus.COMPATIBLE: 1.5,
    GateStatus.UNKNOWN: 0.0,
    GateStatus.MISMATCH: -100.0,
}


def _judge_atom(
    atom: Claimed, texts: Sequence[EvidenceFrames], *, strict: bool
) -> tuple[AtomJudgement, tuple[EvidenceSpan, ...]]:
    claimed = atom.frame.quantity
    denied = claimed.modality is Modality.NEGATED
    if denied:
        frame = replace(atom.frame, quantity=replace(claimed, modality=Modality.REPORTED))
        atom = replace(atom, frame=frame)
    found = _candidates(atom, texts, strict=strict)
    if claimed.kind is Kind.RANK and (
        not found or _decide(atom, found[0])[0] is Verdict.NOT_ENOUGH_INFO
    ):
        outcome = wording.judge_rank(atom.text, claimed, [text.evidence for text in texts])
        if outcome is not None:
            span = outcome.spans[0] if outcome.spans else None
            rank = AtomJudgement(claimed.surface, outcome.verdict, outcome.rule, claimed, span=span)
            return rank, ()
    if not found:
        rule = "no number of this kind with the same measure, entity and time was found"
        return AtomJudgement(claimed.surface, Verdict.NOT_ENOUGH_INFO, rule, claimed), ()
    best = found[0]
    verdict, rule = _decide(atom, best)
    rivals = [c for c in found[1:] if c.score >= best.score - 1.0 and c.frame is not best.frame]
    if verdict is Verdict.REFUTED:  # a measure with several values refutes nothing
        rivals = [c for c in found[1:] if c.score >= best.score - _CLOSE]
    against = [c for c in rivals if _opposes(verdict, _decide(atom, c)[0])]
    if against:
        verdict, rule = _settle_conflict(best, against, verdict, rule)
    if denied and verdict is not Verdict.NOT_ENOUGH_INFO:
        verdict = Verdict.REFUTED if verdict is Verdict.SUPPORTED else Verdict.SUPPORTED
        rule = f"the claim denies it; {rule}"
    spans = tuple(_span(c) for c in against)
    return _atom_judgement(claimed, best, verdict, rule), spans


#: How much worse a number may fit and still stand against a refutation.
_CLOSE = 2.0


def _opposes(one: Verdict, two: Verdict) -> bool:
    return Verdict.NOT_ENOUGH_INFO not in {one, two} and one is not two


def _settle_conflict(
    best: _Candidate, against: list[_Candidate], verdict: Verdict, rule: str
) -> tuple[Verdict, str]:
    """Numbers that pass the same gates and disagree leave the claim open, unless one fits best."""
    margin = _CLOSE if verdict is Verdict.REFUTED else 0.5
    clear = max(candidate.score for candidate in against) < best.score - margin
    if clear:
        return verdict, rule
    return Verdict.NOT_ENOUGH_INFO, "the evidence disagrees with itself: both numbers are shown"


def _candidates(
    atom: Claimed, texts: Sequence[EvidenceFrames], *, strict: bool
) -> list[_Candidate]:
    out = []
    for text in texts:
        for index, frame in enumerate(text.frames):
            passed = gates.all_gates(atom, text, index)
            if any(gate.status is GateStatus.MISMATCH for gate in passed):
                continue
            comparison = compare(atom.frame.quantity, frame.quantity, strict=strict)
            out.append(_Candidate(text, frame, passed, comparison, _score(atom, frame, passed)))
    out.sort(key=lambda candidate: -candidate.score)
    return out


def _score(atom: Claimed, frame: Frame, passed: tuple[Gate, ...]) -> float:
    """How surely the two numbers are about one thing: gates first, then common words."""
    total = sum(_POINTS[gate.status] for gate in passed)
    mine = atom.frame.near
    if mine:
        total += 2.0 * len(mine & frame.near) / len(mine)
    if atom.stems:
        total += len(atom.stems & frame.sentence_stems) / len(atom.stems)
    return total


def _decide(atom: Claimed, candidate: _Candidate) -> tuple[Verdict, str]:
    """The verdict that the gates leave of the comparison of values."""
    comparison = candidate.comparison
    unknown = [gate for gate in candidate.gates if gate.status is GateStatus.UNKNOWN]
    if unknown:
        gate = unknown[0]
        return Verdict.NOT_ENOUGH_INFO, f"{gate.name} not established: {gate.note}"
    if gates.opposite(atom.frame, candidate.frame):
        return Verdict.REFUTED, "the text says the opposite direction"
    if comparison.verdict is not Verdict.REFUTED:
        return comparison.verdict, comparison.rule
    open_gates = [gate for gate in candidate.gates if not _may_refute(gate)]
    if open_gates:
        gate = open_gates[0]
        return (
            Verdict.NOT_ENOUGH_INFO,
            f"{gate.name} fits only loosely ({gate.note}), too little to refute",
        )
    return comparison.verdict, comparison.rule


def _may_refute(gate: Gate) -> bool:
    if gate.status is GateStatus.MATCH:
        return True
    return gate.name in {"period", "entity"} and gate.note in {
        "the claim says no time",
        "the claim names nobody",
    }


def _span(candidate: _Candidate) -> EvidenceSpan:
    return span_of(candidate.text.evidence, candidate.frame)


def _atom_judgement(
    claimed: Quantity, best: _Candidate, verdict: Verdict, rule: str
) -> AtomJudgement:
    comparison = best.comparison
    return AtomJudgement(
        claimed.surface, verdict, rule, claimed, best.frame.quantity, _span(best),
        comparison.claim, comparison.evidence, comparison.unit, best.gates, comparison.flagged,
    )  # fmt: skip


def _combined(
    claim: str, atoms: list[AtomJudgement], conflicts: list[tuple[EvidenceSpan, ...]]
) -> Judgement:
    verdicts = [atom.verdict for atom in atoms]
    if Verdict.REFUTED in verdicts:
        verdict, chosen = Verdict.REFUTED, atoms[verdicts.index(Verdict.REFUTED)]
    elif all(verdict is Verdict.SUPPORTED for verdict in verdicts):
        verdict, chosen = Verdict.SUPPORTED, atoms[0]
    else:
        verdict = Verdict.NOT_ENOUGH_INFO
        chosen = next(atom for atom in atoms if atom.verdict is Verdict.NOT_ENOUGH_INFO)
    reason = f"“{chosen.words}”: {chosen.rule}"
    holding = [atom.words for atom in atoms if atom.verdict is Verdict.SUPPORTED]
    if verdict is not Verdict.SUPPORTED and holding:
        reason += f"; what holds: {', '.join(f'“{word}”' for word in holding)}"
    spans = tuple(span for group in conflicts for span in group)
    return Judgement(claim, verdict, tuple(atoms), reason, _checks(atoms, spans), spans)


def _checks(atoms: list[AtomJudgement], conflicts: tuple[EvidenceSpan, ...]) -> tuple[Check, ...]:
    out = []
    for atom in atoms:
        if atom.claim_interval is None or atom.evidence_interval is None or atom.found is None:
            continue
        shown = f"claim {atom.claim_interval} / text {atom.evidence_interval} {atom.unit}".rstrip()
        out.append(Check("value", _STATUS[atom.verdict], f"{shown}: {atom.rule}"))
        out.extend(_gate_check(gate) for gate in atom.gates if gate.note)
        if atom.flagged:
            out.append(
                Check("bound", CheckStatus.WARN, "rests on the usual reading of a bound word")
            )
    for span in conflicts:
        when = f" ({span.date})" if span.date else ""
        out.append(Check("agreement", CheckStatus.WARN, f"{span.document}{when} says {span.quote}"))
    return tuple(out)


_STATUS = {
    Verdict.SUPPORTED: CheckStatus.PASS,
    Verdict.REFUTED: CheckStatus.FAIL,
    Verdict.NOT_ENOUGH_INFO: CheckStatus.WARN,
}
_GATE_STATUS = {
    GateStatus.MATCH: CheckStatus.PASS,
    GateStatus.COMPATIBLE: CheckStatus.PASS,
    GateStatus.UNKNOWN: CheckStatus.WARN,
    GateStatus.MISMATCH: CheckStatus.FAIL,
}


def _gate_check(gate: Gate) -> Check:
    return Check(gate.name, _GATE_STATUS[gate.status], f"{gate.status.value}: {gate.note}")


def _nothing(claim: str, reason: str) -> Judgement:
    return Judgement(claim, Verdict.NOT_ENOUGH_INFO, (), reason)


def _without_numbers(
    claim: str, evidence: Sequence[Evidence], texts: Sequence[EvidenceFrames]
) -> Judgement:
    """Claims of words: comparisons, dates, rise and fall, and who is the largest."""
    outcome = (
        comparisons.judge_comparison(claim, texts)
        or when.judge_date(claim, evidence)
        or wording.judge_words(claim, evidence)
    )
    if outcome is None:
        return _nothing(
            claim, "the claim has no number and no comparable word (rise, fall, rank, date)"
        )
    spans = outcome.spans or (None,)
    atoms = tuple(
        AtomJudgement(outcome.words, outcome.verdict, outcome.rule, span=span) for span in spans
    )
    status = _STATUS[outcome.verdict]
    checks = (Check("wording", status, outcome.rule),)
    return Judgement(claim, outcome.verdict, atoms, f"“{outcome.words}”: {outcome.rule}", checks)


def explain(atom: AtomJudgement) -> tuple[str, ...]:
    """The reading of one part in lines: claim, evidence, gates and rule."""
    lines = [f"{atom.words}: {atom.verdict.value.replace('_', ' ')}", f"rule: {atom.rule}"]
    if atom.claim_interval is not None and atom.evidence_interval is not None:
        lines.append(
            f"claimed {atom.claim_interval}, found {atom.evidence_interval} {atom.unit}".rstrip()
        )
    if atom.quantity is not None and atom.quantity.period is not None:
        lines.append(f"claimed time: {describe(atom.quantity.period)}")
    lines += [f"{gate.name}: {gate.status.value} {gate.note}".rstrip() for gate in atom.gates]
    return tuple(lines)


_QUESTION = re.compile(
    r"\s*(?:is|are|was|were|did|does|do|has|have|had|will|can)\s+(?:it true that |there )?(?P<rest>.+?)\s*\??\s*$",
    re.IGNORECASE | re.DOTALL,
)


def claim_of_question(question: str) -> str | None:
    """The statement that a yes/no question asks about, or None for another question.

    `claim_of_question("Did Sekong export more than $100 million?")` gives "Sekong export more
    than $100 million": the words of the claim, which is all that judging reads.
    """
    match = _QUESTION.fullmatch(question)
    if match is None or " or " in match["rest"]:
        return None
    return match["rest"]
