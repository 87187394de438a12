"""FAISS vectors: known neighbours with known scores, filters, removal, the written file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.errors import IndexDamaged
from qa.store.dense import DenseIndex

VECTORS = np.array(
    [[1, 0, 0, 0], [0.6, 0.8, 0, 0], [0, 1, 0, 0], [0, 0, 0.8, 0.6]], dtype=np.float32
)
IDS = [3, 10, 11, 40]
QUERY = np.array([1, 0, 0, 0], dtype=np.float32)


@pytest.fixture(params=["in memory", "written and mapped", "written and read"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> DenseIndex:
    index = DenseIndex.create(4)
    index.add(IDS, VECTORS)
    if request.param == "in memory":
        return index
    index.write(tmp_path / "vectors")
    return DenseIndex.open(tmp_path / "vectors", mapped="mapped" in request.param)


def test_known_neighbours_with_their_scores(index: DenseIndex) -> None:
    found = index.search(QUERY, 10)
    assert [number for number, _ in found] == [3, 10, 11, 40]  # equal scores: by id
    assert [score for _, score in found] == pytest.approx([1.0, 0.6, 0.0, 0.0], abs=1e-3)


def test_search_among_some_only(index: DenseIndex) -> None:
    assert index.search(QUERY, 2, among=[11, 10]) == [
        (10, pytest.approx(0.6, abs=1e-3)),
        (11, pytest.approx(0.0, abs=1e-3)),
    ]
    assert index.search(QUERY, 2, among=[]) == []
    assert index.search(QUERY, 2, among=[999]) == []


def test_scores_of_given_passages(index: DenseIndex) -> None:
    assert index.scores(QUERY, [40, 10, 3]) == pytest.approx([0.0, 0.6, 1.0], abs=1e-3)
    assert index.scores(QUERY, []) == []


def test_removal_keeps_ids_and_vectors_together(tmp_path: Path) -> None:
    index = DenseIndex.create(4)
    index.add(IDS, VECTORS)
    index.remove([10])
    index.add([77], VECTORS[1:2])
    index.write(tmp_path / "vectors")
    again = DenseIndex.open(tmp_path / "vectors")
    assert again.ids.tolist() == [3, 11, 40, 77]
    assert again.search(QUERY, 2)[1] == (77, pytest.approx(0.6, abs=1e-3))
    assert again.scores(QUERY, [77, 11]) == pytest.approx([0.6, 0.0], abs=1e-3)


def test_an_empty_index_and_a_broken_file(tmp_path: Path) -> None:
    assert DenseIndex.create(4).search(QUERY, 5) == []
    (tmp_path / "broken").write_bytes(b"not an index")
    with pytest.raises(IndexDamaged, match="--rebuild"):
        DenseIndex.open(tmp_path / "broken")
