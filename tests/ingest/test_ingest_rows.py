"""CSV, TSV and JSONL: a document a row, as a stream."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path

import pytest

from qa.errors import LoadError
from qa.ingest.load import Columns, Loaded, iter_documents, load_file
from qa.ingest.passages import make_passages
from qa.ingest.walk import SourceFile
from qa.types import BlockKind

LIMIT = 1 << 24


def source(path: Path) -> SourceFile:
    return SourceFile(path, path.name, path.stat().st_size, path.stat().st_mtime_ns)


def load(folder: Path, name: str, data: str | bytes, **columns: str) -> Loaded:
    path = folder / name
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return load_file(source(path), columns=Columns(**columns), max_bytes=LIMIT)


def test_columns_by_their_usual_names(tmp_path: Path) -> None:
    table = 'ID,Title,Body,Date\nx1,Salt,"Salt fell. It\nrose, too.",2025-08-29\n'
    (document,) = load(tmp_path, "a.csv", table).documents
    assert document.name == "a.csv#x1"
    assert document.text == "Salt fell. It\nrose, too."
    assert (document.title, document.date) == ("Salt", dt.date(2025, 8, 29))


def test_columns_by_choice(tmp_path: Path) -> None:
    table = "text\tstory\tday\nno\tSalt fell.\t29 August 2025\n"
    (document,) = load(tmp_path, "a.tsv", table, text="Story", date="day").documents
    assert (document.name, document.text) == ("a.tsv#1", "Salt fell.")
    assert document.date == dt.date(2025, 8, 29)
    with pytest.raises(
        LoadError, match="no column named 'body' for the text; columns: text, story"
    ):
        load(tmp_path, "a.tsv", table, text="body")


def test_a_table_without_text_column_keeps_each_row_whole(tmp_path: Path) -> None:
    table = "Province;Exports (USD million);Year\nMarl;12.5;2024\nLam;;2024\n"
    first, second = load(tmp_path, "a.csv", table).documents
    assert first.text == "Province: Marl; Exports (USD million): 12.5; Year: 2024"
    assert second.text == "Province: Lam; Year: 2024"
    assert [block.kind for block in first.blocks] == [BlockKind.ROW]
    (passage,) = make_passages(first)
    assert passage.sentences == ((0, len(first.text)),)


def test_column_names_are_told_in_words(tmp_path: Path) -> None:
    table = "airport,passengers_2024,_\nLam,1200,x\n"
    (document,) = load(tmp_path, "a.csv", table).documents
    assert document.text == "airport: Lam; passengers 2024: 1200; _: x"
    record = {"port_name": "Lam", "by_year": {"tonnes_2024": 7}}
    (document,) = load(tmp_path, "a.jsonl", json.dumps(record)).documents
    assert document.text == "port name: Lam; by year: tonnes 2024: 7"
    table = "story_text,x\nSalt fell.,1\n"
    (document,) = load(tmp_path, "b.csv", table, text="story_text").documents
    assert document.text == "Salt fell."


def test_ids_are_made_unique(tmp_path: Path) -> None:
    loaded = load(tmp_path, "a.csv", "id,text\n7,a b\n7,c d\n,e f\n3,g h\n")
    assert [document.name for document in loaded.documents] == [
        "a.csv#7",
        "a.csv#7~2",
        "a.csv#3",
        "a.csv#3~4",
    ]
    assert loaded.notes == (
        "row 2: a second row with the id of another",
        "row 4: a second row with the id of another",
    )


def test_ragged_empty_and_blank_rows(tmp_path: Path) -> None:
    table = "id,text\n1,one,more\n2\n\n , \n3,three\n"
    loaded = load(tmp_path, "a.csv", table)
    assert [document.text for document in loaded.documents] == ["one", "three"]
    assert any(note.startswith("line 2: values and columns differ") for note in loaded.notes)
    assert "row 2: no text, left out" in loaded.notes


def test_a_table_without_header_loses_no_row(tmp_path: Path) -> None:
    loaded = load(tmp_path, "a.csv", "1,Salt,12.5\n2,Tea,30\n")
    assert [document.text for document in loaded.documents] == ["1; Salt; 12.5", "2; Tea; 30"]


@pytest.mark.parametrize(
    ("data", "note"),
    [
        ("\ufeffid,text\n1,“Salt” é\n".encode(), None),
        ("id,text\n1,“Salt” é\n".encode("utf-16"), None),
        ("id,text\n1,“Salt” é\n".encode("cp1252"), "decoded as cp1252 by detection"),
    ],
    ids=["BOM", "UTF-16", "cp1252"],
)
def test_encodings_of_tables(tmp_path: Path, data: bytes, note: str | None) -> None:
    loaded = load(tmp_path, "a.csv", data)
    assert [(one.name, one.text) for one in loaded.documents] == [("a.csv#1", "“Salt” é")]
    assert loaded.notes == ((note,) if note else ())


def test_bytes_that_are_not_utf8_far_into_a_file(tmp_path: Path) -> None:
    good = b"".join(b'{"id": %d, "text": "Salt fell."}\n' % number for number in range(5000))
    loaded = load(tmp_path, "a.jsonl", good + b'{"id": "last", "text": "It\x92s new"}\n')
    assert loaded.documents[-1].text == "It’s new"
    assert loaded.notes == ("line 5001: not UTF-8, read as cp1252",)


def test_bad_lines_do_not_stop_a_jsonl_file(tmp_path: Path) -> None:
    lines = [
        '{"_id": "a", "text": "Salt fell."}',
        "not json",
        "[1, 2]",
        "",
        '{"_id": "b", "text": "Half',
        "[" * 100_000,
        '{"_id": "c", "text": "\\ud800 Tea rose."}',
    ]
    loaded = load(tmp_path, "a.jsonl", "\n".join(lines))
    assert [document.name for document in loaded.documents] == ["a.jsonl#a", "a.jsonl#c"]
    assert loaded.documents[1].text == "\ufffd Tea rose."
    assert [note.split(":")[0] for note in loaded.notes] == ["line 2", "line 3", "line 5", "line 6"]


def test_many_bad_lines_are_counted(tmp_path: Path) -> None:
    loaded = load(tmp_path, "a.jsonl", "bad\n" * 100)
    assert loaded.documents == ()
    assert loaded.notes[-1] == "not a JSON object, left out: 95 more like this"
    assert len(loaded.notes) == 6


def test_values_that_are_not_text(tmp_path: Path) -> None:
    record = {"n": 12.5, "names": ["Marl", "Lam"], "deep": {"a": 1, "b": None}, "yes": True}
    (document,) = load(tmp_path, "a.jsonl", json.dumps(record)).documents
    assert document.text == "n: 12.5; names: Marl, Lam; deep: a: 1; yes: true"


def test_a_record_with_a_title_alone(tmp_path: Path) -> None:
    (document,) = load(tmp_path, "a.jsonl", '{"title": "Salt fell", "text": ""}').documents
    assert document.text == document.title == "Salt fell"


def test_dates_not_understood_are_told(tmp_path: Path) -> None:
    loaded = load(tmp_path, "a.jsonl", '{"text": "Salt fell.", "date": "last week"}')
    assert loaded.documents[0].date is None
    assert loaded.notes == ("row 1: a date that is not understood",)


def test_a_field_of_a_megabyte_and_nuls(tmp_path: Path) -> None:
    loaded = load(tmp_path, "a.csv", "id,text\n1," + "word " * 200_000 + "\n2,a\x00b\n")
    assert [len(document.text) for document in loaded.documents] == [999_999, 3]


def test_a_quote_that_is_not_closed_is_told(tmp_path: Path) -> None:
    loaded = load(tmp_path, "a.csv", 'id,text\n1,"open\n' + "2,Salt fell.\n" * 1000)
    assert loaded.notes == ("line 2: a row of very many lines; is a quote not closed?",)


def test_rows_are_a_stream(tmp_path: Path) -> None:
    """The first documents come before the file has been read: its end is not even there."""
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"text": "Row {n}."}}\n' for n in range(50_000)), encoding="utf-8")
    stream = iter_documents(source(path), max_bytes=LIMIT, note=lambda note: None)
    assert [one.text for one in itertools.islice(stream, 2)] == ["Row 0.", "Row 1."]
    path.write_bytes(b"")
    assert sum(1 for _ in stream) < 49_000
