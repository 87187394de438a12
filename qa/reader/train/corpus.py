"""All examples at hand, split by document into training and held-out ones."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import numpy as np

from qa.reader.lexicon import Lexicon, find_tokens
from qa.reader.train.compose import Composer
from qa.reader.train.examples import Example, make_example
from qa.reader.train.pool import Pool
from qa.reader.train.sources import Asked

#: How often each set is drawn from; those without examples are left out. "own" is the user's.
SHARES = {
    "qamr": 0.52, "vitaminc": 0.30, "qed": 0.10, "covidqa": 0.06, "tatqa": 0.02, "own": 0.30,
}  # fmt: skip
#: Held-out questions that are measured, at most.
HELD_OUT = {"qamr": 300, "qed": 250, "covidqa": 250}


class Corpus:
    """Examples split by document into training and held-out ones, and their lexicon."""

    def __init__(
        self, asked: Sequence[Asked], tuned: int, words: Sequence[str] | None = None
    ) -> None:
        self.lexicon = Lexicon.load()
        made = (make_example(item, self.lexicon) for item in asked)
        examples = [example for example in made if example is not None]
        self.train: dict[str, list[Example]] = {source: [] for source in SHARES}
        held: dict[str, list[Example]] = {source: [] for source in SHARES}
        for example in examples:
            (held if is_held_out(example) else self.train)[example.source].append(example)
        self.tuned = list(words) if words is not None else frequent_words(self.train, tuned)
        self.lexicon.tune(self.tuned)
        self.held = {
            source: random.Random(7).sample(held[source], min(count, len(held[source])))
            for source, count in HELD_OUT.items()
        }
        pool = [example for part in self.train.values() for example in part]
        self.composer = Composer(self.lexicon, Pool(self.lexicon, pool))
        rest = [example for part in self.held.values() for example in part]
        self.held_composer = Composer(self.lexicon, Pool(self.lexicon, pool[:2000] + rest))


def is_held_out(example: Example | Asked) -> bool:
    """A tenth of QAMR's documents and a fifth of QED's and COVID-QA's, by a hash of the name."""
    part = int(
        np.frombuffer(example.document.encode(), np.uint8).astype(np.int64).sum() * 7919 % 100
    )
    return part < {"qamr": 10, "qed": 20, "covidqa": 20}.get(example.source, 0)


def frequent_words(train: dict[str, list[Example]], size: int) -> list[str]:
    """The words most used in questions (each distinct question once), in lower case."""
    questions = {example.question for part in train.values() for example in part}
    counts: Counter[str] = Counter()
    for question in sorted(questions):
        counts.update(question[a:b].lower() for a, b in find_tokens(question))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [word for word, _ in ranked[:size]]
