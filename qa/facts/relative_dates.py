"""Periods that are said by their distance from the document's date."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from qa.facts.date_patterns import FUTURE
from qa.facts.numbers import UNITS
from qa.facts.periods import (
    Anchor,
    Days,
    Grain,
    Period,
    month_days,
    months_back,
    year_days,
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a builder may look at: the text, the document's date, the tense around the mention."""

    text: str
    anchor: dt.date | None

    def is_future(self, start: int) -> bool:
        return FUTURE.search(self.text, max(0, start - 90), start) is not None


def make_period(days: Days | None, grain: Grain, anchor: Anchor = Anchor.TEXT) -> Period | None:
    return None if days is None else Period(days[0], days[1], grain, anchor)


def unknown_period(grain: Grain) -> Period:
    return Period(None, None, grain, Anchor.NONE)


def fitting_year(month: int, day: int, anchor: dt.date, future: bool) -> int:
    """The year in which the day fits the document's date: before it, or after it if announced."""
    later = (month, day) > (anchor.month, anchor.day)
    if later:
        return anchor.year if future else anchor.year - 1
    months_ago = anchor.month - month
    return anchor.year + 1 if future and months_ago >= 3 else anchor.year


def recent_part(first: int, months: int, grain: Grain, anchor: dt.date) -> Period | None:
    """The latest such stretch of months that began before the document's date."""
    year = anchor.year if first <= anchor.month else anchor.year - 1
    return make_period(month_days(year, first, months), grain, Anchor.DOCUMENT)


_SHIFTS = {"this": 0, "the current": 0, "next": 1, "the coming": 1, "the past": -1}


def relative_period(match: re.Match[str], context: Context) -> Period | None:
    word = match["rlk"].split()[-1]
    day, shift = context.anchor, _SHIFTS.get(match["rlr"], -1)
    grain = Grain.YEARS if word == "decade" else Grain(word)
    if day is None:
        return unknown_period(grain)
    if match["rlr"] == "the past":
        return _back(day, 1, word + "s")
    if word == "week":
        monday = day - dt.timedelta(days=day.weekday()) + dt.timedelta(weeks=shift)
        days: Days | None = (monday, monday + dt.timedelta(days=7))
    elif word == "decade":
        days = year_days(day.year // 10 * 10 + 10 * shift, day.year // 10 * 10 + 10 * shift + 9)
    else:
        months = {"year": 12, "half": 6, "quarter": 3, "month": 1}[word]
        index = (day.year * 12 + day.month - 1) // months * months + shift * months
        days = month_days(index // 12, index % 12 + 1, months)
    return make_period(days, grain, Anchor.DOCUMENT)


def past_stretch(match: re.Match[str], context: Context) -> Period | None:
    word = match["pnn"]
    number = UNITS.get(word) or (int(word) if word.isdigit() else 0)
    if context.anchor is None or not number:
        return unknown_period(Grain.SPAN)
    if match["pn"].split()[-3] in {"next", "coming"}:
        return unknown_period(Grain.SPAN)
    return _back(context.anchor, number, match["pnk"])


def _back(day: dt.date, number: int, unit: str) -> Period | None:
    if unit in {"days", "weeks"}:
        start = day - dt.timedelta(days=number * (7 if unit == "weeks" else 1))
    else:
        months = {"months": 1, "quarters": 3, "halfs": 6, "years": 12, "decades": 120}[unit]
        start = months_back(day, number * months)
    return make_period((start, day), Grain.SPAN, Anchor.DOCUMENT)


def near_day(match: re.Match[str], context: Context) -> Period | None:
    if context.anchor is None:
        return unknown_period(Grain.DAY)
    shift = {"yesterday": -1, "today": 0}.get(match["dy"], 1)
    day = context.anchor + dt.timedelta(days=shift)
    return make_period((day, day + dt.timedelta(days=1)), Grain.DAY, Anchor.DOCUMENT)
