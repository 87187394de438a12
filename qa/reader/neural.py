"""The trained reader: every span of the retrieved passages on one scale, by the span model.

Weights and their card are in `weights/`; `qa.reader.train` makes them. Reading needs numpy,
onnxruntime and `tokenizers`, never torch. The lexical reader answers what asks for yes or no,
completes lists and words the reason for a refusal; where the blend has weight, its typed candidates
get a bonus.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from qa.errors import ModelUnavailable
from qa.reader.confidence import belief_of, evidence_of, told_of
from qa.reader.lexical import LexicalReader, logistic
from qa.reader.lexicon import Floats
from qa.reader.lists import completed, itemised
from qa.reader.places import distinct_spans
from qa.reader.question import understand
from qa.reader.scoring import WEIGHTS, Scores, SpanScorer, read_record
from qa.types import AnswerType, Hit, Question, Reading, Span

#: Questions that the lexical reader answers. (Lists were among them: on 90 held-out ones its F1
#: is 41.1, the span model's 58.1.)
BY_RULE = (AnswerType.YES_NO,)
SPANS_KEPT = 20
#: The confidence below which a reading says why it is in doubt.
_DOUBT = 0.5
_DECODED = 60


@dataclass(frozen=True, slots=True)
class Blend:
    """How the span model's scores are used, chosen on held-out questions.

    They are multiplied by `sharpness` (below 1, near misses count for more in the choice by
    expected F1), and `weight` * log((share + floor) / floor) of the lexical reader's share of
    belief is added for each of its candidates, and `sentence` times the same of a sentence's
    summed shares to all spans of that sentence (on 724 held-out questions over eight passages,
    F1 48.8 without and 49.6 with it). Weight 0 leaves the lexical reader out.
    """

    weight: float = 0.0
    floor: float = 0.05
    sharpness: float = 1.0
    sentence: float = 1.0


class NeuralReader:
    """Reads hits with the span model; see `qa.reader.base.Reader`."""

    def __init__(
        self,
        scorer: SpanScorer,
        lexical: LexicalReader,
        *,
        blend: Blend = Blend(),
        confidence: Mapping[str, float],
    ) -> None:
        self._scorer, self._lexical, self._blend = scorer, lexical, blend
        self._confidence = confidence
        # On matrices this small two BLAS threads take five times as long as one.
        self._threads = ThreadpoolController()

    @classmethod
    def load(cls, folder: Path = WEIGHTS) -> NeuralReader:
        """Open the weights of `folder`. Raises `ModelUnavailable` when they cannot be read."""
        record = read_record(folder)
        return cls(
            SpanScorer.load(folder),
            LexicalReader.load(),
            blend=Blend(**record.get("blend", {})),
            confidence=record.get("confidence", {}),
        )

    @property
    def name(self) -> str:
        return "neural"

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """Distinct spans best first; where they are in doubt, `no_answer` says why."""
        expected = understand(question.searched).expected
        if not hits or expected in BY_RULE:
            return self._lexical.read(question, hits)
        lexical = self._lexical.read(question, hits) if self._reads_along(expected) else None
        reading, evidence = self.weigh(question, expected, hits, lexical)
        confidence = logistic(evidence, self._confidence) if reading.spans else 0.0
        if confidence < _DOUBT:
            lexical = lexical or self._lexical.read(question, hits)
            if not reading.spans:
                return lexical
            reading = replace(reading, no_answer=lexical.no_answer)
        reading = replace(reading, confidence=confidence)
        if lexical is not None:
            reading = completed(question, reading, lexical)
        return itemised(question, reading, hits)

    def _reads_along(self, expected: AnswerType) -> bool:
        """Whether the lexical reader is needed before there is any doubt."""
        return self._blend.weight > 0 or expected is AnswerType.LIST

    def weigh(
        self,
        question: Question,
        expected: AnswerType,
        hits: Sequence[Hit],
        lexical: Reading | None = None,
    ) -> tuple[Reading, dict[str, float]]:
        """The spans without a decision, and what the confidence is made of."""
        with self._threads.limit(limits=1, user_api="blas"):
            plain = self._scorer.score(question.searched, expected, hits, near=question.near)
        scores = favour(plain, hits, lexical.spans if lexical else (), self._blend)
        decoded = scores.decode(_DECODED)
        spans = distinct_spans(scores.stream, hits, decoded, question.searched, expected)
        reading = Reading(tuple(spans[:SPANS_KEPT]), 0.0, expected)
        evidence = evidence_of(question, scores, decoded, reading)
        if evidence:
            best = decoded.spans[0]
            passage = hits[int(plain.stream.hits[best.first])].passage
            evidence |= belief_of(plain, decoded) | told_of(question, passage)
        return reading, evidence


def favour(scores: Scores, hits: Sequence[Hit], spans: Sequence[Span], blend: Blend) -> Scores:
    """Scores as `blend` has them: sharpened, and the lexical reader's candidates raised."""
    raised = scores.spans * np.float32(blend.sharpness)
    none = scores.none * blend.sharpness
    if not blend.weight:
        return replace(scores, spans=raised, none=none)
    stream = scores.stream
    names = [hit.passage.document for hit in hits]
    heads = {
        (names[hit], int(start)): place
        for place, (hit, start) in enumerate(zip(stream.hits, stream.starts, strict=True))
        if stream.fresh[place]
    }
    raised = raised + _sentence_bonus(scores, names, spans, blend)[:, None]
    for span in (place for best in spans for place in (best, *best.repeats)):
        first = heads.get((span.document, span.start))
        if first is None:
            continue
        last = int(np.searchsorted(stream.ends[first : first + raised.shape[1]], span.end))
        if first + last < len(stream) and stream.ends[first + last] == span.end and last < 16:
            raised[first, last] += blend.weight * math.log1p(span.score / blend.floor)
    return replace(scores, spans=raised, none=none)


def _sentence_bonus(
    scores: Scores, names: Sequence[str], spans: Sequence[Span], blend: Blend
) -> Floats:
    """(N,): what each word's sentence gains from the lexical reader's candidates in it."""
    stream = scores.stream
    shares: dict[tuple[str, int], float] = {}
    for span in (place for best in spans for place in (best, *best.repeats)):
        key = (span.document, span.sentence[0])
        shares[key] = shares.get(key, 0.0) + span.score
    firsts = {
        int(number): int(hit) for number, hit in zip(stream.sentences, stream.hits, strict=True)
    }
    gains = [
        blend.sentence
        * math.log1p(shares.get((names[firsts.get(number, 0)], begin), 0.0) / blend.floor)
        for number, (begin, _) in enumerate(stream.bounds)
    ]
    return np.asarray(gains, dtype=np.float32)[stream.sentences]


def write_record(folder: Path, changes: Mapping[str, Any]) -> None:
    """Put `changes` into the settings beside the weights."""
    record = {**read_record(folder), **changes}
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    try:
        (folder / "reader.json").write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ModelUnavailable(f"{folder / 'reader.json'}: cannot be written ({error})") from error
