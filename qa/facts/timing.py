"""The time of a number: the period its sentence says, points back to, or inherits."""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from operator import attrgetter

from qa.facts.atom import Atom
from qa.facts.numbers import UNITS
from qa.facts.periods import Grain, Period, PeriodMention, as_context

_BREAK = re.compile(r"[.!?][\"”)]?\s{1,9}(?=[\"“(]?[A-Z0-9])|\n(?=\s{0,9}[A-Z0-9\"“(\n])")


_ABBREVIATION = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|vs|approx|Co|Corp|Inc|Ltd|U\.S|Rs|Jan|Feb|"
                           r"Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.$")  # fmt: skip


def sentence_starts(text: str) -> list[int]:
    """Where each sentence of `text` begins; the first is 0."""
    starts = [0]
    for match in _BREAK.finditer(text):
        before = text[max(0, match.start() - 8) : match.start() + 1]
        if match.group()[0] != "\n" and _ABBREVIATION.search(before):
            continue
        starts.append(match.end())
    return starts


start_of = attrgetter("start")


_COMMA_CLAUSE = re.compile(
    r"[,;:] (?:with|which|who|where|and|but|while|as|after|according|\w+ing)\b|; "
)


_BETWEEN_CLAUSES = re.compile(r"[;:]|, (?:and|but|while|whereas)\b|\b(?:while|whereas|but)\b")


#: Mentions looked at on each side of a number, and characters they may be away in its sentence.
_MENTIONS, _REACH = 12, 500


def period_for(
    low: str, atom: Atom, mentions: tuple[PeriodMention, ...], sentence: tuple[int, int]
) -> Period | None:
    """The period of a number: the nearest in its clause, else in its sentence, else before it."""
    best: tuple[int, PeriodMention] | None = None
    earlier: list[PeriodMention] = []
    place = bisect_right(mentions, atom.start, key=start_of)
    for mention in mentions[max(0, place - _MENTIONS) : place + _MENTIONS]:
        if mention.period.comparison or mention.period.relation == "base":
            continue
        if mention.end <= sentence[0]:
            if mention.period.dates and not mention.period.relation:
                earlier.append(mention)
            continue
        if mention.start >= sentence[1] or mention.start - atom.end > _REACH:
            break
        if atom.start - mention.end > _REACH:
            continue
        if mention.start >= atom.end and low.startswith(":", mention.end):
            continue  # "2.36 billion (2023: 2.05 billion)": that year's figure is the next one
        if mention.start >= atom.end and _COMMA_CLAUSE.search(low, atom.end, mention.start):
            continue
        if mention.end <= atom.start and _is_aside(low, sentence[0], mention, atom):
            continue
        cost = _distance(low, atom, mention)
        if best is None or cost < best[0]:
            best = (cost, mention)
    if best is not None:
        return best[1].period
    return _carried(low, sentence, earlier) if earlier else None


_ANAPHOR = re.compile(
    r"\b(?:the|this|that|these|those) (?:same )?(?:(?P<count>two|three|four|five|six|nine|ten|twelve|[0-9]{1,2})"
    r"[- ]months?|(?:same )?(?P<kind>period|quarter|half|year|month))\b"
)


PRONOUN = re.compile(
    r"\W*(?:(?:in|by|last|this|over|during|since|then|also|and|but|of)\b[^.,;]{0,28}?,? )?"
    r"(?:it|they|that|this|these|those|both|its|their)\b(?! (?:year|month|week|quarter))"
)


def _carried(low: str, sentence: tuple[int, int], earlier: list[PeriodMention]) -> Period | None:
    """The time of a sentence that says none: what it points back to, else that of the text."""
    pointed = _ANAPHOR.search(low, *sentence)
    if pointed is not None and pointed["count"]:
        word = pointed["count"]
        months = UNITS.get(word) or int(word)
        for mention in reversed(earlier):
            if mention.period.dates and _months(mention.period.dates) == months:
                return mention.period
    long = [m for m in earlier if m.period.grain not in {Grain.DAY, Grain.WEEK}]
    if not long:
        return None
    if pointed is not None and pointed["kind"] == "period":
        return long[-1].period
    near = _BREAK.search(low, long[-1].end, sentence[0]) is None or sentence[0] - long[-1].end < 160
    if near and PRONOUN.match(low, sentence[0]):
        return long[-1].period
    return as_context(long[-1].period)


def _months(days: tuple[dt.date, dt.date]) -> int:
    return (days[1].year - days[0].year) * 12 + days[1].month - days[0].month


def _is_aside(low: str, begin: int, mention: PeriodMention, atom: Atom) -> bool:
    """Whether the mention stands between commas that shut the number out: ", built in 1934, "."""
    if ", " not in low[mention.end : atom.start]:
        return False
    _, comma, lead = low[begin : mention.start].rpartition(", ")
    return bool(comma) and _ADVERBIAL.fullmatch(lead) is None


_ADVERBIAL = re.compile(
    r"\s*(?:(?:as of|as at|in|on|by|since|during|for|at|over|until|and|but|the|that) )*"
)


def _distance(low: str, atom: Atom, mention: PeriodMention) -> int:
    """Characters between, plus a toll for each clause and each number that stands between."""
    if mention.start >= atom.end:
        between = low[atom.end : mention.start]
        toll = 0
    else:
        between = low[mention.end : atom.hedge_start]
        toll = 6
    clauses = len(_BETWEEN_CLAUSES.findall(between))
    numbers = 1 if re.search(r"[0-9]", between) else 0
    return len(between) + toll + 60 * clauses + 25 * numbers
