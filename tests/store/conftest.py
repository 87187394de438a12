from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random BERT of 16 dimensions with a word tokenizer, saved as a model folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast, set_seed

    set_seed(0)
    folder = tmp_path_factory.mktemp("tiny-model")
    words = "[PAD] [UNK] [CLS] [SEP] [MASK] salt tea copper mine and the of sold million usd"
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(words.split()), encoding="utf-8")
    bert = folder / "bert"
    config = BertConfig(
        vocab_size=len(words.split()),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(config).save_pretrained(bert)
    BertTokenizerFast(vocab_file=str(vocabulary)).save_pretrained(bert)
    transformer = Transformer(str(bert))
    model = SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
    model.save(str(folder / "model"))
    return folder / "model"
