"""Is B better than A? Paired tests on the rows of two evaluations of the same dataset.

For each measure: the mean difference B - A, the p-value of a paired randomisation test (Smucker,
Allan and Carterette, A Comparison of Statistical Significance Tests for Information Retrieval
Evaluation, 2007), Holm's correction over the measures, and a bootstrap interval that draws whole
groups, since questions about one document are not independent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.evaluation.files import Place
from qa.evaluation.rows import ReadRow, read_rows
from qa.evaluation.significance import bootstrap_interval, holm, randomisation_p

#: Below this corrected p a fall is a regression.
ALPHA = 0.05
#: Queries listed that changed most.
CHANGES = 10


@dataclass(frozen=True, slots=True)
class MeasureComparison:
    """`low` and `high` bound the mean difference B - A with 95 % confidence.

    `wins` and `losses` count the queries that B does better and worse; the rest are ties.
    """

    name: str
    n: int
    mean_a: float
    mean_b: float
    difference: float
    low: float
    high: float
    p_value: float
    p_holm: float
    wins: int
    losses: int

    @property
    def regression(self) -> bool:
        return self.difference < 0 and self.p_holm < ALPHA


@dataclass(frozen=True, slots=True)
class QueryChange:
    """The measure of one query that moved furthest."""

    id: str
    measure: str
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left_out` names the measures that only one side has."""

    path_a: Path
    path_b: Path
    measures: tuple[MeasureComparison, ...]
    changes: tuple[QueryChange, ...]
    left_out: tuple[str, ...] = ()

    @property
    def regression(self) -> bool:
        """Whether any measure fell by more than chance explains (Holm-corrected p < 0.05)."""
        return any(item.regression for item in self.measures)

    def to_record(self) -> dict[str, object]:
        """The comparison as one JSON object."""
        return {
            "a": self.path_a.as_posix(),
            "b": self.path_b.as_posix(),
            "measures": {item.name: _measure_record(item) for item in self.measures},
            "changes": [
                {"id": item.id, "measure": item.measure, "a": item.a, "b": item.b}
                for item in self.changes
            ],
            "left_out": list(self.left_out),
            "regression": self.regression,
        }


def compare(path_a: Path, path_b: Path, *, samples: int = 20_000, seed: int = 0) -> Comparison:
    """Compare two results' folders, or their `per_query.jsonl`, query by query.

    Raises DatasetError when they are not about the same queries with the same gold. The same
    paths, samples and seed give the same figures.
    """
    rows_a, rows_b = read_rows(path_a), read_rows(path_b)
    _check_same(path_a, rows_a, path_b, rows_b)
    names_a, names_b = _measure_names(rows_a), _measure_names(rows_b)
    names = [name for name in names_a if name in names_b]
    measured = [
        _compare_measure(name, rows_a, rows_b, samples=samples, seed=seed) for name in names
    ]
    corrected = holm([item.p_value for item in measured])
    return Comparison(
        Path(path_a),
        Path(path_b),
        tuple(replace(item, p_holm=p) for item, p in zip(measured, corrected, strict=True)),
        _changes(names, rows_a, rows_b),
        tuple(name for name in (*names_a, *names_b) if name not in names),
    )


def _check_same(
    path_a: Path, rows_a: Mapping[str, ReadRow], path_b: Path, rows_b: Mapping[str, ReadRow]
) -> None:
    remedy = "compare two evaluations of the same dataset"
    for path, rows, others in ((path_b, rows_b, rows_a), (path_a, rows_a, rows_b)):
        missing = [key for key in others if key not in rows]
        if missing:
            raise Place(path).error(
                f"lacks {len(missing)} queries of the other, {missing[0]!r} first", remedy
            )
    for key, row in rows_a.items():
        if (row.asked, row.gold) != (rows_b[key].asked, rows_b[key].gold):
            raise Place(path_b).error(f"asks {key!r} with another text or gold", remedy)


def _measure_names(rows: Mapping[str, ReadRow]) -> list[str]:
    return list(dict.fromkeys(name for row in rows.values() for name in row.scores))


def _compare_measure(
    name: str,
    rows_a: Mapping[str, ReadRow],
    rows_b: Mapping[str, ReadRow],
    *,
    samples: int,
    seed: int,
) -> MeasureComparison:
    keys = [key for key in rows_a if name in rows_a[key].scores and name in rows_b[key].scores]
    before = [rows_a[key].scores[name] for key in keys]
    after = [rows_b[key].scores[name] for key in keys]
    differences = [b - a for a, b in zip(before, after, strict=True)]
    groups = [rows_a[key].group for key in keys]
    interval = bootstrap_interval(differences, groups, samples=samples, seed=seed)
    p_value = randomisation_p(differences, samples=samples, seed=seed)
    return MeasureComparison(
        name=name,
        n=len(keys),
        mean_a=sum(before) / len(keys),
        mean_b=sum(after) / len(keys),
        difference=sum(differences) / len(keys),
        low=interval.low,
        high=interval.high,
        p_value=p_value,
        p_holm=p_value,
        wins=sum(difference > 0 for difference in differences),
        losses=sum(difference < 0 for difference in differences),
    )


def _changes(
    names: Sequence[str], rows_a: Mapping[str, ReadRow], rows_b: Mapping[str, ReadRow]
) -> tuple[QueryChange, ...]:
    """The queries that moved furthest, each by its furthest measure; falls first among equals."""
    found = []
    for key, row in rows_a.items():
        moves = [
            QueryChange(key, name, row.scores[name], rows_b[key].scores[name])
            for name in names
            if name in row.scores and name in rows_b[key].scores
        ]
        furthest = max(moves, key=lambda move: abs(move.b - move.a), default=None)
        if furthest is not None and furthest.a != furthest.b:
            found.append(furthest)
    found.sort(key=lambda move: (-abs(move.b - move.a), move.b - move.a))
    return tuple(found[:CHANGES])


def _measure_record(item: MeasureComparison) -> dict[str, object]:
    figures = {
        name: round(getattr(item, name), 6)
        for name in ("mean_a", "mean_b", "difference", "low", "high", "p_value", "p_holm")
    }
    counts = {"n": item.n, "wins": item.wins, "losses": item.losses}
    return counts | figures | {"regression": item.regression}
