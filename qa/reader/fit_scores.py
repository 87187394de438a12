"""Exact match and F1 of answers as SQuAD counts them, for fitting and measuring the reader."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence


def normal_tokens(text: str) -> list[str]:
    """SQuAD's normal form: lower case, no punctuation, no articles."""
    plain = "".join(sign for sign in text.lower() if sign not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", plain).split()


def token_f1(answer: Sequence[str], gold: Sequence[str]) -> float:
    """F1 of two token lists, 1 when both are empty."""
    common = sum((Counter(answer) & Counter(gold)).values())
    return 2 * common / (len(answer) + len(gold)) if common else float(not answer and not gold)


def best_f1(text: str, golds: Iterable[Sequence[str]]) -> float:
    tokens = normal_tokens(text)
    return max(token_f1(tokens, gold) for gold in golds)
