"""Questions are encoded by the adaptation, passages as before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.errors import ModelUnavailable
from qa.store.encoders import StaticEncoder, built_in_table
from qa.store.queries import FILE, QueryAdapter

ASKED = "Who bought the copper?"


def test_a_question_without_adapter_is_encoded_like_a_passage() -> None:
    encoder = StaticEncoder(*built_in_table())
    assert np.array_equal(encoder.encode_query(ASKED), encoder.encode([ASKED])[0])


def test_ones_and_the_identity_change_nothing() -> None:
    table, tokenizer = built_in_table()
    plain = QueryAdapter(np.ones(len(table), np.float32), np.eye(256, dtype=np.float32))
    encoder = StaticEncoder(table, tokenizer, plain)
    for text in (ASKED, "  two  spaces\tand\nlines "):
        assert encoder.encode_query(text) == pytest.approx(encoder.encode([text])[0], abs=1e-5)
    assert not encoder.encode_query("").any()


def test_weights_and_projection_are_applied_to_the_tokens() -> None:
    table, tokenizer = built_in_table()
    copper = tokenizer.encode("copper", add_special_tokens=False).ids
    weights = np.zeros(len(table), np.float32)
    weights[copper] = 2.0
    encoder = StaticEncoder(table, tokenizer, QueryAdapter(weights, -np.eye(256, dtype=np.float32)))
    assert encoder.encode_query("Who bought the copper") == pytest.approx(
        -encoder.encode(["copper"])[0], abs=1e-5
    )


def test_the_package_has_one_that_leaves_passages_alone() -> None:
    loaded, plain = StaticEncoder.load(), StaticEncoder(*built_in_table())
    assert np.array_equal(loaded.encode([ASKED]), plain.encode([ASKED]))
    near, far = loaded.encode(["The buyer of the copper was Vang Metals.", "It rained in May."])
    query = loaded.encode_query(ASKED)
    assert np.linalg.norm(query) == pytest.approx(1.0, abs=1e-5)
    assert query @ near > query @ far
    assert FILE.stat().st_size < 1_000_000


def test_a_file_that_is_gone_or_bad_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"no weights")
    for name in ("bad", "gone"):
        with pytest.raises(ModelUnavailable, match="install the package again"):
            QueryAdapter.load(tmp_path / name)
