"""Fit the lexical reader's weights: `python -m qa.reader.fit_lexical DATA [--questions N]`.

A conditional logit over the candidates of a question: the weight of a feature is the sum of one
for all questions, one for the expected type and one for the question's form. The loss is
-log of the share that falls on candidates equal to an accepted answer (or the nearest in F1).
Confidence is a logistic regression on held-out questions, half of them without their passage.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.reader.candidates import candidates_of
from qa.reader.evidence import CandidateFeatures
from qa.reader.fit_confidence import fit_confidence
from qa.reader.fit_data import (
    Example,
    Pool,
    read_covid,
    read_news,
    read_qamr,
    read_qed,
    read_stories,
    read_tatqa,
)
from qa.reader.fit_scores import best_f1, normal_tokens
from qa.reader.lexical import WEIGHTS, LexicalReader, LexicalWeights
from qa.reader.question import understand
from qa.reader.ranking import gather
from qa.types import Hit, Question

log = logging.getLogger(__name__)
SEED = 20250829
PASSAGES = 4
EPOCHS = 3
BATCH = 64
LEARNING_RATE = 0.05
#: Of the sum of squared weights, beside the mean loss of a batch; chosen on held-out questions.
RIDGE = 5e-4
#: Share of the clearly wrong candidates that is kept for fitting, to bound memory.
KEPT_WRONG = 0.5
#: Questions with fewer words to go by ("Who won?") are left out.
LEAST_WORDS = 2
#: Questions per source that are fitted on, at most.
SOURCES = {"qamr": 8_500, "qed": 1_073, "covid": 745, "tatqa": 340, "news": 6_000, "stories": 6_000}
#: Held-out questions per source, at most, that the confidence is fitted on.
HELD = 600


@dataclass(frozen=True, slots=True)
class Fold:
    """Questions as index arrays: candidate features flat, candidates per question, targets."""

    features: NDArray[np.int32]
    candidate_starts: NDArray[np.int64]
    question_starts: NDArray[np.int64]
    right: NDArray[np.float32]


class Features:
    """Numbers for feature names, grown while the training part is read."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def index(self, names: Sequence[str], groups: Sequence[str]) -> list[int]:
        numbers = self.numbers
        return [numbers.setdefault(g + name, len(numbers)) for g in groups for name in names]


def load_examples(
    data: Path, written: Sequence[Path] = (), stories: Sequence[Path] = ()
) -> tuple[list[Example], list[Example]]:
    """Fit and held-out questions, parted by document so that no text is in both."""
    rng = random.Random(SEED)
    fit: list[Example] = []
    held: list[Example] = []
    for source in (
        read_qamr(data / "qamr", SEED),
        read_qed(data / "qed"),
        read_covid(data / "covidqa"),
        read_tatqa(data / "tatqa"),
        *(read_news(path, data) for path in written),
        *(read_stories(path) for path in stories),
    ):
        enough = [e for e in source if len(understand(e.question).content) >= LEAST_WORDS]
        ours = [example for example in enough if example.held_out]
        rest = [example for example in enough if not example.held_out and example.answers]
        rng.shuffle(rest)
        rng.shuffle(ours)
        fit += rest[: SOURCES[enough[0].source]]
        held += ours[:HELD]
    rng.shuffle(fit)
    return fit, held


def build_fold(examples: Sequence[Example], names: Features, pool: Pool) -> Fold:
    """Index every candidate of every question; a third of the questions see several passages."""
    flat: list[np.ndarray[Any, np.dtype[np.int32]]] = []
    sizes: list[int] = []
    counts: list[int] = []
    right: list[float] = []
    for at, example in enumerate(examples):
        if at % 3 == 0:
            hits = pool.hits(example, PASSAGES, with_answer=True)
        else:
            hits = [Hit(example.passage, 1.0, 1)]
        rows, grades = _graded(example, hits, names)
        if not rows or max(grades) < 0.5:
            continue
        best = max(grades)
        flat += [np.array(row, dtype=np.int32) for row in rows]
        sizes += [len(row) for row in rows]
        counts.append(len(rows))
        right += [float(grade == best) for grade in grades]
    return Fold(
        np.concatenate(flat),
        np.concatenate([[0], np.cumsum(sizes)]),
        np.concatenate([[0], np.cumsum(counts)]),
        np.array(right, dtype=np.float32),
    )


def _graded(
    example: Example, hits: Sequence[Hit], names: Features
) -> tuple[list[list[int]], list[float]]:
    asked = understand(example.question)
    groups = ("", f"{asked.expected.value}|", f"{asked.form}/{asked.expected.value}|")
    golds = [normal_tokens(answer) for answer in example.answers]
    totals = dict.fromkeys(asked.content, 1.0)
    rows: list[list[int]] = []
    grades: list[float] = []
    rng = random.Random(example.question)
    for sentence in gather(asked, hits).sentences:
        features = CandidateFeatures(sentence, asked, totals)
        own = sentence.hit.passage is example.passage
        for candidate in candidates_of(sentence.line.text):
            text = sentence.line.text[candidate.start : candidate.end]
            grade = best_f1(text, golds) if own else 0.0
            if grade < 0.5 and rng.random() > KEPT_WRONG:
                continue
            known = [*sentence.facts, *features.of(candidate)]
            rows.append(names.index(known, groups))
            grades.append(grade)
    return rows, grades


def fit_weights(fold: Fold, size: int) -> NDArray[np.float32]:
    """Adam over shuffled mini-batches of questions (torch on the CPU, single seed)."""
    import torch

    torch.manual_seed(SEED)
    bag = torch.nn.EmbeddingBag(size, 1, mode="sum", sparse=False)
    torch.nn.init.zeros_(bag.weight)
    optimiser = torch.optim.Adam(bag.parameters(), lr=LEARNING_RATE)
    features = torch.from_numpy(fold.features)
    rng = np.random.default_rng(SEED)
    total = len(fold.question_starts) - 1
    steps = EPOCHS * (total // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, steps)
    for epoch in range(EPOCHS):
        lost = 0.0
        for batch in np.array_split(rng.permutation(total), total // BATCH + 1):
            loss = _batch_loss(torch, bag, features, fold, batch)
            loss = loss + RIDGE * bag.weight.square().sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            lost += float(loss.detach()) * len(batch)
        log.info("epoch %d: loss %.4f", epoch + 1, lost / total)
    weights: NDArray[np.float32] = bag.weight.detach().numpy()[:, 0]
    return weights


def _batch_loss(torch: Any, bag: Any, features: Any, fold: Fold, batch: NDArray[np.int64]) -> Any:
    pieces, offsets, lengths, right = [], [], [], []
    base = 0
    for question in batch:
        first, last = fold.question_starts[question], fold.question_starts[question + 1]
        begin, end = fold.candidate_starts[first], fold.candidate_starts[last]
        pieces.append(features[begin:end])
        offsets.append(fold.candidate_starts[first:last] - begin + base)
        lengths.append(int(last - first))
        right.append(torch.from_numpy(fold.right[first:last]))
        base += int(end - begin)
    scores = bag(torch.cat(pieces), torch.from_numpy(np.concatenate(offsets).astype(np.int32)))[
        :, 0
    ]
    pad = torch.nn.utils.rnn.pad_sequence
    table = pad(list(scores.split(lengths)), batch_first=True, padding_value=-1e9)
    marks = pad(right, batch_first=True, padding_value=0.0)
    good = torch.logsumexp(table + torch.log(marks.clamp_min(1e-30)), 1)
    return (torch.logsumexp(table, 1) - good).mean()


def to_groups(names: Features, weights: NDArray[np.float32]) -> dict[str, dict[str, float]]:
    """Weights by group, the negligible ones left out."""
    groups: dict[str, dict[str, float]] = defaultdict(dict)
    for full, number in names.numbers.items():
        group, _, name = full.rpartition("|") if "|" in full else ("", "", full)
        value = round(float(weights[number]), 2)
        if abs(value) >= 0.05:
            groups[group][name] = value
    return {group: dict(sorted(table.items())) for group, table in sorted(groups.items())}


def measure(
    examples: Sequence[Example], reader: LexicalReader
) -> dict[str, tuple[int, float, float]]:
    """Per source: questions, EM and F1 (percent) with the gold passage given."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for example in (example for example in examples if example.answers):
        reading = reader.read(Question(example.question), [Hit(example.passage, 1.0, 1)])
        golds = [normal_tokens(answer) for answer in example.answers]
        text = reading.spans[0].text if reading.spans else ""
        row = sums[example.source]
        row[0] += 1
        row[1] += float(normal_tokens(text) in golds)
        row[2] += best_f1(text, golds)
    return {
        source: (int(n), round(100 * em / n, 1), round(100 * f1 / n, 1))
        for source, (n, em, f1) in sums.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with qamr/, qed/, covidqa/ and tatqa/")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--questions", type=int, default=0, help="fit on this many only")
    parser.add_argument(
        "--written", type=Path, action="append", default=[], help="questions over Reuters stories"
    )
    parser.add_argument(
        "--stories", type=Path, action="append", default=[], help="stories with their questions"
    )
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    fit, held = load_examples(options.data, options.written, options.stories)
    fit = fit[: options.questions or None]
    names = Features()
    fold = build_fold(fit, names, Pool([example.passage for example in fit]))
    log.info("%d questions, %d features", len(fold.question_starts) - 1, len(names.numbers))
    weights = LexicalWeights(to_groups(names, fit_weights(fold, len(names.numbers))), {}, {})
    confidence, quality = fit_confidence(held, Pool([e.passage for e in held]), weights)
    card = {
        "command": "python -m qa.reader.fit_lexical DATA --written QUESTIONS --stories STORIES",
        "seed": SEED,
        "fitted on": Counter(example.source for example in fit),
        "confidence": quality,
    }
    final = LexicalWeights(weights.groups, confidence, card)
    scores = measure(held, LexicalReader(final))
    card["held out, gold passage (n, EM, F1)"] = scores
    log.info("%s", json.dumps(card, indent=1))
    options.out.write_text(
        json.dumps(final.to_record(), ensure_ascii=False, separators=(",", ":")), "utf-8"
    )


if __name__ == "__main__":
    main()
