"""`python -m qa.reader.train.fit_relevance`: fit the learned matches of the sentence ranking.

To be run after `fit_selection`, whose linear ranking it builds upon. Every question is asked of an
index of all texts and of a small one with its own; the loss is that of the linear ranking, minus
the logarithm of the share of the sentences with an annotator's answer in a softmax over all.
Held-out documents only measure.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from qa.reader.lexicon import FLAG_FEATURES, VECTOR_SIZE, Ints, Lexicon, find_tokens
from qa.reader.question import understand
from qa.reader.relevance import (
    FILE,
    HIDDEN,
    KIND,
    MATCH,
    OF_MATCH,
    OF_WORD,
    number_documents,
)
from qa.reader.scoring import LONGEST_QUESTION, WEIGHTS
from qa.reader.selection import TYPES, Asked, SentenceRanker, telling_words
from qa.reader.train.command import run
from qa.reader.train.corpus import is_held_out
from qa.reader.train.fit_selection import choose_within, mark, read_questions
from qa.reader.train.held import Sets, add_flags
from qa.reader.train.shelves import Shelves, shelved
from qa.reader.train.sources import Asked as Source
from qa.reader.windows import Stream, lay_out
from qa.types import Hit

log = logging.getLogger(__name__)
SEED = 7
#: Questions of each set at most.
MOST = {"qed": 5000, "covidqa": 3000, "news": 1500, "stories": 5500, "talk": 1000, "own": 1000}
PASSAGES = {"all": 12, "own": 8}
EPOCHS, RATE, BATCH, DECAY = 2.0, 2e-3, 16, 0.002
DROPPED, DROPPED_INSIDE = 0.1, 0.05
ROOMS = (60, 100, 400)
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Case:
    """One question with the sentences of its passages, as word ids of the lexicon.

    `base` (S,) is what the linear ranking gives, `golden` and `fresh` (S,) are flags; `titles`
    has the words of each passage's title, `documents` (H,) number the passages' documents.
    """

    question: Ints
    content: Ints
    expected: int
    stream: Stream
    titles: tuple[Ints, ...]
    documents: Ints
    base: np.ndarray
    golden: np.ndarray
    fresh: np.ndarray
    source: str
    held_out: bool


class Model(nn.Module):
    """The network of `qa.reader.relevance` in PyTorch, over the vectors of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        count = len(lexicon.words)
        self._vectors = torch.from_numpy(lexicon.vectors[:count])
        self._flags = torch.from_numpy(lexicon.flags[:count])
        self._salience = torch.from_numpy(lexicon.salience[:count])
        self._stems = torch.from_numpy(lexicon.codes[:count, 1].copy())
        self._silent = (self._flags[:, 0] + self._flags[:, 9]) > 0
        square = torch.linalg.qr(torch.randn(VECTOR_SIZE, VECTOR_SIZE))[0]
        self.projection = nn.Parameter(square[:, :MATCH].contiguous())
        self.match_in = nn.Linear(OF_MATCH + OF_WORD, HIDDEN)
        self.match_out = nn.Linear(HIDDEN, 1, bias=False)
        self.word_weight = nn.Linear(MATCH + OF_WORD, 1, bias=False)
        self.kind_of_all = nn.Linear(VECTOR_SIZE, KIND, bias=False)
        self.kind_of_first = nn.Linear(2 * VECTOR_SIZE, KIND, bias=False)
        self.kind_of_type = nn.Parameter(torch.zeros(len(TYPES), KIND))
        self.kind_of_word = nn.Parameter(0.03 * torch.randn(VECTOR_SIZE + FLAG_FEATURES, 3 * KIND))
        self.shares = nn.Parameter(torch.tensor([1.0, 10.0, 1.0]))

    def forward(self, case: Case) -> Tensor:
        """(S,): the worth of each sentence."""
        base = torch.from_numpy(case.base)
        return self.shares @ torch.stack([base, self._covered(case), self._looks(case)])

    def tables(self) -> dict[str, np.ndarray]:
        """The weights as `Relevance` has them."""
        found = {
            "projection": self.projection,
            "match in": self.match_in.weight.T,
            "match bias": self.match_in.bias,
            "match out": self.match_out.weight[0],
            "word weight": self.word_weight.weight[0],
            "kind of all": self.kind_of_all.weight,
            "kind of first": self.kind_of_first.weight,
            "kind of type": self.kind_of_type,
            "kind of word": self.kind_of_word,
            "shares": self.shares,
        }
        return {name: table.detach().numpy().astype(np.float16) for name, table in found.items()}

    def _covered(self, case: Case) -> Tensor:
        stream, content = case.stream, torch.from_numpy(case.content).long()
        hit = torch.from_numpy(stream.hits_of_sentences).long()
        sentences = torch.from_numpy(stream.sentences).long()
        count, asked = len(stream.bounds), self._project(content)
        soft, exact = self._match(torch.from_numpy(stream.ids).long(), content, asked)
        own, own_exact = (_highest(part, sentences, count) for part in (soft, exact))
        same = (hit[1:] == hit[:-1])[:, None].float()
        nothing = torch.zeros(1, len(content))
        before = torch.cat([nothing, own[:-1] * same])
        after = torch.cat([own[1:] * same, nothing])
        titles = [
            [torch.cat([nothing, part]).amax(0) for part in self._match(words, content, asked)]
            for words in map(_long, case.titles)
        ]
        title, title_exact = (torch.stack(parts) for parts in zip(*titles, strict=True))
        numbers = torch.from_numpy(case.documents).long()
        passage, passage_exact = (_highest(part, hit, len(numbers)) for part in (own, own_exact))
        document = _highest(torch.maximum(passage, title), numbers, int(numbers.max()) + 1)
        rare = torch.log(1 + (count + 1) / (own_exact.sum(0) + 0.5))
        flags = self._flags[content]
        words = torch.stack(
            [self._salience[content], rare / rare.max(), flags[:, 1], flags[:, 2], flags[:, 7],
             torch.full((len(content),), len(content) / 10.0)], 1
        )  # fmt: skip
        matches = torch.stack(
            [own, before, after, title[hit], passage[hit], document[numbers[hit]],
             own_exact, title_exact[hit], passage_exact[hit]], 2
        )  # fmt: skip
        joined = torch.cat([matches, words.expand(count, -1, -1)], 2)
        inner = functional.dropout(
            functional.relu(self.match_in(joined)), DROPPED_INSIDE, self.training
        )
        share = torch.softmax(self.word_weight(torch.cat([asked, words], 1))[:, 0], 0)
        return self.match_out(inner)[:, :, 0] @ share  # type: ignore[no-any-return]

    def _looks(self, case: Case) -> Tensor:
        stream, question = case.stream, _long(case.question)
        ids, sentences = _long(stream.ids), _long(stream.sentences)
        vectors = functional.dropout(self._vectors[question], DROPPED, self.training)
        first = vectors[:2] if len(vectors) > 1 else vectors.repeat(2, 1)
        wanted = (
            self.kind_of_all(vectors.mean(0))
            + self.kind_of_first(first.reshape(-1))
            + self.kind_of_type[case.expected]
        )
        words = torch.cat([self._vectors[ids], self._flags[ids]], 1)
        by_place = self.kind_of_word.reshape(-1, 3, KIND) @ wanted
        said = functional.dropout(words, DROPPED, self.training) @ by_place
        same = (sentences[1:] == sentences[:-1]).float()
        zero = torch.zeros(1)
        scores = said[:, 0]
        scores = scores + torch.cat([zero, said[:-1, 1] * same])
        scores = scores + torch.cat([said[1:, 2] * same, zero])
        count = len(stream.bounds)
        lowest = torch.full((count,), -50.0)
        peaks = lowest.scatter_reduce(0, sentences, scores, "amax").detach()
        sums = torch.zeros(count).scatter_add(0, sentences, torch.exp(scores - peaks[sentences]))
        return torch.log(sums.clamp(min=1e-6)) + peaks

    def _project(self, words: Tensor) -> Tensor:
        return functional.normalize(self._vectors[words] @ self.projection, dim=1)

    def _match(self, words: Tensor, content: Tensor, asked: Tensor) -> tuple[Tensor, Tensor]:
        soft = (self._project(words) @ asked.T).clamp(min=0)
        soft = soft.masked_fill(self._silent[words][:, None], 0.0)
        exact = (self._stems[words][:, None] == self._stems[content][None]).float()
        return torch.maximum(soft, exact), exact


def _long(numbers: Ints) -> Tensor:
    return torch.from_numpy(np.asarray(numbers)).long()


def _highest(table: Tensor, groups: Tensor, count: int) -> Tensor:
    """(count, columns): the maxima of the rows of each group, at least 0."""
    nothing = torch.zeros(count, table.shape[1])
    return nothing.scatter_reduce(0, groups[:, None].expand_as(table), table, "amax")


def gather(lexicon: Lexicon, ranker: SentenceRanker, shelves: Shelves, asked: Source) -> list[Case]:
    """The question over all texts and over its shelf; without cases that miss its answer."""
    found = (
        _case(lexicon, ranker, asked, shelves.name_of(asked), hits)
        for hits in (shelves.all(asked, PASSAGES["all"]), shelves.own(asked, PASSAGES["own"]))
    )
    return [case for case in found if case is not None]


def _case(
    lexicon: Lexicon, ranker: SentenceRanker, asked: Source, name: str, hits: Sequence[Hit]
) -> Case | None:
    stream = lay_out(lexicon, hits)
    if not len(stream):
        return None
    words = [asked.question[a:b] for a, b in find_tokens(asked.question)][:LONGEST_QUESTION]
    ids, expected = lexicon.look_up(words), understand(asked.question).expected
    fresh, golden = mark(stream, asked, name, hits)
    if not golden.any():
        return None
    base = ranker.rank(lexicon, Asked(ids, expected), stream, hits)
    titles = (hit.passage.title for hit in hits)
    return Case(
        question=ids,
        content=telling_words(lexicon, ids),
        expected=TYPES.index(expected.value),
        stream=stream,
        titles=tuple(
            lexicon.look_up([title[a:b] for a, b in find_tokens(title)]) for title in titles
        ),
        documents=number_documents(hits),
        base=np.where(stream.sizes > 0, base, 0.0).astype(np.float32),
        golden=golden,
        fresh=fresh,
        source=asked.source,
        held_out=is_held_out(asked.source, asked.document),
    )


def fit(model: Model, cases: Sequence[Case], *, epochs: float = EPOCHS, seed: int = SEED) -> None:
    """Train in place, by AdamW with a rate that falls to nothing; shows the mean loss."""
    rng = random.Random(seed)
    steps = max(1, int(epochs * len(cases) / BATCH))
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    falling = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / 100) * max(0.02, 1.0 - step / steps)
    )
    order: list[int] = []
    model.train()
    total = 0.0
    for step in range(steps):
        losses = []
        for _ in range(BATCH):
            if not order:
                order = list(range(len(cases)))
                rng.shuffle(order)
            losses.append(_loss(model, cases[order.pop()]))
        loss = torch.stack(losses).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        falling.step()
        total += float(loss.detach())
        if step % 200 == 199 or step == steps - 1:
            log.info("step %d of %d, loss %.3f", step + 1, steps, total / (step % 200 + 1))
            total = 0.0


def _loss(model: Model, case: Case) -> Tensor:
    worth = model(case).masked_fill(~torch.from_numpy(case.fresh), _NEVER)
    golden = torch.from_numpy(case.golden)
    return torch.logsumexp(worth, 0) - torch.logsumexp(worth[golden], 0)


def covered(model: Model, cases: Sequence[Case]) -> dict[str, dict[str, list[float]]]:
    """By source and words read, how often the answer is among them: linear ranking, with this."""
    model.eval()
    found: dict[str, dict[int, list[list[bool]]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        with torch.no_grad():
            pair = (case.base, model(case).numpy())
        for room in ROOMS:
            hits = []
            for worth in pair:
                order = np.argsort(-np.where(case.fresh, worth, -np.inf), kind="stable")
                order = order[: int(case.fresh.sum())]
                taken = choose_within(order.tolist(), case.stream.sizes, room)
                hits.append(bool(case.golden[taken].any()))
            found[case.source][room].append(hits)
    return {
        source: {str(room): np.mean(hits, 0).round(3).tolist() for room, hits in rooms.items()}
        for source, rooms in found.items()
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m qa.reader.train.fit_relevance", description=__doc__)
    add_flags(parser)
    parser.add_argument("--to", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.manual_seed(SEED)
    lexicon, ranker = Lexicon.load(), SentenceRanker.linear(options.to)
    asked = read_questions(Sets.of(options), MOST)
    with shelved(asked) as shelves:
        cases = [case for each in asked for case in gather(lexicon, ranker, shelves, each)]
    train(lexicon, cases, options.to)
    return 0


def train(lexicon: Lexicon, cases: Sequence[Case], folder: Path, *, epochs: float = EPOCHS) -> None:
    """Fit on the cases of training documents, write the weights, and measure on the others."""
    from safetensors.numpy import save_file

    model = Model(lexicon)
    fit(model, [case for case in cases if not case.held_out], epochs=epochs)
    save_file(model.tables(), folder / FILE)
    found = covered(model, [case for case in cases if case.held_out])
    log.info("%d cases; held out, the answer among the words read: %s", len(cases), found)


if __name__ == "__main__":
    run(main)
