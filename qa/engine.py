"""The wiring: an opened index, a retriever, a reader, facts and dialogue make answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from qa.choosing import TRIED, choose
from qa.citing import Citer
from qa.errors import EmptyQuestion, QuestionTooLong, QuoteMismatch
from qa.factual import (
    answer_computed,
    answer_yes_no,
    judge_claim,
    quantities_in,
)
from qa.followup import answer_best, ways_to_read
from qa.reader import Reader, Reranker, load_reader, load_reranker
from qa.reader.question import without_lead_in
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.spelling import corrected, describe, unknown_words
from qa.store.catalog import Source
from qa.store.cutoff import Cutoff, StoredCutoff, cutoff_in_force, write_cutoff
from qa.store.index import Index
from qa.types import (
    Alternative,
    Answer,
    AnswerStatus,
    AnswerType,
    Check,
    CheckStatus,
    Citation,
    Document,
    DocumentInfo,
    Filters,
    Hit,
    IndexStatus,
    Question,
    Reading,
    Verdict,
)
from qa.yes_no import verdict_of

T = TypeVar("T")

#: The name that a text given with a question or claim is cited under.
GIVEN_TEXT = "context"
#: The confidence from which a quote is given although the arithmetic asked for was refused.
_SURE_QUOTE, _SURE_RATE = 0.7, 0.5
_RATES = ("percent", "share")
_UNCLEAR = "the best passages do not say it clearly enough"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an answer was chosen from: the passages read, and what `reader` made of them."""

    hits: tuple[Hit, ...]
    reading: Reading
    reader: str


class Engine:
    """Answers questions over one index. Everything it says is quoted from a document.

    >>> engine = Engine.open("index")                                # doctest: +SKIP
    >>> engine.ask("How much did Sekong export?").citations[0].line  # doctest: +SKIP
    5
    """

    def __init__(
        self, index: Index, reader: Reader, settings: Settings, *, reranker: Reranker | None = None
    ) -> None:
        self.settings = settings
        self._index = index
        self._reader = reader
        self._reranker = reranker
        self._retriever = Retriever(index, settings)
        self._document = lru_cache(maxsize=64)(index.catalog.document)

    @classmethod
    def open(cls, index: str | Path | None = None, settings: Settings | None = None) -> Engine:
        """Open an index folder; raises the IndexProblem that says what to do about it."""
        settings = settings or Settings()
        opened = Index.open(Path(index or settings.index), encoder=settings.encoder)
        return cls(opened, load_reader(settings), settings, reranker=load_reranker(settings))

    @classmethod
    def from_documents(
        cls, documents: Iterable[Document], folder: Path, settings: Settings | None = None
    ) -> Engine:
        """Index documents from memory into `folder` and open the result."""
        from qa.store.indexer import index_documents

        settings = settings or Settings()
        index_documents(documents, folder, settings)
        return cls.open(folder, settings)

    def close(self) -> None:
        self._index.close()

    def status(self) -> IndexStatus:
        return self._index.status()

    def documents(self) -> Iterator[DocumentInfo]:
        return self._index.catalog.documents()

    @cached_property
    def cutoff(self) -> Cutoff:
        """The confidence below which answers are withheld, and where that figure comes from."""
        fingerprint = self._index.manifest.fingerprint
        return cutoff_in_force(self._index.path, fingerprint, self.settings, self._reader.name)

    def keep_cutoff(self, cutoff: float, *, max_wrong: float, questions: int) -> None:
        """Store a calibrated cut-off with what it holds for: this content and this reader."""
        stored = StoredCutoff(
            cutoff=cutoff,
            max_wrong=max_wrong,
            fingerprint=self._index.manifest.fingerprint,
            reader=self._reader.name,
            questions=questions,
            date=time.strftime("%Y-%m-%d"),
        )
        write_cutoff(self._index.path, stored)

    def ask(
        self,
        question: str,
        history: Sequence[Answer] = (),
        *,
        filters: Filters | None = None,
        context: str | None = None,
    ) -> Answer:
        """Answer from the index, or from the text `context` alone.

        `history` holds the answers so far, oldest first: a question that leans on them is
        completed, and `rewritten` shows how. Where it can be completed in several ways, the one
        whose answer is best supported is kept. Raises EmptyQuestion or QuestionTooLong.
        """
        began = time.perf_counter()
        text = self._checked(question)
        asked = ways_to_read(without_lead_in(text), history, filters or Filters())
        kept, answer = answer_best(
            asked, history, lambda each: self._answer(each, *self._sources(each, context))
        )
        answer = replace(answer, question=text, rewritten=kept.rewritten)
        if context is None and answer.status is AnswerStatus.NO_ANSWER:
            answer = self._mended(answer, kept)
        return replace(answer, elapsed_ms=(time.perf_counter() - began) * 1000)

    def _mended(self, answer: Answer, asked: Question) -> Answer:
        """A refused question once more, with the words that look mistyped put right; else the
        refusal, with the words that no document has in its reason."""
        unknown = unknown_words(asked.searched, self._index)
        mended = corrected(asked.searched, unknown)
        if mended is not None:
            again = replace(asked, rewritten=mended)
            found = self._answer(again, *self._sources(again, None))
            if found.status is AnswerStatus.ANSWERED:
                return replace(found, question=answer.question, rewritten=mended)
        reason = "; ".join(part for part in (answer.reason, describe(unknown)) if part)
        return replace(answer, reason=reason or None)

    def check(self, claim: str, *, against: str | None = None, strict: bool = False) -> Answer:
        """Judge a claim by the index, or by the text `against` alone.

        `strict` switches the usual reading of bounds off ("more than 100" says nothing of 500).
        """
        began = time.perf_counter()
        text = self._checked(claim)
        hits, citer = self._sources(Question(text), against)
        answer = self._verified(lambda: judge_claim(text, hits, citer, strict=strict), text)
        if answer.verdict is None:
            answer = replace(answer, verdict=Verdict.NOT_ENOUGH_INFO)
        return replace(answer, elapsed_ms=(time.perf_counter() - began) * 1000)

    def search(
        self, query: str, *, limit: int = 10, filters: Filters | None = None
    ) -> tuple[Hit, ...]:
        """The best passages for a query, with each side's score and rank."""
        return self._retriever.search(self._checked(query), limit=limit, filters=filters)

    def explain(self, question: str, *, filters: Filters | None = None) -> Explanation:
        """Search and read once more for a whole question, and hand over all that was found."""
        text = without_lead_in(self._checked(question))
        asked = Question(text, filters=filters or Filters())
        hits = self._retrieve(asked)
        reading = self._reader.read(asked, hits)
        if reading.no_answer is None:
            reading = replace(reading, no_answer=self._reader.doubt(asked, hits))
        return Explanation(hits, reading, self._reader.name)

    def source(self, document: str) -> Source | None:
        """The file a document was read from, as it was then; None for one not in the index."""
        return self._index.catalog.source_of(document)

    def text_of(self, document: str) -> str | None:
        """The whole text of a document; None for one not in the index."""
        return self._document(document).text if self.source(document) else None

    def surroundings(self, citation: Citation, sentences: int = 1) -> tuple[str, str]:
        """So many sentences before and after a citation's own ("" at an end of the document)."""
        document = self._document(citation.document)
        pairs = sorted(
            {
                pair
                for passage in self._index.catalog.passages_of(citation.document)
                for pair in passage.sentences
            }
        )
        before = [pair for pair in pairs if pair[1] <= citation.start]
        after = [pair for pair in pairs if pair[0] >= citation.end]
        text = document.text
        return (
            text[before[-sentences:][0][0] : before[-1][1]] if before else "",
            text[after[0][0] : after[:sentences][-1][1]] if after else "",
        )

    def _checked(self, text: str) -> str:
        """The question without what no document could hold; raises when nothing is left."""
        if len(text) > self.settings.max_question:
            raise QuestionTooLong(
                f"the question has {len(text):,} characters, more than the "
                f"{self.settings.max_question:,} allowed: ask a shorter one"
            )
        clean = text.encode("utf-8", "replace").decode().replace("\0", " ").strip()
        if not clean:
            raise EmptyQuestion("the question is empty: type one in words")
        if not any(character.isalnum() for character in clean):
            raise EmptyQuestion("the question has no word or number in it: type one in words")
        return clean

    def _retrieve(self, question: Question) -> tuple[Hit, ...]:
        """The passages to read; a reranker orders all candidates before the best are taken."""
        settings, text = self.settings, question.searched
        if self._reranker is None:
            return self._retriever.to_read(
                text, limit=settings.passages, filters=question.filters, near=question.near
            )
        found = self._retriever.search(text, limit=settings.candidates, filters=question.filters)
        scores = self._reranker.score(text, [hit.passage.text for hit in found])
        order = sorted(zip(scores, found, strict=True), key=lambda pair: (-pair[0], pair[1].rank))
        return tuple(
            replace(hit, score=score, rank=rank)
            for rank, (score, hit) in enumerate(order[: settings.passages], 1)
        )

    def _sources(self, question: Question, text: str | None) -> tuple[tuple[Hit, ...], Citer]:
        """What may answer: passages of the index, or of a given text."""
        if text is None:
            return self._retrieve(question), Citer(self._document)
        return _hits_of_text(text, self.settings)

    def _answer(self, question: Question, hits: tuple[Hit, ...], citer: Citer) -> Answer:
        """Arithmetic where it is asked for, a verdict for yes or no, else a quoted span."""
        if question.behind:
            return self._verified(lambda: self._read(question, hits, citer), question.text)
        text = question.searched
        computed = self._verified(lambda: answer_computed(text, hits, citer), text)
        if computed is not None and computed.status is AnswerStatus.ANSWERED:
            return computed
        judged = self._verified(lambda: answer_yes_no(text, hits, citer), text)
        if judged is not None:
            return judged
        read = self._verified(lambda: self._read(question, hits, citer), text)
        return read if computed is None or _stands_alone(read) else computed

    def _verified(self, make: Callable[[], T], text: str) -> T | Answer:
        """What `make` gives; an answer with a quote the document does not say is withheld."""
        try:
            return make()
        except QuoteMismatch as error:
            check = Check("verbatim", CheckStatus.FAIL, str(error))
            reason = f"the quote was withheld: {error}"
            return Answer(text, AnswerStatus.NO_ANSWER, reason=reason, checks=(check,))

    def _read(self, question: Question, hits: tuple[Hit, ...], citer: Citer) -> Answer:
        reading = self._reader.read(question, hits)
        asked = Answer(
            question=question.text,
            status=AnswerStatus.NO_ANSWER,
            answer_type=reading.expected,
            confidence=reading.confidence,
        )
        if not reading.spans:
            return replace(asked, reason=reading.no_answer or "no passage speaks of this")
        found = list(self._candidates(reading, citer))
        choice = choose(question.claimed, reading, found, hits, citer)
        best = found.pop(choice.place)
        # one that was passed over is never shown as surer than the one given
        found = [
            replace(each, confidence=min(each.confidence, choice.confidence)) for each in found
        ]
        kept = self.settings.alternatives
        withheld = replace(
            asked,
            confidence=choice.confidence,
            alternatives=(replace(best, confidence=choice.confidence), *found)[:kept],
        )
        if choice.confidence < self.cutoff.value:
            reason = reading.no_answer or self._reader.doubt(question, hits)
            return replace(withheld, reason=reason or _UNCLEAR)
        text: str | None = best.answer
        if reading.expected is AnswerType.YES_NO:
            # A sentence alone is no answer to yes or no; one that says all that is asked is.
            sentence, title = best.citations[0].sentence, best.citations[0].title
            place = reading.spans[choice.place].passage_id
            around = next((hit.passage.text for hit in hits if hit.passage.id == place), "")
            text = verdict_of(question.claimed, sentence, title, around)
        if choice.failed or text is None:
            reason = "the nearest sentence leaves it open"
            if choice.failed:
                reason = f"the nearest answer, “{best.answer}”, does not fit: {choice.failed.note}"
            return replace(withheld, reason=reason, checks=choice.checks)
        return replace(
            asked,
            status=AnswerStatus.ANSWERED,
            text=text,
            answer_type=reading.spans[choice.place].type,
            confidence=choice.confidence,
            citations=best.citations,
            quantities=quantities_in(best.citations[0]),
            checks=choice.checks,
            alternatives=tuple(found[:kept]),
        )

    def _candidates(self, reading: Reading, citer: Citer) -> Iterator[Alternative]:
        """The best span, then others, each at its score's share of the best one's confidence."""
        best = reading.spans[0]
        for span in reading.spans[: max(self.settings.alternatives + 1, TRIED)]:
            share = span.score / best.score if best.score > 0 else float(span is best)
            confidence = reading.confidence * min(1.0, max(0.0, share))
            citations = tuple(citer.cite(each) for each in (span, *span.repeats))
            yield Alternative(span.text, confidence, citations)


def _stands_alone(read: Answer) -> bool:
    """Whether a quote stands although the arithmetic that was asked for was refused.

    It must be a figure and be sure; a share that the text says outright need not be as sure.
    """
    rates = any(each.kind in _RATES for each in read.quantities)
    said = rates and read.answer_type is AnswerType.PERCENT
    return read.confidence >= (_SURE_RATE if said else _SURE_QUOTE) and bool(read.quantities)


def _hits_of_text(text: str, settings: Settings) -> tuple[tuple[Hit, ...], Citer]:
    """The passages of a text given with the question, in order, and a citer over it."""
    from qa.ingest.passages import make_passages

    document = Document(name=GIVEN_TEXT, text=text)
    passages = make_passages(document, words=settings.passage_words, overlap=settings.overlap)
    hits = tuple(
        Hit(replace(passage, id=number), score=1.0, rank=number)
        for number, passage in enumerate(passages, 1)
    )
    return hits, Citer(lambda _name: document)
