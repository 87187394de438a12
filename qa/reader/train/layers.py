"""Layers of the span model and of the ones it was compared with."""

from __future__ import annotations

import torch
from torch import Tensor, nn

NEGATIVE = -1e4


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
    def backward(ctx: torch.autograd.function.FunctionCtx, grad: Tensor) -> tuple[Tensor, Tensor]:
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


class Recurrent(nn.Module):
    """A bidirectional simple recurrent layer: (B, T, size) -> (B, T, 2 * hidden)."""

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
        cells: Tensor = LinearScan.apply(forget, add)  # type: ignore[no-untyped-call]  # torch leaves it untyped
        return torch.lerp(through, torch.tanh(cells), torch.sigmoid(reset))


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
        states: Tensor = self.enter(inputs)
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
        states: Tensor = self.enter(inputs)
        states = states + self.order((states * mask.unsqueeze(-1)).transpose(1, 2)).transpose(1, 2)
        batch, length, width = states.shape
        parts = self.mix(self.first(states)).view(batch, length, 3, 4, width // 4)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = query @ key.transpose(-1, -2) * (width // 4) ** -0.5
        scores = scores + (1.0 - mask)[:, None, None] * NEGATIVE
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, width)
        states = states + self.out(mixed)
        outer: Tensor = self.outer(torch.relu(self.inner(self.second(states))))
        return (states + outer).float()


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
        taken: Tensor = torch.sigmoid(self.gate(states)) * self.out(mixed)
        return states + taken
