"""The patterns of periods and dates in lower-cased text."""

# ruff: noqa: E501, SIM905 - patterns stay on one line and word lists read as text
from __future__ import annotations

import re

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


RELATION = re.compile(
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
    (
        rf"(?P<my>{_MODIFIER.replace('@', 'my')}(?:(?P<mya>{_MONTH})(?: to | through |-|–)"
        rf"(?:(?=[a-z])))?(?P<mym>{_MONTH})(?:,| of)? (?P<myy>{_YEAR}))(?![\w%])"
    ),
    # in August
    (
        rf"(?P<mo>(?<=in )(?P<mom>{_MONTH})|(?<=during )(?P<mon>{_MONTH})"
        rf"|(?P<mor>last|this|next) (?P<mop>{_MONTH}))(?![\w-])"
    ),
    # Q1 2025, 1Q25, H1 2025
    (
        rf"(?P<qh>(?:q(?P<qn>[1-4])|(?P<qo>[1-4])q|h(?P<hn>[12])|(?P<ho>[12])h)"
        rf"(?:(?: of)? ?'?(?P<qhy>{_YEAR}|[0-9]{{2}}))?)(?![\w%])"
    ),
    # first half of this year, second quarter
    rf"(?P<nq>(?P<nqn>{_NTH})[ -](?P<nqk>quarter|half)(?! of the (?:century|decade|match|game))"
    + _OF.replace("@", "nq")
    + r")(?![\w-])",
    # first five months of 2025, first nine months
    rf"(?P<nm>first (?P<nmn>{_COUNT}|half)[ -](?P<nmk>months?|weeks|quarters)"
    + _OF.replace("@", "nm")
    + r")(?![\w-])",
    # fiscal 2025/26, 2025-2026, 2012–13
    (
        rf"(?P<yy>(?P<yyf>(?:fiscal(?: year)?|financial year|fy) ?)?(?P<yya>{_YEAR})"
        rf" ?[-–/] ?(?P<yyb>{_YEAR}|[0-9]{{2}}))(?![\w%])(?!-[0-9])"
    ),
    # between 2008 and 2010, from 2008 to 2010
    (
        rf"(?P<bt>(?:between (?P<bta>{_YEAR}) and|from (?P<btc>{_YEAR}) (?:to|through|until)) "
        rf"(?P<btb>{_YEAR}))(?![\w%])(?! [a-z]+s )"
    ),
    # fiscal year 2025, FY2025
    rf"(?P<fy>(?:fiscal(?: year)?|financial year|fy) ?'?(?P<fyy>{_YEAR}|[0-9]{{2}}))(?![\w%])",
    # 1990s
    rf"(?P<dc>{_MODIFIER.replace('@', 'dc')}(?P<dcy>1[5-9][0-9]0|20[0-9]0)'?s)(?!\w)",
    # early 2025, mid-2025
    (
        rf"(?P<vy>(?P<vym>early|mid|late|beginning of|end of|middle of|start of)(?: |-)(?:in )?"
        rf"(?:(?P<vyy>{_YEAR})|(?P<vyr>this|last|next) year))(?![\w%])"
    ),
    # this year, last month, next quarter
    (
        r"(?P<rl>(?P<rlr>this|last|next|the current|the previous|the coming|the past|previous) "
        r"(?P<rlk>year|month|week|quarter|half|decade|fiscal year|financial year))(?![\w-])(?!'s)"
    ),
    # the past five years
    (
        rf"(?P<pn>(?:the |in |over )?(?:past|last|previous|next|coming) (?P<pnn>{_COUNT}) "
        r"(?P<pnk>days|weeks|months|quarters|years|decades))(?![\w-])"
    ),
    # yesterday, a year earlier, year on year
    r"(?P<dy>yesterday|today|tomorrow)(?![\w-])",
    (
        r"(?P<cp>year[ -]on[ -]year|year[ -]over[ -]year|y-o-y|yoy|(?:a|one) year (?:earlier|ago|before)"
        r"|(?:the )?(?:same|corresponding|year-earlier) (?:period|month|quarter|half)"
        r"(?: (?:of )?(?:the )?(?P<cpw>last|previous|prior) year| a year (?:earlier|ago|before)"
        rf"| (?:of|in) (?P<cpy>{_YEAR}))?)(?![\w-])"
    ),
    # 2025
    rf"(?P<yr>(?P<yry>{_YEAR})(?![\w%°$€£])(?![.,/:][0-9])(?! ?[-–] ?[0-9]))",
)


_FIRST = (
    r"(?=[0-9]|[qh][1-4]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|early|mid|late |beg|end|start"
    r"|first|second|third|four|final?|last|this|next|the |fisc|fy|between|from|prev|past|over the"
    r"|in |coming|yest|toda|tomo|year|yoy|y-o|one y|a y|same|corr)"
)


PATTERN = re.compile(rf"(?<![\w.,/$€£#+-]){_FIRST}(?:" + "|".join(_ALTERNATIVES) + ")")


_YEAR_LIKE = re.compile(r"1[5-9][0-9]{2}|20[0-9]{2}|2100|[0-9]0'?s|[1-4][qh]|[qh][1-4]")


#: First letters (four at most) of every word that a mention needs when it has no year.
HEADS = frozenset(
    {name[:4] for name in _MONTHS} | {name[:3] for name in _MONTHS} | {"sept", "yoy"}
    | set("year mont quar half week deca yest toda tomo fy fisc fina".split())
)  # fmt: skip


FUTURE = re.compile(
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


def may_mention(low: str, heads: set[str]) -> bool:
    """Whether a period may be said at all; `heads` are the first letters of the text's words."""
    return not HEADS.isdisjoint(heads) or _YEAR_LIKE.search(low) is not None


def is_year(low: str, match: re.Match[str]) -> bool:
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
