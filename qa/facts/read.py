"""Reading every quantity of a text, with offsets: the entrance of `qa.facts`.

Example, with the document's date 2025-08-29:
`read_quantities("exported goods worth USD 121.16 million in the first half of this year")` gives one
money quantity of 121160000 USD, step 10000, with the period [2025-01-01, 2025-07-01).
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter

from qa.facts import atoms, dates, fold, hedges, join, roles, scan
from qa.facts.atoms import Atom
from qa.facts.hedges import Bound
from qa.facts.interval import ZERO, Interval
from qa.facts.numbers import UNITS, Numeral
from qa.facts.periods import Grain, Period, PeriodMention, as_context
from qa.facts.quantity import Direction, Kind, Modality, Part, Quantity, Role

_BREAK = re.compile(r"[.!?][\"”)]?\s{1,9}(?=[\"“(]?[A-Z0-9])|\n(?=\s{0,9}[A-Z0-9\"“(\n])")
_WORD = re.compile(r"[a-z]+")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|vs|approx|Co|Corp|Inc|Ltd|U\.S|Rs|Jan|Feb|"
                           r"Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.$")  # fmt: skip
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
    if dates.may_mention(low, heads):
        mentions = dates.find_periods(low, anchor)
    elif not (words or digits):
        return ()
    found: list[Atom] = []
    if words or digits:
        taken = sorted([*atoms.masked(low), *((m.start, m.end) for m in mentions)])
        found = join.join(low, atoms.find_atoms(low, folded, taken, words=words))
    out = _assemble(_Reading(text, low, mentions, start), found, heads)
    return tuple(shifted(quantity, start) for quantity in out) if start else tuple(out)


def sentence_starts(text: str) -> list[int]:
    """Where each sentence of `text` begins; the first is 0."""
    starts = [0]
    for match in _BREAK.finditer(text):
        before = text[max(0, match.start() - 8) : match.start() + 1]
        if match.group()[0] != "\n" and _ABBREVIATION.search(before):
            continue
        starts.append(match.end())
    return starts


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
    modal = not roles.MODAL_HEADS.isdisjoint(heads)
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
                if modality is Modality.PERMITTED_OR_CAPACITY and role is Role.LEVEL:
                    role = Role.CAPACITY
        period = _period_for(low, atom, reading.mentions, sentence) if reading.mentions else None
        out.append(_quantity(reading, atom, (role, direction, modality, period)))
    if reading.mentions:
        out.extend(_date(reading.text, mention) for mention in reading.mentions)
        out.sort(key=_start_of)
    if "respectively" in low:
        out = _respectively(low, out, reading.mentions)
    return out


_start_of = attrgetter("start")
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


_COMMA_CLAUSE = re.compile(
    r"[,;:] (?:with|which|who|where|and|but|while|as|after|according|\w+ing)\b|; "
)
_BETWEEN_CLAUSES = re.compile(r"[;:]|, (?:and|but|while|whereas)\b|\b(?:while|whereas|but)\b")


#: Mentions looked at on each side of a number, and characters they may be away in its sentence.
_MENTIONS, _REACH = 12, 500


def _period_for(
    low: str, atom: Atom, mentions: tuple[PeriodMention, ...], sentence: tuple[int, int]
) -> Period | None:
    """The period of a number: the nearest in its clause, else in its sentence, else before it."""
    best: tuple[int, PeriodMention] | None = None
    earlier: list[PeriodMention] = []
    place = bisect_right(mentions, atom.start, key=_start_of)
    for mention in mentions[max(0, place - _MENTIONS) : place + _MENTIONS]:
        if mention.period.comparison or mention.period.relation == "base":
            continue
        if mention.end <= sentence[0]:
            if mention.period.dates and not mention.period.relation:
                earlier.append(mention)
            continue
        if mention.start >= sentence[1] or mention.start - atom.end > _REACH:
            break
        if atom.start - mention.end > _REACH:
            continue
        if mention.start >= atom.end and _COMMA_CLAUSE.search(low, atom.end, mention.start):
            continue
        if mention.end <= atom.start and _is_aside(low, sentence[0], mention, atom):
            continue
        cost = _distance(low, atom, mention)
        if best is None or cost < best[0]:
            best = (cost, mention)
    if best is not None:
        return best[1].period
    return _carried(low, sentence, earlier) if earlier else None


_ANAPHOR = re.compile(
    r"\b(?:the|this|that|these|those) (?:same )?(?:(?P<count>two|three|four|five|six|nine|ten|twelve|[0-9]{1,2})"
    r"[- ]months?|(?:same )?(?P<kind>period|quarter|half|year|month))\b"
)
PRONOUN = re.compile(
    r"\W*(?:(?:in|by|last|this|over|during|since|then|also|and|but|of)\b[^.,;]{0,28}?,? )?"
    r"(?:it|they|that|this|these|those|both|its|their)\b(?! (?:year|month|week|quarter))"
)


def _carried(low: str, sentence: tuple[int, int], earlier: list[PeriodMention]) -> Period | None:
    """The time of a sentence that says none: what it points back to, else that of the text before."""
    pointed = _ANAPHOR.search(low, *sentence)
    if pointed is not None and pointed["count"]:
        word = pointed["count"]
        months = UNITS.get(word) or int(word)
        for mention in reversed(earlier):
            if mention.period.dates and _months(mention.period.dates) == months:
                return mention.period
    long = [m for m in earlier if m.period.grain not in {Grain.DAY, Grain.WEEK}]
    if not long:
        return None
    if pointed is not None and pointed["kind"] == "period":
        return long[-1].period
    near = _BREAK.search(low, long[-1].end, sentence[0]) is None or sentence[0] - long[-1].end < 160
    if near and PRONOUN.match(low, sentence[0]):
        return long[-1].period
    return as_context(long[-1].period)


def _months(days: tuple[dt.date, dt.date]) -> int:
    return (days[1].year - days[0].year) * 12 + days[1].month - days[0].month


_COMMA_CLAUSE = re.compile(
    r"[,;:] (?:with|which|who|where|and|but|while|as|after|according|\w+ing)\b|; "
)
_BETWEEN_CLAUSES = re.compile(r"[;:]|, (?:and|but|while|whereas)\b|\b(?:while|whereas|but)\b")


def _is_aside(low: str, begin: int, mention: PeriodMention, atom: Atom) -> bool:
    """Whether the mention stands between commas that shut the number out: ", built in 1934, "."""
    if ", " not in low[mention.end : atom.start]:
        return False
    _, comma, lead = low[begin : mention.start].rpartition(", ")
    return bool(comma) and _ADVERBIAL.fullmatch(lead) is None


_ADVERBIAL = re.compile(
    r"\s*(?:(?:as of|as at|in|on|by|since|during|for|at|over|until|and|but|the|that) )*"
)


def _distance(low: str, atom: Atom, mention: PeriodMention) -> int:
    """Characters between, plus a toll for each clause and each number that stands between."""
    if mention.start >= atom.end:
        between = low[atom.end : mention.start]
        toll = 0
    else:
        between = low[mention.end : atom.hedge_start]
        toll = 6
    clauses = len(_BETWEEN_CLAUSES.findall(between))
    numbers = 1 if re.search(r"[0-9]", between) else 0
    return len(between) + toll + 60 * clauses + 25 * numbers


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
