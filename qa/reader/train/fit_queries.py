"""`python -m qa.reader.train.fit_queries`: adapt the built-in vectors to questions.

A weight for each token and a 256 x 256 projection of a question's vector are fitted so that it is
nearest to the passage that answers it, among those of the same batch and some that the index finds
most like it (InfoNCE, van den Oord et al. 2018). Passages keep their vectors, so that no index has
to be made anew. Held-out documents only measure: how often the passage with the answer is among
the eight to be read, before and after.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from qa.reader.train.command import run
from qa.reader.train.corpus import is_held_out
from qa.reader.train.held import Sets, add_flags
from qa.reader.train.shelves import Shelves, shelved
from qa.reader.train.sources import Asked, read_qamr
from qa.store.encoders import StaticEncoder, built_in_table
from qa.store.queries import FILE, QueryAdapter
from qa.store.writer import searched_text

log = logging.getLogger(__name__)
SEED = 7
EPOCHS, RATE, BATCH, TEMPERATURE = 6, 5e-4, 256, 0.05
#: Like passages that do not answer: found of a question, and taken into each of its batches.
FOUND, TAKEN = 12, 2
#: Questions over single sentences for each over a whole text.
SENTENCES = 0.5
MEASURED, PASSAGES = 500, 8


@dataclass(frozen=True, slots=True)
class Case:
    """A question's tokens with the rows of the passages that answer it, and of others like it."""

    question: list[int]
    golden: tuple[int, ...]
    like: tuple[int, ...]


class Texts:
    """Distinct passages, by row."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}

    def row(self, text: str) -> int:
        return self._rows.setdefault(text, len(self._rows))

    def encode(self) -> Tensor:
        """(N, 256), as the index has them."""
        return torch.from_numpy(StaticEncoder(*built_in_table()).encode(list(self._rows)))


class Adapter(nn.Module):
    """The query side; it begins as the plain mean."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self._table = table
        self.log_weights = nn.Parameter(torch.zeros(len(table)))
        self.projection = nn.Parameter(torch.eye(table.shape[1]))

    def forward(self, questions: Sequence[list[int]]) -> Tensor:
        """(B, 256), of unit length."""
        ids = torch.tensor([number for tokens in questions for number in tokens])
        starts = np.cumsum([0, *(len(tokens) for tokens in questions[:-1])])
        summed = functional.embedding_bag(
            ids, self._table, torch.from_numpy(starts), mode="sum",
            per_sample_weights=torch.exp(self.log_weights[ids]),
        )  # fmt: skip
        return functional.normalize(summed @ self.projection, dim=1)

    def made(self) -> QueryAdapter:
        """As the package stores it: in half precision."""
        weights = torch.exp(self.log_weights).detach().half().float().numpy()
        return QueryAdapter(weights, self.projection.detach().half().float().numpy())


def gather(shelves: Shelves, asked: Sequence[Asked], texts: Texts) -> list[Case]:
    """Cases of the questions whose answer stands whole in a passage."""
    tokenizer, cases = built_in_table()[1], []
    for item in asked:
        name = shelves.name_of(item)
        golden = {
            passage.id: texts.row(searched_text(passage))
            for passage in shelves.index.catalog.passages_of(name)
            if holds(item, passage.start, passage.end)
        }
        tokens = tokenizer.encode(" ".join(item.question.split()), add_special_tokens=False).ids
        if not golden or not tokens:
            continue
        like = tuple(
            texts.row(searched_text(hit.passage))
            for hit in shelves.near(item, 2 * FOUND)
            if hit.passage.id not in golden
        )
        cases.append(Case(tokens, tuple(golden.values()), like[:FOUND]))
    return cases


def holds(asked: Asked, start: int, end: int) -> bool:
    return any(start <= a and b <= end for a, b in asked.answers)


def over_sentences(asked: Sequence[Asked], texts: Texts) -> list[Case]:
    """Cases whose text is one sentence; what else is like them is met in their batch."""
    tokenizer = built_in_table()[1]
    encoded = tokenizer.encode_batch_fast(
        [item.question for item in asked], add_special_tokens=False
    )
    return [
        Case(found.ids, (texts.row(item.text),), ())
        for item, found in zip(asked, encoded, strict=True)
        if found.ids
    ]


def fit(whole: Sequence[Case], single: Sequence[Case], passages: Tensor, seed: int) -> Adapter:
    """Fit on questions over whole texts and, anew in each epoch, some over single sentences."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = Adapter(torch.from_numpy(built_in_table()[0].astype(np.float32)))
    some = min(len(single), int(SENTENCES * len(whole)))
    batches = max(1, (len(whole) + some) // BATCH)
    steps = EPOCHS * batches
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    for epoch in range(EPOCHS):
        cases = [*whole, *rng.sample(list(single), some)]
        rng.shuffle(cases)
        losses = []
        for batch in range(batches):
            for group in optimizer.param_groups:
                group["lr"] = RATE * max(0.02, 1 - (epoch * batches + batch) / steps)
            loss = contrast(model, cases[batch * BATCH : (batch + 1) * BATCH], passages, rng)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            losses.append(loss.item())
        log.info("epoch %d: loss %.3f", epoch + 1, float(np.mean(losses)))
    return model


def contrast(model: Adapter, cases: Sequence[Case], passages: Tensor, rng: random.Random) -> Tensor:
    """Minus the mean logarithm of a golden passage's share among all of the batch."""
    rows: list[int] = []
    targets = []
    for case in cases:
        targets.append(len(rows))
        rows.append(rng.choice(case.golden))
        rows += rng.sample(case.like, min(TAKEN, len(case.like)))
    logits = model([case.question for case in cases]) @ passages[rows].T / TEMPERATURE
    places: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row].append(place)
    also = torch.zeros_like(logits, dtype=torch.bool)
    for number, (case, target) in enumerate(zip(cases, targets, strict=True)):
        for place in (place for row in case.golden for place in places[row]):
            also[number, place] = place != target
    return functional.cross_entropy(logits.masked_fill(also, -1e9), torch.tensor(targets))


def measure(shelves: Shelves, held: Sequence[Asked]) -> dict[str, float]:
    """The share of the questions, by set, whose passage is among those to be read, in percent."""
    found: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for item in held:
        if asked[item.source] >= MEASURED:
            continue
        asked[item.source] += 1
        name = shelves.name_of(item)
        hits = (hit.passage for hit in shelves.all(item, PASSAGES))
        found[item.source] += any(
            passage.document == name and holds(item, passage.start, passage.end) for passage in hits
        )
    return {source: round(100 * found[source] / asked[source], 1) for source in sorted(asked)}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m qa.reader.train.fit_queries", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    add_flags(parser)
    parser.add_argument("--to", type=Path, default=FILE, help="file of the adaptation")
    parser.add_argument("--most", type=int, help="questions at most, for a trial")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    sets = Sets.of(options)
    asked = [item for item in sets.over_texts() if item.answers]
    random.Random(options.seed).shuffle(asked)
    asked = asked[: options.most]
    held = [item for item in asked if is_held_out(item.source, item.document)]
    train = [item for item in asked if not is_held_out(item.source, item.document)]
    sentences = [
        item for item in read_qamr(sets.data / "qamr")
        if not is_held_out(item.source, item.document)
    ][: options.most]  # fmt: skip
    texts = Texts()
    with shelved(sorted(asked, key=lambda item: (item.source, item.document))) as shelves:
        index = shelves.index
        index.use(StaticEncoder(*built_in_table()))
        log.info("before: %s", measure(shelves, held))
        whole, single = gather(shelves, train, texts), over_sentences(sentences, texts)
        log.info("%d questions over texts, %d over sentences", len(whole), len(single))
        made = fit(whole, single, texts.encode(), options.seed).made()
        index.use(StaticEncoder(*built_in_table(), made))
        log.info("after: %s", measure(shelves, held))
    write(made, options.to)
    return 0


def write(made: QueryAdapter, path: Path) -> None:
    from safetensors.numpy import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(
        {
            "weights": made.weights.astype(np.float16),
            "projection": made.projection.astype(np.float16),
        },
        path,
    )


if __name__ == "__main__":
    run(main)
