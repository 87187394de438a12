"""Fractions, scales and powers after a numeral."""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from qa.facts import numbers
from qa.facts.found import Found, plain_numeral
from qa.facts.interval import EXACT

_FRACTION = re.compile(r" ?/ ?([1-9][0-9]{0,3})(?![0-9/.,]{0,8}[0-9/])")


_MIXED = re.compile(r"[ -](?:and )?(?:([1-9]) ?[/⁄] ?(2|3|4|5|8|10|16|32)(?![0-9])|([½¼¾⅓⅔⅛⅜⅝⅞]))")


_SCALE_WORDS = "|".join(sorted({*numbers.SUFFIXES, *numbers.LOOSE_SUFFIXES}, key=len, reverse=True))


SCALE = re.compile(
    rf"[ \u00a0-]?(?P<one>{_SCALE_WORDS})(?![a-z0-9'²³/])(?!\.[a-z])"
    r"(?:[ -](?P<two>thousand|million|mln|billion|trillion|crore)(?![a-z]))?"
)


POWER = re.compile(
    r"e(?P<e>[+−-]?[0-9]{1,12})(?![a-z0-9])| ?[x×*] ?10(?: ?\^ ?(?P<p>[+−-]?[0-9]{1,12})|(?P<s>[⁰¹²³⁴-⁹]{1,3}))"
)


TEN = re.compile(r"(?P<e>$^)| ?\^ ?(?P<p>[+−-]?[0-9]{1,12})|(?P<s>[⁰¹²³⁴-⁹]{1,3})")


_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


_LOOSE_NEXT = re.compile(
    r"[ -](?:dollars?|dlrs|euros?|pounds?|yen|yuan|baht|kip|people|users|customers|tonnes|tons|"
    r"barrels|residents|visitors|tourists|passengers|subscribers|units|shares|hectares|acres|"
    r"views|downloads|usd|eur|workers|followers|copies)\b"
)


def apply_power(found: Found, power: re.Match[str]) -> Found:
    written = power["e"] or power["p"] or power["s"].translate(_SUPERSCRIPT)
    exponent = int(written.replace("−", "-"))
    found.end = found.mantissa_end = power.end()
    if abs(exponent) > numbers.MAX_EXPONENT or found.numeral is None:
        found.kind, found.numeral = "identifier", None
    else:
        base = found.numeral if power.re is POWER else plain_numeral(Decimal(1))
        found.numeral = base.scaled(Decimal(10) ** exponent)
    return found


def read_fraction(low: str, found: Found) -> bool:
    """Fractions after whole digits: "3/4", "10 1/2", "7½"; sets the numeral when there is one."""
    assert found.numeral is not None
    mixed = _MIXED.match(low, found.end) or (
        _MIXED.match(f" {low[found.end]}")
        if low[found.end : found.end + 1] in numbers.UNICODE_FRACTIONS
        and low[found.end : found.end + 1]
        else None
    )
    if mixed is not None:
        part = (
            numbers.UNICODE_FRACTIONS[mixed[3]]
            if mixed[3]
            else Fraction(int(mixed[1]), int(mixed[2]))
        )
        if part < 1:
            attached = mixed.string is not low
            found.end = found.end + 1 if attached else mixed.end()
            found.numeral = numbers.from_fraction(Fraction(found.numeral.value) + part)
            found.mantissa_end = found.end
            read_scale(low, low, found, False)
            return True
    match = _FRACTION.match(low, found.end)
    if match is None or not 0 < found.numeral.value < 10000:
        return False
    over, under = int(found.numeral.value), int(match[1])
    if over >= under or under > 1000 or (under > 16 and under not in {20, 32, 50, 64, 100}):
        found.kind, found.numeral = "identifier", None  # "24/7", "9/11": no fraction
        found.end = found.mantissa_end = match.end()
        return True
    found.numeral = numbers.from_fraction(Fraction(over, under))
    found.kind, found.whole = "share", Decimal(under)
    found.end = found.mantissa_end = match.end()
    return True


_MARKS = re.compile(r" ?/ ?(5|10|20|100)(?![0-9/.,]{0,8}[0-9/])")


def read_mark(low: str, found: Found) -> bool:
    """ "3.4/10": a mark out of a round whole."""
    match = _MARKS.match(low, found.end)
    if match is None or found.numeral is None or found.numeral.value > int(match[1]):
        return False
    over = Fraction(found.numeral.value) / int(match[1])
    found.numeral = numbers.from_fraction(over, EXACT.divide(found.numeral.step, Decimal(match[1])))
    found.kind, found.whole = "share", Decimal(match[1])
    found.end = found.mantissa_end = match.end()
    return True


def read_scale(low: str, text: str, found: Found, money: bool) -> None:
    match = SCALE.match(low, found.end)
    if match is None or found.numeral is None:
        return
    word, attached = match["one"], match.start("one") == found.end
    if word in numbers.LOOSE_SUFFIXES:
        capital = text[match.start("one")] == "M" and attached
        if not (money or capital or _LOOSE_NEXT.match(low, match.end("one"))):
            return
        scale = numbers.LOOSE_SUFFIXES[word]
    elif word in {"k", "cr", "mil", "tn"} and not attached and not money:
        return
    else:
        scale = numbers.SUFFIXES[word]
    if match["two"]:
        scale = EXACT.multiply(scale, numbers.SUFFIXES[match["two"]])
    found.numeral = found.numeral.scaled(scale)
    found.end, found.scaled, found.scale = match.end(), True, scale
    if found.kind == "share":
        found.kind = ""
