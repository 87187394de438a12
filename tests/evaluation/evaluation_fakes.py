"""A hand-made engine for the evaluation: it goes by words, so every figure is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qa.errors import EmptyQuestion
from qa.types import (
    Alternative,
    Answer,
    AnswerStatus,
    Citation,
    Document,
    DocumentInfo,
    Filters,
    Hit,
    Passage,
    Verdict,
)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def citation(document: str, text: str, start: int, end: int) -> Citation:
    return Citation(document, "", None, None, 1, start, end, text[start:end], text)


class WordEngine:
    """Ranks documents by shared words; answers with the first number of the best document.

    Its confidence is the share of the question's words found there; below one half it withholds
    the answer, as the first alternative. A claim is supported if every number in it is in the
    best document (or the text given), refuted if there are others only.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.name: document for document in documents}
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.limits: list[int] = []
        self.closed = False

    def close(self) -> None:
        self.closed = True

    def documents(self) -> Iterable[DocumentInfo]:
        for item in self._documents.values():
            yield DocumentInfo(item.name, item.title, item.date, len(item.text), 1)

    def search(
        self, query: str, *, limit: int = 10, filters: Filters | None = None
    ) -> tuple[Hit, ...]:
        self.limits.append(limit)
        if not words(query):
            raise EmptyQuestion("the question is empty: type one in words")
        scores = {
            name: len(words(query) & words(document.text))
            for name, document in self._documents.items()
        }
        best = sorted((name for name in scores if scores[name]), key=lambda name: -scores[name])
        return tuple(
            Hit(self._passage(name), float(scores[name]), rank)
            for rank, name in enumerate(best[:limit], start=1)
        )

    def ask(
        self,
        question: str,
        history: Sequence[Answer] = (),
        *,
        filters: Filters | None = None,
        context: str | None = None,
    ) -> Answer:
        self.asked.append((question, tuple(answer.question for answer in history)))
        rewritten = f"{history[-1].question} {question}" if history and "it" in question else None
        if context is not None:
            return self._answer(question, rewritten, "context", context)
        hits = self.search(rewritten or question)
        if not hits:
            return Answer(question, AnswerStatus.NO_ANSWER, reason="no word was found")
        passage = hits[0].passage
        return self._answer(question, rewritten, passage.document, passage.text)

    def check(self, claim: str, *, against: str | None = None) -> Answer:
        hits = self.search(claim)
        text = against if against is not None else hits[0].passage.text if hits else ""
        stated, found = set(re.findall(r"\d+", claim)), set(re.findall(r"\d+", text))
        verdict = Verdict.NOT_ENOUGH_INFO
        if stated and found:
            verdict = Verdict.SUPPORTED if stated <= found else Verdict.REFUTED
        return Answer(claim, AnswerStatus.ANSWERED, verdict=verdict)

    def _passage(self, name: str) -> Passage:
        text = self._documents[name].text
        return Passage(name, 0, len(text), text, ((0, len(text)),))

    def _answer(self, question: str, rewritten: str | None, name: str, text: str) -> Answer:
        number = re.search(r"\d+", text)
        if number is None:
            return Answer(question, AnswerStatus.NO_ANSWER, rewritten, reason="no number")
        asked = words(rewritten or question)
        confidence = len(asked & words(text)) / len(asked)
        cited = (citation(name, text, *number.span()),)
        if confidence < 0.5:
            closest = Alternative(number[0], confidence, cited)
            return Answer(question, AnswerStatus.NO_ANSWER, rewritten, alternatives=(closest,))
        return Answer(
            question,
            AnswerStatus.ANSWERED,
            rewritten,
            text=number[0],
            confidence=confidence,
            citations=cited,
        )
