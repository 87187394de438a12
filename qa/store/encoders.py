"""Encoders: text in, unit vectors out.

The built-in encoder is a static one (a mean of token vectors) over the 32,000 x 256 table that
the `wordllama` package ships, read with `tokenizers` and numpy alone. It gives the vectors that
the sentence-transformers pipeline of one `StaticEmbedding` module gives over the same table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qa.errors import ModelUnavailable
from qa.settings import AUTO, BUILT_IN
from qa.store.queries import QueryAdapter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_WEIGHTS = Path("weights/l2_supercat_256.safetensors")
_TOKENIZER = Path("tokenizers/l2_supercat_tokenizer_config.json")
#: From this many texts on, each distinct word is tokenised once.
_WORD_CACHE_FROM = 64
#: Distinct words kept between batches; a vector takes 1 KiB.
_WORD_CACHE_SIZE = 200_000
#: Inputs whose tokens do not fall apart at spaces: special tokens and the space mark itself.
_NOT_BY_WORD = re.compile("<s>|</s>|<unk>|▁")


class Encoder(Protocol):
    """Maps texts to float32 vectors of unit length, one row each; an empty text maps to zero."""

    @property
    def name(self) -> str:
        """What the manifest records and an index refuses to be without."""

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors: ...

    def encode_query(self, text: str) -> Vectors:
        """The unit vector (D,) that a question is searched by."""


def load_encoder(name: str) -> Encoder:
    """The encoder called `name`: "builtin", or a sentence-transformers model name or folder.

    Raises ModelUnavailable, saying what to do, when the model cannot be had.
    """
    if name in (AUTO, BUILT_IN):
        return _built_in()
    return HubEncoder.load(name)


@cache
def _built_in() -> StaticEncoder:
    return StaticEncoder.load()


def built_in_files() -> tuple[Path, Path]:
    """(weights, tokenizer) of the built-in table; raises ModelUnavailable when not installed."""
    spec = find_spec("wordllama")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    weights, tokenizer = folder / _WEIGHTS, folder / _TOKENIZER
    if not (weights.is_file() and tokenizer.is_file()):
        raise ModelUnavailable(
            "the built-in encoder's files are missing: install the package `wordllama` "
            "(pip install wordllama), or choose a model with --encoder"
        )
    return weights, tokenizer


@cache
def built_in_table() -> tuple[NDArray[np.float16], Any]:
    """The built-in token vectors (32,000 x 256) and their tokenizer, loaded once a process."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    weights, tokenizer = built_in_files()
    return load_file(weights)["embedding.weight"], Tokenizer.from_file(str(tokenizer))


class StaticEncoder:
    """Mean of token vectors, then unit length.

    Mean pooling is linear and no token of this tokenizer crosses a space, so a text's mean is
    the sum of its words' sums over the sum of their token counts: with many texts each distinct
    word is tokenised once. White space is collapsed first.
    """

    name = BUILT_IN

    def __init__(
        self, table: NDArray[np.float16], tokenizer: Any, adapter: QueryAdapter | None = None
    ) -> None:
        self._table = table
        self._tokenizer = tokenizer
        self._adapter = adapter
        self._word_ids: dict[str, int] = {}
        self._word_sums = table[:0].astype("float32")

    @classmethod
    def load(cls) -> StaticEncoder:
        return cls(*built_in_table(), QueryAdapter.load())

    @property
    def dimension(self) -> int:
        return int(self._table.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        texts = [" ".join(text.split()) for text in texts]
        if len(texts) < _WORD_CACHE_FROM:
            return self._encode_whole(texts)
        by_word = [i for i, text in enumerate(texts) if not _NOT_BY_WORD.search(text)]
        if len(by_word) == len(texts):
            return self._encode_by_word(texts)
        return self._encode_mixed(texts, by_word)

    def encode_query(self, text: str) -> Vectors:
        """As a passage of the same words, or as the adapter has it."""
        if self._adapter is None:
            return _only(self.encode([text]))
        whole = " ".join(text.split())
        ids = self._tokenizer.encode(whole, add_special_tokens=False).ids
        return _only(_unit(self._adapter.encode(self._table, ids)[None]))

    def _encode_mixed(self, texts: list[str], by_word: list[int]) -> Vectors:
        import numpy as np

        chosen = set(by_word)
        whole = [i for i in range(len(texts)) if i not in chosen]
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        vectors[whole] = self._encode_whole([texts[i] for i in whole])
        vectors[by_word] = self._encode_by_word([texts[i] for i in by_word])
        return vectors

    def _encode_whole(self, texts: list[str]) -> Vectors:
        import numpy as np

        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        for row, encoding in enumerate(encodings):
            if encoding.ids:
                vectors[row] = self._table[encoding.ids].sum(axis=0, dtype=np.float32)
        return _unit(vectors)

    def _encode_by_word(self, texts: list[str]) -> Vectors:
        """Rows of word counts times the table of word sums."""
        import numpy as np
        from scipy.sparse import csr_array

        words = [text.split(" ") if text else [] for text in texts]
        self._learn({word for row in words for word in row})
        ids = self._word_ids
        columns = [ids[word] for row in words for word in row]
        starts = np.cumsum([0, *(len(row) for row in words)])
        shape = (len(texts), len(ids))
        counts = csr_array((np.ones(len(columns), np.float32), columns, starts), shape=shape)
        return _unit(counts @ self._word_sums[: len(ids)])

    def _learn(self, words: set[str]) -> None:
        """Tokenise the words not met before; forget all when the cache is full."""
        if len(self._word_ids) + len(words) > _WORD_CACHE_SIZE:
            self._word_ids = {}
        new = sorted(words - self._word_ids.keys())
        known = len(self._word_ids)
        self._reserve(known + len(new))
        encodings = self._tokenizer.encode_batch_fast(new, add_special_tokens=False)
        for row, (word, encoding) in enumerate(zip(new, encodings, strict=True), known):
            self._word_ids[word] = row
            self._word_sums[row] = self._table[encoding.ids].sum(axis=0, dtype="float32")

    def _reserve(self, rows: int) -> None:
        """Make room for `rows` word sums, growing by doubling."""
        import numpy as np

        have = len(self._word_sums)
        if rows > have:
            grown = np.zeros((max(rows, 2 * have), self.dimension), dtype=np.float32)
            grown[:have] = self._word_sums
            self._word_sums = grown


class HubEncoder:
    """Any sentence-transformers model, by hub name or folder."""

    def __init__(self, name: str, model: Any) -> None:
        self.name = name
        self._model = model

    @classmethod
    def load(cls, name: str) -> HubEncoder:
        from sentence_transformers import SentenceTransformer

        try:
            return cls(name, SentenceTransformer(name, device="cpu"))
        except Exception as error:  # the library raises many kinds for a model it cannot have
            raise ModelUnavailable(
                f"encoder {name!r} cannot be loaded ({_first_line(error)}): give the folder of a "
                "model on this machine, go online once so that it can be fetched, or use "
                "--encoder builtin"
            ) from error

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode_document(
            list(texts), batch_size=64, show_progress_bar=False, normalize_embeddings=True
        )
        return np.asarray(vectors, dtype=np.float32)

    def encode_query(self, text: str) -> Vectors:
        """With the model's own prompt for questions, where it has one."""
        import numpy as np

        vector = self._model.encode_query(text, show_progress_bar=False, normalize_embeddings=True)
        return np.asarray(vector, dtype=np.float32)


def _unit(vectors: Vectors) -> Vectors:
    """Rows of length one; a row of zeros stays."""
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Vectors = vectors / np.maximum(lengths, np.float32(1e-12))
    return result


def _only(vectors: Vectors) -> Vectors:
    """The first and only row."""
    row: Vectors = vectors[0]
    return row


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].strip() if lines else type(error).__name__
