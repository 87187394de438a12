"""Contexts for training: gold sentences among neighbours and hard negatives, as padded batches.

A context is a list of sentences of word ids. Around a single-sentence example it is filled with
sentences of the same document and with sentences that share rare words with the question, so that
the reader must weigh sentences as it does over retrieved passages. Some contexts have their gold
sentence taken out: there the right answer is none.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from qa.reader.lexicon import Floats, Ints, Lexicon, find_tokens
from qa.reader.network import LONGEST_ANSWER
from qa.reader.train.examples import ROUGH, Example
from qa.reader.train.noise import roughen
from qa.reader.train.pool import Pool
from qa.reader.train.swaps import Swaps

LONGEST_QUESTION = 56


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question with its context fixed: `spans` are (first, last, share) over all tokens.

    What the shares leave of 1 is the share of "no answer here". `rough` is for questions made by
    rule whose marks want a second look; `closed` names the sentences that are titles, which
    answer nothing.
    """

    question: Ints
    words: Ints
    sentences: Ints
    spans: tuple[tuple[int, int, float], ...]
    rough: bool = False
    closed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded arrays of word ids. B contexts of T words with questions of Q words.

    `target` is (B, T, LONGEST_ANSWER): the share of the span that begins at t and has k + 1
    tokens; `none` (B,) the share of "no answer here". `valid` marks the spans inside a sentence.
    """

    question: Ints
    question_mask: Floats
    words: Ints
    mask: Floats
    valid: Floats
    target: Floats
    none: Floats
    drawn: tuple[Drawn, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How contexts are drawn; probabilities in [0, 1], lengths in tokens."""

    alone: float = 0.3
    shortest: int = 40
    longest: int = 130
    unanswerable: float = 0.12
    swapped: float = 0.0
    titled: float = 0.0
    noise: float = 1.0


@dataclass(frozen=True, slots=True)
class _Placed:
    """A sentence of a context: its number in the example, or `_FILLER` or `_TITLE`."""

    words: Ints
    number: int
    document: str


_FILLER, _TITLE = -1, -2


class Composer:
    """Draws contexts for examples and pads them to batches."""

    def __init__(self, lexicon: Lexicon, pool: Pool) -> None:
        self._lexicon = lexicon
        self._pool = pool
        self._swaps = Swaps(pool.questions)

    def draw(self, example: Example, recipe: Recipe, rng: random.Random) -> Drawn:
        """One context, as the recipe has it; the same for the same state of `rng`."""
        order = self._window(example, recipe, rng)
        spans_wanted = bool(example.golds)
        if spans_wanted and rng.random() < recipe.unanswerable:
            order = self._without_gold(order, example, recipe, rng) or order
        question = example.question
        if spans_wanted and rng.random() < recipe.swapped:
            other = self._swaps.swap(question, self._shown(order, example), rng)
            question, spans_wanted = other or question, other is None
        if rng.random() < recipe.titled:
            order = self._with_titles(order, example)
        return self._drawn(example, question, order, recipe, rng, spans_wanted)

    def _drawn(
        self,
        example: Example,
        question: str,
        order: Sequence[_Placed],
        recipe: Recipe,
        rng: random.Random,
        spans_wanted: bool,
    ) -> Drawn:
        asked = roughen(question, recipe.noise, rng)
        tokens = [asked[a:b] for a, b in find_tokens(asked)][:LONGEST_QUESTION] or ["?"]
        words = np.concatenate([placed.words for placed in order])
        sizes = [len(placed.words) for placed in order]
        numbers = np.repeat(np.arange(len(order)), sizes).astype(np.int32)
        closed = tuple(n for n, placed in enumerate(order) if placed.number == _TITLE)
        spans = _locate(example, order) if spans_wanted else ()
        rough = example.source in ROUGH
        return Drawn(self._lexicon.look_up(tokens), words, numbers, spans, rough, closed)

    def _shown(self, order: Sequence[_Placed], example: Example) -> str:
        """All words of a context and its title, as one string between blanks."""
        ids = np.concatenate([example.title, *(placed.words for placed in order)])
        return f" {' '.join(self._lexicon.words[word] for word in ids)} "

    def _with_titles(self, order: Sequence[_Placed], example: Example) -> list[_Placed]:
        """Before the sentences of each document its title, where it has one."""
        titled: list[_Placed] = []
        before = None
        for placed in order:
            own = placed.document == example.document
            title = example.title if own else self._pool.titles.get(placed.document)
            if placed.document != before and title is not None and len(title):
                titled.append(_Placed(title, _TITLE, placed.document))
            titled.append(placed)
            before = placed.document
        return titled

    def _without_gold(
        self, order: Sequence[_Placed], example: Example, recipe: Recipe, rng: random.Random
    ) -> list[_Placed]:
        """The context less its gold sentences, filled up from other documents; empty where the
        answer stands in another sentence, too."""
        golden = {gold.sentence for gold in example.golds}
        kept = [placed for placed in order if placed.number not in golden]
        answers = [
            example.sentences[gold.sentence][gold.first : gold.last + 1].tobytes()
            for gold in example.golds
        ]
        if any(answer in placed.words.tobytes() for placed in kept for answer in answers):
            return []
        for _ in range(20):
            if sum(len(placed.words) for placed in kept) >= recipe.shortest // 2:
                break
            number = rng.randrange(len(self._pool.sentences))
            if self._pool.documents[number] != example.document:
                kept.append(self._filler(number))
        return kept

    def _filler(self, number: int) -> _Placed:
        return _Placed(self._pool.sentences[number], _FILLER, self._pool.documents[number])

    def _window(self, example: Example, recipe: Recipe, rng: random.Random) -> list[_Placed]:
        """Sentences of the example around its answer, and others brought in around them."""
        golden = sorted({gold.sentence for gold in example.golds}) or [self._likeliest(example)]
        first, last = golden[0], golden[-1]
        target = 0 if rng.random() < recipe.alone else rng.randint(recipe.shortest, recipe.longest)
        size = sum(len(s) for s in example.sentences[first : last + 1])
        while size < target and (first > 0 or last + 1 < len(example.sentences)):
            back = first > 0 and (last + 1 >= len(example.sentences) or rng.random() < 0.5)
            first, last = (first - 1, last) if back else (first, last + 1)
            size += len(example.sentences[first if back else last])
        order = [_Placed(example.sentences[n], n, example.document) for n in range(first, last + 1)]
        return self._filled(order, size, target, example, rng)

    def _filled(
        self,
        order: list[_Placed],
        size: int,
        target: int,
        example: Example,
        rng: random.Random,
    ) -> list[_Placed]:
        """`order` up to about `target` words, with sentences from elsewhere before and after."""
        known = {s.tobytes() for s in example.sentences}
        for number in self._fillers(example, rng) if size < target else ():
            placed = self._filler(number)
            if size >= target:
                break
            new = placed.words.tobytes() not in known
            if new and size + len(placed.words) <= target + 20:
                known.add(placed.words.tobytes())
                order.insert(rng.choice((0, len(order))), placed)
                size += len(placed.words)
        return order

    def _likeliest(self, example: Example) -> int:
        """The sentence that shares most words with a question that has no answer."""
        asked = example.question.lower()
        shared = [
            len({word for word in sentence.tolist() if self._lexicon.words[word].lower() in asked})
            for sentence in example.sentences
        ]
        return int(np.argmax(shared))

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
        question_mask = np.zeros((size, asked), np.float32)
        words = np.zeros((size, long), np.int32)
        mask = np.zeros((size, long), np.float32)
        valid = np.zeros((size, long, LONGEST_ANSWER), np.float32)
        target = np.zeros((size, long, LONGEST_ANSWER), np.float32)
        none = np.zeros(size, np.float32)
        for row, item in enumerate(drawn):
            q, t = len(item.question), len(item.words)
            question[row, :q], question_mask[row, :q] = item.question, 1.0
            words[row, :t], mask[row, :t] = item.words, 1.0
            open_words = ~np.isin(item.sentences, item.closed)
            valid[row, :t] = span_mask(item.sentences) * open_words[:, None]
            for first, last, share in item.spans:
                target[row, first, last - first] += share
            none[row] = max(0.0, 1.0 - sum(share for _, _, share in item.spans))
        return Batch(question, question_mask, words, mask, valid, target, none, tuple(drawn))


def _locate(example: Example, order: Sequence[_Placed]) -> tuple[tuple[int, int, float], ...]:
    """The gold spans counted over the whole context; none where their sentence is not in it."""
    starts, place = {}, 0
    for placed in order:
        starts[placed.number] = place
        place += len(placed.words)
    return tuple(
        (starts[gold.sentence] + gold.first, starts[gold.sentence] + gold.last, gold.share)
        for gold in example.golds
        if gold.sentence in starts
    )


def padded(size: int, step: int = 16) -> int:
    """The next multiple of `step`: few distinct shapes keep prepared kernels in use."""
    return -(-size // step) * step


def grouped(drawn: Sequence[Drawn], words: int, rng: random.Random) -> list[list[Drawn]]:
    """Contexts of like length together, about `words` words a batch, in random order."""
    rest = sorted(drawn, key=lambda item: -len(item.words))
    batches = []
    while rest:
        room = max(1, words // padded(len(rest[0].words) + 12))
        batches.append(rest[:room])
        rest = rest[room:]
    rng.shuffle(batches)
    return batches


def span_mask(sentences: Ints) -> Floats:
    """(T, LONGEST_ANSWER): 1 where the span of k + 1 tokens from t stays in its sentence."""
    size = len(sentences)
    ends = np.searchsorted(sentences, sentences, side="right")
    room = ends - np.arange(size)
    return (np.arange(LONGEST_ANSWER)[None] < room[:, None]).astype(np.float32)
