"""From span scores to answers: one distribution over all windows, expected-F1 choice, repeats.

The span with the highest probability is often not the one with the highest expected overlap:
where the model hesitates between "Malaithong Kommasith" and the same with the title in front, a
span that agrees with most of the probability is the better answer. That is minimum Bayes risk
decoding (Goel and Byrne 2000) with token F1, the measure of SQuAD, as the gain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa.reader.lexicon import Floats, Ints


@dataclass(frozen=True, slots=True)
class Scored:
    """Tokens first..last (inclusive), counted over all tokens read for the question.

    `probability` is the span's own share of one softmax over every span of every window and "no
    answer"; `gain` the expected token F1 of giving it as the answer.
    """

    first: int
    last: int
    probability: float
    gain: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """The best spans, by expected gain, and the probability of "no answer"."""

    spans: tuple[Scored, ...]
    none: float


def top_spans(scores: Floats, valid: Floats, limit: int) -> tuple[Ints, Ints, Floats]:
    """(first, last, score) of the `limit` best valid spans; `scores` is (T, longest)."""
    flat = np.where(valid > 0, scores, -np.inf).ravel()
    count = min(limit, int((flat > -np.inf).sum()))
    best = np.argpartition(-flat, count - 1)[:count] if count else np.zeros(0, np.int64)
    best = best[np.argsort(-flat[best], kind="stable")]
    first, extra = np.divmod(best, scores.shape[1])
    return first.astype(np.int32), (first + extra).astype(np.int32), flat[best].astype(np.float32)


def decode(
    scores: Floats, valid: Floats, none: float, light: Floats, *, limit: int = 40
) -> Decoded:
    """Choose among the spans of all windows laid end to end.

    `scores` (T, longest) are unnormalised log scores, `none` that of "no answer", and `light`
    (T,) is 0 for tokens that do not count in F1 (articles and punctuation), else 1.

    With probabilities .4 for token 0, .35 for tokens 0-1 and .25 for token 1, the pair has the
    greatest expected F1: .4 * 2/3 + .35 + .25 * 2/3 = .783, against .633 for token 0 alone.
    """
    first, last, top = top_spans(scores, valid, limit)
    closed = np.where(valid > 0, scores, -np.inf)
    peak = max(float(closed.max(initial=-np.inf)), none)
    total = float(np.exp(closed - peak).sum()) + float(np.exp(none - peak))
    share = np.exp(top - peak) / total
    gain = overlap_f1(first, last, light) @ share
    order = np.lexsort((first, -share, -gain))
    spans = tuple(
        Scored(int(first[at]), int(last[at]), float(share[at]), float(gain[at])) for at in order
    )
    return Decoded(spans, float(np.exp(none - peak) / total))


def overlap_f1(first: Ints, last: Ints, light: Floats) -> Floats:
    """(K, K) token F1 of each span against each other, by place; 1 on the diagonal."""
    sums = np.concatenate([[0.0], np.cumsum(light)])
    size = sums[last + 1] - sums[first]
    begin = np.maximum(first[:, None], first[None])
    end = np.minimum(last[:, None], last[None]) + 1
    shared = sums[np.maximum(begin, end)] - sums[begin]
    table: Floats = (2.0 * shared / np.maximum(size[:, None] + size[None], 1e-6)).astype(np.float32)
    np.fill_diagonal(table, 1.0)
    return table
