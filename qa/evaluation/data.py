"""What a dataset holds, whatever format it came from: frozen values, sequences as tuples."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from qa.types import Document, Verdict


class DatasetKind(StrEnum):
    BEIR = "beir"
    CRANFIELD = "cranfield"
    SQUAD = "squad"
    GOLD = "gold"


class RetrievalUnit(StrEnum):
    """What counts as a document in a SQuAD file."""

    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A right answer; `start` and `end` are offsets into `document`, None where unknown."""

    text: str
    document: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How relevant a document is to a query: 0 is not at all, more is better."""

    document: str
    grade: int


@dataclass(frozen=True, slots=True)
class Query:
    """One question with what is known to be right about it.

    `answerable` is None where the dataset judges documents only. `context` is the gold
    paragraph. `answer` is what must be said where that is no span (yes, no, a computed amount) and
    `values` the decimals that a computed number may be; `answers` are then the evidence. `group`
    names what several queries share (their document), so that the bootstrap can draw them
    together. Queries of one `conversation` are asked in order, each seeing the answers before it;
    `previous` is a question to ask just before. `stands_alone` says whether the question needs
    what came before, None where nobody has said.
    """

    id: str
    text: str
    type: str = ""
    answerable: bool | None = None
    answers: tuple[GoldSpan, ...] = ()
    answer: str | None = None
    values: tuple[str, ...] = ()
    relevant: tuple[Judgement, ...] = ()
    context: str | None = None
    group: str = ""
    conversation: str | None = None
    previous: str | None = None
    stands_alone: bool | None = None

    @property
    def gold_texts(self) -> tuple[str, ...]:
        """Every text that is right, none for a question without an answer."""
        if self.answer or self.values:
            return (self.answer,) if self.answer else self.values
        return tuple(span.text for span in self.answers)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim and its verdict; `against` is the one text to judge it by, None for the index."""

    id: str
    text: str
    verdict: Verdict
    type: str = ""
    evidence: tuple[GoldSpan, ...] = ()
    against: str | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Queries and claims, with the documents they are about or None for the current index.

    `notes` says what was odd but tolerated; it is repeated in the results.
    """

    name: str
    kind: DatasetKind
    path: Path
    documents: tuple[Document, ...] | None = None
    queries: tuple[Query, ...] = ()
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = ()
