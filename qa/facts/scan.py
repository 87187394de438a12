"""Finding numerals in folded text: digits, words, fractions, multiples, ranks, magnitudes.

Works on lower-cased folded text (see `fold`); every pattern is linear, and a surface longer than
any written number is passed over whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qa.facts import numbers
from qa.facts.interval import EXACT
from qa.facts.numbers import Numeral

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
_TOKEN = re.compile(r"[a-z]+")
_NUMERIC = {*numbers.UNITS, *numbers.TENS, *numbers.SCALES, "and"}
_FRACTION = re.compile(r" ?/ ?([1-9][0-9]{0,3})(?![0-9/.,]{0,8}[0-9/])")
_MIXED = re.compile(r"[ -](?:and )?(?:([1-9]) ?[/⁄] ?(2|3|4|5|8|10|16|32)(?![0-9])|([½¼¾⅓⅔⅛⅜⅝⅞]))")
_SCALE_WORDS = "|".join(sorted({*numbers.SUFFIXES, *numbers.LOOSE_SUFFIXES}, key=len, reverse=True))
_SCALE = re.compile(
    rf"[ \u00a0-]?(?P<one>{_SCALE_WORDS})(?![a-z0-9'²³/])(?!\.[a-z])"
    r"(?:[ -](?P<two>thousand|million|mln|billion|trillion|crore)(?![a-z]))?"
)
_POWER = re.compile(
    r"e(?P<e>[+−-]?[0-9]{1,12})(?![a-z0-9])| ?[x×*] ?10(?: ?\^ ?(?P<p>[+−-]?[0-9]{1,12})|(?P<s>[⁰¹²³⁴-⁹]{1,3}))"
)
_TEN = re.compile(r"(?P<e>$^)| ?\^ ?(?P<p>[+−-]?[0-9]{1,12})|(?P<s>[⁰¹²³⁴-⁹]{1,3})")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_ORDINAL_TAIL = re.compile(r"(?:st|nd|rd|th)(?![a-z])")
_LOOSE_NEXT = re.compile(
    r"[ -](?:dollars?|dlrs|euros?|pounds?|yen|yuan|baht|kip|people|users|customers|tonnes|tons|"
    r"barrels|residents|visitors|tourists|passengers|subscribers|units|shares|hectares|acres|"
    r"views|downloads|usd|eur|workers|followers|copies)\b"
)


@dataclass(slots=True)
class Found:
    """A numeral and where it stands; `kind` is "" unless the surface itself decides it.

    `whole` is the 18 of "15 of 18"; `low_factor` and `high_factor` bound a magnitude.
    """

    start: int
    end: int
    numeral: Numeral | None
    kind: str = ""
    mantissa_end: int = 0
    scaled: bool = False
    digits: bool = False
    whole: Decimal | None = None
    magnitude: tuple[Decimal, Decimal] | None = None
    bound: str = ""
    scale: Decimal | None = None


def read_numeral(low: str, text: str, match: re.Match[str], *, money: bool) -> Found | None:
    """The numeral that begins at a `START` match; an identifier comes with kind "identifier"."""
    if match["w"]:
        return _word(low, match)
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
    if (power := (_TEN if blob == "10" else _POWER).match(low, end)) is not None:
        return _power(found, power)
    if (ordinal := _ORDINAL_TAIL.match(low, end)) is not None:
        found.kind, found.end, found.mantissa_end = "ordinal", ordinal.end(), ordinal.end()
        return found
    if _score(low, found) if "." in blob else _read_fraction(low, found):
        return found
    _read_scale(low, text, found, money)
    return found


def _power(found: Found, power: re.Match[str]) -> Found:
    written = power["e"] or power["p"] or power["s"].translate(_SUPERSCRIPT)
    exponent = int(written.replace("−", "-"))
    found.end = found.mantissa_end = power.end()
    if abs(exponent) > numbers.MAX_EXPONENT or found.numeral is None:
        found.kind, found.numeral = "identifier", None
    else:
        base = found.numeral if power.re is _POWER else _plain(Decimal(1))
        found.numeral = base.scaled(Decimal(10) ** exponent)
    return found


def _read_fraction(low: str, found: Found) -> bool:
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
            _read_scale(low, low, found, False)
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


def _score(low: str, found: Found) -> bool:
    """ "3.4/10": a mark out of a round whole."""
    match = _MARKS.match(low, found.end)
    if match is None or found.numeral is None or found.numeral.value > int(match[1]):
        return False
    over = Fraction(found.numeral.value) / int(match[1])
    found.numeral = numbers.from_fraction(over, EXACT.divide(found.numeral.step, Decimal(match[1])))
    found.kind, found.whole = "share", Decimal(match[1])
    found.end = found.mantissa_end = match.end()
    return True


def _unicode_fraction(low: str, match: re.Match[str]) -> Found:
    numeral = numbers.from_fraction(numbers.UNICODE_FRACTIONS[match.group()])
    found = Found(match.start(), match.end(), numeral, "share", match.end())
    _read_scale(low, low, found, False)
    return found


def _read_scale(low: str, text: str, found: Found, money: bool) -> None:
    match = _SCALE.match(low, found.end)
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


_MULTIPLES = {
    "doubl": Decimal(2), "tripl": Decimal(3), "trebl": Decimal(3), "quadrupl": Decimal(4),
    "halv": Decimal("0.5"), "twice": Decimal(2), "thrice": Decimal(3),
}  # fmt: skip


def _word(low: str, match: re.Match[str]) -> Found | None:
    start, word = match.start(), match["w"]
    for stem, factor in _MULTIPLES.items():
        if word.startswith(stem):
            return Found(start, match.end(), _plain(factor), "multiple", match.end())
    if word.endswith("fold"):
        number = numbers.UNITS.get(word.removesuffix("fold").rstrip("-"), 100)
        return Found(start, match.end(), _plain(Decimal(number)), "multiple", match.end())
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


def _plain(value: Decimal) -> Numeral:
    return Numeral(value, Decimal("0.01"), Decimal(1))


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
    if not found.scaled or (_SCALE.match(low, end) and not words[-1:] == ("hundred",)):
        _read_scale(low, low, found, False)
    if words[:1] == ("one",) and found.numeral.value == 1:
        found.kind = "one"
    return found
