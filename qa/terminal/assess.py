"""`qa eval DATASET`, `qa eval compare A B` and `qa eval diff A B`."""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import UsageError
from qa.plain import plain_line
from qa.settings import Settings
from qa.terminal.output import write_lines, write_record
from qa.terminal.progress import count_progress
from qa.terminal.tables import table_lines

if TYPE_CHECKING:
    from qa.engine import Engine
    from qa.evaluation.data import Dataset
    from qa.evaluation.datasets import LoadOptions
    from qa.evaluation.diff import Difference
    from qa.evaluation.options import EvaluationOptions
    from qa.evaluation.record import EvaluationRecord
    from qa.types import Document

COMPARE = "compare"
DIFF = "diff"


@dataclass(frozen=True, slots=True)
class EvalRequest:
    """`words` is a dataset's path, or `compare` or `diff` and two results."""

    words: tuple[str, ...]
    settings: Settings
    results: Path
    limit: int | None = None
    label: str | None = None
    split: str = "test"
    gold_paragraph: bool = False
    unit: str = "paragraph"
    documents: str | None = None


def evaluate(request: EvalRequest, *, as_json: bool, fail_on_regression: bool) -> int:
    """Measure on a dataset, or compare two measurements, or say why they differ."""
    if request.words[0] == COMPARE:
        return _compare(request.words[1:], as_json=as_json, strict=fail_on_regression)
    if request.words[0] == DIFF:
        return _diff(request.words[1:], as_json=as_json)
    if len(request.words) > 1:
        raise UsageError("eval takes one dataset, or: qa eval compare A B (or diff A B)")
    record = _measure(request)
    if as_json:
        write_record(record.to_record())
        return 0
    from qa.evaluation.report import evaluation_tables

    write_lines([f"{record.dataset}: {record.queries} asked in {record.seconds:.1f} s", ""])
    for table in evaluation_tables(record):
        write_lines(table_lines(table))
    write_lines([f"rows: {record.per_query}"])
    return 0


def _measure(request: EvalRequest) -> EvaluationRecord:
    from qa.evaluation.datasets import load_dataset
    from qa.evaluation.run import evaluate as run

    dataset = load_dataset(Path(request.words[0]), _load_options(request))
    with _engine(dataset, request.settings) as engine, count_progress("asked") as progress:
        options = _options(request, progress)
        return run(dataset, options, engine=engine, build=_builder(request.settings))


def _load_options(request: EvalRequest) -> LoadOptions:
    from qa.evaluation.data import RetrievalUnit
    from qa.evaluation.datasets import LoadOptions

    try:
        unit = RetrievalUnit(request.unit)
    except ValueError:
        raise UsageError(
            f"--unit: {request.unit!r} is none; choose {' or '.join(RetrievalUnit)}"
        ) from None
    return LoadOptions(split=request.split, unit=unit, documents=request.documents)


@contextlib.contextmanager
def _engine(dataset: Dataset, settings: Settings) -> Iterator[Engine | None]:
    """The engine over the index, for a dataset that brings no documents."""
    if dataset.documents is not None:
        yield None
        return
    from qa.engine import Engine

    engine = Engine.open(settings.index, settings)
    try:
        yield engine
    finally:
        engine.close()


def _builder(settings: Settings) -> Callable[[Iterable[Document], Path], Engine]:
    def build(documents: Iterable[Document], folder: Path) -> Engine:
        from qa.engine import Engine

        return Engine.from_documents(documents, folder, settings)

    return build


def _compare(words: tuple[str, ...], *, as_json: bool, strict: bool) -> int:
    if len(words) != 2:
        raise UsageError("compare takes two results' folders: qa eval compare A B")
    from qa.evaluation.compare import compare
    from qa.evaluation.report import comparison_tables

    found = compare(Path(words[0]), Path(words[1]))
    if as_json:
        write_record(found.to_record())
    else:
        for table in comparison_tables(found):
            write_lines(table_lines(table))
    return 1 if strict and found.regression else 0


def _diff(words: tuple[str, ...], *, as_json: bool) -> int:
    if len(words) != 2:
        raise UsageError("diff takes two results' folders: qa eval diff A B")
    from qa.evaluation.diff import diff

    found = diff(Path(words[0]), Path(words[1]))
    if as_json:
        write_record(found.to_record())
    else:
        write_lines(_difference_lines(found))
    return 0


def _difference_lines(found: Difference) -> Iterator[str]:
    """How many answers changed at which stage, then each of them."""
    yield f"{len(found.changed)} of {found.compared} answered otherwise by B"
    if found.settings:
        told = ", ".join(f"{name} {a or 'none'} → {b or 'none'}" for name, a, b in found.settings)
        yield plain_line(f"  asked with other settings: {told}")
    for word, count in (("A", found.only_a), ("B", found.only_b)):
        if count:
            yield f"  {count} asked by {word} alone are left out"
    for stage, count in found.stages.items():
        yield f"  {count:>4}  {stage}"
    signs = {(True, False): "worse", (False, True): "better"}
    for item in found.changed:
        turn = signs.get((bool(item.right_a), bool(item.right_b)), "other")
        yield ""
        yield f"{plain_line(item.id)} {turn}: {plain_line(item.asked)}"
        yield f"  A {_told(item.said_a)}   B {_told(item.said_b)}"
        yield f"  {item.stage}: {plain_line(item.note)}"


def _told(said: str | None) -> str:
    return "no answer" if said is None else f"“{plain_line(said)}”"


def _options(
    request: EvalRequest, progress: Callable[[int, int], None] | None
) -> EvaluationOptions:
    from qa.evaluation.options import AnswerMode, EvaluationOptions

    chosen = AnswerMode.GOLD_PARAGRAPH if request.gold_paragraph else AnswerMode.END_TO_END
    return EvaluationOptions(
        mode=chosen,
        limit=request.limit,
        results=request.results,
        label=request.label,
        command=shlex.join(["qa", *sys.argv[1:]]),
        progress=progress,
        settings=request.settings,
    )
