"""The benchmark's results: rows with yardstick, ratio and target, as JSON and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Of(StrEnum):
    """What a target speaks of."""

    VALUE = "value"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on a row's value or on its ratio to the yardstick; inclusive."""

    bound: float
    of: Of = Of.VALUE
    at_least: bool = False

    def is_met(self, found: float) -> bool:
        return found >= self.bound if self.at_least else found <= self.bound


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure, the yardstick measured beside it in the same run, and what is asked."""

    what: str
    value: float
    unit: str
    yardstick: str = ""
    beside: float | None = None
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        """Value over yardstick; None without one."""
        return self.value / self.beside if self.beside else None

    @property
    def reached(self) -> bool | None:
        found = self.ratio if self.target and self.target.of is Of.RATIO else self.value
        return None if self.target is None or found is None else self.target.is_met(found)

    def to_record(self) -> dict[str, Any]:
        return asdict(self) | {"ratio": self.ratio, "reached": self.reached}


def save_part(
    folder: Path, name: str, rows: Sequence[Row], circumstances: Mapping[str, Any]
) -> None:
    """Replace one part in `bench.json` and write `bench.md` anew; other parts stay as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "bench.json"
    parts = json.loads(path.read_text(encoding="utf-8"))["parts"] if path.exists() else {}
    parts[name] = dict(circumstances) | {"rows": [row.to_record() for row in rows]}
    _replace(path, json.dumps({"parts": parts}, indent=1, ensure_ascii=False) + "\n")
    _replace(folder / "bench.md", "\n".join(markdown(parts)) + "\n")


def _replace(path: Path, text: str) -> None:
    temporary = path.with_suffix(path.suffix + ".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def markdown(parts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The whole report, a section a part."""
    yield "# Benchmark"
    yield ""
    yield (
        "Written by `eval/bench.py`; each section says with which command, when and on what. "
        "A yardstick was measured in the same run, so read the ratio (measured ÷ yardstick) "
        "before the times."
    )
    for name, part in parts.items():
        yield ""
        yield from _section(name, part)


def _section(name: str, part: Mapping[str, Any]) -> Iterator[str]:
    before, after = part["load"], part["load_after"]
    versions = ", ".join(f"{package} {number}" for package, number in part["versions"].items())
    yield f"## {name}"
    yield ""
    yield f"`{part['command']}` · {part['date']} · seed {part['seed']} · scale {part['scale']:g}"
    yield ""
    yield (
        f"{part['machine']}, {part['cores']} cores; load average before {before[0]}, "
        f"after {after[0]}. Python {part['python']}, SQLite {part['sqlite']}, {versions}."
    )
    yield ""
    yield "| what | measured | yardstick | its value | ratio | target | reached |"
    yield "|---|---:|---|---:|---:|---:|---|"
    for row in part["rows"]:
        yield _line(row)


def _line(row: Mapping[str, Any]) -> str:
    unit = row["unit"]
    beside = "" if row["beside"] is None else f"{number(row['beside'])} {unit}"
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.3g}"
    cells = (
        row["what"],
        f"{number(row['value'])} {unit}",
        row["yardstick"],
        beside,
        ratio,
        _asked(row["target"], unit),
        {None: "", True: "yes", False: "**no**"}[row["reached"]],
    )
    return "| " + " | ".join(cells) + " |"


def _asked(target: Mapping[str, Any] | None, unit: str) -> str:
    if target is None:
        return ""
    sign = "≥" if target["at_least"] else "≤"
    return f"{sign} {target['bound']:g} " + ("×" if target["of"] == Of.RATIO else unit)


def number(value: float) -> str:
    """Three figures for small values, whole numbers from a hundred on.

    >>> number(0.01234), number(12.34), number(123456.7)
    ('0.0123', '12.3', '123,457')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
