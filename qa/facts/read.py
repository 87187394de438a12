"""Reading every quantity of a text, with offsets: the entrance of `qa.facts`.

Example, with the document's date 2025-08-29:
`read_quantities("exported goods worth USD 121.16 million in the first half of this year")` gives one
money quantity of 121160000 USD, step 10000, with the period [2025-01-01, 2025-07-01).
"""

# ruff: noqa: E501, SIM905 - patterns stay on one line and word lists read as text
from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal

from qa.facts import atoms, date_patterns, dates, fold, hedges, identifiers, join, roles, scan
from qa.facts.atom import Atom
from qa.facts.hedges import Bound
from qa.facts.interval import ZERO, Interval
from qa.facts.numbers import Numeral
from qa.facts.periods import Period, PeriodMention
from qa.facts.quantity import Direction, Kind, Modality, Part, Quantity, Role
from qa.facts.timing import period_for, sentence_starts, start_of

_WORD = re.compile(r"[a-z]+")


_NOUN = re.compile(r"[ \u00a0-](?:(?:of|in) (?!all\b))?((?:[a-z][a-z'-]* ){0,3}[a-z][a-z'-]*)")


_STOP = frozenset(
    "in of to and or for from by at on with as was were is are has have had that which who this the "
    "a an its their last per during over under since before after between than but while when if "
    "worth according will would could can may it he she they we not also compared up down more less "
    "each every were across including along because where among against into through about around".split()
)


_OF = re.compile(r" (?:share )?of (?P<of>(?:[a-z0-9'-]+ ){0,5}[a-z0-9'-]+)")


_RESPECTIVELY = re.compile(r",? respectively\b")


def read_quantities(
    text: str, *, anchor: dt.date | None = None, start: int = 0
) -> tuple[Quantity, ...]:
    """Every quantity and date of `text`, left to right, without overlap.

    `anchor` is the document's date, against which "this year" is resolved; `start` is added to
    every offset (for a text that is a slice of a document). Never raises on any text.
    """
    folded = fold.fold(text)
    low = fold.lower(folded)
    heads = {word[:4] for word in _WORD.findall(low)}
    words = not scan.HEADS.isdisjoint(heads)
    digits = scan.DIGIT.search(low) is not None
    mentions: tuple[PeriodMention, ...] = ()
    if date_patterns.may_mention(low, heads):
        mentions = dates.find_periods(low, anchor)
    elif not (words or digits):
        return ()
    found: list[Atom] = []
    if words or digits:
        taken = sorted([*identifiers.masked(low), *((m.start, m.end) for m in mentions)])
        found = join.join(low, atoms.find_atoms(low, folded, taken, words=words))
    out = _assemble(_Reading(text, low, mentions, start), found, heads)
    return tuple(shifted(quantity, start) for quantity in out) if start else tuple(out)


@dataclass(slots=True)
class _Reading:
    """The text being read: as written, in lower case, and the periods it mentions."""

    text: str
    low: str
    mentions: tuple[PeriodMention, ...]
    shift: int


def _assemble(reading: _Reading, found: list[Atom], heads: set[str]) -> list[Quantity]:
    low = reading.low
    starts = sentence_starts(reading.text) if found else [0]
    changes = [] if roles.CHANGE_HEADS.isdisjoint(heads) else roles.find_changes(low)
    modal = not roles.MODAL_HEADS.isdisjoint(heads) or bool(roles.MODAL_FORMS.search(low))
    out: list[Quantity] = []
    for atom in found:
        place = bisect_right(starts, atom.start)
        end = starts[place] if place < len(starts) else len(low)
        sentence = (starts[place - 1], end)
        compared = atom.kind is not Kind.IDENTIFIER and atom.bound is not Bound.VAGUE
        role, direction = Role.LEVEL, Direction.NONE
        modality = Modality.REPORTED
        if compared:
            role, direction = _role(low, atom, changes)
            if modal:
                modality = roles.modality_at(low, atom.hedge_start, sentence[0])
                if roles.is_denied_behind(low, atom.end, sentence[1]):
                    modality = Modality.NEGATED
                if modality is Modality.PERMITTED_OR_CAPACITY and role is Role.LEVEL:
                    role = Role.CAPACITY
        period = period_for(low, atom, reading.mentions, sentence) if reading.mentions else None
        out.append(_quantity(reading, atom, (role, direction, modality, period)))
    if reading.mentions:
        out.extend(_date(reading.text, mention) for mention in reading.mentions)
        out.sort(key=start_of)
    if "respectively" in low:
        out = _respectively(low, out, reading.mentions)
    return out


_RATES = frozenset({Kind.PERCENT, Kind.PERCENTAGE_POINT, Kind.BASIS_POINT, Kind.SHARE})


def _role(low: str, atom: Atom, changes: list[re.Match[str]]) -> tuple[Role, Direction]:
    is_rate = atom.kind in _RATES
    if atom.kind is Kind.MULTIPLE and atom.found.kind == "multiple":
        down = low.startswith("halv", atom.start)
        return Role.CHANGE_BY, Direction.DOWN if down else Direction.UP
    role = (Role.LEVEL, Direction.NONE)
    if changes:
        span = (atom.hedge_start, max(atom.end, atom.after))
        role = roles.role_at(low, changes, span, is_rate=is_rate)
    if is_rate and role[0] is Role.LEVEL and roles.share_follows(low, atom.end):
        return Role.SHARE_OF, Direction.NONE
    return role


def _quantity(
    reading: _Reading, atom: Atom, placed: tuple[Role, Direction, Modality, Period | None]
) -> Quantity:
    numeral = atom.found.numeral or _NOTHING
    interval, usual, bound = _interval(atom, numeral)
    kind, low = atom.kind, reading.low
    money = kind is Kind.MONEY
    return Quantity(
        atom.start, atom.end, reading.text[atom.start : atom.end], kind,
        None if atom.found.magnitude else atom.nominal, interval, bound, usual,
        numeral.step, numeral.round_unit, atom.unit, atom.candidates,
        atom.codes[0] if money and atom.codes else None, atom.codes if money else (), atom.per,
        _noun(low, max(atom.end, atom.after)) if kind in {Kind.COUNT, Kind.SHARE} else "",
        _of(low, atom.end) if kind in {Kind.PERCENT, Kind.SHARE} else "",
        atom.whole, *placed, tuple(atom.parts), atom.twin,
    )  # fmt: skip


_NOTHING = Numeral(ZERO, Decimal(1), Decimal(1))


_ANYTHING = Interval(None, None)


def _interval(atom: Atom, numeral: Numeral) -> tuple[Interval, Interval | None, Bound]:
    found = atom.found
    if atom.kind is Kind.IDENTIFIER or atom.bound is Bound.VAGUE:
        return _ANYTHING, None, atom.bound
    if found.magnitude is not None:
        if atom.bound is Bound.RANGE:
            return join.range_interval(atom), None, Bound.RANGE
        low, high = found.magnitude
        if found.kind == "share":  # a majority
            return Interval(low, high, low_open=True), None, Bound.MAGNITUDE
        return Interval(low, high, high_open=True), None, Bound.MAGNITUDE
    if atom.bound is Bound.EXACT:
        return Interval(numeral.value, numeral.value), None, Bound.EXACT
    interval, usual = hedges.bound_interval(atom.bound, numeral)
    return interval, usual, atom.bound


def _noun(low: str, end: int) -> str:
    """The counted thing after a number: "29 products across" gives "products"."""
    match = _NOUN.match(low, end)
    if match is None:
        return ""
    words: list[str] = []
    for word in match.group(1).split():
        if word in _STOP:
            break
        words.append(word)
    return " ".join(words)


def _of(low: str, end: int) -> str:
    match = _OF.match(low, end)
    return match["of"] if match else ""


def _date(text: str, mention: PeriodMention) -> Quantity:
    return Quantity(
        mention.start, mention.end, text[mention.start : mention.end], Kind.DATE, None,
        _ANYTHING, period=mention.period,
    )  # fmt: skip


def _respectively(
    low: str, quantities: list[Quantity], mentions: tuple[PeriodMention, ...]
) -> list[Quantity]:
    """Pair numbers with periods in order: "5 and 7 tonnes in 2020 and 2021, respectively"."""
    word = _RESPECTIVELY.search(low)
    if word is None:
        return quantities
    said = [m for m in mentions if m.end <= word.end() + 60 and m.period.dates]
    numbers = [i for i, q in enumerate(quantities) if q.is_compared and q.start < word.start()]
    _share_units(quantities, numbers)
    if len(said) < 2 or len(said) != len(numbers):
        return quantities
    for index, mention in zip(numbers, said, strict=True):
        quantities[index] = replace(quantities[index], period=mention.period)
    return quantities


def _share_units(quantities: list[Quantity], numbers: list[int]) -> None:
    """In a "respectively" list the unit written once, at the end, belongs to every number."""
    last = quantities[numbers[-1]] if numbers else None
    if last is None or last.unit is None:
        return
    for index in numbers[:-1]:
        if quantities[index].unit is None and quantities[index].kind is Kind.COUNT:
            quantities[index] = replace(
                quantities[index], unit=last.unit, candidates=last.candidates, kind=last.kind,
                currency=last.currency, currencies=last.currencies,
            )  # fmt: skip


def shifted(quantity: Quantity, shift: int) -> Quantity:
    parts = tuple(Part(p.name, p.start + shift, p.end + shift) for p in quantity.parts)
    twin = quantity.equivalent_to
    return replace(
        quantity, start=quantity.start + shift, end=quantity.end + shift, parts=parts,
        equivalent_to=(twin[0] + shift, twin[1] + shift) if twin else None,
    )  # fmt: skip
