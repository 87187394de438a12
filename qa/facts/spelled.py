"""Numerals in words: counts, parts, multiples, magnitudes."""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from qa.facts import numbers
from qa.facts.found import Found, plain_numeral
from qa.facts.fractions import SCALE, read_scale
from qa.facts.interval import EXACT
from qa.facts.numbers import Numeral

_TOKEN = re.compile(r"[a-z]+")


_NUMERIC = {*numbers.UNITS, *numbers.TENS, *numbers.SCALES, "and"}


_MULTIPLES = {
    "doubl": Decimal(2), "tripl": Decimal(3), "trebl": Decimal(3), "quadrupl": Decimal(4),
    "halv": Decimal("0.5"), "twice": Decimal(2), "thrice": Decimal(3),
}  # fmt: skip


def read_word(low: str, match: re.Match[str]) -> Found | None:
    start, word = match.start(), match["w"]
    for stem, factor in _MULTIPLES.items():
        if word.startswith(stem):
            return Found(start, match.end(), plain_numeral(factor), "multiple", match.end())
    if word.endswith("fold"):
        number = numbers.UNITS.get(word.removesuffix("fold").rstrip("-"), 100)
        return Found(start, match.end(), plain_numeral(Decimal(number)), "multiple", match.end())
    if word in numbers.PLURAL_SCALES:
        return _magnitude(low, match)
    if word in {"several", "few", "couple"}:
        return _vague(low, match)
    if word == "most":
        found = Found(start, match.end(), None, "share", match.end())
        found.magnitude = (Decimal("0.5"), Decimal(1))
        return None if low.startswith("the ", max(0, start - 4)) else found
    if word == "majority":
        return _majority(low, match)
    if word in numbers.ORDINALS or word in {"half", "halves", "quarter"}:
        part = _part(low, match) if word in numbers.DENOMINATORS else None
        return part or _ordinal(match)
    return _number_words(low, match)


def _article(low: str, start: int) -> int:
    """Where the numeral begins when "a" or "an" stands before it, else -1."""
    if low[max(0, start - 2) : start] == "a " and not low[max(0, start - 3) : start - 2].isalnum():
        return start - 2
    if low[max(0, start - 3) : start] == "an " and not low[max(0, start - 4) : start - 3].isalnum():
        return start - 3
    if low[max(0, start - 4) : start] == "one ":
        return start - 4
    return -1


_OF_SCALES = re.compile(r" of (?P<scale>thousands|millions|billions|trillions|lakhs|crores)\b")


def _magnitude(low: str, match: re.Match[str]) -> Found | None:
    """ "dozens", "hundreds of millions": at least two of them, below a hundred."""
    unit = numbers.PLURAL_SCALES[match["w"]]
    end = match.end()
    if low[end : end + 4] != " of " or low[end + 4 : end + 8] == "the ":
        return None
    more = _OF_SCALES.match(low, end)
    if more is not None:
        unit, end = EXACT.multiply(unit, numbers.PLURAL_SCALES[more["scale"]]), more.end()
    low_end, high_end = EXACT.multiply(unit, Decimal(2)), EXACT.multiply(unit, Decimal(100))
    return Found(match.start(), end, None, "magnitude", end, magnitude=(low_end, high_end))


def _vague(low: str, match: re.Match[str]) -> Found | None:
    start = match.start()
    if match["w"] != "several":
        start = _article(low, start)
        if start < 0:
            return None
    return Found(start, match.end(), None, "vague", match.end())


def _majority(low: str, match: re.Match[str]) -> Found | None:
    if low[max(0, match.start() - 2) : match.start()] not in {"a ", "e ", "t "}:
        return None
    half = Decimal("0.5")
    found = Found(match.start(), match.end(), None, "share", match.end())
    found.magnitude = (half, Decimal(1))
    return found


_HALF_NEXT = re.compile(
    r"(?: of)? (?:an? )?(?P<scale>hundred|thousand|million|billion|trillion|dozen|lakh|crore|mln)\b"
    r"|(?P<share>(?: |-)?(?:of |the |a |an |its |their |his |all |that |as |full )|[,.;]|$)"
)


_PART_NEXT = re.compile(
    r"(?: of)? (?:an? )?(?P<scale>thousand|million|billion|trillion|crore)\b"
    r"|(?P<share> (?:of|to|from|in|more|less|higher|lower|larger|smaller|as|since|over|last|on|during"
    r"|compared|and|or|but)\b|[,.;]|$)"
)


_HEDGED = re.compile(r"(?:than|over|nearly|almost|about|around|under|roughly|least) $")


_EMPTY = re.compile(r"(?P<share>)(?P<scale>$^)?")


_NO_SHARE = re.compile(
    r" ?(?:of )?(?:this|last|the|next|that) (?:year|month|season|game|match|decade)\b"
)


def _part(low: str, match: re.Match[str]) -> Found | None:
    """ "half of", "a third", "a quarter million"; not the half or quarter of a year."""
    start, end, word = match.start(), match.end(), match["w"]
    opening = _article(low, start)
    following = (_HALF_NEXT if word == "half" else _PART_NEXT).match(low, end)
    if following is None and word == "half" and _HEDGED.search(low, max(0, start - 14), start):
        following = _EMPTY.match(low, end)
    if following is None or _NO_SHARE.match(low, end):
        return None
    if opening < 0 and word != "half" and not (word == "quarter" and following["scale"]):
        return None
    found = Found(
        start if opening < 0 else opening, end,
        numbers.from_fraction(Fraction(1, numbers.DENOMINATORS[word])), "share", end,
    )  # fmt: skip
    if following["scale"] and found.numeral is not None:
        scale = numbers.SUFFIXES[following["scale"]]
        found.numeral = Numeral(
            EXACT.multiply(found.numeral.value, scale), EXACT.divide(scale, Decimal(10)),
            EXACT.divide(scale, Decimal(10)),
        )  # fmt: skip
        found.kind, found.end, found.scaled = "", following.end("scale"), True
    return found


def _ordinal(match: re.Match[str]) -> Found | None:
    number = numbers.ORDINALS.get(match["w"])
    if number is None:
        return None
    numeral = Numeral(Decimal(number), Decimal(1), Decimal(1))
    return Found(match.start(), match.end(), numeral, "ordinal", match.end())


def _tokens(low: str, start: int) -> list[re.Match[str]]:
    """Number words in a row from `start`, joined by a space, a hyphen or ", "."""
    out: list[re.Match[str]] = []
    position = start
    while len(out) < 24:
        token = _TOKEN.match(low, position)
        if token is None or token.group() not in _NUMERIC:
            break
        out.append(token)
        position = token.end()
        if low[position : position + 1] in {" ", "-", "\u00a0"}:
            position += 1
        else:
            break
    return out


_DENOMINATOR = re.compile(
    r"[ -](?P<word>halves|half|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?"
    r"|ninths?|tenths?)\b(?:(?: of)? (?:an? )?(?P<scale>thousand|million|billion|trillion)\b)?"
)


_AND_PART = re.compile(
    r"[ -]and[ -](?:a |one )?(?P<word>half|quarter|third)"
    r"(?:[ -](?P<scale>hundred|thousand|million|billion|trillion|crore|lakh)\b)?"
)


def _number_words(low: str, match: re.Match[str]) -> Found | None:
    start = match.start()
    opening = _article(low, start) if match["w"] in numbers.SUFFIXES else -1
    tokens = _tokens(low, start)
    words = tuple(token.group() for token in tokens)
    if opening >= 0:
        words = ("one", *words)
    elif words and words[0] in numbers.SCALES:
        return None
    if match["w"] == "dozen":
        if opening < 0:
            return None
        numeral = Numeral(Decimal(12), Decimal(1), Decimal(1))
        return Found(opening, match.end(), numeral, "", match.end())
    read = numbers.parse_words(words)
    if read is None:
        return None
    numeral, used = read
    used -= opening >= 0
    end = tokens[used - 1].end() if used else match.end()
    found = Found(opening if opening >= 0 else start, end, numeral, "", end)
    found.scaled = any(word in numbers.SCALES for word in words[: used + 1])
    return _finish_words(low, found, words)


def _finish_words(low: str, found: Found, words: tuple[str, ...]) -> Found | None:
    assert found.numeral is not None
    end, value = found.end, found.numeral.value
    part = _DENOMINATOR.match(low, end)
    plural = part is not None and part["word"].endswith(("s", "lves"))
    if part is not None and (value == 1 or plural) and value < 20 and words[0] != "a":
        fraction = Fraction(int(value), numbers.DENOMINATORS[part["word"]])
        found.numeral, found.kind = numbers.from_fraction(fraction), "share"
        found.end = found.mantissa_end = part.end("word")
        if part["scale"]:
            found.numeral = found.numeral.scaled(numbers.SUFFIXES[part["scale"]])
            found.kind, found.end, found.scaled = "", part.end(), True
        return found
    more = _AND_PART.match(low, end)
    if more is not None:
        extra = Fraction(1, numbers.DENOMINATORS[more["word"]])
        found.numeral = numbers.from_fraction(Fraction(value) + extra, Decimal("0.1"))
        found.end = found.mantissa_end = more.end("word")
        if more["scale"]:
            found.numeral = found.numeral.scaled(numbers.SUFFIXES[more["scale"]])
            found.end, found.scaled = more.end(), True
        return found
    if not found.scaled or (SCALE.match(low, end) and words[-1:] != ("hundred",)):
        read_scale(low, low, found, False)
    if words[:1] == ("one",) and found.numeral.value == 1:
        found.kind = "one"
    return found
