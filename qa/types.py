"""The values that cross module borders: frozen, slotted, sequences as tuples.

Offsets are half-open character offsets into a document's text as the tool reads it, and they are
the truth: `document.text[start:end]` gives the words back. A higher score is always better.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ROW = "row"


class AnswerType(StrEnum):
    """What a question asks for, and what an answer is."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"
    QUANTITY = "quantity"
    DATE = "date"
    PERIOD = "period"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    LIST = "list"
    REASON = "reason"
    DEFINITION = "definition"
    YES_NO = "yes_no"
    PHRASE = "phrase"


class AnswerStatus(StrEnum):
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    ERROR = "error"


class Verdict(StrEnum):
    SUPPORTED = "supported"
    REFUTED = "refuted"
    NOT_ENOUGH_INFO = "not_enough_info"


class CheckStatus(StrEnum):
    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's text that layout keeps together."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document as the tool reads it.

    `name` is the path relative to the indexed root, with `/` between parts; a row of a table or
    JSONL file is `file.csv#ID`. `blocks` cover the text in order without overlap; what lies
    between them is white space, or a mark that is not read as text: front matter, a date line,
    a title's repetition, the rule under a heading. `page_starts[i]` is the offset at which page
    i + 1 begins.
    """

    name: str
    text: str
    title: str = ""
    date: dt.date | None = None
    blocks: tuple[Block, ...] = ()
    page_starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one document, about 100 words: the unit that is indexed.

    `sentences` are (start, end) offsets into the document's text, in order, inside
    [start, end). `id` is 0 until the catalogue has given one.
    """

    document: str
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...]
    title: str = ""
    date: dt.date | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class SkippedFile:
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents may answer; applied before the best k are taken.

    `since` and `until` are inclusive and leave undated documents out. `path` is a glob over
    `Document.name` (a plain folder or file name matches what is under it); `title` is a
    case-insensitive part of the title; `document` is the whole name of the only one that may
    answer, `without` names those that may not.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    path: str | None = None
    title: str | None = None
    document: str | None = None
    without: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.since, self.until, self.path, self.title, self.document, self.without))


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked, and as searched when it was rewritten from the history.

    `behind` says that the rewritten form is the question with the turns before behind it, rather
    than a completed one: an answer is then held against the question alone. `near` is the
    document that the last answer came from, "" for a question that stands alone.
    """

    text: str
    rewritten: str | None = None
    filters: Filters = field(default_factory=Filters)
    behind: bool = False
    near: str = ""

    @property
    def searched(self) -> str:
        return self.rewritten or self.text

    @property
    def claimed(self) -> str:
        """What an answer must fit."""
        return self.text if self.behind else self.searched


@dataclass(frozen=True, slots=True)
class SideScore:
    """What one side of the search said of a passage: its own score and its rank from 1."""

    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage; `terms` and `dense` are None where that side did not find it."""

    passage: Passage
    score: float
    rank: int
    terms: SideScore | None = None
    dense: SideScore | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate answer: characters [start, end) of `document`, inside one sentence.

    `repeats` are the same answer elsewhere (other documents or sentences), best first.
    """

    document: str
    start: int
    end: int
    text: str
    sentence: tuple[int, int]
    score: float
    type: AnswerType
    passage_id: int = 0
    repeats: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the passages of one question.

    `spans` are the distinct candidates, best first. `confidence` is the probability in [0, 1]
    that `spans[0]` is right (0 without spans), decided over the whole question. `no_answer`
    is what speaks against answering, in the question's terms; whoever asks decides by the
    confidence whether it is needed.
    """

    spans: tuple[Span, ...]
    confidence: float
    expected: AnswerType
    no_answer: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote with its place; `sentence` is around it and begins at `sentence_start`."""

    document: str
    title: str
    date: dt.date | None
    page: int | None
    line: int
    start: int
    end: int
    quote: str
    sentence: str
    sentence_start: int | None = None

    def to_record(self) -> dict[str, Any]:
        return {
            "document": self.document,
            "title": self.title,
            "date": self.date.isoformat() if self.date else None,
            "page": self.page,
            "line": self.line,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class QuantityView:
    """A quantity as answers show it; numbers are plain decimal strings, None = unbounded."""

    text: str
    value: str | None
    low: str | None
    high: str | None
    bound: str
    unit: str | None
    kind: str
    period: tuple[dt.date, dt.date] | None = None

    def to_record(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "bound": self.bound,
            "unit": self.unit,
            "kind": self.kind,
            "period": [day.isoformat() for day in self.period] if self.period else None,
        }


@dataclass(frozen=True, slots=True)
class Check:
    """One thing verified about an answer: `kind` is verbatim, value, period, agreement, …"""

    kind: str
    status: CheckStatus
    note: str = ""

    def to_record(self) -> dict[str, Any]:
        return {"kind": self.kind, "status": self.status.value, "note": self.note}


@dataclass(frozen=True, slots=True)
class Alternative:
    answer: str
    confidence: float
    citations: tuple[Citation, ...]

    def to_record(self) -> dict[str, Any]:
        return {
            "answer": self.answer,
            "confidence": round(self.confidence, 4),
            "citations": [citation.to_record() for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one question or claim; `to_record` is the contract's JSON object."""

    question: str
    status: AnswerStatus
    rewritten: str | None = None
    text: str | None = None
    answer_type: AnswerType | None = None
    confidence: float = 0.0
    computed: bool = False
    formula: str | None = None
    citations: tuple[Citation, ...] = ()
    quantities: tuple[QuantityView, ...] = ()
    checks: tuple[Check, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    reason: str | None = None
    error: str | None = None
    elapsed_ms: float = 0.0
    verdict: Verdict | None = None
    id: str | None = None

    @property
    def is_claim(self) -> bool:
        return self.verdict is not None

    def to_record(self) -> dict[str, Any]:
        """The record of the design, section 3; a claim has `claim` and `verdict` instead."""
        asked: dict[str, Any] = {"id": self.id}
        if self.verdict is not None:
            asked |= {"claim": self.question, "rewritten": self.rewritten}
            asked |= {"verdict": self.verdict.value}
        else:
            asked |= {"question": self.question, "rewritten": self.rewritten}
        return asked | {
            "status": self.status.value,
            "answer": self.text,
            "answer_type": self.answer_type.value if self.answer_type else None,
            "confidence": round(self.confidence, 4),
            "computed": self.computed,
            "formula": self.formula,
            "citations": [citation.to_record() for citation in self.citations],
            "quantities": [quantity.to_record() for quantity in self.quantities],
            "checks": [check.to_record() for check in self.checks],
            "alternatives": [alternative.to_record() for alternative in self.alternatives],
            "reason": self.reason,
            "error": self.error,
            "elapsed_ms": round(self.elapsed_ms, 2),
        }


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A catalogued document without its text."""

    name: str
    title: str
    date: dt.date | None
    characters: int
    passages: int


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What `qa status` shows: counts, encoder, roots and what was left out."""

    path: str
    generation: int
    roots: tuple[str, ...]
    encoder: str
    documents: int
    passages: int
    skipped: tuple[SkippedFile, ...]
    notes: tuple[SkippedFile, ...]
    built: dt.datetime
    bytes: int
