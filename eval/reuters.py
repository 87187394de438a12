"""Reuters-21578 as the benchmark reads it: SGML in, one JSON object a story out."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_STORY = re.compile(r"<REUTERS\b[^>]*\bNEWID=\"(\d+)\"[^>]*>(.*?)</REUTERS>", re.DOTALL)
_DATE = re.compile(r"\s*(\d{1,2})-([A-Z]{3})-(\d{4})")
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_MONEY = re.compile(r"\d\s+(?:mln |bln )?(?:dlrs|stg|yen|marks|francs)\b|[$£]\s?\d")
_SHARE = re.compile(r"\d\s+(?:pct|percent|per cent)\b")
_SAID = re.compile(r"\bsaid\b")
# Words a question would not be searched by.
_DULL = """
a an and are as at be been but by for from had has have he in is it its last not of on or said says
she that the their they this to was were which will with would year
"""


def read_stories(folder: Path) -> Iterator[dict[str, str]]:
    """The stories with a body of every `.sgm` file, in order: id, title, date, text.

    `date` is ISO 8601, or "" where the file has none that can be read.
    """
    for path in sorted(folder.glob("*.sgm")):
        yield from parse_stories(path.read_text(encoding="latin-1"))


def parse_stories(sgml: str) -> Iterator[dict[str, str]]:
    """The stories of one file; those without a body are left out.

    >>> sgml = '<REUTERS NEWID="7"><DATE> 1-APR-1987</DATE><TITLE>TIN</TITLE><BODY>Up.</BODY>'
    >>> next(parse_stories(sgml + '</REUTERS>'))
    {'id': '7', 'title': 'TIN', 'date': '1987-04-01', 'text': 'Up.'}
    """
    for number, inside in _STORY.findall(sgml):
        text = _element("BODY", inside)
        if text:
            title = " ".join(_element("TITLE", inside).split())
            date = iso_date(_element("DATE", inside))
            yield {"id": number, "title": title, "date": date, "text": text}


def _element(name: str, inside: str) -> str:
    found = re.search(rf"<{name}>(.*?)</{name}>", inside, re.DOTALL)
    return clean(found.group(1)) if found else ""


def clean(raw: str) -> str:
    """Entities resolved, control characters other than line ends and tabs taken out."""
    text = html.unescape(raw).replace("\r\n", "\n")
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    return "".join(kept).strip()


def iso_date(raw: str) -> str:
    """`26-FEB-1987 15:01:01.79` as `1987-02-26`; "" for anything else."""
    found = _DATE.match(raw)
    if not found or found.group(2) not in _MONTHS:
        return ""
    day, month, year = int(found.group(1)), _MONTHS.index(found.group(2)) + 1, found.group(3)
    return f"{year}-{month:02d}-{day:02d}"


def make_questions(stories: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """One question a story, by rule from its title and first sentence.

    They are meant to cost what real ones cost: their words are the story's own, of every
    frequency, and they ask for amounts, shares, speakers, dates and plain phrases.
    """
    for number, story in enumerate(stories):
        question = _question(number, story)
        if question:
            yield question


def _question(number: int, story: Mapping[str, str]) -> str:
    first = re.split(r"(?<=[a-z0-9][.])\s", story["text"], maxsplit=1)[0]
    about = _telling(first, 6)
    if len(about) < 3:
        return ""
    words = " ".join(about)
    if _MONEY.search(first):
        return f"How much money was reported for {words}?"
    if _SHARE.search(first):
        return f"By what percentage did {words} change?"
    if _SAID.search(first) and number % 2:
        return f"Who said that {words}?"
    title = " ".join(_telling(story["title"].capitalize(), 6)) or words
    forms = (f"When was it reported: {words}?", f"What is known about {title}?", f"Why {words}?")
    return forms[number % len(forms)]


def _telling(text: str, most: int) -> list[str]:
    dull = frozenset(_DULL.split())
    return [word for word in _WORD.findall(text) if word.lower() not in dull][:most]
