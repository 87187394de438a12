"""What the evaluation needs of the engine, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from qa.types import Answer, Document, DocumentInfo, Filters, Hit


class Answering(Protocol):
    """Answers, ranks and judges; the engine fulfils it."""

    def ask(
        self,
        question: str,
        history: Sequence[Answer] = (),
        *,
        filters: Filters | None = None,
        context: str | None = None,
    ) -> Answer:
        """Answer from the index, or from `context` alone when it is given."""

    def search(
        self, query: str, *, limit: int = 10, filters: Filters | None = None
    ) -> tuple[Hit, ...]:
        """Return the best passages, best first."""

    def documents(self) -> Iterable[DocumentInfo]:
        """Return what is indexed."""

    def check(self, claim: str, *, against: str | None = None) -> Answer:
        """Judge a claim by the index, or by the text `against` alone."""


@runtime_checkable
class Texts(Protocol):
    """An engine that can give the texts it answers from."""

    def text_of(self, document: str) -> str | None:
        """Return the text of a document, None for one not in the index."""


class Built(Answering, Protocol):
    """An engine made for one evaluation, closed when that is over."""

    def close(self) -> None:
        """Let go of the files."""


#: Indexes documents in a folder, for datasets that bring their own.
Builder = Callable[[Iterable[Document], Path], Built]
