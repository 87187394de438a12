"""What the network is shown beside a document's own words, in reading and in training.

A sentence often leaves its subject to the title and its year to the date. So before the sentences
of a document stand its title and year, and behind "this year" the year that is meant.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from qa.reader.lexicon import find_tokens

#: Words of a title that are shown.
LONGEST_TITLE = 12
_TITLE_LETTERS = 500
_YEARS_BACK = {"this": 0, "current": 0, "last": 1, "previous": 1, "next": -1}


def heading(title: str, date: dt.date | None) -> list[str]:
    """The first words of a title, and the year where the title does not have it.

    >>> heading("Tin exports rise", dt.date(2024, 5, 2))
    ['Tin', 'exports', 'rise', '2024']
    """
    title = title[:_TITLE_LETTERS]
    words = [title[a:b] for a, b in find_tokens(title)][:LONGEST_TITLE]
    year = [str(date.year)] if date else []
    return words if not year or year[0] in words else words + year


def year_meant(words: Sequence[str], date: dt.date | None) -> list[str]:
    """The year that "this year" or "last year" at the end of `words` is, in brackets; else none.

    >>> year_meant(["until", "last", "year"], dt.date(2024, 5, 2))
    ['(', '2023', ')']
    """
    if date is None or len(words) < 2 or words[-1].lower() != "year":
        return []
    back = _YEARS_BACK.get(words[-2].lower())
    return [] if back is None else ["(", str(date.year - back), ")"]
