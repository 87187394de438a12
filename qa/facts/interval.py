"""Intervals of decimals with open or closed ends; `None` is an end without bound.

All arithmetic runs in a context of its own (60 digits, outward rounding), so that neither the
caller's decimal context nor a long literal changes a comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction

EXACT = Context(prec=60)
_DOWN = Context(prec=60, rounding=ROUND_FLOOR)
_UP = Context(prec=60, rounding=ROUND_CEILING)
ZERO = Decimal(0)


def times(value: Decimal, factor: Fraction, *, up: bool = False) -> Decimal:
    """`value` × `factor`, rounded towards −∞ (or +∞ with `up`) where 60 digits do not suffice."""
    context = _UP if up else _DOWN
    if factor.denominator == 1:
        return context.multiply(value, Decimal(factor.numerator))
    product = context.multiply(value, Decimal(factor.numerator))
    return context.divide(product, Decimal(factor.denominator))


def ratio(over: Decimal | None, under: Decimal | None, *, up: bool = False) -> Decimal | None:
    """The quotient rounded towards −∞ (or +∞ with `up`); None for an unbounded part or zero."""
    if over is None or not under:
        return None
    return (_UP if up else _DOWN).divide(over, under)


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers between `low` and `high`; an open end leaves its bound out.

    `Interval(Decimal(8100), Decimal(9000), high_open=True)` is [8100, 9000).
    """

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def point(cls, value: Decimal) -> Interval:
        return cls(value, value)

    @classmethod
    def around(cls, value: Decimal, half_width: Decimal) -> Interval:
        return cls(EXACT.subtract(value, half_width), EXACT.add(value, half_width))

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low == self.high

    def contains(self, other: Interval) -> bool:
        """Whether every number of `other` lies in this interval."""
        if self.low is not None:
            if other.low is None or other.low < self.low:
                return False
            if other.low == self.low and self.low_open and not other.low_open:
                return False
        if self.high is not None:
            if other.high is None or other.high > self.high:
                return False
            if other.high == self.high and self.high_open and not other.high_open:
                return False
        return True

    def is_disjoint(self, other: Interval) -> bool:
        """Whether no number lies in both."""
        return _ends_before(self, other) or _ends_before(other, self)

    def scaled(self, factor: Fraction) -> Interval:
        """Every number × `factor`; a negative factor turns the interval round."""
        if factor < 0:
            turned = self.scaled(-factor)
            return turned.negated()
        return Interval(
            None if self.low is None else times(self.low, factor),
            None if self.high is None else times(self.high, factor, up=True),
            self.low_open,
            self.high_open,
        )

    def negated(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_open,
            self.low_open,
        )

    def plus(self, other: Interval) -> Interval:
        return Interval(
            _end(self.low, other.low, _DOWN),
            _end(self.high, other.high, _UP),
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def minus(self, other: Interval) -> Interval:
        return self.plus(other.negated())

    def intersection(self, other: Interval) -> Interval | None:
        """The numbers in both, or None when there are none."""
        if self.is_disjoint(other):
            return None
        first = self if _starts_later(self, other) else other
        last = self if _starts_later(self.negated(), other.negated()) else other
        return Interval(first.low, last.high, first.low_open, last.high_open)

    def __str__(self) -> str:
        if self.is_point:
            return plain(self.low)
        left = "(" if self.low_open or self.low is None else "["
        right = ")" if self.high_open or self.high is None else "]"
        low = "−∞" if self.low is None else plain(self.low)
        high = "∞" if self.high is None else plain(self.high)
        return f"{left}{low}, {high}{right}"


def plain(value: Decimal | None) -> str:
    """A decimal without exponent or idle zeros: `Decimal("1.2E+8")` gives `120000000`."""
    if value is None:
        return ""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def grouped(value: Decimal | None) -> str:
    """A decimal with commas between thousands, for reading: `121,160,000`."""
    text = plain(value)
    whole, dot, rest = text.partition(".")
    sign = "−" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-') or 0):,}{dot}{rest}"


def _end(a: Decimal | None, b: Decimal | None, context: Context) -> Decimal | None:
    return None if a is None or b is None else context.add(a, b)


def _ends_before(a: Interval, b: Interval) -> bool:
    if a.high is None or b.low is None:
        return False
    return a.high < b.low or (a.high == b.low and (a.high_open or b.low_open))


def _starts_later(a: Interval, b: Interval) -> bool:
    if b.low is None:
        return True
    if a.low is None:
        return False
    return a.low > b.low or (a.low == b.low and a.low_open)
