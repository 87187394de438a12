"""Questions tokenised: sentences of word ids, and where the annotators found the answer."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from qa.reader.lexicon import Ints, Lexicon
from qa.reader.network import LONGEST_ANSWER
from qa.reader.shown import heading, year_meant
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
    bounds = [(0, len(asked.text))] if single else sentences_of(asked)
    words = lexicon.read(asked.text, bounds)
    found: Counter[tuple[int, int]] = Counter()
    for start, end in asked.answers:
        inside = np.flatnonzero((words.ends > start) & (words.starts < end))
        if len(inside):
            found[_trim(words.ids, (int(inside[0]), int(inside[-1])), lexicon)] += 1
    firsts = np.searchsorted(words.sentences, np.arange(len(bounds) + 1))
    shown = [
        _with_years(words.ids[a:b], asked.date, lexicon) for a, b in itertools.pairwise(firsts)
    ]
    golds = []
    for (first, last), count in found.items():
        sentence = int(words.sentences[first])
        if words.sentences[last] == sentence:
            places = shown[sentence][1]
            begin, end = (int(places[place - firsts[sentence]]) for place in (first, last))
            if end - begin < LONGEST_ANSWER and end < LONGEST_SENTENCE:
                golds.append((sentence, begin, end, count))
    total = sum(gold[3] for gold in golds)
    if asked.answers and not golds:
        return None
    pieces = [ids[:LONGEST_SENTENCE] for ids, _ in shown]
    shares = tuple(Gold(a, b, c, count / total) for a, b, c, count in golds)
    title = lexicon.look_up(heading(asked.title, asked.date))
    return Example(asked.question, tuple(pieces), shares, asked.source, asked.document, title)


def sentences_of(asked: Asked) -> Sequence[tuple[int, int]]:
    return asked.sentences or split_sentences(asked.text)


def _with_years(ids: Ints, date: dt.date | None, lexicon: Lexicon) -> tuple[Ints, Ints]:
    """A sentence with the years behind "this year", and where its own words are in it."""
    shown: list[int] = []
    places = np.zeros(len(ids), np.int32)
    for place, number in enumerate(ids):
        places[place] = len(shown)
        shown.append(int(number))
        if date is not None and len(shown) > 1:
            words = [lexicon.words[each] for each in shown[-2:]]
            shown += lexicon.look_up(year_meant(words, date)).tolist()
    return np.array(shown, np.int32), places


def _trim(ids: Ints, span: tuple[int, int], lexicon: Lexicon) -> tuple[int, int]:
    """Leave out a final full stop or comma that an annotator marked along."""
    first, last = span
    while last > first and lexicon.words[ids[last]] in {".", ",", ";", ":"}:
        last -= 1
    return first, last
