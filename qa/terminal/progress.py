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
    with _bar() as update:

        def show(progress: Progress) -> None:
            told = f"{progress.files_done:,} of {progress.files_total:,} files"
            if progress.passages and progress.seconds > 0:
                told += f", {progress.passages / progress.seconds:,.0f} passages/s"
            update(progress.files_done, progress.files_total, told)

        yield show


@contextlib.contextmanager
def batch_progress(*, wanted: bool) -> Iterator[Callable[[BatchReport], None] | None]:
    """Items done and a second; None where nobody watches or records share the screen."""
    if not wanted or not is_screen(sys.stderr):
        yield None
        return
    with _bar() as update:

        def show(report: BatchReport) -> None:
            told = f"{report.written + report.kept:,} done"
            if report.seconds > 0:
                told += f", {report.written / report.seconds:,.0f}/s"
            update(0, None, told + (f", {report.failed:,} failed" if report.failed else ""))

        yield show


@contextlib.contextmanager
def count_progress(unit: str) -> Iterator[Callable[[int, int], None] | None]:
    """So many of so many; None where nobody watches."""
    if not is_screen(sys.stderr):
        yield None
        return
    with _bar() as update:
        yield lambda done, total: update(done, total, f"{done:,} of {total:,} {unit}")


@contextlib.contextmanager
def _bar() -> Iterator[Callable[[int, int | None, str], None]]:
    """A bar that leaves no trace, and a function that moves it and says how far it is."""
    from rich.progress import BarColumn, Progress, TextColumn

    console = make_console(sys.stderr)
    told = TextColumn("{task.description}", markup=False)
    with Progress(BarColumn(), told, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def update(done: int, total: int | None, told: str) -> None:
            bar.update(task, completed=done, total=total, description=told)

        yield update
