"""Word pieces: words split as the span model reads them, and the vectors of the pieces.

The table of piece vectors is small: the most frequent pieces keep eight bits a number, all others
are coded by product quantisation (Jegou et al. 2011), eight numbers a byte. The model was trained
on the table as it is read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qa.errors import ModelUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from qa.reader.lexicon import Floats

MOST_PIECES = 5
_MARKS = ("[CLS]", "[SEP]", "[UNK]")
_KNOWN = 60_000


@dataclass(frozen=True, slots=True)
class PieceTable:
    """V piece vectors of width W = parts * 8.

    `codes` (V, parts) choose among `books` (parts, 256, 8); the pieces numbered `common` (C,) have
    `levels` (C, W) times `scales` (C,) in their place.
    """

    codes: npt.NDArray[np.uint8]
    books: npt.NDArray[np.float16]
    common: npt.NDArray[np.int32]
    levels: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float16]

    NAMES = ("codes", "books", "common", "levels", "scales")

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> PieceTable:
        return cls(*(arrays[f"pieces.{name}"] for name in cls.NAMES))  # type: ignore[arg-type]  # the file's own types

    def vectors(self, ids: npt.NDArray[np.integer]) -> Floats:
        """(n, W) for piece numbers of shape (n,)."""
        parts = np.arange(self.codes.shape[1])
        rows: Floats = self.books[parts, self.codes[ids]].astype(np.float32)
        rows = rows.reshape(len(ids), -1)
        places = np.searchsorted(self.common, ids)
        places = np.minimum(places, len(self.common) - 1)
        exact = self.common[places] == ids
        chosen = places[exact]
        rows[exact] = self.levels[chosen] * self.scales[chosen, None].astype(np.float32)
        return rows


def _number(tokenizer: Tokenizer, mark: str) -> int:
    number = tokenizer.token_to_id(mark)
    if number is None:
        raise ModelUnavailable(f"the reader's words lack {mark}; install the package again")
    return int(number)


class Splitter:
    """Splits words into piece numbers, each distinct word once."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, list[int]] = {}
        self.first, self.between, unknown = (_number(tokenizer, mark) for mark in _MARKS)
        self._unknown = [unknown]

    @classmethod
    def load(cls, vocabulary: Path) -> Splitter:
        """Read a WordPiece vocabulary. Raises `ModelUnavailable` when it cannot be read."""
        from tokenizers import Tokenizer
        from tokenizers.models import WordPiece
        from tokenizers.normalizers import BertNormalizer
        from tokenizers.pre_tokenizers import BertPreTokenizer

        try:
            model = WordPiece.from_file(str(vocabulary), unk_token="[UNK]")
        except Exception as error:  # the library raises bare exceptions
            raise ModelUnavailable(
                f"{vocabulary}: the reader's words cannot be read ({error}); "
                "install the package again"
            ) from error
        tokenizer = Tokenizer(model)
        tokenizer.normalizer = BertNormalizer()
        tokenizer.pre_tokenizer = BertPreTokenizer()
        return cls(tokenizer)

    def split(self, words: Sequence[str]) -> list[list[int]]:
        """The pieces of each word, one at least and `MOST_PIECES` at most."""
        if len(self._known) > _KNOWN:
            self._known.clear()
        known = self._known
        missing = list(dict.fromkeys(word for word in words if word not in known))
        if missing:
            encoded = self._tokenizer.encode_batch_fast(missing, add_special_tokens=False)
            for word, encoding in zip(missing, encoded, strict=True):
                known[word] = encoding.ids[:MOST_PIECES] or self._unknown
        return [known[word] for word in words]
