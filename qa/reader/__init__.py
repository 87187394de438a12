"""Readers: from retrieved passages to answer spans with exact offsets."""

from __future__ import annotations

from pathlib import Path

from qa.errors import ModelUnavailable
from qa.reader.base import Reader, Reranker
from qa.settings import BUILT_IN, Settings

#: The name of the linear reader, the measured baseline.
LEXICAL = "lexical"
#: What marks a folder as one of `python -m qa.reader.train.export`.
OWN_WEIGHTS = "reader.safetensors"

__all__ = ["Reader", "Reranker", "load_reader", "load_reranker"]


def load_reader(settings: Settings) -> Reader:
    """The reader that `settings.reader` names; raises ModelUnavailable when it cannot be had."""
    if settings.reader == BUILT_IN:
        from qa.reader.neural import NeuralReader

        return NeuralReader.load()
    if settings.reader == LEXICAL:
        from qa.reader.lexical import LexicalReader

        return LexicalReader.load()
    folder = folder_of(settings.reader)
    if folder is not None and (folder / OWN_WEIGHTS).is_file():
        from qa.reader.neural import NeuralReader

        return NeuralReader.load(folder, name=settings.reader)
    from qa.reader.hub import HubReader

    return HubReader.load(settings.reader)


def load_reranker(settings: Settings) -> Reranker | None:
    """The cross-encoder that `settings.reranker` names, or None."""
    if not settings.reranker:
        return None
    folder_of(settings.reranker)
    from qa.reader.hub import HubReranker

    return HubReranker.load(settings.reranker)


def folder_of(name: str) -> Path | None:
    """The folder that `name` is; None for the name of a hub model.

    Raises ModelUnavailable where it is written as a path and nothing is there.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return path
    if name.startswith(("/", "./", "../", "~")):
        raise ModelUnavailable(
            f"{name}: no such folder; name one that holds a model, a hub model, or {BUILT_IN}"
        )
    return None
