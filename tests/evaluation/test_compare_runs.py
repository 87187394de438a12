"""Comparing two evaluations: exact p-values, intervals, corrections, and what must be refused."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import DatasetError
from qa.evaluation.compare import compare
from qa.evaluation.significance import bootstrap_interval, holm, randomisation_p

whole = st.integers(-3, 3).map(float)


def enumerate_p(differences: list[float]) -> float:
    """The test's definition, one sign vector after the other."""
    reached = abs(sum(differences))
    sums = [
        abs(sum(sign * value for sign, value in zip(signs, differences, strict=True)))
        for signs in itertools.product((-1, 1), repeat=len(differences))
    ]
    return sum(value >= reached - 1e-9 for value in sums) / len(sums)


def test_p_of_a_known_small_example() -> None:
    # Of the 16 sums of ±1 ±2 ±3 ±4, those of size 8 or more: 10, 8 and their opposites.
    assert randomisation_p([1, 2, 3, 4]) == 2 / 16
    assert randomisation_p([-1, 2, 3, 4]) == 4 / 16
    assert randomisation_p([0.1] * 12) == 2 / 4096
    assert randomisation_p([0.3, -0.3]) == 1
    assert randomisation_p([]) == 1
    assert randomisation_p([0, 0, 0]) == 1


@settings(deadline=None)
@given(differences=st.lists(whole, max_size=9))
def test_up_to_twelve_pairs_p_is_exact(differences: list[float]) -> None:
    assert randomisation_p(differences) == pytest.approx(enumerate_p(differences))
    assert randomisation_p([*differences, 0.0]) == pytest.approx(randomisation_p(differences))
    assert randomisation_p([-value for value in differences]) == randomisation_p(differences)


def test_drawn_p_comes_close_to_the_exact_one() -> None:
    differences = [1.0, 2.0, -1.0, 3.0, 0.5, 1.0, -2.0, 1.0, 1.0, 0.5, 2.0, -0.5, 1.0]
    assert len(differences) == 13
    exact = enumerate_p(differences)
    assert 0.01 < exact < 0.1
    assert randomisation_p(differences, samples=20_000) == pytest.approx(exact, abs=0.006)
    assert randomisation_p(differences, seed=3) == randomisation_p(differences, seed=3)
    assert randomisation_p([1.0] * 40, samples=99) == 1 / 100


def test_bootstrap_interval_of_known_cases() -> None:
    same = bootstrap_interval([0.5] * 8, list("abcdefgh"))
    assert (same.low, same.high) == (0.5, 0.5)
    one = bootstrap_interval([0.0, 1.0], ["a", "a"])
    assert (one.low, one.high) == (0.5, 0.5)
    # Two groups: means 0, 1/2 and 1 with probabilities 1/4, 1/2, 1/4.
    two = bootstrap_interval([0.0, 1.0], ["a", "b"])
    assert (two.low, two.high) == (0, 1)
    assert bootstrap_interval([], []) == bootstrap_interval([], [], seed=9)


def test_drawing_groups_widens_the_interval_of_dependent_questions() -> None:
    differences = [float(place // 10 % 2) for place in range(100)]
    apart = bootstrap_interval(differences, [str(place) for place in range(100)])
    together = bootstrap_interval(differences, [str(place // 10) for place in range(100)])
    assert together.high - together.low > 2 * (apart.high - apart.low)
    # The mean of 100 coin tosses has a standard deviation of 1/20.
    assert apart.low == pytest.approx(0.5 - 1.96 / 20, abs=0.015)
    assert apart.high == pytest.approx(0.5 + 1.96 / 20, abs=0.015)


def test_holm_steps_down() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([0.9, 0.8]) == (1, 1)
    assert holm([]) == ()


def row(name: str, group: str = "g", **scores: float) -> dict[str, Any]:
    return {"id": name, "group": group, "question": f"{name}?", "gold": ["x"], "scores": scores}


def write_rows(folder: Path, *rows: object) -> Path:
    folder.mkdir(exist_ok=True)
    text = "".join(f"{json.dumps(item)}\n" for item in rows)
    (folder / "per_query.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_a_fall_beyond_chance_is_a_regression(tmp_path: Path) -> None:
    a = write_rows(tmp_path / "a", *(row(f"q{n}", f"g{n}", em=1, f1=0.5) for n in range(10)))
    b = write_rows(
        tmp_path / "b",
        *(row(f"q{n}", f"g{n}", em=0, f1=0.5 + (n < 3) * 0.1 * (n + 1)) for n in range(10)),
    )
    found = compare(a, b / "per_query.jsonl")
    em, f1 = found.measures
    assert (em.name, em.n, em.mean_a, em.mean_b, em.difference) == ("em", 10, 1, 0, -1)
    assert (em.low, em.high, em.wins, em.losses) == (-1, -1, 0, 10)
    assert (em.p_value, em.p_holm) == (2 / 1024, 4 / 1024)
    assert (f1.wins, f1.losses, f1.p_value, f1.p_holm) == (3, 0, 0.25, 0.25)
    assert f1.difference == pytest.approx(0.06)
    assert f1.low <= 0.06 <= f1.high
    assert (em.regression, f1.regression, found.regression) == (True, False, True)
    back = compare(b, a)
    assert back.regression is False
    assert [item.p_value for item in back.measures] == [item.p_value for item in found.measures]
    assert found.to_record()["regression"] is True


def test_the_same_rows_do_not_differ(tmp_path: Path) -> None:
    a = write_rows(tmp_path / "a", row("q1", em=1), row("q2", em=0))
    found = compare(a, a)
    assert (found.measures[0].p_value, found.measures[0].difference) == (1, 0)
    assert (found.changes, found.regression) == ((), False)


def test_changes_lead_with_the_largest_and_with_falls(tmp_path: Path) -> None:
    a = write_rows(
        tmp_path / "a", row("q1", em=0, f1=0.2), row("q2", em=1, f1=1), row("q3", em=0, f1=0.5)
    )
    b = write_rows(
        tmp_path / "b", row("q1", em=1, f1=1), row("q2", em=0, f1=0.9), row("q3", em=0, f1=0.25)
    )
    assert [(c.id, c.measure, c.a, c.b) for c in compare(a, b).changes] == [
        ("q2", "em", 1, 0),
        ("q1", "em", 0, 1),
        ("q3", "f1", 0.5, 0.25),
    ]


def test_a_measure_of_one_side_only_is_left_out(tmp_path: Path) -> None:
    a = write_rows(tmp_path / "a", row("q1", em=1, RR=1))
    b = write_rows(tmp_path / "b", row("q1", f1=1, RR=0.5))
    found = compare(a, b)
    assert [item.name for item in found.measures] == ["RR"]
    assert found.left_out == ("em", "f1")


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ([row("q1", em=1)], r"b: lacks 1 queries of the other, 'q2' first; compare two"),
        ([row("q1"), row("q2"), row("q3")], r"a: lacks 1 queries of the other, 'q3' first"),
        ([row("q1"), {**row("q2"), "gold": ["y"]}], r"b: asks 'q2' with another text or gold"),
        ([row("q1"), {**row("q2"), "question": "!"}], r"b: asks 'q2' with another text or gold"),
        ([row("q1"), {"id": "q2"}], r"per_query\.jsonl, line 2: has no 'scores' of numbers; give"),
        ([row("q1"), {**row("q2"), "scores": {"em": "1"}}], r"line 2: has no 'scores' of numbers"),
        ([row("q1"), row("q2", em=10**400)], r"line 2: has no 'scores' of numbers"),
        ([row("q1"), row("q1")], r"line 2: the query id 'q1' is there twice"),
        ([], r"per_query\.jsonl: holds no row; give the per_query\.jsonl of an evaluation"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    tmp_path: Path, other: list[object], message: str
) -> None:
    a = write_rows(tmp_path / "a", row("q1", em=1), row("q2", em=1))
    b = write_rows(tmp_path / "b", *other)
    with pytest.raises(DatasetError, match=message):
        compare(a, b)


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"gone: cannot be read \(No such file or directory\)"):
        compare(tmp_path / "gone", tmp_path)
