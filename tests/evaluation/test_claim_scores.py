"""Verdict scores worked out by hand."""

from __future__ import annotations

import pytest

from qa.evaluation.claims import VerdictPair, is_flip, score_claims
from qa.types import Verdict

S, R, N = Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH_INFO


def test_accuracy_precision_recall_and_flips() -> None:
    pairs = [(S, S), (S, S), (S, R), (S, N), (R, R), (R, S), (N, N), (N, S)]
    scores = score_claims([VerdictPair(*pair) for pair in pairs])
    assert scores is not None
    assert (scores.n, scores.accuracy, scores.flips, scores.decided) == (8, 0.5, 2, 0.75)
    by_verdict = {item.verdict: item for item in scores.verdicts}
    assert (by_verdict[S].gold, by_verdict[S].given) == (4, 4)
    assert (by_verdict[S].precision, by_verdict[S].recall) == (0.5, 0.5)
    assert (by_verdict[R].precision, by_verdict[R].recall) == (0.5, 0.5)
    assert (by_verdict[N].precision, by_verdict[N].recall) == (0.5, 0.5)
    cells = {(cell.gold, cell.given): cell.count for cell in scores.confusion}
    assert cells[S, R] == 1
    assert cells[R, S] == 1
    assert cells[N, R] == 0
    assert sum(cells.values()) == 8


def test_a_verdict_never_given_has_no_precision() -> None:
    scores = score_claims([VerdictPair(S, N), VerdictPair(S, N)])
    assert scores is not None
    supported, refuted, _ = scores.verdicts
    assert (supported.precision, supported.recall) == (None, 0)
    assert (refuted.precision, refuted.recall) == (None, None)
    assert (scores.flips, scores.decided) == (0, 0)


@pytest.mark.parametrize(
    ("gold", "given", "flip"), [(S, R, True), (R, S, True), (S, N, False), (N, R, False)]
)
def test_only_the_opposite_is_a_flip(gold: Verdict, given: Verdict, flip: bool) -> None:
    assert is_flip(VerdictPair(gold, given)) is flip


def test_no_claims_no_scores() -> None:
    assert score_claims([]) is None
