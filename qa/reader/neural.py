"""The trained reader: every span of the retrieved passages on one scale, by the span model.

Weights and their card are in `weights/`; `qa.reader.train` makes them. Reading needs numpy,
onnxruntime and `tokenizers`, never torch. The lexical reader answers what asks for yes or no,
completes lists and words the reason for a refusal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from threadpoolctl import ThreadpoolController

from qa.errors import ModelUnavailable
from qa.reader.cells import by_column
from qa.reader.confidence import belief_of, evidence_of, told_of, with_squares
from qa.reader.lexical import LexicalReader, logistic
from qa.reader.lexicon import find_tokens
from qa.reader.lists import completed, fullest, itemised
from qa.reader.places import distinct_spans
from qa.reader.question import understand
from qa.reader.scoring import WEIGHTS, SpanScorer, read_record
from qa.reader.words import FUNCTION_WORDS
from qa.types import AnswerType, Hit, Question, Reading, Span

#: Questions that the lexical reader answers. (Lists were among them: on 90 held-out ones its F1
#: is 41.1, the span model's 58.1.)
BY_RULE = (AnswerType.YES_NO,)
SPANS_KEPT = 20
_DECODED = 60


class NeuralReader:
    """Reads hits with the span model; see `qa.reader.base.Reader`."""

    def __init__(
        self,
        scorer: SpanScorer,
        lexical: LexicalReader,
        *,
        confidence: Mapping[str, float],
        name: str = "neural",
    ) -> None:
        self._name = name
        self._scorer, self._lexical = scorer, lexical
        self._confidence = confidence
        # On matrices this small two BLAS threads take five times as long as one.
        self._threads = ThreadpoolController()

    @classmethod
    def load(cls, folder: Path = WEIGHTS, *, name: str = "neural") -> NeuralReader:
        """Open the weights of `folder`. Raises `ModelUnavailable` when they cannot be read."""
        record = read_record(folder)
        return cls(
            SpanScorer.load(folder),
            LexicalReader.load(),
            confidence=record.get("confidence", {}),
            name=name,
        )

    @property
    def name(self) -> str:
        return self._name

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """Distinct spans best first, and how sure the first is; see `doubt` for why it is not."""
        expected = understand(question.searched).expected
        if not hits or expected in BY_RULE:
            return self._lexical.read(question, hits)
        reading, evidence = self.weigh(question, expected, hits)
        if not reading.spans:
            return self._lexical.read(question, hits)
        kept = tuple(telling(reading.spans))
        reading = replace(reading, spans=kept, confidence=logistic(evidence, self._confidence))
        if expected is AnswerType.LIST:
            reading = fullest(question, reading)
            reading = completed(question, reading, self._lexical.read(question, hits))
            return itemised(question, reading, hits)
        return by_column(question, reading, hits)

    def doubt(self, question: Question, hits: Sequence[Hit]) -> str | None:
        """What the lexical reader has to say: it works with words that can be named."""
        return self._lexical.read(question, hits).no_answer

    def weigh(
        self, question: Question, expected: AnswerType, hits: Sequence[Hit]
    ) -> tuple[Reading, dict[str, float]]:
        """The spans without a decision, and what the confidence is made of."""
        with self._threads.limit(limits=1, user_api="blas"):
            scores = self._scorer.score(question.searched, expected, hits, near=question.near)
        decoded = scores.decode(_DECODED)
        spans = distinct_spans(scores.stream, hits, decoded, question.searched, expected)
        reading = Reading(tuple(spans[:SPANS_KEPT]), 0.0, expected)
        evidence = evidence_of(question, decoded, reading)
        if evidence:
            best = decoded.spans[0]
            passage = hits[int(scores.stream.hits[best.first])].passage
            evidence |= belief_of(scores, decoded) | told_of(question, passage)
            evidence = with_squares(evidence)
        return reading, evidence


def telling(spans: Sequence[Span]) -> Iterator[Span]:
    """The best span, and those of the others that say something: "in" and "to" are no answers."""
    for number, span in enumerate(spans):
        words = (span.text[a:b].lower() for a, b in find_tokens(span.text))
        if number == 0 or any(w not in FUNCTION_WORDS and w[0].isalnum() for w in words):
            yield span


def write_record(folder: Path, changes: Mapping[str, Any]) -> None:
    """Put `changes` into the settings beside the weights."""
    record = {**read_record(folder), **changes}
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    try:
        (folder / "reader.json").write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ModelUnavailable(f"{folder / 'reader.json'}: cannot be written ({error})") from error
