"""A numeral as found in text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qa.facts.numbers import Numeral


@dataclass(slots=True)
class Found:
    """A numeral and where it stands; `kind` is "" unless the surface itself decides it.

    `whole` is the 18 of "15 of 18"; `low_factor` and `high_factor` bound a magnitude.
    """

    start: int
    end: int
    numeral: Numeral | None
    kind: str = ""
    mantissa_end: int = 0
    scaled: bool = False
    digits: bool = False
    whole: Decimal | None = None
    magnitude: tuple[Decimal, Decimal] | None = None
    bound: str = ""
    scale: Decimal | None = None


def plain_numeral(value: Decimal) -> Numeral:
    return Numeral(value, Decimal("0.01"), Decimal(1))
