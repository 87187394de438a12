"""Cranfield folders: `cran.all.1400`, `cran.qry` and the judgements.

Two traps of this collection are dealt with here. The numbers in `cran.qry` have gaps, while the
judgements count the queries 1, 2, 3, … in the order of the file: the position is the id. And the
grades of `cranqrel` fall with relevance: 1 is a complete answer, 4 of least interest, and -1 marks
one document of each query, which stands closest to it (for query 1, on similarity laws for heated
aircraft, a paper on just that). The grades used are those of `QRelsCorrectedforTRECeval`, which
rise: 5 - grade, so 1 → 4 … 4 → 1; a 5 in cranqrel (no interest) → 0; and -1 → 5. Every grade
from 1 up counts as relevant where a measure knows only yes and no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from qa.evaluation.data import Dataset, DatasetKind, Judgement, Query
from qa.evaluation.files import (
    Place,
    UniqueIds,
    plain_document,
    read_lines,
    read_text,
    whole_number,
)
from qa.evaluation.trec import read_judgements
from qa.types import Document

DOCUMENTS = "cran.all.1400"
QUERIES = "cran.qry"
TREC_JUDGEMENTS = "QRelsCorrectedforTRECeval"
JUDGEMENTS = "cranqrel"


def load(folder: Path) -> Dataset:
    """Read a Cranfield-style folder; raises DatasetError naming file, line and remedy."""
    documents = _documents(folder / DOCUMENTS)
    texts = _queries(folder / QUERIES)
    judgements = _judgements(folder)
    strange = [query for query in judgements if query not in texts]
    if strange:
        raise Place(folder / QUERIES).error(
            f"has {len(texts)} queries, and query {strange[0]} is judged",
            "use queries and judgements of one collection",
        )
    queries = tuple(
        Query(id=query, text=text, relevant=judgements[query], group=query)
        for query, text in texts.items()
        if query in judgements
    )
    empty = sum(not document.text.strip() for document in documents)
    notes = (f"{empty} documents are empty",) if empty else ()
    return Dataset(
        folder.resolve().name, DatasetKind.CRANFIELD, folder, documents, queries, notes=notes
    )


def _records(path: Path) -> Iterator[tuple[Place, str, dict[str, str]]]:
    """Yield each record's place, number and the text of its fields by their letter."""
    parts = re.split(r"^\.I[ \t]+(.*)$", read_text(path).replace("\r\n", "\n"), flags=re.MULTILINE)
    if len(parts) < 3:
        raise Place(path).error("has no line like '.I 1'", "give the collection's own file")
    line = 1 + parts[0].count("\n")
    for number, body in zip(parts[1::2], parts[2::2], strict=True):
        yield Place(path, line), number.strip(), _fields(body)
        line += body.count("\n")


def _fields(body: str) -> dict[str, str]:
    """Split a record at its lines `.T`, `.A`, `.B`, `.W`; a letter may come twice."""
    parts = re.split(r"^\.([A-Z])[ \t]*$", body, flags=re.MULTILINE)
    fields: dict[str, str] = {}
    for letter, text in zip(parts[1::2], parts[2::2], strict=True):
        fields[letter] = f"{fields[letter]}\n{text.strip()}" if letter in fields else text.strip()
    return fields


def _documents(path: Path) -> tuple[Document, ...]:
    ids = UniqueIds("document")
    documents = []
    for place, number, fields in _records(path):
        ids.add(place, number)
        title = " ".join(fields.get("T", "").split())
        documents.append(plain_document(number, fields.get("W", ""), title))
    return tuple(documents)


def _queries(path: Path) -> dict[str, str]:
    """Return the queries by their position from 1, as the judgements count them."""
    texts = {}
    for position, (place, number, fields) in enumerate(_records(path), start=1):
        if not fields.get("W"):
            raise place.error(f"query {number} has no text after '.W'", "complete the query")
        texts[str(position)] = " ".join(fields["W"].split())
    return texts


def _judgements(folder: Path) -> dict[str, tuple[Judgement, ...]]:
    if (folder / TREC_JUDGEMENTS).is_file():
        return read_judgements(folder / TREC_JUDGEMENTS)
    found: dict[str, dict[str, int]] = {}
    for place, line in read_lines(folder / JUDGEMENTS):
        columns = line.split()
        if len(columns) != 3:
            raise place.error(f"has {len(columns)} columns, not 3", "write 'query document grade'")
        query, document, code = columns
        found.setdefault(query, {})[document] = _grade(place, whole_number(place, code, "grade"))
    return {
        query: tuple(Judgement(document, grade) for document, grade in judged.items())
        for query, judged in found.items()
    }


def _grade(place: Place, code: int) -> int:
    if code == -1:
        return 5
    if not 1 <= code <= 5:
        raise place.error(f"grade {code} is none of -1, 1, 2, 3, 4, 5", "correct the line")
    return 5 - code
