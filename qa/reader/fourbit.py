"""Matrices stored in four bits a number, and read back as eight-bit ones without loss.

A column of the matrix has one scale; every 64 numbers of it share a whole multiple of that scale,
1 to 9, and each number is a level from -7 to 7. So level times multiple is a whole number of seven
bits, which is what the encoder computes with; on processors that add products of eight bits in
sixteen, seven are all that cannot overflow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from qa.reader.lexicon import Floats

GROUP = 64
LEVELS = 7
MULTIPLES = 9


@dataclass(frozen=True, slots=True)
class FourBit:
    """A matrix (rows, columns): `packed` (rows * columns / 2,) holds two levels a byte, the first
    half of the matrix in the lower four bits; `multiples` are (rows / 64, columns), `scales`
    (columns,)."""

    packed: npt.NDArray[np.uint8]
    multiples: npt.NDArray[np.int8]
    scales: Floats

    PARTS: ClassVar = ("packed", "multiples", "scales")

    @classmethod
    def of(cls, matrix: Floats) -> FourBit:
        """Round `matrix`, whose rows must be a multiple of `GROUP`."""
        columns = matrix.shape[1]
        groups = matrix.reshape(-1, GROUP, columns)
        peaks = np.abs(groups).max(1)
        scales = np.maximum(peaks.max(0), 1e-6) / np.float32(LEVELS * MULTIPLES)
        multiples = np.clip(np.ceil(peaks / (LEVELS * scales) - 1e-4), 1, MULTIPLES)
        levels = np.rint(groups / (scales * multiples)[:, None])
        shifted = (np.clip(levels, -LEVELS, LEVELS) + LEVELS).astype(np.uint8).ravel()
        half = len(shifted) // 2
        packed = shifted[:half] | shifted[half:] << 4
        return cls(packed, multiples.astype(np.int8), scales.astype(np.float32))

    def whole(self) -> npt.NDArray[np.int8]:
        """The matrix as whole numbers of seven bits, (rows, columns); times `scales` it is real."""
        columns = self.multiples.shape[1]
        levels = np.concatenate([self.packed & 15, self.packed >> 4]).view(np.int8)
        levels -= LEVELS
        groups = levels.reshape(-1, GROUP, columns)
        groups *= self.multiples[:, None]
        return groups.reshape(-1, columns)
