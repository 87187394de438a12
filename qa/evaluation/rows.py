"""One row a query: what was asked, what came back and its scores. `qa eval compare` reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa.evaluation.answers import answer_text, best_guess
from qa.evaluation.data import Claim, Query
from qa.evaluation.files import Place, UniqueIds, read_objects, text_field
from qa.types import Answer, AnswerStatus, Verdict

#: The file of rows in a results' folder.
PER_QUERY = "per_query.jsonl"
#: The digests of the documents that the rows rest on, in the same folder.
DOCUMENTS = "documents.json"
#: Documents of the ranking kept in a row; the whole run is in the TREC file.
TOP = 5


@dataclass(frozen=True, slots=True)
class QueryOutcome:
    """What the engine made of a query: its answer, its ranking, or why it failed.

    `span_rank` is the rank of the first passage that holds a gold span, None if none does.
    """

    query: Query
    answer: Answer | None = None
    ranking: tuple[str, ...] = ()
    span_rank: int | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimOutcome:
    """`given` is the verdict that counts: a claim that failed is left at not enough info."""

    claim: Claim
    answer: Answer | None = None
    error: str | None = None

    @property
    def given(self) -> Verdict:
        verdict = self.answer.verdict if self.answer else None
        return verdict or Verdict.NOT_ENOUGH_INFO


@dataclass(frozen=True, slots=True)
class Row:
    """`scores` maps measure to value, higher is better in all of them."""

    id: str
    group: str
    fields: Mapping[str, Any]
    scores: Mapping[str, float] = field(default_factory=dict)

    def to_record(self) -> dict[str, Any]:
        return {"id": self.id, "group": self.group, **self.fields, "scores": dict(self.scores)}


def query_row(outcome: QueryOutcome, scores: Mapping[str, float]) -> Row:
    query = outcome.query
    fields: dict[str, Any] = {
        "kind": "question",
        "type": query.type,
        "question": query.text,
        "answerable": query.answerable,
    }
    if query.answerable is not None:
        fields |= {"gold": list(query.gold_texts), "gold_documents": _gold_documents(query)}
        fields |= _given(outcome.answer)
    if outcome.ranking:
        fields |= {"top": list(outcome.ranking[:TOP]), "span_rank": outcome.span_rank}
    return Row(query.id, query.group, fields | {"error": outcome.error}, scores)


def claim_row(outcome: ClaimOutcome) -> Row:
    claim = outcome.claim
    fields: dict[str, Any] = {
        "kind": "claim",
        "type": claim.type,
        "claim": claim.text,
        "gold": claim.verdict.value,
        "verdict": outcome.given.value,
        "reason": outcome.answer.reason if outcome.answer else None,
        "formula": outcome.answer.formula if outcome.answer else None,
        "citations": _citations(outcome.answer),
        "error": outcome.error,
    }
    correct = float(outcome.given is claim.verdict)
    return Row(claim.id, claim.group, fields, {"accuracy": correct})


def _gold_documents(query: Query) -> list[str]:
    return list(dict.fromkeys(span.document for span in query.answers if span.document))


def _given(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {"status": AnswerStatus.ERROR.value, "answer": None, "confidence": 0.0}
    guess = best_guess(answer)
    return {
        "status": answer.status.value,
        "answer": answer_text(answer) or None,
        "confidence": round(answer.confidence, 6),
        "rewritten": answer.rewritten,
        "reason": answer.reason,
        "guess": guess.text if guess else None,
        "guess_confidence": round(guess.confidence, 6) if guess else None,
        "citations": _citations(answer),
    }


def _citations(answer: Answer | None) -> list[dict[str, Any]]:
    return [
        {"document": item.document, "start": item.start, "end": item.end, "quote": item.quote}
        for item in (answer.citations if answer else ())
    ]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as `qa eval compare` needs it; `gold` is the gold as text, to tell it from another."""

    id: str
    group: str
    asked: str
    gold: str
    scores: Mapping[str, float]


def read_rows(path: Path) -> dict[str, ReadRow]:
    """Read the rows of a results' folder or of its `per_query.jsonl`, by id, in order.

    Raises DatasetError naming file, line and remedy.
    """
    path = Path(path)
    if path.is_dir():
        path = path / PER_QUERY
    ids = UniqueIds("query")
    rows: dict[str, ReadRow] = {}
    for place, row in read_objects(path):
        key = text_field(place, row, "id")
        ids.add(place, key)
        rows[key] = ReadRow(
            id=key,
            group=text_field(place, row, "group", default=key),
            asked=text_field(place, row, "claim" if "claim" in row else "question", default=""),
            gold=json.dumps([row.get("gold"), row.get("answerable")]),
            scores=_read_scores(place, row),
        )
    if not rows:
        raise Place(path).error("holds no row", "give the per_query.jsonl of an evaluation")
    return rows


def _read_scores(place: Place, row: dict[str, Any]) -> dict[str, float]:
    scores = row.get("scores")
    if not isinstance(scores, dict) or not all(_is_score(value) for value in scores.values()):
        raise place.error("has no 'scores' of numbers", "give the per_query.jsonl of an evaluation")
    return {name: float(value) for name, value in scores.items()}


def _is_score(value: object) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 1
