"""The training loop: blocks of contexts, checkpoints and resume."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from qa.errors import DatasetError
from qa.reader.train.compose import Batch, Drawn, Recipe, grouped
from qa.reader.train.corpus import SHARES, Corpus
from qa.reader.train.inputs import Inputs
from qa.reader.train.model import SpanModel, log_shares, span_loss
from qa.reader.train.shards import find_shards, read_shard
from qa.reader.train.validate import describe, measure

log = logging.getLogger(__name__)
_HEAD_FASTER = 10.0
RECIPE = Recipe(alone=0.2, longest=150, unanswerable=0.14, swapped=0.08, titled=0.7, noise=0.4)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does; the same plan and data give the same weights on the same machine.

    The scores on top learn ten times as fast as the encoder, unless the run starts from a fitted
    model (`fitted`). `tokens` is the number of words in a batch, question and padding included.
    """

    blocks: int = 40
    block_size: int = 1024
    tokens: int = 2400
    rate: float = 1e-4
    warm_up: float = 0.06
    fitted: bool = False
    seed: int = 1
    threads: int = 1


class Trainer:
    """Holds the model and the optimiser; `run` goes through the plan's blocks."""

    def __init__(
        self,
        corpus: Corpus,
        model: SpanModel,
        inputs: Inputs,
        plan: Plan,
        folder: Path,
        labels: Path | None = None,
    ) -> None:
        torch.set_num_threads(plan.threads)
        self.corpus, self.model, self.inputs = corpus, model, inputs
        self.plan, self.folder, self.labels = plan, folder, labels
        encoder = [part for part in model.encoder.parameters() if part.requires_grad]
        inside = {id(part) for part in model.encoder.parameters()}
        head = [part for part in model.parameters() if id(part) not in inside]
        faster = 1.0 if plan.fitted else _HEAD_FASTER
        self.optimiser = torch.optim.AdamW(
            [{"params": encoder, "base": plan.rate}, {"params": head, "base": faster * plan.rate}],
            lr=plan.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True,
        )  # fmt: skip
        self.block = self.step = 0
        self.seconds = 0.0

    def resume(self) -> bool:
        """Take up the last checkpoint of the folder, if there is one."""
        path = self.folder / "last.pt"
        if not path.is_file():
            return False
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.block, self.step, self.seconds = state["block"], state["step"], state["seconds"]
        torch.set_rng_state(state["random"])
        return True

    def save(self) -> None:
        """Write the state beside the last one and then put it in its place."""
        self.folder.mkdir(parents=True, exist_ok=True)
        state = {
            "model": self.model.state_dict(), "optimiser": self.optimiser.state_dict(),
            "block": self.block, "step": self.step, "seconds": self.seconds,
            "random": torch.get_rng_state(), "plan": asdict(self.plan),
            "config": self.model.encoder.config.to_dict(), "labelled": self.labels is not None,
        }  # fmt: skip
        partial = self.folder / "last.pt.part"
        torch.save(state, partial)
        partial.replace(self.folder / "last.pt")

    def run(self, *, measure_every: int = 8, save_every: int = 4, until: int | None = None) -> None:
        """Go through the plan's blocks, or up to block `until`, and save."""
        end = self.plan.blocks if until is None else min(until, self.plan.blocks)
        while self.block < end:
            begun = time.perf_counter()
            loss = self._run_block()
            self.block += 1
            self.seconds += time.perf_counter() - begun
            log.info("block %d/%d step %d loss %.3f %.0f s", self.block, self.plan.blocks,
                     self.step, loss, self.seconds)  # fmt: skip
            last = self.block == end
            if self.block % save_every == 0 or last:
                self.save()
            if self.block % measure_every == 0 or last:
                log.info("held out: %s", describe(self.measure()))

    def measure(self) -> dict[str, tuple[float, float]]:
        """EM and F1 on the held-out questions, by set."""
        return measure(self._read, self.corpus)

    def _read(self, drawn: Sequence[Drawn]) -> tuple[Batch, Any]:
        batch = self.corpus.composer.batch(drawn)
        shares = log_shares(self.model, self.inputs, batch)
        return batch, shares[:, :-1].reshape(batch.valid.shape)

    def _run_block(self) -> float:
        rng = random.Random(f"{self.plan.seed}/{self.block}")
        batches = grouped(self._contexts(rng), self.plan.tokens, rng)
        total = 0.0
        self.model.train()
        for number, drawn in enumerate(batches):
            self._set_rate((self.block + (number + 1) / len(batches)) / self.plan.blocks)
            total += self._learn(self.corpus.composer.batch(drawn))
        return total / len(batches)

    def _contexts(self, rng: random.Random) -> list[Drawn]:
        if self.labels is not None and self.block % 2 == 0:
            return list(self._labelled(self.labels))
        return draw(self.corpus, SHARES, self.plan.block_size, RECIPE, rng)

    def _labelled(self, folder: Path) -> Iterator[Drawn]:
        """A shard made beforehand, every other block, in turn and over again; new ones as they
        come."""
        shards = find_shards(folder)
        if not shards:
            raise DatasetError(f"{folder}: no contexts (*.jsonl.gz) there")
        return read_shard(shards[self.block // 2 % len(shards)], self.corpus.lexicon)

    def _set_rate(self, done: float) -> None:
        """Linear warm-up, then a straight fall to a fiftieth."""
        warm = min(1.0, done / self.plan.warm_up) if self.plan.warm_up else 1.0
        for group in self.optimiser.param_groups:
            group["lr"] = group["base"] * warm * max(0.02, 1.0 - done)

    def _learn(self, batch: Batch) -> float:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores, none = self.model(self.inputs.split(batch))
        loss = span_loss(
            scores.float(), none.float(), torch.from_numpy(batch.valid),
            torch.from_numpy(batch.target), torch.from_numpy(batch.none),
        )  # fmt: skip
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        return float(loss.detach())


def draw(
    corpus: Corpus, shares: dict[str, float], count: int, recipe: Recipe, rng: random.Random
) -> list[Drawn]:
    """Contexts of the sets that are there, each set as often as `shares` says."""
    present = {name: share for name, share in shares.items() if corpus.train.get(name)}
    sources = rng.choices(list(present), list(present.values()), k=count)
    return [
        corpus.composer.draw(rng.choice(corpus.train[source]), recipe, rng) for source in sources
    ]


def with_options(plan: Plan, **options: Any) -> Plan:
    """The plan with those options that were given."""
    return replace(plan, **{name: value for name, value in options.items() if value is not None})
