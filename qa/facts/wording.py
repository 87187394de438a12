"""Claims without numbers: rise and fall, and who ranks first.

"Trade fell" is judged by the measure, the names, the time and the direction of a sentence that
says how the same measure moved.
"""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.facts import date_patterns, dates, fold, gates, roles, times, words
from qa.facts.evidence import Evidence, EvidenceSpan
from qa.facts.gate import GateStatus
from qa.facts.periods import Period, PeriodMention
from qa.facts.quantity import Modality, Quantity
from qa.facts.timing import PRONOUN
from qa.types import Verdict

_NOT_MOVES = frozenset({"more", "less", "higher", "lower", "fewer", "up", "down", "growth", "rise"})
_DENIED = re.compile(r"\b(?:not|n't|never|no)\b")
_SUPERLATIVE = re.compile(
    r"(?<![- ]second[ -])(?<!third[ -])\b(largest|biggest|highest|lowest|smallest|longest|tallest|oldest|"
    r"busiest|leading|top|main|most popular)\b"
)
_SIZE = {"largest": "big", "biggest": "big", "leading": "big", "top": "big", "main": "big",
         "highest": "high", "tallest": "high", "lowest": "low", "smallest": "small"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordJudgement:
    """The verdict on a claim of words, with the spans that decide it."""

    words: str
    verdict: Verdict
    rule: str
    spans: tuple[EvidenceSpan, ...] = ()


def text_span(source: Evidence, sentence: tuple[int, int], span: tuple[int, int]) -> EvidenceSpan:
    """A stretch of a document (offsets of the document) inside one of its sentences."""
    begin, end = (place - source.start for place in sentence)
    quote = source.text[span[0] - source.start : span[1] - source.start]
    text = source.text[begin:end]
    return EvidenceSpan(source.document, source.title, source.date, *span, quote, sentence, text)


@dataclass(frozen=True, slots=True)
class _Move:
    """A measure that rises (True) or falls, when, and of whom."""

    word: str
    span: tuple[int, int]
    up: bool
    stems: frozenset[str]
    names: frozenset[str]
    period: Period | None
    modality: Modality


def judge_words(claim: str, evidence: Sequence[Evidence]) -> WordJudgement | None:
    """The verdict, or None when the claim says neither a direction nor a superlative."""
    moves = _moves(claim, None)
    if moves:
        return _judge_move(moves[0], evidence)
    low = claim.lower()
    top = _SUPERLATIVE.search(low)
    if top is not None:
        return _judge_superlative(claim, top, evidence)
    return None


def _moves(text: str, evidence: Evidence | None) -> list[_Move]:
    low = fold.lower(fold.fold(text))
    heads = {word[:4] for word in re.findall(r"[a-z]+", low)}
    if roles.CHANGE_HEADS.isdisjoint(heads):
        return []
    mentions: tuple[PeriodMention, ...] = ()
    if date_patterns.may_mention(low, heads):
        mentions = dates.find_periods(low, evidence.date if evidence else None)
    found = []
    for match in roles.find_changes(low):
        if match.group() in _NOT_MOVES:
            continue
        before = low[max(0, match.start() - 40) : match.start()]
        up = match["up"] is not None
        modality = roles.modality_at(low, match.start(), 0)
        if _DENIED.search(before):
            up, modality = not up, Modality.REPORTED
        period = _nearest(mentions, match.start())
        subject = text[: match.start()]
        found.append(
            _Move(
                match.group(), match.span(), up, words.content_stems(subject), words.names(subject),
                period, modality,
            )
        )  # fmt: skip
    return found


def _nearest(mentions: tuple[PeriodMention, ...], place: int) -> Period | None:
    dated = [m for m in mentions if not m.period.comparison]
    if not dated:
        return None
    return min(dated, key=lambda m: abs(m.start - place)).period


def _judge_move(claim: _Move, evidence: Sequence[Evidence]) -> WordJudgement:
    judged: list[WordJudgement] = []
    for text in evidence:
        judged += _moves_in(claim, text)
    decided = [item for item in judged if item.verdict is not Verdict.NOT_ENOUGH_INFO]
    if len({item.verdict for item in decided}) > 1:
        spans = decided[0].spans + decided[-1].spans
        rule = "the evidence disagrees with itself"
        return WordJudgement(claim.word, Verdict.NOT_ENOUGH_INFO, rule, spans)
    if decided or judged:
        return (decided or judged)[0]
    rule = "no sentence says how this measure moved"
    return WordJudgement(claim.word, Verdict.NOT_ENOUGH_INFO, rule)


def _moves_in(claim: _Move, text: Evidence) -> list[WordJudgement]:
    """The verdict of every sentence of a text that says how the claimed measure moved."""
    wanted = claim.stems & words.MEASURES or claim.stems - claim.names
    title = words.names(text.title)
    found = []
    before: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    for index, sentence in enumerate(text.sentences):
        said = text.sentence(index)
        goes_on = PRONOUN.match(said.lower()) is not None
        for move in _moves(said, text):
            if goes_on:  # "It rose": what the sentence before was about
                move = replace(move, stems=move.stems | before[0], names=move.names | before[1])
            outcome = _compare_moves(claim, move, wanted, title)
            if outcome is None:
                continue
            span = (sentence[0] + move.span[0], sentence[0] + move.span[1])
            found.append(WordJudgement(claim.word, *outcome, (text_span(text, sentence, span),)))
        before = (words.content_stems(said), words.names(said))
    return found


def _compare_moves(
    claim: _Move, found: _Move, wanted: frozenset[str], title: frozenset[str]
) -> tuple[Verdict, str] | None:
    if not wanted or not wanted & found.stems:
        return None
    measures = claim.stems & words.MEASURES
    if measures and not measures & found.stems:
        return None
    if claim.names - found.names - title:
        return None
    if found.names - claim.names - title and not claim.names <= found.names:
        return None
    if (found.modality in gates.AHEAD) is not (claim.modality in gates.AHEAD):
        return None
    gate = times.period_gate(claim.period, found.period)
    if gate.status is GateStatus.MISMATCH:
        return None
    if gate.status is GateStatus.UNKNOWN:
        return Verdict.NOT_ENOUGH_INFO, f"period not established: {gate.note}"
    if claim.up is found.up:
        return Verdict.SUPPORTED, "the text says the same direction"
    if gate.status is not GateStatus.MATCH and gate.note != "the claim says no time":
        return Verdict.NOT_ENOUGH_INFO, "the time fits only loosely, too little to refute"
    return Verdict.REFUTED, "the text says the opposite direction"


def _judge_superlative(
    claim: str, top: re.Match[str], evidence: Sequence[Evidence]
) -> WordJudgement:
    """Supported when one sentence says the same superlative of the same thing."""
    span = _same_superlative(claim, top[1], evidence)
    if span is not None:
        return WordJudgement(
            top[1], Verdict.SUPPORTED, "the text says the same superlative of it", (span,)
        )
    return WordJudgement(top[1], Verdict.NOT_ENOUGH_INFO, "no sentence says so of the same thing")


def judge_rank(claim: str, rank: Quantity, evidence: Sequence[Evidence]) -> WordJudgement | None:
    """A rank such as "second-largest" against a text that says "the largest" of the same thing."""
    top = _ANY_SUPERLATIVE.match(claim.lower(), rank.end)
    if top is None or rank.nominal is None:
        return None
    without = claim[: rank.start] + claim[top.start(1) :]
    span = _same_superlative(without, top[1], evidence)
    if span is None:
        return None
    first = rank.interval.low is not None and rank.interval.low <= 1
    verdict = Verdict.SUPPORTED if first else Verdict.REFUTED
    return WordJudgement(rank.surface, verdict, f"the text says it is the {top[1]}", (span,))


_ANY_SUPERLATIVE = re.compile(
    r"[ -](largest|biggest|highest|lowest|smallest|longest|tallest|oldest|busiest)\b"
)


def _same_superlative(claim: str, said: str, evidence: Sequence[Evidence]) -> EvidenceSpan | None:
    size = _SIZE.get(said, said)
    names = words.names(claim)
    wanted = {words.stem(w) for w in words.content_stems(claim)} - {words.stem(said)} - names
    for text in evidence:
        title = words.names(text.title) | words.content_stems(text.title)
        before: frozenset[str] = frozenset()
        for index, sentence in enumerate(text.sentences):
            here = text.sentence(index)
            have = words.content_stems(here) | words.names(here)
            match = _SUPERLATIVE.search(here.lower())
            if match is not None and _SIZE.get(match[1], match[1]) == size:
                goes_on = PRONOUN.match(here.lower()) is not None
                around = have | title | (before if goes_on else frozenset())
                lead = here[max(0, match.start() - 24) : match.start()]
                if words.names(lead, starts=frozenset({0})) - names - title:
                    continue  # "Vietnam's largest" is not simply the largest
                if names <= around and wanted <= around and names & have:
                    span = (sentence[0] + match.start(), sentence[0] + match.end())
                    return text_span(text, sentence, span)
            before = before | have
    return None
