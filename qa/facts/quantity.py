"""The quantity record: what was read, where, and how surely (section 2 of the specification)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from qa.facts.hedges import Bound
from qa.facts.interval import EXACT, Interval, plain
from qa.facts.periods import Period
from qa.facts.units import Unit
from qa.types import QuantityView


class Kind(StrEnum):
    MONEY = "money"
    MASS = "mass"
    AREA = "area"
    LENGTH = "length"
    VOLUME = "volume"
    ENERGY = "energy"
    POWER = "power"
    SPEED = "speed"
    TEMPERATURE = "temperature"
    INFORMATION = "information"
    ANGLE = "angle"
    COUNT = "count"
    PERCENT = "percent"
    PERCENTAGE_POINT = "percentage_point"
    BASIS_POINT = "basis_point"
    RATIO = "ratio"
    MULTIPLE = "multiple"
    SHARE = "share"
    RANK = "rank"
    DURATION = "duration"
    DATE = "date"
    IDENTIFIER = "identifier"


class Role(StrEnum):
    LEVEL = "level"
    CHANGE_BY = "change_by"
    CHANGE_TO = "change_to"
    CHANGE_FROM = "change_from"
    SHARE_OF = "share_of"
    TARGET = "target"
    CAPACITY = "capacity"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    NONE = "none"


class Modality(StrEnum):
    REPORTED = "reported"
    ESTIMATE = "estimate"
    FORECAST_OR_PLAN = "forecast_or_plan"
    PERMITTED_OR_CAPACITY = "permitted_or_capacity"
    QUOTED = "quoted"
    NEGATED = "negated"


#: Kinds that are never compared, summed or counted as quantities.
NOT_COMPARED = frozenset({Kind.IDENTIFIER, Kind.DATE})

DIMENSION_KINDS = {
    "money": Kind.MONEY,
    "mass": Kind.MASS,
    "area": Kind.AREA,
    "length": Kind.LENGTH,
    "volume": Kind.VOLUME,
    "energy": Kind.ENERGY,
    "power": Kind.POWER,
    "speed": Kind.SPEED,
    "temperature": Kind.TEMPERATURE,
    "temperature_f": Kind.TEMPERATURE,
    "information": Kind.INFORMATION,
    "angle": Kind.ANGLE,
    "duration": Kind.DURATION,
    "calendar": Kind.DURATION,
    "percent": Kind.PERCENT,
    "percentage_point": Kind.PERCENTAGE_POINT,
    "basis_point": Kind.BASIS_POINT,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A named piece of a quantity's surface: hedge, currency, mantissa, scale, unit, per."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity; [start, end) are offsets into the text it was read from.

    The surface reaches from the currency or mantissa to the unit; `parts` holds the hedge, which
    may lie outside. `interval` is the strict reading and `usual` the common narrower one of "more
    than" and "less than". `step` is the place of the last written digit times the scale,
    `round_unit` that of the last non-zero digit. `noun` is the counted thing after the number;
    `of` what a share is a share of; `whole` is the 18 of "15 of 18".
    """

    start: int
    end: int
    surface: str
    kind: Kind
    nominal: Decimal | None
    interval: Interval
    bound: Bound = Bound.EXACT
    usual: Interval | None = None
    step: Decimal = Decimal(1)
    round_unit: Decimal = Decimal(1)
    unit: Unit | None = None
    candidates: tuple[Unit, ...] = ()
    currency: str | None = None
    currencies: tuple[str, ...] = ()
    per: str | None = None
    noun: str = ""
    of: str = ""
    whole: Decimal | None = None
    role: Role = Role.LEVEL
    direction: Direction = Direction.NONE
    modality: Modality = Modality.REPORTED
    period: Period | None = None
    parts: tuple[Part, ...] = field(default=(), compare=False)
    equivalent_to: tuple[int, int] | None = None

    @property
    def is_compared(self) -> bool:
        return self.kind not in NOT_COMPARED and (
            self.interval.low is not None or self.interval.high is not None
        )

    @property
    def rounded(self) -> Interval:
        """The numbers that would be written like this one: v ± half a step for an exact one."""
        if self.bound is not Bound.EXACT or self.nominal is None:
            return self.interval
        return Interval.around(self.nominal, EXACT.divide(self.step, Decimal(2)))

    @property
    def unit_label(self) -> str | None:
        if self.unit is None:
            return None
        label = self.currency if self.currency and self.unit.factor == 1 else self.unit.label
        return f"{label} per {self.per}" if self.per else label

    def view(self) -> QuantityView:
        """The quantity as records show it: plain decimal strings, None = unbounded."""
        shown = self.rounded
        dates = self.period.dates if self.period else None
        return QuantityView(
            text=self.surface,
            value=None if self.nominal is None else plain(self.nominal),
            low=None if shown.low is None else plain(shown.low),
            high=None if shown.high is None else plain(shown.high),
            bound=self.bound.value,
            unit=self.unit_label,
            kind=self.kind.value,
            period=dates,
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """The exchange rate that twins imply: `source` units for one `target` unit."""

    source: str
    target: str
    interval: Interval
    nominal: Decimal


def implied_rate(first: Quantity, second: Quantity) -> Rate | None:
    """The rate of "LAK 39 billion (USD 1.7 million)": [22,000, 23,939] LAK a USD.

    None when either is not money in a known currency or the divisor reaches zero.
    """
    if first.currency is None or second.currency is None:
        return None
    over, under = _rounding(first), _rounding(second)
    if over is None or under is None or under[0] <= 0 or not second.nominal or not first.nominal:
        return None
    low = EXACT.divide(over[0], under[1])
    high = EXACT.divide(over[1], under[0])
    nominal = EXACT.divide(first.nominal, second.nominal)
    return Rate(first.currency, second.currency, Interval(low, high), nominal)


def _rounding(quantity: Quantity) -> tuple[Decimal, Decimal] | None:
    if quantity.nominal is None:
        return None
    half = EXACT.divide(quantity.step, Decimal(2))
    return EXACT.subtract(quantity.nominal, half), EXACT.add(quantity.nominal, half)


def last_day(end: dt.date) -> dt.date:
    """The last day of a half-open period that ends before `end`."""
    return end - dt.timedelta(days=1)
