"""Calculations with one measure over time: change, growth, averages, amounts per period."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from qa.facts import arithmetic, periods, times
from qa.facts.arithmetic import Amount
from qa.facts.ask import (
    Asked,
    Computation,
    Outcome,
    Refusal,
    as_ratio,
    common_unit,
    find_clash,
    write_formula,
)
from qa.facts.gate import GateStatus
from qa.facts.operands import Operand, kinds_for, term_of
from qa.facts.periods import Days, Period, describe
from qa.facts.quantity import Kind, Role


def _measure_text(asked: Asked) -> str:
    """The question without its periods and the words of calculation."""
    text = asked.text
    for mention in sorted(asked.periods, key=lambda m: -m.start):
        text = text[: mention.start] + " " + text[mention.end :]
    return text


def _both_periods(asked: Asked, operation: str) -> tuple[Operand, Operand] | Refusal | None:
    """The earlier and the later value of one measure."""
    if len(asked.periods) == 1 and asked.periods[0].period.words.startswith(("from", "between")):
        dates = asked.periods[0].period.dates
        if dates is None:
            return None
        ends = [periods.year_days(dates[0].year), periods.year_days(dates[1].year - 1)]
        spans = [_year_period(days) for days in ends if days]
    else:
        spans = [mention.period for mention in asked.periods]
    if len(spans) != 2:
        return None
    text = _measure_text(asked)
    found = []
    for period in spans:
        term = term_of(text, names=asked.names, period=period)
        kinds = frozenset({Kind.PERCENT}) if operation == "points" else kinds_for(text)
        operand = asked.find(term, kinds)
        if operand is None or not _is_of(operand, period):
            return Refusal(operation, f"no number for {describe(period)} was found")
        found.append(operand)
    return found[0], found[1]


def _is_of(operand: Operand, period: Period) -> bool:
    """Whether a found number is surely of the period asked for."""
    found = operand.quantity.period
    if found is None:
        return False
    if period.dates is None:
        return found.words == period.words
    return times.period_gate(period, found).status in {GateStatus.MATCH, GateStatus.COMPATIBLE}


def _year_period(days: Days) -> Period:
    return Period(days[0], days[1], periods.Grain.YEAR, periods.Anchor.TEXT, str(days[0].year))


def between_periods(asked: Asked, operation: str) -> Outcome:
    pair = _both_periods(asked, operation)
    if pair is None or isinstance(pair, Refusal):
        return pair
    one, two = pair
    spans = (one.span, two.span)
    problem = find_clash(one, two, periods_too=False)
    unit = common_unit(one.quantity, two.quantity)
    first, second = Amount.of(one.quantity), Amount.of(two.quantity)
    if problem or isinstance(unit, str) or first is None or second is None:
        return Refusal(operation, problem or str(unit), spans)
    if operation == "ratio":
        later = _is_later(one, two)
        base_first = re.search(r"times (?:their|its|the) [0-9]{4}", asked.low) is not None
        if base_first or not later:
            one, two, first, second = two, one, second, first
        return as_ratio(first.over(second), (one, two))
    if not _is_later(one, two):
        one, two, first, second = two, one, second, first
    if operation == "growth":
        return _growth(one, two, first.over(second))
    amount = first.minus(second)
    if amount.nominal < 0:
        one, two, amount = two, one, second.minus(first)
    label = "percentage points" if one.quantity.kind is Kind.PERCENT else unit[1]
    kind = Kind.PERCENTAGE_POINT if one.quantity.kind is Kind.PERCENT else one.quantity.kind
    outcome = arithmetic.result(amount, label or None, kind)
    return Computation("difference", outcome, write_formula("−", one, two), (one.span, two.span))


def _is_later(one: Operand, two: Operand) -> bool:
    first, second = one.quantity.period, two.quantity.period
    if first is None or first.dates is None:
        return first is not None and "last" in first.words
    if second is None or second.dates is None:
        return not (second is not None and "last" in second.words)
    return first.dates[0] > second.dates[0]


def _growth(one: Operand, two: Operand, quotient: Amount | None) -> Outcome:
    if quotient is None:
        return Refusal("growth", "the base may be zero", (one.span, two.span))
    amount = quotient.minus(Amount.exact(Decimal(1))).scaled(Fraction(100))
    formula = f"{one.span.quote} ÷ {two.span.quote} − 1"
    outcome = arithmetic.result(amount, "%", Kind.PERCENT)
    return Computation("growth", outcome, formula, (one.span, two.span))


def growth(asked: Asked, _match: re.Match[str]) -> Outcome:
    """Growth in percent between two levels; a percentage that is written is no calculation."""
    return between_periods(asked, "growth")


def change(asked: Asked, _match: re.Match[str]) -> Outcome:
    """The difference of one measure between two periods."""
    return between_periods(asked, "difference")


def points(asked: Asked, _match: re.Match[str]) -> Outcome:
    """The difference of two percentages, in percentage points."""
    return between_periods(asked, "points")


def factor(asked: Asked, _match: re.Match[str]) -> Outcome:
    """The growth factor 1 + g of a written growth rate."""
    operand = asked.find(asked.term(asked.text), frozenset({Kind.PERCENT}))
    amount = _factor_of(operand)
    if operand is None or amount is None:
        return Refusal("growth", "no growth rate for it was found in the documents")
    outcome = arithmetic.result(amount, "times", Kind.RATIO)
    return Computation("growth", outcome, f"1 + {operand.span.quote}", (operand.span,))


def _factor_of(operand: Operand | None) -> Amount | None:
    if operand is None or operand.quantity.role is not Role.CHANGE_BY:
        return None
    rate = Amount.of(operand.quantity, Fraction(1, 100))
    if rate is None:
        return None
    one = Amount.exact(Decimal(1))
    return one.minus(rate) if operand.quantity.direction.value == "down" else one.plus(rate)


def backcast(asked: Asked, match: re.Match[str]) -> Outcome:
    """What a level was before its growth, as a percentage of the later one: 1 ÷ (1 + g)."""
    base = match["base"]
    period = next((m.period for m in asked.periods if m.period.words == base), None)
    term = term_of(_measure_text(asked), names=asked.names, period=period)
    operand = asked.find(term, frozenset({Kind.PERCENT}))
    amount = _factor_of(operand)
    quotient = Amount.exact(Decimal(1)).over(amount) if amount else None
    if operand is None or quotient is None:
        return Refusal("growth", "no growth rate for it was found in the documents")
    outcome = arithmetic.result(quotient.scaled(Fraction(100)), "%", Kind.PERCENT)
    return Computation("growth", outcome, f"1 ÷ (1 + {operand.span.quote})", (operand.span,))


def average(asked: Asked, match: re.Match[str]) -> Outcome:
    """The mean of one measure over several named periods."""
    if len(asked.periods) < 2:
        return (
            per_period(asked, match)
            if re.search(r"(?:per|a|each) (day|month|year|week)", asked.low)
            else None
        )
    text, amounts, found = _measure_text(asked), [], []
    for mention in asked.periods:
        operand = asked.find(
            term_of(text, names=asked.names, period=mention.period), kinds_for(text)
        )
        amount = Amount.of(operand.quantity) if operand else None
        if operand is None or amount is None or not _is_of(operand, mention.period):
            return Refusal("average", f"no number for {describe(mention.period)} was found")
        found.append(operand)
        amounts.append(amount)
    if any(isinstance(common_unit(found[0].quantity, o.quantity), str) for o in found[1:]):
        return Refusal("average", "the numbers have different units", tuple(o.span for o in found))
    mean = amounts[0]
    for amount in amounts[1:]:
        mean = mean.plus(amount)
    mean = mean.scaled(Fraction(1, len(amounts)))
    formula = f"({' + '.join(o.span.quote for o in found)}) ÷ {len(found)}"
    outcome = arithmetic.result(mean, found[0].quantity.unit_label, found[0].quantity.kind)
    return Computation("average", outcome, formula, tuple(o.span for o in found))


_PER_YEAR = {
    "day": Fraction(365),
    "week": Fraction(365, 7),
    "month": Fraction(12),
    "year": Fraction(1),
}


def per_period(asked: Asked, _match: re.Match[str]) -> Outcome:
    """An amount per day, month or year: divided by how many of them its period holds."""
    named = re.search(r"\b(?:per|a|an|each|every) (day|week|month|year)\b", asked.low)
    if named is None:
        return None
    per = named[1]
    text = asked.text[: named.start()] + " " + asked.text[named.end() :]
    counted = re.match(r"how many", asked.low) is not None
    kinds = (
        kinds_for(text)
        if not counted
        else frozenset({Kind.COUNT, Kind.MASS, Kind.ENERGY, Kind.VOLUME})
    )
    if re.match(r"how much \w+ (?:a|per)", asked.low):
        kinds = None
    operand = asked.find(asked.term(text), kinds)
    if operand is None or operand.quantity.nominal is None:
        return None
    quantity = operand.quantity
    label = (
        quantity.unit.label
        if quantity.unit and not quantity.currency
        else quantity.currency or quantity.noun.split(" ")[-1]
    )
    if quantity.per in _PER_YEAR:
        parts = _PER_YEAR[per] / _PER_YEAR[quantity.per]
        note = f"{parts} {per}s a {quantity.per}"
    else:
        days = quantity.period.dates if quantity.period else None
        parts = _count_periods(days, per) if days else Fraction(0)
        note = f"{parts} {per}s"
    if parts <= 1:
        return None
    amount = Amount.of(quantity)
    if amount is None:
        return None
    amount = amount.scaled(1 / parts)
    outcome = arithmetic.result(amount, f"{label} per {per}", quantity.kind)
    return Computation("rate", outcome, f"{operand.span.quote} ÷ {note}", (operand.span,))


def _count_periods(days: Days, per: str) -> Fraction:
    length = (days[1] - days[0]).days
    if per == "day":
        return Fraction(length)
    if per == "week":
        return Fraction(length, 7)
    months = (days[1].year - days[0].year) * 12 + days[1].month - days[0].month
    if days[0].day != 1 or days[1].day != 1:
        return Fraction(0)
    return Fraction(months) if per == "month" else Fraction(months, 12)
