"""Joining neighbouring atoms: ranges, double bounds, compounds, shares, scores and twins."""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from qa.facts.atom import Atom, add_values
from qa.facts.hedges import Bound
from qa.facts.interval import EXACT, Interval, times
from qa.facts.numbers import from_fraction
from qa.facts.quantity import Kind, Part

_DASH = re.compile(r"\s?(?:-|–|—|~|\.\.\.?)\s?$")
_TO = re.compile(
    r"\s(?:to|through|thru|-to)\s(?:about |around |roughly |nearly |as (?:many|much|high) as )?$"
)
_AND = re.compile(r",?\s(?:and|but|&)(?: the)?\s$")
_BOTH = re.compile(r"(?:,|,? and|,? but)(?: also)?\s+$|, $")
_BETWEEN = re.compile(r"\bbetween (?:about |around |roughly |an estimated )?(?:the )?$")
_FROM = re.compile(
    r"\b(?:from|ranging from|range of|ranges? from|of|at|by|about) (?:about |around )?$"
)
_CHANGE_FROM = re.compile(
    r"\b(?:r[io]se|risen|increas\w*|gr[eo]w\w*|fell|fall\w*|drop\w*|declin\w*|jump\w*|climb\w*|up|down|"
    r"cut|reduc\w*|rais\w*|chang\w*|expand\w*|went|slid|slip\w*|surg\w*|lower\w*|narrow\w*|soar\w*|"
    r"plung\w*|improv\w*|mov\w*|gain\w*|tumbl\w*|shr[aiu]nk|widen\w*|dipp\w*|growth|rise|revis\w*)"
    r"[^.;]{0,60}$"
)
_SCORE = re.compile(
    r"\b(?:won|win|beat\w*|lost|loss|lose|defeat\w*|drew|draw|victor\w*|score\w*|final|match|game|"
    r"lead|tie[ds]?|vote[ds]?|voting|verdict|ratio|goals?|season|record|series|leg|aggregate)\b"
)
_TWIN = re.compile(
    r"\s?[(\[](?:(?:about|around|approximately|approx\.?|roughly|some|nearly|almost|over|more than|"
    r"or|or about|equivalent to|equal to|worth|i\.e\.|~|≈|=)\s?)*$"
)
_OR_TWIN = re.compile(
    r",? (?:or|equivalent to|equal to|i\.e\.)(?: about| around| roughly| some)?\s$"
)
_OUT_OF = re.compile(
    r"\s(?:out of|of|in every|out of every|of every)(?: (?:the|its|their|all))?(?: total(?: of)?)?\s$"
)
_ROUND_WHOLES = frozenset(map(Decimal, (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 50, 100, 1000)))
_ALIKE = frozenset({Kind.RANK, Kind.MULTIPLE})
_LOWER = {Bound.GT, Bound.GE}
_UPPER = {Bound.LT, Bound.LE}


def join(low: str, found: list[Atom]) -> list[Atom]:
    """One pass from left to right; an atom that a neighbour takes up disappears."""
    out: list[Atom] = []
    for atom in found:
        if out and _merge(low, out[-1], atom):
            continue
        out.append(atom)
    return out


def _merge(low: str, first: Atom, second: Atom) -> bool:
    if first.kind is Kind.IDENTIFIER or second.kind is Kind.IDENTIFIER:
        return _identifier_chain(low, first, second)
    if first.high is not None or first.nominal is None or second.nominal is None:
        return False
    if not _ALIKE.isdisjoint({first.kind, second.kind}) and first.kind is not second.kind:
        return False
    gap = low[max(first.end, first.after) : second.hedge_start]
    if len(gap) > 40:
        return False
    bare = low[first.end : second.start]
    return (
        _double_bound(first, second, gap)
        or _range(low, first, second, bare)
        or _compound(first, second, bare)
        or _out_of(first, second, bare)
        or _twins(low, first, second)
    )


def _identifier_chain(low: str, first: Atom, second: Atom) -> bool:
    """Digits glued to an identifier by a hyphen or a dot belong to it ("A320-200")."""
    gap = low[first.end : second.start]
    if first.kind is Kind.IDENTIFIER and gap in {"-", ".", "/"} and second.found.digits:
        first.end = second.end
        return True
    return False


def _double_bound(first: Atom, second: Atom, gap: str) -> bool:
    """ "more than 20 and less than 35": one range with open ends."""
    if first.bound in _UPPER and second.bound in _LOWER:
        lower, upper = second, first
    elif first.bound in _LOWER and second.bound in _UPPER:
        lower, upper = first, second
    else:
        return False
    if not _BOTH.fullmatch(gap) or first.nominal is None or second.nominal is None:
        return False
    low_value, high_value = lower.nominal, upper.nominal
    if low_value is None or high_value is None or low_value >= high_value:
        return False
    if first.unit is not None and second.unit is not None and first.unit != second.unit:
        return False
    _take(first, second)
    first.found.magnitude = (low_value, high_value)
    first.found.bound = ("(" if lower.bound is Bound.GT else "[") + (
        ")" if upper.bound is Bound.LT else "]"
    )
    first.bound = Bound.RANGE
    return True


def _range(low: str, first: Atom, second: Atom, gap: str) -> bool:
    dash, to = _DASH.fullmatch(gap), _TO.fullmatch(gap)
    between = _AND.fullmatch(gap) and _BETWEEN.search(low, max(0, first.start - 32), first.start)
    if not (dash or to or between) or first.nominal is None or second.nominal is None:
        return False
    if second.bound in _LOWER and not between:
        return False
    if (first.whole or second.whole) and not between:
        return False
    if to and _is_change(low, first, second):
        return False
    if (
        to
        and _CHANGE_FROM.search(low, max(0, first.start - 80), first.start)
        and (low.startswith("from ", max(0, first.hedge_start - 5)))
    ):
        _share_unit(first, second)
        return False
    start = max(0, first.start - 40)
    if dash and not first.unit and not second.unit and _is_score(low, start, first, second):
        first.kind, first.end = Kind.IDENTIFIER, second.end
        return True
    if first.unit and second.unit and first.unit.dimension != second.unit.dimension:
        return False
    _share_unit(first, second)
    low_value, high_value = first.nominal, second.nominal
    if low_value is None or high_value is None or low_value >= high_value:
        return False
    if first.unit and second.unit and first.unit != second.unit:
        factor = second.unit.factor / first.unit.factor
        high_value = times(high_value, factor)
        if low_value >= high_value:
            return False
    _take(first, second)
    if between:
        match = re.search(r"between\b[^0-9]*$", low[max(0, first.start - 32) : first.start])
        first.hedge_start = max(0, first.start - 32) + (match.start() if match else 0)
    first.found.magnitude, first.found.bound = (low_value, high_value), "[]"
    first.bound = Bound.RANGE
    return True


_MOVED = re.compile(
    r"\b(?:up|down|r[io]se|risen|fell|fallen|grew|grown|gained|lost|jumped|climbed|dropped|increased|"
    r"decreased|declined|surged|soared|slid|slipped|tumbled|eased|advanced|by)\s+(?:by\s+)?$"
)


def _is_change(low: str, first: Atom, second: Atom) -> bool:
    """ "up 66 percent to 121 million": a change and a level, no range."""
    trailing = any(part.name == "unit" for part in first.parts)
    if trailing and second.unit is None:
        return True
    before = low[max(0, first.hedge_start - 24) : first.hedge_start]
    return first.unit is not None and _MOVED.search(before) is not None


def _is_score(low: str, start: int, first: Atom, second: Atom) -> bool:
    if first.nominal is None or second.nominal is None:
        return False
    if first.found.scaled:
        return False
    glued = second.start - first.end == 1
    if glued and first.nominal >= second.nominal:
        return True  # "747-400", "3-1"
    if not (first.nominal < 200 and second.nominal < 200):
        return False
    around = low[start : second.end + 30]
    return first.nominal >= second.nominal or bool(_SCORE.search(around))


def _share_unit(first: Atom, second: Atom) -> None:
    """Copy the scale and the unit written once: "from 3 to 5 million tonnes"."""
    one, two = first.found.numeral, second.found.numeral
    if one is None or two is None:
        return
    if second.found.scaled and not first.found.scaled and first.found.digits == second.found.digits:
        mantissa = EXACT.divide(two.value, _scale_of(second))
        if abs(one.value) <= abs(mantissa) or (
            first.found.digits
            and one.value < 1000 <= _scale_of(second)
            and one.value < mantissa * 10
        ):
            first.found.numeral = one.scaled(_scale_of(second))
    for have, lack in ((second, first), (first, second)):
        if lack.unit is None and have.unit is not None and lack.kind in {Kind.COUNT, Kind.SHARE}:
            lack.unit, lack.candidates, lack.codes = have.unit, have.candidates, have.codes
            lack.kind, lack.per = have.kind, lack.per or have.per
    if second.codes and not first.codes and second.kind is Kind.MONEY:
        first.codes = second.codes


def _scale_of(atom: Atom) -> Decimal:
    return atom.found.scale or Decimal(1)


def _take(first: Atom, second: Atom) -> None:
    first.end, first.after = second.end, second.after
    first.per = first.per or second.per
    first.high = second.found
    if first.unit is None:
        first.unit, first.candidates, first.codes = second.unit, second.candidates, second.codes
        first.kind = second.kind
    first.parts.extend(second.parts)


_INCHES = {("ft", "in"): Fraction(1, 12), ("lb", "oz"): Fraction(1, 16)}


def _compound(first: Atom, second: Atom, gap: str) -> bool:
    """ "5 ft 2 in", "13 dollars and 45 cents": one quantity in the larger unit."""
    if first.unit is None or second.unit is None or gap not in {" ", " and ", ", "}:
        return False
    if second.nominal is None or first.found.scaled or second.bound is not Bound.EXACT:
        return False
    pair = (first.unit.id, second.unit.id)
    if pair in _INCHES:
        factor = _INCHES[pair]
    elif first.kind is Kind.MONEY and second.unit.id == "cent" and first.unit.factor == 1:
        factor = Fraction(1, 100)
    else:
        return False
    add_values(first.found, times(second.nominal, factor))
    first.end = second.end
    first.parts.extend(second.parts)
    return True


def _out_of(first: Atom, second: Atom, gap: str) -> bool:
    """ "15 of 18", "3.4 out of 10": a share with its whole."""
    if first.unit is not None or first.kind is not Kind.COUNT or second.kind is not Kind.COUNT:
        return False
    exact = second.bound is Bound.EXACT or second.after
    if second.unit is not None or not exact:
        return False
    if not _OUT_OF.fullmatch(gap) and not (
        gap == " in " and first.bound is Bound.EXACT and second.nominal in _ROUND_WHOLES
    ):
        return False
    if first.nominal is None or second.nominal is None or second.nominal <= 0:
        return False
    if first.nominal > second.nominal or first.found.scaled != second.found.scaled:
        return False
    over = Fraction(first.nominal) / Fraction(second.nominal)
    first.found.numeral = from_fraction(over)
    first.whole, first.kind = second.nominal, Kind.SHARE
    first.parts.append(Part("whole", second.start, second.end))
    if second.after:
        first.bound, first.after = second.bound, second.after
    first.end = second.end
    return True


def _twins(low: str, first: Atom, second: Atom) -> bool:
    """Mark "LAK 39 billion (USD 1.7 million)" as one amount said twice; never joins."""
    gap = low[first.end : second.start]
    if first.unit is None or second.unit is None:
        return False
    closed = low[second.end : second.end + 40].find(")")
    opened = _TWIN.fullmatch(gap) is not None and 0 <= closed <= 25
    if not opened and _OR_TWIN.fullmatch(gap) is None:
        return False
    money = first.kind is Kind.MONEY and second.kind is Kind.MONEY and first.codes != second.codes
    same = first.kind is second.kind and first.kind is not Kind.MONEY and first.unit != second.unit
    if money or (same and first.unit.dimension == second.unit.dimension):
        first.twin, second.twin = (second.start, second.end), (first.start, first.end)
    return False


def range_interval(atom: Atom) -> Interval:
    """The interval of a joined range; the brackets stand in `found.bound`."""
    assert atom.found.magnitude is not None
    low, high = atom.found.magnitude
    brackets = atom.found.bound or "[]"
    return Interval(low, high, brackets[0] == "(", brackets[1] == ")")
