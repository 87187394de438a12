"""The operations behind the forms of question in `plan`: operands found, checked, calculated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qa.facts import arithmetic, gates, periods, units, words
from qa.facts.arithmetic import Amount, Result
from qa.facts.currencies import currency_candidates
from qa.facts.frames import EvidenceFrames, EvidenceSpan, span_of
from qa.facts.gates import GateStatus
from qa.facts.hedges import Bound
from qa.facts.interval import Interval, plain
from qa.facts.operands import Event, Operand, Term, find_event, find_operand, kinds_for, term_of
from qa.facts.periods import Days, Period, PeriodMention, describe
from qa.facts.quantity import Kind, Quantity, Role, implied_rate
from qa.facts.read import read_quantities
from qa.facts.units import Unit

_RATES = frozenset({Kind.PERCENT, Kind.SHARE})


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


def _missing(operation: str, what: str) -> Refusal:
    return Refusal(operation, f"no number for “{what.strip()}” was found in the documents")


# --- two operands of one dimension ------------------------------------------------------------


def _same_unit(one: Quantity, two: Quantity) -> tuple[Fraction, str] | str:
    """The factor that turns `two` into the unit of `one` and its label, or why there is none."""
    if one.kind in _RATES or two.kind in _RATES:
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


def _clash(one: Operand, two: Operand, *, periods_too: bool = True) -> str | None:
    """Why two operands may not enter one calculation, or None."""
    if (one.span.document, one.span.start) == (two.span.document, two.span.start):
        return "both phrases lead to the same number"
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


def _pair(
    asked: Asked, operation: str, terms: tuple[Term, Term], *, same_time: bool = True
) -> tuple[Operand, Operand, Amount, Amount, str] | Refusal:
    """Both operands with their amounts in one unit, or the refusal."""
    found = []
    for term in terms:
        kinds = kinds_for(term.text) or kinds_for(asked.low)
        operand = asked.find(term, kinds)
        if operand is None:
            return _missing(operation, term.text)
        found.append(operand)
    one, two = found
    problem = _clash(one, two, periods_too=same_time)
    unit = _same_unit(one.quantity, two.quantity)
    if problem is None and isinstance(unit, str):
        problem = unit
    first = Amount.of(one.quantity)
    second = Amount.of(two.quantity, unit[0]) if not isinstance(unit, str) else None
    if problem is not None or first is None or second is None or isinstance(unit, str):
        return Refusal(operation, problem or "a number is only a range", (one.span, two.span))
    return one, two, first, second, unit[1]


def _formula(symbol: str, *operands: Operand | str) -> str:
    parts = [operand if isinstance(operand, str) else operand.span.quote for operand in operands]
    return f" {symbol} ".join(parts)


def _two_terms(asked: Asked, first: str, second: str) -> tuple[Term, Term]:
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


def higher(asked: Asked, match: re.Match[str]) -> Outcome:
    """A difference: "by how much did A exceed B", "how much larger is A than B"."""
    if len(asked.periods) == 2:
        return _between_periods(asked, "difference")
    terms = _two_terms(asked, asked.part(match, "a"), asked.part(match, "b"))
    return _difference(asked, terms)


def _difference(asked: Asked, terms: tuple[Term, Term]) -> Outcome:
    pair = _pair(asked, "difference", terms)
    if isinstance(pair, Refusal):
        return pair
    one, two, first, second, unit = pair
    amount = first.minus(second)
    if amount.nominal < 0:
        one, two, amount = two, one, second.minus(first)
    outcome = arithmetic.result(amount, unit or None, one.quantity.kind)
    return Computation("difference", outcome, _formula("−", one, two), (one.span, two.span))


def surplus(asked: Asked, match: re.Match[str]) -> Outcome:
    """Exports less imports."""
    rest = asked.text[: match.start()] + " {} " + asked.text[match.end() :]
    return _difference(
        asked, (asked.term(rest.format("exports")), asked.term(rest.format("imports")))
    )


def total(asked: Asked, match: re.Match[str]) -> Outcome:
    """A sum of two disjoint amounts."""
    split = re.search(
        r"(?:of|sum|area|total|combined) (?P<a>.+?) and (?P<b>.+)", asked.low
    ) or re.search(r"(?P<a>.+?) and (?P<b>.+)", asked.low)
    if split is None:
        return None
    terms = _two_terms(asked, asked.part(split, "a"), asked.part(split, "b"))
    pair = _pair(asked, "sum", terms)
    if isinstance(pair, Refusal):
        return pair
    one, two, first, second, unit = pair
    if one.quantity.equivalent_to == (two.span.start, two.span.end):
        return Refusal("sum", "both are the same amount said twice", (one.span, two.span))
    if one.quantity.kind in _RATES:
        return Refusal("sum", "percentages of different wholes do not add up", (one.span, two.span))
    amount = first.plus(second)
    target = _asked_unit(asked, one.quantity)
    if target is not None and one.quantity.unit is not None:
        amount, unit = amount.scaled(one.quantity.unit.factor / target.factor), target.label
    outcome = arithmetic.result(amount, unit or None, one.quantity.kind)
    return Computation("sum", outcome, _formula("+", one, two), (one.span, two.span))


def _asked_unit(asked: Asked, quantity: Quantity) -> Unit | None:
    named = re.search(r"\bin ((?:square )?[a-z]+)$", asked.low)
    found = units.unit_candidates(named[1]) if named else ()
    if found and quantity.unit is not None and found[0].dimension == quantity.unit.dimension:
        return found[0]
    return None


# --- shares, ratios ----------------------------------------------------------------------------


def share(asked: Asked, match: re.Match[str]) -> Outcome:
    """B as a percentage of A, where both are amounts; a share that is written is no calculation."""
    whole, part = asked.part(match, "a"), asked.part(match, "b")
    amounts = re.sub(r"\bdid (?=its|their)", "", part)
    part = re.sub(r"\s+(?:amount to|make up|come to|represent|account for)\s*$", "", amounts)
    low = whole.lower()
    both = re.search(r"\b(?:total trade|trade)\b", low)
    if " and " in low or (both and re.search(r"\b(?:exports?|imports?)\b", part.lower())):
        return _share_of_sum(asked, whole, part)
    pair = _pair(asked, "share", _two_terms(asked, whole, part))
    if isinstance(pair, Refusal):
        return pair if pair.operands else None
    one, two, first, second, _ = pair
    return _as_percent("share", second.over(first), (two, one))


def _share_of_sum(asked: Asked, whole: str, part: str) -> Outcome:
    names = re.sub(r"(?i)\b(?:total )?trade\b", "exports", whole)
    other = re.sub(r"(?i)\b(?:total )?trade\b|\bexports\b", "imports", whole)
    if " and " in whole:
        names, _, other = whole.partition(" and ")
    pair = _pair(asked, "share", _two_terms(asked, names, other))
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
    return Computation(operation, outcome, _formula("÷", one, two), spans)


def complement(asked: Asked, match: re.Match[str]) -> Outcome:
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


def times_as(asked: Asked, match: re.Match[str]) -> Outcome:
    """How many times one amount is another."""
    if len(asked.periods) == 2:
        return _between_periods(asked, "ratio")
    for pattern in (
        r"ratio of (?P<a>.+?) to (?P<b>.+)",
        r"ratio between (?P<a>.+?) and (?P<b>.+)",
        r"times (?:as (?:large|big|high|much|many) as|larger than|bigger than|the size of|more than)?"
        r" ?(?P<b>.+?) (?:is|are|was|were|did) (?P<a>.+)",
        r"times (?:larger|bigger|higher|greater|more) (?:is|are|was|were) (?P<a>.+?) than (?P<b>.+)",
    ):
        split = re.search(pattern, asked.low)
        if split is not None:
            break
    else:
        return None
    pair = _pair(asked, "ratio", _two_terms(asked, asked.part(split, "a"), asked.part(split, "b")))
    if isinstance(pair, Refusal):
        return pair if pair.operands else None
    one, two, first, second, _ = pair
    return _as_ratio(first.over(second), (one, two))


def _as_ratio(quotient: Amount | None, operands: tuple[Operand, Operand]) -> Outcome:
    one, two = operands
    if quotient is None:
        return Refusal("ratio", "the divisor may be zero", (one.span, two.span))
    outcome = arithmetic.result(quotient, "times", Kind.RATIO)
    return Computation("ratio", outcome, _formula("÷", one, two), (one.span, two.span))


def per_item(asked: Asked, match: re.Match[str]) -> Outcome:
    """How many A per B: two counts or an amount and a size."""
    first, second = asked.part(match, "a"), asked.part(match, "b")
    first = re.sub(r"\b(?:are|is|were|was) there\b|\b(?:does|do|did|on average)\b", "", first)
    kinds = (
        frozenset({Kind.MONEY})
        if re.search(r"\bmuch|cost|worth|value", asked.low)
        else frozenset({Kind.COUNT})
    )
    unit = units.unit_candidates(second.split()[0])
    one = asked.find(asked.term(first), kinds)
    below = (
        frozenset({Kind.COUNT})
        if not unit
        else frozenset({Kind.AREA, Kind.MASS, Kind.LENGTH, Kind.VOLUME})
    )
    two = asked.find(asked.term(f"{first if unit else ''} {second}"), below)
    return _quotient(asked, (one, two), (first, second), "ratio")


def mean_value(asked: Asked, match: re.Match[str]) -> Outcome:
    """The average value of a thing: the worth of all of them by their number."""
    thing = asked.part(match, "b")
    two = asked.find(asked.term(thing), frozenset({Kind.COUNT}))
    if two is None:
        return None
    worth = _same_sentence(asked, two)
    return _quotient(asked, (worth, two), (f"the {match['a']} of {thing}", thing), "average")


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
    asked: Asked,
    found: tuple[Operand | None, Operand | None],
    asked_for: tuple[str, str],
    operation: str,
) -> Outcome:
    one, two = found
    if one is None or two is None:
        return _missing(operation, asked_for[0] if one is None else asked_for[1])
    problem = _clash(one, two)
    top, bottom = Amount.of(one.quantity), Amount.of(two.quantity)
    quotient = top.over(bottom) if top and bottom else None
    if problem is not None or quotient is None:
        return Refusal(operation, problem or "the divisor may be zero", (one.span, two.span))
    label = _singular(two.quantity.unit.label if two.quantity.unit else asked_for[1])
    unit = f"{one.quantity.unit_label or asked_for[0].strip()} per {label}"
    outcome = arithmetic.result(quotient, unit, one.quantity.kind)
    return Computation(operation, outcome, _formula("÷", one, two), (one.span, two.span))


def _singular(word: str) -> str:
    return word.strip().removesuffix("s")


# --- one measure, two periods -------------------------------------------------------------------


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
    return gates.period_gate(period, found).status in {GateStatus.MATCH, GateStatus.COMPATIBLE}


def _year_period(days: Days) -> Period:
    return Period(days[0], days[1], periods.Grain.YEAR, periods.Anchor.TEXT, str(days[0].year))


def _between_periods(asked: Asked, operation: str) -> Outcome:
    pair = _both_periods(asked, operation)
    if pair is None or isinstance(pair, Refusal):
        return pair
    one, two = pair
    spans = (one.span, two.span)
    problem = _clash(one, two, periods_too=False)
    unit = _same_unit(one.quantity, two.quantity)
    first, second = Amount.of(one.quantity), Amount.of(two.quantity)
    if problem or isinstance(unit, str) or first is None or second is None:
        return Refusal(operation, problem or str(unit), spans)
    if operation == "ratio":
        later = _is_later(one, two)
        base_first = re.search(r"times (?:their|its|the) [0-9]{4}", asked.low) is not None
        if base_first or not later:
            one, two, first, second = two, one, second, first
        return _as_ratio(first.over(second), (one, two))
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
    return Computation("difference", outcome, _formula("−", one, two), (one.span, two.span))


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


def growth(asked: Asked, match: re.Match[str]) -> Outcome:
    """Growth in percent between two levels; a percentage that is written is no calculation."""
    return _between_periods(asked, "growth")


def change(asked: Asked, match: re.Match[str]) -> Outcome:
    """The difference of one measure between two periods."""
    return _between_periods(asked, "difference")


def points(asked: Asked, match: re.Match[str]) -> Outcome:
    """The difference of two percentages, in percentage points."""
    return _between_periods(asked, "points")


def factor(asked: Asked, match: re.Match[str]) -> Outcome:
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
    if any(isinstance(_same_unit(found[0].quantity, o.quantity), str) for o in found[1:]):
        return Refusal("average", "the numbers have different units", tuple(o.span for o in found))
    mean = amounts[0]
    for amount in amounts[1:]:
        mean = mean.plus(amount)
    mean = mean.scaled(Fraction(1, len(amounts)))
    formula = f"({' + '.join(o.span.quote for o in found)}) ÷ {len(found)}"
    outcome = arithmetic.result(mean, found[0].quantity.unit_label, found[0].quantity.kind)
    return Computation("average", outcome, formula, tuple(o.span for o in found))


# --- per period, conversion, rates, dates -------------------------------------------------------

_PER_YEAR = {
    "day": Fraction(365),
    "week": Fraction(365, 7),
    "month": Fraction(12),
    "year": Fraction(1),
}


def per_period(asked: Asked, match: re.Match[str]) -> Outcome:
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


def rate(asked: Asked, match: re.Match[str]) -> Outcome:
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
            amount = Amount(implied.nominal, implied.interval, Bound.APPROX)
            rounded = Amount(implied.nominal.quantize(Decimal(1)) if implied.nominal > 100 else implied.nominal,
                             amount.interval, Bound.APPROX)  # fmt: skip
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
            return _missing("dates", text)
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
            f"a day is needed; the texts say {describe(first.period)} and {describe(second.period)}",
            spans,
        )
    amount = _in_unit(unit, (low, high), middle, begin, end, exact=exact)
    formula = f"{second.span.quote} − {first.span.quote}"
    outcome = arithmetic.result(amount, unit, Kind.DURATION)
    return Computation("dates", outcome, formula, (first.span, second.span))


def _in_unit(
    unit: str, reach: tuple[int, int], middle: float, begin: Days, end: Days, *, exact: bool
) -> Amount:
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
    return Amount(
        Decimal(whole), lengths, Bound.APPROX if not exact or unit == "years" else Bound.APPROX
    )
