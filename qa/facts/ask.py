"""The operations behind the forms of question in `plan`: operands found, checked, calculated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from qa.facts import arithmetic, periods, units
from qa.facts.arithmetic import Amount, Result
from qa.facts.evidence import EvidenceSpan
from qa.facts.frames import EvidenceFrames
from qa.facts.operands import Operand, Term, find_operand, kinds_for, term_of
from qa.facts.periods import Period, PeriodMention, describe
from qa.facts.quantity import Kind, Quantity, Role

RATES = frozenset({Kind.PERCENT, Kind.SHARE})


@dataclass(frozen=True, slots=True)
class Computation:
    """A calculated answer: the result, the formula, and the operands it cites in its order."""

    operation: str
    result: Result
    formula: str
    operands: tuple[EvidenceSpan, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.result.text


@dataclass(frozen=True, slots=True)
class Refusal:
    """A calculation that was asked for and cannot be made, with the reason."""

    operation: str
    reason: str
    operands: tuple[EvidenceSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the evidence's frames, its names and the periods it says."""

    text: str
    low: str
    texts: tuple[EvidenceFrames, ...]
    names: frozenset[str]
    periods: tuple[PeriodMention, ...]

    def part(self, match: re.Match[str], group: str) -> str:
        """A group of the match in the question's own spelling (same length as lower case)."""
        return self.text[match.start(group) : match.end(group)]

    def term(self, text: str, period: Period | None = None) -> Term:
        when = period or (self.periods[0].period if len(self.periods) == 1 else None)
        return term_of(text, names=self.names, period=when)

    def is_planned(self) -> bool:
        return (
            re.search(
                r"\b(?:will|would|expected|planned|plans|target|capacity|full output)\b", self.low
            )
            is not None
        )

    def find(self, term: Term, kinds: frozenset[Kind] | None = None) -> Operand | None:
        return find_operand(term, self.texts, kinds=kinds, planned=self.is_planned())


Outcome = Computation | Refusal | None


def not_found(operation: str, what: str) -> Refusal:
    return Refusal(operation, f"no number for “{what.strip()}” was found in the documents")


def common_unit(one: Quantity, two: Quantity) -> tuple[Fraction, str] | str:
    """The factor that turns `two` into the unit of `one` and its label, or why there is none."""
    if one.kind in RATES or two.kind in RATES:
        if one.kind is two.kind:
            return Fraction(1), one.unit_label or ""
        return "one is a percentage and the other is not"
    if (one.currency or two.currency) and one.currency != two.currency:
        return f"{one.unit_label} and {two.unit_label} have no rate between them in the documents"
    if one.unit is None or two.unit is None:
        if one.unit is two.unit and one.kind is two.kind:
            return Fraction(1), one.noun
        return "they are of different kinds"
    factor = units.conversion(two.unit, one.unit)
    if factor is None:
        return f"{one.unit.label} and {two.unit.label} measure different things"
    return factor, one.unit_label or ""


ONE_NUMBER = "both phrases lead to the same number"


def find_clash(one: Operand, two: Operand, *, periods_too: bool = True) -> str | None:
    """Why two operands may not enter one calculation, or None."""
    if (one.span.document, one.span.start) == (two.span.document, two.span.start):
        return ONE_NUMBER
    changes = {Role.CHANGE_BY}
    if (one.quantity.role in changes) is not (two.quantity.role in changes):
        return "one is a change and the other a level"
    if (one.quantity.per is None) is not (two.quantity.per is None):
        return "one is per unit and the other a total"
    first, second = one.quantity.period, two.quantity.period
    if first and second and periods.Anchor.CONTEXT in {first.anchor, second.anchor}:
        return None  # a time that only the text around suggests is no ground for refusing
    if (
        periods_too
        and first
        and second
        and first.dates
        and second.dates
        and first.dates != second.dates
    ):
        return f"they are of different times ({describe(first)}; {describe(second)})"
    return None


def find_pair(
    asked: Asked, operation: str, terms: tuple[Term, Term], *, same_time: bool = True
) -> tuple[Operand, Operand, Amount, Amount, str] | Refusal:
    """Both operands with their amounts in one unit, or the refusal."""
    found = []
    for term in terms:
        kinds = kinds_for(term.text) or kinds_for(asked.low)
        operand = asked.find(term, kinds)
        if operand is None:
            return not_found(operation, term.text)
        found.append(operand)
    one, two = found
    problem = find_clash(one, two, periods_too=same_time)
    unit = common_unit(one.quantity, two.quantity)
    if problem is None and isinstance(unit, str):
        problem = unit
    first = Amount.of(one.quantity)
    second = Amount.of(two.quantity, unit[0]) if not isinstance(unit, str) else None
    if problem is not None or first is None or second is None or isinstance(unit, str):
        return Refusal(operation, problem or "a number is only a range", (one.span, two.span))
    return one, two, first, second, unit[1]


def write_formula(symbol: str, *operands: Operand | str) -> str:
    parts = [operand if isinstance(operand, str) else operand.span.quote for operand in operands]
    return f" {symbol} ".join(parts)


def two_terms(asked: Asked, first: str, second: str) -> tuple[Term, Term]:
    """Two phrases as terms; a phrase that lacks names, time or measure takes the other's."""
    one, two = asked.term(first), asked.term(second)
    head, tail = one.stems, two.stems
    if not tail:
        two = Term(second, head, two.names, two.period)
    if not head:
        one = Term(first, tail, one.names, one.period)
    areas = re.search(r"\b(?:area|size)\b", asked.low)
    if areas:
        one = Term(one.text, one.stems | {"area"}, one.names, one.period)
        two = Term(two.text, two.stems | {"area"}, two.names, two.period)
    return one, two


def as_ratio(quotient: Amount | None, operands: tuple[Operand, Operand]) -> Outcome:
    one, two = operands
    if quotient is None:
        return Refusal("ratio", "the divisor may be zero", (one.span, two.span))
    outcome = arithmetic.result(quotient, "times", Kind.RATIO)
    return Computation("ratio", outcome, write_formula("÷", one, two), (one.span, two.span))
