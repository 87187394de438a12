"""The ports every reader and every reranker fulfils."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from qa.types import Hit, Question, Reading


class Reader(Protocol):
    """Finds answer spans in retrieved passages; nothing it returns is generated text."""

    @property
    def name(self) -> str:
        """What `qa status` and results call this reader."""

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """Return the distinct candidate spans over all `hits`, best first, on one scale.

        Spans are offsets into each hit's document and lie inside one of its passage's sentences
        (a list may run over several). Must be deterministic, and answer an empty reading with
        a reason for no hits.
        """

    def doubt(self, question: Question, hits: Sequence[Hit], /) -> str | None:
        """Why these passages may not answer, in the question's terms; None for nothing to say.

        Asked for only when an answer is withheld: finding the reason may take as long as reading.
        """


class Reranker(Protocol):
    """Orders passages by reading the question with each."""

    @property
    def name(self) -> str: ...

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One relevance score a text, higher is better."""
