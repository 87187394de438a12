"""TREC judgements (`query 0 document grade`) and runs (`query Q0 document rank score tag`).

The evaluation program of TREC re-sorts a run by score, held as a 32-bit float, breaks ties by the
document's name, last first, and ignores the rank column. So scores are written strictly decreasing
as 32-bit floats, with the nine digits that give each of them back: whoever reads the file sees
the ranking that was made. White space in a name, and `%`, are written as `%20`, `%25`, ….
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from qa.evaluation.data import Judgement
from qa.evaluation.files import Place, read_lines, whole_number


@dataclass(frozen=True, slots=True)
class ScoredDocument:
    document: str
    score: float


#: Query id → its judged documents.
Judgements = Mapping[str, Sequence[Judgement]]
#: Query id → its documents, best first.
Run = Mapping[str, Sequence[ScoredDocument]]


def read_judgements(path: Path) -> dict[str, tuple[Judgement, ...]]:
    """Read TREC judgements; raises DatasetError with the line of a malformed or repeated one."""
    found: dict[str, dict[str, int]] = {}
    for place, line in read_lines(path):
        query, _, document, grade = _columns(place, line, 4)
        judged = found.setdefault(_decoded(query), {})
        if _decoded(document) in judged:
            raise place.error(
                f"query {query} judges document {document} twice", "keep one judgement of the two"
            )
        judged[_decoded(document)] = whole_number(place, grade, "the grade")
    return {
        query: tuple(Judgement(document, grade) for document, grade in judged.items())
        for query, judged in found.items()
    }


def write_judgements(path: Path, judgements: Judgements) -> None:
    lines = [
        f"{_encoded(query)} 0 {_encoded(item.document)} {item.grade}\n"
        for query, judged in judgements.items()
        for item in judged
    ]
    path.write_text("".join(lines), encoding="utf-8", errors="backslashreplace", newline="\n")


def read_run(path: Path) -> dict[str, tuple[ScoredDocument, ...]]:
    """Read a TREC run, best first by TREC's rule: score, then the document's name, last first."""
    found: dict[str, dict[str, float]] = {}
    for place, line in read_lines(path):
        query, _, document, _, score, _ = _columns(place, line, 6)
        ranking = found.setdefault(_decoded(query), {})
        if _decoded(document) in ranking:
            raise place.error(
                f"query {query} returns document {document} twice", "keep the better of the two"
            )
        ranking[_decoded(document)] = _score(place, score)
    return {query: _by_score(ranking) for query, ranking in found.items()}


def write_run(path: Path, run: Run, *, tag: str = "qa") -> None:
    """Write a run in the order given; `tag` names it in the last column."""
    lines = []
    for query, ranking in run.items():
        for rank, item in enumerate(strictly_decreasing(ranking), start=1):
            name = _encoded(item.document)
            lines.append(
                f"{_encoded(query)} Q0 {name} {rank} {item.score:.9g} {_encoded(tag) or 'qa'}\n"
            )
    path.write_text("".join(lines), encoding="utf-8", errors="backslashreplace", newline="\n")


def strictly_decreasing(ranking: Iterable[ScoredDocument]) -> tuple[ScoredDocument, ...]:
    """Lower each score that does not fall below the one before it, by the least 32-bit step.

    >>> [item.score for item in strictly_decreasing(
    ...     [ScoredDocument("b", 0.5), ScoredDocument("a", 0.5), ScoredDocument("c", 0.25)])]
    [0.5, 0.4999999701976776, 0.25]
    """
    import numpy as np

    result = []
    before = np.float32(np.inf)
    for item in ranking:
        score = np.float32(item.score)
        if not score < before:
            score = np.nextafter(before, np.float32(-np.inf))
        result.append(ScoredDocument(item.document, float(score)))
        before = score
    return tuple(result)


def _by_score(ranking: Mapping[str, float]) -> tuple[ScoredDocument, ...]:
    names = sorted(ranking, reverse=True)
    names.sort(key=lambda name: ranking[name], reverse=True)
    return tuple(ScoredDocument(name, ranking[name]) for name in names)


def _columns(place: Place, line: str, count: int) -> list[str]:
    columns = line.split()
    if len(columns) != count:
        raise place.error(
            f"has {len(columns)} columns, not {count}",
            "a judgement is 'query 0 document grade', a run 'query Q0 document rank score tag'",
        )
    return columns


def _score(place: Place, text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = math.nan
    if not math.isfinite(score):
        raise place.error(f"score {text!r} is not a finite number", "correct the line")
    return score


def _encoded(name: str) -> str:
    return re.sub(r"[%\s]", lambda match: _percent(match[0]), name)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _decoded(name: str) -> str:
    """Undo `_encoded`; a name that it would not have written so is left as it is."""
    plain = unquote(name) if "%" in name else name
    return plain if _encoded(plain) == name else name
