"""Claims about when something happened: the event's words found, the two times compared."""

# ruff: noqa: SIM905 - word lists read as text
from __future__ import annotations

from collections.abc import Sequence

from qa.facts import dates, fold, gates, periods, roles, times, words
from qa.facts.evidence import Evidence
from qa.facts.periods import Period, PeriodMention, describe
from qa.facts.wording import WordJudgement, text_span
from qa.types import Verdict

#: Words that say that something has a time at all; one of them must be common to both sides.
_EVENTS = frozenset(
    "begin build approval visit announce open complet sign finish end creat found elect die born "
    "meet held launch publish arriv leav join start establish resum expir sale".split()
)
_LEAST = 0.7


def judge_date(claim: str, evidence: Sequence[Evidence]) -> WordJudgement | None:
    """The verdict on a claim with one datable time and an event, or None when it has none."""
    low = fold.lower(fold.fold(claim))
    said = [mention for mention in dates.find_periods(low) if not mention.period.comparison]
    if len(said) != 1:
        return None
    rest = claim[: said[0].start] + " " + claim[said[0].end :]
    stems = words.content_stems(rest)
    if not stems & _EVENTS:
        return None
    ahead = roles.modality_at(low, said[0].start, 0) in gates.AHEAD
    found = _best(stems | words.names(rest), evidence, ahead=ahead)
    if found is None:
        rule = "no sentence says when this happened"
        return WordJudgement(said[0].period.words, Verdict.NOT_ENOUGH_INFO, rule)
    source, sentence, mention = found
    verdict, rule = compare_times(said[0].period, mention.period)
    place = (sentence[0] + mention.start, sentence[0] + mention.end)
    return WordJudgement(said[0].period.words, verdict, rule, (text_span(source, sentence, place),))


def _best(
    wanted: frozenset[str], evidence: Sequence[Evidence], *, ahead: bool
) -> tuple[Evidence, tuple[int, int], PeriodMention] | None:
    best: tuple[float, tuple[Evidence, tuple[int, int], PeriodMention]] | None = None
    for source in evidence:
        title = words.content_stems(source.title) | words.names(source.title)
        before: frozenset[str] = frozenset()
        for index, sentence in enumerate(source.sentences):
            text = source.sentence(index)
            low = fold.lower(fold.fold(text))
            have = words.content_stems(text) | words.names(text)
            for mention in dates.find_periods(low, source.date):
                if mention.period.dates is None or not wanted & have & _EVENTS:
                    continue
                if (roles.modality_at(low, mention.start, 0) in gates.AHEAD) is not ahead:
                    continue
                score = sum(
                    1.0 if w in have else 0.8 if w in title else 0.6 if w in before else 0.0
                    for w in wanted
                ) / len(wanted)
                if score >= _LEAST and (best is None or score > best[0]):
                    best = (score, (source, sentence, mention))
            before = have
    return best[1] if best else None


def compare_times(claim: Period, found: Period) -> tuple[Verdict, str]:
    """Whether the found time bears the claimed one out; relations are before, after, by, since."""
    note = f"claimed {claim.relation} {describe(claim)}, the text says {describe(found)}".replace(
        "  ", " "
    )
    if claim.dates is None and found.dates is not None:
        claim = times.with_year(claim, found.dates[0].year)
    mine, theirs = claim.dates, found.dates
    if mine is None or theirs is None:
        return Verdict.NOT_ENOUGH_INFO, f"a time cannot be dated: {note}"
    if claim.relation in {"before", "until"}:
        holds, fails = theirs[1] <= mine[0], theirs[0] >= mine[1]
    elif claim.relation in {"after", "since"}:
        holds, fails = theirs[0] >= mine[1], theirs[1] <= mine[0]
    elif claim.relation == "by":
        holds, fails = theirs[1] <= mine[1], theirs[0] >= mine[1]
    else:
        inner = claim.core or mine
        holds = periods.contains(inner, theirs) or (
            periods.contains(mine, theirs) and claim.core == found.core
        )
        fails = not periods.overlaps(mine, theirs)
    if holds:
        return Verdict.SUPPORTED, note
    return (Verdict.REFUTED if fails else Verdict.NOT_ENOUGH_INFO), note
