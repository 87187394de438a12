"""`qa recheck FILE`: whether saved answers still hold."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import DatasetError
from qa.plain import plain_line
from qa.settings import Settings
from qa.terminal.origins import FileState, state_of
from qa.terminal.output import note, stdout_marks, write_lines, write_record
from qa.terminal.words import Marks

if TYPE_CHECKING:
    from qa.engine import Engine
    from qa.evaluation.recheck import Rechecked, SavedAnswer

# Changed files that are named; one may have cited hundreds.
_MOST_NAMED = 5


def recheck(file: Path, settings: Settings, *, as_json: bool) -> int:
    """Check every record of the file; 0 when all are the same, 1 otherwise."""
    from qa.engine import Engine
    from qa.evaluation.recheck import Fate, read_saved
    from qa.evaluation.recheck import recheck as look_again

    saved = _answered(file, tuple(read_saved(file)))
    engine = Engine.open(settings.index, settings)
    counts: Counter[Fate] = Counter()
    try:
        _warn_of_changes(engine, saved)
        for item in saved:
            found = look_again(item, engine)
            counts[found.fate] += 1
            if as_json:
                write_record(found.to_record())
            else:
                write_lines(_lines(found, stdout_marks()))
    finally:
        engine.close()
    if not as_json:
        write_lines([", ".join(f"{counts[fate]} {fate}" for fate in Fate if counts[fate])])
    return 0 if counts[Fate.SAME] == len(saved) else 1


def _answered(file: Path, saved: tuple[SavedAnswer, ...]) -> tuple[SavedAnswer, ...]:
    """The records to hold against the documents; says how many failed ones are left out."""
    kept = tuple(item for item in saved if not item.failed)
    if not kept:
        kind = "failed records alone" if saved else "no record"
        raise DatasetError(f"{plain_line(os.fspath(file))}: holds {kind}; give saved answers")
    failed = len(saved) - len(kept)
    if failed:
        note(f"{failed:,} failed {'record' if failed == 1 else 'records'} left out")
    return kept


def _lines(found: Rechecked, marks: Marks) -> Iterator[str]:
    from qa.evaluation.recheck import Fate

    signs = {Fate.SAME: marks.passed, Fate.BETTER: marks.warned, Fate.MOVED: marks.warned}
    sign = signs.get(found.fate, marks.failed)
    yield f"{sign} {plain_line(found.saved.id)} {found.fate}: {plain_line(found.saved.asked)}"
    said = found.saved.said
    told = f"“{plain_line(said)}”" if said else "no answer"
    yield f"    was {told}" + (f"; {plain_line(found.note)}" if found.note else "")


def _warn_of_changes(engine: Engine, saved: tuple[SavedAnswer, ...]) -> None:
    """The index is what answers are held against; say so where a file has moved on from it."""
    names = {citation.document for item in saved for citation in item.citations}
    sources = {source.path: source for name in names if (source := engine.source(name))}
    moved = sorted(
        source.name
        for source in sources.values()
        if source.sha256 and state_of(source) is not FileState.SAME
    )
    if moved:
        noun = "file has" if len(moved) == 1 else "files have"
        more = f" and {len(moved) - _MOST_NAMED} more" if len(moved) > _MOST_NAMED else ""
        note(
            f"{len(moved)} cited {noun} changed since indexed "
            f"({', '.join(moved[:_MOST_NAMED])}{more}): "
            "run qa index first to recheck against what they say now"
        )
