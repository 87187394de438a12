"""Numbers that are names: addresses, phones, times, versions, roads, models."""

# ruff: noqa: E501, SIM905 - patterns stay on one line and word lists read as text
from __future__ import annotations

import re

from qa.facts import tail
from qa.facts.found import Found

#: What is no quantity whatever it looks like: addresses, phones, clock times, versions.
_MASK = re.compile(
    r"https?://\S+|www\.\S+|\S{1,64}@\S{1,255}"
    r"|\+[0-9][0-9 ()./-]{6,24}[0-9]|\(0[0-9]{1,4}\) ?[0-9 -]{5,16}[0-9]"
    r"|(?<![\w.,$€£])(?:tel|phone|fax)[.:]? ?[0-9][0-9 -]{4,20}"
    r"|(?<![\w.,$€£-])[0-9]{1,6}(?:-[0-9]{1,8}){2,5}(?![\w])"
    r"|(?<![\w.,])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?(?:am|pm|a\.m\.?|p\.m\.?|hrs?|gmt))?(?![0-9])"
    r"|(?<![\w.,$€£])[0-9]{1,2}(?:\.[0-5][0-9])? ?(?:am|pm|a\.m\.?|p\.m\.?|o'clock|hrs gmt)(?![a-z])"
    r"|(?<=at )[0-9]{1,2}\.[0-5][0-9](?= (?:on|in the|local|this|gmt|hours)|[,.]? ?$)"
    r"|(?<![\w.,$€£])[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}(?![\w/])"
    r"|(?<![\w.,])(?![0-9]{1,3}(?:\.[0-9]{3}){2,}(?![0-9.]))v?[0-9]{1,4}(?:\.[0-9]{1,4}){2,5}(?![\w])"
    r"|(?<=version )[0-9]{1,4}(?:\.[0-9]{1,4}){1,5}"
)


_MASK_HINT = re.compile(
    r"[:@/]|www|[0-9] ?[ap]\.?m|-[0-9]+-|o'clock|[0-9]\.[0-9]+\.[0-9]|\+[0-9]|\(0|(?:tel|phone|fax|at|version)\.? [0-9]"
)


_IDENTIFIER_WORDS = frozenset(
    "no no. nos. road route highway article section chapter decree resolution room flight page "
    "pages table figure fig. version line act order boeing airbus channel covid covid- phone tel "
    "tel. fax chapter clause annex appendix paragraph block lot gate platform box unit-no bus "
    "exit district-no decision circular notice directive regulation psalm track apollo sputnik "
    "windows ps formula zip postcode code serial nr nr. art. sec. p. pp. vol. type class grade "
    "phase stage step level round day part episode season verse rule paragraph question world "
    "series model iso top option lane wave group category kilo-".split()
)


_LETTERS_AFTER = re.compile(r"[a-z]")


_SCALED_BEFORE = re.compile(r"[0-9][a-z]{1,3}$")  # "5k-20k", "10kg-15kg"


def masked(low: str) -> list[tuple[int, int]]:
    """Spans of addresses, phone numbers, times and versions."""
    if not _MASK_HINT.search(low):
        return []
    return [match.span() for match in _MASK.finditer(low)]


def is_identifier(low: str, text: str, found: Found) -> bool:
    """Whether digits belong to a name or number of something: "COVID-19", "Road 13", "737s"."""
    start = found.start
    last = low[start - 1 : start]
    if last and (last.isalpha() or last in "_#@&\\") and last not in "x×":
        return True
    if last == "-" and start > 1 and (low[start - 2].isalpha() or low[start - 2].isdigit()):
        return low[start - 2].isalpha() and not _SCALED_BEFORE.search(
            low, max(0, start - 9), start - 1
        )
    if found.scaled or found.kind == "share":
        return False
    if _LETTERS_AFTER.match(low, found.end):
        return tail.read_tail(low, text, found.end, size=0) is None
    if last == " ":
        word = low[max(0, start - 14) : start - 1].rpartition(" ")[2].lstrip("(")
        if word in _IDENTIFIER_WORDS:
            return tail.read_tail(low, text, found.end, size=0) is None
    return False
