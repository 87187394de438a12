"""Writes documents into a draft generation: catalogue, vectors and terms move together."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from qa.errors import QAError
from qa.ingest.passages import make_passages
from qa.store.catalog import Catalog
from qa.store.dense import DenseIndex
from qa.store.encoders import Encoder
from qa.store.generations import CATALOG, TERMS, VECTORS, Draft, Manifest
from qa.store.terms import TermIndex
from qa.types import Document, Passage

#: Passages encoded and added at a time.
_BATCH = 4096


@dataclass(frozen=True, slots=True)
class Making:
    """How passages are made and encoded."""

    encoder: Encoder
    words: int = 100
    overlap: int = 1


class IndexWriter:
    """Adds and removes sources in a draft; nothing is visible before `publish`."""

    def __init__(
        self, draft: Draft, parts: tuple[Catalog, DenseIndex, TermIndex], making: Making
    ) -> None:
        self._draft = draft
        self.catalog, self._dense, self._terms = parts
        self._making = making
        self._pending: list[Passage] = []
        self.passages_added = 0

    @classmethod
    def start(cls, draft: Draft, making: Making) -> IndexWriter:
        """Write a draft from nothing."""
        with storing():
            folder = draft.folder
            dense = DenseIndex.create(making.encoder.dimension)
            parts = Catalog.create(folder / CATALOG), dense, TermIndex.create(folder / TERMS)
        return cls(draft, parts, making)

    @classmethod
    def resume(cls, draft: Draft, making: Making, previous: Path) -> IndexWriter:
        """Write a draft that carries the files of the generation in the folder `previous`."""
        with storing():
            folder = draft.folder
            # The vectors are read into memory; the old file stays for those who have it open.
            dense = DenseIndex.open(previous / VECTORS, mapped=False)
            parts = Catalog.edit(folder / CATALOG), dense, TermIndex.open(folder / TERMS)
        return cls(draft, parts, making)

    def add_documents(self, source_id: int, documents: Iterable[Document]) -> int:
        """Add the documents of a source; returns how many there were."""
        count = 0
        for document in documents:
            named = self._with_free_name(document)
            words, overlap = self._making.words, self._making.overlap
            passages = make_passages(named, words=words, overlap=overlap)
            with storing():
                ids = self.catalog.add_document(source_id, named, passages)
            self._pending += [
                replace(passage, id=number) for passage, number in zip(passages, ids, strict=True)
            ]
            self.passages_added += len(passages)
            count += 1
            if len(self._pending) >= _BATCH:
                self.flush()
        return count

    def remove_documents(self, source_id: int) -> None:
        """Take out of every part what was read from a source."""
        self.flush()
        with storing():
            ids = self.catalog.remove_documents(source_id)
            self._dense.remove(ids)
            self._terms.remove(ids)

    def remove_source(self, source_id: int) -> None:
        self.remove_documents(source_id)
        with storing():
            self.catalog.remove_source(source_id)

    def flush(self) -> None:
        """Encode and add what was catalogued since the last time."""
        passages, self._pending = self._pending, []
        if not passages:
            return
        vectors = self._making.encoder.encode([searched_text(passage) for passage in passages])
        with storing():
            self._dense.add([passage.id for passage in passages], vectors)
            self._terms.add(passages)

    def publish(self, describe: Callable[[tuple[int, int, int]], dict[str, object]]) -> Manifest:
        """Write everything out and publish; `describe` gives the manifest's fields from counts."""
        self.flush()
        with storing():
            counts = self.catalog.counts()
            self._terms.commit()
            self._dense.write(self._draft.folder / VECTORS)
            self.catalog.close(commit=True)
            return self._draft.publish(**describe(counts))

    def _with_free_name(self, document: Document) -> Document:
        """The document under a name not taken yet: `name`, `name~2`, `name~3`, …"""
        name, number = document.name, 1
        while not self.catalog.free_name(name):
            number += 1
            name = f"{document.name}~{number}"
        return document if name == document.name else replace(document, name=name)


def searched_text(passage: Passage) -> str:
    """What the encoder sees of a passage: its title takes part."""
    return f"{passage.title}\n{passage.text}" if passage.title else passage.text


@contextmanager
def storing() -> Iterator[None]:
    """Turn a failure to store (full disk, read-only folder) into one line with the remedy."""
    try:
        yield
    except (OSError, sqlite3.Error, RuntimeError, ValueError) as error:
        detail = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise QAError(
            f"the index cannot be written ({detail}): free some disk space or choose another "
            "--index; what was published before is untouched"
        ) from error
