"""Interval arithmetic on cited quantities: results keep the bound and the surviving digits.

An exact written amount stands for its rounding interval and a count for itself; an operand "more
than" has no upper end, so neither has a sum with it. Ends are rounded outward.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qa.facts.hedges import Bound
from qa.facts.interval import EXACT, Interval, grouped, plain, ratio, times
from qa.facts.quantity import Kind, Quantity
from qa.types import QuantityView


@dataclass(frozen=True, slots=True)
class Amount:
    """A number under calculation: the written value, what it may be, and how it was hedged."""

    nominal: Decimal
    interval: Interval
    bound: Bound = Bound.EXACT

    @classmethod
    def exact(cls, value: Decimal) -> Amount:
        return cls(value, Interval.point(value))

    @classmethod
    def of(cls, quantity: Quantity, factor: Fraction = Fraction(1)) -> Amount | None:
        """The quantity × `factor`; None when it has no written value (a range, "dozens")."""
        if quantity.nominal is None:
            return None
        counted = quantity.kind in {Kind.COUNT, Kind.RANK} and quantity.bound is Bound.EXACT
        interval = quantity.interval if counted else quantity.rounded
        return cls(times(quantity.nominal, factor), interval.scaled(factor), quantity.bound)

    def plus(self, other: Amount) -> Amount:
        value = EXACT.add(self.nominal, other.nominal)
        return _joined(value, self.interval.plus(other.interval), self, other)

    def minus(self, other: Amount) -> Amount:
        value = EXACT.subtract(self.nominal, other.nominal)
        return _joined(value, self.interval.minus(other.interval), self, other, turned=True)

    def scaled(self, factor: Fraction) -> Amount:
        bound = self.bound if factor > 0 else _TURNED.get(self.bound, self.bound)
        return Amount(times(self.nominal, factor), self.interval.scaled(factor), bound)

    def over(self, other: Amount) -> Amount | None:
        """The quotient of two amounts that are not negative; None when the divisor may be zero."""
        low, high = other.interval.low, other.interval.high
        if not other.nominal or low is None or low < 0 or self.interval.low is None:
            return None
        if self.interval.low < 0:
            return None
        value = EXACT.divide(self.nominal, other.nominal)
        unbounded = self.interval.high is None or low == 0
        top = None if unbounded else ratio(self.interval.high, low, up=True)
        bottom = Decimal(0) if high is None else ratio(self.interval.low, high)
        interval = Interval(bottom, top, self.interval.low_open or other.interval.high_open)
        return _joined(value, interval, self, other, turned=True)


_TURNED = {
    Bound.GT: Bound.LT, Bound.LT: Bound.GT, Bound.GE: Bound.LE, Bound.LE: Bound.GE,
    Bound.NEAR_BELOW: Bound.GT, Bound.NEAR_ABOVE: Bound.LT,
}  # fmt: skip
_ROUGH = {Bound.APPROX, Bound.NEAR_BELOW, Bound.NEAR_ABOVE, Bound.RANGE, Bound.MAGNITUDE}


def _joined(
    value: Decimal, interval: Interval, one: Amount, two: Amount, *, turned: bool = False
) -> Amount:
    second = _TURNED.get(two.bound, two.bound) if turned else two.bound
    return Amount(value, interval, joint_bound(one.bound, second))


def joint_bound(one: Bound, two: Bound) -> Bound:
    """The bound of a result: that of the hedged operand; "about" where they pull apart."""
    if one is Bound.EXACT or one is two:
        return two
    if two is Bound.EXACT:
        return one
    upward, downward = (
        {Bound.GT, Bound.GE, Bound.NEAR_ABOVE},
        {Bound.LT, Bound.LE, Bound.NEAR_BELOW},
    )
    for side in (upward, downward):
        if {one, two} <= side:
            return Bound.GT if side is upward else Bound.LT
        if {one, two} <= side | {Bound.APPROX}:
            return one if one in side else two
    return Bound.APPROX


@dataclass(frozen=True, slots=True)
class Result:
    """A computed number in `unit`, with how it is written for reading."""

    nominal: Decimal
    interval: Interval
    bound: Bound
    unit: str | None
    kind: Kind
    text: str

    def view(self) -> QuantityView:
        return QuantityView(
            text=self.text, value=plain(tidy(self.nominal)),
            low=None if self.interval.low is None else plain(tidy(self.interval.low)),
            high=None if self.interval.high is None else plain(tidy(self.interval.high)),
            bound=self.bound.value, unit=self.unit, kind=self.kind.value,
        )  # fmt: skip


_WORDS = {
    Bound.EXACT: "", Bound.APPROX: "about ", Bound.NEAR_BELOW: "nearly ",
    Bound.NEAR_ABOVE: "just over ",
    Bound.GT: "more than ", Bound.GE: "at least ", Bound.LT: "less than ", Bound.LE: "up to ",
    Bound.RANGE: "about ", Bound.MAGNITUDE: "about ", Bound.VAGUE: "about ",
}  # fmt: skip


def result(amount: Amount, unit: str | None, kind: Kind) -> Result:
    """The amount as a result, written with the digits that survive its interval."""
    shown = surviving(amount)
    bound = amount.bound
    words = "about " if bound is Bound.EXACT and shown != amount.nominal else _WORDS[bound]
    return Result(amount.nominal, amount.interval, bound, unit, kind, words + write(shown, unit))


def surviving(amount: Amount) -> Decimal:
    """The value rounded to the place its interval leaves certain (two digits at least)."""
    value = amount.nominal
    if not value:
        return value
    low, high = amount.interval.low, amount.interval.high
    size = value.adjusted()
    place = size - 3
    if amount.bound is Bound.EXACT and low is not None and high is not None:
        width = EXACT.subtract(high, low)
        place = width.adjusted() if width else min(size - 5, -6)
        if width and width.scaleb(-place) > 2:  # more than one unit of that place either way
            place += 1
        place = min(place, size - 1)
    rounded = value.quantize(Decimal(1).scaleb(max(place, -12)), context=EXACT)
    if amount.bound is not Bound.EXACT and _digits(value) <= 6:
        return value
    return value if _digits(value) <= _digits(rounded) else rounded


def _digits(value: Decimal) -> int:
    return len(value.normalize(EXACT).as_tuple().digits)


def tidy(value: Decimal) -> Decimal:
    """At most twelve significant digits: no quotient is shown to sixty."""
    if _digits(value) <= 12:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 11), context=EXACT)


def write(value: Decimal, unit: str | None) -> str:
    """A value for reading: "USD 116.99 million", "13,500 hectares", "3.44 %"."""
    number, scale = value, ""
    for power, word in ((12, "trillion"), (9, "billion"), (6, "million")):
        size = Decimal(10) ** power
        if abs(value) >= size:
            number, scale = EXACT.divide(value, size), f" {word}"
            break
    text = grouped(tidy(number)) + scale
    if unit is None:
        return text
    if unit[:3].isupper() and unit[3:4] in {"", " "}:
        code, _, rest = unit.partition(" ")
        return f"{code} {text}{' ' + rest if rest else ''}"
    return f"{text} {unit}" if unit != "%" else f"{text} percent"


def whole_months(days: int) -> int:
    """Days as months to the nearest whole one."""
    return math.floor(days / 30.436875 + 0.5)
