"""Claims that compare two found amounts: "exported more than it imported"."""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from collections.abc import Sequence

from qa.facts import units, words
from qa.facts.frames import EvidenceFrames
from qa.facts.gate import GateStatus
from qa.facts.interval import Interval
from qa.facts.operands import Operand, find_operand, kinds_for, said_periods, term_of
from qa.facts.periods import Anchor, Grain, Period, year_days
from qa.facts.quantity import Kind, Quantity
from qa.facts.times import period_gate
from qa.facts.wording import WordJudgement
from qa.types import Verdict

_MORE = r"(?:higher|larger|greater|bigger|more)"
_LESS = r"(?:lower|smaller|less|fewer)"
_VERBS = re.compile(
    rf"(?P<who>.+?) (?P<a>export|import|s[eo]ll?d?|buy|bought|produc)(?:ed|s|e)? (?:(?P<up>{_MORE})|(?P<down>{_LESS})) "
    r"(?:\w+ )?than (?:it|they) (?P<b>export|import|s[eo]ll?d?|buy|bought|produc)(?:ed|s|e)?(?P<rest>.*)",
    re.IGNORECASE,
)
_THAN = re.compile(
    rf"(?P<a>.+?) (?:is|are|was|were)(?: \w+)? (?:(?P<up>{_MORE})|(?P<down>{_LESS}))(?P<mid> in .+?)? than (?P<b>.+)",
    re.IGNORECASE,
)
_EXCEED = re.compile(
    r"(?P<a>.+?) (?:exceed|surpass|outweigh|top)(?:ed|s|ped)? (?P<b>.+)", re.IGNORECASE
)
_MOVED = re.compile(
    r"(?P<a>.+?) (?:(?P<up>rose|grew|increased|climbed|went up)|(?P<down>fell|dropped|declined|decreased|shrank|went down)) "
    r"(?=.*\b(?:between|from)\b)",
    re.IGNORECASE,
)


def judge_comparison(claim: str, texts: Sequence[EvidenceFrames]) -> WordJudgement | None:
    """The verdict on a claim without numbers that compares two amounts; None for other claims."""
    claim = claim.replace("’", "'").rstrip(". ")
    terms = _terms(claim)
    if terms is None:
        return None
    first, second, more, spans = terms
    names = words.names(claim)
    found: list[Operand] = []
    for text, period in ((first, spans[0]), (second, spans[1])):
        term = term_of(text, names=names, period=period)
        operand = find_operand(term, texts, kinds=kinds_for(text) or kinds_for(claim))
        if operand is None or not _is_timely(operand, period):
            rule = f"no number for “{text.strip()}” was found"
            return WordJudgement("comparison", Verdict.NOT_ENOUGH_INFO, rule)
        found.append(operand)
    return _judge_pair(found[0], found[1], more=more)


def _terms(claim: str) -> tuple[str, str, bool, tuple[Period | None, Period | None]] | None:
    said = [mention for mention in said_periods(claim) if not mention.period.comparison]
    verbs = _VERBS.match(claim)
    only = said[0].period if len(said) == 1 else None
    if verbs is not None:
        who, rest = verbs["who"], verbs["rest"]
        return (
            f"{who} {verbs['a']}s {rest}",
            f"{who} {verbs['b']}s {rest}",
            verbs["up"] is not None,
            (only, only),
        )
    exceed = _EXCEED.match(claim)
    if exceed is not None:
        return exceed["a"], exceed["b"], True, (only, only)
    moved = _MOVED.match(claim)
    if moved is not None:
        ends = _ends([mention.period for mention in said])
        if ends is None:
            return None
        return moved["a"], moved["a"], moved["up"] is not None, (ends[1], ends[0])
    than = _THAN.match(claim)
    if than is None:
        return None
    if len(said) == 2:
        return than["a"], than["a"], than["up"] is not None, (said[0].period, said[1].period)
    if only is None and said:
        return None
    return than["a"], than["b"], than["up"] is not None, (only, only)


def _ends(said: list[Period]) -> tuple[Period, Period] | None:
    """The first and the last of two periods, or the end years of one stretch of years."""
    if len(said) == 2:
        return said[0], said[1]
    if len(said) != 1 or said[0].grain is not Grain.YEARS or said[0].dates is None:
        return None
    begin, end = said[0].dates
    days = (year_days(begin.year), year_days(end.year - 1))
    if days[0] is None or days[1] is None:
        return None
    years = [Period(d[0], d[1], Grain.YEAR, Anchor.TEXT, str(d[0].year)) for d in days if d]
    return years[0], years[1]


def _is_timely(operand: Operand, period: Period | None) -> bool:
    if period is None:
        return True
    found = operand.quantity.period
    if found is None:
        return False
    if period.dates is None:
        return period.words == found.words
    return period_gate(period, found).status in {GateStatus.MATCH, GateStatus.COMPATIBLE}


def _judge_pair(one: Operand, two: Operand, *, more: bool) -> WordJudgement:
    spans = (one.span, two.span)
    second = _in_unit(two.quantity, one.quantity)
    if second is None or one.span == two.span:
        return WordJudgement(
            "comparison", Verdict.NOT_ENOUGH_INFO, "the two numbers cannot be compared", spans
        )
    first = one.quantity.interval
    above, below = _is_above(first, second), _is_above(second, first)
    note = f"{one.span.quote} against {two.span.quote}"
    if not above and not below:
        return WordJudgement("comparison", Verdict.NOT_ENOUGH_INFO, f"{note} leaves it open", spans)
    return WordJudgement(
        "comparison", Verdict.SUPPORTED if above is more else Verdict.REFUTED, note, spans
    )


def _in_unit(quantity: Quantity, like: Quantity) -> Interval | None:
    if Kind.MONEY in {quantity.kind, like.kind} and quantity.currency != like.currency:
        return None
    if quantity.kind is not like.kind or quantity.per != like.per:
        return None
    if quantity.unit is None or like.unit is None:
        return quantity.interval
    factor = units.conversion(quantity.unit, like.unit)
    return quantity.interval.scaled(factor) if factor is not None else None


def _is_above(first: Interval, second: Interval) -> bool:
    """Whether every number of the first is greater than every number of the second."""
    if first.low is None or second.high is None:
        return False
    return first.low > second.high or (
        first.low == second.high and (first.low_open or second.high_open)
    )
