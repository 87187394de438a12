"""Contexts for training: gold sentences among neighbours and hard negatives, as padded batches.

A context is a list of sentences of word ids. Around a single-sentence example it is filled with
sentences of the same document and with sentences that share rare words with the question, so that
the reader must weigh sentences as it does over retrieved passages. Some contexts have their gold
sentence taken out: there the right answer is none.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from qa.reader.features import FEATURES, match_features, question_features
from qa.reader.lexicon import Floats, Ints, Lexicon, find_tokens
from qa.reader.network import LONGEST_ANSWER
from qa.reader.train.sources import Asked

LONGEST_SENTENCE = 80
LONGEST_QUESTION = 32


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


@dataclass(frozen=True, slots=True)
class Drawn:
    """An example with its context fixed: `spans` are (first, last, share) over all tokens."""

    question: Ints
    words: Ints
    sentences: Ints
    spans: tuple[tuple[int, int, float], ...]
    example: Example


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded arrays. B contexts of T tokens with questions of Q tokens.

    `target` is (B, T, LONGEST_ANSWER): the share of the span that begins at t and has k + 1
    tokens; `none` (B,) the share of "no answer here". `valid` marks the spans inside a sentence.
    """

    question: Ints
    question_features: Floats
    question_mask: Floats
    words: Ints
    features: Floats
    mask: Floats
    valid: Floats
    target: Floats
    none: Floats
    drawn: tuple[Drawn, ...] = field(repr=False)


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
    """Tokenise; None when no annotator's answer is a short span inside one sentence."""
    single = asked.source in {"qamr", "vitaminc"}
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
    if not golds:
        return None
    pieces = [words.ids[a:b][:LONGEST_SENTENCE] for a, b in itertools.pairwise(firsts)]
    shares = tuple(Gold(a, b, c, count / total) for a, b, c, count in golds)
    return Example(asked.question, tuple(pieces), shares, asked.source, asked.document)


def _trim(ids: Ints, span: tuple[int, int], lexicon: Lexicon) -> tuple[int, int]:
    """Leave out a final full stop or comma that an annotator marked along."""
    first, last = span
    while last > first and lexicon.words[ids[last]] in {".", ",", ";", ":"}:
        last -= 1
    return first, last


class Pool:
    """All sentences at hand, to be drawn from as distractors."""

    def __init__(self, lexicon: Lexicon, examples: Sequence[Example]) -> None:
        self._lexicon = lexicon
        self.sentences: list[Ints] = []
        self.documents: list[str] = []
        self._by_document: dict[str, list[int]] = defaultdict(list)
        self._postings: dict[int, list[int]] = defaultdict(list)
        seen: set[bytes] = set()
        for example in examples:
            for sentence in example.sentences:
                key = sentence.tobytes()
                if key not in seen and len(sentence) >= 5:
                    seen.add(key)
                    self._add(sentence, example.document)
        self._hard: dict[tuple[str, str], list[int]] = {}

    def _add(self, sentence: Ints, document: str) -> None:
        number = len(self.sentences)
        self.sentences.append(sentence)
        self.documents.append(document)
        self._by_document[document].append(number)
        flags, codes = self._lexicon.flags[sentence], self._lexicon.codes[sentence, 1]
        for code in set(codes[(flags[:, 0] == 0) & (flags[:, 9] == 0)].tolist()):
            self._postings[code].append(number)

    def neighbours(self, document: str, rng: random.Random) -> list[int]:
        near = list(self._by_document.get(document, ()))
        rng.shuffle(near)
        return near[:8]

    def hard(self, example: Example, limit: int = 12) -> list[int]:
        """Sentences of other documents that share the question's rarest words, best first."""
        key = (example.question, example.document)
        if key not in self._hard:
            self._hard[key] = self._find_hard(example, limit)
        return self._hard[key]

    def _find_hard(self, example: Example, limit: int) -> list[int]:
        ids = self._lexicon.look_up(
            [example.question[a:b] for a, b in find_tokens(example.question)]
        )
        flags = self._lexicon.flags[ids]
        codes = set(self._lexicon.codes[ids[(flags[:, 0] == 0) & (flags[:, 9] == 0)], 1].tolist())
        scores: Counter[int] = Counter()
        for code in codes:
            posting = self._postings.get(code, ())
            worth = float(np.log(len(self.sentences) / (1 + len(posting))))
            for number in posting[:3000]:
                scores[number] += worth  # type: ignore[assignment]  # a float-valued Counter
        best = [number for number, _ in scores.most_common(4 * limit)]
        return [number for number in best if self.documents[number] != example.document][:limit]


class SimilarWords:
    """Puts a near neighbour in the place of a question word now and then, as a paraphrase would."""

    def __init__(self, lexicon: Lexicon, count: int = 12_000, least: float = 0.55) -> None:
        self._lexicon = lexicon
        self._count, self._least = count, least
        self._known: dict[int, Ints] = {}

    def swap(self, ids: Ints, chance: float, rng: random.Random) -> Ints:
        flags = self._lexicon.flags[ids]
        swapped = ids.copy()
        for place, number in enumerate(ids):
            plain = not (flags[place, 0] or flags[place, 1] or flags[place, 7] or flags[place, 9])
            if plain and rng.random() < chance:
                near = self._near(int(number))
                if len(near):
                    swapped[place] = near[rng.randrange(len(near))]
        return swapped

    def _near(self, number: int) -> Ints:
        """Up to four words among the first `count` of the lexicon, of another stem."""
        if number not in self._known:
            likeness = self._lexicon.vectors[: self._count] @ self._lexicon.vectors[number]
            other = self._lexicon.codes[: self._count, 1] != self._lexicon.codes[number, 1]
            close = np.flatnonzero(other & (likeness >= self._least))
            best = close[np.argsort(-likeness[close])][:4]
            self._known[number] = best.astype(np.int32)
        return self._known[number]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How contexts are drawn; probabilities in [0, 1], lengths in tokens."""

    alone: float = 0.3
    shortest: int = 40
    longest: int = 130
    unanswerable: float = 0.12
    noise: float = 1.0
    swap: float = 0.06


class Composer:
    """Draws contexts for examples and pads them to batches."""

    def __init__(self, lexicon: Lexicon, pool: Pool) -> None:
        self._lexicon = lexicon
        self._pool = pool
        self._similar = SimilarWords(lexicon)

    def draw(self, example: Example, recipe: Recipe, rng: random.Random) -> Drawn:
        order = self._window(example, recipe, rng)
        drop = False
        if rng.random() < recipe.unanswerable:
            without = self._without_gold(order, example, recipe, rng)
            drop, order = bool(without), without or order
        starts, place = {}, 0
        for sentence, number in order:
            if number >= 0:
                starts[number] = place
            place += len(sentence)
        spans = (
            ()
            if drop
            else tuple(
                (starts[g.sentence] + g.first, starts[g.sentence] + g.last, g.share)
                for g in example.golds
                if g.sentence in starts
            )
        )
        words = np.concatenate([sentence for sentence, _ in order])
        numbers = np.repeat(np.arange(len(order)), [len(s) for s, _ in order]).astype(np.int32)
        asked = example.question if not recipe.noise else roughen(example.question, recipe, rng)
        tokens = [asked[a:b] for a, b in find_tokens(asked)][:LONGEST_QUESTION] or ["?"]
        ids = self._lexicon.look_up(tokens)
        if recipe.noise:
            ids = self._similar.swap(ids, recipe.swap, rng)
        return Drawn(ids, words, numbers, spans, example)

    def _without_gold(
        self,
        order: list[tuple[Ints, int]],
        example: Example,
        recipe: Recipe,
        rng: random.Random,
    ) -> list[tuple[Ints, int]]:
        """The context less its gold sentences, filled up from other documents."""
        golden = {gold.sentence for gold in example.golds}
        kept = [(sentence, number) for sentence, number in order if number not in golden]
        for _ in range(20):
            if sum(len(sentence) for sentence, _ in kept) >= recipe.shortest // 2:
                break
            number = rng.randrange(len(self._pool.sentences))
            if self._pool.documents[number] != example.document:
                kept.append((self._pool.sentences[number], -1))
        return kept

    def _window(
        self, example: Example, recipe: Recipe, rng: random.Random
    ) -> list[tuple[Ints, int]]:
        """Sentences with their number in the example; -1 for those brought in."""
        golden = sorted({gold.sentence for gold in example.golds})
        first, last = golden[0], golden[-1]
        target = 0 if rng.random() < recipe.alone else rng.randint(recipe.shortest, recipe.longest)
        size = sum(len(s) for s in example.sentences[first : last + 1])
        while size < target and (first > 0 or last + 1 < len(example.sentences)):
            back = first > 0 and (last + 1 >= len(example.sentences) or rng.random() < 0.5)
            first, last = (first - 1, last) if back else (first, last + 1)
            size += len(example.sentences[first if back else last])
        order = [(example.sentences[n], n) for n in range(first, last + 1)]
        own = {s.tobytes() for s in example.sentences}
        for number in self._fillers(example, rng) if size < target else ():
            sentence = self._pool.sentences[number]
            if size >= target:
                break
            if sentence.tobytes() not in own and size + len(sentence) <= target + 20:
                order.insert(rng.randint(0, len(order)), (sentence, -1))
                size += len(sentence)
        return order

    def _fillers(self, example: Example, rng: random.Random) -> Iterator[int]:
        """Neighbours of the same document, then hard and random sentences in turn."""
        if example.source == "qamr":
            yield from self._pool.neighbours(example.document, rng)[: rng.randint(0, 4)]
        hard = list(self._pool.hard(example))
        rng.shuffle(hard)
        for _ in range(24):
            if hard and rng.random() < 0.5:
                yield hard.pop()
            else:
                number = rng.randrange(len(self._pool.sentences))
                if self._pool.documents[number] != example.document:
                    yield number

    def batch(self, drawn: Sequence[Drawn]) -> Batch:
        size = len(drawn)
        long = padded(max(len(d.words) for d in drawn))
        asked = padded(max(len(d.question) for d in drawn), 8)
        question = np.zeros((size, asked), np.int32)
        question_feats = np.zeros((size, asked, 13), np.float32)
        question_mask = np.zeros((size, asked), np.float32)
        words = np.zeros((size, long), np.int32)
        features = np.zeros((size, long, FEATURES), np.float32)
        mask = np.zeros((size, long), np.float32)
        valid = np.zeros((size, long, LONGEST_ANSWER), np.float32)
        target = np.zeros((size, long, LONGEST_ANSWER), np.float32)
        none = np.zeros(size, np.float32)
        for row, item in enumerate(drawn):
            q, t = len(item.question), len(item.words)
            question[row, :q], question_mask[row, :q] = item.question, 1.0
            question_feats[row, :q] = question_features(self._lexicon, item.question)
            words[row, :t], mask[row, :t] = item.words, 1.0
            features[row, :t] = match_features(
                self._lexicon, item.question, item.words, item.sentences
            )
            valid[row, :t] = span_mask(item.sentences)
            for first, last, share in item.spans:
                target[row, first, last - first] += share
            none[row] = 0.0 if item.spans else 1.0
        return Batch(
            question, question_feats, question_mask, words, features, mask, valid, target, none,
            tuple(drawn),
        )  # fmt: skip


def padded(size: int, step: int = 16) -> int:
    """The next multiple of `step`: few distinct shapes keep prepared kernels in use."""
    return -(-size // step) * step


def span_mask(sentences: Ints) -> Floats:
    """(T, LONGEST_ANSWER): 1 where the span of k + 1 tokens from t stays in its sentence."""
    size = len(sentences)
    ends = np.searchsorted(sentences, sentences, side="right")
    room = ends - np.arange(size)
    return (np.arange(LONGEST_ANSWER)[None] < room[:, None]).astype(np.float32)


def roughen(question: str, recipe: Recipe, rng: random.Random) -> str:
    """Lower case, a missing question mark, one mistyped word: how people ask."""
    chance = recipe.noise
    if rng.random() < 0.2 * chance:
        question = question.lower()
    if rng.random() < 0.2 * chance:
        question = question.rstrip("? ")
    if rng.random() < 0.06 * chance:
        words = re.findall(r"\S+|\s+", question)
        places = [at for at, word in enumerate(words) if len(word) > 4 and word.isalpha()]
        if places:
            at = rng.choice(places)
            words[at] = mistype(words[at], rng)
            question = "".join(words)
    return question or "?"


def mistype(word: str, rng: random.Random) -> str:
    """Swap two letters, leave one out or double one, after the first letter."""
    at = rng.randint(1, len(word) - 2)
    kind = rng.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]
