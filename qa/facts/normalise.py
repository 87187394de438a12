"""Numbers as search tokens: one written form for one value."""

from __future__ import annotations

import re

_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")


def search_tokens(text: str) -> str:
    """The text with thousands separators taken out of its numbers."""
    return _GROUPED.sub(lambda match: match[0].replace(",", ""), text)
