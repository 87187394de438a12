"""The span model: simple recurrent units, attention both ways, one softmax over all spans.

Layers, in order:
- frozen static word vectors, projected, plus trained vectors for the most frequent words, for
  word endings and for word shapes; match features (Chen et al. 2017, DrQA: exact match, aligned
  question embedding);
- recurrent layers of simple recurrent units without the cell's own gate input (Lei et al. 2018;
  Bradbury et al. 2017), so that the recurrence is a linear scan;
- attention from context to question with fusion (Seo et al. 2017, BiDAF) and from the context to
  itself (Wang et al. 2017, R-Net);
- every span of up to 16 tokens inside a sentence has a score from its ends and its words (Lee
  et al. 2016, RaSoR), and one softmax runs over all spans and "no answer". The latter's score
  depends on the question alone, so spans of several windows are on one scale (Clark and Gardner
  2018, shared normalisation).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from qa.reader.features import FEATURES
from qa.reader.lexicon import SHAPE_BUCKETS, SUFFIX_BUCKETS, VECTOR_SIZE
from qa.reader.network import LONGEST_ANSWER
from qa.reader.train.layers import (
    NEGATIVE,
    Attention,
    Convolution,
    Recurrent,
    SelfAttention,
    SharedDropout,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the model; `body` names the sequence layer ("sru", "conv" or "attention")."""

    word: int = 128
    hidden: int = 96
    span: int = 96
    tuned: int = 1500
    dropout: float = 0.1
    forget: float = 0.02
    body: str = "sru"


BODIES: dict[str, type[nn.Module]] = {
    "sru": Recurrent, "conv": Convolution, "attention": Attention,
}  # fmt: skip


class WordInput(nn.Module):
    """Word vectors, trained additions and dropout: (B, T) words -> (B, T, word)."""

    def __init__(self, sizes: Shape) -> None:
        super().__init__()
        self.project = nn.Linear(VECTOR_SIZE, sizes.word)
        self.tuned = nn.Embedding(sizes.tuned + 1, sizes.word, padding_idx=0)
        self.suffix = nn.Embedding(SUFFIX_BUCKETS, 32)
        self.form = nn.Embedding(SHAPE_BUCKETS, 32)
        self.extra = nn.Linear(32, sizes.word)
        self.forget = sizes.forget
        for table in (self.tuned, self.suffix, self.form):
            nn.init.normal_(table.weight, std=0.05)
        with torch.no_grad():
            self.tuned.weight[0] = 0.0

    def forward(self, vectors: Tensor, codes: Tensor) -> Tensor:
        suffix, form, tuned = codes[..., 0], codes[..., 1], codes[..., 2]
        extra = self.extra(self.suffix(suffix) + self.form(form))
        if self.training:
            # now and then a word is only its ending and shape, as an unknown name would be
            known = torch.rand(vectors.shape[:2]) >= self.forget
            vectors, tuned = vectors * known.unsqueeze(-1), tuned * known
        words: Tensor = self.project(vectors * 16.0) + self.tuned(tuned) + extra
        return words


class SpanModel(nn.Module):
    """Scores of all spans and of "no answer"; see the module's docstring."""

    def __init__(self, sizes: Shape) -> None:
        super().__init__()
        self.sizes = sizes
        body, width = BODIES[sizes.body], 2 * sizes.hidden
        self.input = WordInput(sizes)
        self.align = nn.Linear(sizes.word, sizes.word)
        self.question = nn.ModuleList(
            [body(sizes.word + 13, sizes.hidden), body(width, sizes.hidden)]
        )
        self.read = nn.ModuleList(
            [body(2 * sizes.word + FEATURES, sizes.hidden), body(width, sizes.hidden)]
        )
        self.key, self.ask = nn.Linear(width, 96), nn.Linear(width, 96)
        self.pool, self.fuse = nn.Linear(width, 1), nn.Linear(3 * width + FEATURES, width)
        self.model = nn.ModuleList([body(width, sizes.hidden) for _ in range(2)])
        self.self_attention = SelfAttention(width)
        self.norms = nn.ModuleList([nn.LayerNorm(width) for _ in range(4)])
        self.ends = nn.Linear(width, 2 * sizes.span)
        self.length = nn.Parameter(torch.zeros(LONGEST_ANSWER, sizes.span))
        self.weigh = nn.Linear(width, sizes.span)
        self.base = nn.Parameter(torch.randn(sizes.span) * sizes.span**-0.5)
        self.start_end = nn.Linear(width, 2)
        self.inside, self.wanted = nn.Linear(width, 64), nn.Linear(width, 2 * 64)
        self.none = nn.Linear(width, 1)
        self.drop = SharedDropout(sizes.dropout)

    def forward(
        self,
        question: Tensor,
        question_codes: Tensor,
        question_features: Tensor,
        question_mask: Tensor,
        words: Tensor,
        codes: Tensor,
        features: Tensor,
        mask: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """Span scores (B, T, LONGEST_ANSWER), not yet masked, and no-answer scores (B,)."""
        asked = self.drop(self.input(question, question_codes))
        text = self.drop(self.input(words, codes))
        closed = (1.0 - question_mask).unsqueeze(1) * NEGATIVE
        likeness = torch.relu(self.align(text)) @ torch.relu(self.align(asked)).transpose(1, 2)
        aligned = (likeness + closed).softmax(-1) @ asked
        asked = torch.cat([asked, question_features], -1)
        for layer in self.question:
            asked = self.drop(layer(asked, question_mask))
        asked = self.norms[0](asked)
        text = torch.cat([text, aligned, features], -1)
        for layer in self.read:
            text = self.drop(layer(text, mask))
        text = self.norms[1](text)
        states = self._fuse(text, asked, closed, features)
        states = self.drop(self.model[0](states, mask))
        states = self.norms[2](self.self_attention(states, mask))
        states = self.norms[3](states + self.model[1](states, mask))
        return self._score(self.drop(states), asked, question_mask)

    def _fuse(self, text: Tensor, asked: Tensor, closed: Tensor, features: Tensor) -> Tensor:
        scores = self.key(text) @ self.ask(asked).transpose(1, 2) * 96**-0.5
        found = (scores + closed).softmax(-1) @ asked
        joined = torch.cat([text, found, text * found, features.to(text.dtype)], -1)
        fused: Tensor = self.drop(torch.relu(self.fuse(joined)))
        return fused

    def _score(self, states: Tensor, asked: Tensor, question_mask: Tensor) -> tuple[Tensor, Tensor]:
        weights = self.pool(asked).squeeze(-1).float() + (1.0 - question_mask) * NEGATIVE
        pooled = (weights.softmax(-1).unsqueeze(1) @ asked.float()).squeeze(1)
        start, end = self.ends(states).chunk(2, -1)
        weigh = (self.base + self.weigh(pooled)).unsqueeze(2).to(start.dtype)
        content = self._content(states, pooled)
        end = nn.functional.pad(end, (0, 0, 0, LONGEST_ANSWER))
        first, last = self.start_end(states).float().unbind(-1)
        last = nn.functional.pad(last, (0, LONGEST_ANSWER))
        rows, size = [], states.shape[1]
        for extra in range(LONGEST_ANSWER):
            joint = torch.relu(
                start + end[:, extra : extra + size] + self.length[extra].to(end.dtype)
            )
            score = (joint @ weigh).squeeze(-1).float()
            rows.append(score + first + last[:, extra : extra + size] + content[extra])
        return torch.stack(rows, -1), self.none(pooled).float().squeeze(-1)

    def _content(self, states: Tensor, pooled: Tensor) -> list[Tensor]:
        """For each length, how well the words inside fit what is asked: their sum and mean."""
        wanted = self.wanted(pooled).view(-1, 64, 2)
        fit = (torch.tanh(self.inside(states)) @ wanted).float() * 64**-0.5
        sums = fit.cumsum(1)
        before, size = sums - fit, states.shape[1]
        sums = nn.functional.pad(sums, (0, 0, 0, LONGEST_ANSWER))
        found = [sums[:, extra : extra + size] - before for extra in range(LONGEST_ANSWER)]
        return [part[..., 0] + part[..., 1] / (extra + 1) for extra, part in enumerate(found)]


def span_loss(scores: Tensor, none: Tensor, valid: Tensor, target: Tensor, share: Tensor) -> Tensor:
    """Cross-entropy of the annotators' spans against one softmax over spans and "no answer"."""
    closed = scores.masked_fill(valid == 0, NEGATIVE).flatten(1)
    logits = torch.cat([closed, none.unsqueeze(1)], 1).log_softmax(1)
    wanted = torch.cat([target.flatten(1), share.unsqueeze(1)], 1)
    return -(wanted * logits).sum(1).mean()
