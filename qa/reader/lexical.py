"""The lexical reader: typed candidates weighed by what the question shares with their sentence.

A linear model over named features (see `evidence`), fitted by `qa.reader.fit_lexical`. It is the
measured baseline for trained span models, and it needs nothing but a small JSON file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa.errors import ModelUnavailable
from qa.reader.candidates import type_of
from qa.reader.evidence import Sentence
from qa.reader.question import Understanding, understand
from qa.reader.ranking import (
    Gathered,
    Scored,
    decide,
    gather,
    score_candidates,
    sentence_candidate,
    surface,
    with_shares,
)
from qa.reader.refusal import explain, has_accepted
from qa.types import AnswerType, Hit, Question, Reading, Span

WEIGHTS = Path(__file__).parent / "weights" / "lexical.json"
#: Spans a reading carries at most.
SPANS_KEPT = 20
#: For yes/no questions the evidence sentence is ranked by its share of the question's words.
_COVER_SHARPNESS = 8.0


#: Added to the fitted weights by hand, where the question sets hold too few examples. The first
#: two were tried on 159 held-out questions for amounts (penalties of 1 to 3 gained 0.7 to 1.5 F1);
#: the others rest on judgement alone.
PRIORS = {
    "fit:other measured": -1.5,
    "fit:accepted measured": -0.5,
    "fit:number for words": -1.5,
    "unit:asked": 1.0,
    "unit:other": -1.0,
    "year:asked near": 0.5,
    "year:other near": -0.5,
    "expands:asked": 4.0,
}


@dataclass(frozen=True, slots=True)
class LexicalWeights:
    """Feature weights by group ("" for all questions, a type, a form), and the confidence's:
    "answer" for spans, "evidence" for the sentences that settle a yes/no question.

    `card` records where they come from: command, data, seed, held-out scores.
    """

    groups: Mapping[str, Mapping[str, float]]
    confidence: Mapping[str, Mapping[str, float]]
    card: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> LexicalWeights:
        """Read the JSON file; raises ModelUnavailable when it is gone or not ours."""
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            return cls(record["groups"], record["confidence"], record["card"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelUnavailable(
                f"{path}: the reader's weights cannot be read ({error}); install the package again"
            ) from error

    def to_record(self) -> dict[str, Any]:
        return {"card": self.card, "confidence": self.confidence, "groups": self.groups}

    def confidence_for(self, asked: Understanding) -> Mapping[str, float]:
        kind = "evidence" if asked.expected is AnswerType.YES_NO else "answer"
        return self.confidence.get(kind, {})

    def for_question(self, asked: Understanding) -> dict[str, float]:
        """One table for this question: general + expected type + form."""
        table = dict(self.groups.get("", {}))
        for name, weight in PRIORS.items():
            table[name] = table.get(name, 0.0) + weight
        kind = asked.expected.value
        for group in (kind, f"{asked.form}/{kind}"):
            for name, weight in self.groups.get(group, {}).items():
                table[name] = table.get(name, 0.0) + weight
        return table


@dataclass(frozen=True, slots=True)
class RankedAnswer:
    """A distinct answer: its text, best place, and the share of belief over all its places."""

    text: str
    scored: Scored
    share: float
    repeats: tuple[Scored, ...] = ()


class LexicalReader:
    """Reads hits with a linear model; see `qa.reader.base.Reader`."""

    def __init__(self, weights: LexicalWeights) -> None:
        self._weights = weights

    @classmethod
    def load(cls) -> LexicalReader:
        return cls(LexicalWeights.load())

    @property
    def name(self) -> str:
        return "lexical"

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """Distinct spans best first; `no_answer` always says why one might refuse."""
        asked = understand(question.searched)
        gathered = gather(asked, hits)
        scored = _scored(asked, gathered.sentences, self._weights)
        answers = merge_answers(scored)
        spans = tuple(_span(answer, asked) for answer in answers[:SPANS_KEPT])
        evidence = confidence_features(asked, gathered.shown, answers)
        confidence = logistic(evidence, self._weights.confidence_for(asked)) if answers else 0.0
        accepts = has_accepted([span.type for span in spans], asked)
        reason = explain(asked, hits, gathered, scored, accepts)
        return Reading(spans, confidence, asked.expected, reason)

    def doubt(self, question: Question, hits: Sequence[Hit]) -> str | None:
        return self.read(question, hits).no_answer


def rank_answers(
    asked: Understanding, gathered: Gathered, weights: LexicalWeights
) -> list[RankedAnswer]:
    """The distinct answers over all sentences gathered, best first."""
    return merge_answers(_scored(asked, gathered.sentences, weights))


def _scored(
    asked: Understanding, sentences: Sequence[Sentence], weights: LexicalWeights
) -> list[Scored]:
    if asked.expected is not AnswerType.YES_NO:
        return decide(score_candidates(asked, sentences, weights.for_question(asked)))
    found = []
    for sentence in sentences:
        candidate = sentence_candidate(sentence.line)
        if candidate is not None:
            score = _COVER_SHARPNESS * (sentence.told + 0.3 * sentence.around)
            found.append((score, sentence, candidate))
    return with_shares(found)


def merge_answers(scored: Sequence[Scored]) -> list[RankedAnswer]:
    """Join equal texts (letter case and articles apart); the first place found is shown."""
    places: dict[str, RankedAnswer] = {}
    for item in scored:
        text = surface(item)
        key = " ".join(text.lower().removeprefix("the ").split())
        known = places.get(key)
        if known is None:
            places[key] = RankedAnswer(text, item, item.share)
        elif known.scored.sentence is not item.sentence:
            repeats = (*known.repeats, item)
            places[key] = replace(known, share=known.share + item.share, repeats=repeats)
    return list(places.values())


def confidence_features(
    asked: Understanding, shown: frozenset[str], answers: Sequence[RankedAnswer]
) -> dict[str, float]:
    """What tells a right first answer from a wrong one, over the whole question, in [0, 1]."""
    if not answers:
        return {}
    first = answers[0]
    sentence = first.scored.sentence
    second = answers[1].share if len(answers) > 1 else 0.0
    roots = set(asked.content)
    named = {part for word in asked.entities for part in word.lower().split()}
    missing_names = sum(
        root not in shown
        for root, word in zip(asked.content, asked.words, strict=True)
        if word.lower() in named
    )
    kind = type_of(first.scored.candidate.kind, asked.expected)
    return {
        "share": first.share,
        "log share": math.log(max(first.share, 1e-4)) / math.log(1e-4),
        "margin": first.share - second,
        "cover": sentence.cover,
        "told": sentence.told,
        "told squared": sentence.told**2,
        "around": sentence.around,
        "all found": len(roots & shown) / len(roots) if roots else 0.0,
        "name missing": float(missing_names > 0),
        "one word": float(len(roots) < 2),
        "typed": float(kind is asked.expected),
        "accepted": float(kind in asked.accepted),
        "open": float(asked.expected is AnswerType.PHRASE),
        "top hit": float(sentence.hit.rank == 1),
    }


def logistic(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    total = weights.get("bias", 0.0)
    total += sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))


def _span(answer: RankedAnswer, asked: Understanding) -> Span:
    repeats = tuple(_place(item, asked) for item in answer.repeats)
    return replace(_place(answer.scored, asked), score=answer.share, repeats=repeats)


def _place(item: Scored, asked: Understanding) -> Span:
    sentence, candidate = item.sentence, item.candidate
    yes_no = asked.expected is AnswerType.YES_NO
    return Span(
        document=sentence.hit.passage.document,
        start=sentence.start + candidate.start,
        end=sentence.start + candidate.end,
        text=surface(item),
        sentence=sentence.span,
        score=item.share,
        type=AnswerType.YES_NO if yes_no else type_of(candidate.kind, asked.expected),
        passage_id=sentence.hit.passage.id,
    )
