"""All examples at hand, split by document into training and held-out ones."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from qa.reader.lexicon import Lexicon
from qa.reader.train.compose import Composer
from qa.reader.train.examples import ROUGH, Example, make_example
from qa.reader.train.pool import Pool
from qa.reader.train.sources import Asked

#: How often each set is drawn from; those without examples are left out. "own" is the user's.
SHARES = {
    "qamr": 0.45, "vitaminc": 0.25, "qed": 0.15, "covidqa": 0.10, "tatqa": 0.05, "news": 0.4,
    "stories": 0.6, "talk": 0.4, "own": 0.30,
}  # fmt: skip
#: Held-out questions that are measured, at most.
HELD_OUT = {
    "qamr": 300, "qed": 250, "covidqa": 250, "news": 250, "stories": 250,
    "talk": 250, "own": 250,
}  # fmt: skip


class Corpus:
    """Examples split by document into training and held-out ones, and their lexicon."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.lexicon = Lexicon.load()
        made = (make_example(item, self.lexicon) for item in asked)
        examples = [example for example in made if example is not None]
        self.train: dict[str, list[Example]] = {source: [] for source in (*SHARES, *sorted(ROUGH))}
        held: dict[str, list[Example]] = {source: [] for source in SHARES}
        for example in examples:
            if not is_held_out(example.source, example.document):
                self.train[example.source].append(example)
            elif example.golds:
                held[example.source].append(example)
        self.held = {
            source: random.Random(7).sample(held[source], min(count, len(held[source])))
            for source, count in HELD_OUT.items()
        }
        pool = [example for part in self.train.values() for example in part]
        self.composer = Composer(self.lexicon, Pool(self.lexicon, pool))
        rest = [example for part in self.held.values() for example in part]
        self.held_composer = Composer(self.lexicon, Pool(self.lexicon, pool[:2000] + rest))


def is_held_out(source: str, document: str) -> bool:
    """A tenth of QAMR's documents and of the stories with written questions, a fifth of QED's,
    COVID-QA's and one's own, by a hash of the name."""
    part = int(np.frombuffer(document.encode(), np.uint8).astype(np.int64).sum() * 7919 % 100)
    shares = {
        "qamr": 10,
        "news": 10,
        "stories": 10,
        "talk": 10,
        "qed": 20,
        "covidqa": 20,
        "own": 20,
    }
    return part < shares.get(source, 0)
