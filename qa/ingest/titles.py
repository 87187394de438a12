"""Title and date of a story, from its head, by general rules.

Read are, in this order of trust: `Title:` and `Date:` lines, a date marker before the first
words, a line that is nothing but a date, a line that stands alone (or twice) above the text, a
dateline with a full date, the one full date of the title, a date that stands alone among the
first lines, a date in the file's name. A date that the text merely mentions is never the
document's date. Without a title line the title is made from the first sentence.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from itertools import chain, islice, pairwise

from qa.ingest.dates import match_date, only_date, search_date
from qa.ingest.layout import HEADING_MARK, LONGEST_WRAPPED_LINE, Line, is_heading_like, iter_lines
from qa.ingest.sentences import split_sentences
from qa.types import Block, BlockKind

#: Lines looked at: a head longer than this is no head.
_HEAD_LINES = 12
_WINDOW = 20_000  # characters
_TITLE_WORDS = 25
#: Characters a title made from a sentence has at most, and words a cut one has at least.
_HEADLINE_CHARACTERS = 100
_HEADLINE_WORDS = 5

_TITLE_FIELD = re.compile(r"(?:title|headline|subject)\s*[:=]\s*(?P<value>\S.*)", re.IGNORECASE)
#: A date marker at the very head of a text, white space before it allowed.
DATE_MARKER = re.compile(
    r"\s*(?:date|dated|published|posted|updated|issued|released|first|last"
    r"|publication|release|issue|\d{4}-\d\d-\d\d)\b",
    re.IGNORECASE,
)
_DATE_FIELD = re.compile(
    r"(?:date|dated|(?:date |first |last )?(?:published|posted|updated|issued|released)(?: date)?"
    r"|(?:publication|release|issue) date)(?: on| at)?\s*[:=]?\s*(?=[\w])",
    re.IGNORECASE,
)
_ISO_STAMP = re.compile(r"\d{4}-\d\d-\d\d(?:[\s:|–—-]+)(?=[^\W\d_a-z]|[“\"‘])")
_OTHER_FIELD = re.compile(
    r"(?:date|published|posted|updated|source|author|authors|by|byline|from|to|section|category|tags|keywords|url|link|place"
    r"|location|language|copyright|id|publisher|agency)\s*[:=]\s*\S",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"[Bb]y [A-Z][\w.’'-]*(?: (?:and |& )?[A-Z][\w.’'-]*){0,5},?|by \w+")
_DATELINE_PLACE = re.compile(r"(?:[^\W\d_a-z][\w.’'-]*[,.:/]?\s+){1,6}[(–—-]?\s*")
_DATELINE = re.compile(
    r"\([A-Z][^()\n]{1,20}\)\s*(?:[–—-]\s*)?|"
    r"[^\W\d_a-z]{3}[^\Wa-z.'’ -]*(?:[ .'’-]+[^\Wa-z]+)*"
    r"(?:,[^–—\n]{1,40}?)?(?:\s*\([^()\n]{1,30}\))?\s*[–—-]{1,2}\s+"
)
_AFTER_DATELINE = re.compile(r"\)?[,.]?\s*(?:\([^()\n]{1,40}\)\s*)?(?:[-–—:]|$)")
_DATELINE_CHARACTERS = 120
#: Markdown's emphasis around a whole line.
_EMPHASISED = re.compile(r"(?P<mark>\*{1,3}|_{1,3})(?P<core>[^*_]+)(?P=mark)")
_RULE = re.compile(r"[=\-~_*]{3,}")
_PUNCTUATION = re.compile(r"[,;:]\s|\s[–—-]\s")
_CLAUSE = re.compile(
    r"\s(?:and|but|which|that|who|while|with|after|as|because|where|when|according)\s"
)
# A headline does not end on one of these.
_DANGLING = re.compile(
    r"\s+(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|than|is|are|was|were|be|as|that"
    r"|its|their|his|her|this|these|over|into|up|about|nearly|more)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a story: `blocks` are the parts of the head that are read as text.

    `body` is the offset at which the story itself begins. The date marker and a title line's
    repetition are in no block.
    """

    title: str
    date: dt.date | None
    body: int
    blocks: tuple[Block, ...] = ()


@dataclass(slots=True)
class _Reading:
    """The head as far as it has been read."""

    body: int
    title: str = ""
    date: dt.date | None = None
    updated: bool = False  # `date` is the day of a change
    blocks: list[Block] = field(default_factory=list)

    def take_title(self, line: Line, start: int) -> None:
        self.title = " ".join(line.text[start - line.start :].split())
        self.blocks = [block for block in self.blocks if block.kind is not BlockKind.HEADING]
        self.blocks.append(Block(BlockKind.HEADING, start, line.end))
        self.body = line.end


def read_head(text: str, start: int = 0, *, title: str = "", markdown: bool = False) -> Head:
    """Find the title, the date and the place where the body of `text[start:]` begins.

    `title` is one known already: a line that repeats it is then read as the title line.
    """
    reading = _Reading(start, title)
    _read_lines(reading, text, markdown)
    date = reading.date or _dateline(text, reading.body) or only_date(reading.title)
    date = date or _date_apart(text, reading.body)
    return Head(reading.title, date, reading.body, _joined_to_body(reading, text))


def _date_apart(text: str, body: int) -> dt.date | None:
    """The date that stands alone, blank lines around it, among the first lines of the body.

    None when different ones do: a diary's days are none of them the document's.
    """
    lines = chain(iter_lines(text, body, min(len(text), body + _WINDOW)), [None])
    days = {
        dated.date
        for line, following in islice(pairwise(lines), _HEAD_LINES)
        if line is not None
        and line.after_blank
        and (following is None or following.after_blank)
        and (dated := _marked_date(line.text)) is not None
        and dated.alone
    }
    return days.pop() if len(days) == 1 else None


def _joined_to_body(reading: _Reading, text: str) -> tuple[Block, ...]:
    """The head's blocks; a title parted from the text by a date line is left to `title` alone.

    A passage is one stretch of text, so the date line would come to stand in it.
    """
    tail = text[reading.body : reading.body + 1000]
    starts = [block.start for block in reading.blocks[1:]]
    starts.append(reading.body + len(tail) - len(tail.lstrip()))
    if not tail.strip() and len(reading.blocks) == 1:
        return tuple(reading.blocks)
    return tuple(
        block
        for block, following in zip(reading.blocks, starts, strict=False)
        if block.kind is not BlockKind.HEADING
        or not text[block.end : following].strip("\r\n =-~_*\t")
    )


def _read_lines(reading: _Reading, text: str, markdown: bool) -> None:
    start = reading.body
    window = min(len(text), start + _WINDOW)
    # Read one line ahead and no further: most heads end at their first or second line.
    lines = chain(iter_lines(text, start, window), [None])
    for line, following in islice(pairwise(lines), _HEAD_LINES):
        assert line is not None  # the end's mark only ever follows
        if markdown and (heading := HEADING_MARK.match(line.text)):
            if reading.title and not _same(line.text[heading.end() :], reading.title):
                break
            reading.take_title(line, line.start + heading.end())
            continue
        rest = _take_line(reading, line, following)
        if rest is line:
            break
        # Words behind a date marker stand for a line of their own.
        if rest is not None and _take_line(reading, rest, following) is rest:
            break


def _take_line(reading: _Reading, line: Line, following: Line | None) -> Line | None:
    """Read one line of the head. Returns what is left of it: the line itself ends the head."""
    if reading.title and _same(line.text, reading.title):
        reading.take_title(line, line.start)
        return None
    if not reading.title and (match := _TITLE_FIELD.fullmatch(line.text)):
        reading.take_title(line, line.start + match.start("value"))
        return None
    if dated := _marked_date(line.text):
        first_of_kind = reading.date is None or (reading.updated and not dated.updated)
        if first_of_kind:
            reading.date, reading.updated = dated.date, dated.updated
        if first_of_kind or dated.marked:
            return _behind(reading, line, dated.end)
    if _OTHER_FIELD.match(line.text) or _BYLINE.fullmatch(line.text):
        reading.blocks.append(Block(BlockKind.PARAGRAPH, line.start, line.end))
        reading.body = line.end
        return None
    if not reading.title and _is_title(line, following):
        reading.take_title(line, line.start)
        return None
    if reading.title and _RULE.fullmatch(line.text):
        reading.body = line.end
        return None
    return line


@dataclass(frozen=True, slots=True)
class _MarkedDate:
    date: dt.date
    end: int
    marked: bool  # by a word such as "published"
    updated: bool  # the day of a change, not of publication
    alone: bool  # nothing else stands on the line


def _marked_date(line: str) -> _MarkedDate | None:
    """The date a line opens with, when it is marked as the story's own.

    It is marked by a word, by filling the line, or by standing before it in ISO form.
    """
    if emphasised := _EMPHASISED.fullmatch(line):
        inner = _marked_date(emphasised["core"].strip())
        return replace(inner, end=len(line)) if inner and inner.alone else None
    marker = _DATE_FIELD.match(line)
    found = match_date(line, marker.end() if marker else 0)
    if not found:
        return None
    date, end = found
    updated = marker is not None and "updated" in marker.group().lower()
    alone = not line[end:].strip(" .")
    if marker or alone or _ISO_STAMP.match(line):
        return _MarkedDate(date, end, marker is not None, updated, alone)
    return None


def _behind(reading: _Reading, line: Line, place: int) -> Line | None:
    """Go on behind a date marker; what follows it on the line is a line of its own."""
    rest = line.text[place:]
    core = rest.lstrip(" \t\xa0|.,;:–—-")
    reading.body = line.end - len(core)
    if not core:
        return None
    return Line(reading.body, line.end, core, 0, True)


def _same(line: str, title: str) -> bool:
    return " ".join(line.split()).casefold() == title.casefold()


def _is_title(line: Line, following: Line | None) -> bool:
    """Whether a line that stands first is a title: short, unfinished, set apart from the rest."""
    if following is None or not _reads_as_title(line.text):
        return False
    if following.after_blank or len(following.text) > LONGEST_WRAPPED_LINE:
        return True
    if _same(following.text, " ".join(line.text.split())) or _RULE.fullmatch(following.text):
        return True
    if line.text.isupper() and not following.text.isupper():
        return True
    if _marked_date(following.text):
        return True
    other = _OTHER_FIELD.match(following.text) or _BYLINE.fullmatch(following.text)
    return bool(other) or following.indent >= line.indent + 2


def _reads_as_title(line: str) -> bool:
    """Whether a line reads as a heading, its date apart: "Hanwei note, 3 June 2024"."""
    if is_heading_like(line, words=_TITLE_WORDS):
        return True
    found = search_date(line)
    if found is None or _DATELINE_PLACE.fullmatch(line[: found[0]]):
        return False
    rest = (line[: found[0]] + line[found[2] :]).strip(" ,:;()[]–—-")
    return bool(rest) and is_heading_like(rest, words=_TITLE_WORDS)


def _dateline(text: str, body: int) -> dt.date | None:
    """The full date of a dateline such as "VIENTIANE, 29 August 2025 (KPL) -"."""
    line = next(iter_lines(text, body, min(len(text), body + 2000)), None)
    found = search_date(line.text[:_DATELINE_CHARACTERS]) if line else None
    if line is None or found is None:
        return None
    start, date, end = found
    behind = _AFTER_DATELINE.match(line.text, end)
    return date if behind and _DATELINE_PLACE.fullmatch(line.text[:start]) else None


def make_headline(text: str, start: int = 0, end: int | None = None) -> str:
    """A title from the first sentence of `text[start:end]`, cut at a clause or word if long.

    >>> make_headline("Exports rose by 5 percent. Imports fell.")
    'Exports rose by 5 percent'
    """
    window = text[start:end][:1000].lstrip()
    window = window[match.end() :] if (match := _DATELINE.match(window)) else window
    sentences = split_sentences(window)
    if not sentences:
        return ""
    sentence = " ".join(window[slice(*sentences[0])].split())
    if len(sentence) <= _HEADLINE_CHARACTERS:
        return sentence[:-1].rstrip() if sentence.endswith(".") else sentence
    for pattern in (_PUNCTUATION, _CLAUSE):
        matches = pattern.finditer(sentence, 0, _HEADLINE_CHARACTERS + 2)
        clauses = [sentence[: match.start()] for match in matches]
        clauses = [clause for clause in clauses if len(clause.split()) >= _HEADLINE_WORDS]
        if clauses:
            return clauses[-1]
    return _cut_at_word(sentence)


def _cut_at_word(sentence: str) -> str:
    cut = sentence[:_HEADLINE_CHARACTERS]
    if " " in cut:
        cut = cut[: cut.rindex(" ")]
    while shorter := _DANGLING.sub("", cut):
        if shorter == cut:
            break
        cut = shorter
    return cut.rstrip(" ,;:–—-") + "…"
