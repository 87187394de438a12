"""The training loop: blocks of drawn examples, weight averaging, checkpoints and resume."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from qa.reader.train.compose import Batch, Drawn, Recipe, padded
from qa.reader.train.corpus import SHARES, Corpus
from qa.reader.train.model import Shape, SpanModel, span_loss
from qa.reader.train.validate import describe, measure, tensors

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does; the same plan and data give the same weights on the same machine."""

    blocks: int = 200
    block_size: int = 2048
    tokens_per_batch: int = 3600
    rate: float = 2e-3
    warm_up: float = 0.02
    short_until: float = 0.25
    average: float = 0.999
    seed: int = 1
    threads: int = 1
    half: bool = True


class Trainer:
    """Holds the model, its average and the optimiser; `run` goes through the plan's blocks."""

    def __init__(self, corpus: Corpus, plan: Plan, sizes: Shape, folder: Path) -> None:
        torch.manual_seed(plan.seed)
        torch.set_num_threads(plan.threads)
        self.corpus, self.plan, self.sizes, self.folder = corpus, plan, sizes, folder
        self.model = SpanModel(sizes)
        self.average = {name: value.clone() for name, value in self.model.state_dict().items()}
        self.optimiser = torch.optim.AdamW(
            self.model.parameters(), lr=plan.rate, betas=(0.9, 0.98), weight_decay=0.02, fused=True
        )
        self.block = self.step = 0
        self.seconds = 0.0

    def resume(self) -> bool:
        """Take up the last checkpoint of the folder, if there is one."""
        path = self.folder / "last.pt"
        if not path.is_file():
            return False
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average = state["average"]
        self.optimiser.load_state_dict(state["optimiser"])
        self.block, self.step, self.seconds = state["block"], state["step"], state["seconds"]
        torch.set_rng_state(state["random"])
        return True

    def save(self) -> None:
        """Write the state beside the last one and then put it in its place."""
        self.folder.mkdir(parents=True, exist_ok=True)
        state = {
            "model": self.model.state_dict(), "average": self.average,
            "optimiser": self.optimiser.state_dict(), "block": self.block, "step": self.step,
            "seconds": self.seconds, "random": torch.get_rng_state(),
            "sizes": asdict(self.sizes), "plan": asdict(self.plan), "tuned": self.corpus.tuned,
        }  # fmt: skip
        partial = self.folder / "last.pt.part"
        torch.save(state, partial)
        partial.replace(self.folder / "last.pt")

    def run(
        self, *, measure_every: int = 20, save_every: int = 2, until: int | None = None
    ) -> None:
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

    def _run_block(self) -> float:
        rng = random.Random(f"{self.plan.seed}/{self.block}")
        batches = list(self._batches(rng))
        total = 0.0
        self.model.train()
        for number, drawn in enumerate(batches):
            self._set_rate((self.block + number / len(batches)) / self.plan.blocks)
            total += self._learn(self.corpus.composer.batch(drawn))
        return total / len(batches)

    def _batches(self, rng: random.Random) -> Iterator[list[Drawn]]:
        early = self.block < self.plan.short_until * self.plan.blocks
        recipe = Recipe(alone=0.6, longest=70) if early else Recipe()
        shares = {source: share for source, share in SHARES.items() if self.corpus.train[source]}
        sources = rng.choices(list(shares), list(shares.values()), k=self.plan.block_size)
        drawn = [
            self.corpus.composer.draw(rng.choice(self.corpus.train[source]), recipe, rng)
            for source in sources
        ]
        drawn.sort(key=lambda item: len(item.words))
        batches: list[list[Drawn]] = []
        while drawn:
            # few distinct shapes: the matrix library prepares a kernel for each
            room = self.plan.tokens_per_batch // padded(len(drawn[0].words) + 8)
            batches.append(drawn[:room])
            drawn = drawn[room:]
        rng.shuffle(batches)
        yield from batches

    def _set_rate(self, done: float) -> None:
        """Linear warm-up, then a half cosine down to a hundredth."""
        warm = min(1.0, done / self.plan.warm_up) if self.plan.warm_up else 1.0
        fall = 0.01 + 0.99 * 0.5 * (1.0 + float(np.cos(np.pi * min(done, 1.0))))
        for group in self.optimiser.param_groups:
            group["lr"] = self.plan.rate * warm * fall

    def _learn(self, batch: Batch) -> float:
        with self._precision():
            scores, none = self.model(**tensors(batch, self.corpus.lexicon))
        loss = span_loss(
            scores, none, torch.from_numpy(batch.valid), torch.from_numpy(batch.target),
            torch.from_numpy(batch.none),
        )  # fmt: skip
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        self.optimiser.step()
        self.step += 1
        decay = min(self.plan.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            state = list(self.model.state_dict().values())
            torch._foreach_lerp_(list(self.average.values()), state, 1.0 - decay)
        return float(loss.detach())

    def _precision(self) -> Any:
        return torch.autocast("cpu", torch.bfloat16) if self.plan.half else nullcontext()

    def averaged(self) -> SpanModel:
        """A model with the averaged weights, ready to predict."""
        model = SpanModel(self.sizes)
        model.load_state_dict(self.average)
        return model.eval()

    def measure(self) -> dict[str, tuple[float, float]]:
        """(EM, F1) in percent of the averaged weights on each held-out part."""
        return measure([self.averaged()], self.corpus)


def with_options(plan: Plan, **changes: Any) -> Plan:
    return replace(plan, **{name: value for name, value in changes.items() if value is not None})
