"""Checks on an answer that holds a number: value, type, unit, period, modality, twin, agreement.

Each check is one short line. What does not apply gives no check: silence is not a pass.
"""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from collections.abc import Sequence

from qa.facts import agreement, times, units, words
from qa.facts.currencies import currency_candidates
from qa.facts.evidence import Evidence, EvidenceSpan
from qa.facts.frames import Frame, frames_from
from qa.facts.gate import Claimed, GateStatus
from qa.facts.interval import grouped
from qa.facts.operands import said_periods
from qa.facts.periods import describe
from qa.facts.quantity import Kind, Modality, Quantity, implied_rate
from qa.facts.read import read_quantities
from qa.types import Check, CheckStatus

_PASS, _WARN, _FAIL = CheckStatus.PASS, CheckStatus.WARN, CheckStatus.FAIL
#: What a question's words ask for; the first that fits decides.
_ASKS: tuple[tuple[re.Pattern[str], frozenset[Kind], str], ...] = (
    (re.compile(r"\bhow many percentage points\b"), frozenset({Kind.PERCENTAGE_POINT}), "percentage points"),
    (
        re.compile(r"\b(?:what|which) (?:percentage|percent|share|proportion|fraction)\b|\bhow many percent\b"),
        frozenset({Kind.PERCENT, Kind.SHARE}),
        "a share",
    ),
    (re.compile(r"\bhow long (?:is|are|was|were)\b"), frozenset({Kind.DURATION, Kind.LENGTH}), "how long"),
    (re.compile(r"\bhow (?:long|many (?:years|months|weeks|days|hours|minutes))\b"), frozenset({Kind.DURATION}), "a duration"),
    (re.compile(r"^\W*(?:when|in (?:which|what) (?:year|month)|(?:what|which) (?:date|day|year))\b"), frozenset({Kind.DATE}), "a date"),
    (re.compile(r"\bhow much (?:money|does it cost|did .* (?:cost|pay|earn|spend))|\b(?:price|cost|value) of\b"), frozenset({Kind.MONEY}), "an amount of money"),
    (re.compile(r"\bhow many (?P<unit>(?:square |cubic |metric )?[a-z]+)\b"), frozenset({Kind.COUNT, Kind.SHARE}), "a count"),
)  # fmt: skip
#: Questions about what is done, and words that turn them to plans.
_DONE = re.compile(r"(?i)\b(?:has|have|had)\b.*\b[a-z]+(?:ed|en|wn|lt|ade|aid|old|ent|ut)\b")
_PLANNED = re.compile(
    r"(?i)\b(?:plan|planned|plans|expected|expects|scheduled|will|would|allowed|permitted|target"
    r"|capacity|could|can|been)\b"
)
_HOW_MANY = re.compile(r"\bhow many (?P<unit>(?:square |cubic )?[a-z]+)\b")
_OF_MONEY = re.compile(
    r"\b(?P<before>(?:us )?[a-z]+) (?:value|amount|figure|sum|equivalent|price|terms|worth)\b"
    r"|\bin (?P<behind>(?:us )?[a-z]+)\b"
)
_IN_UNIT = re.compile(r"\bin (?P<unit>(?:us |square |cubic )?[a-z]+)\s*\??$")


def check_answer(
    question: str, answer: EvidenceSpan, others: Sequence[Evidence] = ()
) -> tuple[Check, ...]:
    """Every check that applies to `answer`, a span of a document inside `answer.sentence`.

    `others` are the texts whose numbers are compared with the answer's for agreement.
    """
    begin = answer.sentence[0]
    read = read_quantities(answer.sentence_text, anchor=answer.date)
    inside = [q for q in read if answer.start - begin <= q.start and q.end <= answer.end - begin]
    out = [value_check(answer.quote, inside), type_check(question, inside)]
    numbers = [quantity for quantity in inside if quantity.is_compared]
    if numbers:
        main = numbers[0]
        out += [unit_check(question, main, read), period_check(question, main)]
        out.append(twin_check(main, read))
        out.append(modality_check(question, main))
        frame = _frame(answer, read, main)
        if frame is not None:
            found = agreement.find_agreement(_claimed(question, frame, answer), answer, others)
            out.append(agreement.agreement_check(found, answer))
    return tuple(check for check in out if check is not None)


def value_check(quote: str, inside: Sequence[Quantity]) -> Check | None:
    """Whether the number in a quote re-parses, and as what."""
    numbers = [quantity for quantity in inside if quantity.is_compared]
    if numbers:
        return Check("value", _PASS, "; ".join(map(_reading, numbers[:3])))
    if any(quantity.kind in {Kind.DATE, Kind.IDENTIFIER} for quantity in inside):
        return None
    if re.search(r"[0-9]", quote):
        return Check("value", _WARN, f"no quantity could be read from “{quote}”")
    return None


def _reading(quantity: Quantity) -> str:
    shown = grouped(quantity.nominal) if quantity.nominal is not None else str(quantity.interval)
    bound = (
        ""
        if quantity.bound.value in {"exact", "range"}
        else f" ({quantity.bound.value.replace('_', ' ')})"
    )
    unit = f" {quantity.unit_label}" if quantity.unit_label else ""
    note = ""
    if len(quantity.currencies) > 1:
        note = f", “{quantity.surface}” taken as {quantity.currency}"
    elif len({unit.dimension for unit in quantity.candidates}) > 1 or len(quantity.candidates) > 1:
        note = ", the unit has several meanings"
    return f"{quantity.surface} reads as {shown}{unit}{bound}{note}"


def type_check(question: str, inside: Sequence[Quantity]) -> Check | None:
    """Whether the kind of the answer fits the words of the question."""
    low = " ".join(question.lower().split())
    for pattern, kinds, name in _ASKS:
        match = pattern.search(low)
        if match is None:
            continue
        if match.groupdict().get("unit"):
            found = units.unit_candidates(match["unit"])
            if found or currency_candidates(match["unit"]):
                return None  # a unit is asked for: `unit_check` decides
        if any(quantity.kind in kinds for quantity in inside):
            return Check("type", _PASS, f"{name}, as asked")
        if not inside:
            return None
        found_kind = inside[0].kind.value.replace("_", " ")
        return Check("type", _WARN, f"the question asks for {name}, this is {found_kind}")
    return None


def unit_check(question: str, quantity: Quantity, said: Sequence[Quantity]) -> Check | None:
    """Whether the unit is the one the question names ("how many hectares", "in dollars").

    `said` are all quantities of the sentence: an amount in another currency is passed with a
    warning only where its twin in the asked one stands beside it.
    """
    named = unit_named(" ".join(question.lower().split()))
    if named is None:
        return None
    money = currency_candidates(named)
    wanted = units.unit_candidates(named)
    if money is not None and not wanted:
        if set(money[0]) & set(quantity.currencies):
            return Check("unit", _PASS, f"{quantity.currency}, as asked")
        twin = any(set(money[0]) & set(other.currencies) for other in said)
        status = _WARN if quantity.currencies and twin else _FAIL
        return Check(
            "unit",
            status,
            f"asked in {named}, this is {quantity.unit_label or 'a bare number'}",
        )
    if not wanted or wanted[0].dimension in {"calendar", "duration"}:
        return None
    if quantity.unit is None or quantity.unit.dimension != wanted[0].dimension:
        return Check(
            "unit",
            _WARN if quantity.unit is None else _FAIL,
            f"asked in {named}, this is {quantity.unit_label or 'a bare number'}",
        )
    if quantity.unit.id == wanted[0].id:
        return Check("unit", _PASS, f"{quantity.unit.label}, as asked")
    return Check("unit", _WARN, f"asked in {wanted[0].label}, the text says {quantity.unit.label}")


def unit_named(low: str) -> str | None:
    """The unit or currency that a question in lower case asks for: "in dollars", "how many kip",
    "the dollar value"."""
    for pattern in (_IN_UNIT, _HOW_MANY):
        found = pattern.search(low)
        if found and (currency_candidates(found["unit"]) or units.unit_candidates(found["unit"])):
            return found["unit"]
    for match in _OF_MONEY.finditer(low):
        name: str = match["before"] or match["behind"]
        if currency_candidates(name) is not None:
            return name
    return None


def period_check(question: str, quantity: Quantity) -> Check | None:
    """Whether the number is of the time the question names."""
    said = [mention.period for mention in said_periods(question) if not mention.period.comparison]
    if not said:
        return None
    gate = times.period_gate(said[0], quantity.period)
    note = f"asked {describe(said[0])}, the text says {describe(quantity.period)}"
    if gate.status in {GateStatus.MATCH, GateStatus.COMPATIBLE}:
        return Check("period", _PASS, note)
    return Check("period", _FAIL if gate.status is GateStatus.MISMATCH else _WARN, note)


def modality_check(question: str, quantity: Quantity) -> Check | None:
    """Whether a plan stands where the question asks what has happened."""
    planned = quantity.modality in {Modality.FORECAST_OR_PLAN, Modality.PERMITTED_OR_CAPACITY}
    asks_fact = _DONE.search(question) is not None and not _PLANNED.search(question)
    if not planned or not asks_fact:
        return None
    return Check("modality", _FAIL, "asked what has happened, the text gives a plan or a limit")


def twin_check(quantity: Quantity, read: Sequence[Quantity]) -> Check | None:
    """The rate that a parenthetical twin implies, or whether two units say one size."""
    if quantity.equivalent_to is None:
        return None
    twin = next((q for q in read if (q.start, q.end) == quantity.equivalent_to), None)
    if twin is None:
        return None
    first, second = sorted((quantity, twin), key=lambda each: each.start)
    rate = implied_rate(first, second)
    if rate is not None:
        low, high = rate.interval.low, rate.interval.high
        shown = f"{_whole(low)}–{_whole(high)} {rate.source} per {rate.target}"
        return Check("twin", _PASS, f"{first.surface} = {second.surface} implies {shown}")
    if first.unit and second.unit and first.unit.dimension == second.unit.dimension:
        same = not first.rounded.is_disjoint(
            second.rounded.scaled(second.unit.factor / first.unit.factor)
        )
        note = f"{first.surface} and {second.surface} {'agree' if same else 'differ'}"
        return Check("twin", _PASS if same else _WARN, note)
    return None


def _whole(value: object) -> str:
    return f"{float(str(value)):,.0f}" if value is not None else "∞"


def _frame(answer: EvidenceSpan, read: tuple[Quantity, ...], main: Quantity) -> Frame | None:
    frames = frames_from(answer.sentence_text, read, answer.sentence[0])
    start = main.start + answer.sentence[0]
    return next((frame for frame in frames if frame.quantity.start == start), None)


def _claimed(question: str, frame: Frame, answer: EvidenceSpan) -> Claimed:
    """The answer as a claim: its sentence's words, with the names of question and title."""
    subject = frame.subject or frame.before
    everyone = frame.sentence_names | words.names(question) | words.names(answer.title)
    if not subject:
        subject = words.names(answer.title)
    return Claimed(frame, subject, everyone, frame.sentence_stems)
