"""Conversions and dates: units, implied exchange rates, days between two happenings."""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from qa.facts import arithmetic, units, words
from qa.facts.arithmetic import Amount
from qa.facts.ask import Asked, Computation, Outcome, Refusal, not_found
from qa.facts.currencies import currency_candidates
from qa.facts.frames import span_of
from qa.facts.hedges import Bound
from qa.facts.interval import Interval, plain
from qa.facts.operands import Event, Operand, Term, find_event, term_of
from qa.facts.periods import Days, describe
from qa.facts.quantity import Kind, Quantity, implied_rate
from qa.facts.read import read_quantities
from qa.facts.units import Unit


def convert(asked: Asked, match: re.Match[str]) -> Outcome:
    """A written size in another unit, exactly; None when the document already has that unit."""
    name = (
        asked.low[slice(*match.span("unit"))]
        if "unit" in match.re.groupindex and match["unit"]
        else ""
    )
    tail = re.search(r"\bin ((?:square |cubic )?[a-z]+)$", asked.low)
    target = _unit_named(name) or (_unit_named(tail[1]) if tail else None)
    if target is None or target.dimension in {"calendar", "duration", "percent"}:
        return None
    given = [
        q for q in read_quantities(asked.text) if q.unit and q.unit.dimension == target.dimension
    ]
    operand = _given_operand(asked, given[0]) if given else None
    quantity = operand.quantity if operand else given[0] if given else None
    if quantity is None:
        text = (
            asked.text[: match.start()] + " " + asked.text[match.end() :]
            if match["unit"]
            else asked.text
        )
        extra = " area" if target.dimension == "area" else ""
        kinds = frozenset(k for k in Kind if k.value == target.dimension)
        operand = asked.find(asked.term(text + extra), kinds)
        quantity = operand.quantity if operand else None
    if quantity is None or quantity.unit is None or quantity.unit.id == target.id:
        return None
    ratio = units.conversion(quantity.unit, target)
    amount = Amount.of(quantity, ratio) if ratio is not None else None
    if ratio is None or amount is None or len(quantity.candidates) > 1:
        return Refusal(
            "conversion", "the unit has several meanings", (operand.span,) if operand else ()
        )
    exact = (
        amount
        if operand and not given
        else Amount(amount.nominal, Interval.point(amount.nominal), amount.bound)
    )
    label = f"{target.label} per {quantity.per}" if quantity.per else target.label
    outcome = arithmetic.result(
        exact if amount.bound is not Bound.EXACT else Amount.exact(amount.nominal),
        label,
        quantity.kind,
    )
    formula = f"{quantity.surface} × {_fraction(ratio)}"
    return Computation("conversion", outcome, formula, (operand.span,) if operand else ())


def _fraction(value: Fraction) -> str:
    if value.denominator == 1:
        return f"{value.numerator:,}"
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return plain(arithmetic.tidy(decimal))


def _unit_named(name: str) -> Unit | None:
    found = units.unit_candidates(name) if name else ()
    return found[0] if found else None


def _given_operand(asked: Asked, given: Quantity) -> Operand | None:
    """The place in the documents that says the amount the question gives."""

    for text in asked.texts:
        for frame in text.frames:
            quantity = frame.quantity
            if (
                quantity.unit
                and given.unit
                and quantity.nominal == given.nominal
                and quantity.unit.id == given.unit.id
            ):
                return Operand(given.surface, quantity, span_of(text.evidence, frame), 1.0)
    return None


def rate(asked: Asked, _match: re.Match[str]) -> Outcome:
    """The exchange rate that an amount said in two currencies implies."""
    wanted = {
        codes[0][0]
        for word in re.findall(r"[a-z]+", asked.low)
        if (codes := currency_candidates(word)) and codes[1].factor == 1
    }

    for text in asked.texts:
        for frame in text.frames:
            one = frame.quantity
            if one.equivalent_to is None or one.equivalent_to[0] < one.start:
                continue
            other = next(
                (f for f in text.frames if (f.quantity.start, f.quantity.end) == one.equivalent_to),
                None,
            )
            if other is None or (wanted and {one.currency, other.quantity.currency} != wanted):
                continue
            implied = implied_rate(one, other.quantity)
            if implied is None:
                continue
            value = implied.nominal
            value = value.quantize(Decimal(1)) if value > 100 else value
            rounded = Amount(value, implied.interval, Bound.APPROX)
            outcome = arithmetic.result(
                rounded, f"{implied.source} per {implied.target}", Kind.RATIO
            )
            spans = (span_of(text.evidence, frame), span_of(text.evidence, other))
            return Computation("rate", outcome, f"{one.surface} ÷ {other.quantity.surface}", spans)
    return Refusal("rate", "no amount is given in both currencies")


def dates_between(asked: Asked, match: re.Match[str]) -> Outcome:
    """Days, months or years between two dated happenings."""
    unit = match["unit"] or "days"
    for pattern in (
        r"between (?P<a>.+?) and (?P<b>.+)",
        r"(?:after|since|from) (?P<a>.+?) (?:came|to|until|till|did|does|do|is|was|will|were) (?P<b>.+)",
        r"before (?P<b>.+?) (?:came|did|does|do|is|was|will|were) (?P<a>.+)",
    ):
        split = re.search(pattern, asked.low)
        if split is not None:
            break
    else:
        return None
    events = []
    for group in ("a", "b"):
        text = asked.part(split, group)
        term = term_of(text)
        other = words.names(asked.text, starts=frozenset({0})) if not term.names else term.names
        event = find_event(term, asked.texts) or find_event(
            Term(text, term.stems, other), asked.texts
        )
        if event is None:
            return not_found("dates", text)
        events.append(event)
    return _duration(unit, events[0], events[1])


def _duration(unit: str, first: Event, second: Event) -> Outcome:
    spans = (first.span, second.span)
    if first.period.dates is None or second.period.dates is None:
        return Refusal("dates", "one of the dates cannot be resolved", spans)
    if first.span.start == second.span.start and first.span.document == second.span.document:
        return Refusal("dates", "both lead to the same date", spans)
    if second.period.dates[0] < first.period.dates[0]:
        first, second = second, first
    begin, end = first.period.dates, second.period.dates
    assert begin is not None
    assert end is not None
    low = (end[0] - (begin[1])).days + 1
    high = (end[1] - begin[0]).days - 1
    middle = ((end[0] - begin[0]).days + (end[1] - begin[1]).days) / 2
    exact = low == high
    if unit in {"days", "weeks"} and not exact:
        return Refusal(
            "dates",
            f"a day is needed, not {describe(first.period)} and {describe(second.period)}",
            spans,
        )
    amount = _in_unit(unit, (low, high), middle, begin, end)
    formula = f"{second.span.quote} − {first.span.quote}"
    outcome = arithmetic.result(amount, unit, Kind.DURATION)
    return Computation("dates", outcome, formula, (first.span, second.span))


def _in_unit(unit: str, reach: tuple[int, int], middle: float, begin: Days, end: Days) -> Amount:
    low, high = reach
    if unit == "days":
        return Amount.exact(Decimal(high))
    if unit == "weeks":
        return Amount.exact(Decimal(high)).scaled(Fraction(1, 7))
    months = (end[0].year - begin[0].year) * 12 + end[0].month - begin[0].month
    size = Decimal(12 if unit == "years" else 1)
    lengths = Interval(
        Decimal(low) / Decimal("30.44") / size, Decimal(high) / Decimal("30.44") / size
    )
    whole = months if unit == "months" else round(middle / 365.2425)
    return Amount(Decimal(whole), lengths, Bound.APPROX)
