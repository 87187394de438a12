"""`python -m qa.reader.train.fit_selection`: fit which sentences are worth reading.

Every question is asked of an index of all texts and of a small one with its own; the weights are
those of a conditional logit over the sentences retrieved, whose target is a sentence that holds an
annotator's answer. Held-out documents only measure.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.reader.lexicon import Floats, Ints, Lexicon, find_tokens
from qa.reader.question import understand
from qa.reader.scoring import LONGEST_QUESTION, WEIGHTS
from qa.reader.selection import FILE, HELD, SHARED, TYPES, Asked, describe
from qa.reader.train.command import run
from qa.reader.train.corpus import is_held_out
from qa.reader.train.held import Sets, add_flags
from qa.reader.train.shelves import Shelves, shelved
from qa.reader.train.sources import Asked as Source
from qa.reader.windows import Stream, lay_out
from qa.types import Hit

log = logging.getLogger(__name__)
SEED = 7
#: Questions of each set at most.
MOST = {"qed": 600, "covidqa": 400, "news": 3000, "stories": 5000, "talk": 2000, "own": 2000}
EPOCHS, RATE, BATCH, RIDGE = 40, 0.05, 64, 1e-4
ROOMS = (60, 100, 140)


@dataclass(frozen=True, slots=True)
class Case:
    """The sentences of one question's passages: features, gold flags and words of each."""

    features: Floats
    golden: np.ndarray
    sizes: Ints
    hits: Ints
    source: str
    held_out: bool


def gather(lexicon: Lexicon, shelves: Shelves, asked: Source) -> list[Case]:
    """The question over all texts and over its shelf; without cases that miss its answer."""
    cases = []
    for hits in (shelves.all(asked), shelves.own(asked)):
        case = _case(lexicon, asked, shelves.name_of(asked), hits)
        if case is not None:
            cases.append(case)
    return cases


def _case(lexicon: Lexicon, asked: Source, name: str, hits: Sequence[Hit]) -> Case | None:
    lexicon.forget()
    stream = lay_out(lexicon, hits)
    if not len(stream):
        return None
    words = [asked.question[a:b] for a, b in find_tokens(asked.question)][:LONGEST_QUESTION]
    expected = understand(asked.question).expected
    shared, held = describe(lexicon, Asked(lexicon.look_up(words), expected), stream, hits)
    table = np.zeros((len(held), len(TYPES), len(HELD)), np.float32)
    table[:, TYPES.index(expected.value)] = held
    features = np.concatenate([shared, table.reshape(len(held), -1)], axis=1)
    fresh, golden = mark(stream, asked, name, hits)
    if not golden.any():
        return None
    return Case(
        features[fresh], golden[fresh], stream.sizes[fresh], stream.hits_of_sentences[fresh],
        asked.source, is_held_out(asked.source, asked.document),
    )  # fmt: skip


def mark(
    stream: Stream, asked: Source, name: str, hits: Sequence[Hit]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """(S,) twice: the sentences shown for the first time, and those of them that hold an answer in
    the document `name`."""
    fresh = (stream.sizes > 0) & stream.fresh[np.minimum(stream.firsts, len(stream) - 1)]
    golden = [
        hits[place].passage.document == name and any(a <= s and e <= b for s, e in asked.answers)
        for (a, b), place in zip(stream.bounds, stream.hits_of_sentences, strict=True)
    ]
    return fresh, fresh & np.array(golden, np.bool_)


def fit(cases: Sequence[Case], *, seed: int = SEED) -> Floats:
    """Weights of the features, by Adam on the mean loss of batches plus `RIDGE` times squares.

    Features are scaled to a standard deviation of one while fitting.
    """
    sample = np.concatenate([case.features for case in cases])
    spread = sample.std(0)
    scale = np.where(spread > 1e-3, spread, 1.0)
    tables = [case.features / scale for case in cases]
    weights = np.zeros(sample.shape[1])
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    order, step = list(range(len(cases))), 0
    rng = random.Random(seed)
    for epoch in range(EPOCHS):
        rng.shuffle(order)
        rate = RATE * (1.0 - epoch / EPOCHS)
        for begin in range(0, len(order), BATCH):
            batch = order[begin : begin + BATCH]
            slopes = [_slope(tables[n], cases[n].golden, weights) for n in batch]
            slope = np.mean(slopes, axis=0) + RIDGE * weights
            step += 1
            first = 0.9 * first + 0.1 * slope
            second = 0.999 * second + 0.001 * slope**2
            scaled = second / (1.0 - 0.999**step)
            weights -= rate * (first / (1.0 - 0.9**step)) / (np.sqrt(scaled) + 1e-8)
    return np.asarray(weights / scale, np.float32)


def _slope(table: np.ndarray, golden: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The gradient of -log of the share that falls on the golden sentences."""
    scores = table @ weights
    share = np.exp(scores - scores.max())
    share /= share.sum()
    wanted = share * golden
    return np.asarray(table.T @ (share - wanted / max(float(wanted.sum()), 1e-12)))


def covered(cases: Sequence[Case], weights: Floats) -> dict[str, dict[str, float]]:
    """By source, the share of cases whose answer is among the sentences read in so many words."""
    found: dict[str, dict[int, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        order = np.argsort(-(case.features @ weights), kind="stable").tolist()
        for room in ROOMS:
            taken = choose_within(order, case.sizes, room)
            found[case.source][room].append(bool(case.golden[taken].any()))
    return {
        source: {str(room): round(float(np.mean(hit)), 4) for room, hit in rooms.items()}
        | {"cases": float(len(rooms[ROOMS[0]]))}
        for source, rooms in found.items()
    }


def choose_within(order: Sequence[int], sizes: Ints, room: int) -> list[int]:
    """The first of `order` that fit into `room` words."""
    taken: list[int] = []
    for number in order:
        if sizes[number] <= room or not taken:
            taken.append(int(number))
            room -= int(sizes[number])
    return taken


def read_questions(sets: Sets, most: Mapping[str, int]) -> list[Source]:
    """Answerable questions of the sets in `most`, at most so many of each: a fixed sample, in the
    order of its texts."""
    asked = list(sets.over_texts())
    chosen: list[Source] = []
    for source, count in most.items():
        mine = [n for n, each in enumerate(asked) if each.source == source and each.answers]
        kept = sorted(random.Random(SEED).sample(mine, min(count, len(mine))))
        chosen += [asked[n] for n in kept]
    return chosen


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m qa.reader.train.fit_selection", description=__doc__)
    add_flags(parser)
    parser.add_argument("--to", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    lexicon = Lexicon.load()
    asked = read_questions(Sets.of(options), MOST)
    with shelved(asked) as shelves:
        cases = [case for each in asked for case in gather(lexicon, shelves, each)]
    weights = fit([case for case in cases if not case.held_out])
    found = covered([case for case in cases if case.held_out], weights)
    write(options.to / FILE, weights, found)
    log.info("%d cases; held out, the answer among the words read: %s", len(cases), found)
    return 0


def write(path: Path, weights: Floats, found: dict[str, dict[str, float]]) -> None:
    numbers = [round(float(weight), 4) for weight in weights]
    by_type = np.array(numbers[len(SHARED) :]).reshape(len(TYPES), len(HELD)).tolist()
    record = {
        "card": {"command": "python -m qa.reader.train.fit_selection", "held out": found},
        "shared": dict(zip(SHARED, numbers, strict=False)),
        "by type": {
            kind: dict(zip(HELD, row, strict=True))
            for kind, row in zip(TYPES, by_type, strict=True)
        },
    }
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(main)
