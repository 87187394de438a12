"""`qa calibrate`: the lowest cut-off that keeps wrong answers within an error budget.

Every gold question is asked twice: over the whole index, and once more with its gold documents
left out, which makes an unanswerable question of an answerable one. Nothing is withheld while
asking; the cut-off is then read off the risk–coverage curve (El-Yaniv and Wiener 2010).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.errors import DatasetError
from qa.evaluation.answers import best_guess, is_right
from qa.evaluation.data import Dataset, Query
from qa.evaluation.ports import Answering
from qa.types import Filters

#: Two-sided 95 % quantile of the normal distribution, for Wilson's interval.
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Trial:
    """One asked question: whether a right answer existed, how sure the guess, whether right."""

    answerable: bool
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class CutoffPoint:
    """Answering from `cutoff` up: shares of all questions answered, and of answers wrong."""

    cutoff: float
    answered: int
    wrong: int
    questions: int

    @property
    def answered_share(self) -> float:
        return self.answered / self.questions if self.questions else 0.0

    @property
    def wrong_share(self) -> float:
        return self.wrong / self.answered if self.answered else 0.0

    @property
    def wrong_at_most(self) -> float:
        """Upper end of Wilson's 95 % interval of the wrong share (Wilson 1927)."""
        n, p = self.answered, self.wrong_share
        if not n:
            return 1.0
        spread = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return min(1.0, (p + _Z**2 / (2 * n) + spread) / (1 + _Z**2 / n))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The chosen point, None when even the surest answers break the budget, and the curve."""

    max_wrong: float
    chosen: CutoffPoint | None
    curve: tuple[CutoffPoint, ...]
    asked: int
    left_out: int

    def to_record(self) -> dict[str, object]:
        chosen = self.chosen
        return {
            "max_wrong": self.max_wrong,
            "cutoff": chosen.cutoff if chosen else None,
            "answered_share": round(chosen.answered_share, 4) if chosen else 0.0,
            "wrong_share": round(chosen.wrong_share, 4) if chosen else 0.0,
            "wrong_at_most": round(chosen.wrong_at_most, 4) if chosen else None,
            "asked": self.asked,
            "left_out": self.left_out,
            "curve": [
                {"cutoff": p.cutoff, "answered": p.answered, "wrong": p.wrong} for p in self.curve
            ],
        }


def calibrate(dataset: Dataset, engine: Answering, max_wrong: float) -> Calibration:
    """Choose the cut-off for `engine`, which must withhold nothing (cut-off 0).

    Raises DatasetError when the dataset asks nothing that an answer is known for.
    """
    queries = [query for query in dataset.queries if query.answerable is not None]
    if not any(query.answerable for query in queries):
        raise DatasetError(f"{dataset.path}: no answerable question to calibrate on")
    whole = [_ask(engine, query, None) for query in queries]
    left_out = list(_without_gold(engine, queries))
    trials = whole + left_out
    curve = tuple(cutoff_curve(trials))
    return Calibration(max_wrong, choose(curve, max_wrong), curve, len(whole), len(left_out))


def cutoff_curve(trials: Sequence[Trial]) -> Iterator[CutoffPoint]:
    """A point for each distinct confidence, surest first.

    >>> trials = [Trial(True, 0.9, True), Trial(False, 0.6, False), Trial(True, 0.6, True)]
    >>> [(p.cutoff, p.answered, p.wrong) for p in cutoff_curve(trials)]
    [(0.9, 1, 0), (0.6, 3, 1)]
    """
    guesses = sorted((t for t in trials if t.confidence > 0), key=lambda t: -t.confidence)
    wrong = 0
    for count, trial in enumerate(guesses, 1):
        wrong += not trial.right
        last = count == len(guesses)
        if last or guesses[count].confidence < trial.confidence:
            yield CutoffPoint(trial.confidence, count, wrong, len(trials))


def choose(curve: Sequence[CutoffPoint], max_wrong: float) -> CutoffPoint | None:
    """The point that answers most within the budget, its cut-off moved down to a round figure."""
    within = [point for point in curve if point.wrong_share <= max_wrong]
    if not within:
        return None
    best = within[-1]
    following = [point.cutoff for point in curve if point.cutoff < best.cutoff]
    return CutoffPoint(
        _between(best.cutoff, following[0] if following else 0.0),
        best.answered,
        best.wrong,
        best.questions,
    )


def _between(high: float, low: float) -> float:
    """The shortest decimal in (low, high], so that the cut-off can be said and typed."""
    for digits in range(1, 12):
        value = math.floor(high * 10.0**digits) / 10.0**digits
        if value > low:
            return value
    return high


def _ask(engine: Answering, query: Query, filters: Filters | None) -> Trial:
    answer = engine.ask(query.text, filters=filters)
    guess = best_guess(answer)
    answerable = bool(query.answerable) and filters is None
    if guess is None:
        return Trial(answerable, 0.0, not answerable)
    return Trial(answerable, guess.confidence, answerable and is_right(query, guess))


def _without_gold(engine: Answering, queries: Sequence[Query]) -> Iterator[Trial]:
    for query in queries:
        documents = tuple(sorted({span.document for span in query.answers if span.document}))
        if query.answerable and documents:
            yield _ask(engine, query, Filters(without=documents))
