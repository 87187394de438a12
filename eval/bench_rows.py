"""From what was measured to the rows of the report."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench_measure import Run
from bench_report import Row, Target

IMPORT = "import sentence_transformers"
_IMPORTED = f"`{IMPORT}`"
_ENCODED = "sentence-transformers encode alone"

Targets = Mapping[str, Target]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured over one corpus; `encoded` and `inside` are bench_inside's answers."""

    passages: int
    first: Run
    again: Run
    cold: tuple[Run, ...]
    imported: Run
    encoded: Mapping[str, float]
    inside: Mapping[str, float]


def corpus_rows(found: Measured, targets: Targets) -> list[Row]:
    """Indexing, encoding, cold questions and warm ones."""
    first, theirs = found.first, found.encoded["sentence_transformers"]
    label = f"`qa index`, {found.passages:,} passages"
    alone = found.passages / theirs
    rate, encoder = found.passages / first.seconds, found.encoded["builtin"]
    asked = statistics.median(item.seconds for item in found.cold)
    return [
        Row(label, first.seconds, "s", _ENCODED, alone, targets.get("index")),
        _cpu("`qa index`", first, found.imported),
        _peak("`qa index`", [first], found.imported, targets.get("index_memory")),
        Row("index rate", rate, "passages/s", _ENCODED, theirs),
        Row("built-in encoder alone", encoder, "passages/s", _ENCODED, theirs),
        _wall("`qa index`, nothing changed", found.again.seconds, found, targets.get("again")),
        _wall("cold `qa ask`, median", asked, found, None),
        _peak("cold `qa ask`", found.cold, found.imported, targets.get("ask_memory")),
        *_warm_rows(found.inside, targets),
    ]


def batch_rows(questions: int, done: Run, imported: Run) -> list[Row]:
    label = f"`qa batch`, {questions:,} questions over Reuters"
    target = Target(60, at_least=True)
    return [
        Row(label, done.seconds, "s", _IMPORTED, imported.seconds),
        _cpu("`qa batch`", done, imported),
        _peak("`qa batch`", [done], imported, None),
        Row("batch rate", questions / done.seconds, "questions/s", target=target),
    ]


def cold_rows(
    label: str, found: Sequence[Run], imports: Sequence[Run], targets: Targets
) -> list[Row]:
    """Median and fastest wall time, processor time and peak memory of cold processes."""

    def row(
        name: str,
        unit: str,
        pick: Callable[[Run], float],
        summary: Callable[[Iterable[float]], float],
    ) -> Row:
        value, beside = (summary([pick(item) for item in side]) for side in (found, imports))
        return Row(f"{label}, {name}", value, unit, _IMPORTED, beside, targets.get(name))

    return [
        row("median", "s", lambda item: item.seconds, statistics.median),
        row("fastest", "s", lambda item: item.seconds, min),
        row("processor time", "s", lambda item: item.cpu_seconds, statistics.median),
        row("peak memory", "MiB", lambda item: item.peak_mib, max),
    ]


def _warm_rows(inside: Mapping[str, float], targets: Targets) -> list[Row]:
    rows = []
    for name, label in (("ask", "warm answer"), ("search", "warm search")):
        for share in (50, 95):
            key, beside = f"{name}_p{share}", inside[f"faiss_p{share}"]
            yardstick = f"one-thread FAISS search, p{share}"
            row = Row(f"{label}, p{share}", inside[key], "ms", yardstick, beside, targets.get(key))
            rows.append(row)
    return rows


def _wall(label: str, seconds: float, found: Measured, target: Target | None) -> Row:
    return Row(label, seconds, "s", _IMPORTED, found.imported.seconds, target)


def _cpu(label: str, found: Run, imported: Run) -> Row:
    label = f"{label}, processor time"
    return Row(label, found.cpu_seconds, "s", _IMPORTED, imported.cpu_seconds)


def _peak(label: str, found: Sequence[Run], imported: Run, target: Target | None) -> Row:
    peak = max(item.peak_mib for item in found)
    return Row(f"{label}, peak memory", peak, "MiB", _IMPORTED, imported.peak_mib, target)
