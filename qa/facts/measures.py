"""The measure gate: whether two numbers measure the same thing."""

from __future__ import annotations

from qa.facts import words
from qa.facts.frames import Frame, is_rate
from qa.facts.gate import COMPATIBLE, MATCH, MISMATCH, UNKNOWN, Claimed, Gate, list_stems
from qa.facts.quantity import Kind, Role

_MEASURE_WORDS = frozenset().union(*words.EXCLUSIVE)


def measure_gate(claim: Claimed, found: Frame, context: frozenset[str]) -> Gate:
    """Whether both numbers measure the same thing: counted noun, measure words, contrast words."""
    clash = _exclusive(claim.frame, found)
    if clash:
        return Gate("measure", MISMATCH, clash)
    one, two = _contrasts(claim.frame), _contrasts(found)
    missing = one - two - (found.sentence_stems & one if found.alone else frozenset())
    if missing:
        return Gate("measure", UNKNOWN, f"“{list_stems(missing)}” is not said of it")
    extra = two - one if one else two - _WHOLE
    if extra:
        return Gate("measure", UNKNOWN, f"it is the {list_stems(extra)} figure")
    gate = _same_topic(claim, found, context)
    averages = ("average" in claim.frame.qualifiers) is not ("average" in found.qualifiers)
    if averages and gate.status is MATCH and is_rate(found.quantity):
        return Gate("measure", COMPATIBLE, "only one is called an average")
    return gate


def _same_topic(claim: Claimed, found: Frame, context: frozenset[str]) -> Gate:
    nouns = claim.frame.nouns
    if (
        claim.frame.quantity.kind in {Kind.COUNT, Kind.MULTIPLE}
        and nouns
        and nouns[0] not in _EMPTY
    ):
        return _noun_gate(claim, found, context)
    return _topic_gate(claim, found, context)


#: Contrast words of the whole thing, which a plain claim also means.
_WHOLE = frozenset({"world", "total"})


#: Nouns that count nothing by themselves: "watched 3 times", "375 of them".
_EMPTY = frozenset({"time", "them", "those", "more", "such", "thing"})


def _contrasts(frame: Frame) -> frozenset[str]:
    said = frame.qualifiers
    if frame.quantity.role is Role.CHANGE_BY:
        said = said - {"additional"}
    return said - {"average"} if is_rate(frame.quantity) or "rating" in frame.near else said


def _exclusive(claim: Frame, found: Frame) -> str:
    one = own_measures(claim)
    two = own_measures(found)
    for group in words.EXCLUSIVE:
        mine, theirs = one & group, two & group
        if mine and theirs and not mine & theirs:
            return f"{list_stems(mine)} against {list_stems(theirs)}"
    return ""


def own_measures(frame: Frame) -> frozenset[str]:
    nouns = frozenset(frame.nouns) & _MEASURE_WORDS
    if nouns and frame.quantity.kind is Kind.COUNT:
        return nouns
    return frame.near & _MEASURE_WORDS or frame.sentence_stems & _MEASURE_WORDS


def _noun_gate(claim: Claimed, found: Frame, context: frozenset[str]) -> Gate:
    mine, theirs = claim.frame.nouns, found.nouns
    head = _head(mine)
    if theirs and head == _head(theirs):
        return Gate("measure", MATCH, head)
    if head in theirs or (theirs and _head(theirs) in mine):
        return Gate("measure", MATCH, head)
    if theirs and _head(theirs) == "person" and head in found.near:
        return Gate("measure", MATCH, head)
    if head in found.near:
        return Gate("measure", MATCH if not theirs or found.alone else COMPATIBLE, head)
    if theirs and _head(theirs) in words.MEASURES and head in words.MEASURES:
        return Gate("measure", MISMATCH, f"{head} against {_head(theirs)}")
    if not theirs and head in found.sentence_stems | context:
        return Gate("measure", COMPATIBLE, f"{head} from the sentence")
    return Gate("measure", UNKNOWN, f"“{head}” is not said of it")


def _head(nouns: tuple[str, ...]) -> str:
    """The head of a counted noun phrase: its last word, unless an earlier one is a measure."""
    return next((noun for noun in nouns if noun in words.MEASURES), nouns[-1])


def _topic_gate(claim: Claimed, found: Frame, context: frozenset[str]) -> Gate:
    """Measure words and topic words of money, percentages and measured sizes."""
    mine = claim.frame.near - claim.names
    if not mine:
        mine = claim.stems - claim.names
    nouns = frozenset(found.nouns)
    if (
        found.quantity.kind is Kind.COUNT
        and nouns
        and not nouns & (claim.frame.near or claim.stems)
    ):
        return Gate("measure", UNKNOWN, f"it counts {found.quantity.noun}")
    shared = mine & found.near
    measures = mine & words.MEASURES
    if measures and measures & found.near:
        return Gate("measure", MATCH, list_stems(measures & found.near))
    if measures and measures & found.sentence_stems:
        alone = found.alone or not is_rate(found.quantity)
        return Gate(
            "measure", MATCH if alone else COMPATIBLE, list_stems(measures & found.sentence_stems)
        )
    if shared and not measures:
        return Gate(
            "measure", MATCH if len(shared) * 2 >= len(mine) else COMPATIBLE, list_stems(shared)
        )
    said = mine & (found.sentence_stems | context)
    if said:
        return Gate(
            "measure", COMPATIBLE if measures & said or not measures else UNKNOWN, list_stems(said)
        )
    return Gate("measure", UNKNOWN, "no common words")
