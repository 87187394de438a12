"""Risk and coverage, calibration error and Brier score against values worked out by hand."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.evaluation.selective import (
    RiskPoint,
    aurc,
    brier_score,
    calibration_error,
    coverage_at_accuracy,
    excess_aurc,
    risk_coverage,
    summarise,
)

pairs = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]), st.booleans()), min_size=1)


def test_curve_has_a_point_for_each_distinct_confidence() -> None:
    assert risk_coverage([0.5, 0.9, 0.1, 0.5], [1, 1, 0, 0]) == (
        RiskPoint(0.9, 0.25, 0.0),
        RiskPoint(0.5, 0.75, pytest.approx(1 / 3)),
        RiskPoint(0.1, 1.0, 0.5),
    )


def test_aurc_without_ties_is_the_mean_risk() -> None:
    # Risks after 1, 2, 3, 4 answers: 0, 1/2, 1/3, 1/2.
    assert aurc([0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0]) == pytest.approx((1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert aurc([0.9, 0.8], [1, 1]) == 0
    assert aurc([0.9, 0.8], [0, 0]) == 1


def test_aurc_over_a_tie_is_the_mean_over_its_orders() -> None:
    right = [1, 1, 0, 0, 1]
    tie = [0.9, 0.5, 0.5, 0.5, 0.1]
    orders = [
        aurc([5, 4, 3, 2, 1], [right[0], *middle, right[4]])
        for middle in itertools.permutations(right[1:4])
    ]
    assert aurc(tie, right) == pytest.approx(sum(orders) / len(orders))


@settings(deadline=None)
@given(pairs=pairs, data=st.data())
def test_no_figure_depends_on_the_order_of_arrival(
    pairs: list[tuple[float, bool]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(pairs))
    first, second = (
        summarise([p[0] for p in some], [float(p[1]) for p in some], questions=len(some))
        for some in (pairs, shuffled)
    )
    assert first is not None
    assert second is not None
    for name in ("aurc", "excess_aurc", "coverage_at_90", "ece", "brier"):
        assert getattr(first, name) == pytest.approx(getattr(second, name))


@settings(deadline=None)
@given(pairs=pairs)
def test_the_best_order_has_no_excess(pairs: list[tuple[float, bool]]) -> None:
    right = [float(pair[1]) for pair in pairs]
    assert excess_aurc([pair[0] for pair in pairs], right) >= -1e-12
    assert excess_aurc(right, right) == pytest.approx(0)


def test_excess_aurc_is_zero_when_right_answers_lead() -> None:
    assert excess_aurc([0.9, 0.8, 0.2], [1, 1, 0]) == pytest.approx(0)
    assert excess_aurc([0.2, 0.9], [1, 0]) == pytest.approx((1 + 1 / 2) / 2 - (0 + 1 / 2) / 2)


def test_coverage_at_accuracy_takes_the_largest_that_holds() -> None:
    confidences, right = [0.9, 0.8, 0.7, 0.6], [1, 0, 1, 0]
    assert coverage_at_accuracy(confidences, right, 0.6) == 0.75
    assert coverage_at_accuracy(confidences, right, 0.5) == 1
    assert coverage_at_accuracy(confidences, right, 1) == 0.25
    assert coverage_at_accuracy(confidences, [0, 0, 0, 0], 0.9) == 0
    ten = [1.0 - place / 100 for place in range(10)]
    assert coverage_at_accuracy(ten, [1] * 9 + [0], 0.9) == 1  # 9/10 is 0.9, rounding apart


def test_calibration_error_over_bins_of_equal_mass() -> None:
    # Five answers in two bins of three and two: |2.4 - 2| / 5 + |0.6 - 1| / 5.
    sure, right = [0.9, 0.8, 0.7, 0.4, 0.2], [1, 1, 0, 0, 1]
    assert calibration_error(sure, right, bins=2) == pytest.approx((0.4 + 0.4) / 5)
    assert calibration_error([0.5, 0.5], [1, 0]) == pytest.approx(0)  # one value, right by half
    assert calibration_error([1.0, 1.0], [0, 0]) == 1


def test_brier_score() -> None:
    assert brier_score([1.0, 0.0, 0.5], [1, 0, 0]) == pytest.approx(0.25 / 3)


def test_summary_measures_coverage_over_all_questions() -> None:
    scores = summarise([0.9, 0.8, 0.1], [1, 1, 0], questions=6)
    assert scores is not None
    assert (scores.questions, scores.guessed, scores.bins) == (6, 3, 3)
    assert scores.coverage_at_90 == pytest.approx(2 / 6)


def test_nothing_gives_nothing() -> None:
    assert summarise([], [], questions=4) is None
    assert (risk_coverage([], []), aurc([], []), calibration_error([], [])) == ((), 0, 0)
    assert (brier_score([], []), coverage_at_accuracy([], [], 0.9)) == (0, 0)
