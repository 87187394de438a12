"""The trained span model at work: a small transformer in ONNX, its ends in numpy.

`qa.reader.train.model` explains the model. The encoder's layers run in onnxruntime with whole
numbers; piece vectors, places and the scores of the spans are computed here. A window is
read on its own, so nothing is padded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.errors import ModelUnavailable
from qa.reader.fourbit import FourBit
from qa.reader.lexicon import Floats
from qa.reader.pieces import PieceTable, Splitter

LONGEST_ANSWER = 16
#: Pieces of question and text together.
LONGEST_INPUT = 288
_MATRIX = "matrix."
ENCODER, REST, VOCABULARY = "encoder.onnx", "reader.safetensors", "vocabulary.txt"


class Network:
    """The weights of the trained model, ready to score spans."""

    def __init__(
        self, encoder: Any, weights: Mapping[str, npt.NDArray[Any]], splitter: Splitter
    ) -> None:
        self._encoder, self._splitter = encoder, splitter
        self._table = PieceTable.of(weights)
        self._weights: dict[str, Floats] = {
            name: value.astype(np.float32)
            for name, value in weights.items()
            if not name.startswith(("pieces.", _MATRIX))
        }

    @classmethod
    def load(cls, folder: Path) -> Network:
        """Open the files of `folder`; raises `ModelUnavailable` when one is gone or bad."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            weights = load_file(str(folder / REST))
            session = _open_encoder(folder / ENCODER, weights)
            return cls(session, weights, Splitter.load(folder / VOCABULARY))
        except (OSError, SafetensorError, KeyError, RuntimeError) as error:
            raise _unreadable(folder, error) from error
        except Exception as error:  # onnxruntime raises classes of its own, straight from Exception
            if type(error).__module__.startswith("onnxruntime"):
                raise _unreadable(folder, error) from error
            raise

    def score(
        self, question: Sequence[str], windows: Sequence[Sequence[str]]
    ) -> list[tuple[Floats, float]]:
        """For each window of T words, span scores (T, LONGEST_ANSWER) and that of no answer.

        The span at [t, k] begins at word t and has k + 1 words; invalid ones are among them.
        """
        asked = [piece for word in self._splitter.split(question) for piece in word]
        head = [self._splitter.first, *asked[: LONGEST_INPUT // 3], self._splitter.between]
        return [self._score(head, self._splitter.split(words)) for words in windows]

    def _score(self, head: list[int], words: Sequence[Sequence[int]]) -> tuple[Floats, float]:
        sizes = np.array([len(word) for word in words])
        starts = len(head) + np.concatenate([[0], np.cumsum(sizes)[:-1]])
        ids = [*head, *(piece for word in words for piece in word)][: LONGEST_INPUT - 1]
        ids.append(self._splitter.between)
        states = self._encode(np.array(ids), len(head))
        last = len(ids) - 1
        firsts, lasts = np.minimum(starts, last), np.minimum(starts + sizes - 1, last)
        return self._spans(states[0], states[firsts], states[lasts])

    def _encode(self, ids: npt.NDArray[np.integer[Any]], side: int) -> Floats:
        """Pieces (L,) to states (L, W)."""
        table = self._weights
        states = self._table.vectors(ids) + table["places"][: len(ids)]
        states[:side] += table["sides"][0]
        states[side:] += table["sides"][1]
        states -= states.mean(-1, keepdims=True)
        states /= np.sqrt((states * states).mean(-1, keepdims=True) + np.float32(1e-12))
        states = states * table["norm.weight"] + table["norm.bias"]
        (found,) = self._encoder.run(None, {"states": states[None]})
        return np.asarray(found[0], np.float32)

    def _spans(self, whole: Floats, firsts: Floats, lasts: Floats) -> tuple[Floats, float]:
        start, end = self._linear("start", firsts), self._linear("end", lasts)
        alone = self._linear("start_end", firsts)[:, 0]
        last = _padded(self._linear("start_end", lasts)[:, 1])
        end, size = _padded(end), len(start)
        weigh = self._weights["base"] + self._linear("weigh", whole)
        scores = np.empty((size, LONGEST_ANSWER), np.float32)
        for extra in range(LONGEST_ANSWER):
            joint = start + end[extra : extra + size]
            joint += self._weights["length"][extra]
            np.maximum(joint, 0.0, out=joint)
            scores[:, extra] = joint @ weigh + alone + last[extra : extra + size]
        return scores, float(self._linear("none", whole)[0])

    def _linear(self, name: str, inputs: Floats) -> Floats:
        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return np.asarray(inputs @ weight.T + bias, np.float32)


def _open_encoder(path: Path, weights: Mapping[str, npt.NDArray[Any]]) -> Any:
    """The graph with its matrices handed over: whole numbers and the scales of their columns."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    values: dict[str, npt.NDArray[Any]] = {}
    for key in weights:
        name = key.removeprefix(f"{_MATRIX}packed.")
        if name != key:
            parts = (weights[f"{_MATRIX}{part}.{name}"] for part in FourBit.PARTS)
            values |= initializers(name, FourBit(*parts))
    hand_over(options, values)
    # the graph was optimised when it was exported; doing it again takes most of the opening
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def initializers(name: str, matrix: FourBit) -> dict[str, npt.NDArray[Any]]:
    """What the graph calls the whole numbers and the scales of the matrix `name`."""
    return {f"{name}_quantized": matrix.whole(), f"{name}_scale": matrix.scales}


def hand_over(options: Any, values: Mapping[str, npt.NDArray[Any]]) -> None:
    """Give a session the data that its graph says are elsewhere."""
    import onnxruntime

    handed = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in values.values()]
    options.add_external_initializers(list(values), handed)


def _unreadable(folder: Path, error: Exception) -> ModelUnavailable:
    return ModelUnavailable(
        f"{folder}: the reader's weights cannot be read ({error}); install the package again"
    )


def _padded(states: Floats) -> Floats:
    """Room for the longest span after the last word; what stands there is never valid."""
    rest = np.zeros((LONGEST_ANSWER, *states.shape[1:]), np.float32)
    return np.concatenate([states, rest])
