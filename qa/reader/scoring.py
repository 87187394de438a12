"""Runs the span model over the passages of a question."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import ModelUnavailable
from qa.reader.decode import Decoded, decode
from qa.reader.features import EXACT_SHARE, FEATURES, SOFT_SHARE, match_features, question_features
from qa.reader.lexicon import VECTOR_SIZE, Floats, Ints, Lexicon, find_tokens
from qa.reader.network import LONGEST_ANSWER, Network, QuestionInput, TextInput, mean_scores
from qa.reader.windows import Stream, find_windows, lay_out, valid_spans
from qa.types import Hit

WEIGHTS = Path(__file__).parent / "weights"
LONGEST_QUESTION = 64
#: Words read for one question at most; the passages least like the question are left unread.
WORDS_READ = 280


@dataclass(frozen=True, slots=True)
class Scores:
    """What the networks made of one question: every span of the stream, and no answer.

    `spans` and `valid` are (N, LONGEST_ANSWER) over the words of `stream`; `shares` (N,) is how
    much of the question's content each word's sentence has, softly matched; `light` (N,) is 0
    for words that do not count in F1.
    """

    stream: Stream
    spans: Floats
    valid: Floats
    none: float
    shares: Floats
    light: Floats

    def decode(self, limit: int) -> Decoded:
        return decode(self.spans, self.valid, self.none, self.light, limit=limit)


class SpanScorer:
    """The networks with the words they know."""

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
        lexicon.forget()
        stream = lay_out(lexicon, hits)
        size = len(stream)
        spans = np.zeros((size, LONGEST_ANSWER), np.float32)
        valid = np.zeros((size, LONGEST_ANSWER), np.float32)
        if not size:
            nothing = np.zeros(0, np.float32)
            return Scores(stream, spans, valid, 0.0, nothing, nothing)
        asked = self._asked(question)
        features = match_features(lexicon, asked, stream.ids, stream.sentences)
        windows = find_windows(stream.hits, choose_hits(stream, features, len(hits)))
        found, none = mean_scores(
            self._networks,
            QuestionInput(
                lexicon.vectors[asked],
                lexicon.codes[asked, 2:],
                question_features(lexicon, asked),
            ),
            self._side_by_side(stream.ids, features, windows),
        )
        for number, mask in enumerate(valid_spans(stream, windows)):
            first, last = windows[number]
            mine = mask > 0
            spans[first:last][mine] = found[: last - first, number][mine]
            valid[first:last] += mask
        light = countable(lexicon, stream.ids)
        return Scores(stream, spans, valid, none, features[:, SOFT_SHARE], light)

    def _asked(self, question: str) -> Ints:
        words = [question[a:b] for a, b in find_tokens(question)][:LONGEST_QUESTION]
        return self._lexicon.look_up(words or ["?"])

    def _side_by_side(
        self, ids: Ints, features: Floats, windows: Sequence[tuple[int, int]]
    ) -> TextInput:
        """The windows time-major, padded at their ends."""
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
    np.maximum.at(best, stream.hits, features[:, EXACT_SHARE] + features[:, SOFT_SHARE])
    order = np.argsort(-best, kind="stable")
    room = np.cumsum(sizes[order]) <= WORDS_READ
    room[0] = True
    return sorted(int(number) for number in order[room])


def countable(lexicon: Lexicon, ids: Ints) -> Floats:
    """1 for words that count in F1; 0 for articles and punctuation."""
    articles = [lexicon.words[number].lower() in {"a", "an", "the"} for number in ids]
    without = np.array(articles, np.bool_) | (lexicon.flags[ids, 9] > 0)
    return np.where(without, 0.0, 1.0).astype(np.float32)


def read_record(folder: Path) -> Mapping[str, Any]:
    """The settings beside the weights: tuned words, weight files, blend, calibration."""
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
