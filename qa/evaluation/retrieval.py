"""Retrieval measures through ir_measures: nDCG@10, recall at 1, 5 and 20, RR and AP.

A document counts by its best passage. Every judged query counts: one that found nothing, or has
nothing relevant to find, scores 0. Means are over queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qa.evaluation.data import GoldSpan
from qa.evaluation.trec import Judgements, Run, ScoredDocument, strictly_decreasing
from qa.types import Hit

#: The names are those of ir_measures, which parses them.
MEASURES = ("nDCG@10", "R@1", "R@5", "R@20", "RR", "AP")

#: Query id → measure → value in [0, 1].
QueryScores = Mapping[str, Mapping[str, float]]


def rank_documents(hits: Iterable[Hit]) -> tuple[ScoredDocument, ...]:
    """Rank documents by their best passage; among equal scores the first passage leads.

    >>> from qa.types import Passage
    >>> hits = [Hit(Passage(name, 0, 1, "a", ()), score, rank)
    ...         for rank, (name, score) in enumerate([("b", .9), ("a", .8), ("b", .7)], 1)]
    >>> [(item.document, item.score) for item in rank_documents(hits)]
    [('b', 0.9), ('a', 0.8)]
    """
    best: dict[str, float] = {}
    for hit in sorted(hits, key=lambda hit: hit.score, reverse=True):
        best.setdefault(hit.passage.document, hit.score)
    return tuple(ScoredDocument(document, score) for document, score in best.items())


def score_run(judgements: Judgements, run: Run) -> dict[str, dict[str, float]]:
    """Score every judged query; queries that are not judged are left out.

    The order of each ranking is what is judged: ties are broken as `write_run` does, so that the
    figures are those that any program gets from the written run.
    """
    import ir_measures

    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    qrels = {
        query: {item.document: item.grade for item in judged}
        for query, judged in judgements.items()
    }
    # A query without documents would be dropped by the tool, hence the zeros first.
    scores = {query: dict.fromkeys(MEASURES, 0.0) for query in judgements}
    rankings = {
        query: {item.document: item.score for item in strictly_decreasing(run[query])}
        for query in judgements
        if run.get(query)
    }
    if not any(qrels.values()) or not rankings:
        return scores
    for metric in ir_measures.iter_calc(measures, qrels, rankings):
        scores[metric.query_id][str(metric.measure)] = float(metric.value)
    return scores


def span_rank(hits: Iterable[Hit], answers: Iterable[GoldSpan]) -> int | None:
    """Rank from 1 of the first passage that holds a gold span whole, None if none does.

    A reader cannot find what no passage holds, so this bounds its exact match from above.
    """
    places = [
        (span.document, span.start, span.end)
        for span in answers
        if span.start is not None and span.end is not None
    ]
    for rank, hit in enumerate(hits, start=1):
        passage = hit.passage
        for document, start, end in places:
            if document == passage.document and passage.start <= start and end <= passage.end:
                return rank
    return None


def mean_scores(scores: QueryScores) -> dict[str, float] | None:
    """Return the mean of each measure over the queries that have it, None without any."""
    values: dict[str, list[float]] = {}
    for row in scores.values():
        for name, value in row.items():
            values.setdefault(name, []).append(value)
    return {name: sum(given) / len(given) for name, given in values.items()} or None
