"""What follows a number: its unit or currency, and "per" what."""

# ruff: noqa: SIM905 - word lists read as text
from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from qa.facts import currencies, units
from qa.facts.units import Unit


@dataclass(frozen=True, slots=True)
class Tail:
    """A unit read after a number: it ends at `end`; `codes` are the currencies it may mean."""

    start: int
    end: int
    candidates: tuple[Unit, ...]
    codes: tuple[str, ...] = ()


_WORDS = re.compile(
    r"(?P<gap>[ \u00a0]{0,2}|-|[ \u00a0]?[(\[{<])"
    r"(?P<one>°[cf]?|%|\"|'|[$€£¥₭฿₫₽₹₩₪₿₡₾₺₱₴₦៛₮元৳]|ரூ|u\.s\.|h\.k\.|n\.z\.|"
    r"[a-zµμ]+(?:[²³]|[23](?![0-9a-z]))?(?:/[a-z]+)?\.?\$?)"
    r"(?:(?P<sep>[ \u00a0-])(?P<two>[a-z]+|\$)(?:[ \u00a0-](?P<three>[a-z]+))?)?"
)
# Words that name a unit but are more often something else when they merely follow a number.
_NEEDS_SIZE = frozenset({"won", "mark", "marks", "real", "crown", "crowns", "try", "rand", "dong"})
_NEVER_SPACED = frozenset({"in", "a", "b", "p", "rs", "at", "l", "h", "°"})
_INCH_AFTER = re.compile(r'"? ?(?:long|wide|tall|high|thick|deep|in diameter|x\b)')
_BIG = 1000


def read_tail(low: str, text: str, end: int, *, size: int) -> Tail | None:
    """The unit that begins at `end`, or None. `size` is the whole part of the number's value."""
    match = _WORDS.match(low, end)
    if match is None:
        return None
    one, gap = match["one"], match["gap"]
    if match["two"] and one:
        joined = f"{one} {match['two']}"
        if match["three"] and (found := _lookup(f"{joined} {match['three']}")):
            return _tail(match, match.end("three"), found)
        if (found := _lookup(joined)) is not None:
            return _tail(match, match.end("two"), found)
    stop = match.end("one")
    found = _single(one, text[match.start("one") : stop])
    if found is None and "/" in one:
        one = one.partition("/")[0]
        stop = match.start("one") + len(one)
        found = _single(one, text[match.start("one") : stop])
    if found is None and one.endswith("."):
        one, stop = one[:-1], stop - 1
        found = _single(one, text[match.start("one") : stop])
    if found is None or not _fits(one, gap, low, stop, size):
        return None
    return _tail(match, stop, found)


def _tail(match: re.Match[str], end: int, found: Tail) -> Tail:
    if match["gap"] and match["gap"][-1] in "([{<":
        closing = match.string[end : end + 1]
        if not closing or closing not in ")]}>":
            return Tail(match.start("one"), end, found.candidates, found.codes)
        end += 1
    return Tail(match.start("one"), end, found.candidates, found.codes)


def _fits(word: str, gap: str, low: str, end: int, size: int) -> bool:
    following = low[end : end + 1]
    if following.isalnum() and word not in {"%", "$", "€", "£", "°"}:
        return False
    if gap[-1:] in "([{<" and gap and low[end : end + 1] not in ")]}>":
        return False
    if word == '"':
        return _INCH_AFTER.match(low, end) is not None
    if word in _NEVER_SPACED:
        return gap == "" and word != "a"
    if word in _NEEDS_SIZE:
        return size >= _BIG
    if word == "'":
        return False
    if word in {"s", "d", "g", "b"} and gap:
        return False
    return not (word == "m" and low[end : end + 1] == "'")


@cache
def _lookup(name: str) -> Tail | None:
    money = currencies.currency_candidates(name)
    measures = units.unit_candidates(name)
    if measures and money:  # "pounds": a mass and a currency; context decides
        return Tail(0, 0, (*measures, money[1]), money[0])
    if money:
        return Tail(0, 0, (money[1],), money[0])
    return Tail(0, 0, measures) if measures else None


def _single(word: str, written: str) -> Tail | None:
    """One word as a unit: symbols as written first (MW, Mb), then in lower case."""
    if written != word and (found := units.unit_candidates(written)):
        return Tail(0, 0, found) if not currencies.currency_candidates(word) else _lookup(word)
    return _lookup(word)


_PER = re.compile(
    r"(?P<per>,? (?:per|a|an|each|every|for each) |/ ?|-an?-| p\.)(?P<what>[a-z]+)(?![a-z])"
    r"|,? (?P<often>annually|yearly|monthly|daily|weekly|hourly|each|apiece|per capita)(?![a-z])"
    r"|(?P<km>ph)(?![a-z])"
)
_OF_PER = re.compile(
    r"(?: of)?(?: [a-z]+){1,3}? (?:per|a|each|every) (?P<what>year|month|day|week|hour)(?![a-z-])"
    r"|(?: of)?(?: [a-z]+){1,3}? (?P<often>annually|yearly|monthly|daily|weekly)(?![a-z])"
)
_OFTEN = {
    "annually": "year", "yearly": "year", "monthly": "month", "daily": "day", "weekly": "week",
    "hourly": "hour", "each": "item", "apiece": "item", "per capita": "person", "annum": "year",
    "capita": "person", "head": "person", "hr": "hour", "yr": "year", "sec": "second",
}  # fmt: skip
#: What "a" and "an" may introduce as a denominator ("a year", but not "a new road").
_AFTER_A = frozenset(
    "year month day hour week share tonne ton barrel kilo kilogram kg litre liter gallon dozen "
    "person head bushel ounce pound minute second night unit piece metre km acre hectare capita "
    "decade quarter mile".split()
)


def read_per(low: str, end: int) -> tuple[str, int] | None:
    """The denominator after a unit ("a year", "per tonne", "annually") and where it ends."""
    if low[end : end + 1] not in " ,/-":
        return None
    match = _PER.match(low, end)
    if match is None or match["km"]:
        return None
    if match["often"]:
        return _OFTEN[match["often"]], match.end()
    word = match["what"]
    if match["per"].strip(" ,-") in {"a", "an", "each", "every"} or match["per"][0] in "/-":
        singular = word.removesuffix("s")
        if word not in _AFTER_A and singular not in _AFTER_A and not units.unit_candidates(word):
            return None
    if word in {"cent", "centage"}:
        return None
    return _OFTEN.get(word, word), match.end()


def read_later_per(low: str, end: int) -> str | None:
    """A denominator after the measured thing: "1 million tonnes of aluminum annually"."""
    match = _OF_PER.match(low, end)
    if match is None:
        return None
    return match["what"] or _OFTEN[match["often"]]


def speed(length: Unit, per: str) -> Unit | None:
    """The speed unit of a length per a duration ("miles an hour"), or None."""
    if length.dimension != "length":
        return None
    times = units.unit_candidates(per)
    if not times or times[0].dimension != "duration":
        return None
    factor = Fraction(length.factor, 1) / times[0].factor
    return Unit(f"{length.id}/{times[0].id}", "speed", factor, f"{length.label} per {per}")
