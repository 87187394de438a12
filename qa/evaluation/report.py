"""Tables as plain data, for the terminal to render and for Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qa.evaluation.answers import AnswerScores, GroupScores
from qa.evaluation.claims import ClaimScores
from qa.evaluation.compare import Comparison
from qa.evaluation.record import EvaluationRecord, MeasureValue
from qa.evaluation.selective import Selective
from qa.plain import plain_line
from qa.types import Verdict


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` hold as many texts as `columns`; all but the first column hold figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def evaluation_tables(record: EvaluationRecord) -> tuple[Table, ...]:
    """Tables of what was measured; the parts that were not are left out."""
    tables = [
        _measure_table(f"Retrieval ({record.judged} queries)", record.retrieval),
        _measure_table("A gold span stands whole in one of the first passages", record.spans),
        _measure_table("Rewriting (stand-alone kept, follow-ups completed)", record.rewriting),
        _answer_table(record.answers) if record.answers else None,
        _slice_table(record) if len(record.slices) > 1 else None,
        _operand_table(record.operands) if record.operands is not None else None,
        _selective_table(record.selective, record.right_means.value) if record.selective else None,
        *(_claim_tables(record.claims) if record.claims else ()),
        _notes_table(record),
    ]
    return tuple(table for table in tables if table is not None)


def comparison_tables(comparison: Comparison) -> tuple[Table, ...]:
    """The measures side by side, then the queries that changed most."""
    columns = ("measure", "n", "A", "B", "B − A", "95 % interval", "p", "p (Holm)", "won", "lost")
    rows = tuple(
        (
            item.name,
            str(item.n),
            _figure(item.mean_a),
            _figure(item.mean_b),
            f"{item.difference:+.4f}",
            f"{item.low:+.4f} … {item.high:+.4f}",
            _probability(item.p_value),
            _probability(item.p_holm) + (" ↓" if item.regression else ""),
            str(item.wins),
            str(item.losses),
        )
        for item in comparison.measures
    )
    changes = tuple(
        (item.id, item.measure, _figure(item.a), _figure(item.b), f"{item.b - item.a:+.4f}")
        for item in comparison.changes
    )
    tables = [Table("B against A", columns, rows)]
    if changes:
        tables.append(Table("Changed most", ("query", "measure", "A", "B", "B − A"), changes))
    return tuple(tables)


def markdown_table(table: Table) -> str:
    """One Markdown table under its title; cells are made safe and put on one line."""
    lines = [f"### {_cell(table.title)}", "", _line(table.columns)]
    lines.append(_line(["---", *["---:"] * (len(table.columns) - 1)]))
    lines.extend(_line(_cell(cell) for cell in row) for row in table.rows)
    return "\n".join(lines) + "\n"


def markdown_report(title: str, tables: Iterable[Table], lines: Iterable[str] = ()) -> str:
    """A whole Markdown page: title, tables, then `lines` as a list."""
    parts = [f"# {_cell(title)}\n", *(markdown_table(table) for table in tables)]
    listed = "".join(f"- {_cell(line)}\n" for line in lines)
    return "\n".join([*parts, *([f"### Made with\n\n{listed}"] if listed else [])])


def _measure_table(title: str, values: tuple[MeasureValue, ...] | None) -> Table | None:
    if not values:
        return None
    rows = tuple((item.name, _figure(item.value)) for item in values)
    return Table(title, ("measure", "value"), rows)


def _answer_table(scores: AnswerScores) -> Table:
    parts = [
        ("all", scores.overall),
        ("answerable", scores.answerable),
        ("unanswerable", scores.unanswerable),
        ("answerable, nothing withheld", scores.forced),
    ]
    rows = tuple(_group_row(name, part) for name, part in parts if part.n)
    return Table("Answers", ("questions", "n", "EM", "F1", "right", "refused"), rows)


def _operand_table(share: float) -> Table:
    return Table("Computed answers", ("measure", "value"), (("operands cited", _figure(share)),))


def _slice_table(record: EvaluationRecord) -> Table:
    rows = tuple(_group_row(item.name, item.scores) for item in record.slices)
    return Table("Answerable by type", ("type", "n", "EM", "F1", "right", "refused"), rows)


def _group_row(name: str, scores: GroupScores) -> tuple[str, ...]:
    figures = (scores.em, scores.f1, scores.right, scores.refused)
    return (name, str(scores.n), *map(_figure, figures))


def _selective_table(scores: Selective, right_means: str) -> Table:
    rows = (
        ("with a guess", f"{scores.guessed} of {scores.questions}"),
        ("AURC", _figure(scores.aurc)),
        ("excess AURC", _figure(scores.excess_aurc)),
        ("coverage at 90 % accuracy", _figure(scores.coverage_at_90)),
        (f"calibration error ({scores.bins} bins of equal mass)", _figure(scores.ece)),
        ("Brier", _figure(scores.brier)),
    )
    return Table(f"Confidence of every guess against {right_means}", ("measure", "value"), rows)


def _claim_tables(scores: ClaimScores) -> tuple[Table, ...]:
    overall = (
        ("claims", str(scores.n)),
        ("accuracy", _figure(scores.accuracy)),
        ("flips", str(scores.flips)),
        ("decided", _figure(scores.decided)),
    )
    counts = {(cell.gold, cell.given): str(cell.count) for cell in scores.confusion}
    rows = tuple(
        (
            item.verdict.value,
            *(counts[item.verdict, given] for given in Verdict),
            _figure(item.precision),
            _figure(item.recall),
        )
        for item in scores.verdicts
    )
    columns = ("gold", *(f"→ {given.value}" for given in Verdict), "precision", "recall")
    return (
        Table("Claims", ("measure", "value"), overall),
        Table("Verdicts (gold in rows)", columns, rows),
    )


def _notes_table(record: EvaluationRecord) -> Table | None:
    failed = (f"{record.failed} ended in an error (see the rows)",) if record.failed else ()
    rows = tuple((note,) for note in (*record.notes, *failed))
    return Table("Notes", ("note",), rows) if rows else None


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _probability(value: float) -> str:
    return "<.0001" if value < 0.0001 else f"{value:.4f}"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return re.sub(r"([\\`*[<|])", r"\\\1", plain_line(text))
