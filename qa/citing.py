"""Citations: a span's exact place, with its quote read again from the document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from qa.errors import QuoteMismatch
from qa.types import Citation, Document, Span


class Citer:
    """Turns spans into citations over documents got by name."""

    def __init__(self, document: Callable[[str], Document]) -> None:
        self._document = document

    def text_of(self, name: str) -> str:
        """The whole text of a document."""
        return self._document(name).text

    def cite(self, span: Span) -> Citation:
        """The span's citation; raises QuoteMismatch when the document does not say `span.text`."""
        return self.cite_place(span.document, span.start, span.end, span.sentence, quote=span.text)

    def cite_place(
        self, name: str, start: int, end: int, sentence: tuple[int, int], *, quote: str
    ) -> Citation:
        """Cite characters [start, end) of a document, inside a sentence's offsets."""
        document = self._document(name)
        if not 0 <= start < end <= len(document.text) or document.text[start:end] != quote:
            raise QuoteMismatch(
                f"{name} does not say {quote[:60]!r} at characters {start} to {end}: "
                "run qa doctor, then qa index --rebuild"
            )
        first, last = min(sentence[0], start), max(sentence[1], end)
        return Citation(
            document=name,
            title=document.title,
            date=document.date,
            page=page_of(document, start),
            line=document.text.count("\n", 0, start) + 1,
            start=start,
            end=end,
            quote=quote,
            sentence=document.text[first:last],
            sentence_start=first,
        )


def page_of(document: Document, offset: int) -> int | None:
    """The page an offset stands on, from 1; None for formats without pages."""
    if not document.page_starts:
        return None
    return max(1, bisect_right(document.page_starts, offset))
