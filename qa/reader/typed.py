"""Amounts asked for: spans without one of the kind asked step back behind those with one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from qa.reader.places import find_sentence_surfaces
from qa.reader.question import understand
from qa.reader.scoring import Scores
from qa.types import AnswerType, Hit

#: The kinds whose surfaces are told apart surely enough; for dates and counts the penalty
#: lowered F1 on held-out questions.
_SURE = frozenset({AnswerType.MONEY, AnswerType.PERCENT})
#: Taken off the log score of a span without such a surface; 2 to 8 did the same on held-out
#: questions for money and percentages (+2 F1 on 65 of them).
_PENALTY = 4.0


def prefer_type(scores: Scores, hits: Sequence[Hit], question: str) -> Scores:
    """Lower the spans that hold no amount of the kind asked, if any passage has such an amount."""
    asked = understand(question)
    if asked.expected not in _SURE or not len(scores.stream):
        return scores
    words = words_of_type(scores, hits, _SURE.intersection(asked.accepted))
    if not words.any():
        return scores
    size, longest = scores.spans.shape
    before = np.concatenate([[0], np.cumsum(words)])
    ends = np.minimum(np.arange(size)[:, None] + np.arange(1, longest + 1), size)
    holding = before[ends] > before[:size, None]
    return replace(scores, spans=np.where(holding, scores.spans, scores.spans - _PENALTY))


def words_of_type(
    scores: Scores, hits: Sequence[Hit], types: Collection[AnswerType]
) -> npt.NDArray[np.bool_]:
    """(N,): which words of the stream are part of a surface of these types."""
    stream = scores.stream
    found = np.zeros(len(stream), np.bool_)
    for number, (begin, end) in enumerate(stream.bounds):
        mine = np.nonzero(stream.sentences == number)[0]
        if not len(mine):
            continue
        passage = hits[int(stream.hits[mine[0]])].passage
        text = passage.text[begin - passage.start : end - passage.start]
        for surface in find_sentence_surfaces(text):
            if surface.type in types:
                after = stream.ends[mine] > begin + surface.start
                found[mine] |= after & (stream.starts[mine] < begin + surface.end)
    return found
