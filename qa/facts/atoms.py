"""Atoms: a numeral with its currency, unit, hedge and sign, before neighbours are joined."""

from __future__ import annotations

import re
from decimal import Decimal

from qa.facts import currencies, numbers, scan, tail, units
from qa.facts.atom import Atom, add_values
from qa.facts.bounding import read_hedge
from qa.facts.found import Found
from qa.facts.hedges import Bound
from qa.facts.identifiers import is_identifier
from qa.facts.interval import EXACT
from qa.facts.kinds import ranked_atom, settle_kind
from qa.facts.prefixes import MILLION, MILLION_CODES, currency_before
from qa.facts.quantity import Kind, Part


def find_atoms(
    low: str, text: str, taken: list[tuple[int, int]], *, words: bool = True
) -> list[Atom]:
    """Every numeral outside the `taken` spans (in order), with what stands directly around it.

    `words` false says that the text has no number words, which saves looking for them.
    """
    pattern = scan.START if words else scan.START_DIGITS
    atoms: list[Atom] = []
    position, index, floor = 0, 0, 0
    while match := pattern.search(low, position):
        start, end = match.span()
        while index < len(taken) and taken[index][1] <= start:
            floor = max(floor, taken[index][1])
            index += 1
        if index < len(taken) and taken[index][0] < end:
            position = max(taken[index][1], start + 1)
            continue
        before = currency_before(low, text, start)
        if before is not None and before[0] < floor:
            before = None  # it is the unit of the number before
        found = scan.read_numeral(low, text, match, money=before is not None)
        atom = _atom(low, text, found, (before, floor)) if found is not None else None
        position = max(end, found.end if found else 0, atom.end if atom else 0)
        if atom is not None:
            atoms.append(atom)
            floor = atom.end
    return atoms


def _atom(
    low: str, text: str, found: Found, context: tuple[tuple[int, str] | None, int]
) -> Atom | None:
    """The numeral with its surroundings; `context` is the currency before it and where the last
    atom ended, left of which no hedge is looked for."""
    before, floor = context
    if found.kind == "ordinal":
        return ranked_atom(low, found)
    atom = Atom(found.start, found.end, found, found.start)
    if found.kind == "identifier":
        atom.kind = Kind.IDENTIFIER
        return atom
    if found.kind == "vague":
        atom.bound = Bound.VAGUE
        _read_unit(low, text, atom)
        return atom
    if before is None and found.digits and is_identifier(low, text, found):
        atom.kind = Kind.IDENTIFIER
        return atom
    atom.parts.append(Part("mantissa", found.start, found.mantissa_end or found.end))
    if found.scaled:
        atom.parts.append(Part("scale", found.mantissa_end, found.end))
    if before is not None and (found.digits or before[1] != "sen"):
        _set_currency(atom, before)
    _read_sign(low, atom, before)
    _read_unit(low, text, atom)
    read_hedge(low, atom, floor)
    if found.kind == "one" and not _one_counts(low, atom):
        return None
    settle_kind(low, atom)
    if atom.kind is Kind.COUNT and low.startswith("the two ", max(0, atom.start - 4)):
        return None  # "the two countries" points back; it does not count
    return atom


_ONE_IN = re.compile(r" in (?:[0-9]{1,3}|two|three|four|five|six|seven|eight|nine|ten|twenty)\b")


def _one_counts(low: str, atom: Atom) -> bool:
    """ "one" is a quantity with a unit, a bound or a scale; "one of" and "no one" are not."""
    if _ONE_IN.match(low, atom.end):
        return True
    return (
        bool(atom.candidates or atom.bound is not Bound.EXACT)
        and low[atom.end : atom.end + 4] != " of "
    )


def _set_currency(atom: Atom, before: tuple[int, str]) -> None:
    begin, name = before
    found = currencies.currency_candidates(name.replace(" $", "$") if name != "u.s. $" else "us$")
    if found is None:
        return
    atom.codes, atom.unit = found
    atom.candidates = (atom.unit,)
    atom.kind = Kind.MONEY
    atom.start = atom.hedge_start = begin
    atom.parts.append(Part("currency", begin, begin + len(name)))
    if name in MILLION_CODES and atom.found.numeral:
        atom.found.numeral = atom.found.numeral.scaled(MILLION)


def _read_sign(low: str, atom: Atom, currency: tuple[int, str] | None) -> None:
    """Turn the number when a minus of any kind, "minus" or "negative" stands before it."""
    found = atom.found
    if found.numeral is None:
        return
    if currency is not None and low[found.start - 1] in "-−":
        found.numeral = found.numeral.negated()
        return
    start = atom.start
    sign = low[start - 1 : start] if start else ""
    word = ""
    if sign == " ":
        word = low[max(0, start - 10) : start - 1].rpartition(" ")[2]
    if word in {"minus", "negative"}:
        atom.start = atom.hedge_start = start - len(word) - 1
        found.numeral = found.numeral.negated()
    elif sign == "−" or (sign in {"-", "–"} and _is_minus(low, atom)):
        atom.start = atom.hedge_start = start - 1
        found.numeral = found.numeral.negated()


def _is_minus(low: str, atom: Atom) -> bool:
    """Whether the dash before a number is its sign: after a blank or an opening, before a digit."""
    before = low[max(0, atom.start - 3) : atom.start - 1]
    if not (atom.found.digits or atom.codes):
        return False
    return (
        not before
        or before[-1] in "(=<>[/"
        or ((before[-1] == " " and not before[0].isdigit()) or before == " ")
    )


_NEXT_AMOUNT = re.compile(r"\s?[0-9]")


def _read_unit(low: str, text: str, atom: Atom) -> None:
    found = atom.found
    size = int(abs(found.numeral.value)) if found.numeral else 0
    read = tail.read_tail(low, text, atom.end, size=size)
    per_from = atom.end
    if atom.kind is Kind.MONEY and read is not None and not set(read.codes) & set(atom.codes):
        read = None  # "USD 5 m"; "$10 dollars" says it twice
    if atom.kind is Kind.MONEY and read is not None and _NEXT_AMOUNT.match(low, read.end):
        read = None  # "$20 $30": the sign belongs to what follows
    if read is not None:
        _take_unit(atom, read, low)
        per_from = atom.end
    if (atom.unit is not None or found.digits or found.scaled) and per_from < len(low):
        _read_per(low, atom, per_from)


def _take_unit(atom: Atom, read: tail.Tail, low: str) -> None:
    found = atom.found
    units_read = read.candidates
    mass = [unit for unit in units_read if unit.dimension != "money"]
    if read.codes and mass:  # pounds
        weighs = re.search(
            r"\b(?:weigh\w*|mass|heavy|kg|kilograms?|ounces?|baby|fat|meat|catch|body)\b",
            low[max(0, read.start - 100) : read.end + 60],
        )
        if weighs or not (found.scaled and found.numeral and found.numeral.value >= 10**6):
            units_read = (*mass, *(unit for unit in units_read if unit.dimension == "money"))
        else:
            units_read = (*(unit for unit in units_read if unit.dimension == "money"), *mass)
    if units_read[0].dimension == "money":
        atom.kind = Kind.MONEY
    if not (atom.codes and read.codes):
        atom.unit, atom.candidates = units_read[0], units_read
    if read.codes and not atom.codes:
        atom.codes = read.codes
    atom.parts.append(Part("unit", read.start, read.end))
    atom.end = read.end
    _after_unit(low, atom, low[read.start : read.end])


_LATE_SCALE = re.compile(r" (thousand|million|mln|billion|bln|trillion|crore|lakh)(?![a-z])")


_INCHES = re.compile(r" (?:and )?([0-9]{1,2}(?:\.[0-9]{1,3})?) ?in(?![a-z])(?! (?:the|a|[0-9]))")


_WARM = re.compile(r"\b(?:temperatures?|hot|cold|heat|weather|celsius|warm|fever)\b")


def _after_unit(low: str, atom: Atom, name: str) -> None:
    """What a unit may still bring: "75 USD million", "30 MUSD", "5 ft 2 in", "24 degrees"."""
    found = atom.found
    if atom.kind is Kind.MONEY and found.numeral is not None and not found.scaled:
        late = _LATE_SCALE.match(low, atom.end)
        if name in MILLION_CODES:
            found.numeral, found.scaled = found.numeral.scaled(MILLION), True
        elif late is not None:
            scale = numbers.SUFFIXES[late[1]]
            found.numeral, found.scaled = found.numeral.scaled(scale), True
            atom.parts.append(Part("scale", late.start(1), late.end(1)))
            atom.end = late.end()
    elif atom.unit is not None and atom.unit.id == "ft":
        inches = _INCHES.match(low, atom.end)
        if inches is not None:
            add_values(found, EXACT.divide(Decimal(inches[1]), Decimal(12)))
            atom.end = inches.end()
    elif (
        atom.unit is not None
        and atom.unit.id == "deg"
        and _WARM.search(low, max(0, atom.start - 80), atom.end + 40)
    ):
        atom.candidates = (units.unit_by_id("degC"), units.unit_by_id("degF"))
        atom.unit = atom.candidates[0]


def _read_per(low: str, atom: Atom, start: int) -> None:
    read = tail.read_per(low, start)
    if read is None:
        if atom.unit is not None and atom.unit.dimension not in {"percent", "duration", "calendar"}:
            atom.per = tail.read_later_per(low, start)
        return
    what, end = read
    fast = tail.speed(atom.unit, what) if atom.unit else None
    atom.parts.append(Part("per", start, end))
    if fast is not None:
        atom.unit, atom.candidates = fast, (fast,)
        atom.end = end
    else:
        atom.per = what


_ARTICLE = re.compile(r"\b(?:a|an|the|another|of)\s+$")
