"""The trained span model's forward pass in numpy; `qa.reader.train.model` explains the layers.

An ONNX graph of this model took over a second to open its session, where these arrays open in
milliseconds; on eight long passages the graph was somewhat faster than a first numpy version.
Arrays are time-major, (T, B, width), so that a step of the recurrence is one contiguous block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.errors import ModelUnavailable
from qa.reader.lexicon import Floats, Ints

LONGEST_ANSWER = 16
_CLOSED = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class QuestionInput:
    """One question of Q words: vectors (Q, 256), codes (Q, 3), features (Q, 13)."""

    vectors: Floats
    codes: Ints
    features: Floats


@dataclass(frozen=True, slots=True)
class TextInput:
    """B windows of at most T words: vectors (T, B, 256), codes (T, B, 3), features (T, B, F).

    `mask` (T, B) is 1 for words and 0 for padding at a window's end.
    """

    vectors: Floats
    codes: Ints
    features: Floats
    mask: Floats


class Network:
    """The weights of one trained model, ready to score spans."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        # `x @ w.T` with a contiguous transpose is the faster order for small batches
        self._weights = {
            name: np.ascontiguousarray(value.T) if value.ndim == 2 and _is_linear(name) else value
            for name, value in weights.items()
        }
        self.hidden = weights["norms.0.weight"].shape[0] // 2

    @classmethod
    def load(cls, path: Path) -> Network:
        """Read half- or single-precision weights; raises `ModelUnavailable` when unreadable."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            stored = load_file(str(path))
            return cls({name: value.astype(np.float32) for name, value in stored.items()})
        except (OSError, SafetensorError, KeyError) as error:
            raise ModelUnavailable(
                f"{path}: the reader's weights cannot be read ({error}); install the package again"
            ) from error

    def score(self, question: QuestionInput, text: TextInput) -> tuple[Floats, float]:
        """Span scores (T, B, LONGEST_ANSWER), invalid ones among them, and that of no answer.

        The span at [t, b, k] begins at word t of window b and has k + 1 words.
        """
        asked = self._words(question.vectors, question.codes)
        words = self._words(text.vectors, text.codes)
        aligned = self._align(words, asked)
        encoded = self._encode_question(asked, question.features)
        states = np.concatenate([words, aligned, text.features], -1)
        for layer in ("read.0", "read.1"):
            states = self._recurrent(layer, states, text.mask)
        states = self._fuse(self._norm("norms.1", states), encoded, text.features)
        states = self._recurrent("model.0", states, text.mask)
        states = self._norm("norms.2", self._attend(states, text.mask))
        states = self._norm("norms.3", states + self._recurrent("model.1", states, text.mask))
        weights = _softmax(self._linear("pool", encoded), axis=0)
        pooled = (weights * encoded).sum(0)
        return self._spans(states, pooled), float(self._linear("none", pooled)[0])

    def _linear(self, name: str, inputs: Floats) -> Floats:
        weight = self._weights[f"{name}.weight"]
        flat = inputs.reshape(-1, inputs.shape[-1]) @ weight
        flat += self._weights[f"{name}.bias"]
        return flat.reshape(*inputs.shape[:-1], weight.shape[1])

    def _words(self, vectors: Floats, codes: Ints) -> Floats:
        table = self._weights
        extra = table["input.suffix.weight"][codes[..., 0]]
        extra = extra + table["input.form.weight"][codes[..., 1]]
        states = self._linear("input.project", vectors * np.float32(16.0))
        states += self._linear("input.extra", extra)
        states += table["input.tuned.weight"][codes[..., 2]]
        return states

    def _align(self, words: Floats, asked: Floats) -> Floats:
        """The question as each word of the text sees it (aligned question embedding)."""
        left, right = (np.maximum(self._linear("align", x), 0.0) for x in (words, asked))
        return np.asarray(_softmax(left @ right.T, axis=-1) @ asked, np.float32)

    def _encode_question(self, asked: Floats, features: Floats) -> Floats:
        states = np.concatenate([asked, features], -1)[:, None]
        mask = np.ones(states.shape[:2], np.float32)
        for layer in ("question.0", "question.1"):
            states = self._recurrent(layer, states, mask)
        return self._norm("norms.0", states)[:, 0]

    def _recurrent(self, name: str, inputs: Floats, mask: Floats) -> Floats:
        """A bidirectional simple recurrent layer (T, B, width) -> (T, B, 2 * hidden)."""
        long, batch = inputs.shape[:2]
        mixed = self._linear(f"{name}.gates", inputs).reshape(long, batch, 4, 2 * self.hidden)
        value, through = mixed[:, :, 0], mixed[:, :, 3]
        gates = _sigmoid(mixed[:, :, 1:3])
        forget = gates[:, :, 0]
        add = (value - forget * value) * mask[:, :, None]
        # both ways in one scan: the half that runs from the end is turned round and back
        cells = self._turned(_scan(self._turned(forget), self._turned(add)))
        np.tanh(cells, out=cells)
        cells -= through
        cells *= gates[:, :, 1]
        cells += through
        return cells

    def _turned(self, states: Floats) -> Floats:
        turned = np.ascontiguousarray(states)
        turned = turned.copy() if turned is states else turned
        turned[..., self.hidden :] = states[::-1, :, self.hidden :]
        return turned

    def _fuse(self, text: Floats, asked: Floats, features: Floats) -> Floats:
        keys, wanted = self._linear("key", text), self._linear("ask", asked)
        scores = keys @ wanted.T * np.float32(wanted.shape[-1] ** -0.5)
        found = _softmax(scores, axis=-1) @ asked
        joined = np.concatenate([text, found, text * found, features], -1)
        return np.maximum(self._linear("fuse", joined), 0.0)

    def _attend(self, states: Floats, mask: Floats) -> Floats:
        """Two heads of attention of each window to itself, with a gate on what is taken over."""
        long, batch = states.shape[:2]
        mixed = self._linear("self_attention.mix", states).reshape(long, batch, 3, 2, -1)
        # numpy multiplies stacks by its matrix library only where they lie in order
        query, value = (np.ascontiguousarray(mixed[:, :, n].transpose(1, 2, 0, 3)) for n in (0, 2))
        key = np.ascontiguousarray(mixed[:, :, 1].transpose(1, 2, 3, 0))
        scores = query @ key
        scores *= np.float32(query.shape[-1] ** -0.5)
        scores += (1.0 - mask.T)[:, None, None] * _CLOSED
        taken = (_softmax(scores, axis=-1) @ value).transpose(2, 0, 1, 3).reshape(long, batch, -1)
        gate = _sigmoid(self._linear("self_attention.gate", states))
        return states + gate * self._linear("self_attention.out", taken)

    def _spans(self, states: Floats, pooled: Floats) -> Floats:
        long, batch = states.shape[:2]
        start, end = np.split(self._linear("ends", states), 2, axis=-1)
        alone = self._linear("start_end", states)
        weigh = self._weights["base"] + self._linear("weigh", pooled)
        wanted = self._linear("wanted", pooled).reshape(-1, 2) * np.float32(1 / 8)
        fit = np.tanh(self._linear("inside", states)) @ wanted
        sums = _padded(fit.cumsum(0))
        before = sums[:long] - fit
        end, last = _padded(end), _padded(alone[..., 1])
        scores = np.empty((long, batch, LONGEST_ANSWER), np.float32)
        for extra in range(LONGEST_ANSWER):
            joint = start + end[extra : extra + long]
            joint += self._weights["length"][extra]
            np.maximum(joint, 0.0, out=joint)
            inside = sums[extra : extra + long] - before
            scores[..., extra] = joint @ weigh + alone[..., 0] + last[extra : extra + long]
            scores[..., extra] += inside[..., 0] + inside[..., 1] / np.float32(extra + 1)
        return scores

    def _norm(self, name: str, states: Floats) -> Floats:
        centred: Floats = states - states.mean(-1, keepdims=True)
        variance = (centred * centred).mean(-1, keepdims=True)
        centred /= np.sqrt(variance + np.float32(1e-5))
        centred *= self._weights[f"{name}.weight"]
        centred += self._weights[f"{name}.bias"]
        return centred


def mean_scores(
    networks: Sequence[Network], question: QuestionInput, text: TextInput
) -> tuple[Floats, float]:
    """The mean of several networks' span and no-answer scores."""
    parts = [network.score(question, text) for network in networks]
    spans = sum((spans for spans, _ in parts[1:]), parts[0][0]) / np.float32(len(parts))
    return spans, sum(none for _, none in parts) / len(parts)


def _is_linear(name: str) -> bool:
    looked_up = ("input.tuned.", "input.suffix.", "input.form.")
    return name.endswith(".weight") and not name.startswith(looked_up)


def _scan(forget: Floats, add: Floats) -> Floats:
    """cells[t] = forget[t] * cells[t - 1] + add[t] along the first axis; takes over `add`."""
    kept = np.empty_like(add[0])
    for gate, before, cell in zip(forget[1:], add[:-1], add[1:], strict=True):
        np.multiply(gate, before, kept)
        np.add(cell, kept, cell)
    return add


def _sigmoid(values: Floats) -> Floats:
    # through tanh, which neither overflows nor needs a second pass
    states: Floats = np.tanh(values * np.float32(0.5))
    states += np.float32(1.0)
    states *= np.float32(0.5)
    return states


def _softmax(scores: Floats, *, axis: int) -> Floats:
    shares = np.exp(scores - scores.max(axis, keepdims=True))
    shares /= shares.sum(axis, keepdims=True)
    return np.asarray(shares, np.float32)


def _padded(states: Floats) -> Floats:
    """Room for the longest span after the last word; what stands there is never valid."""
    rest = np.zeros((LONGEST_ANSWER, *states.shape[1:]), np.float32)
    return np.concatenate([states, rest])
