"""Finding periods and dates in text: one pattern, one builder per kind of mention.

Everything here reads lower-cased text of the same length as the original, so that offsets hold.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from qa.facts.date_patterns import MONTHS, PATTERN, RELATION, is_year
from qa.facts.numbers import ORDINALS, UNITS
from qa.facts.periods import (
    Anchor,
    Grain,
    Period,
    PeriodMention,
    month_days,
    one_day,
    year_days,
)
from qa.facts.relative_dates import (
    Context,
    fitting_year,
    make_period,
    near_day,
    past_stretch,
    recent_part,
    relative_period,
    unknown_period,
)


def find_periods(low: str, anchor: dt.date | None = None) -> tuple[PeriodMention, ...]:
    """Every period or date said in `low` (lower case), left to right, without overlap."""
    context = Context(low, anchor)
    found = []
    for match in PATTERN.finditer(low):
        kind = match.lastgroup if match.lastgroup in _BUILDERS else _outer(match)
        if kind == "yr" and not is_year(low, match):
            continue
        period = _BUILDERS[kind](match, context)
        if period is None:
            continue
        before = RELATION.search(low, max(0, match.start() - 24), match.start())
        relation = before.group(1) if before else ""
        if relation or not period.words:
            period = _said(period, match.group(), relation)
        found.append(PeriodMention(match.start(), match.end(), period))
    return tuple(found)


def _outer(match: re.Match[str]) -> str:
    return next(kind for kind in _BUILDERS if match[kind] is not None)


def _said(period: Period, words: str, relation: str) -> Period:
    relation = "as of" if relation == "as at" else relation
    if relation.startswith(("compared", "than", "from", "against", "versus")):
        relation = "base"
    return Period(
        period.start, period.end, period.grain, period.anchor, words, period.core, relation,
        period.comparison,
    )  # fmt: skip


def _month_number(word: str) -> int:
    return MONTHS[word.rstrip(".")[:3]]


def _day_number(word: str) -> int:
    return int(re.sub(r"[a-z]", "", word))


def _iso(match: re.Match[str], _: Context) -> Period | None:
    return make_period(one_day(int(match["iy"]), int(match["im"]), int(match["id"])), Grain.DAY)


def _date(match: re.Match[str], context: Context) -> Period | None:
    key = "dm" if match["dm"] else "md"
    month, day = _month_number(match[f"{key}m"]), _day_number(match[f"{key}d"])
    if match[f"{key}y"]:
        return make_period(one_day(int(match[f"{key}y"]), month, day), Grain.DAY)
    if context.anchor is None:
        return unknown_period(Grain.DAY) if one_day(2024, month, day) else None
    fitting = fitting_year(month, day, context.anchor, context.is_future(match.start()))
    return make_period(one_day(fitting, month, day), Grain.DAY, Anchor.DOCUMENT)


def _month_year(match: re.Match[str], _: Context) -> Period | None:
    month, year = _month_number(match["mym"]), int(match["myy"])
    if match["mya"]:
        first = _month_number(match["mya"])
        if first < month:
            return make_period(month_days(year, first, month - first + 1), Grain.SPAN)
    return make_period(month_days(year, month), Grain.MONTH)


def _bare_month(match: re.Match[str], context: Context) -> Period | None:
    month = _month_number(match["mom"] or match["mon"] or match["mop"])
    if context.anchor is None:
        return unknown_period(Grain.MONTH)
    future = match["mor"] == "next" or context.is_future(match.start())
    year = fitting_year(month, 1, context.anchor, future)
    return make_period(month_days(year, month), Grain.MONTH, Anchor.DOCUMENT)


def _short_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _quarter_code(match: re.Match[str], context: Context) -> Period | None:
    quarter, half = match["qn"] or match["qo"], match["hn"] or match["ho"]
    months = 3 if quarter else 6
    first = (int(quarter or half) - 1) * months + 1
    grain = Grain.QUARTER if quarter else Grain.HALF
    if match["qhy"]:
        return make_period(month_days(_short_year(match["qhy"]), first, months), grain)
    if context.anchor is None:
        return None
    return recent_part(first, months, grain, context.anchor)


def _year_of(match: re.Match[str], key: str, context: Context) -> tuple[int | None, Anchor]:
    written = match[f"{key}y"] or match[f"{key}z"]
    if written:
        return int(written), Anchor.TEXT
    if context.anchor is None:
        return None, Anchor.NONE
    shift = {"last": -1, "the previous": -1, "next": 1}.get(match[f"{key}r"] or "", 0)
    return context.anchor.year + shift, Anchor.DOCUMENT


def _nth_part(match: re.Match[str], context: Context) -> Period | None:
    months, grain = (3, Grain.QUARTER) if match["nqk"] == "quarter" else (6, Grain.HALF)
    word = match["nqn"]
    count = 12 // months
    number = count if word in {"final", "last"} else ORDINALS.get(word) or int(word[0])
    if number > count:
        return None
    first = (number - 1) * months + 1
    year, anchor = _year_of(match, "nq", context)
    if year is None:
        return unknown_period(grain)
    said = match["nqy"] or match["nqz"] or match["nqr"]
    if not said and context.anchor and word != "last":
        if context.is_future(match.start()) and first > context.anchor.month:
            return make_period(month_days(year, first, months), grain, anchor)
        return recent_part(first, months, grain, context.anchor)
    return make_period(month_days(year, first, months), grain, anchor)


def _first_months(match: re.Match[str], context: Context) -> Period | None:
    word = match["nmn"]
    number = UNITS.get(word) or (int(word) if word.isdigit() else 0)
    number *= {"q": 3, "m": 1}.get(match["nmk"][0], 0)
    if not 1 <= number <= 12:
        return None
    year, anchor = _year_of(match, "nm", context)
    if year is None:
        return unknown_period(Grain.SPAN)
    return make_period(month_days(year, 1, number), Grain.SPAN, anchor)


def _year_pair(match: re.Match[str], _: Context) -> Period | None:
    first, second = int(match["yya"]), match["yyb"]
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    if not first < last <= first + 150:
        return None
    grain = Grain.YEARS
    return make_period(year_days(first, last), grain)


def _between_years(match: re.Match[str], _: Context) -> Period | None:
    first, last = int(match["bta"] or match["btc"]), int(match["btb"])
    return make_period(year_days(first, last), Grain.YEARS) if first < last else None


def _fiscal(match: re.Match[str], _: Context) -> Period | None:
    return make_period(year_days(_short_year(match["fyy"])), Grain.YEAR)


def _decade(match: re.Match[str], _: Context) -> Period | None:
    first = int(match["dcy"])
    return make_period(year_days(first, first + 9), Grain.YEARS)


# modifier -> (core first month, core months, widest first month, widest months)
_VAGUE = {
    "early": (1, 3, 1, 6),
    "beginning of": (1, 1, 1, 3),
    "start of": (1, 1, 1, 3),
    "mid": (6, 2, 4, 6),
    "middle of": (6, 2, 4, 6),
    "late": (10, 3, 7, 6),
    "end of": (12, 1, 10, 3),
}


def _vague_year(match: re.Match[str], context: Context) -> Period | None:
    if match["vyy"]:
        year, anchor = int(match["vyy"]), Anchor.TEXT
    elif context.anchor is None:
        return unknown_period(Grain.HALF)
    else:
        shift = {"last": -1, "next": 1}.get(match["vyr"], 0)
        year, anchor = context.anchor.year + shift, Anchor.DOCUMENT
    first, months, widest, extent = _VAGUE[match["vym"]]
    core, days = month_days(year, first, months), month_days(year, widest, extent)
    if core is None or days is None:
        return None
    return Period(days[0], days[1], Grain.HALF, anchor, "", core)


def _comparison(match: re.Match[str], _: Context) -> Period | None:
    if match.group().endswith(("period", "month", "quarter", "half")):
        return None  # "the same period": the one said before
    return Period(None, None, Grain.SPAN, Anchor.NONE, match.group(), comparison=True)


def _year(match: re.Match[str], _: Context) -> Period | None:
    return make_period(year_days(int(match["yry"])), Grain.YEAR)


_BUILDERS: dict[str, Callable[[re.Match[str], Context], Period | None]] = {
    "iso": _iso, "dm": _date, "md": _date, "my": _month_year, "mo": _bare_month,
    "qh": _quarter_code, "nq": _nth_part, "nm": _first_months, "yy": _year_pair,
    "bt": _between_years, "fy": _fiscal, "dc": _decade, "vy": _vague_year, "rl": relative_period,
    "pn": past_stretch, "dy": near_day, "cp": _comparison, "yr": _year,
}  # fmt: skip
