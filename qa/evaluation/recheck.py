"""Do saved answers still hold? Each quote is looked up again, and each question asked again.

A record is one of `qa ask --json`, `qa check --json`, `qa batch` or `/save chat.jsonl`. Its fate:

- same: every cited sentence stands where it stood, or further along the same line, and no better
  answer has come up;
- moved: a cited sentence stands on another line now, or in another document;
- text changed: its document is there, and does not say the sentence any more;
- source gone: its document is not in the index any more;
- better answer now: the sentences stand, but asking again gives another answer, at least as sure.

The worst fate of a record's citations is the record's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from qa.errors import QAError
from qa.evaluation.files import Place, list_field, read_objects, text_field, whole_number
from qa.evaluation.ports import Answering
from qa.types import Answer, AnswerStatus, Verdict

# Passages among which a sentence that left its document is looked for.
_LOOKED_THROUGH = 5
_LONGEST_QUERY = 2_000


class Fate(StrEnum):
    """What became of a saved answer, from good to bad."""

    SAME = "same"
    BETTER = "better answer now"
    MOVED = "moved"
    CHANGED = "text changed"
    GONE = "source gone"


_SEVERITY = {fate: number for number, fate in enumerate(Fate)}


class Rechecking(Answering, Protocol):
    """What a recheck needs of the engine."""

    def text_of(self, document: str) -> str | None:
        """Return the text of a document, None for one not in the index."""


@dataclass(frozen=True, slots=True)
class SavedCitation:
    document: str
    start: int
    end: int
    quote: str
    sentence: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """A record as read back; `said` is its answer or its verdict, None where it had none.

    One that `failed` was never answered, so that nothing of it can be held against anything.
    """

    id: str
    asked: str
    is_claim: bool
    said: str | None
    confidence: float
    citations: tuple[SavedCitation, ...]
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Rechecked:
    """`note` says what is no longer as it was; `now` is the answer given today."""

    saved: SavedAnswer
    fate: Fate
    note: str = ""
    now: Answer | None = None

    def to_record(self) -> dict[str, Any]:
        saved = self.saved
        return {
            "id": saved.id,
            "claim" if saved.is_claim else "question": saved.asked,
            "fate": self.fate.value,
            "note": self.note,
            "said": saved.said,
            "now": said_by(self.now) if self.now else None,
            "confidence": [saved.confidence, round(self.now.confidence, 4) if self.now else None],
        }


def read_saved(path: Path) -> Iterator[SavedAnswer]:
    """The records of a JSONL file; raises DatasetError naming file, line and remedy."""
    for place, row in read_objects(path):
        if "status" not in row:
            raise place.error(
                "is no saved answer: it has no 'status'",
                "give what qa ask --json, qa check --json, qa batch or /save wrote, "
                "or measure gold questions with qa eval",
            )
        is_claim = "claim" in row
        asked = text_field(place, row, "claim" if is_claim else "question")
        said = row.get("verdict" if is_claim else "answer")
        confidence = row.get("confidence") or 0.0
        if not isinstance(confidence, int | float) or not (said is None or isinstance(said, str)):
            raise place.error("is no record of an answer", "give what qa ask --json printed")
        yield SavedAnswer(
            id=text_field(place, row, "id") if row.get("id") is not None else str(place.line),
            asked=row.get("rewritten") or asked,
            is_claim=is_claim,
            said=None if said == Verdict.NOT_ENOUGH_INFO else said,
            confidence=float(confidence),
            citations=tuple(_citation(place, item) for item in list_field(place, row, "citations")),
            failed=row["status"] == AnswerStatus.ERROR,
        )


def _citation(place: Place, row: dict[str, Any]) -> SavedCitation:
    quote = text_field(place, row, "quote")
    return SavedCitation(
        text_field(place, row, "document"),
        whole_number(place, row.get("start"), "'start'"),
        whole_number(place, row.get("end"), "'end'"),
        quote,
        text_field(place, row, "sentence", default=quote),
        None if row.get("line") is None else whole_number(place, row["line"], "'line'"),
    )


def recheck(saved: SavedAnswer, engine: Rechecking) -> Rechecked:
    """Look up every quote of a saved answer, and ask again."""
    places = [_fate_of(item, engine) for item in saved.citations]
    fate, note = max(places, key=lambda found: _SEVERITY[found[0]], default=(Fate.SAME, ""))
    try:
        now = engine.check(saved.asked) if saved.is_claim else engine.ask(saved.asked)
    except QAError as error:
        return Rechecked(saved, fate, _joined(note, f"cannot be asked again: {error}"))
    said = said_by(now)
    if _same(said, saved.said):
        return Rechecked(saved, fate, note, now)
    if said is None:
        return Rechecked(saved, fate, _joined(note, "asked again, no answer is given"), now)
    better = saved.said is None or now.confidence >= saved.confidence
    if fate is Fate.SAME and better:
        return Rechecked(saved, Fate.BETTER, f"now “{said}”", now)
    how = "" if better else ", which is less sure"
    return Rechecked(saved, fate, _joined(note, f"asked again, it says “{said}”{how}"), now)


def said_by(answer: Answer) -> str | None:
    """An answer's text or verdict; None for a refusal, an error or an open claim."""
    if answer.status is not AnswerStatus.ANSWERED:
        return None
    return answer.verdict.value if answer.verdict is not None else answer.text


def _same(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.casefold().split() == other.casefold().split()


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _fate_of(citation: SavedCitation, engine: Rechecking) -> tuple[Fate, str]:
    """What became of one citation, and where or how it differs."""
    text = engine.text_of(citation.document)
    if text is None:
        elsewhere = _elsewhere(citation, engine)
        if elsewhere:
            return Fate.MOVED, f"{citation.document} is gone; {elsewhere} says the same"
        return Fate.GONE, f"{citation.document} is not in the index"
    places = list(_places(citation.sentence, text))
    length = len(citation.sentence)
    quoted = text[citation.start : citation.end] == citation.quote
    if quoted and any(at <= citation.start and citation.end <= at + length for at in places):
        return Fate.SAME, ""
    if places:
        lines = [text.count("\n", 0, at) + 1 for at in _quotes(citation, places)]
        if citation.line in lines:
            return Fate.SAME, ""
        return Fate.MOVED, f"{citation.document} says it on line {lines[0]} now"
    what = "the sentence around it" if citation.quote in text else f"“{citation.quote}”"
    return Fate.CHANGED, f"{citation.document} no longer says {what}"


def _places(sentence: str, text: str) -> Iterator[int]:
    at = text.find(sentence) if sentence else -1
    while at >= 0:
        yield at
        at = text.find(sentence, at + 1)


def _quotes(citation: SavedCitation, places: Iterable[int]) -> Iterator[int]:
    """Where the quote stands now; a record does not say at which place of its sentence it stood."""
    within = list(_places(citation.quote, citation.sentence)) or [0]
    return (at + offset for at in places for offset in within)


def _elsewhere(citation: SavedCitation, engine: Rechecking) -> str | None:
    """Another document that says the sentence: the file was renamed, or its text taken over."""
    try:
        hits = engine.search(citation.sentence[:_LONGEST_QUERY], limit=_LOOKED_THROUGH)
    except QAError:  # a sentence of signs alone
        return None
    names = (hit.passage.document for hit in hits if citation.sentence in hit.passage.text)
    return next(names, None)
