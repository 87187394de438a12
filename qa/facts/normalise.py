"""Numbers as search tokens: one written form for one value, whatever its separators and scale.

`search_tokens("$4,523,000 and 4.523 million")` gives "USD 4523000 and 4.523 million 4523000": the
words stay, and the plain value stands beside them, so that each form finds the others.
"""

from __future__ import annotations

import re

_DIGIT = re.compile(r"[0-9]")
_SYMBOL = re.compile(r"[$€£¥₭฿₫₩₹]\s?(?=[0-9])")
_CODES = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₭": "LAK", "฿": "THB", "₫": "VND",
    "₩": "KRW", "₹": "INR",
}  # fmt: skip
#: Letters before "$" that name another dollar; they stay where they are.
_DOLLARS = {"A": "AUD", "C": "CAD", "HK": "HKD", "S": "SGD", "NZ": "NZD", "NT": "TWD", "R": "BRL"}
_LETTERS = re.compile(r"(?<![A-Za-z])[A-Z]{1,2}$")
_POWERS = {
    "thousand": 3, "k": 3, "million": 6, "millions": 6, "mln": 6, "mn": 6, "mio": 6, "m": 6,
    "billion": 9, "billions": 9, "bln": 9, "bn": 9, "trillion": 12, "trn": 12, "lakh": 5,
    "lakhs": 5, "crore": 7, "crores": 7,
}  # fmt: skip
_SCALES = "|".join(sorted((word for word in _POWERS if len(word) > 1), key=len, reverse=True))
_NUMBER = re.compile(
    r"(?<![\w.,])[0-9]{1,12}(?:"
    r"(?P<group>(?:,[0-9]{2,3}){1,6})(?![,0-9])(?:\.(?P<tail>[0-9]{1,12})(?![0-9]))?"
    r"|(?:\.(?P<part>[0-9]{1,12}))?)"
    rf"(?:[ \u00a0-]?(?P<scale>{_SCALES}|(?<=[0-9])[kmKM](?=[^\w'-]|$))(?![\w-]))?",
    re.IGNORECASE,
)


def search_tokens(text: str) -> str:
    """`text` with numbers normalised for the term index; everything else stays as it is."""
    if not _DIGIT.search(text):
        return text
    if _SYMBOL.search(text):
        text = _SYMBOL.sub(_currency, text)
    return _NUMBER.sub(_number, text)


def _currency(match: re.Match[str]) -> str:
    symbol = match.group()[0]
    code = _CODES[symbol]
    if symbol == "$":
        letters = _LETTERS.search(match.string, max(0, match.start() - 3), match.start())
        if letters is not None:
            code = _DOLLARS.get(letters.group(), "USD")
    return f" {code} "


def _number(match: re.Match[str]) -> str:
    group, scale = match["group"], match["scale"]
    if group is None and scale is None:
        return match.group()
    written = match.group()[: match.start("scale") - match.start()] if scale else match.group()
    if group is not None and not _is_grouping(written.split(".")[0].rstrip(" \u00a0-")):
        return match.group()
    plain = written.rstrip(" \u00a0-").replace(",", "")
    if scale is None:
        return plain
    value = shifted(plain, _POWERS[scale.lower()])
    word = {"k": "thousand", "m": "million"}.get(scale.lower(), scale)
    return f"{plain} {word} {value}"


def _is_grouping(written: str) -> bool:
    """Whether commas part thousands, or lakhs: "4,523,000", "1,30,000"; not "3,14"."""
    first, *rest = written.split(",")
    if len(first) > 3 or len(rest[-1]) != 3:
        return False
    return all(len(part) == 3 for part in rest) or (
        len(first) <= 2 and all(len(p) == 2 for p in rest[:-1])
    )


def shifted(number: str, power: int) -> str:
    """A plain decimal × 10^`power` as a plain decimal: ("121.16", 6) gives "121160000"."""
    whole, _, decimals = number.partition(".")
    digits = decimals[:power].ljust(power, "0")
    rest = decimals[power:].rstrip("0")
    moved = (whole + digits).lstrip("0") or "0"
    return f"{moved}.{rest}" if rest else moved
