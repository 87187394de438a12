"""Retrieval: candidates from both sides, every candidate scored by both, min-max fused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from qa.settings import Settings
from qa.store.index import Index
from qa.store.terms import query_terms
from qa.types import Filters, Hit, SideScore

#: What a passage to be read gains from its document: this times the scores of the document's
#: passages, the best one whole and each further one half the one before.
DOCUMENT_GAINS = 0.4
#: What a passage to be read gains when its document was spoken of last.
NEAR_GAINS = 0.2


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
        fused = fuse(by_terms, by_vector, self._settings.dense_weight)
        return self._hits(by_terms, by_vector, fused, limit)

    def to_read(
        self, query: str, *, limit: int, filters: Filters | None = None, near: str = ""
    ) -> tuple[Hit, ...]:
        """The `limit` passages to look for an answer in, best first.

        As `search`, but a passage whose document has others like the question comes before one
        that stands alone: a story names its subject here and says what is asked there. Passages
        of the document `near`, which was spoken of last, are candidates however unlike the
        question, and come before others as like.
        """
        depth = max(limit, self._settings.candidates)
        spoken_of = self._passages_near(near, filters)
        by_terms, by_vector = self.side_scores(query, depth, filters=filters, also=spoken_of)
        fused = fuse(by_terms, by_vector, self._settings.dense_weight)
        together = with_documents(fused, self._index.catalog.documents_of(list(fused)))
        for number in spoken_of:
            together[number] += NEAR_GAINS
        return self._hits(by_terms, by_vector, together, limit)

    def _passages_near(self, document: str, filters: Filters | None) -> list[int]:
        if not document:
            return []
        numbers = [passage.id for passage in self._index.catalog.passages_of(document)]
        among = self._index.catalog.matching(filters) if filters else None
        return numbers if among is None else sorted(set(numbers) & set(among))

    def side_scores(
        self, query: str, depth: int, *, filters: Filters | None = None, also: Sequence[int] = ()
    ) -> tuple[dict[int, float], dict[int, float]]:
        """(BM25, cosine) of every passage that is among the best `depth` of either side, and
        of those in `also`."""
        index = self._index
        among = index.catalog.matching(filters) if filters else None
        words = query_terms(query)
        vector = index.encoder.encode_query(query)
        by_terms = dict(index.terms.search(words, depth, among=among))
        by_vector = dict(index.dense.search(vector, depth, among=among))
        unscored = sorted((by_vector.keys() | set(also)) - by_terms.keys())
        by_terms |= dict(index.terms.search(words, len(unscored), among=unscored))
        unscored = sorted((by_terms.keys() | set(also)) - by_vector.keys())
        by_vector |= zip(unscored, index.dense.scores(vector, unscored), strict=True)
        return by_terms, by_vector

    def _hits(
        self,
        terms: Mapping[int, float],
        dense: Mapping[int, float],
        fused: Mapping[int, float],
        limit: int,
    ) -> tuple[Hit, ...]:
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


def with_documents(fused: Mapping[int, float], documents: Mapping[int, int]) -> dict[int, float]:
    """Scores of passages with what their documents add, again at most 1.

    >>> with_documents({1: 0.9, 2: 0.8, 3: 0.8}, {1: 7, 2: 8, 3: 8})
    {1: 0.7, 2: 0.7111111111111111, 3: 0.7111111111111111}
    """
    scores: dict[int, list[float]] = defaultdict(list)
    for number, score in fused.items():
        scores[documents[number]].append(score)
    gains = {
        document: DOCUMENT_GAINS * sum(s / 2**n for n, s in enumerate(sorted(found, reverse=True)))
        for document, found in scores.items()
    }
    most = 1.0 + 2.0 * DOCUMENT_GAINS
    return {number: (score + gains[documents[number]]) / most for number, score in fused.items()}


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
