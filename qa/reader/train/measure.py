"""Exact match and F1 as the official SQuAD script defines them (Rajpurkar et al. 2016)."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """Lower case, without punctuation and English articles, single spaces.

    >>> normalise("The U.S. dollar,")
    'us dollar'
    """
    bare = text.lower().translate(_PUNCTUATION)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def exact_match(guess: str, golds: Sequence[str]) -> float:
    return float(any(normalise(guess) == normalise(gold) for gold in golds))


def f1(guess: str, golds: Sequence[str]) -> float:
    """Best token F1 against any gold; an empty side counts only when both are empty."""
    return max(_pair_f1(normalise(guess).split(), normalise(gold).split()) for gold in golds)


def _pair_f1(guess: list[str], gold: list[str]) -> float:
    if not guess or not gold:
        return float(guess == gold)
    same = sum((Counter(guess) & Counter(gold)).values())
    if not same:
        return 0.0
    precision, recall = same / len(guess), same / len(gold)
    return 2 * precision * recall / (precision + recall)
