"""Questions about something else: a name or a year in them exchanged for another.

The sentence with the answer stays, but it no longer answers: the reader has to see that a
question about Attapeu is not answered by a figure of Sekong (Rajpurkar et al. 2018 had people
write such questions).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

_NAME = re.compile(r"(?<=\s)[A-Z][\w.'’-]*[a-z][\w’-]*(?:\s[A-Z][\w’-]*[a-z][\w’-]*){0,3}")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_TRIES = 8


class Swaps:
    """Names of many questions, to be put in the place of one another."""

    def __init__(self, questions: Iterable[str]) -> None:
        found = (match.group() for text in questions for match in _NAME.finditer(text))
        self._names = sorted({_bare(name) for name in found})

    def swap(self, question: str, shown: str, rng: random.Random) -> str | None:
        """`question` with one name or year that is in `shown` (words between blanks) exchanged
        for one that is not; None where it has none."""
        places = [*_NAME.finditer(question), *_YEAR.finditer(question)]
        known = [match for match in places if _stands_in(_bare(match.group()), shown)]
        if not known:
            return None
        match = rng.choice(known)
        old = _bare(match.group())
        for _ in range(_TRIES):
            new = self._other(old, rng)
            if new != old and not any(_stands_in(word, shown) for word in new.split()):
                start = match.start()
                return question[:start] + new + question[start + len(old) :]
        return None

    def _other(self, old: str, rng: random.Random) -> str:
        if old.isdigit():
            return str(int(old) + rng.choice((-10, -5, -3, -2, -1, 1, 2, 3, 5)))
        return rng.choice(self._names) if self._names else old


def _bare(name: str) -> str:
    return re.sub(r"['’]s$", "", name).rstrip("'’.-")


def _stands_in(name: str, shown: str) -> bool:
    return f" {name.lower()} " in shown.lower()
