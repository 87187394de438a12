"""`python -m qa.reader.train.export CHECKPOINT...`: weights for the package.

Half-precision weights, one file a checkpoint, and the words tuned in training. Several
checkpoints are read as one reader, their scores averaged.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from qa.reader.scoring import WEIGHTS
from qa.reader.train.model import Shape, SpanModel


def load_model(checkpoint: Path) -> tuple[SpanModel, list[str]]:
    """The averaged weights of a checkpoint, ready to predict, and its tuned words."""
    state = torch.load(checkpoint, weights_only=True)
    model = SpanModel(Shape(**state["sizes"]))
    model.load_state_dict(state["average"])
    return model.eval(), list(state["tuned"])


def export(
    checkpoints: Sequence[Path], folder: Path, blend: Mapping[str, float] | None = None
) -> list[Path]:
    """Write each checkpoint's weights and one `reader.json` to `folder`; returns the former.

    Raises `ValueError` when the checkpoints were trained with different tuned words: one table of
    word codes serves all of them.
    """
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    loaded = [load_model(path) for path in checkpoints]
    words = loaded[0][1]
    if any(other != words for _, other in loaded):
        raise ValueError("the checkpoints were trained with different tuned words")
    targets = [folder / f"reader-{number}.safetensors" for number in range(1, len(loaded) + 1)]
    for (model, _), target in zip(loaded, targets, strict=True):
        state = {
            name: value.numpy().astype(np.float16) for name, value in model.state_dict().items()
        }
        save_file(state, str(target))
        target.chmod(0o644)  # the library makes its files private; a package's are not
    record: dict[str, Any] = {"networks": [target.name for target in targets], "tuned": words}
    record |= {"blend": blend or {}, "origin": [describe(path) for path in checkpoints]}
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    (folder / "reader.json").write_text(text + "\n", encoding="utf-8")
    return targets


def describe(checkpoint: Path) -> str:
    """What a checkpoint was trained with, in one line."""
    state = torch.load(checkpoint, weights_only=True)
    plan = state["plan"]
    return (
        f"python -m qa.reader.train, seed {plan['seed']}, {state['block']} blocks of "
        f"{plan['block_size']} questions, {state['step']} steps, {state['seconds'] / 60:.0f} min"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m qa.reader.train.export", description=__doc__)
    parser.add_argument("checkpoints", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, default=WEIGHTS)
    parser.add_argument("--weight", type=float, default=0.35, help="weight of the lexical reader")
    parser.add_argument("--floor", type=float, default=0.01, help="share that earns no bonus")
    parser.add_argument("--sharpness", type=float, default=1.0, help="power of the probabilities")
    options = parser.parse_args(arguments)
    blend = {name: getattr(options, name) for name in ("weight", "floor", "sharpness")}
    export(options.checkpoints, options.to, blend)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
