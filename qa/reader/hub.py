"""Readers and rerankers from a model hub or a folder: any extractive question-answering model.

The span scores follow the SQuAD 2 recipe of Devlin et al. (2019), section 4.3: start logit plus
end logit, against the same sum at the [CLS] token for "no answer". Long passages are read in
windows that overlap by a stride.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa.errors import ModelUnavailable
from qa.reader.question import understand
from qa.types import AnswerType, Hit, Question, Reading, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Logits = NDArray[np.float32]

#: Tokens of a window, its overlap with the next one, and of an answer, at most.
WINDOW = 384
STRIDE = 128
MAX_ANSWER = 30
#: Start and end tokens tried per window, and spans kept per question.
_BEST = 20
_KEPT = 10


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A span of one passage: offsets into the passage, its score, the window's null score."""

    hit: Hit
    start: int
    end: int
    score: float
    null: float


class HubReader:
    """An `AutoModelForQuestionAnswering` model behind the reader port."""

    def __init__(self, name: str, model: Any, tokenizer: Any) -> None:
        self.name = name
        self._model = model
        self._tokenizer = tokenizer
        limit = getattr(model.config, "max_position_embeddings", WINDOW)
        self._window = min(WINDOW, int(limit))

    @classmethod
    def load(cls, name: str) -> HubReader:
        """Load by hub name or folder; raises ModelUnavailable with the remedy."""
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        try:
            tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True)
            model = AutoModelForQuestionAnswering.from_pretrained(name)
        except Exception as error:  # the library raises many kinds for a model it cannot have
            raise unavailable("reader", name, error) from error
        return cls(name, model.eval(), tokenizer)

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        expected = understand(question.searched).expected
        candidates = [each for hit in hits for each in self._read_passage(question.searched, hit)]
        if not candidates:
            return Reading((), 0.0, expected, "no passage was found to read")
        candidates.sort(key=lambda each: (-each.score, each.hit.rank, each.start))
        # A question has an answer if any window prefers a span to its own null.
        margin = max(each.score - each.null for each in candidates)
        confidence = 1 / (1 + math.exp(-max(-50.0, min(50.0, margin))))
        spans = tuple(_distinct(candidates, expected))
        refusal = None if margin > 0 else f"{self.name} finds no passage that answers this"
        return Reading(spans, confidence, expected, refusal)

    def doubt(self, _question: Question, _hits: Sequence[Hit], /) -> str | None:
        """None: what such a model has to say of it is in its reading."""
        return None

    def _read_passage(self, question: str, hit: Hit) -> Iterator[_Candidate]:
        import torch

        encoded = self._tokenizer(
            question,
            hit.passage.text,
            truncation="only_second",
            max_length=self._window,
            stride=min(STRIDE, self._window // 3),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            padding=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").tolist()
        encoded.pop("overflow_to_sample_mapping", None)
        allowed = [[kind == 1 for kind in encoded.sequence_ids(i)] for i in range(len(offsets))]
        with torch.inference_mode():
            output = self._model(**encoded)
        starts, ends = output.start_logits.numpy(), output.end_logits.numpy()
        for window, places in enumerate(offsets):
            pair = (starts[window], ends[window])
            for first, last, score in best_spans(*pair, allowed[window], MAX_ANSWER, _BEST):
                null = float(pair[0][0] + pair[1][0])
                yield _Candidate(hit, places[first][0], places[last][1], score, null)


def best_spans(
    starts: Logits, ends: Logits, allowed: Sequence[bool], longest: int, best: int
) -> list[tuple[int, int, float]]:
    """(first token, last token, score) of the best valid spans, best first.

    A span is valid when both tokens are allowed, in order and at most `longest` apart.
    """
    import numpy as np

    open_ = np.asarray(allowed, dtype=bool)
    tried_starts = [int(i) for i in np.argsort(-starts, kind="stable") if open_[i]][:best]
    tried_ends = [int(i) for i in np.argsort(-ends, kind="stable") if open_[i]][:best]
    spans = [
        (first, last, float(starts[first] + ends[last]))
        for first in tried_starts
        for last in tried_ends
        if first <= last < first + longest
    ]
    return sorted(spans, key=lambda span: (-span[2], span[0], span[1]))[:best]


def _distinct(candidates: Sequence[_Candidate], expected: AnswerType) -> Iterator[Span]:
    """The best span of each text and place, with softmax scores over all that are kept."""
    top = candidates[0].score
    total = sum(math.exp(each.score - top) for each in candidates)
    seen: set[str] = set()
    for each in candidates:
        passage = each.hit.passage
        text = passage.text[each.start : each.end]
        key = " ".join(text.casefold().split())
        if not key or key in seen or len(seen) >= _KEPT:
            continue
        seen.add(key)
        start, end = passage.start + each.start, passage.start + each.end
        yield Span(
            document=passage.document,
            start=start,
            end=end,
            text=text,
            sentence=_sentence_around(passage.sentences, start, end),
            score=math.exp(each.score - top) / total,
            type=expected,
            passage_id=passage.id,
        )


def _sentence_around(sentences: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """From the sentence that holds the first character to the one that holds the last."""
    touching = [pair for pair in sentences if pair[0] < end and pair[1] > start]
    if not touching:
        return start, end
    return min(start, touching[0][0]), max(end, touching[-1][1])


class HubReranker:
    """A cross-encoder that orders passages by reading the question with each."""

    def __init__(self, name: str, model: Any) -> None:
        self.name = name
        self._model = model

    @classmethod
    def load(cls, name: str) -> HubReranker:
        from sentence_transformers import CrossEncoder

        try:
            return cls(name, CrossEncoder(name, device="cpu"))
        except Exception as error:  # as above
            raise unavailable("reranker", name, error) from error

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One relevance score a text, higher is better."""
        if not texts:
            return []
        pairs = [(question, text) for text in texts]
        return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]


def unavailable(what: str, name: str, error: BaseException) -> ModelUnavailable:
    """One line on a model that cannot be had, with what to do."""
    lines = str(error).strip().splitlines()
    detail = lines[0].strip() if lines else type(error).__name__
    return ModelUnavailable(
        f"{what} {name!r} cannot be loaded ({detail}): give the folder of a model on this "
        "machine, or go online once so that it can be fetched"
    )
