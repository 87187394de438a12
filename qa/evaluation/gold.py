"""Gold JSONL over the current index, in any mixture of these lines:

    {"id", "question", "type", "answerable", "answers": [{"document", "start", "end", "text"}]}
    {"id", "question", "refuse", "operation", "answer", "value": ["465"], "operands": [span, …]}
    {"id", "turns": [question, question, …]}           asked in order, each seeing the ones before
    {"id", "previous", "question"}                     a question that must not be rewritten
    {"id", "claim", "verdict", "evidence": [span, …]}  judged by the index
    {"id", "claim", "verdict", "evidence": "a text"}   judged by that text alone

A question needs `answerable` or `answers`. Any one answer is right; an `answer` beside them is what
must be said (yes or no), and the spans its evidence. With `value` a computed number is asked for:
the decimals that it may be, and the spans are operands. A turn may say whether it `stands_alone`.
`verdict` is supported, refuted or not_enough_info; the labels of fact-checking sets (SUPPORTS,
REFUTES, NOT ENOUGH INFO, under `label`) are read as well. A question's relevant documents are
those of its spans.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from qa.evaluation.data import Claim, Dataset, DatasetKind, GoldSpan, Judgement, Query
from qa.evaluation.files import (
    Place,
    UniqueIds,
    list_field,
    read_objects,
    text_field,
    whole_number,
)
from qa.types import Verdict

_VERDICTS = {
    "supported": Verdict.SUPPORTED,
    "supports": Verdict.SUPPORTED,
    "refuted": Verdict.REFUTED,
    "refutes": Verdict.REFUTED,
    "not_enough_info": Verdict.NOT_ENOUGH_INFO,
}


def load(path: Path, *, documents: str | None = None) -> Dataset:
    """Read gold lines; raises DatasetError naming file, line, field and remedy.

    `documents` keeps only the conversations whose own `documents` (a folder's name) is this one.
    """
    ids = UniqueIds("gold")
    queries: list[Query] = []
    claims: list[Claim] = []
    for place, row in read_objects(path):
        if documents is not None and row.get("documents", documents) != documents:
            continue
        if "claim" in row:
            claims.append(_claim(place, row))
            ids.add(place, claims[-1].id)
            continue
        found = _turns(place, row) if "turns" in row else (_query(place, row),)
        for query in found:
            ids.add(place, query.id)
        queries.extend(found)
    if not queries and not claims:
        raise Place(path).error("holds no question and no claim", "write one on each line")
    return Dataset(path.stem, DatasetKind.GOLD, path, queries=tuple(queries), claims=tuple(claims))


def _turns(place: Place, row: dict[str, Any]) -> tuple[Query, ...]:
    """Return the turns of a conversation; a turn without an id is `conversation.number`."""
    name = text_field(place, row, "id", default=str(place.line))
    turns = []
    for number, turn in enumerate(list_field(place, row, "turns"), start=1):
        query = _query(place, {"id": f"{name}.{number}"} | turn)
        turns.append(replace(query, conversation=name, group=name))
    return tuple(turns)


def _query(place: Place, row: dict[str, Any]) -> Query:
    alone = _flag(place, row, "stands_alone", default=True if "previous" in row else None)
    answerable, answers = _answers(place, row)
    if answerable is None and alone is None:
        raise place.error("has no gold", "add 'answers', or 'answerable': false")
    # In the order of the answers, each document once.
    documents = tuple(dict.fromkeys(span.document for span in answers if span.document))
    query = text_field(place, row, "id", default=str(place.line))
    return Query(
        id=query,
        text=text_field(place, row, "question"),
        type=_optional(place, row, "type") or _optional(place, row, "operation") or "",
        answerable=answerable,
        answers=answers,
        answer=_optional(place, row, "answer") if answerable else None,
        values=_values(place, row) if answerable else (),
        relevant=tuple(Judgement(name, 1) for name in documents),
        group=documents[0] if documents else query,
        conversation=_optional(place, row, "conversation"),
        previous=_optional(place, row, "previous"),
        stands_alone=alone,
    )


def _answers(place: Place, row: dict[str, Any]) -> tuple[bool | None, tuple[GoldSpan, ...]]:
    """Whether the question can be answered (None if nobody says) and the spans that answer it."""
    refuse = _flag(place, row, "refuse", default=None)
    answerable = _flag(place, row, "answerable", default=None if refuse is None else not refuse)
    # What a question to refuse points at is no answer.
    field = "answers" if "answers" in row or answerable is False else "operands"
    answers = tuple(_span(place, item) for item in list_field(place, row, field))
    known = bool(answers or row.get("answer") or row.get("value"))
    if answerable and not known:
        raise place.error("is answerable and has no answers", "add 'answers' or write false")
    if answerable is False and known:
        raise place.error("has answers and is not answerable", "remove one of the two")
    if answerable is None and (known or "answers" in row):
        return known, answers
    return answerable, answers


def _values(place: Place, row: dict[str, Any]) -> tuple[str, ...]:
    """The decimals that a computed number may be, from one text or a list of them."""
    given = row.get("value")
    listed = given if isinstance(given, list) else [] if given is None else [given]
    for value in listed:
        try:
            usable = isinstance(value, str) and Decimal(value).is_finite()
        except InvalidOperation:
            usable = False
        if not usable:
            raise place.error(f"value {value!r} is no decimal text", 'write it as "116990000"')
    return tuple(listed)


def _flag(place: Place, row: dict[str, Any], name: str, *, default: bool | None) -> bool | None:
    value = row.get(name, default)
    if value is not None and not isinstance(value, bool):
        raise place.error(f"{name!r} is {value!r}", "write true or false")
    return value


def _optional(place: Place, row: dict[str, Any], name: str) -> str | None:
    return None if row.get(name) is None else text_field(place, row, name)


def _claim(place: Place, row: dict[str, Any]) -> Claim:
    label = text_field(place, row, "verdict" if "verdict" in row else "label")
    verdict = _VERDICTS.get(label.strip().lower().replace(" ", "_"))
    if verdict is None:
        raise place.error(
            f"verdict {label!r} is unknown", "write supported, refuted or not_enough_info"
        )
    against = row["evidence"] if isinstance(row.get("evidence"), str) else None
    spans = list_field(place, row, "evidence") if against is None else []
    evidence = tuple(_span(place, item) for item in spans)
    name = text_field(place, row, "id" if "id" in row else "unique_id", default=str(place.line))
    first = evidence[0].document if evidence else ""
    return Claim(
        id=name,
        text=text_field(place, row, "claim"),
        verdict=verdict,
        type=text_field(place, row, "type", default=""),
        evidence=evidence,
        against=against,
        group=text_field(place, row, "page", default=first) or name,
    )


def _span(place: Place, row: dict[str, Any]) -> GoldSpan:
    text = text_field(place, row, "text")
    document = text_field(place, {"document": row.get("document") or ""}, "document")
    if row.get("start") is None or row.get("end") is None:
        return GoldSpan(text, document)
    start = whole_number(place, row["start"], "'start'")
    end = whole_number(place, row["end"], "'end'")
    if not 0 <= start < end or end - start != len(text):
        raise place.error(
            f"offsets {start} to {end} do not fit the {len(text)} characters of {text!r}",
            "take half-open offsets of the text as the tool reads it",
        )
    return GoldSpan(text, document, start, end)
