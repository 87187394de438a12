"""The cut-off for an error budget: the curve, the choice, leaving the gold document out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from qa import Engine, Settings
from qa.errors import DatasetError
from qa.evaluation.calibrate import CutoffPoint, Trial, calibrate, choose, cutoff_curve
from qa.evaluation.data import Dataset, DatasetKind, GoldSpan, Query
from qa.store.cutoff import StoredCutoff, read_cutoff, write_cutoff
from qa.store.indexer import index_paths
from qa.types import Alternative, Answer, AnswerStatus, Citation, Filters


def trials(*rows: tuple[float, bool]) -> list[Trial]:
    return [Trial(right, confidence, right) for confidence, right in rows]


def test_the_curve_takes_equal_confidences_together() -> None:
    rows = trials((0.9, True), (0.7, True), (0.7, False), (0.2, False), (0.0, True))
    points = [(p.cutoff, p.answered, p.wrong, p.questions) for p in cutoff_curve(rows)]
    assert points == [(0.9, 1, 0, 5), (0.7, 3, 1, 5), (0.2, 4, 2, 5)]


@pytest.mark.parametrize(
    ("budget", "answered", "low", "high"),
    [(0.0, 1, 0.7, 0.9), (0.34, 3, 0.2, 0.7), (0.5, 4, 0.0, 0.2)],
)
def test_the_choice_answers_most_within_the_budget(
    budget: float, answered: int, low: float, high: float
) -> None:
    curve = list(cutoff_curve(trials((0.9, True), (0.7, True), (0.7, False), (0.2, False))))
    chosen = choose(curve, budget)
    assert chosen is not None
    assert chosen.answered == answered
    assert low < chosen.cutoff <= high


def test_a_later_point_may_be_within_the_budget_again() -> None:
    rows = trials((0.9, False), *((0.5, True) for _ in range(19)))
    chosen = choose(list(cutoff_curve(rows)), 0.05)
    assert chosen is not None
    assert chosen.answered == 20


def test_no_cutoff_keeps_a_budget_that_the_surest_answer_breaks() -> None:
    assert choose(list(cutoff_curve(trials((0.9, False), (0.1, False)))), 0.05) is None
    assert choose([], 0.05) is None


def test_the_upper_end_of_wilsons_interval() -> None:
    point = CutoffPoint(0.5, answered=20, wrong=1, questions=40)
    assert point.wrong_share == 0.05
    assert point.wrong_at_most == pytest.approx(0.2361, abs=1e-4)  # Wilson 1927, n=20, x=1


class Knowing:
    """Answers "Marl" from d1 at .8 unless d1 is left out; then guesses "Lam" at .3."""

    def __init__(self) -> None:
        self.without: list[tuple[str, ...]] = []

    def ask(
        self,
        question: str,
        history: Sequence[Answer] = (),
        *,
        filters: Filters | None = None,
        context: str | None = None,
    ) -> Answer:
        out = filters.without if filters else ()
        self.without.append(out)
        text, sure = ("Lam", 0.3) if "d1" in out else ("Marl", 0.8)
        citation = Citation("d1", "", None, None, 1, 0, len(text), text, text)
        return Answer(
            question,
            AnswerStatus.NO_ANSWER,
            confidence=sure,
            alternatives=(Alternative(text, sure, (citation,)),),
        )


def dataset(*queries: Query) -> Dataset:
    return Dataset("gold", DatasetKind.GOLD, Path("gold.jsonl"), queries=queries)


def test_unanswerable_questions_are_made_by_leaving_the_document_out() -> None:
    engine = Knowing()
    gold = GoldSpan("Marl", "d1", 0, 4)
    asked = dataset(
        Query("a", "Who sold salt?", answerable=True, answers=(gold,)),
        Query("b", "Who sold tin?", answerable=False),
    )
    result = calibrate(asked, engine, 0.5)  # type: ignore[arg-type]
    assert engine.without == [(), (), ("d1",)]
    assert (result.asked, result.left_out) == (2, 1)
    assert [(p.cutoff, p.answered, p.wrong) for p in result.curve] == [(0.8, 2, 1), (0.3, 3, 2)]
    assert result.chosen is not None
    assert result.to_record()["cutoff"] == result.chosen.cutoff


def test_nothing_to_calibrate_on() -> None:
    with pytest.raises(DatasetError, match="no answerable question"):
        calibrate(dataset(Query("b", "Who?", answerable=False)), Knowing(), 0.1)  # type: ignore[arg-type]


def test_a_stored_cutoff_is_used_until_the_index_changes(stories: Path, settings: Settings) -> None:
    index_paths([stories], settings)
    engine = Engine.open(settings.index)
    assert engine.cutoff.origin == "built in"
    engine.keep_cutoff(0.42, max_wrong=0.05, questions=10)
    again = Engine.open(settings.index)
    assert again.cutoff.value == 0.42
    assert "calibrated" in again.cutoff.origin
    assert Engine.open(settings.index, Settings(cutoff=0.1)).cutoff.value == 0.1
    (stories / "new.txt").write_text("Lam sold tin.", encoding="utf-8")
    index_paths([stories], settings)
    expired = Engine.open(settings.index)
    assert expired.cutoff.value != 0.42
    assert "run qa calibrate" in expired.cutoff.origin


def test_a_stored_cutoff_of_another_reader_or_a_broken_file(tmp_path: Path) -> None:
    stored = StoredCutoff(0.4, 0.05, "f", "lexical", 10, "2026-01-01")
    write_cutoff(tmp_path, stored)
    assert read_cutoff(tmp_path) == stored
    assert stored.expired(fingerprint="f", reader="lexical") is None
    assert "lexical" in (stored.expired(fingerprint="f", reader="other") or "")
    (tmp_path / "CUTOFF.json").write_text("{")
    assert read_cutoff(tmp_path) is None
