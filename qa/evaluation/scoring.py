"""From what came back to the scores: rows, means, slices, and how well confidence sorts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from qa.evaluation import answers as answer_scoring
from qa.evaluation import retrieval, selective
from qa.evaluation.answers import AnswerScore, ScoredAnswer
from qa.evaluation.claims import VerdictPair, score_claims
from qa.evaluation.data import Dataset, DatasetKind, Query
from qa.evaluation.options import AnswerMode, EvaluationOptions
from qa.evaluation.record import EvaluationRecord, MeasureValue, RightMeans, Slice
from qa.evaluation.results import Results
from qa.evaluation.retrieval import QueryScores
from qa.evaluation.rows import ClaimOutcome, QueryOutcome, Row, claim_row, query_row
from qa.evaluation.selective import Selective
from qa.evaluation.trec import ScoredDocument
from qa.types import Answer, AnswerStatus

#: Passages among which a gold span is looked for: the first, what a reader gets, and many.
SPAN_RANKS = (1, 8, 20)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Everything that came back; `run` maps each query that was searched to its ranking."""

    queries: tuple[QueryOutcome, ...]
    claims: tuple[ClaimOutcome, ...]
    run: Mapping[str, tuple[ScoredDocument, ...]]


def is_judged(query: Query, options: EvaluationOptions) -> bool:
    end_to_end = options.mode is AnswerMode.END_TO_END
    return options.retrieval and end_to_end and bool(query.relevant)


def is_asked(query: Query) -> bool:
    """Whether anything is known about a right answer, or a right rewriting, of the query."""
    return query.answerable is not None or query.stands_alone is not None


def score(dataset: Dataset, options: EvaluationOptions, outcomes: Outcomes) -> Results:
    """Score everything that came back; every query counts, a failed one as nothing found."""
    judgements = {q.id: q.relevant for q in dataset.queries if is_judged(q, options)}
    found = retrieval.score_run(judgements, outcomes.run)
    spans = _span_scores(outcomes.queries) if judgements else {}
    scored = _score_answers(outcomes.queries, options)
    pairs = [VerdictPair(item.claim.verdict, item.given) for item in outcomes.claims]
    answers = {key: _measures(item) for key, item in scored.items()}
    rewrites = _rewrite_scores(outcomes.queries) if options.answers else {}
    rows = _rows(outcomes, (found, spans, answers, rewrites))
    right_means = _right_means(dataset)
    record = EvaluationRecord(
        dataset=dataset.name,
        queries=len(dataset.queries) + len(dataset.claims),
        retrieval=_means(found),
        judged=len(judgements),
        spans=_means(spans),
        rewriting=_means(rewrites),
        operands=_mean_of(answers, "operands"),
        answers=answer_scoring.summarise(scored.values()),
        claims=score_claims(pairs),
        selective=_selective(scored.values(), right_means),
        right_means=right_means,
        slices=_slices(scored.values()),
        failed=sum(row.fields["error"] is not None for row in rows),
        notes=dataset.notes,
    )
    return Results(record, rows, judgements, outcomes.run)


def _score_answers(
    outcomes: Sequence[QueryOutcome], options: EvaluationOptions
) -> dict[str, ScoredAnswer]:
    if not options.answers:
        return {}
    in_context = options.mode is AnswerMode.GOLD_PARAGRAPH
    scored = {}
    for item in outcomes:
        if item.query.answerable is not None:
            answer = item.answer or Answer(item.query.text, AnswerStatus.ERROR, error=item.error)
            scored[item.query.id] = answer_scoring.score_with_guess(
                item.query, answer, in_context=in_context
            )
    return scored


def _measures(item: ScoredAnswer) -> dict[str, float]:
    measures = {"em": item.score.em, "f1": item.score.f1, "right": item.score.right}
    if item.query.values:
        measures["operands"] = answer_scoring.operands_cited(item.query, item.answer)
    return measures if item.query.answerable else measures | {"refused": item.score.right}


def _span_scores(outcomes: Sequence[QueryOutcome]) -> dict[str, dict[str, float]]:
    """For queries with a gold place: 1 where one of the first k passages holds a gold whole."""
    return {
        item.query.id: {
            f"span@{k}": float(item.span_rank is not None and item.span_rank <= k)
            for k in SPAN_RANKS
        }
        for item in outcomes
        if any(span.start is not None for span in item.query.answers)
    }


def _rewrite_scores(outcomes: Sequence[QueryOutcome]) -> dict[str, dict[str, float]]:
    """For questions known to stand alone: 1 if kept as asked; for the others: 1 if completed."""
    scores = {}
    for item in outcomes:
        if item.query.stands_alone is not None:
            rewritten = bool(item.answer and item.answer.rewritten)
            if item.query.stands_alone:
                scores[item.query.id] = {"kept": float(item.answer is not None and not rewritten)}
            else:
                scores[item.query.id] = {"completed": float(rewritten)}
    return scores


def _rows(outcomes: Outcomes, scores: Sequence[QueryScores]) -> tuple[Row, ...]:
    """A row for each query, with the scores of every part that measured it, and each claim."""
    rows = []
    for item in outcomes.queries:
        merged: dict[str, float] = {}
        for part in scores:
            merged |= part.get(item.query.id, {})
        rows.append(query_row(item, merged))
    return (*rows, *(claim_row(item) for item in outcomes.claims))


def _means(scores: QueryScores) -> tuple[MeasureValue, ...] | None:
    means = retrieval.mean_scores(scores)
    return tuple(MeasureValue(name, value) for name, value in means.items()) if means else None


def _mean_of(scores: QueryScores, name: str) -> float | None:
    values = [row[name] for row in scores.values() if name in row]
    return sum(values) / len(values) if values else None


def _right_means(dataset: Dataset) -> RightMeans:
    return RightMeans.RIGHT if dataset.kind is DatasetKind.GOLD else RightMeans.EXACT_MATCH


def _selective(scored: Collection[ScoredAnswer], right_means: RightMeans) -> Selective | None:
    """Hold the confidence of every guess, given or withheld, against its being right.

    So the figures do not depend on the cut-off; a guess at an unanswerable question is wrong.
    """
    confidences, right = [], []
    for item in scored:
        if item.guess is not None and item.guess_score is not None:
            exact = right_means is RightMeans.EXACT_MATCH
            confidences.append(item.guess.confidence)
            right.append(item.guess_score.em if exact else item.guess_score.right)
    return selective.summarise(confidences, right, questions=len(scored))


def _slices(scored: Collection[ScoredAnswer]) -> tuple[Slice, ...]:
    """The answerable questions by their type, the most frequent first."""
    parts: defaultdict[str, list[AnswerScore]] = defaultdict(list)
    for item in scored:
        if item.query.answerable:
            parts[item.query.type or "other"].append(item.score)
    ordered = sorted(parts.items(), key=lambda part: (-len(part[1]), part[0]))
    return tuple(Slice(name, answer_scoring.summarise_group(group)) for name, group in ordered)
