"""Calculations with two amounts: differences, sums, shares, ratios, averages of things."""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from qa.facts import arithmetic, units
from qa.facts.arithmetic import Amount
from qa.facts.ask import (
    RATES,
    Asked,
    Computation,
    Outcome,
    Refusal,
    as_ratio,
    find_clash,
    find_pair,
    not_found,
    two_terms,
    write_formula,
)
from qa.facts.changes import between_periods
from qa.facts.frames import span_of
from qa.facts.operands import Operand, Term, kinds_for
from qa.facts.quantity import Kind, Quantity, Role
from qa.facts.units import Unit

#: Behind an amount that is said of one thing: "USD 9.40 a dose".
_PER = re.compile(r"(?i)\s*(?:per|an?|each|every)\s+[a-z]|\s+each\b")


def higher(asked: Asked, match: re.Match[str]) -> Outcome:
    """A difference: "by how much did A exceed B", "how much larger is A than B"."""
    if len(asked.periods) == 2:
        return between_periods(asked, "difference")
    terms = two_terms(asked, asked.part(match, "a"), asked.part(match, "b"))
    return _difference(asked, terms)


def _difference(asked: Asked, terms: tuple[Term, Term]) -> Outcome:
    pair = find_pair(asked, "difference", terms)
    if isinstance(pair, Refusal):
        return pair
    one, two, first, second, unit = pair
    amount = first.minus(second)
    if amount.nominal < 0:
        one, two, amount = two, one, second.minus(first)
    outcome = arithmetic.result(amount, unit or None, one.quantity.kind)
    return Computation("difference", outcome, write_formula("−", one, two), (one.span, two.span))


def surplus(asked: Asked, match: re.Match[str]) -> Outcome:
    """Exports less imports."""
    rest = asked.text[: match.start()] + " {} " + asked.text[match.end() :]
    return _difference(
        asked, (asked.term(rest.format("exports")), asked.term(rest.format("imports")))
    )


def total(asked: Asked, _match: re.Match[str]) -> Outcome:
    """A sum of two disjoint amounts."""
    split = re.search(
        r"(?:of|sum|area|total|combined) (?P<a>.+?) and (?P<b>.+)", asked.low
    ) or re.search(r"(?P<a>.+?) and (?P<b>.+)", asked.low)
    if split is None:
        return None
    terms = two_terms(asked, asked.part(split, "a"), asked.part(split, "b"))
    pair = find_pair(asked, "sum", terms)
    if isinstance(pair, Refusal):
        return pair
    one, two, first, second, unit = pair
    if one.quantity.equivalent_to == (two.span.start, two.span.end):
        return Refusal("sum", "both are the same amount said twice", (one.span, two.span))
    if one.quantity.kind in RATES:
        return Refusal("sum", "percentages of different wholes do not add up", (one.span, two.span))
    amount = first.plus(second)
    target = _asked_unit(asked, one.quantity)
    if target is not None and one.quantity.unit is not None:
        amount, unit = amount.scaled(one.quantity.unit.factor / target.factor), target.label
    outcome = arithmetic.result(amount, unit or None, one.quantity.kind)
    return Computation("sum", outcome, write_formula("+", one, two), (one.span, two.span))


def _asked_unit(asked: Asked, quantity: Quantity) -> Unit | None:
    named = re.search(r"\bin ((?:square )?[a-z]+)$", asked.low)
    found = units.unit_candidates(named[1]) if named else ()
    if found and quantity.unit is not None and found[0].dimension == quantity.unit.dimension:
        return found[0]
    return None


def share(asked: Asked, match: re.Match[str]) -> Outcome:
    """B as a percentage of A, where both are amounts; a share that is written is no calculation."""
    whole, part = asked.part(match, "a"), asked.part(match, "b")
    amounts = re.sub(r"\bdid (?=its|their)", "", part)
    part = re.sub(r"\s+(?:amount to|make up|come to|represent|account for)\s*$", "", amounts)
    low = whole.lower()
    both = re.search(r"\b(?:total trade|trade)\b", low)
    if " and " in low or (both and re.search(r"\b(?:exports?|imports?)\b", part.lower())):
        return _share_of_sum(asked, whole, part)
    pair = find_pair(asked, "share", two_terms(asked, whole, part))
    if isinstance(pair, Refusal):
        return pair if pair.operands else None
    one, two, first, second, _ = pair
    return _as_percent("share", second.over(first), (two, one))


def _share_of_sum(asked: Asked, whole: str, part: str) -> Outcome:
    names = re.sub(r"(?i)\b(?:total )?trade\b", "exports", whole)
    other = re.sub(r"(?i)\b(?:total )?trade\b|\bexports\b", "imports", whole)
    if " and " in whole:
        names, other = whole.split(" and ", 1)
    pair = find_pair(asked, "share", two_terms(asked, names, other))
    if isinstance(pair, Refusal):
        return pair
    one, two, first, second, _ = pair
    wanted = asked.find(asked.term(part), kinds_for(part))
    chosen = next((o for o in (one, two) if wanted and o.span.start == wanted.span.start), None)
    if chosen is None:
        return Refusal("share", "the part asked for is not one of the two", (one.span, two.span))
    top, rest = (first, second) if chosen is one else (second, first)
    ratio = rest.over(top)  # part ÷ (part + rest) = 1 ÷ (1 + rest ÷ part): no operand twice
    quotient = (
        Amount.exact(Decimal(1)).over(Amount.exact(Decimal(1)).plus(ratio)) if ratio else None
    )
    outcome = _as_percent("share", quotient, (chosen, one))
    if not isinstance(outcome, Computation):
        return outcome
    formula = f"{chosen.span.quote} ÷ ({one.span.quote} + {two.span.quote})"
    return Computation("share", outcome.result, formula, (one.span, two.span))


def _as_percent(
    operation: str, quotient: Amount | None, operands: tuple[Operand, Operand]
) -> Outcome:
    one, two = operands
    spans = (one.span, two.span)
    if quotient is None:
        return Refusal(operation, "the divisor may be zero", spans)
    amount = quotient.scaled(Fraction(100))
    outcome = arithmetic.result(amount, "%", Kind.PERCENT)
    return Computation(operation, outcome, write_formula("÷", one, two), spans)


def complement(asked: Asked, _match: re.Match[str]) -> Outcome:
    """What a written percentage leaves: 100 − p."""
    text = re.sub(
        r"(?i)\b(?:not|do|does|did|other than|elsewhere|what|share|percentage|proportion)\b",
        " ",
        asked.text,
    )
    operand = asked.find(asked.term(text), frozenset({Kind.PERCENT}))
    if operand is None:
        return None
    amount = Amount.of(operand.quantity)
    if amount is None or operand.quantity.role is Role.CHANGE_BY:
        return None
    rest = Amount.exact(Decimal(100)).minus(amount)
    formula = f"100 percent − {operand.span.quote}"
    return Computation(
        "complement", arithmetic.result(rest, "%", Kind.PERCENT), formula, (operand.span,)
    )


def times_as(asked: Asked, _match: re.Match[str]) -> Outcome:
    """How many times one amount is another."""
    if len(asked.periods) == 2:
        return between_periods(asked, "ratio")
    for pattern in (
        r"ratio of (?P<a>.+?) to (?P<b>.+)",
        r"ratio between (?P<a>.+?) and (?P<b>.+)",
        (
            r"times (?:as (?:large|big|high|much|many) as|larger than|bigger than|the size of|more than)?"
            r" ?(?P<b>.+?) (?:is|are|was|were|did) (?P<a>.+)"
        ),
        r"times (?:larger|bigger|higher|greater|more) (?:is|are|was|were) (?P<a>.+?) than (?P<b>.+)",
    ):
        split = re.search(pattern, asked.low)
        if split is not None:
            break
    else:
        return None
    pair = find_pair(
        asked, "ratio", two_terms(asked, asked.part(split, "a"), asked.part(split, "b"))
    )
    if isinstance(pair, Refusal):
        return pair if pair.operands else None
    one, two, first, second, _ = pair
    return as_ratio(first.over(second), (one, two))


def per_item(asked: Asked, match: re.Match[str]) -> Outcome:
    """How many A per B: two counts or an amount and a size."""
    first, second = asked.part(match, "a"), asked.part(match, "b")
    first = re.sub(r"\b(?:are|is|were|was) there\b|\b(?:does|do|did|on average)\b", "", first)
    kinds = (
        frozenset({Kind.MONEY})
        if re.search(r"\bmuch|cost|worth|value", asked.low)
        else frozenset({Kind.COUNT})
    )
    unit = units.unit_candidates(second.split()[0]) if second.strip() else ()
    one = asked.find(asked.term(first), kinds)
    below = (
        frozenset({Kind.COUNT})
        if not unit
        else frozenset({Kind.AREA, Kind.MASS, Kind.LENGTH, Kind.VOLUME})
    )
    two = asked.find(asked.term(f"{first if unit else ''} {second}"), below)
    return _quotient((one, two), (first, second), "ratio")


def mean_value(asked: Asked, match: re.Match[str]) -> Outcome:
    """The average value of a thing: the worth of all of them by their number."""
    thing = asked.part(match, "b")
    two = asked.find(asked.term(thing), frozenset({Kind.COUNT}))
    if two is None:
        return None
    worth = _same_sentence(asked, two)
    return _quotient((worth, two), (f"the {match['a']} of {thing}", thing), "average")


def _same_sentence(asked: Asked, operand: Operand) -> Operand | None:
    """The money that the counted things are said to be worth, after them in the sentence."""
    for text in asked.texts:
        if text.evidence.document != operand.span.document:
            continue
        for frame in text.frames:
            quantity = frame.quantity
            if (
                frame.sentence == operand.span.sentence
                and quantity.kind is Kind.MONEY
                and quantity.start > operand.span.end
            ):
                return Operand("worth", quantity, span_of(text.evidence, frame), 0.0)
    return None


def _quotient(
    found: tuple[Operand | None, Operand | None],
    asked_for: tuple[str, str],
    operation: str,
) -> Outcome:
    one, two = found
    if one is None or two is None:
        return not_found(operation, asked_for[0] if one is None else asked_for[1])
    if _is_rate(one):
        return None  # said of one already: "USD 9.40 a dose"
    problem = find_clash(one, two)
    top, bottom = Amount.of(one.quantity), Amount.of(two.quantity)
    quotient = top.over(bottom) if top and bottom else None
    if problem is not None or quotient is None:
        return Refusal(operation, problem or "the divisor may be zero", (one.span, two.span))
    label = _singular(two.quantity.unit.label if two.quantity.unit else asked_for[1])
    unit = f"{one.quantity.unit_label or asked_for[0].strip()} per {label}"
    outcome = arithmetic.result(quotient, unit, one.quantity.kind)
    return Computation(operation, outcome, write_formula("÷", one, two), (one.span, two.span))


def _is_rate(operand: Operand) -> bool:
    """Whether the amount is said per something."""
    span = operand.span
    after = span.sentence_text[span.end - span.sentence[0] :]
    return operand.quantity.per is not None or _PER.match(after) is not None


def _singular(word: str) -> str:
    return word.strip().removesuffix("s")
