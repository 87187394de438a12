"""Retrieval measures against values worked out by hand, and the rules about silence and ties."""

from __future__ import annotations

import math
from pathlib import Path

import ir_measures
import pytest

from qa.evaluation.data import GoldSpan, Judgement
from qa.evaluation.retrieval import MEASURES, mean_scores, rank_documents, score_run, span_rank
from qa.evaluation.trec import ScoredDocument, write_judgements, write_run
from qa.types import Hit, Passage


def ranking(*names: str) -> tuple[ScoredDocument, ...]:
    return tuple(ScoredDocument(name, 1.0 - place / 10) for place, name in enumerate(names))


def judged(**grades: int) -> tuple[Judgement, ...]:
    return tuple(Judgement(name, grade) for name, grade in grades.items())


def hit(document: str, score: float, start: int = 0, end: int = 10) -> Hit:
    return Hit(Passage(document, start, end, "x" * (end - start), ()), score, 1)


def test_values_worked_out_by_hand() -> None:
    # Ranked x (0), a (grade 2), y (0), b (grade 1); c (grade 1) is not found.
    scores = score_run({"q": judged(a=2, b=1, c=1, x=0)}, {"q": ranking("x", "a", "y", "b")})["q"]
    gain = 2 / math.log2(3) + 1 / math.log2(5)
    ideal = 2 + 1 / math.log2(3) + 1 / math.log2(4)
    assert scores["nDCG@10"] == pytest.approx(gain / ideal)
    assert scores["R@1"] == 0
    assert scores["R@5"] == pytest.approx(2 / 3)
    assert scores["RR"] == pytest.approx(1 / 2)
    assert scores["AP"] == pytest.approx((1 / 2 + 2 / 4) / 3)


def test_cut_offs_count_documents_to_their_rank() -> None:
    names = [f"d{number}" for number in range(30)]
    judgements = {"q": judged(d0=1, d4=1, d19=1, d20=1)}
    scores = score_run(judgements, {"q": ranking(*names)})["q"]
    assert [scores[name] for name in ("R@1", "R@5", "R@20")] == [0.25, 0.5, 0.75]


def test_silence_scores_zero_and_counts() -> None:
    judgements = {"found": judged(a=1), "silent": judged(a=1), "nothing relevant": judged(a=0)}
    run = {"found": ranking("a"), "nothing relevant": ranking("a"), "not judged": ranking("a")}
    scores = score_run(judgements, run)
    assert set(scores) == set(judgements)
    assert set(scores["silent"].values()) == {0.0}
    assert set(scores["nothing relevant"].values()) == {0.0}
    means = mean_scores(scores)
    assert means is not None
    assert tuple(means) == MEASURES
    assert means == pytest.approx(dict.fromkeys(MEASURES, 1 / 3))


@pytest.mark.parametrize("run", [{}, {"q": ()}, {"other": ranking("a")}])
def test_an_empty_run_scores_zero(run: dict[str, tuple[ScoredDocument, ...]]) -> None:
    assert score_run({"q": judged(a=1)}, run) == {"q": dict.fromkeys(MEASURES, 0.0)}
    assert score_run({}, run) == {}
    assert mean_scores({}) is None


def test_ties_keep_the_order_given() -> None:
    tied = tuple(ScoredDocument(name, 0.5) for name in ("a", "z"))
    assert score_run({"q": judged(a=1)}, {"q": tied})["q"]["RR"] == 1
    assert score_run({"q": judged(z=1)}, {"q": tied})["q"]["RR"] == 0.5


def test_a_document_counts_by_its_best_passage() -> None:
    hits = [hit("b", 0.7), hit("a", 0.9), hit("b", 0.95), hit("c", 0.7)]
    assert [(item.document, item.score) for item in rank_documents(hits)] == [
        ("b", 0.95),
        ("a", 0.9),
        ("c", 0.7),
    ]
    assert rank_documents([]) == ()


def test_span_rank_wants_the_whole_span_in_one_passage() -> None:
    hits = [hit("a", 0.9, 0, 10), hit("b", 0.8, 5, 20), hit("a", 0.7, 8, 30)]
    assert span_rank(hits, [GoldSpan("x", "a", 8, 12)]) == 3
    assert span_rank(hits, [GoldSpan("x", "a", 8, 12), GoldSpan("y", "b", 5, 20)]) == 2
    assert span_rank(hits, [GoldSpan("x", "b", 4, 6), GoldSpan("no place")]) is None


def test_the_written_run_gives_the_same_figures_to_another_reader(tmp_path: Path) -> None:
    judgements = {"q1": judged(a=2, b=1), "q2": judged(c=1)}
    run = {
        "q1": tuple(ScoredDocument(name, 0.25) for name in ("x", "a", "b")),
        "q2": ranking("x", "c"),
    }
    write_run(tmp_path / "run", run)
    write_judgements(tmp_path / "qrels", judgements)
    theirs = ir_measures.calc_aggregate(
        [ir_measures.parse_measure(name) for name in MEASURES],
        ir_measures.read_trec_qrels(str(tmp_path / "qrels")),
        ir_measures.read_trec_run(str(tmp_path / "run")),
    )
    assert {str(name): value for name, value in theirs.items()} == pytest.approx(
        mean_scores(score_run(judgements, run))
    )
