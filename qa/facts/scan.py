"""Finding numerals in folded text: digits, words, fractions, multiples, ranks, magnitudes.

Works on lower-cased folded text (see `fold`); every pattern is linear, and a surface longer than
any written number is passed over whole.
"""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re

from qa.facts import numbers
from qa.facts.found import Found
from qa.facts.fractions import POWER, TEN, apply_power, read_fraction, read_mark, read_scale
from qa.facts.spelled import read_word

_COUNTING = "|".join((*numbers.TENS, *list(numbers.UNITS)[1:], "zero"))


_STARTS = (
    rf"{_COUNTING}|hundreds?|thousands?|millions?|billions?|trillions?|lakhs?|crores?|dozens?|tens"
    r"|half|halves|quarter|majority|most(?= of )|several|few|couple|twice|thrice"
    rf"|{'|'.join(numbers.ORDINALS)}"
    r"|doubl(?:ed|es|ing)|tripl(?:ed|es|ing)|trebl(?:ed|es|ing)|quadrupl(?:ed|es|ing)"
    r"|halv(?:ed|es|ing)|(?:two|three|four|five|six|seven|eight|ten|hundred)-?fold"
)


_BLOB = r"[0-9]+(?:[.,'\u00a0][0-9]+| [0-9]{3}(?![0-9]))*"


START = re.compile(
    rf"(?P<d>{_BLOB})|(?P<f>[½¼¾⅓⅔⅕⅖⅗⅘⅛⅜⅝⅞])|(?<![a-z0-9_])(?P<w>{_STARTS})(?![a-z0-9_])"
)


#: The same without number words, for texts that have none.
START_DIGITS = re.compile(rf"(?P<d>{_BLOB})|(?P<f>[½¼¾⅓⅔⅕⅖⅗⅘⅛⅜⅝⅞])(?P<w>$^)?")


DIGIT = re.compile(r"[0-9½¼¾⅓⅔⅕⅖⅗⅘⅛⅜⅝⅞]")


#: First letters (four at most) of every word that may begin a numeral.
HEADS = frozenset(
    word[:4]
    for word in (
        *numbers.TENS, *list(numbers.UNITS)[1:], "zero", *numbers.PLURAL_SCALES, *numbers.SCALES,
        "dozen", "most", "half", "halves", "quarter", "majority", "several", "few", "couple", "twice",
        "thrice", *numbers.ORDINALS, "doubled", "doubling", "tripled", "trebled", "quadrupled",
        "halved", "halving", "twofold", "threefold", "tenfold", "hundredfold",
    )
)  # fmt: skip


_ORDINAL_TAIL = re.compile(r"(?:st|nd|rd|th)(?![a-z])")


def read_numeral(low: str, text: str, match: re.Match[str], *, money: bool) -> Found | None:
    """The numeral that begins at a `START` match; an identifier comes with kind "identifier"."""
    if match["w"]:
        return read_word(low, match)
    if match["f"]:
        return _unicode_fraction(low, match)
    return _digits(low, text, match, money)


def _digits(low: str, text: str, match: re.Match[str], money: bool) -> Found:
    start, end = match.span()
    blob = match.group()
    if " " in blob and (
        numbers.parse_digits(blob) is None or low[max(0, start - 1) : start] == "-"
    ):
        blob = blob.partition(" ")[0]
        end = start + len(blob)
    numeral = numbers.parse_digits(blob)
    if numeral is None and "," in blob and len(blob) < numbers.MAX_SURFACE:
        head = blob.partition(",")[0]
        if all(part.isdigit() for part in blob.split(",")) and (
            numeral := numbers.parse_digits(head)
        ):
            end = start + len(head)  # "27,2025" and "1,2,3" are separate numbers
    if numeral is None or (numeral.value == 0 and len(blob) > 1 and "." not in blob):
        return Found(start, end, None, "identifier", end)
    found = Found(start, end, numeral, "", end, digits=True)
    if (power := (TEN if blob == "10" else POWER).match(low, end)) is not None:
        return apply_power(found, power)
    if (ordinal := _ORDINAL_TAIL.match(low, end)) is not None:
        found.kind, found.end, found.mantissa_end = "ordinal", ordinal.end(), ordinal.end()
        return found
    if read_mark(low, found) if "." in blob else read_fraction(low, found):
        return found
    read_scale(low, text, found, money)
    return found


def _unicode_fraction(low: str, match: re.Match[str]) -> Found:
    numeral = numbers.from_fraction(numbers.UNICODE_FRACTIONS[match.group()])
    found = Found(match.start(), match.end(), numeral, "share", match.end())
    read_scale(low, low, found, False)
    return found
