"""Matrices in four bits: what is lost, and that nothing is lost twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reader.fourbit import GROUP, LEVELS, MULTIPLES, FourBit


def real(matrix: FourBit) -> np.ndarray:
    return matrix.whole() * matrix.scales


def test_levels_multiples_and_scales_of_a_known_matrix() -> None:
    matrix = np.zeros((2 * GROUP, 1), np.float32)
    matrix[0], matrix[1] = 6.3, -3.6  # the first group's peak is the column's: multiple 9
    matrix[GROUP] = 0.7  # a ninth of it: multiple 1
    found = FourBit.of(matrix)
    assert found.scales == pytest.approx([0.1])
    assert found.multiples.tolist() == [[9], [1]]
    assert found.whole()[[0, 1, GROUP], 0].tolist() == [63, -36, 7]
    assert len(found.packed) == GROUP


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1e-9, 1e-3, 1.0, 1e4]))
def test_numbers_are_near_and_fit_seven_bits(seed: int, size: float) -> None:
    matrix = np.random.default_rng(seed).normal(size=(3 * GROUP, 5)).astype(np.float32) * size
    first = FourBit.of(matrix)
    assert np.abs(first.whole()).max() <= LEVELS * MULTIPLES
    peaks = np.abs(matrix).max(0)
    assert (np.abs(real(first) - matrix).max(0) <= peaks / LEVELS / 2 + 1e-6).all()


def test_zeros_stay_zeros() -> None:
    assert not FourBit.of(np.zeros((GROUP, 4), np.float32)).whole().any()


def test_training_rounds_as_the_file_does() -> None:
    torch = pytest.importorskip("torch")
    from qa.reader.train.fewbits import Rounded

    weight = np.random.default_rng(1).normal(size=(6, 2 * GROUP)).astype(np.float32)
    trained = Rounded()(torch.from_numpy(weight)).numpy()
    stored = real(FourBit.of(np.ascontiguousarray(weight.T))).T
    assert trained == pytest.approx(stored, abs=1e-6)
