"""Why does B answer otherwise than A? The first stage at which two evaluations part, by query.

A stage is named for what happened on the way from A to B. In the order in which they are looked
for: the question failed in one of the two, a document it rests on was edited, the follow-up was
completed otherwise, the same best guess fell on the other side of the cut-off, the gold place was
(not) found, ranked lower or higher, or the same passages were read otherwise.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from qa.evaluation.files import Place, read_objects, text_field
from qa.evaluation.results import SUMMARY
from qa.evaluation.rows import DOCUMENTS, PER_QUERY, TOP

Record = Mapping[str, Any]


class Stage(StrEnum):
    """Where the two part; the word stands for what B does against A."""

    FAILED = "failed in one"
    EDITED = "document edited"
    REWRITTEN = "completed otherwise"
    CUTOFF = "cut-off"
    LOST = "not retrieved"
    FOUND = "newly retrieved"
    LOWER = "ranked lower"
    HIGHER = "ranked higher"
    SPAN = "other span"
    JUDGED = "judged otherwise"


@dataclass(frozen=True, slots=True)
class AnswerDifference:
    """One query answered otherwise; `right_a` and `right_b` are None where nobody knows."""

    id: str
    asked: str
    said_a: str | None
    said_b: str | None
    right_a: bool | None
    right_b: bool | None
    stage: Stage
    note: str

    def to_record(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "asked": self.asked,
            "a": {"said": self.said_a, "right": self.right_a},
            "b": {"said": self.said_b, "right": self.right_b},
            "stage": self.stage.value,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """`only_a` and `only_b` count the queries that one side alone was asked; `settings` holds
    those of the two that differ, as (name, of A, of B)."""

    compared: int
    changed: tuple[AnswerDifference, ...]
    only_a: int = 0
    only_b: int = 0
    settings: tuple[tuple[str, str, str], ...] = ()

    @property
    def stages(self) -> dict[Stage, int]:
        counts = Counter(item.stage for item in self.changed)
        return {stage: counts[stage] for stage in Stage if counts[stage]}

    def to_record(self) -> dict[str, Any]:
        return {
            "compared": self.compared,
            "only_a": self.only_a,
            "only_b": self.only_b,
            "settings": {name: {"a": a, "b": b} for name, a, b in self.settings},
            "stages": {stage.value: count for stage, count in self.stages.items()},
            "changed": [item.to_record() for item in self.changed],
        }


def diff(path_a: Path, path_b: Path) -> Difference:
    """Compare two results' folders query by query; raises DatasetError for what is none."""
    rows_a, rows_b = _rows(path_a), _rows(path_b)
    texts = (_digests(path_a), _digests(path_b))
    both = [key for key in rows_a if key in rows_b]
    found = (_difference(rows_a[key], rows_b[key], texts) for key in both)
    changed = tuple(item for item in found if item is not None)
    alone = len(rows_a) - len(both), len(rows_b) - len(both)
    return Difference(len(both), changed, *alone, tuple(_settings(path_a, path_b)))


def _settings(path_a: Path, path_b: Path) -> Iterator[tuple[str, str, str]]:
    """The engine's settings that differ; which index was asked is no setting of it."""
    a, b = (
        (_object(path, SUMMARY).get("setup") or {}).get("settings") or {}
        for path in (path_a, path_b)
    )
    for name in sorted((a.keys() & b.keys()) - {"index"}):
        if a[name] != b[name]:
            yield name, str(a[name]), str(b[name])


def _rows(path: Path) -> dict[str, Record]:
    file = path / PER_QUERY if path.is_dir() else path
    rows: dict[str, Record] = {
        text_field(place, row, "id"): row for place, row in read_objects(file)
    }
    if not rows:
        raise Place(file).error("holds no row", "give the results' folder of an evaluation")
    return rows


def _digests(path: Path) -> Mapping[str, str | None]:
    """Digest by document, None for one that was not in the index; nothing in older results."""
    return _object(path, DOCUMENTS)


def _object(path: Path, name: str) -> dict[str, Any]:
    """The object in a file beside the rows; an empty one where there is none."""
    file = (path if path.is_dir() else path.parent) / name
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


Digests = tuple[Mapping[str, str | None], Mapping[str, str | None]]


def _difference(a: Record, b: Record, texts: Digests) -> AnswerDifference | None:
    right_a, right_b = _right(a), _right(b)
    unmoved = _said(a) == _said(b) and _place(a) == _place(b)
    if unmoved and right_a == right_b and bool(a.get("error")) == bool(b.get("error")):
        return None
    stage, note = next(_stages(a, b, texts))
    asked = str(a.get("claim") or a.get("question") or "")
    return AnswerDifference(str(a["id"]), asked, _said(a), _said(b), right_a, right_b, stage, note)


def _stages(a: Record, b: Record, texts: Digests) -> Iterator[tuple[Stage, str]]:
    """The stages that explain a difference, the earliest first."""
    if bool(a.get("error")) != bool(b.get("error")):
        yield Stage.FAILED, f"{'A' if a.get('error') else 'B'}: {a.get('error') or b.get('error')}"
    yield from _edited(a, b, texts)
    if a.get("rewritten") != b.get("rewritten"):
        yield Stage.REWRITTEN, f"“{_asked(a)}” → “{_asked(b)}”"
    if "claim" in a:
        yield Stage.JUDGED, f"{a.get('reason') or 'no reason'} → {b.get('reason') or 'no reason'}"
    yield from _withheld(a, b)
    yield from _ranked(a, b)
    yield Stage.SPAN, f"{_where(a)} → {_where(b)}"


def _asked(row: Record) -> str:
    return str(row.get("rewritten") or row.get("question") or "")


def _edited(a: Record, b: Record, texts: Digests) -> Iterator[tuple[Stage, str]]:
    before, after = texts
    for name in dict.fromkeys((*_documents(a), *_documents(b))):
        if name not in before or name not in after or before[name] == after[name]:
            continue
        if after[name] is None:
            yield Stage.EDITED, f"{name} is gone"
        elif before[name] is None:
            yield Stage.EDITED, f"{name} is new"
        else:
            yield Stage.EDITED, f"{name} has another text"


def _documents(row: Record) -> Iterator[str]:
    """The documents an answer rests on: those of the gold, and those it cites."""
    yield from row.get("gold_documents") or ()
    yield from (str(item["document"]) for item in row.get("citations") or ())


def _withheld(a: Record, b: Record) -> Iterator[tuple[Stage, str]]:
    """The same best guess, given on one side only."""
    if a.get("guess") == b.get("guess") is not None and a.get("status") != b.get("status"):
        sure = f"{_figure(a.get('guess_confidence'))} → {_figure(b.get('guess_confidence'))}"
        verb = "withheld" if b.get("status") == "no_answer" else "given"
        yield Stage.CUTOFF, f"“{b['guess']}” is {verb} now, at confidence {sure}"


def _ranked(a: Record, b: Record) -> Iterator[tuple[Stage, str]]:
    """By the rank of the gold place; where none is known, by the document that A cites."""
    before, after = a.get("span_rank"), b.get("span_rank")
    if before != after:
        if after is None:
            yield Stage.LOST, f"the gold place was number {before}"
        elif before is None:
            yield Stage.FOUND, f"the gold place is number {after}"
        else:
            stage = Stage.LOWER if after > before else Stage.HIGHER
            yield stage, f"the gold place, from number {before} to {after}"
    top_a, top_b = a.get("top") or [], b.get("top") or []
    cited = next((str(item["document"]) for item in a.get("citations") or ()), None)
    if before is None and after is None and cited in top_a and top_b and cited not in top_b:
        yield Stage.LOWER, f"{cited} is not among the first {TOP} documents"


def _said(row: Record) -> str | None:
    said = row.get("verdict") if "claim" in row else row.get("answer")
    return None if said is None else str(said)


def _place(row: Record) -> tuple[Any, ...]:
    first = next(iter(row.get("citations") or ()), None)
    return (first.get("document"), first.get("start"), first.get("end")) if first else ()


def _where(row: Record) -> str:
    place = _place(row)
    return f"{place[0]}:{place[1]}-{place[2]}" if place else "nowhere"


def _right(row: Record) -> bool | None:
    scores = row.get("scores") or {}
    name = next((name for name in ("right", "accuracy", "em") if name in scores), None)
    return bool(scores[name]) if name else None


def _figure(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, int | float) else "none"
