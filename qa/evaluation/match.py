"""Exact match and token F1 as the official SQuAD 2 evaluation defines them.

Both texts are normalised (lower case, ASCII punctuation removed, articles removed, white space
squeezed), the best gold counts, and a question without an answer scores 1 only for an empty
prediction. The article rule is English; another language gives its own `articles`, or none.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

ENGLISH_ARTICLES = ("a", "an", "the")

_DROP_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise_answer(text: str, *, articles: Sequence[str] = ENGLISH_ARTICLES) -> str:
    """Lower case, no ASCII punctuation, no articles, single spaces, in the official order.

    >>> normalise_answer("The  U.S. Navy's  A-team")
    'us navys ateam'
    """
    bare = text.lower().translate(_DROP_PUNCTUATION)
    if articles:
        bare = re.sub(rf"\b({'|'.join(map(re.escape, articles))})\b", " ", bare)
    return " ".join(bare.split())


def exact_match(
    prediction: str, golds: Sequence[str], *, articles: Sequence[str] = ENGLISH_ARTICLES
) -> float:
    """1 if the prediction equals a gold after normalisation; no golds means "no answer"."""
    found = normalise_answer(prediction, articles=articles)
    wanted = _usable(golds, articles)
    return float(any(found == normalise_answer(gold, articles=articles) for gold in wanted))


def token_f1(
    prediction: str, golds: Sequence[str], *, articles: Sequence[str] = ENGLISH_ARTICLES
) -> float:
    """Best F1 of shared words over the golds; with an empty side, 1 if both are empty, else 0.

    >>> round(token_f1("the Denver Broncos team", ["Denver Broncos", "Carolina"]), 4)  # P 2/3, R 1
    0.8
    """
    found = normalise_answer(prediction, articles=articles).split()
    wanted = _usable(golds, articles)
    return max(_f1(found, normalise_answer(gold, articles=articles).split()) for gold in wanted)


def _usable(golds: Sequence[str], articles: Sequence[str]) -> list[str]:
    """Golds that normalise to nothing are no golds; without any, the gold is "no answer"."""
    return [gold for gold in golds if normalise_answer(gold, articles=articles)] or [""]


def _f1(found: list[str], wanted: list[str]) -> float:
    if not found or not wanted:
        return float(found == wanted)
    shared = sum((Counter(found) & Counter(wanted)).values())
    return 2 * shared / (len(found) + len(wanted))
