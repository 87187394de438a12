"""Batch: every line gets its record, whatever is wrong with it or its neighbours."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from qa.batch import (
    BadItem,
    BatchReport,
    Format,
    Item,
    Writer,
    answer_item,
    opened_output,
    read_items,
    run_batch,
)
from qa.batch.writers import COLUMNS, safe_cell, safe_markdown
from qa.errors import BatchError, EmptyQuestion
from qa.types import Answer, AnswerStatus, Citation, Filters, Verdict

CITED = Citation("tea.txt", "Tea", None, None, 3, 10, 19, "30 tonnes", "It sold 30 tonnes.")


@dataclass
class FakeEngine:
    """Echoes: the answer says what was asked, after how many turns, over which text."""

    asked: list[str] = field(default_factory=list)

    def ask(
        self,
        question: str,
        history: Sequence[Answer] = (),
        *,
        filters: Filters | None = None,
        context: str | None = None,
    ) -> Answer:
        self.asked.append(question)
        if not question.strip():
            raise EmptyQuestion("the question is empty: type one")
        if question == "crash":
            raise ValueError("a defect\nover two lines")
        if question == "unknown":
            return Answer(question, AnswerStatus.NO_ANSWER, reason="nothing found")
        text = f"{question}|{len(history)}|{context or 'index'}"
        return Answer(question, AnswerStatus.ANSWERED, text=text, citations=(CITED,))

    def check(self, claim: str, *, against: str | None = None) -> Answer:
        verdict = Verdict.SUPPORTED if against else Verdict.NOT_ENOUGH_INFO
        return Answer(claim, AnswerStatus.ANSWERED, verdict=verdict)


def read(tmp_path: Path, name: str, content: str | bytes) -> list[Item | BadItem]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_items(str(path)))


def run(items: list[Item | BadItem]) -> tuple[list[dict[str, object]], BatchReport]:
    out = io.StringIO()
    report = run_batch(FakeEngine(), items, Writer(out, Format.JSONL))
    return [json.loads(line) for line in out.getvalue().splitlines()], report


def test_the_contract_s_json_lines(tmp_path: Path) -> None:
    items = read(
        tmp_path,
        "q.jsonl",
        '{"id": "q1", "question": "Who?", "context": "a text"}\n'
        '{"id": 7, "claim": "It rained.", "evidence": "It did."}\n'
        '{"question": "When?", "conversation": "f1", "note": "ignored"}',
    )
    assert items == [
        Item("q1", 1, "Who?", text="a text"),
        Item("7", 2, "It rained.", is_claim=True, text="It did."),
        Item("3", 3, "When?", conversation="f1"),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{broken", "not JSON"),
        ("[1]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ("{}", "neither a question nor a claim"),
        ('{"question": null}', "neither a question nor a claim"),
        ('{"question": "a", "claim": "b"}', "both a question and a claim"),
        ('{"question": 5}', "question must be a string"),
        ('{"question": "a", "context": ["b"]}', "context must be a string"),
        ('{"question": "a", "evidence": "b", "context": "c"}', "both evidence and context"),
        ('{"question": "a", "id": [1]}', "the id must be"),
        ('{"question": "a", "conversation": {}}', "conversation must be"),
        (b'{"question": "caf\xe9"}', "not UTF-8"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_says_where_and_why_and_the_next_is_read(
    tmp_path: Path, line: str | bytes, said: str
) -> None:
    raw = line if isinstance(line, bytes) else line.encode()
    bad, good = read(tmp_path, "q.jsonl", raw + b'\n{"question": "next?"}\n')
    assert isinstance(bad, BadItem)
    assert bad.error.startswith("line 1: ")
    assert said in bad.error
    assert good == Item("2", 2, "next?")


def test_a_repeated_id_is_an_error_of_the_later_line(tmp_path: Path) -> None:
    lines = '{"id": "a", "question": "1?"}\n{"id": "a", "question": "2?"}\n'
    first, second = read(tmp_path, "q.jsonl", lines)
    assert isinstance(first, Item)
    assert second == BadItem("a", 2, "line 2: id 'a' was used on line 1; ids must differ")


def test_text_lines_blank_ones_apart_and_a_byte_order_mark(tmp_path: Path) -> None:
    items = read(tmp_path, "q.txt", b"\xef\xbb\xbfWho?\r\n\r\n  \nWhere?")
    assert items == [Item("1", 1, "Who?"), Item("4", 4, "Where?")]


def test_utf_16_with_its_mark(tmp_path: Path) -> None:
    assert read(tmp_path, "q.txt", "Où?\nWo?".encode("utf-16")) == [
        Item("1", 1, "Où?"),
        Item("2", 2, "Wo?"),
    ]


def test_tables_with_quoted_line_ends_and_blank_rows(tmp_path: Path) -> None:
    content = '\ufeffID, Question ,conversation\nq1,"Who,\nthen?",c\n,,\n,Where?,\nq3\n'
    assert read(tmp_path, "q.csv", content) == [
        Item("q1", 2, "Who,\nthen?", conversation="c"),
        Item("5", 5, "Where?"),
        BadItem("q3", 6, "line 6: neither a question nor a claim"),
    ]
    assert read(tmp_path, "q.tsv", "id\tclaim\tevidence\nc\tIt is, so\tyes\n") == [
        Item("c", 2, "It is, so", is_claim=True, text="yes")
    ]


def unclosed(line: int) -> BadItem:
    return BadItem(
        str(line),
        line,
        f"a quote is opened on line {line} and never closed; close it, or write a quote twice "
        "in a cell that stands in quotes",
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_quote_never_closed_costs_its_own_row_alone(tmp_path: Path, end: str) -> None:
    lines = ["id,question", "q1,Who?", 'q2,"Where, then?', "q3,When?", "q4,Why?"]
    content = (end or "\n").join(lines) + end
    assert read(tmp_path, "q.csv", content) == [
        Item("q1", 2, "Who?"),
        unclosed(3),
        Item("q3", 4, "When?"),
        Item("q4", 5, "Why?"),
    ]


def test_a_quote_that_a_later_cell_seems_to_close_is_told(tmp_path: Path) -> None:
    content = 'id,question\nq1,"Who?\nq2,When?\nq3,"Where, then?"\nq4,"Why,\nreally?"\nq5,"How?\n'
    assert read(tmp_path, "q.csv", content) == [
        unclosed(2),
        Item("q2", 3, "When?"),
        Item("q3", 4, "Where, then?"),
        Item("q4", 5, "Why,\nreally?"),
        unclosed(7),
    ]


def test_the_line_of_the_open_quote_is_named_not_that_of_its_row(tmp_path: Path) -> None:
    content = 'id,question,context\nq1,"Who,\nthen?","It was\nq2,When?,\n'
    assert read(tmp_path, "q.csv", content) == [unclosed(3), Item("q2", 4, "When?")]
    with pytest.raises(BatchError, match=r"q\.csv: a quote is opened on line 1 and never"):
        read(tmp_path, "q.csv", 'id,"question\nq1,Who?\n')


def test_a_line_that_cannot_be_read_takes_no_other_s_id(tmp_path: Path) -> None:
    items = read(tmp_path, "q.jsonl", '{"id": "2"}\nnot json\n{"id": "2", "question": "Who?"}\n')
    assert [type(item) for item in items] == [BadItem, BadItem, Item]


def test_quotes_amiss_on_one_line_are_read_as_ever(tmp_path: Path) -> None:
    content = 'id,question\nq1,"Who" was it?\nq2,a 5" pipe?\nq3,"the ""Fox""?"\nq4,"a"b "c\n'
    assert read(tmp_path, "q.csv", content) == [
        Item("q1", 2, "Who was it?"),
        Item("q2", 3, 'a 5" pipe?'),
        Item("q3", 4, 'the "Fox"?'),
        Item("q4", 5, 'ab "c'),
    ]
    assert read(tmp_path, "p.csv", 'question,context\n"a"b,"c\nWho?,\n') == [
        unclosed(2),
        Item("3", 3, "Who?"),
    ]


def test_a_row_with_too_many_cells_is_told(tmp_path: Path) -> None:
    (bad,) = read(tmp_path, "q.csv", "question\nWho, and where?\n")
    assert isinstance(bad, BadItem)
    assert "2 cells under 1 columns" in bad.error


def test_wrong_columns_and_wrong_names_stop_the_run(tmp_path: Path) -> None:
    with pytest.raises(BatchError, match=r"q\.csv: no column is named question.*found: text, x"):
        read(tmp_path, "q.csv", "Text,x\na,b\n")
    with pytest.raises(BatchError, match="ends in"):
        read(tmp_path, "q.pdf", "x")
    with pytest.raises(BatchError, match="cannot be read"):
        list(read_items(str(tmp_path / "none.txt")))


@pytest.mark.parametrize("name", ["q.jsonl", "q.csv", "q.tsv", "q.txt"])
def test_an_empty_file_holds_nothing(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, name, "") == []


def test_standard_input_is_json_lines_or_questions() -> None:
    assert list(read_items("-", io.StringIO("\nWho?\nWhere?"))) == [
        Item("2", 2, "Who?"),
        Item("3", 3, "Where?"),
    ]
    (item, bad) = read_items("-", io.StringIO('{"question": "a"}\nnot json\n'))
    assert item == Item("1", 1, "a")
    assert isinstance(bad, BadItem)


def test_records_and_counts_of_a_mixed_run() -> None:
    items: list[Item | BadItem] = [
        Item("a", 1, "Who?"),
        Item("b", 2, "  "),
        Item("c", 3, "crash"),
        BadItem("d", 4, "line 4: not JSON (x)"),
        Item("e", 5, "unknown"),
        Item("f", 6, "So it is.", is_claim=True, text="evidence"),
    ]
    records, report = run(items)
    assert [(row["id"], row["status"]) for row in records] == [
        ("a", "answered"),
        ("b", "error"),
        ("c", "error"),
        ("d", "error"),
        ("e", "no_answer"),
        ("f", "answered"),
    ]
    assert records[0]["answer"] == "Who?|0|index"
    assert records[1]["error"] == "line 2: the question is empty: type one"
    assert records[2]["error"] == "line 3: unexpected ValueError: a defect over two lines"
    assert records[5]["claim"] == "So it is."
    assert records[5]["verdict"] == "supported"
    assert (report.answered, report.refused, report.failed, report.kept) == (2, 1, 3, 0)
    assert report.faults == tuple(records[place]["error"] for place in (1, 2, 3))


def test_the_first_faults_are_named_and_the_others_counted() -> None:
    _, report = run([BadItem(str(n), n, f"line {n}: not JSON") for n in range(1, 13)])
    assert (report.failed, len(report.faults)) == (12, 10)
    assert report.faults[-1] == "line 10: not JSON"


def test_a_failed_claim_keeps_a_claim_s_shape() -> None:
    class Broken(FakeEngine):
        def check(self, claim: str, *, against: str | None = None) -> Answer:
            raise EmptyQuestion("the question is empty: type one")

    record = answer_item(Broken(), Item("x", 9, "c", is_claim=True)).to_record()
    assert record["error"] == "line 9: the claim is empty: type one"
    assert (record["claim"], record["verdict"], record["status"]) == (
        "c",
        "not_enough_info",
        "error",
    )


def test_each_turn_of_a_conversation_sees_the_ones_before() -> None:
    items: list[Item | BadItem] = [
        Item("1", 1, "a", conversation="x"),
        Item("2", 2, "b", conversation="y"),
        Item("3", 3, "c"),
        Item("4", 4, "d", conversation="x"),
        Item("5", 5, "e", conversation="x"),
    ]
    records, _ = run(items)
    assert [row["answer"] for row in records] == [
        "a|0|index",
        "b|0|index",
        "c|0|index",
        "d|1|index",
        "e|2|index",
    ]


def resumed(path: Path, items: list[Item | BadItem]) -> tuple[FakeEngine, BatchReport]:
    engine = FakeEngine()
    with opened_output(path, resume=True) as (writer, done):
        return engine, run_batch(engine, items, writer, done=done)


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.tsv"])
def test_resuming_drops_the_torn_line_retries_failures_and_asks_nothing_twice(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    items: list[Item | BadItem] = [
        Item("a", 1, "Who?\nReally?"),
        Item("=b", 2, "crash"),
        Item("=c", 3, "When?"),
        Item("d", 4, "Where?"),
    ]
    with opened_output(path, resume=False) as (writer, _):
        run_batch(FakeEngine(), items[:3], writer)
    whole = path.read_text(encoding="utf-8")
    torn = whole + whole.splitlines(keepends=True)[-1].replace("c", "d")[:-9]
    path.write_text(torn, encoding="utf-8")
    engine, report = resumed(path, items)
    assert engine.asked == ["crash", "Where?"]
    assert (report.kept, report.answered, report.failed) == (2, 1, 1)
    assert read_ids(path) == ["a", "=c", "=b", "d"]


def read_ids(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        if path.suffix == ".jsonl":
            return [json.loads(line)["id"] for line in file]
        rows = csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ",")
        return [row["id"].lstrip("'") for row in rows]


def test_resuming_in_a_conversation_rebuilds_what_was_said(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    items: list[Item | BadItem] = [
        Item("1", 1, "a", conversation="x"),
        Item("2", 2, "b", conversation="x"),
        Item("3", 3, "c", conversation="x"),
        Item("4", 4, "alone", conversation="y"),
    ]
    with opened_output(path, resume=False) as (writer, _):
        run_batch(FakeEngine(), [*items[:2], items[3]], writer)
    engine, _ = resumed(path, items)
    assert engine.asked == ["a", "b", "c"]
    assert json.loads(path.read_text().splitlines()[-1])["answer"] == "c|2|index"


def test_resuming_without_a_file_starts_one_and_an_empty_one_is_filled(tmp_path: Path) -> None:
    for content in (None, ""):
        path = tmp_path / "new.csv"
        if content is not None:
            path.write_text(content)
        resumed(path, [Item("a", 1, "Who?")])
        assert path.read_text().splitlines()[0] == ",".join(COLUMNS)
        assert len(path.read_text().splitlines()) == 2
        path.unlink()


def test_resuming_refuses_a_file_of_something_else_and_leaves_it(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_text('{"mine": 1}\n')
    with pytest.raises(BatchError, match="was not written by qa batch"):
        resumed(path, [Item("a", 1, "Who?")])
    assert path.read_text() == '{"mine": 1}\n'
    assert list(tmp_path.iterdir()) == [path]
    markdown = tmp_path / "out.md"
    markdown.write_text("x\n")
    with pytest.raises(BatchError, match="can be resumed"):
        resumed(markdown, [])


def test_a_full_disk_is_not_an_item_s_error() -> None:
    class Full(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        run_batch(FakeEngine(), [Item("a", 1, "Who?")], Writer(Full(), Format.JSONL))


def test_table_cells_cannot_become_formulas() -> None:
    for text in ("=1+1", "+1", "-1", "@x", "\t=1", "\r\n=1", "  =1", "＝1"):
        assert safe_cell(text).startswith("'")
    assert safe_cell("a\n=b") == "a =b"
    assert safe_cell(-0.5) == "-0.5"
    assert safe_cell("\x1b[31m") == "␛[31m"


def test_a_table_row_holds_the_first_source_in_columns() -> None:
    out = io.StringIO(newline="")
    writer = Writer(out, Format.CSV)
    writer.begin()
    hostile = replace(CITED, sentence='=HYPERLINK("x"),\n"y"', document="=a.txt")
    answer = Answer("q", AnswerStatus.ANSWERED, text="t", citations=(hostile, CITED), id="1")
    writer.write(answer)
    (row,) = csv.DictReader(io.StringIO(out.getvalue(), newline=""))
    assert row["sentence"] == '\'=HYPERLINK("x"), "y"'
    assert row["document"] == "'=a.txt"
    assert row["sources"] == "'=a.txt:3; tea.txt:3"
    assert (row["line"], row["start"], row["computed"]) == ("3", "10", "false")


def test_markdown_shows_text_and_obeys_none_of_it() -> None:
    assert safe_markdown("# <img src=x> `a` | *b*") == "\\# \\<img src=x\\> \\`a\\` \\| \\*b\\*"
    assert safe_markdown("- item") == "\\- item"
    assert safe_markdown("12) x\n1. y") == "12\\) x 1. y"
    assert safe_markdown("see http://x.y") == "see http&#58;//x.y"
    assert safe_markdown("![a](b)") == "\\!\\[a\\](b)"


def test_a_markdown_record_reads_as_one_section() -> None:
    out = io.StringIO()
    answer = Answer("Who <b>?", AnswerStatus.ANSWERED, text="30 tonnes", citations=(CITED,), id="1")
    Writer(out, Format.MARKDOWN).write(answer)
    assert out.getvalue() == (
        "## 1 · Who \\<b\\>?\n\n**30 tonnes** (confidence 0.00)\n\n"
        "> It sold 30 tonnes.\n>\n> Tea, tea.txt, line 3\n\n"
    )
