"""SQuAD 1.1 and 2.0 JSON: the paragraphs, or their sentences, are the documents.

A question's relevant document is its gold paragraph (or the sentences that a gold answer touches);
a question that its paragraph does not answer (`is_impossible`) has none and takes no part in
retrieval. With sentences as documents retrieval is all that is measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from qa.evaluation.data import Dataset, DatasetKind, GoldSpan, Judgement, Query, RetrievalUnit
from qa.evaluation.files import (
    Place,
    UniqueIds,
    list_field,
    plain_document,
    read_text,
    text_field,
    whole_number,
)
from qa.types import Document


@dataclass(frozen=True, slots=True)
class Part:
    """Characters [start, end) of a paragraph, retrieved as a document of this name."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its questions as read, and the parts that it is retrieved as."""

    place: Place
    name: str
    title: str
    text: str
    unit: RetrievalUnit
    parts: tuple[Part, ...]
    questions: tuple[dict[str, Any], ...]


def load(path: Path, *, unit: RetrievalUnit = RetrievalUnit.PARAGRAPH) -> Dataset:
    """Read a SQuAD file; raises DatasetError naming the article, the paragraph and the remedy.

    Documents are named `Article#3` for the third paragraph of the article, and `Article#3.2` for
    its second sentence; their title is the article's. An answer that does not stand at its offset
    keeps its text, loses the offset and is noted.
    """
    paragraphs = tuple(_paragraphs(path, unit))
    ids = UniqueIds("question")
    queries = tuple(chain.from_iterable(_queries(paragraph, ids) for paragraph in paragraphs))
    if not queries:
        raise Place(path).error("holds no question", "give a SQuAD file with 'qas'")
    documents = tuple(chain.from_iterable(_documents(paragraph) for paragraph in paragraphs))
    astray = sum(span.start is None for query in queries for span in query.answers)
    notes = (f"{astray} answers do not stand at their offset",) if astray else ()
    name = path.stem if unit is RetrievalUnit.PARAGRAPH else f"{path.stem}-{unit.value}s"
    return Dataset(name, DatasetKind.SQUAD, path, documents, queries, notes=notes)


def answer_class(text: str) -> str:
    """Slice answers roughly: `number` holds a digit, `name` begins with a capital, else `phrase`.

    >>> [answer_class(text) for text in ("24 men", "Von Miller", "the left bank")]
    ['number', 'name', 'phrase']
    """
    if any(character.isdigit() for character in text):
        return "number"
    return "name" if text[:1].isupper() else "phrase"


def _paragraphs(path: Path, unit: RetrievalUnit) -> Iterator[Paragraph]:
    place = Place(path)
    try:
        data = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise place.error(f"is not JSON ({error})", "give a SQuAD 1.1 or 2.0 file") from None
    if not isinstance(data, dict) or "data" not in data:
        raise place.error("has no 'data'", "give a SQuAD 1.1 or 2.0 file")
    titles: set[str] = set()
    for number, article in enumerate(list_field(place, data, "data"), start=1):
        title = text_field(place, {"title": article.get("title") or ""}, "title")
        name = title if title and title not in titles else f"{title or 'article'}-{number}"
        titles.add(name)
        for position, row in enumerate(list_field(place, article, "paragraphs"), start=1):
            full = f"{name}#{position}"
            within = Place(path, part=f"paragraph {full}")
            text = text_field(within, row, "context")
            questions = tuple(list_field(within, row, "qas"))
            parts = _parts(full, text, unit)
            heading = title.replace("_", " ")
            yield Paragraph(within, full, heading, text, unit, parts, questions)


def _parts(name: str, text: str, unit: RetrievalUnit) -> tuple[Part, ...]:
    if unit is RetrievalUnit.PARAGRAPH:
        return (Part(name, 0, len(text)),)
    from qa.ingest.sentences import split_sentences

    bounds = enumerate(split_sentences(text), start=1)
    return tuple(Part(f"{name}.{number}", start, end) for number, (start, end) in bounds)


def _documents(paragraph: Paragraph) -> Iterator[Document]:
    for part in paragraph.parts:
        yield plain_document(part.name, paragraph.text[part.start : part.end], paragraph.title)


def _queries(paragraph: Paragraph, ids: UniqueIds) -> Iterator[Query]:
    whole = paragraph.unit is RetrievalUnit.PARAGRAPH
    for row in paragraph.questions:
        place = paragraph.place
        query = text_field(place, row, "id")
        ids.add(place, query)
        answerable = row.get("is_impossible") is not True
        rows = list_field(place, row, "answers") if answerable else []
        answers = tuple(_answer(place, paragraph, item) for item in rows)
        if answerable and not answers:
            raise place.error(
                f"question {query!r} has no answer", "add one, or set 'is_impossible' to true"
            )
        yield Query(
            id=query,
            text=text_field(place, row, "question"),
            type=answer_class(answers[0].text) if answers else "unanswerable",
            answerable=answerable if whole else None,
            answers=answers if whole else (),
            relevant=_relevant(paragraph, answers),
            context=paragraph.text if whole else None,
            group=paragraph.name,
        )


def _answer(place: Place, paragraph: Paragraph, row: dict[str, Any]) -> GoldSpan:
    text = text_field(place, row, "text")
    start = whole_number(place, row.get("answer_start"), "'answer_start'")
    # Some files count white space before an answer into the offset, some do not: it is left out.
    bare = text.strip()
    for at in (start, start + len(text) - len(text.lstrip())):
        if bare and at >= 0 and paragraph.text.startswith(bare, at):
            return GoldSpan(bare, paragraph.name, at, at + len(bare))
    return GoldSpan(text, paragraph.name)


def _relevant(paragraph: Paragraph, answers: tuple[GoldSpan, ...]) -> tuple[Judgement, ...]:
    """Judge the documents that hold a part of an answer; a whole paragraph always does."""
    if not answers:
        return ()
    if paragraph.unit is RetrievalUnit.PARAGRAPH:
        return (Judgement(paragraph.parts[0].name, 1),)
    return tuple(
        Judgement(part.name, 1)
        for part in paragraph.parts
        if any(_touches(span, part) for span in answers)
    )


def _touches(span: GoldSpan, part: Part) -> bool:
    if span.start is None or span.end is None:
        return False
    return span.start < part.end and part.start < max(span.end, span.start + 1)
