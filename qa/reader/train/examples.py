"""Questions tokenised: sentences of word ids, and where the annotators found the answer."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from qa.reader.lexicon import Ints, Lexicon, find_tokens
from qa.reader.network import LONGEST_ANSWER
from qa.reader.scoring import LONGEST_TITLE
from qa.reader.train.sources import Asked

LONGEST_SENTENCE = 80
#: Sets of one sentence a text, and sets of questions made by rule for a teacher to label.
SINGLE = frozenset({"qamr", "vitaminc", "claims"})
ROUGH = frozenset({"claims", "reuters"})


@dataclass(frozen=True, slots=True)
class Gold:
    """Tokens first..last (inclusive) of one sentence, with its share of the annotators."""

    sentence: int
    first: int
    last: int
    share: float


@dataclass(frozen=True, slots=True)
class Example:
    """One question with the sentences of its text as arrays of word ids."""

    question: str
    sentences: tuple[Ints, ...]
    golds: tuple[Gold, ...]
    source: str
    document: str
    title: Ints = field(default_factory=lambda: np.zeros(0, np.int32))


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Sentence offsets; the segmenter's pieces cover the text in order."""
    import sentencex

    spans, place = [], 0
    for piece in sentencex.segment("en", text):
        start = text.find(piece, place)
        if start < 0:
            continue
        place = start + len(piece)
        if piece.strip():
            spans.append((start, place))
    return spans or [(0, len(text))]


def make_example(asked: Asked, lexicon: Lexicon) -> Example | None:
    """Tokenise; None when no annotator's answer is a short span inside one sentence.

    A question without answers makes an example without golds: its text does not answer it.
    """
    single = asked.source in SINGLE
    bounds = [(0, len(asked.text))] if single else split_sentences(asked.text)
    words = lexicon.read(asked.text, bounds)
    found: Counter[tuple[int, int]] = Counter()
    for start, end in asked.answers:
        inside = np.flatnonzero((words.ends > start) & (words.starts < end))
        if len(inside):
            found[_trim(words.ids, (int(inside[0]), int(inside[-1])), lexicon)] += 1
    firsts = np.searchsorted(words.sentences, np.arange(len(bounds) + 1))
    golds = []
    for (first, last), count in found.items():
        sentence = int(words.sentences[first])
        short = last - first < LONGEST_ANSWER and last - firsts[sentence] < LONGEST_SENTENCE
        if short and words.sentences[last] == sentence:
            golds.append(
                (sentence, first - int(firsts[sentence]), last - int(firsts[sentence]), count)
            )
    total = sum(gold[3] for gold in golds)
    if asked.answers and not golds:
        return None
    pieces = [words.ids[a:b][:LONGEST_SENTENCE] for a, b in itertools.pairwise(firsts)]
    shares = tuple(Gold(a, b, c, count / total) for a, b, c, count in golds)
    title = lexicon.look_up([asked.title[a:b] for a, b in find_tokens(asked.title)][:LONGEST_TITLE])
    return Example(asked.question, tuple(pieces), shares, asked.source, asked.document, title)


def _trim(ids: Ints, span: tuple[int, int], lexicon: Lexicon) -> tuple[int, int]:
    """Leave out a final full stop or comma that an annotator marked along."""
    first, last = span
    while last > first and lexicon.words[ids[last]] in {".", ",", ";", ":"}:
        last -= 1
    return first, last
