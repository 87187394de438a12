"""Readers: from retrieved passages to answer spans with exact offsets."""

from __future__ import annotations

from qa.reader.base import Reader, Reranker
from qa.settings import BUILT_IN, Settings

#: The name of the linear reader, the measured baseline.
LEXICAL = "lexical"

__all__ = ["Reader", "Reranker", "load_reader", "load_reranker"]


def load_reader(settings: Settings) -> Reader:
    """The reader that `settings.reader` names; raises ModelUnavailable when it cannot be had."""
    if settings.reader == BUILT_IN:
        from qa.reader.neural import NeuralReader

        return NeuralReader.load()
    if settings.reader == LEXICAL:
        from qa.reader.lexical import LexicalReader

        return LexicalReader.load()
    from qa.reader.hub import HubReader

    return HubReader.load(settings.reader)


def load_reranker(settings: Settings) -> Reranker | None:
    """The cross-encoder that `settings.reranker` names, or None."""
    if not settings.reranker:
        return None
    from qa.reader.hub import HubReranker

    return HubReranker.load(settings.reranker)
