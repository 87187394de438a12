"""One's own questions: SQuAD 1.1, or the gold rows that the chat keeps, over an index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from qa.errors import DatasetError
from qa.reader.train.sources import Asked, read_squad
from qa.reader.train.stories import sentences_of
from qa.store.index import Index

SOURCE = "own"


def read_own(path: Path, index: Path | None) -> Iterator[Asked]:
    """The questions of a `.json` file in the SQuAD 1.1 format, or of gold rows (`.jsonl`) whose
    places are in documents of `index`.

    Rows without a place (claims, computed answers) are left out. Raises `DatasetError` for a file
    that is gone or of neither kind.
    """
    if path.suffix.lower() != ".jsonl":
        try:
            yield from read_squad(path, SOURCE)
        except (ValueError, KeyError, TypeError) as error:
            raise DatasetError(f"{path}: not in the SQuAD 1.1 format ({error!r})") from error
        return
    if index is None:
        raise DatasetError(f"{path}: gold rows name documents; give their --index too")
    opened = Index.open(index)
    try:
        yield from _rows(path, opened)
    finally:
        opened.close()


def _rows(path: Path, index: Index) -> Iterator[Asked]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: cannot be read as gold rows ({error})") from error
    for row in rows:
        places = row.get("answers") or []
        names = {place["document"] for place in places}
        for name in sorted(names):
            if index.catalog.source_of(name) is None:
                raise DatasetError(f"{path}: {name!r} is not in {index.path}")
            document = index.catalog.document(name)
            answers = tuple(
                (place["start"], place["end"]) for place in places if place["document"] == name
            )
            asked = Asked(row["question"], document.text, answers, SOURCE, name, document.title)
            yield replace(asked, date=document.date, sentences=sentences_of(document.text))
