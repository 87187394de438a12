"""Training texts in an index, so that questions meet the passages that retrieval brings.

Every document stands on a shelf of a few, a folder of the index: a question is asked of all of
them, or of its own shelf alone as over a small corpus, or of all but its own document.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from qa.ingest.layout import find_blocks
from qa.reader.train.sources import Asked
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.types import Block, BlockKind, Document, Filters, Hit

if TYPE_CHECKING:
    from qa.store.index import Index

ON_A_SHELF = 5


class Shelves:
    """An index of the texts that questions were asked of."""

    def __init__(self, index: Index, settings: Settings, names: dict[tuple[str, str], str]) -> None:
        self.index = index
        self._retriever, self._names = Retriever(index, settings), names

    def name_of(self, asked: Asked) -> str:
        """The name of the question's text in the index."""
        return self._names[asked.document, asked.text]

    def all(self, asked: Asked, limit: int = 8) -> tuple[Hit, ...]:
        return self._retriever.to_read(asked.question, limit=limit)

    def near(self, asked: Asked, limit: int) -> tuple[Hit, ...]:
        """The passages most like the question, as `qa search` ranks them."""
        return self._retriever.search(asked.question, limit=limit)

    def own(self, asked: Asked, limit: int = 8) -> tuple[Hit, ...]:
        """Passages of the question's own shelf."""
        filters = Filters(path=self.name_of(asked).partition("/")[0])
        return self._retriever.to_read(asked.question, limit=limit, filters=filters)

    def others(self, asked: Asked, limit: int = 8) -> tuple[Hit, ...]:
        """Passages of all documents but the question's."""
        mine = tuple(name for (own, _), name in self._names.items() if own == asked.document)
        filters = Filters(without=mine)
        return self._retriever.to_read(asked.question, limit=limit, filters=filters)


@contextmanager
def shelved(questions: Iterable[Asked], more: Iterable[Asked] = ()) -> Iterator[Shelves]:
    """Index the texts of `questions` in their order, those of `more` behind them, for a while."""
    from qa.store.index import Index
    from qa.store.indexer import index_documents

    names: dict[tuple[str, str], str] = {}
    documents: list[Document] = []
    for asked in (*questions, *more):
        key = (asked.document, asked.text)
        if key not in names:
            shelf, number = divmod(len(names), ON_A_SHELF)
            names[key] = f"{shelf:05d}/{number}-{asked.document}"
            documents.append(_document(names[key], asked))
    settings = Settings()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place) / "index"
        index_documents(documents, folder, settings)
        index = Index.open(folder, encoder=settings.encoder)
        try:
            yield Shelves(index, settings, names)
        finally:
            index.close()


def _document(name: str, asked: Asked) -> Document:
    """The text as the index would read its file; layout counts where it is known to have one."""
    text = asked.text
    blocks: Sequence[Block] = (Block(BlockKind.PARAGRAPH, 0, len(text)),)
    if asked.sentences:
        blocks = find_blocks(text, 0, len(text), markdown=True)
    return Document(name, text, asked.title, asked.date, tuple(blocks))
