"""Verdicts given in a chat as gold: rows that `qa eval` and `qa calibrate` read at once.

A file of gold is named by QA_GOLD, and is `gold.jsonl` in the working folder otherwise. An answer
that is wrong without a word on what is right is no gold: it goes to a file beside, to be looked at
later. A second verdict on a question replaces the first.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from qa.errors import QAError
from qa.plain import json_line, plain_line
from qa.types import Answer, AnswerStatus, AnswerType, Citation


def gold_path(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("QA_GOLD") or "gold.jsonl").expanduser()


def review_path(gold: Path) -> Path:
    """The file beside the gold for answers that are wrong in a way nobody has said yet."""
    return gold.with_name(f"{gold.stem}-review.jsonl")


def right_row(answer: Answer) -> dict[str, Any]:
    """The answer is right as it stands: its spans, its verdict, its number, or that none is."""
    if answer.verdict is not None:
        verdict = {"claim": answer.question, "verdict": answer.verdict.value}
        return {"id": row_id(answer)} | verdict | {"evidence": _spans(answer.citations)}
    if answer.status is not AnswerStatus.ANSWERED:
        return none_row(answer)
    row = _asked(answer) | {"answerable": True}
    if answer.computed:
        value = answer.quantities[0].value if answer.quantities else None
        values = {"value": [value]} if value is not None else {}
        return row | {"answer": answer.text} | values | {"operands": _spans(answer.citations)}
    if answer.answer_type is AnswerType.YES_NO:
        row |= {"answer": answer.text}
    return row | {"answers": _spans(answer.citations)}


def none_row(answer: Answer) -> dict[str, Any]:
    """The documents do not say: for a claim, there is not enough information."""
    if answer.verdict is not None:
        return {
            "id": row_id(answer),
            "claim": answer.question,
            "verdict": "not_enough_info",
            "evidence": [],
        }
    return _asked(answer) | {"answerable": False, "answers": []}


def fixed_row(answer: Answer, spans: Iterable[tuple[str, int, int, str]]) -> dict[str, Any]:
    """The right answer is another one: (document, start, end, text) of each place it stands."""
    found = [dict(zip(("document", "start", "end", "text"), span, strict=True)) for span in spans]
    return _asked(answer) | {"answerable": True, "answers": found}


def review_row(answer: Answer) -> dict[str, Any]:
    """The answer is wrong; what was said is kept, so that the row can be completed by hand."""
    said = answer.verdict.value if answer.verdict is not None else answer.text
    place = {"said": said, "spans": _spans(answer.citations)}
    key = "claim" if answer.verdict is not None else "question"
    return {"id": row_id(answer), key: searched(answer), "wrong": True} | place


def searched(answer: Answer) -> str:
    """The question in full, as it can be asked without the conversation around it."""
    return answer.rewritten or answer.question


def row_id(answer: Answer) -> str:
    """Made from the question, so that a second verdict on it finds the first."""
    key = " ".join(searched(answer).casefold().split())
    kind = "claim" if answer.verdict is not None else "question"
    return f"chat-{hashlib.sha256(f'{kind} {key}'.encode()).hexdigest()[:10]}"


def _asked(answer: Answer) -> dict[str, Any]:
    kind = answer.answer_type.value if answer.answer_type else ""
    return {"id": row_id(answer), "question": searched(answer), "type": kind}


def _spans(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    return [
        {"document": item.document, "start": item.start, "end": item.end, "text": item.quote}
        for item in citations
    ]


def find_text(wanted: str, texts: Iterable[tuple[str, str]]) -> list[tuple[str, int, int, str]]:
    """Where `wanted` stands word for word in texts by name, whatever its spaces and case.

    >>> find_text("usd  12", [("a.txt", "It was USD\\n12."), ("b.txt", "USD 125")])
    [('a.txt', 7, 13, 'USD\\n12')]
    """
    words = [re.escape(word) for word in wanted.split()]
    if not words:
        return []
    phrase = r"\s+".join(words)
    pattern = re.compile(rf"(?<!\w)(?<!\d[.,]){phrase}(?!\w|[.,]\d)", re.IGNORECASE)
    return [
        (name, found.start(), found.end(), found.group())
        for name, text in texts
        for found in pattern.finditer(text)
    ]


def keep_row(path: Path, row: Mapping[str, Any]) -> bool:
    """Add a row, or put it in the place of the one with its id; whether it replaced one.

    The file is written beside itself and renamed; other lines stay as they are, byte for byte.
    Raises QAError when it cannot be written.
    """
    try:
        old = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        kept = [line for line in old if _id_of(line) != row["id"]]
        if kept and not kept[-1].endswith(b"\n"):
            kept[-1] += b"\n"
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(b"".join(kept) + json_line(dict(row)).encode() + b"\n")
        draft.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise QAError(
            f"{plain_line(str(path))}: cannot be written ({reason}); name another file in QA_GOLD"
        ) from None
    return len(kept) < len(old)


def _id_of(line: bytes) -> object:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row.get("id") if isinstance(row, dict) else None


def drop_row(path: Path, row: Mapping[str, Any]) -> None:
    """Take the row with this id out, where there is one, and the file with its last row."""
    try:
        old = path.read_bytes().splitlines(keepends=True)
        kept = [line for line in old if _id_of(line) != row["id"]]
        if len(kept) < len(old) and not b"".join(kept).strip():
            path.unlink()
        elif len(kept) < len(old):
            draft = path.with_name(f".{path.name}.{os.getpid()}")
            draft.write_bytes(b"".join(kept))
            draft.replace(path)
    except OSError:
        return
