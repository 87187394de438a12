"""Seeded news-like passages for measuring scale: a Zipf vocabulary, names, numbers and dates.

No meaning is claimed for them. What they share with news is what costs time: the frequency
distribution of word forms, the length of sentences, capitalised names, figures with units, dates.
Passage i is the same whatever the number of passages asked for.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: Passages drawn at a time; memory does not grow with their number.
_BLOCK = 1000
#: Exponent and shift of the rank-frequency law (Mandelbrot's form of Zipf's).
_EXPONENT, _SHIFT = 1.07, 2.7
_FUNCTION_WORDS = """
the of to in a and said for that on is was by it with at from as its be will has are an have which
would were not this had after but their they or been he more about one also than up other could
over last there when may some two no first all who if new out under into she between any through
most before
"""
_ONSETS = "b bl br c ch cl cr d dr f fl g gr h j k l m n p pl pr r s sh sl st str t th tr v w"
_NUCLEI = "a e i o u ai ea ee ia io oa ou"
_CODAS = ["", "", "", "", "", "", "ck", "d", "l", "m", "n", "n", "nd", "nt", "r", "rt", "st", "t"]
_SUFFIXES = ["", "", "", "s", "s", "ed", "ing", "ion", "al", "er", "ly", "ment"]
_COMPANY = ["Holdings", "Group", "Mining", "Bank", "Industries", "Trading", "Energy", "Foods"]
_MONTH_NAMES = """
January February March April May June July August September October November December
"""
# (past tense, base form): what a company did with an amount.
_DEEDS = [("exported", "export"), ("sold", "sell"), ("bought", "buy"), ("produced", "produce")]
_MONTHS = _MONTH_NAMES.split()
_UNITS = ["tonnes", "bags", "barrels", "units", "boxes", "million dollars' worth"]


@dataclass(frozen=True, slots=True)
class Made:
    """A document of one passage and a question that one of its sentences answers."""

    id: str
    title: str
    date: dt.date
    text: str
    question: str

    def to_json(self) -> str:
        date = self.date.isoformat()
        return json.dumps({"id": self.id, "title": self.title, "date": date, "text": self.text})


class Generator:
    """Makes passages of about 60 words over `forms` word forms."""

    def __init__(self, seed: int = 0, *, forms: int = 40_000) -> None:
        import numpy as np

        self._seed = seed
        chance = random.Random(seed)
        self.words = _vocabulary(chance, forms)
        ranks = np.arange(len(self.words), dtype=np.float64)
        self._cumulative = np.cumsum((ranks + _SHIFT) ** -_EXPONENT)
        self._cumulative /= self._cumulative[-1]
        rare = [word.capitalize() for word in self.words[2000:] if 4 <= len(word) <= 9]
        self._names = chance.sample(rare, min(4000, len(rare)))

    def passages(self, count: int) -> Iterator[Made]:
        for start in range(0, count, _BLOCK):
            chance = random.Random(f"{self._seed}:{start}")
            draw = self._drawer(start)
            for number in range(start, min(start + _BLOCK, count)):
                yield self._passage(number, chance, draw)

    def _drawer(self, start: int) -> Callable[[int], list[str]]:
        """A function that gives the next n words of this block's own random sequence."""
        import numpy as np

        numbers = np.random.default_rng((self._seed, start)).random(_BLOCK * 80)
        ranks = np.searchsorted(self._cumulative, numbers)
        words = [self.words[rank] for rank in ranks.tolist()]
        at = 0

        def draw(count: int) -> list[str]:
            nonlocal at
            at += count
            return words[at - count : at]

        return draw

    def _passage(
        self, number: int, chance: random.Random, draw: Callable[[int], list[str]]
    ) -> Made:
        day = dt.date(1990, 1, 1) + dt.timedelta(days=chance.randrange(12_000))
        company = f"{chance.choice(self._names)} {chance.choice(_COMPANY)}"
        person = f"{chance.choice(self._names)} {chance.choice(self._names)}"
        past, base = chance.choice(_DEEDS)
        goods, unit = chance.choice(self.words[100:5000]), chance.choice(_UNITS)
        when = f"{chance.choice(_MONTHS)} {day.year - chance.randrange(3)}"
        fact = f"{company} {past} {_figure(chance)} {unit} of {goods} in {when}, {person} said."
        sentences = [self._sentence(chance, draw) for _ in range(3)]
        sentences.insert(chance.randrange(3), fact)
        title = f"{company} {' '.join(draw(4))}"
        question = f"How many {unit} of {goods} did {company} {base} in {when}?"
        return Made(f"g{number:07d}", title, day, " ".join(sentences), question)

    def _sentence(self, chance: random.Random, draw: Callable[[int], list[str]]) -> str:
        words = draw(chance.randint(9, 19))
        kind = chance.randrange(5)
        if kind < 3:
            extra = (
                _figure(chance) + chance.choice([" percent", " people", " dollars"]),
                chance.choice(self._names),
                f"{chance.randint(1, 28)} {chance.choice(_MONTHS)}",
            )[kind]
            words.insert(chance.randint(1, len(words)), extra)
        words[0] = words[0][0].upper() + words[0][1:]
        return " ".join(words) + "."


def write_passages(
    generator: Generator, folder: Path, *, count: int, questions: int, per_file: int = 50_000
) -> list[str]:
    """Write `count` passages as JSONL files; returns about `questions` questions over them all."""
    folder.mkdir(parents=True)
    every = max(1, count // max(1, questions))
    asked, out = [], None
    try:
        for number, made in enumerate(generator.passages(count)):
            if number % per_file == 0:
                if out:
                    out.close()
                out = (folder / f"part-{number // per_file:03d}.jsonl").open("w", encoding="utf-8")
            assert out is not None
            out.write(made.to_json() + "\n")
            if number % every == 0:
                asked.append(made.question)
    finally:
        if out:
            out.close()
    return asked[:questions]


def _vocabulary(chance: random.Random, forms: int) -> list[str]:
    """Word forms by falling frequency: English function words, then made-up ones, short first."""
    words = dict.fromkeys(_FUNCTION_WORDS.split())
    onsets, nuclei = _ONSETS.split(), _NUCLEI.split()
    while len(words) < forms:
        # Frequent words are short, as in any language.
        syllables = 1 + (len(words) > 400) + (chance.random() < 0.8 * len(words) / forms)
        stem = "".join(
            chance.choice(onsets) + chance.choice(nuclei) + chance.choice(_CODAS)
            for _ in range(syllables)
        )
        words.setdefault(stem + chance.choice(_SUFFIXES))
    return list(words)[:forms]


def _figure(chance: random.Random) -> str:
    kind = chance.randrange(3)
    if kind == 0:
        return f"{chance.randint(2, 999)}"
    if kind == 1:
        return f"{chance.randint(1_000, 9_999_999):,}"
    return f"{chance.uniform(1, 400):.1f} million"
