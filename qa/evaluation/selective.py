"""How well confidence tells right answers from wrong ones.

`confidences` and `right` are parallel, one entry a guess; `right` holds 0 or 1
by a rule that whoever reports must name. Equal confidences cannot be told apart, so they are
taken together: nothing here depends on the order in which equals arrive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Answering from `confidence` up covers this share of the answers, this share wrong."""

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Selective:
    """`coverage_at_90` is a share of all `questions`; the rest is over the `guessed` ones."""

    questions: int
    guessed: int
    aurc: float
    excess_aurc: float
    coverage_at_90: float
    ece: float
    bins: int
    brier: float


def summarise(
    confidences: Sequence[float], right: Sequence[float], *, questions: int, bins: int = 10
) -> Selective | None:
    """All of the below in one; `questions` counts those without a guess too. None if empty."""
    if not confidences:
        return None
    guessed = len(confidences)
    area = aurc(confidences, right)
    return Selective(
        questions=questions,
        guessed=guessed,
        aurc=area,
        excess_aurc=excess_aurc(confidences, right),
        coverage_at_90=coverage_at_accuracy(confidences, right, 0.9) * guessed / questions,
        ece=calibration_error(confidences, right, bins=bins),
        bins=min(bins, guessed),
        brier=brier_score(confidences, right),
    )


def risk_coverage(confidences: Sequence[float], right: Sequence[float]) -> tuple[RiskPoint, ...]:
    """The risk–coverage curve, a point for each distinct confidence, most confident first.

    >>> curve = risk_coverage([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 0])
    >>> [(point.coverage, round(point.risk, 4)) for point in curve]
    [(0.25, 0.0), (0.75, 0.3333), (1.0, 0.5)]
    """
    if not confidences:
        return ()
    values, counts, wrong = _blocks(confidences, right)
    covered, missed = counts.cumsum(), wrong.cumsum()
    rows = zip(values.tolist(), covered.tolist(), missed.tolist(), strict=True)
    return tuple(RiskPoint(value, n / len(right), bad / n) for value, n, bad in rows)


def aurc(confidences: Sequence[float], right: Sequence[float]) -> float:
    """Area under the risk–coverage curve: the mean risk over coverages 1/n … n/n; 0 is best.

    Inside a block of equal confidences the answers are taken to arrive in random order: after j
    of its m, with w wrong, j·w/m are expected to be wrong. For ([0.9, 0.5, 0.5, 0.1], [1, 1, 0,
    0]) the expected wrong are 0, 0.5, 1, 2 of 1, 2, 3, 4.

    >>> round(aurc([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 0]), 4)  # (0 + 0.25 + 1/3 + 0.5) / 4
    0.2708

    Source: Geifman and El-Yaniv, Selective Classification for Deep Neural Networks, 2017.
    """
    import numpy as np

    if not confidences:
        return 0.0
    _, counts, wrong = _blocks(confidences, right)
    expected = np.repeat(wrong / counts, counts.astype(int)).cumsum()
    return float(np.mean(expected / np.arange(1, len(right) + 1)))


def excess_aurc(confidences: Sequence[float], right: Sequence[float]) -> float:
    """AURC above that of the best order, in which every right answer comes first.

    >>> round(excess_aurc([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 0]), 4)  # 0.2708 - (1/3 + 1/2) / 4
    0.0625
    """
    best = sorted(right, reverse=True)
    return aurc(confidences, right) - aurc(range(len(best), 0, -1), best)


def coverage_at_accuracy(
    confidences: Sequence[float], right: Sequence[float], accuracy: float
) -> float:
    """The largest share of answers that can be given with at least this share of them right.

    >>> coverage_at_accuracy([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0], 0.66)
    0.75
    """
    curve = risk_coverage(confidences, right)
    # Counts divide exactly enough that a share such as 9/10 must not fail by a rounding error.
    return max((point.coverage for point in curve if 1 - point.risk >= accuracy - 1e-12), default=0)


def calibration_error(
    confidences: Sequence[float], right: Sequence[float], *, bins: int = 10
) -> float:
    """Expected calibration error over bins of equal mass (numbers of answers differ by one).

    Answers are sorted by confidence; equal ones share the mean of their `right`, so that a bin
    border through them changes nothing. For two bins of ([0.9, 0.8, 0.4, 0.3], [1, 0, 1, 0]) the
    gaps are |0.85 - 0.5| and |0.35 - 0.5|, each with half of the weight.

    >>> round(calibration_error([0.9, 0.8, 0.4, 0.3], [1, 0, 1, 0], bins=2), 4)
    0.25

    Source: Naeini et al., Bayesian Binning, 2015, with quantile bins (Nixon et al., 2019).
    """
    import numpy as np

    if not confidences:
        return 0.0
    values, counts, wrong = _blocks(confidences, right)
    size = counts.astype(int)
    sure, hit = np.repeat(values, size), np.repeat(1 - wrong / counts, size)
    parts = np.array_split(np.arange(sure.size), min(bins, sure.size))
    return float(sum(abs(sure[part].sum() - hit[part].sum()) for part in parts) / sure.size)


def brier_score(confidences: Sequence[float], right: Sequence[float]) -> float:
    """Mean squared distance of confidence from the outcome; 0 is best, always 0.5 gives 0.25.

    >>> round(brier_score([0.9, 0.4], [1, 0]), 4)  # (0.01 + 0.16) / 2
    0.085
    """
    import numpy as np

    if not confidences:
        return 0.0
    return float(np.mean((np.asarray(confidences) - np.asarray(right)) ** 2))


def _blocks(confidences: Sequence[float], right: Sequence[float]) -> tuple[Array, Array, Array]:
    """The distinct confidences, highest first, with the answers and the wrong ones at each."""
    import numpy as np

    values, where = np.unique(np.asarray(confidences, dtype=float), return_inverse=True)
    wrong = np.bincount(where, weights=1 - np.asarray(right, dtype=float))
    counts = np.bincount(where).astype(np.float64)
    return values[::-1], counts[::-1], wrong[::-1].astype(np.float64)
