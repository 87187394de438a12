"""Tables hold the figures they are made of, and Markdown survives what a document may hold."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import qa.evaluation
from qa.evaluation.answers import AnswerScores, GroupScores
from qa.evaluation.claims import VerdictPair, score_claims
from qa.evaluation.compare import Comparison, MeasureComparison, QueryChange
from qa.evaluation.record import EvaluationRecord, MeasureValue, Slice
from qa.evaluation.report import (
    Table,
    comparison_tables,
    evaluation_tables,
    markdown_report,
    markdown_table,
)
from qa.types import Verdict

HALF = GroupScores(n=4, em=0.5, f1=0.75, right=0.5, refused=0.25)
NONE = GroupScores(n=0, em=0, f1=0, right=0, refused=0)


def test_tables_of_an_evaluation() -> None:
    pairs = [VerdictPair(Verdict.SUPPORTED, Verdict.REFUTED)]
    record = EvaluationRecord(
        dataset="mine",
        queries=5,
        retrieval=(MeasureValue("nDCG@10", 0.81546),),
        judged=4,
        answers=AnswerScores(overall=HALF, answerable=HALF, unanswerable=NONE, forced=HALF),
        claims=score_claims(pairs),
        slices=(Slice("money", HALF), Slice("date", HALF)),
        failed=2,
        notes=("odd | file",),
    )
    tables = {table.title: table for table in evaluation_tables(record)}
    assert tables["Retrieval (4 queries)"].rows == (("nDCG@10", "0.8155"),)
    assert tables["Answers"].rows[0] == ("all", "4", "0.5000", "0.7500", "0.5000", "0.2500")
    assert [cells[0] for cells in tables["Answers"].rows] == [
        "all",
        "answerable",
        "answerable, nothing withheld",
    ]
    assert tables["Answerable by type"].rows[1][0] == "date"
    assert tables["Claims"].rows[2] == ("flips", "1")
    verdicts = tables["Verdicts (gold in rows)"]
    assert verdicts.rows[0] == ("supported", "0", "1", "0", "–", "0.0000")
    assert tables["Notes"].rows == (("odd | file",), ("2 ended in an error (see the rows)",))
    for table in tables.values():
        assert {len(cells) for cells in table.rows} == {len(table.columns)}


def test_an_evaluation_of_nothing_has_no_tables() -> None:
    assert evaluation_tables(EvaluationRecord("mine", 0)) == ()


def test_comparison_tables_mark_a_regression() -> None:
    measure = MeasureComparison("em", 10, 0.9, 0.5, -0.4, -0.6, -0.2, 0.00001, 0.002, 1, 5)
    change = QueryChange("q1", "em", 1, 0)
    found = Comparison(Path("a"), Path("b"), (measure,), (change,))
    measures, changes = comparison_tables(found)
    (cells,) = measures.rows
    assert cells[:5] == ("em", "10", "0.9000", "0.5000", "-0.4000")
    assert cells[5:] == ("-0.6000 … -0.2000", "<.0001", "0.0020 ↓", "1", "5")
    assert changes.rows == (("q1", "em", "1.0000", "0.0000", "-1.0000"),)
    assert len(comparison_tables(Comparison(Path("a"), Path("b"), (measure,), ()))) == 1


def test_markdown_cells_stay_in_their_cell() -> None:
    table = Table("A|B", ("name", "value"), (("x | y\n`z` <b>\x1b[31m", "1"),))
    assert markdown_table(table) == (
        "### A\\|B\n\n| name | value |\n| --- | ---: |\n| x \\| y \\`z\\` \\<b>␛\\[31m | 1 |\n"
    )


def test_markdown_report_puts_the_parts_together() -> None:
    page = markdown_report("Mine", [Table("T", ("a",), (("1",),))], ["seed: 0"])
    assert page == "# Mine\n\n### T\n\n| a |\n| --- |\n| 1 |\n\n### Made with\n\n- seed: 0\n"


@pytest.mark.parametrize(
    "name", sorted(module.name for module in pkgutil.iter_modules(qa.evaluation.__path__))
)
def test_worked_examples_hold(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"qa.evaluation.{name}"))
    assert outcome.failed == 0


def test_the_modules_with_formulas_have_worked_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    for name in ("selective", "significance", "match", "claims", "retrieval", "trec"):
        module = importlib.import_module(f"qa.evaluation.{name}")
        assert any(test.examples for test in finder.find(module)), name
