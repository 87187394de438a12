"""The period gate: whether two numbers are of the same time."""

from __future__ import annotations

from dataclasses import replace

from qa.facts import dates, periods
from qa.facts.gate import COMPATIBLE, MATCH, MISMATCH, UNKNOWN, Gate
from qa.facts.periods import Anchor, Grain, Period


def period_gate(claim: Period | None, found: Period | None) -> Gate:
    """Whether both numbers are of the same time."""
    if claim is None:
        return Gate("period", MATCH if found is None else COMPATIBLE, "the claim says no time")
    if claim.dates is None and found is not None and found.dates is not None:
        claim = with_year(claim, found.dates[0].year)
    if claim.dates is None:
        if found is not None and found.words == claim.words and found.dates is None:
            return Gate("period", COMPATIBLE, "the same words")
        return Gate("period", UNKNOWN, f"“{claim.words}” cannot be dated")
    if found is not None and found.dates is None and claim.dates is not None:
        found = with_year(found, claim.dates[0].year)
    if found is None or found.dates is None:
        return Gate("period", UNKNOWN, "the text says no time" if found is None else "not datable")
    if claim.relation in {"before", "after", "by", "until", "since"}:
        return _related(claim, found)
    return _same_time(claim, found)


def with_year(claim: Period, year: int) -> Period:
    """A day or month said without its year, in the year of what it is compared with."""
    if claim.grain not in {Grain.DAY, Grain.MONTH}:
        return claim
    said = dates.find_periods(f"{claim.words} {year}")
    if len(said) != 1 or said[0].period.dates is None:
        return claim
    return replace(said[0].period, relation=claim.relation, words=claim.words)


def _same_time(claim: Period, found: Period) -> Gate:
    assert claim.dates is not None
    assert found.dates is not None
    note = f"{periods.describe(claim)} / {periods.describe(found)}"
    if claim.dates == found.dates and not claim.core:
        status = MATCH if found.anchor is not Anchor.CONTEXT else COMPATIBLE
        return Gate("period", status, note)
    if not periods.overlaps(claim.dates, found.dates):
        return Gate("period", MISMATCH, note)
    if claim.core is not None:
        fits = periods.contains(claim.dates, found.dates) and periods.contains(
            found.dates, claim.core
        )
        return Gate("period", COMPATIBLE if fits else UNKNOWN, note)
    inside = periods.contains(claim.dates, found.dates)
    if (
        inside
        and found.grain in {Grain.DAY, Grain.WEEK}
        and claim.grain in {Grain.YEAR, Grain.MONTH}
    ):
        return Gate("period", COMPATIBLE, note)
    if inside and found.core is not None:
        return Gate("period", COMPATIBLE, note)
    return Gate("period", UNKNOWN, note)


def _related(claim: Period, found: Period) -> Gate:
    assert claim.dates is not None
    assert found.dates is not None
    note = f"{claim.relation} {periods.describe(claim)} / {periods.describe(found)}"
    mine, theirs = claim.dates, found.dates
    if claim.relation == found.relation and mine == theirs:
        return Gate("period", MATCH, note)
    if claim.relation == "by":
        status = MATCH if theirs == mine else COMPATIBLE if theirs[1] <= mine[1] else UNKNOWN
    elif claim.relation in {"before", "until"}:
        near = theirs[1] <= mine[0]
        status = COMPATIBLE if near else UNKNOWN
    elif claim.relation == "after":
        status = COMPATIBLE if theirs[0] >= mine[1] else UNKNOWN
    else:
        status = COMPATIBLE if theirs[0] >= mine[0] else UNKNOWN
    return Gate("period", status, note)
