"""Frames: what stands around a number and says what it is about.

A number's own words reach from the number before it (or the clause's start) to the number after
it. The words of its sentence, its document's title and the sentences before give the rest.
"""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.facts import dates, words
from qa.facts.evidence import Evidence, EvidenceSpan
from qa.facts.periods import as_context
from qa.facts.quantity import Kind, Quantity
from qa.facts.read import read_quantities
from qa.facts.ties import Ties, joint_names, opening_names, ties_of
from qa.facts.timing import PRONOUN

__all__ = [
    "Evidence",
    "EvidenceFrames",
    "EvidenceSpan",
    "Frame",
    "evidence_frames",
    "frames_from",
    "is_rate",
    "span_of",
]

_CLAUSE = re.compile(r"[;:]\s|, (?:and|but|while|whereas|although|with|which|including|among|of which)\b"
                     r"|\b(?:while|whereas|but|although)\b")  # fmt: skip


_PLACE = re.compile(
    r"\b(?:in|at|from|within|across|for|to|of|by|outside|inside)\s+(?:the\s+)?(?=[A-Z])"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A quantity with the words around it; offsets of `quantity` are the document's.

    `nouns` are the stems of the counted thing, `near` those of the number's own stretch of text,
    `sentence_stems` those of the sentence; `before` and `local` are the names on its left and in
    its own stretch, `places` those that "in", "of" or "from" ties to the number.
    """

    quantity: Quantity
    sentence: tuple[int, int]
    nouns: tuple[str, ...]
    near: frozenset[str]
    sentence_stems: frozenset[str]
    qualifiers: frozenset[str]
    before: frozenset[str]
    local: frozenset[str]
    sentence_names: frozenset[str]
    places: frozenset[str]
    alone: bool
    owners: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()
    group: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    thing: str = ""


_SHARES = frozenset({Kind.PERCENT, Kind.SHARE})


def without_denominators(quantities: tuple[Quantity, ...]) -> list[Quantity]:
    """The compared numbers; what a share is a share of ("87 percent of the majority") is none."""
    kept: list[Quantity] = []
    for quantity in quantities:
        first = kept[-1] if kept else None
        if not quantity.is_compared:
            continue
        of_share = first is not None and first.kind in _SHARES and quantity.kind is Kind.SHARE
        if first is None or not of_share or quantity.start - first.end > len(" of the xx"):
            kept.append(quantity)
    return kept


#: Between a count and an amount: the amount is what the counted things are worth.
_WORTH = re.compile(r"\b(?:worth|valued at|costing|priced at|for a total of)\b")


@dataclass(frozen=True, slots=True)
class _Whole:
    """What all frames of a sentence share; `carried` comes from the sentence before it."""

    text: str
    start: int
    stems: frozenset[str]
    names: frozenset[str]
    carried_stems: frozenset[str]
    carried_names: frozenset[str]
    ties: Ties
    alone: bool


def frames_from(
    text: str,
    quantities: tuple[Quantity, ...],
    start: int,
    carried: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset()),
) -> tuple[Frame, ...]:
    """A frame for each compared quantity of one sentence that begins at `start`.

    `carried` are the stems and names of the sentence before, when this one begins with "it",
    "they" or "that" and so goes on about the same thing.
    """
    compared = without_denominators(quantities)
    if not compared:
        return ()
    whole = _Whole(
        text, start, words.content_stems(text), words.names(text), carried[0], carried[1],
        ties_of(text), len(compared) == 1,
    )  # fmt: skip
    frames: list[Frame] = []
    for index, quantity in enumerate(compared):
        left = _border(text, compared[index - 1], quantity) if index else 0
        right = len(text)
        if index + 1 < len(compared):
            right = _border(text, quantity, compared[index + 1])
        frame = _frame(whole, quantity, (left, right))
        if (
            frames
            and frames[-1].nouns
            and _WORTH.search(text, compared[index - 1].end, quantity.start)
        ):
            frame = replace(frame, thing=frames[-1].nouns[-1])
        frames.append(frame)
    return tuple(frames)


_JOINT = re.compile(
    r"\b(?:and|with|against|for an?|based on|out of which|of which|from|by|while|to)\b"
)


def _border(text: str, first: Quantity, second: Quantity) -> int:
    """Where the words of one number end and those of the next begin: a comma, else a joint."""
    between = text[first.end : second.start]
    comma = min(
        (place for place in (between.find(","), between.find("(")) if place >= 0), default=-1
    )
    if comma >= 0:
        return first.end + comma
    joints = list(_JOINT.finditer(between))
    return first.end + joints[-1].start() if joints else second.start


#: Characters of a sentence that count as standing around a number.
_LEAD = 600


def _frame(whole: _Whole, quantity: Quantity, reach: tuple[int, int]) -> Frame:
    text = whole.text
    left, right = _own_stretch(text, quantity, reach)
    left, right = max(left, quantity.start - _LEAD), min(right, quantity.end + _LEAD)
    lead_start = max(0, quantity.start - _LEAD)
    lead = text[lead_start : quantity.start]
    before_text, after_text = text[left : quantity.start], text[quantity.end : right]
    first = frozenset({0}) if left == 0 else frozenset[int]()
    local = words.names(before_text, starts=first) | words.names(after_text, starts=frozenset())
    places = frozenset[str]()
    for match in _PLACE.finditer(after_text[:60]):
        places |= words.names(after_text[match.end() : match.end() + 40], starts=frozenset())
    carried = whole.carried_stems & words.MEASURES
    return Frame(
        quantity=_moved(quantity, whole.start),
        sentence=(whole.start, whole.start + len(text)),
        nouns=_noun_stems(quantity.noun),
        near=words.content_stems(f"{before_text} {after_text} {quantity.of}")
        | (carried if left == 0 else frozenset()),
        sentence_stems=whole.stems | whole.carried_stems,
        qualifiers=words.qualifiers(before_text[-60:]) | words.qualifiers(after_text[:60]),
        before=words.names(lead, starts=frozenset({0 if lead_start == 0 else -1}))
        | whole.carried_names,
        local=local,
        sentence_names=whole.names | whole.carried_names,
        places=places,
        alone=whole.alone,
        owners=whole.ties.owners,
        partners=whole.ties.partners,
        modifiers=whole.ties.modifiers,
        group=joint_names(lead),
        subject=opening_names(text[: min(quantity.start, _LEAD)]),
    )


_PLURAL = re.compile(
    r"[a-z-]+(?<!s)(?<!u)(?<!i)s$|^(?:people|men|women|children|staff|cattle|police|students)$"
)


def _noun_stems(noun: str) -> tuple[str, ...]:
    """The counted noun phrase up to its plural head: "new projects joined" ends with project."""
    out = []
    for word in noun.split()[:4]:
        out.append(words.stem(word))
        if _PLURAL.search(word):
            return tuple(out)
    return tuple(out[:2])


def _own_stretch(text: str, quantity: Quantity, reach: tuple[int, int]) -> tuple[int, int]:
    left, right = reach
    for match in _CLAUSE.finditer(text, left, quantity.start):
        if left == 0 or match.group()[0] in ",;":
            left = match.end() if reach[0] or match.group()[0] == ";" else left
    stop = _CLAUSE.search(text, quantity.end, right)
    return left, stop.start() if stop else right


def _moved(quantity: Quantity, shift: int) -> Quantity:
    if not shift:
        return quantity
    from qa.facts.read import shifted

    return shifted(quantity, shift)


@dataclass(frozen=True, slots=True)
class EvidenceFrames:
    """All frames of one evidence text, with the names of its title and of the text before each."""

    evidence: Evidence
    frames: tuple[Frame, ...]
    title_names: frozenset[str]
    title_stems: frozenset[str]
    context_names: tuple[frozenset[str], ...]
    context_stems: tuple[frozenset[str], ...]


@lru_cache(maxsize=4096)
def evidence_frames(evidence: Evidence) -> EvidenceFrames:
    """The frames of a text, kept for the next claim about it."""
    quantities = _dated(evidence, read_quantities(evidence.text, anchor=evidence.date))
    frames: list[Frame] = []
    context_names: list[frozenset[str]] = []
    context_stems: list[frozenset[str]] = []
    opening_names, recent_names = frozenset[str](), frozenset[str]()
    opening_stems, recent_stems = frozenset[str](), frozenset[str]()
    for index, (begin, end) in enumerate(evidence.sentences):
        low, high = begin - evidence.start, end - evidence.start
        text = evidence.text[low:high]
        inside = tuple(
            _moved(quantity, -low)
            for quantity in quantities
            if low <= quantity.start and quantity.end <= high
        )
        goes_on = PRONOUN.match(text.lower()) is not None
        carried = (recent_stems, recent_names) if goes_on else (frozenset[str](), frozenset[str]())
        new = frames_from(text, inside, begin, carried)
        frames.extend(new)
        context_names.extend([opening_names | recent_names] * len(new))
        context_stems.extend([opening_stems | recent_stems] * len(new))
        recent_names, recent_stems = (
            words.names(text) | carried[1],
            words.content_stems(text) | carried[0],
        )
        if index == 0:
            opening_names, opening_stems = recent_names, recent_stems
    return EvidenceFrames(
        evidence, tuple(frames), words.names(evidence.title), words.content_stems(evidence.title),
        tuple(context_names), tuple(context_stems),
    )  # fmt: skip


def _dated(evidence: Evidence, quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """Numbers without a time of their own take the one the title says, if it says just one."""
    low = evidence.title.lower()
    said = [
        mention.period for mention in dates.find_periods(low, evidence.date) if mention.period.dates
    ]
    if len(said) != 1:
        return quantities
    period = as_context(said[0])
    return tuple(
        replace(q, period=period) if q.is_compared and q.period is None else q for q in quantities
    )


def is_rate(quantity: Quantity) -> bool:
    return quantity.kind in {Kind.PERCENT, Kind.SHARE}


def span_of(evidence: Evidence, frame: Frame) -> EvidenceSpan:
    """The quantity of a frame as a span of its document."""
    begin, end = frame.sentence
    text = evidence.text[begin - evidence.start : end - evidence.start]
    quantity = frame.quantity
    return EvidenceSpan(
        evidence.document, evidence.title, evidence.date, quantity.start, quantity.end,
        quantity.surface, frame.sentence, text,
    )  # fmt: skip
