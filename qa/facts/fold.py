"""Folding text for reading numbers: one character for one, so that offsets stay true."""

from __future__ import annotations

import unicodedata

_MINUS = "−﹣－⁻"
_HYPHEN = "‐‑"
_SPACES = "\u00a0\u202f\u2009\u2007\u2008\u200a\u2005\u2006"
_QUOTES = "’‘ʼ＇′"


def _table() -> dict[int, str]:
    table = dict.fromkeys(map(ord, _MINUS), "−") | dict.fromkeys(map(ord, _HYPHEN), "-")
    table |= dict.fromkeys(map(ord, _SPACES), "\u00a0") | dict.fromkeys(map(ord, _QUOTES), "'")
    table |= {ord("％"): "%", ord("＄"): "$", ord("，"): ",", ord("．"): ".", ord("‒"): "–"}
    return table


_TABLE = _table()


def fold(text: str) -> str:
    """`text` with one minus, one hyphen, one thin space and ASCII digits; the same length.

    A digit that stands beside a digit of another script is left as it is: "1٢3" is no number.
    """
    if text.isascii():
        return text.replace("\n", " ").replace("\t", " ")
    text = text.translate(_TABLE).replace("\n", " ").replace("\t", " ")
    if text.isascii():
        return text
    return _fold_digits(text)


def _fold_digits(text: str) -> str:
    out = list(text)
    index = 0
    while index < len(text):
        character = text[index]
        if character.isascii() or not character.isdecimal():
            index += 1
            continue
        end = index
        while end < len(text) and text[end].isdecimal():
            end += 1
        run = text[index:end]
        zero = ord(character) - unicodedata.decimal(character)
        mixed = index > 0 and text[index - 1].isdecimal()
        if not mixed and all(0 <= ord(c) - zero <= 9 for c in run):
            out[index:end] = [str(unicodedata.decimal(c)) for c in run]
        index = end
    return "".join(out)


def lower(text: str) -> str:
    """Lower case of the same length, even for the few letters whose lower case is longer."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
