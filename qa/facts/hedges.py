"""Bound words to intervals: section 3 of the numeric specification.

`bound_interval(Bound.NEAR_BELOW, numeral)` of "nearly 9,000" is [8100, 9000); "more than 4
billion" is (4e9, ∞) strictly and (4e9, 5e9) as commonly meant.
"""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

from qa.facts.interval import EXACT, ZERO, Interval
from qa.facts.numbers import Numeral


class Bound(StrEnum):
    EXACT = "exact"
    APPROX = "approx"
    NEAR_BELOW = "near_below"
    NEAR_ABOVE = "near_above"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"
    RANGE = "range"
    MAGNITUDE = "magnitude"
    VAGUE = "vague"


_COMPARATIVES = "more greater larger bigger higher"
_LESSENINGS = "less fewer smaller lower"
_BEFORE: dict[Bound, str] = {
    Bound.APPROX: "about|around|roughly|some|an estimated|estimated|estimated at|approximately|~|≈"
    "|circa|approx|approx.|an approximate|in the region of|in the order of|on the order of"
    "|an average of about|near|somewhere around|c.",
    Bound.NEAR_BELOW: "nearly|almost|close to|just under|just below|not quite|just short of"
    "|slightly under|slightly below|slightly less than|a little under|nearing|approaching"
    "|a little less than|a shade under|little short of",
    Bound.NEAR_ABOVE: "just over|just above|slightly more than|slightly over|slightly above"
    "|a little over|a little more than|just more than|a little above|a shade over",
    Bound.GT: "more than|over|exceeding|above|exceeded|exceeds|exceed|surpass|surpassed|surpasses"
    "|surpassing|well over|in excess of|upwards of|topping|topped|beyond|north of|upward of|>"
    "|past|not less or equal to|well above|far more than|far over|excess of",
    Bound.GE: "at least|no less than|not less than|no fewer than|not fewer than|minimum|minimum of"
    "|a minimum of|not under|not below|starting at|starting from|≥|>=|> =|at least or equal to"
    "|no lower than|as few as|as little as",
    Bound.LT: "less than|under|below|fewer than|well under|well below|<|within|far less than"
    "|far fewer than|short of|far below",
    Bound.LE: "up to|as many as|at most|as much as|no more than|not more than|not over"
    "|not exceeding|not exceed|a maximum of|maximum of|maximum|no greater than|no higher than|≤"
    "|<=|< =|not above|as high as|as long as|as far as|no larger than|no longer than",
    Bound.EXACT: "exactly|precisely|equal to|equals|equals to|equaling|equaling to|equalling"
    "|is equal to|only|just|a total of|=",
}


def _phrases() -> dict[str, Bound]:
    found = {phrase: bound for bound, phrases in _BEFORE.items() for phrase in phrases.split("|")}
    for words, strict, loose in (
        (_COMPARATIVES, Bound.GT, Bound.GE),
        (_LESSENINGS, Bound.LT, Bound.LE),
    ):
        for word in words.split():
            found[f"{word} than"] = strict
            for joint in ("than or equal to", "or equal than", "or equal to", "than or equal"):
                found[f"{word} {joint}"] = loose
            found[f"equal to or {word} than"] = loose
            found[f"equal or {word} than"] = loose
    return found


BEFORE = _phrases()
MAX_WORDS = max(len(phrase.split()) for phrase in BEFORE)

#: Words after a number that bound it: "100 or more", "5,000 or so", "at most".
AFTER = re.compile(
    r",?\s?(?:(?P<ge>(?:or|and) (?:more|above|over)|or (?:more than|above|over|greater|larger|higher|bigger|upwards?)"
    r"(?: than)?(?! than)|(?:or )?at least|minimum|plus(?! )|(?<=[0-9])\+(?![0-9]))"
    r"|(?P<le>or (?:less|fewer|below|under|lower|smaller)(?: than)?(?! than)|at most|maximum)"
    r"|(?P<approx>or so|or thereabouts|more or less|approximately)"
    r"|(?P<equal>or equal(?: to)?(?! to)))(?![\w-])(?! (?:than|or|to)\b)(?!\s?[0-9$€£])"
)


def bound_interval(bound: Bound, numeral: Numeral) -> tuple[Interval, Interval | None]:
    """The strict reading of a bound and, where common use is narrower, the usual one."""
    value = numeral.value
    size = abs(value)
    floor = ZERO if value >= 0 else None
    match bound:
        case Bound.APPROX:
            half = EXACT.divide(numeral.round_unit, Decimal(2))
            lowest, highest = _part(size, "0.05"), _part(size, "0.10")
            return Interval.around(value, min(max(half, lowest), highest)), None
        case Bound.NEAR_BELOW:
            reach = min(numeral.round_unit, _part(size, "0.1"))
            return Interval(EXACT.subtract(value, reach), value, high_open=True), None
        case Bound.NEAR_ABOVE:
            reach = min(numeral.round_unit, _part(size, "0.1"))
            return Interval(value, EXACT.add(value, reach), low_open=True), None
        case Bound.GT:
            top = EXACT.add(value, min(numeral.round_unit, _part(size, "0.25")))
            return Interval(value, None, low_open=True), Interval(value, top, True, True)
        case Bound.GE:
            return Interval(value, None), None
        case Bound.LT:
            bottom = EXACT.subtract(value, min(numeral.round_unit, _part(size, "0.25")))
            return Interval(floor, value, high_open=True), Interval(bottom, value, True, True)
        case Bound.LE:
            return Interval(floor, value), None
    return Interval.point(value), None


def _part(size: Decimal, share: str) -> Decimal:
    return EXACT.multiply(size, Decimal(share))


#: The bound of a number that is not the claimed one: "not more than" is turned by this table.
OPPOSITE = {
    Bound.GT: Bound.LE,
    Bound.GE: Bound.LT,
    Bound.LT: Bound.GE,
    Bound.LE: Bound.GT,
}
