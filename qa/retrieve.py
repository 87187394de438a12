"""Retrieval: candidates from both sides, every candidate scored by both, min-max fused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.settings import Settings
from qa.store.index import Index
from qa.store.terms import query_terms
from qa.types import Filters, Hit, SideScore


class Retriever:
    """Searches one opened index."""

    def __init__(self, index: Index, settings: Settings) -> None:
        self._index = index
        self._settings = settings

    def search(
        self, query: str, *, limit: int = 10, filters: Filters | None = None
    ) -> tuple[Hit, ...]:
        """The `limit` best passages, best first, ties by passage id.

        Filters are applied before the best are taken. Each side proposes `candidates`
        passages; both sides then score the union, so that no score is missing.
        """
        depth = max(limit, self._settings.candidates)
        by_terms, by_vector = self.side_scores(query, depth, filters=filters)
        return self._hits(by_terms, by_vector, limit)

    def side_scores(
        self, query: str, depth: int, *, filters: Filters | None = None
    ) -> tuple[dict[int, float], dict[int, float]]:
        """(BM25, cosine) of every passage that is among the best `depth` of either side."""
        index = self._index
        among = index.catalog.matching(filters) if filters else None
        words = query_terms(query)
        vector = index.encoder.encode([query])[0]
        by_terms = dict(index.terms.search(words, depth, among=among))
        by_vector = dict(index.dense.search(vector, depth, among=among))
        unscored = sorted(by_vector.keys() - by_terms.keys())
        by_terms |= dict(index.terms.search(words, len(unscored), among=unscored))
        unscored = sorted(by_terms.keys() - by_vector.keys())
        by_vector |= zip(unscored, index.dense.scores(vector, unscored), strict=True)
        return by_terms, by_vector

    def _hits(
        self, terms: Mapping[int, float], dense: Mapping[int, float], limit: int
    ) -> tuple[Hit, ...]:
        fused = fuse(terms, dense, self._settings.dense_weight)
        best = sorted(fused, key=lambda number: (-fused[number], number))[:limit]
        term_sides, dense_sides = _ranked(terms), _ranked(dense)
        passages = self._index.catalog.passages(best)
        return tuple(
            Hit(
                passage=passage,
                score=fused[passage.id],
                rank=rank,
                terms=term_sides.get(passage.id),
                dense=dense_sides.get(passage.id),
            )
            for rank, passage in enumerate(passages, 1)
        )


def fuse(
    terms: Mapping[int, float], dense: Mapping[int, float], dense_weight: float
) -> dict[int, float]:
    """Weighted sum of the min-max scaled scores; what a side did not score is its minimum.

    >>> fuse({1: 8.0, 2: 4.0}, {1: 0.2, 2: 0.6}, 0.25)
    {1: 0.75, 2: 0.25}
    """
    scaled_terms, scaled_dense = _min_max(terms), _min_max(dense)
    return {
        number: (1 - dense_weight) * scaled_terms.get(number, 0.0)
        + dense_weight * scaled_dense.get(number, 0.0)
        for number in sorted(terms.keys() | dense.keys())
    }


def _min_max(scores: Mapping[int, float]) -> dict[int, float]:
    """Scores scaled to [0, 1]; all 1 when they do not differ."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {number: (score - low) / (high - low) for number, score in scores.items()}


def _ranked(scores: Mapping[int, float]) -> dict[int, SideScore]:
    order: Sequence[int] = sorted(scores, key=lambda number: (-scores[number], number))
    return {number: SideScore(scores[number], rank) for rank, number in enumerate(order, 1)}
