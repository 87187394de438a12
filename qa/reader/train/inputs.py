"""Batches of words as the encoder reads them: pieces, padded, with the place of each word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from qa.reader.lexicon import Ints, Lexicon
from qa.reader.network import LONGEST_INPUT
from qa.reader.pieces import Splitter
from qa.reader.train.compose import Batch, padded


@dataclass(frozen=True, slots=True)
class Pieces:
    """Piece numbers, mask and side (0 question, 1 text), each (B, L); and where each word begins
    and ends, (B, T)."""

    ids: Tensor
    mask: Tensor
    side: Tensor
    starts: Tensor
    ends: Tensor


class Inputs:
    """Splits the words of batches into pieces: [CLS] question [SEP] text [SEP]."""

    def __init__(self, lexicon: Lexicon, splitter: Splitter) -> None:
        self._lexicon, self._splitter = lexicon, splitter

    def split(self, batch: Batch) -> Pieces:
        rows, sides = [], []
        starts = np.zeros(batch.words.shape, np.int64)
        ends = np.zeros(batch.words.shape, np.int64)
        first, between = self._splitter.first, self._splitter.between
        for row in range(len(batch.words)):
            asked = self._of(batch.question[row, : int(batch.question_mask[row].sum())])
            ids = [first, *(piece for word in asked for piece in word), between]
            sides.append(len(ids))
            for place, word in enumerate(self._of(batch.words[row, : int(batch.mask[row].sum())])):
                starts[row, place] = len(ids)
                ids += word
                ends[row, place] = len(ids) - 1
            rows.append([*ids, between])
        return _pad(rows, sides, starts, ends)

    def _of(self, words: Ints) -> list[list[int]]:
        return self._splitter.split([self._lexicon.words[word] for word in words])


def _pad(
    rows: Sequence[Sequence[int]], sides: Sequence[int], starts: np.ndarray, ends: np.ndarray
) -> Pieces:
    # few distinct lengths: the matrix library prepares a kernel for each
    long = min(padded(max(map(len, rows)), 32), LONGEST_INPUT)
    ids = np.zeros((3, len(rows), long), np.int64)
    for number, (row, side) in enumerate(zip(rows, sides, strict=True)):
        size = min(len(row), long)
        ids[0, number, :size] = row[:size]
        ids[1, number, :size] = 1
        ids[2, number, side:size] = 1
    inside = (np.minimum(places, long - 1) for places in (starts, ends))
    return Pieces(*(torch.from_numpy(part) for part in (*ids, *inside)))
