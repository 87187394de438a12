"""Finding the operands of a calculation: the quantity or date that a phrase names."""

# ruff: noqa: E501, SIM905 - patterns stay on one line and word lists read as text
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.facts import dates, fold, measures, times, words
from qa.facts.evidence import EvidenceSpan
from qa.facts.frames import EvidenceFrames, Frame, span_of
from qa.facts.gate import GateStatus
from qa.facts.periods import Period, PeriodMention
from qa.facts.quantity import Kind, Modality, Quantity, Role

_OPERATING = frozenset(
    "share percentage proportion fraction ratio difference total sum combined together average time "
    "times factor large larger larg big bigger high higher low lower exceed surplus deficit balanc "
    "amount value worth much many grow grew growth rise rose increas fall decreas decline long passed "
    "lie elapsed pass come came far apart make equal equals is rate imply implied exchange convert "
    "something other together still it them than all there here between after before kind count send "
    "full would could per point percentag".split()
)
_AREA = re.compile(r"\b(?:area|size|cover\w*|span\w*|hectares?|square)\b")
_MONEY = re.compile(r"\b(?:costs?|values?|worth|price|money|exports?|imports?|trade|loans?|spend|spent|surplus|"
                    r"revenue|invest\w*|budget|profits?|sales|much)\b")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase that names a number: its words, names and time."""

    text: str
    stems: frozenset[str]
    names: frozenset[str]
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Operand:
    """A found quantity with its place; `name` is the phrase that asked for it."""

    name: str
    quantity: Quantity
    span: EvidenceSpan
    score: float


@dataclass(frozen=True, slots=True)
class Event:
    """A dated happening: the day or period said of it and where."""

    name: str
    period: Period
    span: EvidenceSpan


def term_of(
    text: str, *, names: frozenset[str] = frozenset(), period: Period | None = None
) -> Term:
    """A phrase as a term; `names` and `period` are the question's, used when it has none."""
    own_names = words.names(text, starts=frozenset())
    said = said_periods(text)
    stems = frozenset(
        stem
        for word in re.findall(r"[^\W\d_]+", text)
        if word.lower() not in words.STOP and word.lower() not in _OPERATING
        if (stem := words.stem(word)) not in _OPERATING and len(stem) > 1
    )
    stems -= {words.stem(name) for name in own_names | names} | own_names | names
    when = said[0].period if said else period
    return Term(text.strip(), stems, own_names or names, when)


def said_periods(text: str) -> list[PeriodMention]:
    """The periods a phrase says, in order."""
    return list(dates.find_periods(fold.lower(fold.fold(text))))


def find_operand(
    term: Term,
    texts: Sequence[EvidenceFrames],
    *,
    kinds: frozenset[Kind] | None = None,
    planned: bool = False,
) -> Operand | None:
    """The quantity that best fits the term, or None when none carries its words and names."""
    best: Operand | None = None
    for text in texts:
        for index, frame in enumerate(text.frames):
            if kinds is not None and frame.quantity.kind not in kinds:
                continue
            if not planned and frame.quantity.modality in {
                Modality.FORECAST_OR_PLAN,
                Modality.NEGATED,
            }:
                continue
            score = _fit(term, text, index)
            if score is not None and (best is None or score > best.score):
                best = Operand(term.text, frame.quantity, span_of(text.evidence, frame), score)
    return best


def _fit(term: Term, text: EvidenceFrames, index: int) -> float | None:
    frame = text.frames[index]
    background = text.title_names | text.context_names[index]
    if any(not _known(name, frame, text, index) for name in term.names):
        return None
    if _clashes(term, frame):
        return None
    if frame.subject and term.names and not frame.subject & (term.names | text.title_names):
        return None
    period = _period_points(term.period, frame.quantity.period)
    if period is None:
        return None
    own = frame.near | frozenset(frame.nouns)
    if not term.stems:
        return None
    everywhere = own | frame.sentence_stems | text.title_stems | text.context_stems[index]
    if term.stems & everywhere <= words.MEASURES and term.stems - everywhere - words.MEASURES:
        return None  # exports, but not of what was named: "copper exports" are no exports at large
    near = len(term.stems & own)
    said = len((term.stems & frame.sentence_stems) - own)
    known = len(
        term.stems & (text.title_stems | text.context_stems[index]) - own - frame.sentence_stems
    )
    cover = (near + 0.8 * said + 0.4 * known) / len(term.stems)
    if near + said == 0 or cover < 0.5:
        return None
    counted = 0.5 if frame.nouns and frame.nouns[-1] in term.stems else 0.0
    here = sum(name in frame.sentence_names for name in term.names)
    there = sum(name in background for name in term.names)
    foreign = len(frame.before - term.names - text.title_names)
    return 3 * cover + 2 * counted + 0.6 * here + 0.3 * there + period - 0.2 * foreign


def _known(name: str, frame: Frame, text: EvidenceFrames, index: int) -> bool:
    if name in frame.sentence_names | text.title_names | text.context_names[index]:
        return True
    stems = frame.sentence_stems | text.title_stems | text.context_stems[index]
    return name in stems or words.stem(name) in stems


def _clashes(term: Term, frame: Frame) -> bool:
    own = measures.own_measures(frame)
    for group in words.EXCLUSIVE:
        mine, theirs = term.stems & group, own & group
        if mine and theirs and not mine & theirs:
            return True
    return frame.quantity.role is Role.CHANGE_FROM


def _period_points(wanted: Period | None, found: Period | None) -> float | None:
    if wanted is None:
        return 0.0
    if wanted.dates is None:  # "last year" without a date: the same words, or nothing
        if found is None:
            return -0.5
        return 1.0 if found.words == wanted.words else None
    if found is None:
        return -0.5
    status = times.period_gate(wanted, found).status
    points = {GateStatus.MATCH: 1.0, GateStatus.COMPATIBLE: 0.6, GateStatus.UNKNOWN: -0.6}
    return points.get(status)


def find_event(term: Term, texts: Sequence[EvidenceFrames]) -> Event | None:
    """The dated sentence that best fits a phrase such as "the minister's visit"."""
    best: tuple[float, Event] | None = None
    for text in texts:
        source = text.evidence
        title = text.title_names | text.title_stems
        carried: frozenset[str] = frozenset()
        for index, (begin, end) in enumerate(source.sentences):
            said = source.sentence(index)
            low = fold.lower(fold.fold(said))
            have = words.content_stems(said) | words.names(said) | _event_words(low)
            for mention in dates.find_periods(low, source.date):
                if mention.period.dates is None or mention.period.comparison:
                    continue
                score = _event_score(term, have, carried, title)
                if score and (best is None or score > best[0]):
                    start = begin + mention.start
                    quote = said[mention.start : mention.end]
                    span = EvidenceSpan(
                        source.document, source.title, source.date, start, start + len(quote), quote,
                        (begin, end), said,
                    )  # fmt: skip
                    best = (score, Event(term.text, mention.period, span))
            carried = have
    return best[1] if best else None


def _event_words(low: str) -> frozenset[str]:
    return frozenset(words.stem(word) for word in re.findall(r"[a-z]+", low))


def _event_score(
    term: Term, have: frozenset[str], carried: frozenset[str], title: frozenset[str]
) -> float:
    wanted = term.stems | frozenset(words.stem(name) for name in term.names)
    have = have | frozenset(words.stem(word) for word in have)
    title = title | frozenset(words.stem(word) for word in title)
    if not wanted or not term.stems & (have | carried):
        return 0.0
    points = sum(
        1.0 if word in have else 0.5 if word in title else 0.4 if word in carried else 0.0
        for word in wanted
    )
    share = points / len(wanted)
    return share if share >= 0.6 else 0.0


def kinds_for(text: str) -> frozenset[Kind] | None:
    """The kinds of quantity that a phrase's own words allow, None = any."""
    low = text.lower()
    if _AREA.search(low):
        return frozenset({Kind.AREA})
    if _MONEY.search(low):
        return frozenset({Kind.MONEY})
    return None


def unit_in(text: str) -> str | None:
    """A word of the phrase that names a unit of measure or a currency, or None."""
    match = re.search(r"\b(kip|dollars?|baht|yuan|yen|euros?|usd|lak|thb)\b", text.lower())
    return match[1] if match else None
