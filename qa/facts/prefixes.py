"""The currency that stands before a number."""

# ruff: noqa: SIM905 - word lists read as text
from __future__ import annotations

import re
from decimal import Decimal

_LAST_WORD = re.compile(r"[^\s(\"'“‘\[—]*$")


_CODES = frozenset(
    "usd eur gbp lak thb vnd inr rmb cny jpy aud cad hkd sgd nzd mxn chf khr mmk idr myr krw twd "
    "sek nok dkk rub zar brl meur musd mgbp maud mcad mjpy btc pkr bdt lkr aed".split()
)


#: Codes with an M for million: "30 MUSD".
MILLION_CODES = frozenset({"musd", "meur", "mgbp", "maud", "mcad", "mjpy", "mchf"})


MILLION = Decimal(10) ** 6


_UPPER_ONLY = frozenset(
    {"php", "cop", "pen", "egp", "sar", "clp", "pln", "ars", "ils", "npr", "dem"}
)


_WORDS_BEFORE = frozenset({"dollar", "rs", "rs.", "rm", "rp", "sen", "stg"})


_MONEY_SYMBOL = re.compile(
    r"(?:(?:u\.s\.?|us|usd|a|au|aud|c|ca|can|cad|hk|h\.k\.|s|nz|nzd|nt|mex|mxn|r|cn|gb) ?)?[$¥£]$"
    r"|[€₭฿₫₽₹₩₪₿₡₾₺₱₴₦៛₮৳元]$"
)


def currency_before(low: str, text: str, start: int) -> tuple[int, str] | None:
    """Where the currency that stands before `start` begins, and its name; None without one."""
    end = start
    if end > 1 and low[end - 1] in "-−" and low[end - 2] in "$€£¥":
        end -= 1
    if end and low[end - 1] in " \u00a0":
        end -= 1
    if not end:
        return None
    last = low[end - 1]
    if (last.isalpha() and last.isascii()) or last == ".":
        word_match = _LAST_WORD.search(low, max(0, end - 8), end)
        word = word_match.group() if word_match else ""
        begin = end - len(word)
        if word in _CODES or word in _WORDS_BEFORE:
            return begin, word
        if word in _UPPER_ONLY and text[begin:end].isupper():
            return begin, word
        return None
    if last in "-0123456789 ,%)":
        return None
    match = _MONEY_SYMBOL.search(low, max(0, end - 7), end)
    if match is None:
        return None
    begin = match.start()
    name = match.group()
    if (
        name[0].isalpha()
        and name[0].isascii()
        and (
            (begin and low[begin - 1].isalnum())
            or (" " in name and name.split()[0] in {"a", "s", "r"})
        )
    ):
        begin, name = end - 1, name[-1]
    return begin, name
