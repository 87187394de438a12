"""Readers: from retrieved passages to answer spans with exact offsets."""

from __future__ import annotations

from qa.errors import ModelUnavailable
from qa.reader.base import Reader
from qa.settings import BUILT_IN, Settings

__all__ = ["Reader", "load_reader"]


def load_reader(settings: Settings) -> Reader:
    """The reader that `settings.reader` names; raises ModelUnavailable for an unknown one."""
    if settings.reader in (BUILT_IN, "lexical"):
        from qa.reader.lexical import LexicalReader

        return LexicalReader.load(settings)
    raise ModelUnavailable(
        f"reader {settings.reader!r} is not known here; use {BUILT_IN!r} or 'lexical'"
    )
