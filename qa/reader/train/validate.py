"""Scores of a model on the held-out questions, in contexts of about 110 words."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from qa.reader.decode import decode
from qa.reader.lexicon import Lexicon
from qa.reader.scoring import countable
from qa.reader.train.compose import Batch, Drawn, Recipe
from qa.reader.train.corpus import Corpus
from qa.reader.train.measure import exact_match, f1


def held_out_draws(corpus: Corpus) -> dict[str, list[Drawn]]:
    """The held-out questions in contexts of about 110 words, the same in every run."""
    recipe = Recipe(alone=0.0, shortest=100, longest=130, unanswerable=0.0, noise=0.0)
    return {
        source: [corpus.held_composer.draw(e, recipe, random.Random(n)) for n, e in enumerate(part)]
        for source, part in corpus.held.items()
    }


def measure(
    read: Callable[[Sequence[Drawn]], tuple[Batch, Any]], corpus: Corpus
) -> dict[str, tuple[float, float]]:
    """EM and F1 by source, of what `read` makes of contexts: their batch and span scores."""
    results = {}
    for source, drawn in held_out_draws(corpus).items():
        if not drawn:
            continue
        pairs = []
        for begin in range(0, len(drawn), 25):
            part = drawn[begin : begin + 25]
            batch, scores = read(part)
            for row, item in enumerate(part):
                size = len(item.words)
                guess = best_text(corpus.lexicon, item, scores[row, :size], batch.valid[row, :size])
                golds = [_text(corpus.lexicon, item, (a, b)) for a, b, _ in item.spans]
                pairs.append((exact_match(guess, golds), f1(guess, golds)))
        table = 100.0 * np.array(pairs).mean(0)
        results[source] = (float(table[0]), float(table[1]))
    return results


def best_text(lexicon: Lexicon, item: Drawn, scores: Any, valid: Any) -> str:
    """The answer by expected F1, the words joined by blanks."""
    light = countable(lexicon, item.words)
    best = decode(scores, valid, -1e4, light).spans[0]
    return _text(lexicon, item, (best.first, best.last))


def _text(lexicon: Lexicon, item: Drawn, span: tuple[int, int]) -> str:
    return " ".join(lexicon.words[word] for word in item.words[span[0] : span[1] + 1])


def describe(results: dict[str, tuple[float, float]]) -> str:
    parts = [f"{source} {em:.1f}/{score:.1f}" for source, (em, score) in results.items()]
    mean = sum(score for _, score in results.values()) / max(1, len(results))
    return f"EM/F1 {' '.join(parts)} mean F1 {mean:.1f}"
