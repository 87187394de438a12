"""Runs the span model over the passages of a question."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.errors import ModelUnavailable
from qa.reader.decode import Decoded, decode
from qa.reader.lexicon import Floats, Ints, Lexicon, find_tokens
from qa.reader.network import LONGEST_ANSWER, Network
from qa.reader.selection import FILE as SELECTION
from qa.reader.selection import Asked, SentenceRanker
from qa.reader.shown import heading, year_meant
from qa.reader.windows import Stream, choose_sentences, find_windows, lay_out, valid_spans
from qa.types import AnswerType, Hit

WEIGHTS = Path(__file__).parent / "weights"
LONGEST_QUESTION = 64
#: Words read for a question: the sentences most worth it.
WORDS_READ = 100
#: How likely "no answer" must be for the next best sentences to be read too, and their words.
DOUBTFUL, MORE_READ = 0.5, 150
#: What a sentence of the last answer's document gains when a follow-up is read.
_NEAR_GAINS = np.float32(2.0)


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network made of one question: every span of the stream, and no answer.

    `spans` and `valid` are (N, LONGEST_ANSWER) over the words of `stream`; `light` (N,) is 0 for
    words that do not count in F1; `worth` (S,) is what each sentence was chosen by.
    """

    stream: Stream
    spans: Floats
    valid: Floats
    none: float
    light: Floats
    worth: Floats

    def decode(self, limit: int) -> Decoded:
        return decode(self.spans, self.valid, self.none, self.light, limit=limit)


class SpanScorer:
    """The network with the words it knows."""

    def __init__(self, network: Network, lexicon: Lexicon, ranker: SentenceRanker) -> None:
        self._network = network
        self._lexicon = lexicon
        self._ranker = ranker

    @classmethod
    def load(cls, folder: Path = WEIGHTS) -> SpanScorer:
        """Open the weights of `folder`. Raises `ModelUnavailable` when a file is gone or bad.

        A folder without a ranking of sentences has the package's.
        """
        ranked = folder if (folder / SELECTION).is_file() else WEIGHTS
        return cls(Network.load(folder), Lexicon.load(), SentenceRanker.load(ranked))

    def score(
        self, question: str, expected: AnswerType, hits: Sequence[Hit], *, near: str = ""
    ) -> Scores:
        """Score every span of the sentences most worth reading, at most WORDS_READ words.

        Where these hardly answer, as when the question has other words than its answer, the
        next best ones are read as well, at most MORE_READ words. Sentences of the document
        `near` are read before others as like. A window's scores are taken against its own "no
        answer", which has them on one scale.
        """
        lexicon = self._lexicon
        lexicon.forget()
        stream = lay_out(lexicon, hits)
        size = len(stream)
        spans = np.zeros((size, LONGEST_ANSWER), np.float32)
        valid = np.zeros((size, LONGEST_ANSWER), np.float32)
        if not size:
            nothing = np.zeros(0, np.float32)
            return Scores(stream, spans, valid, 0.0, nothing, nothing)
        words = [question[a:b] for a, b in find_tokens(question)][:LONGEST_QUESTION] or ["?"]
        ids = lexicon.look_up(words)
        worth = self._ranker.rank(lexicon, Asked(ids, expected), stream, hits)
        if near:
            same = np.array([hit.passage.document == near for hit in hits], np.float32)
            worth = worth + _NEAR_GAINS * same[stream.hits_of_sentences]
        taken = choose_sentences(stream, worth, WORDS_READ)
        self._read(words, stream, hits, taken, spans, valid)
        if none_of(spans, valid) > DOUBTFUL:
            left = worth.copy()
            left[taken] = -np.inf
            more = choose_sentences(stream, left, MORE_READ)
            self._read(words, stream, hits, more, spans, valid)
        light = countable(lexicon, stream.ids)
        return Scores(stream, spans, valid, 0.0, light, worth)

    def _read(
        self,
        words: Sequence[str],
        stream: Stream,
        hits: Sequence[Hit],
        sentences: Sequence[int],
        spans: Floats,
        valid: Floats,
    ) -> None:
        """Score the spans of some sentences into `spans` and `valid`, in place."""
        windows = find_windows(stream, sentences)
        texts = [show_window(self._lexicon, stream, window, hits) for window in windows]
        found = self._network.score(words, [shown for shown, _ in texts])
        for window, (_, places), mask, (scores, none) in zip(
            windows, texts, valid_spans(stream, windows), found, strict=True
        ):
            rows, extra = np.nonzero(mask)
            # words brought in between make a span longer than it is in the text
            shown = places[rows + extra] - places[rows]
            fits = shown < LONGEST_ANSWER
            rows, extra, shown = rows[fits], extra[fits], shown[fits]
            spans[window[rows], extra] = scores[places[rows], shown] - none
            valid[window[rows], extra] = 1.0


def none_of(spans: Floats, valid: Floats) -> float:
    """The probability of "no answer", whose score is 0, among all spans read."""
    return 1.0 / (1.0 + float(np.exp(spans[valid > 0]).sum()))


def show_window(
    lexicon: Lexicon, stream: Stream, window: Ints, hits: Sequence[Hit]
) -> tuple[list[str], npt.NDArray[np.intp]]:
    """The words of a window with what is shown beside them (see `shown`), and where the
    window's own words are among these."""
    shown: list[str] = []
    places = np.zeros(len(window), np.intp)
    before = None
    for row, place in enumerate(window):
        passage = hits[stream.hits[place]].passage
        if passage.document != before:
            shown += heading(passage.title, passage.date)
            before = passage.document
        places[row] = len(shown)
        shown.append(lexicon.words[stream.ids[place]])
        shown += year_meant(shown, passage.date)
    return shown, places


def countable(lexicon: Lexicon, ids: Ints) -> Floats:
    """1 for words that count in F1; 0 for articles and punctuation."""
    articles = [lexicon.words[number].lower() in {"a", "an", "the"} for number in ids]
    without = np.array(articles, np.bool_) | (lexicon.flags[ids, 9] > 0)
    return np.where(without, 0.0, 1.0).astype(np.float32)


def read_record(folder: Path) -> Mapping[str, Any]:
    """The settings beside the weights: confidence, calibration, origin."""
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
