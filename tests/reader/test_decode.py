"""Decoding: one scale, expected F1, distinct spans."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reader.decode import Decoded, Scored, decode, overlap_f1, top_spans

LONGEST = 16


def table(length: int, **log_scores: float) -> tuple[np.ndarray, np.ndarray]:
    """Scores with "first_last" spans set, everything else far below, all spans valid."""
    scores = np.full((length, LONGEST), -30.0, np.float32)
    for name, value in log_scores.items():
        first, last = (int(part) for part in name.removeprefix("s").split("_"))
        scores[first, last - first] = value
    room = length - np.arange(length)
    valid = (np.arange(LONGEST)[None] < room[:, None]).astype(np.float32)
    return scores, valid


def test_expected_f1_prefers_the_span_that_agrees_with_most_of_the_belief() -> None:
    scores, valid = table(6, s0_0=np.log(0.40), s0_1=np.log(0.35), s1_1=np.log(0.25))
    best = decode(scores, valid, -30.0, np.ones(6, np.float32)).spans[0]
    assert (best.first, best.last) == (0, 1)
    assert best.gain == pytest.approx(0.4 * 2 / 3 + 0.35 + 0.25 * 2 / 3, abs=1e-4)
    assert best.probability == pytest.approx(0.35, abs=1e-4)


def test_articles_do_not_count_towards_overlap() -> None:
    light = np.array([0.0, 1.0, 1.0], np.float32)
    spans = np.array([0, 1], np.int32), np.array([2, 2], np.int32)
    assert overlap_f1(*spans, light)[0, 1] == pytest.approx(1.0)


def test_no_answer_takes_its_share_of_the_same_softmax() -> None:
    scores, valid = table(4, s2_2=0.0)
    decoded = decode(scores, valid, 0.0, np.ones(4, np.float32))
    assert decoded.none == pytest.approx(0.5, abs=1e-6)
    assert decoded.spans[0].probability == pytest.approx(0.5, abs=1e-6)


def test_invalid_spans_are_never_chosen_however_high_they_score() -> None:
    scores, valid = table(5, s0_4=50.0, s1_1=0.0)
    valid[0, 4] = 0.0
    best = decode(scores, valid, -5.0, np.ones(5, np.float32)).spans[0]
    assert (best.first, best.last) == (1, 1)


def test_no_valid_span_leaves_only_no_answer() -> None:
    scores, valid = table(3)
    assert decode(scores, valid * 0.0, -2.0, np.ones(3, np.float32)) == Decoded((), 1.0)


def test_no_words_at_all() -> None:
    empty = np.zeros((0, LONGEST), np.float32)
    assert decode(empty, empty, 0.0, np.zeros(0, np.float32)) == Decoded((), 1.0)


def test_top_spans_come_best_first_with_their_scores() -> None:
    scores, valid = table(4, s1_2=3.0, s0_0=5.0, s3_3=4.0)
    first, last, top = top_spans(scores, valid, 3)
    assert list(zip(first, last, strict=True)) == [(0, 0), (3, 3), (1, 2)]
    assert top.tolist() == [5.0, 4.0, 3.0]


def test_equal_spans_come_in_the_order_of_the_text() -> None:
    scores, valid = table(6, s4_4=1.0, s1_1=1.0)
    spans = decode(scores, valid, -9.0, np.ones(6, np.float32)).spans
    assert [span.first for span in spans[:2]] == [1, 4]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 12), st.integers(0, 2**31 - 1))
def test_shares_are_probabilities_and_gains_bound_them(length: int, seed: int) -> None:
    source = np.random.default_rng(seed)
    scores = source.normal(0, 6, (length, LONGEST)).astype(np.float32)
    _, valid = table(length)
    decoded = decode(scores, valid, float(source.normal()), np.ones(length, np.float32), limit=400)
    shares = [span.probability for span in decoded.spans]
    assert sum(shares) + decoded.none == pytest.approx(1.0, abs=1e-4)
    for span in decoded.spans:
        assert isinstance(span, Scored)
        assert span.first <= span.last < length
        assert span.probability - 1e-6 <= span.gain <= 1.0 + 1e-5
