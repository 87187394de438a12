"""Retrieved passages laid end to end as words, and the windows the network reads them in.

Every word keeps its offsets in its document. Of all passages only the sentences most like the
question are read, with those beside them, mostly in one window, so that the model weighs them
against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.reader.lexicon import Floats, Ints, Lexicon
from qa.reader.network import LONGEST_ANSWER
from qa.types import Hit

#: Words of a window at most; training contexts have 150.
WINDOW = 160


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

    @property
    def sizes(self) -> Ints:
        """(S,): the words of each sentence."""
        return np.bincount(self.sentences, minlength=len(self.bounds)).astype(np.int32)

    @property
    def firsts(self) -> Ints:
        """(S,): the first word of each sentence."""
        sizes = self.sizes
        return (np.cumsum(sizes) - sizes).astype(np.int32)

    @property
    def hits_of_sentences(self) -> Ints:
        """(S,): the hit of each sentence."""
        return self.hits[np.minimum(self.firsts, len(self) - 1)]


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


def choose_sentences(stream: Stream, worth: Floats, room: int) -> list[int]:
    """Sentences to read within `room` words, in the order of the stream.

    They are taken by `worth` (S,), best first, as long as they fit; the best one is always read.
    What an earlier passage showed already is left out, and what is worth -inf.
    """
    known = np.zeros(len(stream.bounds), np.bool_)
    known[stream.sentences[stream.fresh]] = True
    known &= worth > -np.inf
    taken: list[int] = []
    for number in np.argsort(-worth, kind="stable"):
        size = int(stream.sizes[number])
        if known[number] and (size <= room or not taken):
            taken.append(int(number))
            room -= size
    return sorted(taken)


def find_windows(stream: Stream, sentences: Sequence[int], size: int = WINDOW) -> list[Ints]:
    """Word numbers of each window: the given sentences side by side while they fit.

    A sentence longer than a window is read in several that overlap by a third.
    """
    windows: list[Ints] = []
    for number in sentences:
        first, last = (
            int(np.searchsorted(stream.sentences, number, side)) for side in ("left", "right")
        )
        for begin, end in _parts(first, last, size):
            part = np.arange(begin, end, dtype=np.int32)
            if windows and len(windows[-1]) + len(part) <= size:
                windows[-1] = np.concatenate([windows[-1], part])
            else:
                windows.append(part)
    return windows


def _parts(first: int, last: int, size: int) -> list[tuple[int, int]]:
    """Ranges of `size` words that overlap by a third and cover first..last."""
    if last - first <= size:
        return [(first, last)] if last > first else []
    begins = [*range(first, last - size, size - size // 3), last - size]
    return [(begin, begin + size) for begin in begins]


def valid_spans(stream: Stream, windows: Sequence[Ints]) -> list[Floats]:
    """Per window (T, LONGEST_ANSWER): 1 for spans inside one new sentence that this window owns.

    A word that several windows show belongs to the one that shows most around it.
    """
    owner = np.full(len(stream), -1)
    margin = np.full(len(stream), -1)
    for number, places in enumerate(windows):
        here = np.minimum(*_around(places))
        better = here > margin[places]
        owner[places[better]] = number
        margin[places[better]] = here[better]
    masks = []
    for number, places in enumerate(windows):
        room = _around(stream.sentences[places], same=True)[1] + 1
        room = np.where((owner[places] == number) & stream.fresh[places], room, 0)
        masks.append((np.arange(LONGEST_ANSWER)[None] < room[:, None]).astype(np.float32))
    return masks


def _around(values: Ints, *, same: bool = False) -> tuple[Ints, Ints]:
    """How many neighbours to the left and right go on as a run does.

    A run is of equal values with `same`, else of values that each exceed the one before by 1.
    """
    breaks = np.flatnonzero(np.diff(values) != (0 if same else 1)) + 1
    firsts = np.concatenate([[0], breaks])
    lasts = np.concatenate([breaks, [len(values)]]) - 1
    sizes = lasts - firsts + 1
    places = np.arange(len(values))
    return (
        (places - np.repeat(firsts, sizes)).astype(np.int32),
        (np.repeat(lasts, sizes) - places).astype(np.int32),
    )
