"""TREC files come back as they were, and a reader that re-sorts by score sees the same ranking."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import DatasetError
from qa.evaluation.data import Judgement
from qa.evaluation.trec import (
    ScoredDocument,
    read_judgements,
    read_run,
    strictly_decreasing,
    write_judgements,
    write_run,
)

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8) | st.sampled_from(
    ["a b", "100%", "%20", "a%20b", "%41", "tab\there", "é/ü.txt#3"]
)
rankings = st.lists(
    st.tuples(names, st.floats(-1e6, 1e6)), max_size=8, unique_by=lambda pair: pair[0]
)


def test_a_run_is_written_as_trec_has_it(tmp_path: Path) -> None:
    path = tmp_path / "run.trec"
    run = {"q1": (ScoredDocument("b", 0.5), ScoredDocument("a b", 0.5))}
    write_run(path, run, tag="my tag")
    assert path.read_bytes() == (b"q1 Q0 b 1 0.5 my%20tag\nq1 Q0 a%20b 2 0.49999997 my%20tag\n")


def test_a_name_with_half_a_character_does_not_lose_the_run(tmp_path: Path) -> None:
    write_run(tmp_path / "run.trec", {"q": (ScoredDocument("a\ud800", 0.5),)})
    assert (tmp_path / "run.trec").read_bytes() == b"q Q0 a\\ud800 1 0.5 qa\n"


def test_reading_a_run_sorts_by_score_then_name_last_first(tmp_path: Path) -> None:
    path = tmp_path / "other.trec"
    path.write_text("q Q0 a 1 0.5 x\nq Q0 c 2 0.5 x\nq Q0 b 3 7e-1 x\n")
    assert [item.document for item in read_run(path)["q"]] == ["b", "c", "a"]


@settings(deadline=None)
@given(queries=st.dictionaries(names, rankings, max_size=3))
def test_runs_keep_their_ranking(
    queries: dict[str, list[tuple[str, float]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("trec") / "run.trec"
    run = {
        query: tuple(ScoredDocument(*pair) for pair in sorted(pairs, key=lambda p: -p[1]))
        for query, pairs in queries.items()
    }
    write_run(path, run)
    back = read_run(path)
    for query, ranking in run.items():
        names_back = [item.document for item in back.get(query, ())]
        assert names_back == [item.document for item in ranking]
        written = [item.score for item in strictly_decreasing(ranking)]
        scores_back = [float(np.float32(item.score)) for item in back.get(query, ())]
        assert scores_back == written


@settings(deadline=None)
@given(judged=st.dictionaries(names, st.dictionaries(names, st.integers(-2, 5), min_size=1)))
def test_judgements_round_trip(
    judged: dict[str, dict[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("trec") / "qrels"
    judgements = {
        query: tuple(Judgement(*pair) for pair in grades.items())
        for query, grades in judged.items()
    }
    write_judgements(path, judgements)
    assert read_judgements(path) == judgements


def test_a_name_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "qrels"
    path.write_text("q%41 0 a%2Fb 1\r\nq%41 0 a%20b 0\n")
    assert read_judgements(path) == {"q%41": (Judgement("a%2Fb", 1), Judgement("a b", 0))}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("q Q0 a 1 0.5", r"run\.trec, line 2: has 5 columns, not 6"),
        ("q Q0 d 1 nan x", r"line 2: score 'nan' is not a finite number; correct the line"),
        ("q Q0 d 1 high x", r"line 2: score 'high' is not a finite number"),
        ("q Q0 d1 1 0.5 x", r"line 2: query q returns document d1 twice"),
    ],
)
def test_a_broken_run_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "run.trec"
    path.write_text(f"q Q0 d1 1 0.9 x\n{line}\n")
    with pytest.raises(DatasetError, match=message):
        read_run(path)


def test_broken_judgements_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "qrels"
    path.write_text("q 0 d1 1\nq 0 d1 2\n")
    with pytest.raises(DatasetError, match=r"line 2: query q judges document d1 twice"):
        read_judgements(path)
    path.write_text("q 0 d1 1.5\n")
    with pytest.raises(DatasetError, match=r"line 1: the grade '1\.5' is not a whole number"):
        read_judgements(path)
