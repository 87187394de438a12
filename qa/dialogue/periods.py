"""Periods in questions: find one, read one from a follow-up, move one by years."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)
_COUNT = r"(?:first|second|third|fourth|last|previous|next|[1-4](?:st|nd|rd|th))"
_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|\d{1,2})"
_PART = rf"(?:the\s+)?{_COUNT}\s+(?:half|quarter|(?:{_NUMBER}\s+)?(?:months?|weeks?))"
_EDGE = r"(?:the\s+)?(?:end|start|beginning|middle)"
_YEAR = r"(?:1[6-9]|20)\d\d"
_YEARS = rf"{_YEAR}(?:\s?[-–/]\s?(?:{_YEAR}|\d\d))?"
_NEAR = (
    r"(?:last|this|next|that|the same|the previous|the following)\s+"
    r"(?:year|month|quarter|half|season|decade|period|week)"
)
_DAY = rf"(?:\d{{1,2}}\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?)"
_DATED = rf"(?:(?:early|late|mid)[-\s])?(?:{_DAY}\s+|{_MONTH}\s+)?{_YEARS}"
_CORE = (
    rf"(?:(?:{_PART}|{_EDGE})\s+of\s+)*(?:{_DATED}|{_NEAR})|{_PART}(?:\s+of\s+the\s+year)?"
    rf"|{_DAY}|(?:the\s+)?Q[1-4](?:\s+{_YEAR})?|(?:yesterday|today)"
)
_LEADS = r"(?:in|at|for|during|over|by|on|since|until|from|within|before|after|as of)"
#: A period with its preposition; the year is what most of them are told apart by.
PERIOD = re.compile(
    rf"(?i)(?:\b{_LEADS}\s+)?\b(?:{_CORE})(?![\w%])(?!\s+(?:percent|per cent))"
    rf"|\b(?:in|since|until|by|during)\s+{_MONTH}(?!\w)"
)
_WHOLE = re.compile(rf"(?i)^(?:{_LEADS}\s+)?(?:{_CORE}|in\s+{_MONTH})$")
_LEAD = re.compile(rf"(?i)^{_LEADS}\s+")
_YEAR_ALONE = re.compile(rf"\b{_YEAR}\b")
_BEFORE = re.compile(
    r"(?i)^(?:in\s+|for\s+)?(?:the\s+)?(?:(?:year|one)\s+(?:before|earlier|previous)(?:\s+that)?|"
    r"(?:a|one)\s+year\s+(?:before|earlier|ago)|(?:previous|preceding|prior)\s+year)$"
)
_AFTER = re.compile(
    r"(?i)^(?:in\s+|for\s+)?(?:the\s+)?(?:(?:year|one)\s+(?:after|later)(?:\s+that)?|"
    r"(?:a|one)\s+year\s+later|(?:next|following|coming)\s+year)$"
)
_SEVERAL = re.compile(
    rf"(?i)^(?P<count>{_NUMBER})\s+years\s+(?P<way>before|earlier|ago|later|after)(?:\s+that)?$"
)
_SAME = re.compile(rf"(?i)^(?:in\s+|for\s+)?the\s+same\s+\w+\s+(?:in|of)\s+{_YEAR}$")
_NUMBERS = dict(
    zip(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"],
        range(2, 12),
        strict=True,
    )
)


def find_period(text: str) -> str:
    """The last period of a text, with its preposition; "" without one."""
    found = list(PERIOD.finditer(text))
    return found[-1].group().strip() if found else ""


def years_in(text: str) -> list[int]:
    return [int(year) for year in _YEAR_ALONE.findall(text)]


def is_period(fragment: str) -> bool:
    """Whether a follow-up's words are a period and nothing more ("in 2008", "a year earlier")."""
    return bool(_WHOLE.match(fragment) or move_of(fragment) or _SAME.match(fragment))


def move_of(fragment: str) -> int:
    """How many years a fragment goes on from the period before: "the year before" → -1."""
    if _BEFORE.match(fragment):
        return -1
    if _AFTER.match(fragment):
        return 1
    several = _SEVERAL.match(fragment)
    if several is None:
        return 0
    count = several["count"].lower()
    years = _NUMBERS.get(count) or int(count)
    return years if several["way"].lower() in ("later", "after") else -years


def shift(period: str, years: int) -> str:
    """The period that many years on: ("in the first half of 2025", -1) → "… of 2024"."""
    return _YEAR_ALONE.sub(lambda found: str(int(found.group()) + years), period)


def fit(fragment: str, period: str) -> tuple[str, ...]:
    """The new period in the place of the old one, best first.

    ("2009", "in 2010") → "in 2009"; ("in the second half", "in the first half of 2025") →
    "in the second half of 2025"; ("2024", "in the first half of 2025") → "in 2024", or
    "in the first half of 2024".
    """
    year = _YEAR_ALONE.search(fragment)
    if year and re.search(r"(?i)\bsame\b", fragment) and _YEAR_ALONE.search(period):
        return (_YEAR_ALONE.sub(year.group(), period),)
    lead = _LEAD.match(fragment)
    new = fragment[lead.end() :] if lead else fragment
    before = _LEAD.match(period)
    old = period[before.end() :] if before else period
    near = re.match(r"(?i)(?:last|this|next)\s", new)
    word = "" if near else lead.group().strip().lower() if lead else _lead_for(new, before)
    years = _YEAR_ALONE.findall(old)
    if years and not _YEAR_ALONE.search(new) and not near:
        joint = " " if re.fullmatch(rf"(?i){_MONTH}|{_DAY}", new) else " of "
        new = f"{new}{joint}{years[-1]}"
    first = f"{word} {new}".strip()
    if re.fullmatch(_YEAR, new) and years and old != years[-1]:
        kept = old.replace(years[-1], new)
        return first, f"{before.group() if before else ''}{kept}"
    return (first,)


def _lead_for(new: str, before: re.Match[str] | None) -> str:
    kept = before.group().strip().lower() if before else "in"
    at_edge = re.match(r"(?i)(?:the\s+)?(?:end|start|beginning)", new)
    return "at" if at_edge else "in" if kept == "at" else kept
