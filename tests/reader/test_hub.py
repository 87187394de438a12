"""Hub readers and rerankers over tiny random models built on disk."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from qa.errors import ModelUnavailable
from qa.reader import load_reader, load_reranker
from qa.reader.hub import HubReader, HubReranker, best_spans
from qa.reader.scoring import WEIGHTS
from qa.settings import Settings
from qa.types import Hit, Passage, Question

WORDS = """
[PAD] [UNK] [CLS] [SEP] [MASK] who sold salt marl province the tea union of phu kham and
members has 210 villages . ? , in to ##s
""".split()  # noqa: SIM905 - a vocabulary reads better as text


def build(folder: Path, kind: str) -> Path:
    """Save a random BERT of 16 dimensions with a question-answering or a scoring head."""
    from transformers import (
        BertConfig,
        BertForQuestionAnswering,
        BertForSequenceClassification,
        BertTokenizerFast,
        set_seed,
    )

    set_seed(3)
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(WORDS), encoding="utf-8")
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = BertConfig(
        vocab_size=len(WORDS),
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=1.0,  # far from uniform outputs
        num_labels=2 if kind == "reader" else 1,
        **sizes,
    )
    heads = {"reader": BertForQuestionAnswering, "scorer": BertForSequenceClassification}
    heads[kind](config).save_pretrained(folder / kind)
    tokenizer = BertTokenizerFast(vocab_file=str(vocabulary), model_max_length=64)
    tokenizer.save_pretrained(folder / kind)
    return folder / kind


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> HubReader:
    return HubReader.load(str(build(tmp_path_factory.mktemp("reader"), "reader")))


def hit(text: str, rank: int = 1, start: int = 0) -> Hit:
    sentences = ((start, start + len(text)),)
    passage = Passage(f"d{rank}.txt", start, start + len(text), text, sentences, id=rank)
    return Hit(passage, 1.0 / rank, rank)


def test_best_spans_are_valid_and_in_order() -> None:
    starts = np.array([9.0, 1.0, 3.0, 0.0, 2.0], dtype=np.float32)
    ends = np.array([9.0, 0.0, 1.0, 4.0, 2.0], dtype=np.float32)
    allowed = [False, True, True, True, True]  # token 0 is [CLS]
    spans = best_spans(starts, ends, allowed, longest=3, best=10)
    assert spans[0] == (2, 3, 7.0)
    assert spans[1] == (1, 3, 5.0)
    assert (2, 4, 5.0) in spans
    assert all(0 < first <= last < first + 3 for first, last, _ in spans)
    assert best_spans(starts, ends, [False] * 5, longest=3, best=10) == []


@pytest.mark.slow
def test_offsets_are_the_documents_own(reader: HubReader) -> None:
    long = "The tea union of Phu Kham has 210 members, in villages. " * 12
    hits = [hit("Marl Province sold salt.", 1, start=40), hit(long, 2)]
    reading = reader.read(Question("Who sold salt?"), hits)
    assert reading.spans
    for span in reading.spans:
        passage = next(each.passage for each in hits if each.passage.document == span.document)
        assert passage.text[span.start - passage.start : span.end - passage.start] == span.text
        assert span.sentence[0] <= span.start < span.end <= span.sentence[1]
    assert [s.score for s in reading.spans] == sorted(s.score for s in reading.spans)[::-1]
    assert sum(span.score for span in reading.spans) <= 1 + 1e-6
    assert 0 <= reading.confidence <= 1
    assert reader.read(Question("Who sold salt?"), hits) == reading


@pytest.mark.slow
def test_a_long_passage_is_read_to_its_end(reader: HubReader) -> None:
    """The window holds 64 tokens; candidates come from the far end of 400 words too."""
    text = "in villages . " * 130 + "Marl Province sold salt"
    candidates = list(reader._read_passage("Who sold salt?", hit(text)))
    assert max(each.end for each in candidates) > len(text) - 100
    assert min(each.start for each in candidates) < 200


@pytest.mark.slow
def test_nothing_to_read(reader: HubReader) -> None:
    reading = reader.read(Question("Who sold salt?"), [])
    assert reading.spans == ()
    assert reading.confidence == 0
    assert reading.no_answer


@pytest.mark.slow
def test_a_reranker_scores_every_text(tmp_path: Path) -> None:
    reranker = HubReranker.load(str(build(tmp_path, "scorer")))
    texts = ["Marl Province sold salt.", "The tea union.", "Marl Province sold salt."]
    scores = reranker.score("Who sold salt?", texts)
    assert scores[0] == pytest.approx(scores[2])
    assert abs(scores[0] - scores[1]) > 1e-4
    assert reranker.score("Who?", []) == []


@pytest.mark.slow
@pytest.mark.parametrize("load", [HubReader.load, HubReranker.load])
def test_a_model_that_cannot_be_had(load: object) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        load("nobody/has-this-model")  # type: ignore[operator]
    assert "nobody/has-this-model" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_path_that_is_none_is_said_at_once(tmp_path: Path) -> None:
    for settings in (Settings(reader=f"{tmp_path}/no"), Settings(reranker="./no-such-folder")):
        load = load_reranker if settings.reranker else load_reader
        with pytest.raises(ModelUnavailable, match="no such folder"):
            load(settings)


def test_own_weights_are_read_with_the_package_s_ranking(tmp_path: Path) -> None:
    for name in ("encoder.onnx", "reader.safetensors", "vocabulary.txt", "reader.json"):
        shutil.copyfile(WEIGHTS / name, tmp_path / name)
    own, built_in = load_reader(Settings(reader=str(tmp_path))), load_reader(Settings())
    text = "Marl Province sold salt worth USD 12 million."
    hit = Hit(Passage("a", 0, len(text), text, ((0, len(text)),), "", None, 1), 1.0, 1)
    question = Question("How much salt did Marl Province sell?")
    assert own.read(question, [hit]) == built_in.read(question, [hit])
