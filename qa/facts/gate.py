"""What a gate says, and the claimed number it stands before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qa.facts.frames import Frame


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


def list_stems(stems: frozenset[str]) -> str:
    return "/".join(sorted(stems))
