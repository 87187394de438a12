"""`python -m qa.reader.train.export CHECKPOINT --table FOLDER`: the files of the package.

The encoder's layers as an ONNX graph without its matrices; these in four bits, the piece table,
places and scores beside it; the vocabulary, and a record of where they come from. Needs the `onnx`
package.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from qa.reader.fourbit import FourBit
from qa.reader.network import (
    ENCODER,
    LONGEST_INPUT,
    REST,
    VOCABULARY,
    hand_over,
    initializers,
)
from qa.reader.scoring import WEIGHTS
from qa.reader.train.command import run
from qa.reader.train.model import SpanModel, load_checkpoint
from qa.reader.train.quantise import TABLE

#: Fusions that cost time on a processor: layer norms take four times as long with the sum before
#: them in one node, products twice as long with their input's rounding in it.
_SLOWER = ["SkipLayerNormFusion", "DynamicQuantizeMatMulFusion"]
_HEAD = ("start", "end", "weigh", "start_end", "none")


class Layers(nn.Module):
    """The encoder's layers alone, from embedded pieces (1, L, W) to states, nothing masked."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.layers = encoder.encoder.layer
        self.heads = encoder.config.num_attention_heads

    def forward(self, states: Tensor) -> Tensor:
        for layer in self.layers:
            own, size = layer.attention.self, states.shape[1]
            query, key, value = (
                part(states).view(1, size, self.heads, -1).transpose(1, 2)
                for part in (own.query, own.key, own.value)
            )
            # scaled before the product, which has many more numbers
            scores = (query * query.shape[-1] ** -0.5) @ key.transpose(2, 3)
            mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(1, size, -1)
            out = layer.attention.output
            states = out.LayerNorm(out.dense(mixed) + states)
            inner = nn.functional.gelu(layer.intermediate.dense(states))
            states = layer.output.LayerNorm(layer.output.dense(inner) + states)
        return states


def export(
    checkpoint: Path, table: Path, folder: Path, record: Mapping[str, Any] | None = None
) -> None:
    """Write everything that `qa.reader.network.Network` reads, and `reader.json`, to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    model = load_checkpoint(checkpoint).eval()
    matrices = write_encoder(model, folder / ENCODER)
    write_rest(model, table / TABLE, matrices, folder / REST)
    shutil.copyfile(table / VOCABULARY, folder / VOCABULARY)
    settings = {**(record or {}), "origin": describe(checkpoint)}
    text = json.dumps(settings, ensure_ascii=False, separators=(",", ":"))
    (folder / "reader.json").write_text(text + "\n", encoding="utf-8")


def write_encoder(model: SpanModel, path: Path) -> dict[str, FourBit]:
    """Write the graph without its matrices; returns these, rounded, by their name in it."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full, ready, small = (Path(place) / name for name in ("full", "ready", "small"))
        torch.onnx.export(
            Layers(model.encoder).eval(), (torch.zeros(1, 20, model.encoder.config.hidden_size),),
            str(full), input_names=["states"], output_names=["read"],
            dynamic_axes={"states": {1: "pieces"}, "read": {1: "pieces"}},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quant_pre_process(str(full), str(ready), skip_symbolic_shape=True)
        real = {each.name: each for each in onnx.load(str(ready)).graph.initializer}
        quantize_dynamic(
            str(ready), str(small), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
        graph = onnx.load(str(small))
    matrices: dict[str, FourBit] = {}
    for value in graph.graph.initializer:
        name = value.name.removesuffix("_quantized")
        if name != value.name and name in real:
            matrices[name] = FourBit.of(onnx.numpy_helper.to_array(real[name]))
            _leave_out(value)
        elif value.name.endswith("_scale") and value.name.removesuffix("_scale") in real:
            _leave_out(value)
    _write_optimised(graph, matrices, path)
    return matrices


def _write_optimised(graph: Any, matrices: Mapping[str, FourBit], path: Path) -> None:
    """Write the graph as onnxruntime runs it on any processor, again without its matrices."""
    import onnx
    import onnxruntime

    values: dict[str, Any] = {}
    for name, matrix in matrices.items():
        values |= initializers(name, matrix)
    with tempfile.TemporaryDirectory() as place:
        plain, optimised = Path(place) / "plain", Path(place) / "optimised"
        onnx.save(graph, str(plain))
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        options.optimized_model_filepath = str(optimised)
        hand_over(options, values)
        onnxruntime.InferenceSession(
            str(plain), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
        )
        found = onnx.load(str(optimised), load_external_data=False)
    for value in found.graph.initializer:
        if value.name in values:
            _leave_out(value)
    onnx.save(found, str(path))


def _leave_out(value: Any) -> None:
    """Say of an initializer that its data are elsewhere: they are handed over at loading."""
    for field in ("raw_data", "float_data", "int32_data"):
        value.ClearField(field)
    del value.external_data[:]
    value.data_location = 1
    value.external_data.add(key="location", value="handed-over")


def write_rest(model: SpanModel, table: Path, matrices: Mapping[str, FourBit], path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    state = {name: value.numpy() for name, value in model.state_dict().items()}
    inside = "encoder.embeddings."
    half = {
        "places": state[f"{inside}position_embeddings.weight"][:LONGEST_INPUT],
        "sides": state[f"{inside}token_type_embeddings.weight"],
        "norm.weight": state[f"{inside}LayerNorm.weight"],
        "norm.bias": state[f"{inside}LayerNorm.bias"],
        "length": state["length"], "base": state["base"],
    }  # fmt: skip
    for name in _HEAD:
        half |= {f"{name}.{part}": state[f"{name}.{part}"] for part in ("weight", "bias")}
    arrays: dict[str, Any]
    arrays = {name: np.ascontiguousarray(value.astype(np.float16)) for name, value in half.items()}
    for name, matrix in matrices.items():
        arrays |= {f"matrix.{part}.{name}": getattr(matrix, part) for part in FourBit.PARTS}
    save_file({**load_file(str(table)), **arrays}, str(path))
    path.chmod(0o644)  # the library makes its files private; a package's are not


def describe(checkpoint: Path) -> str:
    """What a checkpoint was trained with, in one line."""
    state = torch.load(checkpoint, weights_only=True)
    plan = state["plan"]
    taught = " --labels" if state["labelled"] else ""
    return (
        f"python -m qa.reader.train{taught}, seed {plan['seed']}, {state['block']} blocks of "
        f"{plan['block_size']} contexts, {state['step']} steps, {state['seconds'] / 60:.0f} min"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m qa.reader.train.export", description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--table", type=Path, required=True, help="folder that `quantise` wrote")
    parser.add_argument("--to", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    export(options.checkpoint, options.table, options.to)
    return 0


if __name__ == "__main__":
    run(main)
