"""Evaluate an engine on a dataset: ask everything, score it, write rows and a summary."""

from __future__ import annotations

import hashlib
import logging
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from qa.errors import DatasetError, QAError
from qa.evaluation import retrieval
from qa.evaluation.data import Claim, Dataset, Query
from qa.evaluation.options import AnswerMode, EvaluationOptions
from qa.evaluation.ports import Answering, Builder, Texts
from qa.evaluation.record import EvaluationRecord
from qa.evaluation.results import write_results
from qa.evaluation.rows import ClaimOutcome, QueryOutcome
from qa.evaluation.scoring import Outcomes, is_asked, is_judged, score
from qa.evaluation.trec import ScoredDocument
from qa.types import Answer, Hit

logger = logging.getLogger(__name__)


def evaluate(
    dataset: Dataset,
    options: EvaluationOptions,
    *,
    engine: Answering | None = None,
    build: Builder | None = None,
) -> EvaluationRecord:
    """Ask everything in `dataset`, write the results, and return the summary.

    A dataset with documents of its own needs `build`, which indexes them in a temporary folder;
    any other needs `engine`. A query that fails on purpose (QAError) is scored as no answer and
    nothing found, and the run goes on. Raises DatasetError when nothing can be measured.
    """
    dataset = _limited(dataset, options)
    started = time.perf_counter()
    with _answering(dataset, options, engine, build) as answering:
        dataset = replace(dataset, notes=(*dataset.notes, *_absent(dataset, answering)))
        outcomes = _ask_all(dataset, options, answering)
        digests = _digests(outcomes, answering)
    results = replace(score(dataset, options, outcomes), digests=digests)
    seconds = time.perf_counter() - started
    results = replace(results, record=replace(results.record, seconds=seconds))
    return write_results(results, options)


def _limited(dataset: Dataset, options: EvaluationOptions) -> Dataset:
    if options.mode is AnswerMode.GOLD_PARAGRAPH and not any(q.context for q in dataset.queries):
        raise DatasetError(
            f"{dataset.path}: has no gold paragraphs; measure it end to end, or give a SQuAD file"
        )
    queries, claims = dataset.queries[: options.limit], dataset.claims[: options.limit]
    if not queries and not claims:
        raise DatasetError(f"{dataset.path}: nothing to ask; give a limit above 0, or none")
    return replace(dataset, queries=queries, claims=claims)


@contextmanager
def _answering(
    dataset: Dataset, options: EvaluationOptions, engine: Answering | None, build: Builder | None
) -> Iterator[Answering]:
    """Yield what answers: the engine given, or one over the dataset's own documents."""
    reads_only = options.mode is AnswerMode.GOLD_PARAGRAPH
    if engine is not None and (dataset.documents is None or reads_only):
        yield engine
        return
    if build is None or dataset.documents is None:
        raise DatasetError(
            f"{dataset.path}: its questions are about the current index; build one with 'qa index'"
        )
    with (
        tempfile.TemporaryDirectory(prefix="qa-eval-", ignore_cleanup_errors=True) as folder,
        closing(build(dataset.documents, Path(folder))) as built,
    ):
        yield built


def _absent(dataset: Dataset, answering: Answering) -> Iterator[str]:
    """Note the gold documents that the index lacks: their questions cannot be right."""
    if dataset.documents is not None:
        return
    indexed = {document.name for document in answering.documents()}
    spans = (span for item in dataset.queries for span in item.answers)
    proofs = (span for item in dataset.claims for span in item.evidence)
    wanted = {span.document for span in (*spans, *proofs) if span.document}
    if missing := sorted(wanted - indexed):
        yield (
            f"{len(missing)} of {len(wanted)} gold documents are not in the index "
            f"({missing[0]} first): index them, or leave out what asks about them"
        )


def _digests(outcomes: Outcomes, answering: Answering) -> dict[str, str | None]:
    """What tells whether a document that an answer rests on was edited between two evaluations."""
    if not isinstance(answering, Texts):
        return {}
    gold = [span.document for item in outcomes.queries for span in item.query.answers]
    gold += [span.document for item in outcomes.claims for span in item.claim.evidence]
    answers = [item.answer for item in outcomes.queries]
    answers += [item.answer for item in outcomes.claims]
    cited = [place.document for answer in answers if answer for place in answer.citations]
    texts = {name: answering.text_of(name) for name in sorted({*gold, *cited} - {""})}
    return {name: None if text is None else _digest(text) for name, text in texts.items()}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _ask_all(dataset: Dataset, options: EvaluationOptions, answering: Answering) -> Outcomes:
    total = len(dataset.queries) + len(dataset.claims)
    asker = _Asker(answering, options)
    queries = []
    for number, query in enumerate(dataset.queries, start=1):
        queries.append(asker.ask(query))
        if options.progress:
            options.progress(number, total)
    claims = []
    for number, claim in enumerate(dataset.claims, start=len(queries) + 1):
        claims.append(asker.check(claim))
        if options.progress:
            options.progress(number, total)
    return Outcomes(tuple(queries), tuple(claims), asker.run)


class _Asker:
    """Asks one query after the other, and keeps the rankings and each conversation so far."""

    def __init__(self, answering: Answering, options: EvaluationOptions) -> None:
        self._answering = answering
        self._options = options
        self._history: defaultdict[str, list[Answer]] = defaultdict(list)
        self.run: dict[str, tuple[ScoredDocument, ...]] = {}

    def ask(self, query: Query) -> QueryOutcome:
        answer: Answer | None = None
        try:
            if self._options.answers and is_asked(query):
                answer = self._answer(query)
            hits = self._search(query, answer)
        except QAError as error:
            logger.info("query %s failed: %s", query.id, error)
            return QueryOutcome(query, answer, error=str(error))
        ranking = retrieval.rank_documents(hits)
        self.run[query.id] = ranking
        return QueryOutcome(
            query,
            answer,
            ranking=tuple(item.document for item in ranking),
            span_rank=retrieval.span_rank(hits, query.answers),
            error=answer.error if answer else None,
        )

    def check(self, claim: Claim) -> ClaimOutcome:
        try:
            answer = self._answering.check(claim.text, against=claim.against)
        except QAError as error:
            logger.info("claim %s failed: %s", claim.id, error)
            return ClaimOutcome(claim, error=str(error))
        return ClaimOutcome(claim, answer, error=answer.error)

    def _answer(self, query: Query) -> Answer:
        if self._options.mode is AnswerMode.GOLD_PARAGRAPH:
            return self._answering.ask(query.text, context=query.context)
        if query.previous is not None:
            return self._answering.ask(query.text, (self._answering.ask(query.previous),))
        if query.conversation is None:
            return self._answering.ask(query.text)
        history = self._history[query.conversation]
        answer = self._answering.ask(query.text, tuple(history))
        history.append(answer)
        return answer

    def _search(self, query: Query, answer: Answer | None) -> tuple[Hit, ...]:
        """Search for the question as it was asked, which in a conversation is the rewritten."""
        if not is_judged(query, self._options):
            return ()
        searched = (answer.rewritten if answer else None) or query.text
        return self._answering.search(searched, limit=self._options.depth)
