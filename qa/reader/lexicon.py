"""Words as numbers: tokens with offsets, static vectors, salience and flags.

Only numpy and `tokenizers` are needed, so that reading never imports torch. A word is a run of
letters, a whole number with its separators, or one punctuation mark; its vector is the mean of
its subword vectors in the static table of the `wordllama` package (32,000 x 256, MIT licence).
Those vectors were trained for mean pooling, so the length of the *summed* subword vectors says
how much a word matters: "the" 1.6, "Wilhelm" 14.5. That length is the salience used here in the
place of an inverse document frequency, which a single passage cannot give.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qa.reader.words import word_set

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

VECTOR_SIZE = 256
FLAG_FEATURES = 12
FULL_SALIENCE = 15.0
#: Texts whose words are kept; with passages of 100 words some 4 MB.
REMEMBERED = 1024

TOKEN = re.compile(
    r"\d{1,40}(?:[.,]\d{1,40}){0,8}(?:(?:st|nd|rd|th|s)(?![^\W_]))?"  # 4,523,000 19th 1990s
    r"|[^\W\d_]+(?=n['’]t\b)|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b"  # did n't, Lao 's
    r"|(?:[^\W\d_]\.){2,}"  # U.S.
    r"|[^\W_]+"
    r"|[^\w\s]|_"
)
_STOP_WORDS = word_set(
    "a an the of in on at by to for from with as and or but nor is are was were be been being am "
    "do does did doing has have had having it its this that these those there here he she they "
    "we you i his her their our your my him them us me who whom whose which what when where why "
    "how many much will would can could may might shall should must not no so if than then also "
    "into about over after before between during through under out up down n't 's 're 've 'll "
    "'d 'm's"
)
_MONTHS = word_set(
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday "
    "saturday sunday"
)
_NUMBER_WORDS = word_set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion trillion half third quarter dozen first second mln bln "
    "several few dozens hundreds thousands millions billions"
)
_MONEY = word_set("$ € £ ¥ usd eur gbp dollar dollars euro euros pounds dlrs yen kip lak")


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens of one text: ids in a `Lexicon`, and half-open character offsets.

    `sentences` holds each token's sentence number, not decreasing.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    sentences: Ints

    def __len__(self) -> int:
        return len(self.ids)


def find_tokens(text: str) -> list[tuple[int, int]]:
    """Offsets of the words, numbers and marks of `text`.

    >>> [("Lao's 1,234.5 kg"[a:b]) for a, b in find_tokens("Lao's 1,234.5 kg")]
    ['Lao', "'s", '1,234.5', 'kg']
    """
    return [match.span() for match in TOKEN.finditer(text)]


def is_stop_word(word: str) -> bool:
    """Whether `word`, in lower case, is an English function word."""
    return word in _STOP_WORDS


def stem(word: str) -> str:
    """A light stem that brings inflected forms together; `word` is in lower case.

    >>> [stem(word) for word in ("exports", "exported", "exporting", "countries", "gas")]
    ['export', 'export', 'export', 'country', 'gas']
    """
    for suffix, put in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: len(word) - len(suffix)] + put
    return word


_SUFFIXES = (
    ("ies", "y"), ("sses", "ss"), ("ings", ""), ("ing", ""), ("edly", ""), ("ied", "y"),
    ("ed", ""), ("ations", ""), ("ation", ""), ("ors", ""), ("ers", ""), ("or", ""), ("er", ""),
    ("es", ""), ("ss", "ss"), ("us", "us"), ("s", ""), ("ly", ""), ("e", ""),
)  # fmt: skip


def word_flags(word: str) -> list[float]:
    """Twelve yes/no properties of a word that tell what kind of answer it can be part of."""
    low = word.lower()
    digits = any(char.isdigit() for char in word)
    year = len(word) == 4 and word.isdigit() and word[0] in "12"
    mark = not any(char.isalnum() for char in word)
    flags = (
        low in _STOP_WORDS,
        digits,
        year,
        low in _NUMBER_WORDS,
        low in _MONTHS,
        low in _MONEY,
        low in ("%", "percent", "pct"),
        word[:1].isupper(),
        len(word) > 1 and word.isupper(),
        mark,
        word in ".!?;:",
        word in ",()[]-–—\"“”'",
    )
    return [float(flag) for flag in flags]


class Lexicon:
    """Every distinct word met so far, with its vector and properties, by a growing word id."""

    def __init__(self, table: npt.NDArray[np.float16], tokenizer: Tokenizer) -> None:
        self._table = table
        self._tokenizer = tokenizer
        self._ids: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._lowers: dict[str, int] = {}
        self._read: dict[tuple[str, tuple[tuple[int, int], ...]], Words] = {}
        self.words: list[str] = []
        self.vectors: Floats = np.zeros((1024, VECTOR_SIZE), np.float32)
        self.salience: Floats = np.zeros(1024, np.float32)
        self.flags: Floats = np.zeros((1024, FLAG_FEATURES), np.float32)
        # columns: lower-case id, stem id
        self.codes: Ints = np.zeros((1024, 2), np.int32)

    @classmethod
    def load(cls) -> Lexicon:
        """Read the table of the `wordllama` package."""
        from qa.store.encoders import built_in_table

        return cls(*built_in_table())

    def forget(self, above: int = 60_000) -> None:
        """Start afresh once more than `above` words are known, so that memory stays bounded.

        Word ids handed out before do not hold afterwards.
        """
        if len(self.words) > above:
            self.words.clear()
            self._read.clear()
            for table in (self._ids, self._stems, self._lowers):
                table.clear()

    def look_up(self, words: Sequence[str]) -> Ints:
        """Word ids of shape (len(words),); unknown words are added."""
        ids = self._ids
        missing = list(dict.fromkeys(word for word in words if word not in ids))
        if missing:
            self._add(missing)
        return np.fromiter((ids[word] for word in words), np.int32, len(words))

    def read(self, text: str, sentences: Sequence[tuple[int, int]]) -> Words:
        """Tokens of `text` inside `sentences` (offsets into `text`).

        The last `REMEMBERED` texts are kept: a chat goes back to the same passages.
        """
        key = (text, tuple(sentences))
        words = self._read.get(key)
        if words is None:
            if len(self._read) >= REMEMBERED:
                self._read.clear()
            words = self._read[key] = self._split(text, sentences)
        return words

    def _split(self, text: str, sentences: Sequence[tuple[int, int]]) -> Words:
        spans: list[tuple[int, int]] = []
        numbers: list[int] = []
        for number, (start, end) in enumerate(sentences):
            found = find_tokens(text[start:end])
            spans += [(start + a, start + b) for a, b in found]
            numbers += [number] * len(found)
        ids = self.look_up([text[a:b] for a, b in spans])
        offsets = np.array(spans, np.int32).reshape(-1, 2)
        return Words(ids, offsets[:, 0], offsets[:, 1], np.array(numbers, np.int32))

    def _add(self, words: Sequence[str]) -> None:
        first, last = len(self.words), len(self.words) + len(words)
        self._grow(last)
        sums = self._sums(words)
        lengths = np.linalg.norm(sums, axis=1)
        self.vectors[first:last] = sums / np.maximum(lengths, 1e-6)[:, None]
        self.salience[first:last] = np.minimum(1.0, lengths / FULL_SALIENCE)
        self.flags[first:last] = [word_flags(word) for word in words]
        self.codes[first:last] = [self._codes(word) for word in words]
        self._ids.update(zip(words, range(first, last), strict=True))
        self.words += words
        assert len(self.words) == last

    def _sums(self, words: Sequence[str]) -> Floats:
        """The summed vectors of each word's tokens, (len(words), VECTOR_SIZE)."""
        encoded = self._tokenizer.encode_batch_fast(list(words), add_special_tokens=False)
        sizes = np.array([len(encoding.ids) for encoding in encoded])
        tokens = [token for encoding in encoded for token in encoding.ids]
        sums = np.zeros((len(words), VECTOR_SIZE), np.float32)
        full = sizes > 0
        if full.any():
            firsts = (np.cumsum(sizes) - sizes)[full]
            sums[full] = np.add.reduceat(self._table[tokens].astype(np.float32), firsts, axis=0)
        return sums

    def _codes(self, word: str) -> tuple[int, int]:
        low = word.lower()
        return (
            self._lowers.setdefault(low, len(self._lowers)),
            self._stems.setdefault(stem(low), len(self._stems)),
        )

    def _grow(self, size: int) -> None:
        have = len(self.salience)
        if size <= have:
            return
        more = max(size, 2 * have) - have
        self.vectors = np.concatenate([self.vectors, np.zeros((more, VECTOR_SIZE), np.float32)])
        self.salience = np.concatenate([self.salience, np.zeros(more, np.float32)])
        self.flags = np.concatenate([self.flags, np.zeros((more, FLAG_FEATURES), np.float32)])
        self.codes = np.concatenate([self.codes, np.zeros((more, 2), np.int32)])
