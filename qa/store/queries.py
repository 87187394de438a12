"""How a question is encoded: the built-in vectors, adapted so that it lies near its answer.

Passages keep the plain mean of their token vectors, so that an index is good for any adaptation.
A question's token vectors are weighed one by one and their sum is turned by a 256 x 256 matrix;
both are fitted by `python -m qa.reader.train.fit_queries` (InfoNCE: van den Oord et al. 2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

FILE = Path(__file__).parent / "weights" / "queries.safetensors"


@dataclass(frozen=True, slots=True)
class QueryAdapter:
    """`weights` (V,) of the tokens, and the `projection` (D, D) of their sum."""

    weights: NDArray[np.float32]
    projection: NDArray[np.float32]

    @classmethod
    def load(cls, path: Path = FILE) -> QueryAdapter:
        """Read the file of `fit_queries`. Raises `ModelUnavailable` when it is gone or not ours."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            found = load_file(path)
            return cls(found["weights"].astype("float32"), found["projection"].astype("float32"))
        except (OSError, SafetensorError, KeyError) as error:
            raise ModelUnavailable(
                f"{path}: the adaptation of questions cannot be read ({error}); install the "
                "package again"
            ) from error

    def encode(self, table: NDArray[np.float16], ids: Sequence[int]) -> NDArray[np.float32]:
        """The vector (D,) of a question of these tokens of `table` (V, D), not of unit length."""
        rows = table[list(ids)].astype("float32")
        found: NDArray[np.float32] = (self.weights[list(ids)] @ rows) @ self.projection
        return found
