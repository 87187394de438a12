"""An atom: a number on its way to a quantity."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from qa.facts import numbers
from qa.facts.found import Found
from qa.facts.hedges import Bound
from qa.facts.interval import EXACT
from qa.facts.quantity import Kind, Part
from qa.facts.units import Unit


@dataclass(slots=True)
class Atom:
    """A number on its way to a Quantity; spans are offsets into the folded text."""

    start: int
    end: int
    found: Found
    hedge_start: int
    bound: Bound = Bound.EXACT
    kind: Kind = Kind.COUNT
    unit: Unit | None = None
    candidates: tuple[Unit, ...] = ()
    codes: tuple[str, ...] = ()
    per: str | None = None
    parts: list[Part] = field(default_factory=list)
    high: Found | None = None
    whole: Decimal | None = None
    twin: tuple[int, int] | None = None
    after: int = 0

    @property
    def nominal(self) -> Decimal | None:
        return self.found.numeral.value if self.found.numeral else None


def add_values(first: Found, second: Decimal) -> None:
    """Add the smaller part of a compound ("5 ft 2 in") to the first numeral."""
    if first.numeral is not None:
        step = first.numeral.step
        value = EXACT.add(first.numeral.value, second)
        first.numeral = numbers.Numeral(value, min(step, Decimal("0.01")), Decimal("0.01"))
