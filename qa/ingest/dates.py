"""A small strict date parser: whole calendar dates with a four-digit year, nothing guessed."""

from __future__ import annotations

import datetime as dt
import functools
import re

_MONTHS = "january february march april may june july august september october november december"
_MONTH_NUMBERS = {
    form: number
    for number, name in enumerate(_MONTHS.split(), start=1)
    for form in ({name, name[:3], "sept"} if name == "september" else {name, name[:3]})
}
_MONTH = "(?:" + "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True)) + r")\.?"
_DAY = r"[0-3]?\d"
_YEAR = r"1[5-9]\d\d|2[01]\d\d"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\.?,?\s+"
_ZONE = r"\s*(?:Z|[A-Z]{2,4}\b|[+-]\d{2}:?\d{2})?(?:\s*[+-]\d{1,2}(?::?\d{2})?\b)?"
_TIME = (
    rf"(?:T|,?\s+(?:at\s+)?|\s*-\s*)\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?"
    rf"(?:\s*[ap]\.?m\b\.?)?{_ZONE}"
)
# The forms read, a comma or "of" being optional between the parts of the written ones.
_FORMS = (
    rf"(?P<y1>{_YEAR})(?P<separator>[-/.])(?P<m1>\d{{1,2}})(?P=separator)(?P<d1>\d{{1,2}})",
    rf"(?P<d2>{_DAY})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<m2>{_MONTH}),?[\s-]+(?P<y2>{_YEAR})",
    rf"(?P<m3>{_MONTH})\s+(?P<d3>{_DAY})(?:st|nd|rd|th)?,?\s+(?P<y3>{_YEAR})",
    rf"(?P<a4>\d{{1,2}})/(?P<b4>\d{{1,2}})/(?P<y4>{_YEAR})",
)
_DATE = re.compile(rf"(?:{_WEEKDAY})?(?:{'|'.join(_FORMS)})(?!\d)(?:{_TIME})?(?!\w)", re.IGNORECASE)
_COMPACT = re.compile(rf"(?P<year>{_YEAR})(?P<month>\d\d)(?P<day>\d\d)(?:T?\d{{4,6}}Z?)?")
_IN_NAME = re.compile(
    rf"(?<![0-9A-Za-z])(?P<year>{_YEAR})(?P<separator>[-_.])(?P<month>\d\d)(?P=separator)"
    r"(?P<day>\d\d)(?!\d)"
)


def match_date(text: str, place: int = 0) -> tuple[dt.date, int] | None:
    """The date that stands at `place` and where it ends, a time of day included.

    >>> match_date("29 August 2025, Vientiane")
    (datetime.date(2025, 8, 29), 14)
    """
    match = _DATE.match(text, place)
    day = _day_of(match) if match else None
    return (day, match.end()) if match and day else None


def search_date(text: str) -> tuple[int, dt.date, int] | None:
    """The first date in `text` with its start and end."""
    for match in _DATE.finditer(text):
        day = _day_of(match)
        if day and (match.start() == 0 or not text[match.start() - 1].isalnum()):
            return match.start(), day, match.end()
    return None


def only_date(text: str) -> dt.date | None:
    """The one full date that `text` names; None when it names none, or different ones.

    >>> only_date("Minutes of the meeting of 12 March 2025")
    datetime.date(2025, 3, 12)
    """
    days: set[dt.date] = set()
    while found := search_date(text):
        days.add(found[1])
        text = text[found[2] :]
    return days.pop() if len(days) == 1 else None


@functools.lru_cache(maxsize=4096)  # the rows of a table share their dates
def parse_date(text: str) -> dt.date | None:
    """The date that `text` is, or None when it is anything else or more.

    >>> parse_date("26-FEB-1987 15:01:01.79")
    datetime.date(1987, 2, 26)
    """
    text = text.strip().strip("\"'()[]").strip()
    found = match_date(text)
    if found and found[1] >= len(text.rstrip(" .")):
        return found[0]
    compact = _COMPACT.fullmatch(text)
    return _calendar_day(compact["year"], compact["month"], compact["day"]) if compact else None


def date_in_name(file_name: str) -> dt.date | None:
    """The first ISO date in a file's name, parted from other letters and digits.

    >>> date_in_name("2025-08-29-exports.txt")
    datetime.date(2025, 8, 29)
    """
    for match in _IN_NAME.finditer(file_name):
        day = _calendar_day(match["year"], match["month"], match["day"])
        if day:
            return day
    return None


def _day_of(match: re.Match[str]) -> dt.date | None:
    if match["y1"]:
        return _calendar_day(match["y1"], match["m1"], match["d1"])
    if match["y2"]:
        return _calendar_day(match["y2"], _month_number(match["m2"]), match["d2"])
    if match["y3"]:
        return _calendar_day(match["y3"], _month_number(match["m3"]), match["d3"])
    return _slashed(int(match["a4"]), int(match["b4"]), match["y4"])


def _slashed(first: int, second: int, year: str) -> dt.date | None:
    """29/8/2025 and 8/29/2025 can be told apart, 3/4/2025 cannot and is no date here."""
    if first == second or second > 12:
        return _calendar_day(year, first, second)
    return _calendar_day(year, second, first) if first > 12 else None


def _month_number(name: str) -> int:
    return _MONTH_NUMBERS[name.lower().rstrip(".")]


def _calendar_day(year: str, month: int | str, day: int | str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
