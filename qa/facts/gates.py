"""The gates between a claimed number and a found one: measure, entity, role, period, modality.

Each gate says match, compatible, mismatch or unknown. A mismatch makes the found number silent;
an unknown caps the verdict; only a row of matches may refute.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from qa.facts import dates, periods, words
from qa.facts.compare import same_dimension
from qa.facts.frames import EvidenceFrames, Frame, is_rate
from qa.facts.periods import Anchor, Grain, Period
from qa.facts.quantity import Direction, Kind, Modality, Role


class GateStatus(StrEnum):
    MATCH = "match"
    COMPATIBLE = "compatible"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate's finding, with a reason of a few words."""

    name: str
    status: GateStatus
    note: str = ""


MATCH, COMPATIBLE = GateStatus.MATCH, GateStatus.COMPATIBLE
MISMATCH, UNKNOWN = GateStatus.MISMATCH, GateStatus.UNKNOWN


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed number with the names of the whole claim and of its subject."""

    frame: Frame
    subject: frozenset[str]
    names: frozenset[str]
    stems: frozenset[str]
    text: str = ""


def tie_gate(claim: Claimed, found: Frame) -> Gate | None:
    """Whose the measure is, with whom and of what kind: "Lao exports to Japan" is no other's.

    None when nothing is tied otherwise on the two sides.
    """
    mine = claim.frame
    if found.thing and found.thing not in claim.stems:
        return Gate("measure", UNKNOWN, f"it is what the {found.thing} is worth")
    worth = _WORTH.match(claim.text)
    if worth is not None and mine.quantity.kind is Kind.MONEY:
        head = _noun_head(worth["what"])
        if head and head not in found.near | {found.thing}:
            return Gate("measure", UNKNOWN, f"it is not what the {head} is worth")
    together = found.group & claim.names
    if together and found.group - claim.names:
        return Gate("entity", UNKNOWN, f"it is of {_join(found.group)} together")
    if not (mine.near & found.near & _TRADED):
        return _share_gate(mine, found)
    if mine.owners and found.owners and not mine.owners & found.owners:
        return Gate("entity", MISMATCH, f"it is of {_join(found.owners)}")
    if claim.subject and found.owners and not found.owners & (claim.names | claim.subject):
        return Gate("entity", MISMATCH, f"it is of {_join(found.owners)}")
    if found.partners - claim.names:
        return Gate("entity", UNKNOWN, f"it is only with {_join(found.partners - claim.names)}")
    extra = mine.modifiers - found.sentence_stems
    if extra:
        return Gate("measure", UNKNOWN, f"“{_join(extra)}” is not said of it")
    extra = found.modifiers - claim.stems
    if extra:
        return Gate("measure", UNKNOWN, f"it is only the {_join(extra)} part")
    return _share_gate(mine, found)


_WORTH = re.compile(
    r"(?P<what>[^,.]+?)(?: (?:that|which|sold|exported|sent|shipped|made|from|to|of|in)\b[^.]*?)? "
    r"(?:were|was|are|is) (?:worth|valued at)\b"
)


def _noun_head(phrase: str) -> str:
    """The last content word of a noun phrase, by stem."""
    found = [word for word in re.findall(r"[a-z]{3,}", phrase.lower()) if word not in words.STOP]
    return words.stem(found[-1]) if found else ""


#: Measures that have owners, partners and kinds of goods.
_TRADED = frozenset(
    {"export", "import", "trade", "sale", "production", "invest", "loan", "revenue", "profit"}
)


def _share_gate(claim: Frame, found: Frame) -> Gate | None:
    """A percentage of one thing says nothing about a percentage of another."""
    one, two = claim.quantity, found.quantity
    if not (is_rate(one) and is_rate(two) and one.of and two.of):
        return None
    mine, theirs = words.content_stems(one.of), words.content_stems(two.of)
    if ("majority" in two.of) is not ("majority" in one.of):
        return Gate("measure", UNKNOWN, "one is a share of a share")
    for group in words.EXCLUSIVE:
        if mine & group and theirs & group and not mine & theirs & group:
            return Gate(
                "measure", MISMATCH, f"of {_join(mine & group)} against of {_join(theirs & group)}"
            )
    if mine and theirs and not mine & theirs and not mine & found.sentence_stems:
        return Gate("measure", UNKNOWN, "shares of different things")
    return None


def all_gates(claim: Claimed, found: EvidenceFrames, index: int) -> tuple[Gate, ...]:
    """The gates of one claimed number against frame `index` of a text, in order of cost."""
    frame = found.frames[index]
    dimension = dimension_gate(claim.frame, frame)
    if dimension.status is MISMATCH:
        return (dimension,)
    tie = tie_gate(claim, frame)
    return (
        dimension,
        *((tie,) if tie is not None else ()),
        measure_gate(claim, frame, found.title_stems | found.context_stems[index]),
        entity_gate(claim, found, index),
        role_gate(claim.frame, frame),
        period_gate(claim.frame.quantity.period, frame.quantity.period),
        modality_gate(claim.frame, frame),
    )


def dimension_gate(claim: Frame, found: Frame) -> Gate:
    same, note = same_dimension(claim.quantity, found.quantity)
    if not same:
        return Gate("unit", MISMATCH, f"{_what(claim)} against {_what(found)}")
    per = {claim.quantity.per, found.quantity.per}
    if len(per) == 2 and None not in per:
        return Gate("unit", MISMATCH, "different “per”")
    if len(per) == 2 and per & {"year", "month", "day", "week", "person", "share", "tonne"}:
        if claim.quantity.per in {"person", "share", "tonne"} or found.quantity.per in {
            "person",
            "share",
            "tonne",
        }:
            return Gate("unit", MISMATCH, "one is per unit, the other a total")
        return Gate("unit", UNKNOWN, "only one says per how long")
    if is_rate(claim.quantity) and claim.quantity.whole != found.quantity.whole:
        if Kind.PERCENT in {claim.quantity.kind, found.quantity.kind}:
            return Gate("unit", COMPATIBLE, "a percentage against a mark or a count")
    return Gate("unit", MATCH, note)


def _what(frame: Frame) -> str:
    return frame.quantity.unit_label or frame.quantity.kind.value


# --- measure ---------------------------------------------------------------------------------

_MEASURE_WORDS = frozenset().union(*words.EXCLUSIVE)


def measure_gate(claim: Claimed, found: Frame, context: frozenset[str]) -> Gate:
    """Whether both numbers measure the same thing: counted noun, measure words, contrast words."""
    clash = _exclusive(claim.frame, found)
    if clash:
        return Gate("measure", MISMATCH, clash)
    one, two = _contrasts(claim.frame), _contrasts(found)
    missing = one - two - (found.sentence_stems & one if found.alone else frozenset())
    if missing:
        return Gate("measure", UNKNOWN, f"“{_join(missing)}” is not said of it")
    extra = two - one if one else two - _WHOLE
    if extra:
        return Gate("measure", UNKNOWN, f"it is the {_join(extra)} figure")
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
            return f"{_join(mine)} against {_join(theirs)}"
    return ""


def own_measures(frame: Frame) -> frozenset[str]:
    nouns = frozenset(frame.nouns) & _MEASURE_WORDS
    if nouns and frame.quantity.kind is Kind.COUNT:
        return nouns
    return frame.near & _MEASURE_WORDS or frame.sentence_stems & _MEASURE_WORDS


def _join(stems: frozenset[str]) -> str:
    return "/".join(sorted(stems))


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
    if found.quantity.kind is Kind.COUNT and nouns and not nouns & (claim.frame.near or claim.stems):
        return Gate("measure", UNKNOWN, f"it counts {found.quantity.noun}")
    shared = mine & found.near
    measures = mine & words.MEASURES
    if measures and measures & found.near:
        return Gate("measure", MATCH, _join(measures & found.near))
    if measures and measures & found.sentence_stems:
        alone = found.alone or not is_rate(found.quantity)
        return Gate(
            "measure", MATCH if alone else COMPATIBLE, _join(measures & found.sentence_stems)
        )
    if shared and not measures:
        return Gate("measure", MATCH if len(shared) * 2 >= len(mine) else COMPATIBLE, _join(shared))
    said = mine & (found.sentence_stems | context)
    if said:
        return Gate(
            "measure", COMPATIBLE if measures & said or not measures else UNKNOWN, _join(said)
        )
    return Gate("measure", UNKNOWN, "no common words")


# --- entity ----------------------------------------------------------------------------------


def entity_gate(claim: Claimed, found: EvidenceFrames, index: int) -> Gate:
    """Whether both numbers are of the same country, company, person or work."""
    frame = found.frames[index]
    background = found.title_names | found.context_names[index]
    if frame.places - claim.names - found.title_names:
        part = frame.places - claim.names - found.title_names
        if len(part) < 3 and not (claim.names & frame.places) and not part <= _title_like(found):
            return Gate("entity", MISMATCH, f"it is of {_join(part)}")
    if not claim.names:
        return Gate("entity", COMPATIBLE, "the claim names nobody")
    said = frame.sentence_stems | found.title_stems | found.context_stems[index]
    if frame.subject and not frame.subject & (claim.names | found.title_names):
        return Gate("entity", MISMATCH, f"it is of {_join(frame.subject)}")
    if not claim.subject & (frame.sentence_names | background) and not _said(claim.subject, said):
        missing = claim.subject or claim.names
        return Gate("entity", UNKNOWN, f"{_join(missing)} is not named there")
    other = frame.before - claim.names
    if claim.subject and not claim.subject & frame.before and other:
        if not claim.subject & found.title_names:
            return Gate("entity", MISMATCH, f"it is of {_join(other)}, not {_join(claim.subject)}")
        if claim.subject & found.title_names and other & _title_like(found):
            return Gate("entity", COMPATIBLE, _join(claim.subject))
    elsewhere = claim.frame.places - frame.local - frame.before - frame.places
    if (
        elsewhere - found.title_names
        and "elsewhere" not in claim.frame.qualifiers & frame.qualifiers
    ):
        return Gate("entity", UNKNOWN, f"{_join(elsewhere)} is not said of it")
    missing = claim.names - frame.sentence_names - background
    missing = frozenset(name for name in missing if not _said(frozenset({name}), said))
    if missing:
        return Gate("entity", UNKNOWN, f"{_join(missing)} is not named there")
    return Gate("entity", MATCH, _join(claim.subject or claim.names))


def _said(names: frozenset[str], stems: frozenset[str]) -> bool:
    """Whether a name stands there in any spelling: "Coronavirus" in "coronavirus pandemic"."""
    return any(name in stems or words.stem(name) in stems for name in names)


def _title_like(found: EvidenceFrames) -> frozenset[str]:
    return found.title_names


# --- role and direction ----------------------------------------------------------------------


def role_gate(claim: Frame, found: Frame) -> Gate:
    """By, to and from are different numbers; a rise and a fall of one thing are opposites."""
    one, two = claim.quantity, found.quantity
    levels = {Role.LEVEL, Role.CHANGE_TO, Role.CAPACITY, Role.SHARE_OF}
    if one.role in levels and two.role in levels:
        return Gate("role", MATCH, "")
    if one.role is not two.role:
        return Gate("role", MISMATCH, f"{one.role.value} against {two.role.value}")
    if Direction.NONE not in {one.direction, two.direction} and one.direction is not two.direction:
        return Gate("role", MATCH, "opposite directions")
    return Gate("role", MATCH, one.role.value)


def opposite(claim: Frame, found: Frame) -> bool:
    """Whether one says up and the other down by some amount."""
    pair = {claim.quantity.direction, found.quantity.direction}
    by = claim.quantity.role is found.quantity.role is Role.CHANGE_BY
    return by and pair == {Direction.UP, Direction.DOWN}


# --- period ----------------------------------------------------------------------------------


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


# --- modality --------------------------------------------------------------------------------

_AHEAD = frozenset({Modality.FORECAST_OR_PLAN, Modality.PERMITTED_OR_CAPACITY})


def modality_gate(claim: Frame, found: Frame) -> Gate:
    """Plans, forecasts and capacities neither bear out nor refute a reported fact."""
    one, two = claim.quantity.modality, found.quantity.modality
    if Modality.NEGATED in {one, two}:
        return (
            Gate("modality", UNKNOWN, "one of them is denied")
            if one is not two
            else Gate("modality", COMPATIBLE, "both are denied")
        )
    if (one in _AHEAD) is not (two in _AHEAD):
        return Gate("modality", MISMATCH, f"{one.value} against {two.value}".replace("_", " "))
    return Gate("modality", MATCH, "")
