"""Weights of four bits, in training: rounded on the way forward, learned as if they were not.

The encoder's matrices are stored as `qa.reader.fourbit` says. Trained with that rounding in place
(a straight-through estimator, Bengio et al. 2013), the model loses little by it.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.utils import parametrize

from qa.reader.fourbit import GROUP, LEVELS, MULTIPLES
from qa.reader.train.model import SpanModel


class Rounded(nn.Module):
    """A matrix (outputs, inputs) as it is read back; the same rounding as `FourBit.of`."""

    def forward(self, weight: Tensor) -> Tensor:
        groups = weight.detach().view(len(weight), -1, GROUP)
        peaks = groups.abs().amax(2, keepdim=True)
        scales = peaks.amax(1, keepdim=True).clamp_min(1e-6) / (LEVELS * MULTIPLES)
        multiples = (peaks / (LEVELS * scales) - 1e-4).ceil().clamp(1, MULTIPLES)
        step = scales * multiples
        rounded = (groups / step).round().clamp(-LEVELS, LEVELS) * step
        return weight + (rounded.view_as(weight) - weight).detach()


def round_weights(model: SpanModel) -> SpanModel:
    """`model` with every matrix of the encoder's layers rounded on the way forward."""
    for part in model.encoder.encoder.modules():
        if isinstance(part, nn.Linear):
            parametrize.register_parametrization(part, "weight", Rounded())
    return model
