"""The gates between a claimed number and a found one: measure, entity, role, period, modality.

Each gate says match, compatible, mismatch or unknown. A mismatch makes the found number silent;
an unknown caps the verdict; only a row of matches may refute.
"""

from __future__ import annotations

import re

from qa.facts import words
from qa.facts.compare import same_dimension
from qa.facts.frames import EvidenceFrames, Frame, is_rate
from qa.facts.gate import COMPATIBLE, MATCH, MISMATCH, UNKNOWN, Claimed, Gate, list_stems
from qa.facts.measures import measure_gate
from qa.facts.quantity import Direction, Kind, Modality, Role
from qa.facts.times import period_gate


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
        return Gate("entity", UNKNOWN, f"it is of {list_stems(found.group)} together")
    if not (mine.near & found.near & _TRADED):
        return _share_gate(mine, found)
    if mine.owners and found.owners and not mine.owners & found.owners:
        return Gate("entity", MISMATCH, f"it is of {list_stems(found.owners)}")
    if claim.subject and found.owners and not found.owners & (claim.names | claim.subject):
        return Gate("entity", MISMATCH, f"it is of {list_stems(found.owners)}")
    if found.partners - claim.names:
        return Gate(
            "entity", UNKNOWN, f"it is only with {list_stems(found.partners - claim.names)}"
        )
    extra = mine.modifiers - found.sentence_stems
    if extra:
        return Gate("measure", UNKNOWN, f"“{list_stems(extra)}” is not said of it")
    extra = found.modifiers - claim.stems
    if extra:
        return Gate("measure", UNKNOWN, f"it is only the {list_stems(extra)} part")
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
                "measure",
                MISMATCH,
                f"of {list_stems(mine & group)} against of {list_stems(theirs & group)}",
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
    wholes = {claim.quantity.whole, found.quantity.whole}
    kinds = {claim.quantity.kind, found.quantity.kind}
    if is_rate(claim.quantity) and len(wholes) == 2 and Kind.PERCENT in kinds:
        return Gate("unit", COMPATIBLE, "a percentage against a mark or a count")
    return Gate("unit", MATCH, note)


def _what(frame: Frame) -> str:
    return frame.quantity.unit_label or frame.quantity.kind.value


def entity_gate(claim: Claimed, found: EvidenceFrames, index: int) -> Gate:
    """Whether both numbers are of the same country, company, person or work."""
    frame = found.frames[index]
    background = found.title_names | found.context_names[index]
    if frame.places - claim.names - found.title_names:
        part = frame.places - claim.names - found.title_names
        if len(part) < 3 and not (claim.names & frame.places) and not part <= _title_like(found):
            return Gate("entity", MISMATCH, f"it is of {list_stems(part)}")
    if not claim.names:
        return Gate("entity", COMPATIBLE, "the claim names nobody")
    said = frame.sentence_stems | found.title_stems | found.context_stems[index]
    if frame.subject and not frame.subject & (claim.names | found.title_names):
        return Gate("entity", MISMATCH, f"it is of {list_stems(frame.subject)}")
    if not claim.subject & (frame.sentence_names | background) and not _said(claim.subject, said):
        missing = claim.subject or claim.names
        return Gate("entity", UNKNOWN, f"{list_stems(missing)} is not named there")
    other = frame.before - claim.names
    if claim.subject and not claim.subject & frame.before and other:
        if not claim.subject & found.title_names:
            return Gate(
                "entity", MISMATCH, f"it is of {list_stems(other)}, not {list_stems(claim.subject)}"
            )
        if claim.subject & found.title_names and other & _title_like(found):
            return Gate("entity", COMPATIBLE, list_stems(claim.subject))
    elsewhere = claim.frame.places - frame.local - frame.before - frame.places
    if (
        elsewhere - found.title_names
        and "elsewhere" not in claim.frame.qualifiers & frame.qualifiers
    ):
        return Gate("entity", UNKNOWN, f"{list_stems(elsewhere)} is not said of it")
    missing = claim.names - frame.sentence_names - background
    missing = frozenset(name for name in missing if not _said(frozenset({name}), said))
    if missing:
        return Gate("entity", UNKNOWN, f"{list_stems(missing)} is not named there")
    return Gate("entity", MATCH, list_stems(claim.subject or claim.names))


def _said(names: frozenset[str], stems: frozenset[str]) -> bool:
    """Whether a name stands there in any spelling: "Coronavirus" in "coronavirus pandemic"."""
    return any(name in stems or words.stem(name) in stems for name in names)


def _title_like(found: EvidenceFrames) -> frozenset[str]:
    return found.title_names


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


AHEAD = frozenset({Modality.FORECAST_OR_PLAN, Modality.PERMITTED_OR_CAPACITY})


def modality_gate(claim: Frame, found: Frame) -> Gate:
    """Plans, forecasts and capacities neither bear out nor refute a reported fact."""
    one, two = claim.quantity.modality, found.quantity.modality
    if Modality.NEGATED in {one, two}:
        return (
            Gate("modality", UNKNOWN, "one of them is denied")
            if one is not two
            else Gate("modality", COMPATIBLE, "both are denied")
        )
    if (one in AHEAD) is not (two in AHEAD):
        return Gate("modality", MISMATCH, f"{one.value} against {two.value}".replace("_", " "))
    return Gate("modality", MATCH, "")
