"""`python -m qa.reader.train`: train the reader from the public data folders.

    python -m qa.reader.train --data ../shared/data --out runs/1 [--own mine.json] [--resume]
    python -m qa.reader.train.export runs/1/last.pt
    python -m qa.reader.train.calibrate --data ../shared/data

`--own` adds questions of one's own in the SQuAD 1.1 format.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from qa.reader.train.corpus import Corpus
from qa.reader.train.export import load_model
from qa.reader.train.loop import Plan, Trainer, with_options
from qa.reader.train.model import BODIES, Shape
from qa.reader.train.sources import read_all, read_squad


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    sizes = Shape(body=options.body, hidden=options.hidden, dropout=options.dropout)
    plan = with_options(
        Plan(), blocks=options.blocks, seed=options.seed, threads=options.threads,
        rate=options.rate, block_size=options.block_size,
    )  # fmt: skip
    words = load_model(options.words_of)[1] if options.words_of else None
    asked = list(read_all(options.data))
    for path in options.own:
        asked += read_squad(path, "own")
    corpus = Corpus(asked, sizes.tuned, words)
    trainer = Trainer(corpus, plan, sizes, options.out)
    if options.resume and trainer.resume():
        logging.info("resumed at block %d", trainer.block)
    logging.info("%d parameters", sum(p.numel() for p in trainer.model.parameters()))
    trainer.run(measure_every=options.measure_every)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa.reader.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with qamr/, qed/, ...")
    parser.add_argument(
        "--own", type=Path, action="append", default=[], help="more questions, SQuAD 1.1 format"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument(
        "--words-of", type=Path, help="checkpoint whose tuned words to share, so as to be averaged"
    )
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    parser.add_argument("--body", choices=sorted(BODIES), default="sru")
    parser.add_argument("--hidden", type=int, default=96)
    parser.add_argument("--dropout", type=float, default=Shape().dropout)
    parser.add_argument("--blocks", type=int)
    parser.add_argument("--block-size", type=int)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--measure-every", type=int, default=20)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
