"""Progress bars on standard error, and only where a person watches it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from qa.terminal.output import is_screen, make_console

if TYPE_CHECKING:
    from qa.batch import BatchReport
    from qa.store.indexer import Progress


@contextlib.contextmanager
def index_progress() -> Iterator[Callable[[Progress], None] | None]:
    """Files done and passages a second; None where nobody watches."""
    if not is_screen(sys.stderr):
        yield None
        return
    with _bar("files") as update:

        def show(progress: Progress) -> None:
            rate = progress.passages / progress.seconds if progress.seconds > 0 else 0.0
            told = f"{progress.passages:,} passages, {rate:,.0f}/s"
            update(progress.files_done, progress.files_total, told)

        yield show


@contextlib.contextmanager
def batch_progress(*, wanted: bool) -> Iterator[Callable[[BatchReport], None] | None]:
    """Items done and a second; None where nobody watches or records share the screen."""
    if not wanted or not is_screen(sys.stderr):
        yield None
        return
    with _bar("items") as update:

        def show(report: BatchReport) -> None:
            rate = report.written / report.seconds if report.seconds > 0 else 0.0
            update(report.written + report.kept, None, f"{rate:,.0f}/s, {report.failed} failed")

        yield show


@contextlib.contextmanager
def count_progress(unit: str) -> Iterator[Callable[[int, int], None] | None]:
    """So many of so many; None where nobody watches."""
    if not is_screen(sys.stderr):
        yield None
        return
    with _bar(unit) as update:
        yield lambda done, total: update(done, total, "")


@contextlib.contextmanager
def _bar(unit: str) -> Iterator[Callable[[int, int | None, str], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        MofNCompleteColumn(),
        TextColumn(unit),
        BarColumn(),
        TextColumn("{task.fields[told]}"),
    )
    with Progress(*columns, console=make_console(sys.stderr), transient=True) as bar:
        task = bar.add_task(unit, total=None, told="")

        def update(done: int, total: int | None, told: str) -> None:
            bar.update(task, completed=done, total=total, told=told)

        yield update
