"""The term side: BM25 by tantivy over the passage's words and over its title and date.

Tokens are runs of letters, lower-cased, accents folded and stemmed, and numbers kept whole
(`121.16`, `1.0.21`; `4,523,000` and `4.523 million` as the index text normalises them).
Scripts written without spaces are cut into characters with their marks.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import IndexDamaged
from qa.facts.normalise import search_tokens
from qa.types import Passage

if TYPE_CHECKING:
    import tantivy

#: Title and date words count this much against words of the text; chosen by eval/fusion.py.
HEAD_BOOST = 0.25
#: Terms of one query at most; the rarest stay.
MAX_TERMS = 48
_SHORT_TERM = 5
_HEAP_BYTES = 128_000_000
_ANALYSER = "words"
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_TOKEN = (
    rf"[0-9]+(?:\.[0-9]+)*|[{_UNSPACED}]\p{{M}}*"
    rf"|[\p{{L}}\p{{N}}&&[^{_UNSPACED}]][\p{{L}}\p{{M}}\p{{N}}&&[^{_UNSPACED}]]*"
)
# Words that say nothing of what a question is about; dropped from queries, never from texts.
_STOP_WORDS = """
a about all also am an and any are as at be been being but by can could did do does doing for
from get give had has have having he her hers him his how i if in into is it its itself just may
me might more most much many must my name no nor not of off on once only or other our ours out
over own please shall she should so some such tell than that the their theirs them then there
these they this those through to too under until up us very was we were what when where which
while who whom whose why will with would you your yours s t re ve ll d
"""


@cache
def _analyser() -> tantivy.TextAnalyzer:
    import tantivy

    filters = tantivy.Filter
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_TOKEN))
        .filter(filters.remove_long(64))
        .filter(filters.lowercase())
        .filter(filters.ascii_fold())
        .filter(filters.stemmer("english"))
        .build()
    )


@cache
def _stop_terms() -> frozenset[str]:
    return frozenset(_analyser().analyze(_STOP_WORDS))


def is_stop_term(term: str) -> bool:
    """Whether an index term says nothing of what a question is about."""
    return term in _stop_terms()


def analyse(text: str) -> list[str]:
    """The index terms of a text, in order.

    >>> analyse("Exports rose to 4,523,000 tonnes")
    ['export', 'rose', 'to', '4523000', 'tonn']
    """
    return list(_analyser().analyze(search_tokens(text)))


def query_terms(text: str) -> list[str]:
    """The distinct terms a query is searched by: stop words out, unless nothing else is left."""
    terms = list(dict.fromkeys(analyse(text)))
    telling = [term for term in terms if term not in _stop_terms()]
    return telling or terms


def date_words(day: dt.date | None) -> str:
    """A date as people search for it: `2025-08-29 29 August 2025`."""
    return f"{day.isoformat()} {day.day} {day:%B %Y}" if day else ""


class TermIndex:
    """Passage id → terms. One writer at a time; a published index is only read."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        index.register_tokenizer(_ANALYSER, _analyser())
        self._searcher = index.searcher()
        self._writer: Any = None

    @classmethod
    def create(cls, folder: Path) -> TermIndex:
        import tantivy

        folder.mkdir(parents=True)
        builder = tantivy.SchemaBuilder()
        # Signed: deletion by term takes a Python int for a signed one and misses unsigned ids.
        builder.add_integer_field("id", indexed=True, fast=True)
        builder.add_text_field("body", tokenizer_name=_ANALYSER, index_option="freq")
        builder.add_text_field("head", tokenizer_name=_ANALYSER, index_option="freq")
        return cls(tantivy.Index(builder.build(), path=str(folder)))

    @classmethod
    def open(cls, folder: Path) -> TermIndex:
        """Open a written index; one in a folder that may not be written to is read in a copy."""
        import tantivy

        try:
            return cls(tantivy.Index.open(str(folder)))
        except (ValueError, OSError) as error:
            if "lock" in str(error).lower():  # tantivy takes a lock even to read
                return cls._open_copy(folder)
            raise IndexDamaged(
                f"{folder.name}/ is not a readable term index: run qa index --rebuild"
            ) from error

    @classmethod
    def _open_copy(cls, folder: Path) -> TermIndex:
        import tantivy

        copy = tempfile.mkdtemp(prefix="qa-terms-")
        for file in folder.iterdir():
            shutil.copyfile(file, Path(copy) / file.name)
        opened = cls(tantivy.Index.open(copy))
        weakref.finalize(opened, shutil.rmtree, copy, ignore_errors=True)
        return opened

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    # Writing

    def add(self, passages: Sequence[Passage]) -> None:
        """Add passages that the catalogue has given ids."""
        import tantivy

        writer = self._writing()
        for passage in passages:
            document = tantivy.Document()
            document.add_integer("id", passage.id)
            document.add_text("body", search_tokens(passage.text))
            head = f"{passage.title} {date_words(passage.date)}"
            document.add_text("head", search_tokens(head))
            writer.add_document(document)

    def remove(self, ids: Sequence[int]) -> None:
        writer = self._writing()
        for number in ids:
            writer.delete_documents_by_term("id", number)

    def commit(self) -> None:
        writer, self._writer = self._writing(), None
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def _writing(self) -> Any:
        if self._writer is None:
            # One thread gives the same segments for the same input.
            self._writer = self._index.writer(_HEAP_BYTES, 1)
        return self._writer

    # Reading

    def frequency(self, term: str) -> int:
        """In how many passages a term stands, in text or head."""
        return max(self._searcher.doc_freq(field, term) for field in ("body", "head"))

    def near(self, term: str, limit: int) -> list[int]:
        """Ids of passages with a term that is an edit away from `term`, or two for a long one."""
        import tantivy

        distance = 1 if len(term) <= _SHORT_TERM else 2
        queries = [
            tantivy.Query.fuzzy_term_query(self._index.schema, field, term, distance=distance)
            for field in ("body", "head")
        ]
        either = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in queries])
        hits = self._searcher.search(either, limit=limit, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return sorted(int(number or 0) for number in ids)

    def search(
        self, terms: Sequence[str], limit: int, *, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The `limit` best passages as (id, BM25), best first, ties by id."""
        import tantivy

        known = [(self.frequency(term), term) for term in terms]
        rarest = sorted(pair for pair in known if pair[0])[:MAX_TERMS]
        if not rarest or not len(self) or (among is not None and not len(among)):
            return []
        query = self._query([term for _, term in rarest])
        if among is not None:
            chosen = tantivy.Query.term_set_query(self._index.schema, "id", list(among))
            silent = tantivy.Query.const_score_query(chosen, 0.0)
            must = tantivy.Occur.Must
            query = tantivy.Query.boolean_query([(must, query), (must, silent)])
        hits = self._searcher.search(query, limit=limit, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        scores = [float(score) for score, _ in hits]
        found = [(int(i or 0), score) for i, score in zip(ids, scores, strict=True)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _query(self, terms: Sequence[str]) -> tantivy.Query:
        import tantivy

        schema, should, clauses = self._index.schema, tantivy.Occur.Should, []
        for term in terms:
            body = tantivy.Query.term_query(schema, "body", term, index_option="freq")
            head = tantivy.Query.term_query(schema, "head", term, index_option="freq")
            clauses.append((should, body))
            clauses.append((should, tantivy.Query.boost_query(head, HEAD_BOOST)))
        return tantivy.Query.boolean_query(clauses)
