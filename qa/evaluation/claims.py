"""Verdicts on claims: accuracy, precision and recall of each verdict, and flips.

A flip takes a supported claim for refuted or the other way round: the worst kind of mistake, far
from leaving it at not enough info.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qa.types import Verdict

_FLIPS = frozenset({(Verdict.SUPPORTED, Verdict.REFUTED), (Verdict.REFUTED, Verdict.SUPPORTED)})


@dataclass(frozen=True, slots=True)
class VerdictPair:
    gold: Verdict
    given: Verdict


@dataclass(frozen=True, slots=True)
class ConfusionCell:
    gold: Verdict
    given: Verdict
    count: int


@dataclass(frozen=True, slots=True)
class VerdictScores:
    """`precision` is None where the verdict was never given, `recall` where it is never gold."""

    verdict: Verdict
    gold: int
    given: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class ClaimScores:
    """`decided` is the share of claims not left at not enough info."""

    n: int
    accuracy: float
    flips: int
    decided: float
    verdicts: tuple[VerdictScores, ...]
    confusion: tuple[ConfusionCell, ...]


def is_flip(pair: VerdictPair) -> bool:
    return (pair.gold, pair.given) in _FLIPS


def score_claims(pairs: Sequence[VerdictPair]) -> ClaimScores | None:
    """Score gold against given verdicts, None without any.

    >>> s, r, n = Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH_INFO
    >>> scores = score_claims([VerdictPair(*pair) for pair in [(s, s), (s, r), (n, s), (n, n)]])
    >>> scores.accuracy, scores.flips, scores.decided, scores.verdicts[0].precision
    (0.5, 1, 0.75, 0.5)
    """
    if not pairs:
        return None
    counts = Counter((pair.gold, pair.given) for pair in pairs)
    undecided = sum(pair.given is Verdict.NOT_ENOUGH_INFO for pair in pairs)
    return ClaimScores(
        n=len(pairs),
        accuracy=sum(counts[verdict, verdict] for verdict in Verdict) / len(pairs),
        flips=sum(counts[flip] for flip in _FLIPS),
        decided=1 - undecided / len(pairs),
        verdicts=tuple(_verdict_scores(verdict, counts) for verdict in Verdict),
        confusion=tuple(
            ConfusionCell(gold, given, counts[gold, given]) for gold in Verdict for given in Verdict
        ),
    )


def _verdict_scores(verdict: Verdict, counts: Counter[tuple[Verdict, Verdict]]) -> VerdictScores:
    gold = sum(counts[verdict, given] for given in Verdict)
    given = sum(counts[other, verdict] for other in Verdict)
    both = counts[verdict, verdict]
    return VerdictScores(
        verdict,
        gold,
        given,
        precision=both / given if given else None,
        recall=both / gold if gold else None,
    )
