"""Number surfaces to decimals: digits with any separators, words, scales, fractions.

`parse_digits("1,30,000")` and `parse_digits("130 000")` are both 130000; a surface that is no
single number ("1.2.3", a run of hundreds of digits) is None.
"""

# ruff: noqa: SIM905 - word lists read as text
from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from qa.facts.interval import EXACT

#: Longer surfaces are identifiers: no report writes a quantity with more than 30 digits.
MAX_SURFACE = 42
MAX_DIGITS = 30
MAX_EXPONENT = 30


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written.

    `step` is the place of the last written digit, `round_unit` that of the last digit that is
    not zero: 9,000 has step 1 and round unit 1000.
    """

    value: Decimal
    step: Decimal
    round_unit: Decimal

    def scaled(self, scale: Decimal) -> Numeral:
        if scale == 1:
            return self
        return Numeral(
            EXACT.multiply(self.value, scale),
            EXACT.multiply(self.step, scale),
            EXACT.multiply(self.round_unit, scale),
        )

    def negated(self) -> Numeral:
        return Numeral(-self.value, self.step, self.round_unit)


_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
_SPACED = re.compile(r"[0-9]{1,3}(?:[ \u00a0'][0-9]{3})+(?:[.,][0-9]+)?")
_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|[0-9]{1,3}\.[0-9]{3},[0-9]{1,2}")
_COMMA = re.compile(r"[0-9]{1,9},[0-9]{1,2}")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@lru_cache(maxsize=16384)
def parse_digits(surface: str) -> Numeral | None:
    """The number written in digits (ASCII, separators kept), or None when it is not one."""
    if len(surface) > MAX_SURFACE:
        return None
    if _PLAIN.fullmatch(surface):
        return _numeral(surface)
    if _GROUPED.fullmatch(surface) or _INDIAN.fullmatch(surface):
        return _numeral(surface.replace(",", ""))
    if _DOTTED.fullmatch(surface):
        return _numeral(surface.replace(".", "").replace(",", "."))
    if _SPACED.fullmatch(surface):
        return _numeral(re.sub(r"[ \u00a0']", "", surface).replace(",", "."))
    if _COMMA.fullmatch(surface):
        return _numeral(surface.replace(",", "."))
    return None


def _numeral(digits: str) -> Numeral | None:
    if len(digits) > MAX_DIGITS:
        return None
    value = Decimal(digits)
    whole, _, decimals = digits.partition(".")
    step = Decimal(1).scaleb(-len(decimals))
    bare = whole + decimals
    idle = len(bare) - len(bare.rstrip("0")) if value else 0
    return Numeral(value, step, step.scaleb(idle))


def from_fraction(fraction: Fraction, step: Decimal = Decimal("0.01")) -> Numeral:
    """A fraction as decimal (30 digits); written fractions are exact to about a hundredth."""
    value = EXACT.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
    value = EXACT.plus(value.quantize(Decimal(1).scaleb(-24), context=EXACT)).normalize(EXACT)
    return Numeral(value, step, step)


UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
} | {"fourty": 40}
SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10) ** 6,
    "milliard": Decimal(10) ** 9,
    "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
    "quadrillion": Decimal(10) ** 15,
    "lakh": Decimal(10) ** 5,
    "crore": Decimal(10) ** 7,
}
#: Scales written after digits; "m", "b" and "t" need the company of money or of a counted noun.
SUFFIXES = SCALES | {
    "mln": SCALES["million"],
    "mlns": SCALES["million"],
    "mn": SCALES["million"],
    "mio": SCALES["million"],
    "mil": SCALES["million"],
    "bln": SCALES["billion"],
    "bn": SCALES["billion"],
    "bil": SCALES["billion"],
    "trln": SCALES["trillion"],
    "trn": SCALES["trillion"],
    "tn": SCALES["trillion"],
    "k": SCALES["thousand"],
    "lac": SCALES["lakh"],
    "cr": SCALES["crore"],
    "millions": SCALES["million"],
    "billions": SCALES["billion"],
    "trillions": SCALES["trillion"],
    "lakhs": SCALES["lakh"],
    "crores": SCALES["crore"],
    "dozen": Decimal(12),
}
LOOSE_SUFFIXES = {"m": SCALES["million"], "b": SCALES["billion"], "t": SCALES["trillion"]}
GROUPS = {"dozen": Decimal(12), "score": Decimal(20)}
PLURAL_SCALES = {f"{word}s": value for word, value in SCALES.items()} | {
    "dozens": Decimal(12),
    "tens": Decimal(10),
}
DENOMINATORS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4,
    "fourth": 4, "fourths": 4, "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6,
    "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9,
    "tenth": 10, "tenths": 10,
}  # fmt: skip
UNICODE_FRACTIONS = {
    "½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3), "⅕": Fraction(1, 5), "⅖": Fraction(2, 5), "⅗": Fraction(3, 5),
    "⅘": Fraction(4, 5), "⅛": Fraction(1, 8), "⅜": Fraction(3, 8), "⅝": Fraction(5, 8),
    "⅞": Fraction(7, 8),
}  # fmt: skip
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = {word: number for number, word in enumerate(_ORDINALS.split(), start=1)}


def parse_words(words: tuple[str, ...]) -> tuple[Numeral, int] | None:
    """The number at the head of `words` and how many of them it takes.

    `("three", "thousand", "nine", "hundred", "boats")` gives 3900 and 4; "two three" gives 2
    and 1, since the second word begins another number.
    """
    total, current, used, step = Decimal(0), Decimal(0), 0, Decimal(1)
    last_scale: Decimal | None = None
    place = 1000  # value below which the next word may still be added to `current`
    for index, word in enumerate(words):
        if word == "and":
            follows = words[index + 1] if index + 1 < len(words) else ""
            if used and last_scale is not None and (follows in UNITS or follows in TENS):
                continue
            break
        if word in UNITS and UNITS[word] < place:
            current += UNITS[word]
            place, step = 0, Decimal(1)
        elif word in TENS and place >= 100:
            current += TENS[word]
            place, step = 10, Decimal(1)
        elif word == "hundred" and 0 < current < 100:
            current *= 100
            place, last_scale, step = 100, Decimal(100), Decimal(100)
        elif word in SCALES and word != "hundred" and current:
            scale = SCALES[word]
            total, current = total + current * scale, Decimal(0)
            place, last_scale, step = 1000, scale, scale
        else:
            break
        used = index + 1
    if not used:
        return None
    value = total + current
    return Numeral(value, step, _round_unit(value)), used


def _round_unit(value: Decimal) -> Decimal:
    digits = f"{value:f}"
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0"))) if value else Decimal(1)
