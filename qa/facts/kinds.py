"""What kind of number it is when its unit does not say: rank, share, multiple, count."""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from decimal import Decimal

from qa.facts import numbers
from qa.facts.atom import Atom
from qa.facts.bounding import read_hedge
from qa.facts.found import Found
from qa.facts.hedges import Bound
from qa.facts.quantity import DIMENSION_KINDS, Kind, Part

_RANK = re.compile(
    r"(?:ranks?|ranked|ranking|placed?|finished|came|positioned|stood)(?: at| as| in)?(?: the| number"
    r"| no\.?)? $"
)


_SUPERLATIVE = re.compile(
    r"[- ](?:largest|biggest|highest|lowest|smallest|most|busiest|longest|tallest|richest|poorest|"
    r"oldest|leading|fastest|best|worst|top|greatest|main|major|ranked|largest-)\b"
)


_COMPARED_RANK = re.compile(r"(?:between the|than the|between the [a-z0-9]+ and the) $")


_RANK_AFTER = re.compile(r"(?: place| position| rank)\b")


def ranked_atom(low: str, found: Found) -> Atom | None:
    """An ordinal that ranks something; "first" and "third" elsewhere are no quantities."""
    if not (
        _SUPERLATIVE.match(low, found.end)
        or _RANK.search(low, max(0, found.start - 30), found.start)
        or _RANK_AFTER.match(low, found.end)
        or _COMPARED_RANK.search(low, max(0, found.start - 48), found.start)
    ):
        return None
    atom = Atom(found.start, found.end, found, found.start, kind=Kind.RANK)
    atom.parts.append(Part("mantissa", found.start, found.end))
    read_hedge(low, atom, 0)
    return atom


def settle_kind(low: str, atom: Atom) -> None:
    found = atom.found
    if atom.unit is not None and atom.kind is not Kind.MONEY:
        atom.kind = DIMENSION_KINDS[atom.unit.dimension]
    elif found.kind == "multiple":
        atom.kind = Kind.MULTIPLE
    elif found.kind == "share" and atom.unit is None:
        atom.kind, atom.whole = Kind.SHARE, found.whole
    elif atom.unit is None:
        if _RANK.search(low, max(0, atom.start - 30), atom.start) and found.digits:
            atom.kind = Kind.RANK
        elif _is_among(low, atom):
            atom.kind, atom.bound = Kind.RANK, Bound.LE
        else:
            _dotted_thousands(low, atom)
            _times(low, atom)


_AMONG = re.compile(r"\b(?:among|one of|in|within)(?: \w+['’]?s?)? (?:the |its |their )?(?:top )?$")


def _is_among(low: str, atom: Atom) -> bool:
    """ "among the ten largest", "in the top 10": a rank of at most that."""
    before = low[max(0, atom.start - 30) : atom.start]
    if before.endswith("top "):
        return True
    return _SUPERLATIVE.match(low, atom.end) is not None and _AMONG.search(before) is not None


_DOTTED = re.compile(r"[0-9]{1,3}\.000")


def _dotted_thousands(low: str, atom: Atom) -> None:
    """ "550.000 residents": nobody counts to three zero decimals, so the dot groups thousands."""
    found = atom.found
    if found.digits and found.numeral and _DOTTED.fullmatch(low, found.start, found.end):
        found.numeral = found.numeral.scaled(Decimal(1000))
        atom.found.numeral = numbers.Numeral(
            found.numeral.value, Decimal(1), max(found.numeral.round_unit, Decimal(1000))
        )


_TIMES = re.compile(
    r"[ -](?P<times>times|fold)\b(?P<than>(?: as)? (?:more|higher|larger|greater|bigger|the|as|less|"
    r"that|its|what)\b)?"
)


def _times(low: str, atom: Atom) -> None:
    """ "three times more" is a multiple; "called 3 times" is a count."""
    match = _TIMES.match(low, atom.end)
    if match is not None and (match["than"] or match["times"] == "fold"):
        atom.kind = Kind.MULTIPLE
        atom.parts.append(Part("unit", match.start("times"), match.end("times")))
        atom.end = match.end("times")
