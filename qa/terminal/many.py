"""`qa batch`: a questions file in, a record for each out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qa.batch import (
    STANDARD,
    BatchReport,
    Format,
    Writer,
    as_stream,
    opened_output,
    read_items,
    run_batch,
)
from qa.errors import BatchError, UsageError
from qa.plain import plain_line
from qa.settings import Settings
from qa.terminal.output import data_stream, note
from qa.terminal.progress import batch_progress
from qa.terminal.upkeep import Interrupted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.batch import BadItem, Item
    from qa.engine import Engine

FAILED_ITEMS = 5


def batch(source: str, target: str, settings: Settings, *, resume: bool = False) -> int:
    """Answer every item; 5 when some could not be, once all the others are written."""
    from qa.engine import Engine

    _check_places(source, target, resume=resume)
    engine = Engine.open(settings.index, settings)
    try:
        report = (
            _to_stdout(engine, source)
            if target == STANDARD
            else _to_file(engine, source, Path(target), resume=resume)
        )
    except KeyboardInterrupt:
        raise Interrupted(_after_interruption(target)) from None
    finally:
        engine.close()
    _tell_failed(report)
    note(_summary(report))
    return FAILED_ITEMS if report.failed else 0


def _check_places(source: str, target: str, *, resume: bool) -> None:
    if target == STANDARD:
        if resume:
            raise UsageError("--resume continues a file: name it with -o")
        return
    if source != STANDARD and Path(source).resolve() == Path(target).resolve():
        raise UsageError(f"{plain_line(target)}: is the questions file; give another output file")
    if not Path(target).resolve().parent.is_dir():
        raise BatchError(f"{plain_line(target)}: its folder does not exist; make it first")
    if source != STANDARD and not Path(source).is_file():
        raise BatchError(f"{plain_line(source)}: no such file; give a questions file or -")


def _items(source: str) -> Iterator[Item | BadItem]:
    stream = as_stream(sys.stdin.buffer) if source == STANDARD else None
    return read_items(source, stream)


def _to_stdout(engine: Engine, source: str) -> BatchReport:
    return run_batch(engine, _items(source), Writer(data_stream(), Format.JSONL))


def _to_file(engine: Engine, source: str, target: Path, *, resume: bool) -> BatchReport:
    with (
        opened_output(target, resume=resume) as (writer, done),
        batch_progress(wanted=True) as progress,
    ):
        return run_batch(engine, _items(source), writer, done=done, progress=progress)


def _after_interruption(target: str) -> str:
    if target == STANDARD:
        return "interrupted"
    return f"interrupted; {plain_line(target)} holds whole records: add --resume to go on"


def _tell_failed(report: BatchReport) -> None:
    """One line for each of the first failed items, to standard error."""
    for fault in report.faults:
        note(f"failed: {fault}")
    left = report.failed - len(report.faults)
    if left:
        note(f"failed: {left:,} more; their records say why")


def _summary(report: BatchReport) -> str:
    if not report.written and not report.kept:
        return "no questions found"
    parts = [f"{report.answered} answered", f"{report.refused} without an answer"]
    parts += [f"{report.failed} failed"] if report.failed else []
    parts += [f"{report.kept} kept from before"] if report.kept else []
    rate = report.written / report.seconds if report.seconds > 0 else 0.0
    return f"{', '.join(parts)} in {report.seconds:.1f} s ({rate:.0f}/s)"
