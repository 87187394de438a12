"""The training loop: blocks of drawn examples, weight averaging, checkpoints and resume."""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from qa.reader.decode import decode
from qa.reader.lexicon import Lexicon, find_tokens
from qa.reader.train.compose import (
    Batch,
    Composer,
    Drawn,
    Example,
    Pool,
    Recipe,
    make_example,
    padded,
)
from qa.reader.train.measure import exact_match, f1
from qa.reader.train.model import Shape, SpanModel, span_loss
from qa.reader.train.sources import Asked

log = logging.getLogger(__name__)

SHARES = {"qamr": 0.42, "vitaminc": 0.42, "qed": 0.08, "covidqa": 0.06, "tatqa": 0.02}
HELD_OUT = {"qamr": 300, "qed": 250, "covidqa": 250}


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


def tensors(batch: Batch, lexicon: Lexicon) -> dict[str, Tensor]:
    """The model's inputs, with vectors and codes looked up."""

    def vectors(ids: Any) -> Tensor:
        return torch.from_numpy(lexicon.vectors[ids])

    def codes(ids: Any) -> Tensor:
        return torch.from_numpy(lexicon.codes[ids][..., 2:].astype(np.int64))

    return {
        "question": vectors(batch.question),
        "question_codes": codes(batch.question),
        "question_features": torch.from_numpy(batch.question_features),
        "question_mask": torch.from_numpy(batch.question_mask),
        "words": vectors(batch.words),
        "codes": codes(batch.words),
        "features": torch.from_numpy(batch.features),
        "mask": torch.from_numpy(batch.mask),
    }


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
        sources = rng.choices(list(SHARES), list(SHARES.values()), k=self.plan.block_size)
        sources = [source for source in sources if self.corpus.train[source]]
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


def held_out_draws(corpus: Corpus) -> dict[str, list[Drawn]]:
    """The held-out questions in contexts of about 110 words, the same in every run."""
    recipe = Recipe(alone=0.0, shortest=100, longest=130, unanswerable=0.0, noise=0.0)
    return {
        source: [corpus.held_composer.draw(e, recipe, random.Random(n)) for n, e in enumerate(part)]
        for source, part in corpus.held.items()
    }


@torch.no_grad()
def predict(
    models: Sequence[SpanModel], corpus: Corpus, drawn: Sequence[Drawn]
) -> tuple[Batch, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The batch with the mean of the models' span and no-answer log probabilities."""
    batch = corpus.composer.batch(drawn)
    inputs = tensors(batch, corpus.lexicon)
    closed = torch.from_numpy(batch.valid) == 0
    parts = []
    for model in models:
        scores, none = model(**inputs)
        flat = scores.masked_fill(closed, -1e4).flatten(1)
        parts.append(torch.cat([flat, none.unsqueeze(1)], 1).log_softmax(1))
    mean = torch.stack(parts).mean(0)
    return batch, mean[:, :-1].view(closed.shape).numpy(), mean[:, -1].numpy()


def measure(models: Sequence[SpanModel], corpus: Corpus) -> dict[str, tuple[float, float]]:
    results = {}
    for source, drawn in held_out_draws(corpus).items():
        if not drawn:
            continue
        pairs = []
        for begin in range(0, len(drawn), 25):
            part = drawn[begin : begin + 25]
            batch, scores, _ = predict(models, corpus, part)
            for row, item in enumerate(part):
                size = len(item.words)
                guess = best_text(corpus.lexicon, item, scores[row, :size], batch.valid[row, :size])
                golds = [_text(corpus.lexicon, item, (a, b)) for a, b, _ in item.spans]
                pairs.append((exact_match(guess, golds), f1(guess, golds)))
        table = 100.0 * np.array(pairs).mean(0)
        results[source] = (float(table[0]), float(table[1]))
    return results


def best_text(lexicon: Lexicon, item: Drawn, scores: Any, valid: Any) -> str:
    """The answer by expected F1, the words joined by blanks."""
    light = countable(lexicon, item.words)
    best = decode(scores, valid, -1e4, light).spans[0]
    return _text(lexicon, item, (best.first, best.last))


def countable(lexicon: Lexicon, words: Any) -> Any:
    """1 for words that count in F1; 0 for articles and punctuation."""
    articles = np.array([lexicon.words[word].lower() in {"a", "an", "the"} for word in words])
    return np.where(articles | (lexicon.flags[words, 9] > 0), 0.0, 1.0).astype(np.float32)


def _text(lexicon: Lexicon, item: Drawn, span: tuple[int, int]) -> str:
    return " ".join(lexicon.words[word] for word in item.words[span[0] : span[1] + 1])


def describe(results: dict[str, tuple[float, float]]) -> str:
    parts = [f"{source} {em:.1f}/{score:.1f}" for source, (em, score) in results.items()]
    mean = sum(score for _, score in results.values()) / max(1, len(results))
    return f"EM/F1 {' '.join(parts)} mean F1 {mean:.1f}"


def with_options(plan: Plan, **changes: Any) -> Plan:
    return replace(plan, **{name: value for name, value in changes.items() if value is not None})
