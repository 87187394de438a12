"""Periods and dates in running text, resolved against the document's date.

A period is half-open, [start, end). "early 2025" is vague: its core is the first quarter and its
widest extent the first half. A relative word without a document date stays unresolved (start and
end None), never guessed.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

Days = tuple[dt.date, dt.date]


class Grain(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    YEARS = "years"
    SPAN = "span"


class Anchor(StrEnum):
    """What fixed the period: the text itself, the document's date, the text before, or nothing."""

    TEXT = "text"
    DOCUMENT = "document"
    CONTEXT = "context"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days [start, end); None on both = said but not resolvable.

    `core` is what a vague period surely covers. `relation` is "", "since", "by", "before",
    "after" or "as of"; `comparison` marks "year on year" and "a year earlier".
    """

    start: dt.date | None
    end: dt.date | None
    grain: Grain
    anchor: Anchor
    words: str = ""
    core: Days | None = None
    relation: str = ""
    comparison: bool = False

    @property
    def dates(self) -> Days | None:
        return (self.start, self.end) if self.start and self.end else None

    @property
    def is_vague(self) -> bool:
        return self.core is not None


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period where it stands in the text: half-open offsets."""

    start: int
    end: int
    period: Period


def year_days(year: int, last: int | None = None) -> Days | None:
    """[1 January of `year`, 1 January after `last`); None outside the calendar."""
    last = year if last is None else last
    if not (1 <= year <= last < 9999):
        return None
    return dt.date(year, 1, 1), dt.date(last + 1, 1, 1)


def month_days(year: int, month: int, months: int = 1) -> Days | None:
    """`months` whole months from `month` of `year`, which may run over its end."""
    if not 1 <= year < 9990:
        return None
    first = year * 12 + month - 1
    last = first + months
    return dt.date(first // 12, first % 12 + 1, 1), dt.date(last // 12, last % 12 + 1, 1)


def one_day(year: int, month: int, day: int) -> Days | None:
    """The day as a period, or None when there is no such day."""
    if not (1 <= year < 9999 and 1 <= month <= 12):
        return None
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    start = dt.date(year, month, day)
    return start, start + dt.timedelta(days=1)


def months_back(day: dt.date, months: int) -> dt.date:
    """The same day `months` earlier, cut to the month's length."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    if year < 1:
        return dt.date.min
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def contains(outer: Days, inner: Days) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def overlaps(first: Days, second: Days) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def describe(period: Period | None) -> str:
    """The period for reading: "2025", "2025-01-01 to 2025-06-30", or its own words."""
    if period is None:
        return "no period"
    if period.dates is None:
        return f"“{period.words}” (not datable)"
    start, end = period.dates
    last = end - dt.timedelta(days=1)
    if (start.month, start.day, last.month, last.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == last.year else f"{start.year}–{last.year}"
    if start == last:
        return start.isoformat()
    return f"{start.isoformat()} to {last.isoformat()}"


def as_context(period: Period) -> Period:
    """The same period as the text before gives it to a number that has none of its own."""
    return replace(period, anchor=Anchor.CONTEXT)
