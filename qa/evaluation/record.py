"""The summary of an evaluation: `to_record` is the contract, `to_detail` all the rest."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from qa.evaluation.answers import AnswerScores, GroupScores
from qa.evaluation.claims import ClaimScores
from qa.evaluation.selective import Selective

#: Decimals of a figure in records; the rows keep them all.
DECIMALS = 6


class RightMeans(StrEnum):
    """Which score of an answer the confidence is held against."""

    EXACT_MATCH = "em"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class MeasureValue:
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Slice:
    """The answer scores of the questions of one type."""

    name: str
    scores: GroupScores


@dataclass(frozen=True, slots=True)
class EvaluationRecord:
    """Everything measured in one evaluation; a part that was not measured is None or empty.

    `queries` counts questions and claims, `judged` those that retrieval was measured on, `failed`
    those that ended in an error and were scored as such. `spans` says how often one of the first
    passages holds a gold span whole: the ceiling of any reader. `rewriting` says how often a
    question that stands alone was kept, and a follow-up completed. `operands` is the mean share of
    a computed answer's operands that are cited. `per_query` is the path of the rows.
    """

    dataset: str
    queries: int
    retrieval: tuple[MeasureValue, ...] | None = None
    judged: int = 0
    spans: tuple[MeasureValue, ...] | None = None
    rewriting: tuple[MeasureValue, ...] | None = None
    operands: float | None = None
    answers: AnswerScores | None = None
    claims: ClaimScores | None = None
    selective: Selective | None = None
    right_means: RightMeans = RightMeans.RIGHT
    slices: tuple[Slice, ...] = ()
    failed: int = 0
    notes: tuple[str, ...] = ()
    per_query: str = ""
    seconds: float = 0.0

    def to_record(self) -> dict[str, Any]:
        """The evaluation record of the design, section 3."""
        return {
            "dataset": self.dataset,
            "queries": self.queries,
            "retrieval": _by_name(self.retrieval),
            "answers": self._answers(),
            "claims": self._claims(),
            "per_query": self.per_query,
            "seconds": round(self.seconds, 1),
        }

    def to_detail(self) -> dict[str, Any]:
        """What the contract has no place for, as plain data."""
        parts: dict[str, Any] = {
            "judged": self.judged,
            "failed": self.failed,
            "spans": _by_name(self.spans),
            "rewriting": _by_name(self.rewriting),
            "operands_cited": self.operands,
            "answers": asdict(self.answers) if self.answers else None,
            "by_type": {item.name: asdict(item.scores) for item in self.slices},
            "confidence": asdict(self.selective) if self.selective else None,
            "confidence_held_against": self.right_means.value,
            "claims": asdict(self.claims) if self.claims else None,
            "notes": list(self.notes),
        }
        return {name: _rounded(value) for name, value in parts.items()}

    def _answers(self) -> dict[str, Any] | None:
        if self.answers is None:
            return None
        overall, yes, no = self.answers.overall, self.answers.answerable, self.answers.unanswerable
        return {
            "em": round(overall.em, DECIMALS),
            "f1": round(overall.f1, DECIMALS),
            "answerable": {
                "n": yes.n,
                "em": round(yes.em, DECIMALS),
                "f1": round(yes.f1, DECIMALS),
            },
            "unanswerable": {"n": no.n, "refused": round(no.refused, DECIMALS)},
        }

    def _claims(self) -> dict[str, Any] | None:
        if self.claims is None:
            return None
        return {
            "n": self.claims.n,
            "accuracy": round(self.claims.accuracy, DECIMALS),
            "flips": self.claims.flips,
        }


def _by_name(values: tuple[MeasureValue, ...] | None) -> dict[str, float] | None:
    if values is None:
        return None
    return {item.name: round(item.value, DECIMALS) for item in values}


def _rounded(value: Any) -> Any:
    """Round every float in nested plain data; enums become their values."""
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return value
