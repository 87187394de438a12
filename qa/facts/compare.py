"""Comparing a claimed value with a found one: the table of section 4 of the specification.

Both are put into one unit first. An exact found value is read as a point against a bound, and as
its rounding interval against an exact claim.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

from qa.facts.hedges import Bound
from qa.facts.interval import EXACT, Interval
from qa.facts.quantity import Direction, Kind, Quantity, Role
from qa.facts.units import Unit
from qa.types import Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on the values alone, both intervals in `unit`, and the rule in words."""

    verdict: Verdict
    claim: Interval
    evidence: Interval
    unit: str
    rule: str
    flagged: bool = False


_PERCENT = Unit("percent", "percent", Fraction(1), "%")
_SHARES = frozenset({Kind.SHARE, Kind.PERCENT})


def same_dimension(claim: Quantity, evidence: Quantity) -> tuple[bool, str]:
    """Whether the two can be compared at all, and what was assumed; money needs one currency."""
    if claim.kind in _SHARES and evidence.kind in _SHARES:
        marks = {_mark(claim), _mark(evidence)}
        return len(marks) == 1 or marks == {None, Decimal(100)}, ""
    if _grows(claim) and _grows(evidence):
        return True, ""
    if claim.kind is Kind.MONEY and evidence.kind is Kind.MONEY:
        return _same_currency(claim, evidence)
    if Kind.MONEY in {claim.kind, evidence.kind}:
        return False, ""
    if claim.unit is None or evidence.unit is None:
        return claim.unit is evidence.unit and claim.kind is evidence.kind, ""
    one = {unit.dimension for unit in claim.candidates}
    two = {unit.dimension for unit in evidence.candidates}
    return bool(one & two), ""


def _mark(quantity: Quantity) -> Decimal | None:
    """The whole of a mark such as "6.4 out of 10"; marks compare only on one scale."""
    return quantity.whole if quantity.whole in _MARKS else None


_MARKS = frozenset(map(Decimal, (5, 10, 20, 100)))


def _same_currency(claim: Quantity, evidence: Quantity) -> tuple[bool, str]:
    common = [code for code in claim.currencies if code in evidence.currencies]
    if not common:
        return False, ""
    if len(claim.currencies) == len(evidence.currencies) == 1:
        return True, ""
    if claim.currencies == evidence.currencies:
        return True, ""
    if claim.currency == evidence.currency:
        plain = claim.surface if len(claim.currencies) > 1 else evidence.surface
        return True, f"“{plain}” is read as {claim.currency}"
    return False, ""


_GROWTH = frozenset({Kind.MULTIPLE, Kind.PERCENT})


def _grows(quantity: Quantity) -> bool:
    """Whether it is a growth as a percentage or a factor: "doubled" is up 100 percent."""
    return quantity.kind in _GROWTH and quantity.role is Role.CHANGE_BY


def _as_growth(quantity: Quantity) -> Quantity:
    """A factor as growth in percent: more than doubled is more than 100 percent up."""
    if quantity.kind is not Kind.MULTIPLE or quantity.nominal is None:
        return quantity
    hundred, sign = Decimal(100), quantity.direction is Direction.DOWN

    def turned(interval: Interval | None) -> Interval | None:
        if interval is None:
            return None
        moved = interval.minus(Interval.point(Decimal(1))).scaled(Fraction(100))
        return moved.negated() if sign else moved

    value = EXACT.multiply(EXACT.subtract(quantity.nominal, Decimal(1)), hundred)
    return replace(
        quantity, kind=Kind.PERCENT, nominal=-value if sign else value, unit=_PERCENT,
        candidates=(_PERCENT,), interval=turned(quantity.interval) or quantity.interval,
        usual=turned(quantity.usual), step=Decimal(10), round_unit=Decimal(10),
    )  # fmt: skip


def compare(claim: Quantity, evidence: Quantity, *, strict: bool = False) -> Comparison:
    """Judge the values; ambiguous units must agree under every reading they share."""
    if Kind.MULTIPLE in {claim.kind, evidence.kind} and claim.kind is not evidence.kind:
        claim, evidence = _as_growth(claim), _as_growth(evidence)
    outcomes = []
    for one, two in _readings(claim, evidence):
        factor = one.factor / two.factor if one is not None and two is not None else Fraction(1)
        outcomes.append(_compare(claim, evidence, 1 / factor, strict=strict))
    first = outcomes[0]
    if any(outcome.verdict is not first.verdict for outcome in outcomes):
        rule = "the unit has several readings and they disagree"
        return Comparison(Verdict.NOT_ENOUGH_INFO, first.claim, first.evidence, first.unit, rule)
    return first


def _readings(claim: Quantity, evidence: Quantity) -> list[tuple[Unit | None, Unit | None]]:
    if claim.kind in _SHARES and evidence.kind in _SHARES:
        return [(_share_unit(claim), _share_unit(evidence))]
    if claim.unit is None or evidence.unit is None:
        return [(None, None)]
    if claim.candidates == evidence.candidates:
        return [(unit, unit) for unit in claim.candidates[:1]]
    pairs = product(claim.candidates, evidence.candidates)
    return [(one, two) for one, two in pairs if one.dimension == two.dimension]


def _share_unit(quantity: Quantity) -> Unit:
    if quantity.kind is Kind.PERCENT:
        return _PERCENT
    return Unit("share", "percent", Fraction(100), "share")


def _compare(claim: Quantity, evidence: Quantity, factor: Fraction, *, strict: bool) -> Comparison:
    """`factor` turns the evidence's unit into the claim's."""
    unit = claim.unit_label or claim.noun.split(" ")[0]
    found = evidence.interval.scaled(factor)
    usual = evidence.usual.scaled(factor) if evidence.usual is not None and not strict else None
    rounded = evidence.rounded.scaled(factor)
    if claim.bound is Bound.EXACT:
        return _against_exact(claim, evidence, (found, usual, rounded), unit)
    wanted = claim.interval
    if wanted.contains(found):
        return Comparison(
            Verdict.SUPPORTED, wanted, found, unit, "the found value lies in what is claimed"
        )
    if wanted.is_disjoint(found):
        return Comparison(
            Verdict.REFUTED, wanted, found, unit, "the found value lies outside what is claimed"
        )
    if usual is not None and wanted.contains(usual):
        rule = "the found bound, as commonly meant, lies in what is claimed"
        return Comparison(Verdict.SUPPORTED, wanted, usual, unit, rule, flagged=True)
    if usual is not None and wanted.is_disjoint(usual):
        rule = "the found bound, as commonly meant, lies outside what is claimed"
        return Comparison(Verdict.REFUTED, wanted, usual, unit, rule, flagged=True)
    return Comparison(
        Verdict.NOT_ENOUGH_INFO, wanted, found, unit, "the found value leaves the claim open"
    )


def _against_exact(
    claim: Quantity,
    evidence: Quantity,
    found: tuple[Interval, Interval | None, Interval],
    unit: str,
) -> Comparison:
    strict, usual, rounded = found
    wanted = claim.rounded
    value = strict.low if strict.is_point else None
    if evidence.bound is Bound.EXACT and value is not None and claim.nominal is not None:
        if rounds_to(value, claim.nominal, claim.step):
            rule = "the found value, rounded as the claim is written, equals it"
            return Comparison(Verdict.SUPPORTED, wanted, strict, unit, rule)
        if _open(wanted).is_disjoint(_open(rounded)):
            return Comparison(
                Verdict.REFUTED, wanted, rounded, unit, "the found value is another one"
            )
        rule = "the found value is coarser than the claim and fits it"
        return Comparison(Verdict.NOT_ENOUGH_INFO, wanted, rounded, unit, rule)
    if wanted.contains(strict) and not strict.is_point:
        return Comparison(
            Verdict.SUPPORTED, wanted, strict, unit, "the found value lies in what is claimed"
        )
    if wanted.is_disjoint(strict):
        return Comparison(
            Verdict.REFUTED, wanted, strict, unit, "the found value lies outside what is claimed"
        )
    if usual is not None and wanted.is_disjoint(usual):
        rule = "the found bound, as commonly meant, lies outside what is claimed"
        return Comparison(Verdict.REFUTED, wanted, usual, unit, rule, flagged=True)
    rule = "the found value is less exact than the claim and fits it"
    return Comparison(Verdict.NOT_ENOUGH_INFO, wanted, strict, unit, rule)


def _open(interval: Interval) -> Interval:
    """The interval without its ends: roundings that only touch are different numbers."""
    return Interval(interval.low, interval.high, True, True) if not interval.is_point else interval


def rounds_to(value: Decimal, claimed: Decimal, step: Decimal) -> bool:
    """Whether `value` rounded to the place `step` is `claimed`: 121.16 rounds to 121 at step 1."""
    half = EXACT.divide(step, Decimal(2))
    distance = abs(EXACT.subtract(value, claimed))
    return (
        distance < half
        or (distance == half and step > 0 and value != claimed and half > 0)
        or (value == claimed)
    )
