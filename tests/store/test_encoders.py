"""The built-in encoder equals the sentence-transformers pipeline; hub models load for real."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.errors import ModelUnavailable
from qa.store.encoders import StaticEncoder, built_in_files, load_encoder

TEXTS = [
    "Sekong exported goods worth USD 121.16 million.",
    "a",
    "Ürün ihracatı — “quoted”, 中文 ພາສາລາວ 🙂",
    "two  spaces\tand\nlines   here ",
    "control tokens <s> inside </s> the text, and ▁ too",
    "4,523,000 tonnes in 2014-2015; 87%",
]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder.load()


@pytest.mark.slow
@pytest.mark.parametrize("copies", [1, 40], ids=["whole texts", "word by word"])
def test_equals_the_sentence_transformers_pipeline(encoder: StaticEncoder, copies: int) -> None:
    from safetensors.numpy import load_file
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    weights, tokenizer = built_in_files()
    table = load_file(weights)["embedding.weight"].astype(np.float32)
    module = StaticEmbedding(Tokenizer.from_file(str(tokenizer)), table)
    pipeline = SentenceTransformer(modules=[module], device="cpu")
    texts = [" ".join(text.split()) for text in TEXTS] * copies
    expected = pipeline.encode(texts, normalize_embeddings=True)
    assert np.abs(encoder.encode(texts) - expected).max() < 1e-6


def test_known_neighbour_with_its_score(encoder: StaticEncoder) -> None:
    query, near, far = encoder.encode(
        ["coffee exports", "exports of coffee and tea", "the minister visited the site"]
    )
    assert query @ near == pytest.approx(0.8471, abs=5e-4)
    assert query @ far == pytest.approx(0.1199, abs=5e-4)


def test_rows_have_unit_length_and_an_empty_text_is_zero(encoder: StaticEncoder) -> None:
    vectors = encoder.encode(["", "rubber and coal", "   "])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, encoder.dimension) == (3, 256)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([0.0, 1.0, 0.0], abs=1e-6)
    assert encoder.encode([]).shape == (0, 256)


def test_forgetting_words_changes_no_vector(
    encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"word{number} of a story about tin" for number in range(200)]
    before = encoder.encode(texts)
    monkeypatch.setattr("qa.store.encoders._WORD_CACHE_SIZE", 50)
    fresh = StaticEncoder.load()
    for start in range(0, 200, 70):
        part = fresh.encode(texts[start : start + 70])
        assert np.abs(part - before[start : start + 70]).max() < 1e-6


@pytest.mark.slow
def test_a_model_built_on_disk_is_loaded_through_sentence_transformers(tiny_model: Path) -> None:
    encoder = load_encoder(str(tiny_model))
    vectors = encoder.encode(["salt and tea", "copper", "salt and tea"])
    assert vectors.shape == (3, encoder.dimension) == (3, 16)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert np.array_equal(vectors[0], vectors[2])
    assert not np.allclose(vectors[0], vectors[1])
    assert encoder.encode([]).shape == (0, 16)


@pytest.mark.slow
def test_a_model_that_cannot_be_had_is_one_line_with_the_remedy() -> None:
    with pytest.raises(ModelUnavailable) as caught:
        load_encoder("nobody/has-this-model")
    message = str(caught.value)
    assert "nobody/has-this-model" in message
    assert "--encoder builtin" in message
    assert "\n" not in message
