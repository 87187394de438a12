"""Whether a mean difference over paired scores is more than chance, and how large it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Up to so many differing pairs all sign flips are tried (4,096), beyond they are drawn.
EXACT_PAIRS = 12
#: Sums within this of the observed one count as equal to it: they differ by rounding only.
_TIE = 1e-9
#: Random numbers held at once.
_CHUNK = 2_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


def randomisation_p(differences: Sequence[float], *, samples: int = 20_000, seed: int = 0) -> float:
    """Two-sided p-value of a paired randomisation test on the mean of `differences`.

    Under the null hypothesis the sign of each difference is a coin toss; p is the share of
    tosses with a sum at least as far from 0. Zero differences change nothing and are left out.
    Of the eight sums that ±1 ±2 ±3 make, two are as far out as 6:

    >>> randomisation_p([1, 2, 3])
    0.25
    """
    import numpy as np

    values = np.array([value for value in differences if value], dtype=np.float64)
    reached = abs(float(values.sum())) - _TIE
    if values.size <= EXACT_PAIRS:
        tosses = np.arange(2**values.size)[:, None] >> np.arange(values.size) & 1
        return float(np.mean(np.abs((2 * tosses - 1) @ values) >= reached))
    generator = np.random.default_rng(seed)
    extreme = 0
    for size in _chunks(samples, values.size):
        signs = generator.integers(0, 2, size=(size, values.size), dtype=np.int8)
        sums = (2.0 * signs - 1.0) @ values
        extreme += int(np.count_nonzero(np.abs(sums) >= reached))
    # The observed assignment is one of the possible ones, so p is never 0.
    return (extreme + 1) / (samples + 1)


def bootstrap_interval(
    differences: Sequence[float], groups: Sequence[str], *, samples: int = 20_000, seed: int = 0
) -> Interval:
    """95 % percentile bootstrap interval of the mean, drawing whole groups with replacement.

    `groups` is parallel to `differences`. A single group gives its mean twice.
    """
    import numpy as np

    if not differences:
        return Interval(0.0, 0.0)
    _, where = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    sums = np.bincount(where, weights=np.asarray(differences, dtype=np.float64))
    sizes = np.bincount(where).astype(np.float64)
    generator = np.random.default_rng(seed)
    means: list[NDArray[np.float64]] = []
    for size in _chunks(samples, sums.size):
        drawn = generator.integers(0, sums.size, size=(size, sums.size), dtype=np.int32)
        means.append(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1))
    low, high = np.quantile(np.concatenate(means), (0.025, 0.975))
    return Interval(float(low), float(high))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Holm's step-down correction: the smallest of m p-values times m, the next times m - 1, ….

    A corrected value is never below that of a smaller p, and at most 1.

    >>> holm([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    corrected = [0.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, p_values[place] * (len(p_values) - rank)))
        corrected[place] = highest
    return tuple(corrected)


def _chunks(samples: int, width: int) -> list[int]:
    """Split `samples` rows of `width` numbers into pieces of bounded size."""
    size = max(1, _CHUNK // max(1, width))
    whole, rest = divmod(samples, size)
    return [size] * whole + ([rest] if rest else [])
