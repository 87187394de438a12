"""The span model: a small transformer encoder whose states score every short span.

The question and a stretch of text are read together, in the encoder's word pieces (Devlin et al.
2019). Every span of up to 16 words inside a sentence has a score from the states of its first and
last piece (Lee et al. 2016, RaSoR), and one softmax runs over all spans and "no answer", whose
score comes from the state of the whole. A teacher with all layers of a pretrained encoder and the
small model that is shipped differ only in their number of layers and in the table of their
piece vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from qa.reader.network import LONGEST_ANSWER
from qa.reader.train.compose import Batch
from qa.reader.train.inputs import Inputs, Pieces

NEGATIVE = -1e4
SPAN = 128
#: How `torch` names a weight that is rounded on the way forward (`fewbits`).
ROUNDED = ".parametrizations.weight.original"


class SpanModel(nn.Module):
    """An encoder with scores of all spans and of "no answer"; see the module's docstring."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.start, self.end = nn.Linear(width, SPAN), nn.Linear(width, SPAN)
        self.length = nn.Parameter(torch.zeros(LONGEST_ANSWER, SPAN))
        self.weigh = nn.Linear(width, SPAN)
        self.base = nn.Parameter(torch.randn(SPAN) * SPAN**-0.5)
        self.start_end, self.none = nn.Linear(width, 2), nn.Linear(width, 1)
        self.drop = nn.Dropout(0.1)

    def forward(self, pieces: Pieces) -> tuple[Tensor, Tensor]:
        """Span scores (B, T, LONGEST_ANSWER), not yet masked, and no-answer scores (B,)."""
        states = self.encoder(
            input_ids=pieces.ids, attention_mask=pieces.mask, token_type_ids=pieces.side
        ).last_hidden_state.float()
        whole, states = states[:, 0], self.drop(states)
        firsts, lasts = _pick(states, pieces.starts), _pick(states, pieces.ends)
        start, size = self.start(firsts), firsts.shape[1]
        end = nn.functional.pad(self.end(lasts), (0, 0, 0, LONGEST_ANSWER))
        alone = self.start_end(firsts)[..., 0]
        last = nn.functional.pad(self.start_end(lasts)[..., 1], (0, LONGEST_ANSWER))
        weigh = (self.base + self.weigh(whole)).unsqueeze(2)
        rows = []
        for extra in range(LONGEST_ANSWER):
            joint = torch.relu(start + end[:, extra : extra + size] + self.length[extra])
            rows.append((joint @ weigh).squeeze(-1) + alone + last[:, extra : extra + size])
        return torch.stack(rows, -1), self.none(whole).squeeze(-1)


def _pick(states: Tensor, places: Tensor) -> Tensor:
    return states.gather(1, places.unsqueeze(-1).expand(-1, -1, states.shape[-1]))


@torch.no_grad()
def log_shares(model: SpanModel, inputs: Inputs, batch: Batch) -> Any:
    """Log probabilities (B, T * LONGEST_ANSWER + 1) of all spans and, last, of no answer."""
    model.eval()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores, none = model(inputs.split(batch))
    closed = scores.float().masked_fill(torch.from_numpy(batch.valid) == 0, NEGATIVE)
    logits = torch.cat([closed.flatten(1), none.float().unsqueeze(1)], 1)
    return logits.log_softmax(1).numpy()


def load_pretrained(folder: Path) -> SpanModel:
    """A model on the encoder that `transformers` saved in `folder`, its scores untrained."""
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(
        str(folder), add_pooling_layer=False, attn_implementation="eager",
        attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    return SpanModel(encoder)


def load_checkpoint(path: Path) -> SpanModel:
    """The model of a checkpoint."""
    from transformers import BertConfig, BertModel

    state = torch.load(path, weights_only=True)
    config = BertConfig.from_dict(state["config"])
    config._attn_implementation = "eager"
    model = SpanModel(BertModel(config, add_pooling_layer=False))
    plain = {name.replace(ROUNDED, ".weight"): value for name, value in state["model"].items()}
    model.load_state_dict(plain)
    return model


def keep_layers(model: SpanModel, layers: Sequence[int]) -> SpanModel:
    """`model` with only the numbered layers of its encoder left."""
    encoder = model.encoder
    encoder.encoder.layer = nn.ModuleList(encoder.encoder.layer[number] for number in layers)
    encoder.config.num_hidden_layers = len(layers)
    for number, layer in enumerate(encoder.encoder.layer):
        layer.attention.self.layer_idx = number
    return model


def set_table(model: SpanModel, table: Tensor) -> SpanModel:
    """`model` with a fixed table of piece vectors, for another vocabulary."""
    words = nn.Embedding(len(table), table.shape[1])
    words.weight = nn.Parameter(table, requires_grad=False)
    model.encoder.embeddings.word_embeddings = words
    model.encoder.config.vocab_size = len(table)
    return model


def span_loss(scores: Tensor, none: Tensor, valid: Tensor, target: Tensor, share: Tensor) -> Tensor:
    """Cross-entropy of the wanted shares against one softmax over spans and "no answer"."""
    closed = scores.masked_fill(valid == 0, NEGATIVE).flatten(1)
    logits = torch.cat([closed, none.unsqueeze(1)], 1).log_softmax(1)
    wanted = torch.cat([target.flatten(1), share.unsqueeze(1)], 1)
    return -(wanted * logits).sum(1).mean()
