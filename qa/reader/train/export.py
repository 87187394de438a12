"""From checkpoints to the package: one ONNX file, its words and settings beside it.

Several checkpoints become one graph whose span and no-answer scores are the models' means.
Weights are stored in half precision and widened when the graph is opened. Needs `onnx`.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from qa.reader.features import FEATURES, VECTOR_SIZE
from qa.reader.train.model import Recurrent, Shape, SpanModel

INPUTS = (
    "question", "question_codes", "question_features", "question_mask",
    "words", "codes", "features", "mask",
)  # fmt: skip
OUTPUTS = ("spans", "none")
_LEAST_STORED_HALF = 1024


class Ensemble(nn.Module):
    """The mean of several models' scores."""

    def __init__(self, models: Sequence[SpanModel]) -> None:
        super().__init__()
        self.models = nn.ModuleList(models)

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        spans, none = zip(*(model(*inputs) for model in self.models), strict=True)
        return torch.stack(spans).mean(0), torch.stack(none).mean(0)


def load_model(checkpoint: Path) -> tuple[SpanModel, list[str]]:
    """The averaged weights of a checkpoint, ready to predict, and its tuned words."""
    state = torch.load(checkpoint, weights_only=True)
    model = SpanModel(Shape(**state["sizes"]))
    model.load_state_dict(state["average"])
    return model.eval(), list(state["tuned"])


def export(checkpoints: Sequence[Path], folder: Path) -> Path:
    """Write `reader.onnx` and `reader.json` (tuned words) to `folder`; returns the former."""
    loaded = [load_model(path) for path in checkpoints]
    words = loaded[0][1]
    if any(other != words for _, other in loaded):
        raise ValueError("the checkpoints were trained with different tuned words")
    target = folder / "reader.onnx"
    folder.mkdir(parents=True, exist_ok=True)
    write_graph(Ensemble([model for model, _ in loaded]).eval(), target)
    store_half(target)
    record = {"tuned": words, "models": len(loaded)}
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    (folder / "reader.json").write_text(text + "\n", encoding="utf-8")
    return target


def write_graph(model: nn.Module, target: Path) -> None:
    """Trace the model with free batch, text and question sizes (text a multiple of CHUNK)."""
    for module in model.modules():
        if isinstance(module, Recurrent):
            module.export = True
    free = {
        name: {0: "batch", 1: "asked" if name.startswith("question") else "length"}
        for name in INPUTS
    }
    with warnings.catch_warnings():
        # the tracing exporter needs no further package and writes the smaller, faster graph
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, example_inputs(3, 48, 8), str(target), dynamo=False, opset_version=17,
            input_names=list(INPUTS), output_names=list(OUTPUTS),
            dynamic_axes={**free, "spans": {0: "batch", 1: "length"}, "none": {0: "batch"}},
        )  # fmt: skip


def example_inputs(batch: int, length: int, asked: int) -> tuple[Tensor, ...]:
    """Inputs of the right shapes with fixed arbitrary values."""
    source = torch.Generator().manual_seed(0)

    def side(size: int, features: int) -> tuple[Tensor, ...]:
        return (
            torch.randn(batch, size, VECTOR_SIZE, generator=source) / 16.0,
            torch.randint(0, 60, (batch, size, 3), generator=source),
            torch.rand(batch, size, features, generator=source),
            torch.ones(batch, size),
        )

    return (*side(asked, 13), *side(length, FEATURES))


def store_half(path: Path) -> None:
    """Rewrite the file with its large weights in half precision, widened by a cast."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(str(path))
    casts: list[Any] = []
    for weights in model.graph.initializer:
        values = numpy_helper.to_array(weights)
        if values.dtype != np.float32 or values.size < _LEAST_STORED_HALF:
            continue
        name = weights.name
        weights.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
        casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, str(path))
