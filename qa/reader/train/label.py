"""`python -m qa.reader.train.label`: a teacher's view of many contexts, for a student to learn.

    python -m qa.reader.train.label --teacher runs/teacher/last.pt --model FOLDER \\
        --data ../shared/data --out runs/labels

The target of a context is the teacher's distribution over spans and "no answer" (Hinton et al.
2015), with a part of the annotators' own; questions made by rule have the teacher's alone.
"""

from __future__ import annotations

import argparse
import logging
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch

from qa.reader.network import LONGEST_ANSWER
from qa.reader.pieces import Splitter
from qa.reader.train.command import run
from qa.reader.train.compose import Drawn, Recipe, grouped
from qa.reader.train.corpus import Corpus
from qa.reader.train.inputs import Inputs
from qa.reader.train.loop import draw
from qa.reader.train.model import SpanModel, load_checkpoint, log_shares
from qa.reader.train.newswire import read_reuters
from qa.reader.train.shards import write_shard
from qa.reader.train.sources import read_all, read_claims

log = logging.getLogger(__name__)
#: How often each set is drawn from.
LABELLED = {
    "qamr": 0.30, "vitaminc": 0.12, "claims": 0.18, "qed": 0.10, "covidqa": 0.08, "tatqa": 0.04,
    "reuters": 0.18,
}  # fmt: skip
RECIPE = Recipe(longest=150, unanswerable=0.2, titled=0.7, noise=0.5)
_SPANS_KEPT = 24
_LEAST_SHARE = 1e-4


class Labeller:
    """Draws contexts and writes what the teacher makes of them."""

    def __init__(
        self, corpus: Corpus, teacher: SpanModel, inputs: Inputs, *, seed: int, trust: float
    ) -> None:
        self._corpus, self._teacher, self._inputs = corpus, teacher, inputs
        self._seed, self._trust = seed, trust

    def write(self, out: Path, *, shards: int, size: int) -> None:
        """Write `shards` files of `size` contexts; those that are there already are kept."""
        out.mkdir(parents=True, exist_ok=True)
        for number in range(shards):
            path = out / f"{self._seed:02d}-{number:04d}.jsonl.gz"
            if not path.exists():
                labelled = self._shard(number, size)
                write_shard(path, labelled, self._corpus.lexicon)
                log.info("%s: %d contexts", path.name, len(labelled))

    def _shard(self, number: int, size: int) -> list[Drawn]:
        rng = random.Random(f"labels/{self._seed}/{number}")
        labelled: list[Drawn] = []
        for drawn in grouped(draw(self._corpus, LABELLED, size, RECIPE, rng), 3600, rng):
            shares = log_shares(
                self._teacher, self._inputs, batch := self._corpus.composer.batch(drawn)
            )
            width = batch.valid.shape[1] * LONGEST_ANSWER
            labelled += [
                mixed(item, row[:width], self._trust)
                for item, row in zip(drawn, np.exp(shares), strict=True)
            ]
        return labelled


def mixed(item: Drawn, shares: Any, trust: float) -> Drawn:
    """The context with `trust` times the teacher's `shares` and the rest the annotators'.

    `shares` are the probabilities of the spans, (T * LONGEST_ANSWER,).
    """
    own = 1.0 if item.rough else trust
    target = {(a, b): (1.0 - own) * share for a, b, share in item.spans}
    for place in np.argsort(-shares, kind="stable")[:_SPANS_KEPT]:
        first, extra = divmod(int(place), LONGEST_ANSWER)
        key = (first, first + extra)
        target[key] = target.get(key, 0.0) + own * float(shares[place])
    spans = tuple((a, b, share) for (a, b), share in target.items() if share >= _LEAST_SHARE)
    return Drawn(item.question, item.words, item.sentences, spans, closed=item.closed)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m qa.reader.train.label", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--teacher", type=Path, required=True, help="its checkpoint")
    parser.add_argument("--model", type=Path, required=True, help="the pretrained encoder's folder")
    parser.add_argument("--data", type=Path, required=True, help="folder with qamr/, qed/, ...")
    parser.add_argument("--out", type=Path, required=True, help="folder for the shards")
    parser.add_argument("--leave-out", type=Path, help="file with numbers of stories not to use")
    parser.add_argument("--shards", type=int, default=80)
    parser.add_argument("--size", type=int, default=1024, help="contexts in a shard")
    parser.add_argument("--trust", type=float, default=0.7, help="share of the teacher's word")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    left_out = options.leave_out.read_text(encoding="utf-8").split() if options.leave_out else ()
    asked = list(read_all(options.data))
    asked += read_claims(options.data / "vitaminc" / "vitaminc_real.half.jsonl")
    asked += read_reuters(options.data / "reuters", frozenset(map(int, left_out)))
    corpus = Corpus(asked)
    inputs = Inputs(corpus.lexicon, Splitter.load(options.model / "vocab.txt"))
    teacher = load_checkpoint(options.teacher)
    labeller = Labeller(corpus, teacher, inputs, seed=options.seed, trust=options.trust)
    labeller.write(options.out, shards=options.shards, size=options.size)
    return 0


if __name__ == "__main__":
    run(main)
