"""Readers: from retrieved passages to answer spans with exact offsets."""

from __future__ import annotations

from dataclasses import replace

from qa.reader.base import Reader, Reranker
from qa.settings import BUILT_IN, Settings

#: The name of the linear reader, the measured baseline.
LEXICAL = "lexical"

__all__ = ["Reader", "Reranker", "load_reader", "load_reranker"]


def load_reader(settings: Settings) -> Reader:
    """The reader that `settings.reader` names; raises ModelUnavailable when it cannot be had."""
    # The engine withholds; a built-in reader always says why it might be right to.
    explaining = replace(settings, cutoff=1.0)
    if settings.reader == BUILT_IN:
        from qa.reader.neural import NeuralReader

        return NeuralReader.load(explaining)
    if settings.reader == LEXICAL:
        from qa.reader.lexical import LexicalReader

        return LexicalReader.load(explaining)
    from qa.reader.hub import HubReader

    return HubReader.load(settings.reader)


def load_reranker(settings: Settings) -> Reranker | None:
    """The cross-encoder that `settings.reranker` names, or None."""
    if not settings.reranker:
        return None
    from qa.reader.hub import HubReranker

    return HubReranker.load(settings.reranker)
