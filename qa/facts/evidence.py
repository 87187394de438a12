"""Texts that may bear out a claim, and spans of them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

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


#: Passages of one document that lie further apart than this stay apart.
_FAR = 50_000


def merge(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Passages of one document as one text, so that "the six months" finds what it points to.

    What lies between two passages is filled with line breaks: every offset stays true.
    """
    by_document: dict[str, list[Evidence]] = {}
    for item in evidence:
        by_document.setdefault(item.document, []).append(item)
    out: list[Evidence] = []
    for items in by_document.values():
        items.sort(key=lambda item: item.start)
        out.append(items[0])
        for item in items[1:]:
            joined = _joined(out[-1], item)
            if joined is None:
                out.append(item)
            else:
                out[-1] = joined
    return tuple(out)


def _joined(first: Evidence, second: Evidence) -> Evidence | None:
    end = first.start + len(first.text)
    gap = second.start - end
    if not first.document or gap > _FAR or (first.title, first.date) != (second.title, second.date):
        return None
    text = first.text + "\n" * max(0, gap) + second.text[max(0, -gap) :]
    sentences = tuple(sorted({*first.sentences, *second.sentences}))
    return replace(first, text=text, sentences=sentences)
