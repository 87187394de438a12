"""Retrieved passages laid end to end as words, and the windows the network reads them in.

Every word keeps its offsets in its document. A sentence that overlapping passages share is read
with each of them, for its context, but gives spans only once. A passage longer than a window is
read in several that overlap; a span belongs to the window that shows most around its first word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.reader.lexicon import Floats, Ints, Lexicon
from qa.reader.network import LONGEST_ANSWER
from qa.types import Hit

WINDOW = 192
STRIDE = 128


@dataclass(frozen=True, slots=True)
class Stream:
    """N words of all passages. `hits`, `sentences` number them; offsets are the document's.

    `bounds[s]` is sentence s in its document; `fresh` is False where the sentence already stood
    in an earlier passage.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    sentences: Ints
    hits: Ints
    bounds: tuple[tuple[int, int], ...]
    fresh: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)


def lay_out(lexicon: Lexicon, hits: Sequence[Hit]) -> Stream:
    """The words of every passage, in the order of `hits`."""
    parts: list[tuple[Ints, Ints, Ints, Ints, int]] = []
    bounds: list[tuple[int, int]] = []
    fresh: list[bool] = []
    seen: set[tuple[str, int, int]] = set()
    for number, hit in enumerate(hits):
        passage = hit.passage
        inside = [(a - passage.start, b - passage.start) for a, b in passage.sentences]
        words = lexicon.read(passage.text, inside)
        starts, ends = words.starts + passage.start, words.ends + passage.start
        parts.append((words.ids, starts, ends, words.sentences + len(bounds), number))
        for start, end in passage.sentences:
            key = (passage.document, start, end)
            fresh.append(key not in seen)
            seen.add(key)
            bounds.append((start, end))
    return _join(parts, tuple(bounds), fresh)


def _join(
    parts: Sequence[tuple[Ints, Ints, Ints, Ints, int]],
    bounds: tuple[tuple[int, int], ...],
    fresh: Sequence[bool],
) -> Stream:
    empty = [np.zeros(0, np.int32)]
    ids, starts, ends, sentences = (
        np.concatenate([*empty, *(part[column] for part in parts)]).astype(np.int32)
        for column in range(4)
    )
    sizes = [len(part[0]) for part in parts]
    hits = np.repeat(np.array([part[4] for part in parts], np.int32), sizes)
    news = np.array(fresh, np.bool_)[sentences] if len(ids) else np.zeros(0, np.bool_)
    return Stream(ids, starts, ends, sentences, hits, bounds, news)


def find_windows(hits: Ints, chosen: Sequence[int]) -> list[tuple[int, int]]:
    """[first, last) word ranges over the stream, passage by passage, for the `chosen` hits.

    >>> find_windows(np.zeros(300, np.int32), [0])
    [(0, 192), (108, 300)]
    """
    windows: list[tuple[int, int]] = []
    for number in chosen:
        first, last = (int(np.searchsorted(hits, number, side)) for side in ("left", "right"))
        if first == last:
            continue
        begins = [*range(first, max(first + 1, last - WINDOW), STRIDE)]
        if last - first > WINDOW:
            begins = [begin for begin in begins if begin < last - WINDOW] + [last - WINDOW]
        windows += [(begin, min(last, begin + WINDOW)) for begin in begins]
    return windows


def valid_spans(stream: Stream, windows: Sequence[tuple[int, int]]) -> list[Floats]:
    """Per window (T, LONGEST_ANSWER): 1 for spans inside one new sentence that this window owns."""
    owner = np.full(len(stream), -1)
    margin = np.full(len(stream), -1)
    for number, (first, last) in enumerate(windows):
        places = np.arange(first, last)
        here = np.minimum(places - first, last - 1 - places)
        better = here > margin[first:last]
        owner[first:last][better] = number
        margin[first:last][better] = here[better]
    masks = []
    for number, (first, last) in enumerate(windows):
        sentences = stream.sentences[first:last]
        room = np.searchsorted(sentences, sentences, side="right") - np.arange(last - first)
        mine = (owner[first:last] == number) & stream.fresh[first:last]
        room = np.where(mine, room, 0)
        masks.append((np.arange(LONGEST_ANSWER)[None] < room[:, None]).astype(np.float32))
    return masks
