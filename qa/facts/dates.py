"""Finding periods and dates in text: one pattern, one builder per kind of mention.

Everything here reads lower-cased text of the same length as the original, so that offsets hold.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from qa.facts.numbers import ORDINALS, UNITS
from qa.facts.periods import (
    Anchor,
    Days,
    Grain,
    Period,
    PeriodMention,
    month_days,
    months_back,
    one_day,
    year_days,
)

_MONTHS = (
    "january february march april may june july august september october november december"
).split()
MONTHS = {name: number for number, name in enumerate(_MONTHS, start=1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|"
    r"aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_YEAR = r"(?:1[5-9][0-9]{2}|20[0-9]{2}|2100)"
_DAY = r"(?:[12][0-9]|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_COUNT = r"(?:[0-9]{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|few)"
_NTH = r"(?:first|second|third|fourth|1st|2nd|3rd|4th|final|last)"
_OF = (
    rf"(?:,? (?:of|in) (?:the )?(?:fiscal |financial )?(?P<@y>{_YEAR})(?![\w%])"
    rf"|,? (?P<@z>{_YEAR})(?![\w%])"
    r"|,? (?:of )?(?P<@r>this|last|next|the current|the previous|the same|that|the) year)?"
)
_MODIFIER = r"(?:(?P<@mod>early|mid|late|beginning of|end of|middle of)[ -])?"

_RELATION = re.compile(
    r"\b(since|by|before|after|until|till|as of|as at|from|through|against|versus|than in|than"
    r"|compared (?:with|to)(?: that)?(?: in| of)?)\s+(?:the )?$"
)

_ALTERNATIVES = (
    # 2025-08-27
    rf"(?P<iso>(?P<iy>{_YEAR})-(?P<im>0[1-9]|1[0-2])-(?P<id>[0-3][0-9]))(?![\w-])",
    # 27 August 2025, 27th of August
    rf"(?P<dm>(?P<dmd>{_DAY})(?: of)? (?P<dmm>{_MONTH})(?:,? (?P<dmy>{_YEAR}))?)(?![\w%])",
    # August 27, 2025
    rf"(?P<md>(?P<mdm>{_MONTH}) (?P<mdd>{_DAY})(?:(?:,| ,)? ?(?P<mdy>{_YEAR}))?)(?![\w%])(?!,[0-9])",
    # August 2025, early August 2025, Jan.-March 2025
    rf"(?P<my>{_MODIFIER.replace('@', 'my')}(?:(?P<mya>{_MONTH})(?: to | through |-|–)"
    rf"(?:(?=[a-z])))?(?P<mym>{_MONTH})(?:,| of)? (?P<myy>{_YEAR}))(?![\w%])",
    # in August
    rf"(?P<mo>(?<=in )(?P<mom>{_MONTH})|(?<=during )(?P<mon>{_MONTH})"
    rf"|(?P<mor>last|this|next) (?P<mop>{_MONTH}))(?![\w-])",
    # Q1 2025, 1Q25, H1 2025
    rf"(?P<qh>(?:q(?P<qn>[1-4])|(?P<qo>[1-4])q|h(?P<hn>[12])|(?P<ho>[12])h)"
    rf"(?:(?: of)? ?'?(?P<qhy>{_YEAR}|[0-9]{{2}}))?)(?![\w%])",
    # first half of this year, second quarter
    rf"(?P<nq>(?P<nqn>{_NTH})[ -](?P<nqk>quarter|half)(?! of the (?:century|decade|match|game))"
    + _OF.replace("@", "nq")
    + r")(?![\w-])",
    # first five months of 2025, first nine months
    rf"(?P<nm>first (?P<nmn>{_COUNT}|half)[ -](?P<nmk>months?|weeks|quarters)"
    + _OF.replace("@", "nm")
    + r")(?![\w-])",
    # fiscal 2025/26, 2025-2026, 2012–13
    rf"(?P<yy>(?P<yyf>(?:fiscal(?: year)?|financial year|fy) ?)?(?P<yya>{_YEAR})"
    rf" ?[-–/] ?(?P<yyb>{_YEAR}|[0-9]{{2}}))(?![\w%])(?!-[0-9])",
    # between 2008 and 2010, from 2008 to 2010
    rf"(?P<bt>(?:between (?P<bta>{_YEAR}) and|from (?P<btc>{_YEAR}) (?:to|through|until)) "
    rf"(?P<btb>{_YEAR}))(?![\w%])(?! [a-z]+s )",
    # fiscal year 2025, FY2025
    rf"(?P<fy>(?:fiscal(?: year)?|financial year|fy) ?'?(?P<fyy>{_YEAR}|[0-9]{{2}}))(?![\w%])",
    # 1990s
    rf"(?P<dc>{_MODIFIER.replace('@', 'dc')}(?P<dcy>1[5-9][0-9]0|20[0-9]0)'?s)(?!\w)",
    # early 2025, mid-2025
    rf"(?P<vy>(?P<vym>early|mid|late|beginning of|end of|middle of|start of)(?: |-)(?:in )?"
    rf"(?:(?P<vyy>{_YEAR})|(?P<vyr>this|last|next) year))(?![\w%])",
    # this year, last month, next quarter
    r"(?P<rl>(?P<rlr>this|last|next|the current|the previous|the coming|the past|previous) "
    r"(?P<rlk>year|month|week|quarter|half|decade|fiscal year|financial year))(?![\w-])(?!'s)",
    # the past five years
    rf"(?P<pn>(?:the |in |over )?(?:past|last|previous|next|coming) (?P<pnn>{_COUNT}) "
    r"(?P<pnk>days|weeks|months|quarters|years|decades))(?![\w-])",
    # yesterday, a year earlier, year on year
    r"(?P<dy>yesterday|today|tomorrow)(?![\w-])",
    r"(?P<cp>year[ -]on[ -]year|year[ -]over[ -]year|y-o-y|yoy|(?:a|one) year (?:earlier|ago|before)"
    r"|(?:the )?(?:same|corresponding|year-earlier) (?:period|month|quarter|half)"
    r"(?: (?:of )?(?:the )?(?P<cpw>last|previous|prior) year| a year (?:earlier|ago|before)"
    rf"| (?:of|in) (?P<cpy>{_YEAR}))?)(?![\w-])",
    # 2025
    rf"(?P<yr>(?P<yry>{_YEAR})(?![\w%°$€£])(?![.,/:][0-9])(?! ?[-–] ?[0-9]))",
)
_FIRST = (
    r"(?=[0-9]|[qh][1-4]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|early|mid|late |beg|end|start"
    r"|first|second|third|four|final?|last|this|next|the |fisc|fy|between|from|prev|past|over the"
    r"|in |coming|yest|toda|tomo|year|yoy|y-o|one y|a y|same|corr)"
)
_PATTERN = re.compile(rf"(?<![\w.,/$€£#+-]){_FIRST}(?:" + "|".join(_ALTERNATIVES) + ")")
_YEAR_LIKE = re.compile(r"1[5-9][0-9]{2}|20[0-9]{2}|2100|[0-9]0'?s|[1-4][qh]|[qh][1-4]")
#: First letters (four at most) of every word that a mention needs when it has no year.
HEADS = frozenset(
    {name[:4] for name in _MONTHS} | {name[:3] for name in _MONTHS} | {"sept", "yoy"}
    | set("year mont quar half week deca yest toda tomo fy fisc fina".split())
)  # fmt: skip
_FUTURE = re.compile(
    r"\b(?:will|shall|scheduled|expected|plan(?:s|ned)?|due|next|upcoming|set to|to be held)\b"
)
_QUANTITY_AFTER = re.compile(
    r"\s(?!(?:was|is|its|his|has|this|as|us|towards|besides|sales|results|elections|figures|"
    r"levels|earnings|prices|exports|imports|profits|losses|series|olympics|games|news|"
    r"revenues|statistics|awards|congress|census|business|crops|deliveries|shipments)\b)"
    r"(?:[a-z]+(?:ed|al|an|ic|ive|ing|ous|y|er|new|old) )?(?:[a-z]{2,}[a-rtv-z]s|people|men|women|children|"
    r"staff|cattle|fish|sheep|miles|km|kg|tons?|ha|mw|kwh|baht|kip|yuan|yen|rai|dlrs|mln)\b"
)
_UNIT_AFTER = re.compile(
    r"[ -]?(?:percent|per cent|pct|percentage|hundred|thousand|million|billion|trillion|mln|bln|bn|"
    r"dollars?|dlrs|euros?|yen|yuan|baht|kip|rupees|km|kg|ha|mw|gwh|kwh|mwh|tonnes?|tons|litres?|"
    r"hectares?|acres?|met(?:re|er)s?|kilomet(?:re|er)s?|miles?|feet|barrels?)\b"
)
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|until|till|of|during|early|late|mid|year|fiscal|season|for|from|before|"
    r"after|by|the|and|its|to|through|between|than|his|their|this|as of|at|on|a|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)"
    r"|\()[\s-]*$"
)
_HEDGE_BEFORE = re.compile(
    r"\b(?:more than|over|nearly|almost|at least|some|fewer than|less than|up to|exceed\w*|"
    r"under|above|below|around|about|approximately|roughly|only|another|total of|capacity of|"
    r"additional)\s+$"
)


@dataclass(frozen=True, slots=True)
class _Context:
    """What a builder may look at: the text, the document's date, the tense around the mention."""

    text: str
    anchor: dt.date | None

    def is_future(self, start: int) -> bool:
        return _FUTURE.search(self.text, max(0, start - 90), start) is not None


def may_mention(low: str, heads: set[str]) -> bool:
    """Whether a period may be said at all; `heads` are the first letters of the text's words."""
    return not HEADS.isdisjoint(heads) or _YEAR_LIKE.search(low) is not None


def find_periods(low: str, anchor: dt.date | None = None) -> tuple[PeriodMention, ...]:
    """Every period or date said in `low` (lower case), left to right, without overlap."""
    context = _Context(low, anchor)
    found = []
    for match in _PATTERN.finditer(low):
        kind = match.lastgroup if match.lastgroup in _BUILDERS else _outer(match)
        if kind == "yr" and not _is_year(low, match):
            continue
        period = _BUILDERS[kind](match, context)
        if period is None:
            continue
        before = _RELATION.search(low, max(0, match.start() - 24), match.start())
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


def _is_year(low: str, match: re.Match[str]) -> bool:
    """Whether a bare four-digit number is a year and not a count ("2000 people")."""
    start, end = match.span()
    if _UNIT_AFTER.match(low, end):
        return False
    if _QUANTITY_AFTER.match(low, end):
        if _HEDGE_BEFORE.search(low, max(0, start - 20), start):
            return False
        return _YEAR_BEFORE.search(low, max(0, start - 12), start) is not None
    if low[max(0, start - 1) : start] == "-":
        return False
    hedged = _HEDGE_BEFORE.search(low, max(0, start - 20), start)
    return not hedged or hedged.group().strip() in {"around", "about", "over", "under"}


def _period(days: Days | None, grain: Grain, anchor: Anchor = Anchor.TEXT) -> Period | None:
    return None if days is None else Period(days[0], days[1], grain, anchor)


def _unknown(grain: Grain) -> Period:
    return Period(None, None, grain, Anchor.NONE)


def _month_number(word: str) -> int:
    return MONTHS[word.rstrip(".")[:3]]


def _day_number(word: str) -> int:
    return int(re.sub(r"[a-z]", "", word))


def _iso(match: re.Match[str], _: _Context) -> Period | None:
    return _period(one_day(int(match["iy"]), int(match["im"]), int(match["id"])), Grain.DAY)


def _date(match: re.Match[str], context: _Context) -> Period | None:
    key = "dm" if match["dm"] else "md"
    month, day = _month_number(match[f"{key}m"]), _day_number(match[f"{key}d"])
    if match[f"{key}y"]:
        return _period(one_day(int(match[f"{key}y"]), month, day), Grain.DAY)
    if context.anchor is None:
        return _unknown(Grain.DAY) if one_day(2024, month, day) else None
    fitting = _fitting_year(month, day, context.anchor, context.is_future(match.start()))
    return _period(one_day(fitting, month, day), Grain.DAY, Anchor.DOCUMENT)


def _fitting_year(month: int, day: int, anchor: dt.date, future: bool) -> int:
    """The year in which the day fits the document's date: before it, or after it if announced."""
    later = (month, day) > (anchor.month, anchor.day)
    if later:
        return anchor.year if future else anchor.year - 1
    months_ago = anchor.month - month
    return anchor.year + 1 if future and months_ago >= 3 else anchor.year


def _month_year(match: re.Match[str], _: _Context) -> Period | None:
    month, year = _month_number(match["mym"]), int(match["myy"])
    if match["mya"]:
        first = _month_number(match["mya"])
        if first < month:
            return _period(month_days(year, first, month - first + 1), Grain.SPAN)
    return _period(month_days(year, month), Grain.MONTH)


def _bare_month(match: re.Match[str], context: _Context) -> Period | None:
    month = _month_number(match["mom"] or match["mon"] or match["mop"])
    if context.anchor is None:
        return _unknown(Grain.MONTH)
    future = match["mor"] == "next" or context.is_future(match.start())
    year = _fitting_year(month, 1, context.anchor, future)
    return _period(month_days(year, month), Grain.MONTH, Anchor.DOCUMENT)


def _short_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _quarter_code(match: re.Match[str], context: _Context) -> Period | None:
    quarter, half = match["qn"] or match["qo"], match["hn"] or match["ho"]
    months = 3 if quarter else 6
    first = (int(quarter or half) - 1) * months + 1
    grain = Grain.QUARTER if quarter else Grain.HALF
    if match["qhy"]:
        return _period(month_days(_short_year(match["qhy"]), first, months), grain)
    if context.anchor is None:
        return None
    return _recent(first, months, grain, context.anchor)


def _recent(first: int, months: int, grain: Grain, anchor: dt.date) -> Period | None:
    """The latest such stretch of months that began before the document's date."""
    year = anchor.year if first <= anchor.month else anchor.year - 1
    return _period(month_days(year, first, months), grain, Anchor.DOCUMENT)


def _year_of(match: re.Match[str], key: str, context: _Context) -> tuple[int | None, Anchor]:
    written = match[f"{key}y"] or match[f"{key}z"]
    if written:
        return int(written), Anchor.TEXT
    if context.anchor is None:
        return None, Anchor.NONE
    shift = {"last": -1, "the previous": -1, "next": 1}.get(match[f"{key}r"] or "", 0)
    return context.anchor.year + shift, Anchor.DOCUMENT


def _nth_part(match: re.Match[str], context: _Context) -> Period | None:
    months, grain = (3, Grain.QUARTER) if match["nqk"] == "quarter" else (6, Grain.HALF)
    word = match["nqn"]
    count = 12 // months
    number = count if word in {"final", "last"} else ORDINALS.get(word) or int(word[0])
    if number > count:
        return None
    first = (number - 1) * months + 1
    year, anchor = _year_of(match, "nq", context)
    if year is None:
        return _unknown(grain)
    said = match["nqy"] or match["nqz"] or match["nqr"]
    if not said and context.anchor and word != "last":
        if context.is_future(match.start()) and first > context.anchor.month:
            return _period(month_days(year, first, months), grain, anchor)
        return _recent(first, months, grain, context.anchor)
    return _period(month_days(year, first, months), grain, anchor)


def _first_months(match: re.Match[str], context: _Context) -> Period | None:
    word = match["nmn"]
    number = UNITS.get(word) or (int(word) if word.isdigit() else 0)
    number *= {"q": 3, "m": 1}.get(match["nmk"][0], 0)
    if not 1 <= number <= 12:
        return None
    year, anchor = _year_of(match, "nm", context)
    if year is None:
        return _unknown(Grain.SPAN)
    return _period(month_days(year, 1, number), Grain.SPAN, anchor)


def _year_pair(match: re.Match[str], _: _Context) -> Period | None:
    first, second = int(match["yya"]), match["yyb"]
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    if not first < last <= first + 150:
        return None
    grain = Grain.YEARS
    return _period(year_days(first, last), grain)


def _between_years(match: re.Match[str], _: _Context) -> Period | None:
    first, last = int(match["bta"] or match["btc"]), int(match["btb"])
    return _period(year_days(first, last), Grain.YEARS) if first < last else None


def _fiscal(match: re.Match[str], _: _Context) -> Period | None:
    return _period(year_days(_short_year(match["fyy"])), Grain.YEAR)


def _decade(match: re.Match[str], _: _Context) -> Period | None:
    first = int(match["dcy"])
    return _period(year_days(first, first + 9), Grain.YEARS)


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


def _vague_year(match: re.Match[str], context: _Context) -> Period | None:
    if match["vyy"]:
        year, anchor = int(match["vyy"]), Anchor.TEXT
    elif context.anchor is None:
        return _unknown(Grain.HALF)
    else:
        shift = {"last": -1, "next": 1}.get(match["vyr"], 0)
        year, anchor = context.anchor.year + shift, Anchor.DOCUMENT
    first, months, widest, extent = _VAGUE[match["vym"]]
    core, days = month_days(year, first, months), month_days(year, widest, extent)
    if core is None or days is None:
        return None
    return Period(days[0], days[1], Grain.HALF, anchor, "", core)


_SHIFTS = {"this": 0, "the current": 0, "next": 1, "the coming": 1, "the past": -1}


def _relative(match: re.Match[str], context: _Context) -> Period | None:
    word = match["rlk"].split()[-1]
    day, shift = context.anchor, _SHIFTS.get(match["rlr"], -1)
    grain = Grain.YEARS if word == "decade" else Grain(word)
    if day is None:
        return _unknown(grain)
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
    return _period(days, grain, Anchor.DOCUMENT)


def _past(match: re.Match[str], context: _Context) -> Period | None:
    word = match["pnn"]
    number = UNITS.get(word) or (int(word) if word.isdigit() else 0)
    if context.anchor is None or not number:
        return _unknown(Grain.SPAN)
    if match["pn"].split()[-3] in {"next", "coming"}:
        return _unknown(Grain.SPAN)
    return _back(context.anchor, number, match["pnk"])


def _back(day: dt.date, number: int, unit: str) -> Period | None:
    if unit in {"days", "weeks"}:
        start = day - dt.timedelta(days=number * (7 if unit == "weeks" else 1))
    else:
        months = {"months": 1, "quarters": 3, "halfs": 6, "years": 12, "decades": 120}[unit]
        start = months_back(day, number * months)
    return _period((start, day), Grain.SPAN, Anchor.DOCUMENT)


def _near_day(match: re.Match[str], context: _Context) -> Period | None:
    if context.anchor is None:
        return _unknown(Grain.DAY)
    shift = {"yesterday": -1, "today": 0}.get(match["dy"], 1)
    day = context.anchor + dt.timedelta(days=shift)
    return _period((day, day + dt.timedelta(days=1)), Grain.DAY, Anchor.DOCUMENT)


def _comparison(match: re.Match[str], _: _Context) -> Period | None:
    if match.group().endswith(("period", "month", "quarter", "half")):
        return None  # "the same period": the one said before
    return Period(None, None, Grain.SPAN, Anchor.NONE, match.group(), comparison=True)


def _year(match: re.Match[str], _: _Context) -> Period | None:
    return _period(year_days(int(match["yry"])), Grain.YEAR)


_BUILDERS: dict[str, Callable[[re.Match[str], _Context], Period | None]] = {
    "iso": _iso, "dm": _date, "md": _date, "my": _month_year, "mo": _bare_month,
    "qh": _quarter_code, "nq": _nth_part, "nm": _first_months, "yy": _year_pair,
    "bt": _between_years, "fy": _fiscal, "dc": _decade, "vy": _vague_year, "rl": _relative,
    "pn": _past, "dy": _near_day, "cp": _comparison, "yr": _year,
}  # fmt: skip
