"""Rough questions: lower case, no question mark, one mistyped word."""

from __future__ import annotations

import random
import re


def roughen(question: str, chance: float, rng: random.Random) -> str:
    """Lower case, a missing question mark, one mistyped word: how people ask."""
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
