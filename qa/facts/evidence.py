"""Texts that may bear out a claim, and spans of them."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

from qa.facts.timing import sentence_starts
from qa.types import Passage


@dataclass(frozen=True, slots=True)
class Evidence:
    """Text that may bear out a claim: a passage, a document or any given text.

    `sentences` are (start, end) offsets into the document, inside
    [start, start + len(text)); `start` is where `text` begins in it.
    """

    document: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    title: str = ""
    date: dt.date | None = None
    start: int = 0

    @classmethod
    def of_text(
        cls, text: str, *, document: str = "", title: str = "", date: dt.date | None = None
    ) -> Evidence:
        """Evidence from bare text, cut into sentences here."""
        cuts = [*sentence_starts(text), len(text)]
        pairs = itertools.pairwise(cuts)
        return cls(
            document, text, tuple((a, b) for a, b in pairs if text[a:b].strip()), title, date
        )

    @classmethod
    def of_passage(cls, passage: Passage) -> Evidence:
        """Evidence from an indexed passage, with its offsets."""
        return cls(
            passage.document, passage.text, passage.sentences, passage.title, passage.date,
            passage.start,
        )  # fmt: skip

    def sentence(self, index: int) -> str:
        start, end = self.sentences[index]
        return self.text[start - self.start : end - self.start]


@dataclass(frozen=True, slots=True)
class EvidenceSpan:
    """Where the deciding words stand: half-open offsets into the document."""

    document: str
    title: str
    date: dt.date | None
    start: int
    end: int
    quote: str
    sentence: tuple[int, int]
    sentence_text: str
