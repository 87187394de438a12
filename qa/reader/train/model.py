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

from qa.reader.features import FEATURES, SHAPE_BUCKETS, SUFFIX_BUCKETS, VECTOR_SIZE
from qa.reader.train.compose import LONGEST_ANSWER

NEGATIVE = -1e4
CHUNK = 8
LONGEST_WINDOW = 256


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the model; `body` names the sequence layer ("sru", "conv" or "attention")."""

    word: int = 128
    hidden: int = 96
    span: int = 96
    tuned: int = 1500
    dropout: float = 0.25
    forget: float = 0.05
    body: str = "sru"


class LinearScan(torch.autograd.Function):
    """c[t] = f[t] * c[t - 1] + b[t] for one half of the last axis, from the end for the other.

    f, b, c are (B, T, 2 H); the gradient is the same scan run the other way round, written out
    because a graph over single steps would cost more than the steps.
    """

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, forget: Tensor, add: Tensor) -> Tensor:
        cells = torch.empty_like(add)
        hidden = add.shape[-1] // 2
        for part, back in ((slice(0, hidden), False), (slice(hidden, None), True)):
            _scan(forget[..., part], add[..., part], cells[..., part], back=back)
        ctx.save_for_backward(forget, cells)
        return cells

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, grad: Tensor) -> tuple[Tensor, Tensor]:  # type: ignore[override]  # torch types it as *Any
        forget, cells = ctx.saved_tensors  # type: ignore[attr-defined]  # set by save_for_backward
        total, hidden = torch.empty_like(cells), cells.shape[-1] // 2
        ahead, back = slice(0, hidden), slice(hidden, None)
        later = nn.functional.pad(forget[:, 1:, ahead], (0, 0, 0, 1))
        sooner = nn.functional.pad(forget[:, :-1, back], (0, 0, 1, 0))
        _scan(later, grad[..., ahead], total[..., ahead], back=True)
        _scan(sooner, grad[..., back], total[..., back], back=False)
        gates = torch.zeros_like(cells)
        torch.mul(total[:, 1:, ahead], cells[:, :-1, ahead], out=gates[:, 1:, ahead])
        torch.mul(total[:, :-1, back], cells[:, 1:, back], out=gates[:, :-1, back])
        return gates, total


def _scan(forget: Tensor, add: Tensor, cells: Tensor, *, back: bool) -> None:
    """Fill `cells` (B, T, H) step by step, from the end when `back`."""
    before = torch.zeros_like(add[:, 0])
    steps = list(zip(forget.unbind(1), add.unbind(1), cells.unbind(1), strict=True))
    for gate, value, out in reversed(steps) if back else steps:
        before = torch.addcmul(value, gate, before, out=out)


def chunked_scan(forget: Tensor, add: Tensor, *, back: bool) -> Tensor:
    """The same scan in few vectorised steps, for export; T must be a multiple of CHUNK.

    Chunks are scanned side by side, one step a place; the state that enters each chunk comes from
    a scan over the chunks in log2 steps (Hillis and Steele 1986; Blelloch 1990).
    """
    batch, length, width = add.shape
    split = (batch, length // CHUNK, CHUNK, width)
    gates, values = forget.reshape(split).unbind(2), add.reshape(split).unbind(2)
    order = range(CHUNK - 1, -1, -1) if back else range(CHUNK)
    cells, kept = [values[0]] * CHUNK, [gates[0]] * CHUNK
    before, share = torch.zeros_like(values[0]), torch.ones_like(gates[0])
    for place in order:
        before = values[place] + gates[place] * before
        share = gates[place] * share
        cells[place], kept[place] = before, share
    entering = _shift(_doubling_scan(share, before, back=back), 1, back=back)
    whole = [cell + gate * entering for cell, gate in zip(cells, kept, strict=True)]
    return torch.stack(whole, 2).reshape(batch, length, width)


def _doubling_scan(forget: Tensor, add: Tensor, *, back: bool) -> Tensor:
    """Holds for up to LONGEST_WINDOW / CHUNK places."""
    for power in range((LONGEST_WINDOW // CHUNK - 1).bit_length()):
        add = add + forget * _shift(add, 1 << power, back=back)
        forget = forget * _shift(forget, 1 << power, back=back)
    return add


def _shift(states: Tensor, places: int, *, back: bool) -> Tensor:
    """Along the second axis, zeros put in: later by `places`, or sooner when `back`."""
    if back:
        return nn.functional.pad(states, (0, 0, 0, places))[:, places:]
    return nn.functional.pad(states, (0, 0, places, 0))[:, :-places]


class Recurrent(nn.Module):
    """A bidirectional simple recurrent layer: (B, T, size) -> (B, T, 2 * hidden)."""

    export = False

    def __init__(self, size: int, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.gates = nn.Linear(size, 2 * hidden * 4)
        with torch.no_grad():
            bias = self.gates.bias.view(4, 2 * hidden)
            bias[1] = torch.linspace(-0.5, 3.0, hidden).repeat(2)
            bias[2] = 0.0

    def forward(self, inputs: Tensor, mask: Tensor) -> Tensor:
        value, forget, reset, through = self.gates(inputs).float().chunk(4, -1)
        forget = torch.sigmoid(forget)
        # no input from padding: the half that runs from the end must start at the last word
        add = torch.addcmul(value, forget, value, value=-1.0) * mask.unsqueeze(-1)
        cells = self._scan_for_export(forget, add) if self.export else LinearScan.apply(forget, add)
        return torch.lerp(through, torch.tanh(cells), torch.sigmoid(reset))

    def _scan_for_export(self, forget: Tensor, add: Tensor) -> Tensor:
        parts = zip(forget.split(self.hidden, -1), add.split(self.hidden, -1), strict=True)
        both = [
            chunked_scan(*part, back=back) for part, back in zip(parts, (False, True), strict=True)
        ]
        return torch.cat(both, -1)


class Convolution(nn.Module):
    """Two depthwise separable convolutions of width 7 (Yu et al. 2018, QANet)."""

    def __init__(self, size: int, hidden: int) -> None:
        super().__init__()
        self.enter = nn.Linear(size, 2 * hidden)
        self.norms = nn.ModuleList(nn.LayerNorm(2 * hidden) for _ in range(2))
        self.depth = nn.ModuleList(
            nn.Conv1d(2 * hidden, 2 * hidden, 7, padding=3, groups=2 * hidden) for _ in range(2)
        )
        self.point = nn.ModuleList(nn.Linear(2 * hidden, 2 * hidden) for _ in range(2))

    def forward(self, inputs: Tensor, mask: Tensor) -> Tensor:
        states = self.enter(inputs)
        for norm, depth, point in zip(self.norms, self.depth, self.point, strict=True):
            inner = (norm(states) * mask.unsqueeze(-1)).transpose(1, 2)
            states = states + torch.relu(point(depth(inner).transpose(1, 2)))
        return states.float()


class Attention(nn.Module):
    """One transformer layer (Vaswani et al. 2017) with a width-3 convolution for word order."""

    def __init__(self, size: int, hidden: int) -> None:
        super().__init__()
        width = 2 * hidden
        self.enter = nn.Linear(size, width)
        self.order = nn.Conv1d(width, width, 3, padding=1, groups=width)
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.inner, self.outer = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, inputs: Tensor, mask: Tensor) -> Tensor:
        states = self.enter(inputs)
        states = states + self.order((states * mask.unsqueeze(-1)).transpose(1, 2)).transpose(1, 2)
        batch, length, width = states.shape
        parts = self.mix(self.first(states)).view(batch, length, 3, 4, width // 4)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = query @ key.transpose(-1, -2) * (width // 4) ** -0.5
        scores = scores + (1.0 - mask)[:, None, None] * NEGATIVE
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, width)
        states = states + self.out(mixed)
        return (states + self.outer(torch.relu(self.inner(self.second(states))))).float()


BODIES: dict[str, type[nn.Module]] = {
    "sru": Recurrent, "conv": Convolution, "attention": Attention,
}  # fmt: skip


class SharedDropout(nn.Module):
    """Dropout with one mask for all positions (Gal and Ghahramani 2016)."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, states: Tensor) -> Tensor:
        if not self.training or not self.rate:
            return states
        keep = torch.rand(states.shape[0], 1, states.shape[2]) >= self.rate
        return states * (keep.to(states.dtype) / (1.0 - self.rate))


class SelfAttention(nn.Module):
    """Each position reads the others: two heads, a gate on what it takes over (R-Net)."""

    def __init__(self, width: int, inner: int = 128, heads: int = 2) -> None:
        super().__init__()
        self.heads, self.inner = heads, inner
        self.mix = nn.Linear(width, 3 * inner)
        self.out = nn.Linear(inner, width)
        self.gate = nn.Linear(width, width)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = states.shape
        parts = self.mix(states).view(batch, length, 3, self.heads, self.inner // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = query @ key.transpose(-1, -2) * (self.inner // self.heads) ** -0.5
        scores = scores + (1.0 - mask)[:, None, None] * NEGATIVE
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, self.inner)
        return states + torch.sigmoid(self.gate(states)) * self.out(mixed)


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
        return self.project(vectors * 16.0) + self.tuned(tuned) + extra


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
        return self.drop(torch.relu(self.fuse(joined)))

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
