"""The trained reader: every span of the retrieved passages on one scale, by the span model.

Weights and their card are in `weights/`; `qa.reader.train` makes them. Reading needs numpy and
`tokenizers` only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import ModelUnavailable
from qa.reader.decode import Decoded, Scored, decode
from qa.reader.features import (
    FEATURES,
    VECTOR_SIZE,
    Floats,
    Ints,
    Lexicon,
    find_tokens,
    match_features,
    question_features,
)
from qa.reader.network import LONGEST_ANSWER, Network, QuestionInput, TextInput, mean_scores
from qa.reader.windows import Stream, find_windows, lay_out, valid_spans
from qa.types import Hit

WEIGHTS = Path(__file__).parent / "weights"
LONGEST_QUESTION = 64
#: Words read for one question at most; passages beyond are left unread, the weakest first.
WORDS_READ = 520
#: Columns of `match_features`: the share of the question's content that the sentence has.
_EXACT_SHARE, _SOFT_SHARE = 10, 12


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network made of one question: spans over the whole stream, and no answer.

    `spans` and `valid` are (N, LONGEST_ANSWER) over the words of `stream`; `shares` (N,) is how
    much of the question's content each word's sentence has, softly matched.
    """

    stream: Stream
    spans: Floats
    valid: Floats
    none: float
    shares: Floats
    light: Floats

    def decode(self, limit: int = 40) -> Decoded:
        return decode(self.spans, self.valid, self.none, self.light, limit=limit)


class SpanScorer:
    """Runs the networks over the passages of a question."""

    def __init__(self, networks: Sequence[Network], lexicon: Lexicon) -> None:
        self._networks = tuple(networks)
        self._lexicon = lexicon

    @classmethod
    def load(cls, folder: Path = WEIGHTS) -> SpanScorer:
        """Open the weights of `folder`. Raises `ModelUnavailable` when a file is gone or bad."""
        record = read_record(folder)
        try:
            networks = [Network.load(folder / str(name)) for name in record["networks"]]
            return cls(networks, Lexicon.load([str(word) for word in record["tuned"]]))
        except (KeyError, TypeError) as error:
            raise ModelUnavailable(
                f"{folder / 'reader.json'}: not the reader's settings ({error}); "
                "install the package again"
            ) from error

    def score(self, question: str, hits: Sequence[Hit]) -> Scores:
        """Score every span of the passages most like the question, at most WORDS_READ words."""
        lexicon = self._lexicon
        asked = self._asked(question)
        stream = lay_out(lexicon, hits)
        size = len(stream)
        spans = np.zeros((size, LONGEST_ANSWER), np.float32)
        valid = np.zeros((size, LONGEST_ANSWER), np.float32)
        if not size:
            empty = np.zeros(0, np.float32)
            return Scores(stream, spans, valid, 0.0, empty, empty)
        features = match_features(lexicon, asked, stream.ids, stream.sentences)
        shares = features[:, _SOFT_SHARE]
        windows = find_windows(stream.hits, choose_hits(stream, features, len(hits)))
        given = QuestionInput(
            lexicon.vectors[asked], lexicon.codes[asked, 2:], question_features(lexicon, asked)
        )
        text = self._windows(stream.ids, features, windows)
        found, none = mean_scores(self._networks, given, text)
        for number, mask in enumerate(valid_spans(stream, windows)):
            first, last = windows[number]
            mine = mask > 0
            spans[first:last][mine] = found[: last - first, number][mine]
            valid[first:last] += mask
        return Scores(stream, spans, valid, none, shares, countable(lexicon, stream.ids))

    def _asked(self, question: str) -> Ints:
        words = [question[a:b] for a, b in find_tokens(question)][:LONGEST_QUESTION]
        return self._lexicon.look_up(words or ["?"])

    def _windows(
        self, ids: Ints, features: Floats, windows: Sequence[tuple[int, int]]
    ) -> TextInput:
        """Windows side by side, time-major, padded at their ends."""
        long, batch = max(last - first for first, last in windows), len(windows)
        vectors = np.zeros((long, batch, VECTOR_SIZE), np.float32)
        codes = np.zeros((long, batch, 3), np.int32)
        table = np.zeros((long, batch, FEATURES), np.float32)
        mask = np.zeros((long, batch), np.float32)
        for number, (first, last) in enumerate(windows):
            size = last - first
            vectors[:size, number] = self._lexicon.vectors[ids[first:last]]
            codes[:size, number] = self._lexicon.codes[ids[first:last], 2:]
            table[:size, number] = features[first:last]
            mask[:size, number] = 1.0
        return TextInput(vectors, codes, table, mask)


def choose_hits(stream: Stream, features: Floats, hits: int) -> list[int]:
    """The hits to read within WORDS_READ words: those with the best matching sentence first."""
    sizes = np.bincount(stream.hits, minlength=hits)
    best = np.full(hits, -1.0)
    np.maximum.at(best, stream.hits, features[:, _EXACT_SHARE] + features[:, _SOFT_SHARE])
    order = np.argsort(-best, kind="stable")
    room = np.cumsum(sizes[order]) <= WORDS_READ
    room[0] = True
    return sorted(int(number) for number in order[room])


def countable(lexicon: Lexicon, ids: Ints) -> Floats:
    """1 for words that count in F1; 0 for articles and punctuation."""
    words = [lexicon.words[number] for number in ids]
    articles = np.fromiter((word.lower() in {"a", "an", "the"} for word in words), bool, len(words))
    return np.where(articles | (lexicon.flags[ids, 9] > 0), 0.0, 1.0).astype(np.float32)


def read_record(folder: Path) -> Mapping[str, Any]:
    """The settings beside the weights: tuned words, weight files, calibration."""
    path = folder / "reader.json"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            f"{path}: the reader's settings cannot be read ({error}); install the package again"
        ) from error
    if not isinstance(record, dict):
        raise ModelUnavailable(f"{path}: not the reader's settings; install the package again")
    return record
