"""BEIR folders: `corpus.jsonl`, `queries.jsonl`, `qrels/<split>.tsv`."""

from __future__ import annotations

from pathlib import Path

from qa.evaluation.data import Dataset, DatasetKind, Judgement, Query
from qa.evaluation.files import (
    Place,
    UniqueIds,
    plain_document,
    read_lines,
    read_objects,
    text_field,
    whole_number,
)
from qa.types import Document


def load(folder: Path, *, split: str = "test") -> Dataset:
    """Read a BEIR folder; the queries are those that `qrels/<split>.tsv` judges, in its order.

    A judged document that the corpus lacks stays judged (nobody can find it) and is noted.
    Raises DatasetError naming the file, the line and the remedy.
    """
    documents = _documents(folder / "corpus.jsonl")
    texts = _queries(folder / "queries.jsonl")
    judgements = _judgements(_qrels_path(folder, split), texts)
    names = {document.name for document in documents}
    absent = sum(item.document not in names for judged in judgements.values() for item in judged)
    notes = (f"{absent} judgements are of documents that the corpus lacks",) if absent else ()
    queries = tuple(
        Query(id=query, text=texts[query], relevant=tuple(judged), group=query)
        for query, judged in judgements.items()
    )
    name = folder.resolve().name + ("" if split == "test" else f"-{split}")
    return Dataset(name, DatasetKind.BEIR, folder, documents, queries, notes=notes)


def _documents(path: Path) -> tuple[Document, ...]:
    ids = UniqueIds("document")
    documents = []
    for place, row in read_objects(path):
        name = text_field(place, row, "_id")
        ids.add(place, name)
        title = text_field(place, row, "title", default="")
        documents.append(plain_document(name, text_field(place, row, "text"), title))
    if not documents:
        raise Place(path).error("holds no document", "give one JSON object on each line")
    return tuple(documents)


def _queries(path: Path) -> dict[str, str]:
    ids = UniqueIds("query")
    texts = {}
    for place, row in read_objects(path):
        query = text_field(place, row, "_id")
        ids.add(place, query)
        texts[query] = text_field(place, row, "text")
    return texts


def _qrels_path(folder: Path, split: str) -> Path:
    path = folder / "qrels" / f"{split}.tsv"
    if not path.is_file():
        there = sorted(item.stem for item in (folder / "qrels").glob("*.tsv"))
        remedy = f"choose a split of: {', '.join(there)}" if there else "add the judgements"
        raise Place(path).error("is not there", remedy)
    return path


def _judgements(path: Path, texts: dict[str, str]) -> dict[str, list[Judgement]]:
    found: dict[str, list[Judgement]] = {}
    seen: set[tuple[str, str]] = set()
    for place, line in read_lines(path):
        columns = line.split("\t")
        if place.line == 1 and columns[-1].strip().lower() == "score":
            continue
        if len(columns) != 3:
            raise place.error(
                f"has {len(columns)} tab-separated columns, not 3",
                "write 'query-id', 'corpus-id' and 'score' between tabs",
            )
        query, document = columns[0], columns[1]
        if query not in texts:
            raise place.error(f"query {query!r} is not in queries.jsonl", "add it or drop the line")
        if (query, document) in seen:
            raise place.error(f"judges {document!r} twice for {query!r}", "keep one of the two")
        seen.add((query, document))
        grade = whole_number(place, columns[2], "the score")
        found.setdefault(query, []).append(Judgement(document, grade))
    if not found:
        raise Place(path).error("holds no judgement", "choose another split")
    return found
