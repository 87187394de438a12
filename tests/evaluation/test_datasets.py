"""Every format is read to known values, and what is wrong is named with its place and remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa.errors import DatasetError
from qa.evaluation.data import Dataset, DatasetKind, GoldSpan, Judgement, RetrievalUnit
from qa.evaluation.datasets import LoadOptions, detect_kind, load_dataset
from qa.types import Verdict


def write_lines(path: Path, *rows: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "salt"
    write_lines(
        folder / "corpus.jsonl",
        {"_id": "d1", "title": "Salt", "text": "  Salt pans by the sea. "},
        {"_id": 2, "title": "", "text": "Tea on the hills."},
    )
    write_lines(
        folder / "queries.jsonl",
        {"_id": "q1", "text": "where is salt made", "metadata": {}},
        {"_id": "q2", "text": "where is tea grown"},
        {"_id": "q3", "text": "only in the other split"},
    )
    qrels = folder / "qrels" / "test.tsv"
    qrels.parent.mkdir()
    qrels.write_bytes(b"query-id\tcorpus-id\tscore\r\nq2\t2\t1\r\nq1\td1\t2\r\nq1\tgone\t1\r\n")
    return folder


@pytest.fixture
def cranfield(tmp_path: Path) -> Path:
    folder = tmp_path / "cran"
    folder.mkdir()
    (folder / "cran.all.1400").write_text(
        ".I 1\n.T\nflow past\na plate\n.A\nsomeone\n.B\nj. 1958\n.W\nflow past a plate .\nmore .\n"
        ".I 2\n.T\n.A\n.B\n.W\n"
        ".I 3\n.T\nheat\n.A\none\n.A\ntwo\n.W\nheat in slabs .I am not a record\n.W\nagain\n"
    )
    (folder / "cran.qry").write_bytes(
        b".I 001\r\n.W\r\nwhat is flow\r\npast a plate .\r\n.I 004\r\n.W\r\nwhat is heat .\r\n"
    )
    (folder / "cranqrel").write_text("1 1 1\n1 2 4 \n1 3 -1\n2 3 2\n2 1 5")
    return folder


SQUAD: dict[str, Any] = {
    "version": "v2.0",
    "data": [
        {
            "title": "Salt_pans",
            "paragraphs": [
                {
                    "context": "The pans gave 40 tonnes. Nobody counted the tea.",
                    "qas": [
                        {
                            "id": "s1",
                            "question": "How much?",
                            "answers": [
                                {"text": "40 tonnes", "answer_start": 14},
                                {"text": "40", "answer_start": 14},
                            ],
                        },
                        {
                            "id": "s2",
                            "question": "Who counted the salt?",
                            "is_impossible": True,
                            "answers": [],
                            "plausible_answers": [{"text": "Nobody", "answer_start": 25}],
                        },
                    ],
                },
                {
                    "context": "Tea grows.",
                    "qas": [
                        {
                            "id": 7,
                            "question": "What grows?",
                            "answers": [{"text": "Tea", "answer_start": 3}],
                        }
                    ],
                },
            ],
        },
        {"title": "Salt_pans", "paragraphs": [{"context": "The name comes twice.", "qas": []}]},
    ],
}


def squad_file(tmp_path: Path, data: object = SQUAD) -> Path:
    path = tmp_path / "mini.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_beir_folder_is_read_in_the_order_of_its_judgements(beir: Path) -> None:
    dataset = load_dataset(beir)
    assert (dataset.name, dataset.kind) == ("salt", DatasetKind.BEIR)
    assert dataset.documents is not None
    assert [(d.name, d.title) for d in dataset.documents] == [("d1", "Salt"), ("2", "")]
    block = dataset.documents[0].blocks[0]
    assert dataset.documents[0].text[block.start : block.end] == "Salt pans by the sea."
    assert [(q.id, q.text) for q in dataset.queries] == [
        ("q2", "where is tea grown"),
        ("q1", "where is salt made"),
    ]
    assert dataset.queries[1].relevant == (Judgement("d1", 2), Judgement("gone", 1))
    assert dataset.queries[0].answerable is None
    assert dataset.notes == ("1 judgements are of documents that the corpus lacks",)


def test_beir_split_is_chosen_and_named(beir: Path) -> None:
    (beir / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq3\td1\t1\n")
    dataset = load_dataset(beir, LoadOptions(split="dev"))
    assert (dataset.name, [q.id for q in dataset.queries]) == ("salt-dev", ["q3"])
    with pytest.raises(DatasetError, match=r"train\.tsv: is not there; choose a split of: dev, te"):
        load_dataset(beir, LoadOptions(split="train"))


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("corpus.jsonl", '{"_id": "d1", "text": "again"}', r"corpus\.jsonl, line 3: the document"),
        ("corpus.jsonl", '{"_id": "d3"}', r"line 3: field 'text' is missing; give 'text' as text"),
        ("corpus.jsonl", '{"_id": "d3", ', r"corpus\.jsonl, line 3: is not JSON .*; write one"),
        ("corpus.jsonl", "[1]", r"line 3: is not a JSON object"),
        ("queries.jsonl", '{"_id": true, "text": ""}', r"line 4: field '_id' is bool, not text"),
        ("qrels/test.tsv", "q1 d1 1", r"test\.tsv, line 5: has 1 tab-separated columns, not 3"),
        ("qrels/test.tsv", "q9\td1\t1", r"line 5: query 'q9' is not in queries\.jsonl"),
        ("qrels/test.tsv", "q1\td1\t1", r"line 5: judges 'd1' twice for 'q1'"),
        ("qrels/test.tsv", "q2\td1\tyes", r"line 5: the score 'yes' is not a whole number"),
    ],
)
def test_beir_errors_name_file_line_and_remedy(
    beir: Path, file: str, line: str, message: str
) -> None:
    with (beir / file).open("a", encoding="utf-8") as stream:
        stream.write(f"{line}\n")
    with pytest.raises(DatasetError, match=message):
        load_dataset(beir)


def test_cranfield_queries_are_numbered_by_position(cranfield: Path) -> None:
    dataset = load_dataset(cranfield)
    assert dataset.kind is DatasetKind.CRANFIELD
    assert [(q.id, q.text) for q in dataset.queries] == [
        ("1", "what is flow past a plate ."),
        ("2", "what is heat ."),
    ]
    assert dataset.documents is not None
    assert [d.title for d in dataset.documents] == ["flow past a plate", "", "heat"]
    assert dataset.documents[0].text == "flow past a plate .\nmore ."
    assert dataset.documents[2].text == "heat in slabs .I am not a record\nagain"
    assert dataset.documents[1].blocks == ()
    assert dataset.notes == ("1 documents are empty",)


def test_cranfield_grades_rise_with_relevance(cranfield: Path) -> None:
    first, second = load_dataset(cranfield).queries
    assert first.relevant == (Judgement("1", 4), Judgement("2", 1), Judgement("3", 5))
    assert second.relevant == (Judgement("3", 3), Judgement("1", 0))


def test_cranfield_errors(cranfield: Path) -> None:
    (cranfield / "cranqrel").write_text("1 1 7\n")
    with pytest.raises(DatasetError, match=r"cranqrel, line 1: grade 7 is none of -1, 1"):
        load_dataset(cranfield)
    (cranfield / "cranqrel").write_text("3 1 1\n")
    with pytest.raises(DatasetError, match=r"cran\.qry: has 2 queries, and query 3 is judged"):
        load_dataset(cranfield)
    (cranfield / "cran.qry").write_text("no record here\n")
    with pytest.raises(DatasetError, match=r"cran\.qry: has no line like '\.I 1'"):
        load_dataset(cranfield)
    (cranfield / "cran.qry").write_text(".I 1\n.W\nflow\n.I 2\n.W\n")
    with pytest.raises(DatasetError, match=r"cran\.qry, line 4: query 2 has no text"):
        load_dataset(cranfield)


def test_squad_paragraphs_are_documents(tmp_path: Path) -> None:
    dataset = load_dataset(squad_file(tmp_path))
    assert dataset.documents is not None
    assert [(d.name, d.title) for d in dataset.documents] == [
        ("Salt_pans#1", "Salt pans"),
        ("Salt_pans#2", "Salt pans"),
        ("Salt_pans-2#1", "Salt pans"),
    ]
    first, impossible, astray = dataset.queries
    assert first.answers[0] == GoldSpan("40 tonnes", "Salt_pans#1", 14, 23)
    assert first.relevant == (Judgement("Salt_pans#1", 1),)
    assert (first.type, first.group, first.answerable) == ("number", "Salt_pans#1", True)
    assert (impossible.answerable, impossible.answers, impossible.relevant) == (False, (), ())
    assert (astray.id, astray.answers) == ("7", (GoldSpan("Tea", "Salt_pans#2"),))
    assert dataset.notes == ("1 answers do not stand at their offset",)


@pytest.mark.parametrize("start", [0, 1])
def test_squad_white_space_around_an_answer_is_left_out(tmp_path: Path, start: int) -> None:
    answer = {"text": " Tea ", "answer_start": start}
    question = {"id": "a", "question": "What?", "answers": [answer]}
    data = {"data": [{"paragraphs": [{"context": " Tea grows.", "qas": [question]}]}]}
    dataset = load_dataset(squad_file(tmp_path, data))
    assert dataset.queries[0].answers == (GoldSpan("Tea", "article-1#1", 1, 4),)
    assert dataset.notes == ()


def test_squad_sentences_measure_retrieval_only(tmp_path: Path) -> None:
    dataset = load_dataset(squad_file(tmp_path), LoadOptions(unit=RetrievalUnit.SENTENCE))
    assert dataset.name == "mini-sentences"
    assert dataset.documents is not None
    assert [(d.name, d.text) for d in dataset.documents][:2] == [
        ("Salt_pans#1.1", "The pans gave 40 tonnes."),
        ("Salt_pans#1.2", "Nobody counted the tea."),
    ]
    assert dataset.queries[0].relevant == (Judgement("Salt_pans#1.1", 1),)
    assert {query.answerable for query in dataset.queries} == {None}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"data": 3}, r"mini\.json: field 'data' is not a list of objects"),
        ({"dat": []}, r"mini\.json: has no 'data'; give a SQuAD"),
        ({"data": []}, r"mini\.json: holds no question"),
        (
            {"data": [{"title": "T", "paragraphs": [{"qas": []}]}]},
            r"mini\.json, paragraph T#1: field 'context' is missing",
        ),
        (
            {"data": [{"paragraphs": [{"context": "x", "qas": [{"id": "a", "question": "?"}]}]}]},
            r"paragraph article-1#1: question 'a' has no answer; add one, or set 'is_impossible'",
        ),
    ],
)
def test_squad_errors_name_the_paragraph(tmp_path: Path, change: object, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        load_dataset(squad_file(tmp_path, change))


def load_gold(tmp_path: Path, *rows: object, documents: str | None = None) -> Dataset:
    path = write_lines(tmp_path / "gold.jsonl", *rows)
    return load_dataset(path, LoadOptions(documents=documents))


SPAN = {"document": "a.txt", "start": 3, "end": 5, "text": "40"}


def test_gold_holds_questions_turns_claims_and_stand_alone_questions(tmp_path: Path) -> None:
    dataset = load_gold(
        tmp_path,
        {"id": "q1", "question": "How many?", "type": "count", "answers": [SPAN], "note": ""},
        {"id": "q2", "question": "Who?", "answerable": False, "answers": []},
        {"id": "y1", "question": "More than 30?", "answers": [SPAN], "answer": "yes"},
        {"id": "v1", "turns": [{"question": "How many?", "answers": [SPAN], "stands_alone": True}]},
        {"id": "s1", "previous": "How many?", "question": "What is salt?"},
        {"id": "c1", "claim": "There are 40.", "verdict": "supported", "evidence": [SPAN]},
        {"unique_id": "c2", "claim": "50.", "label": "REFUTES", "evidence": "There are 40."},
        {"id": "c3", "claim": "?", "label": "NOT ENOUGH INFO", "evidence": ""},
    )
    first, second, yes, turn, alone = dataset.queries
    assert dataset.documents is None
    assert (first.relevant, first.group, first.type) == ((Judgement("a.txt", 1),), "a.txt", "count")
    assert (second.answerable, second.relevant) == (False, ())
    assert (yes.gold_texts, yes.answers[0].text) == (("yes",), "40")
    assert (turn.id, turn.conversation, turn.stands_alone) == ("v1.1", "v1", True)
    assert (alone.previous, alone.answerable, alone.stands_alone) == ("How many?", None, True)
    assert [(c.id, c.verdict, c.against) for c in dataset.claims] == [
        ("c1", Verdict.SUPPORTED, None),
        ("c2", Verdict.REFUTED, "There are 40."),
        ("c3", Verdict.NOT_ENOUGH_INFO, ""),
    ]


def test_gold_arithmetic_has_values_and_operands(tmp_path: Path) -> None:
    computed, refused = load_gold(
        tmp_path,
        {
            "id": "a1",
            "question": "How many a year?",
            "refuse": False,
            "operation": "rate",
            "answer": "20 a year",
            "value": ["20", "19.9"],
            "operands": [SPAN],
        },
        {"id": "a2", "question": "And a day?", "refuse": True, "operands": [SPAN]},
    ).queries
    assert (computed.type, computed.values, computed.gold_texts) == (
        "rate",
        ("20", "19.9"),
        ("20 a year",),
    )
    assert computed.answers == (GoldSpan("40", "a.txt", 3, 5),)
    assert (refused.answerable, refused.answers, refused.relevant) == (False, (), ())


def test_gold_conversations_can_be_chosen_by_their_documents(tmp_path: Path) -> None:
    turn = {"question": "How many?", "answers": [SPAN]}
    rows = [{"id": name, "documents": name, "turns": [turn]} for name in ("corpus", "stories")]
    assert len(load_gold(tmp_path, *rows).queries) == 2
    chosen = load_gold(tmp_path, *rows, documents="stories")
    assert [query.id for query in chosen.queries] == ["stories.1"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": "q", "question": "?"}, r"gold\.jsonl, line 1: has no gold; add 'answers'"),
        ({"id": "q", "question": "?", "answerable": True}, r"is answerable and has no answers"),
        (
            {"id": "q", "question": "?", "answerable": False, "answers": [SPAN]},
            r"has answers and is not answerable",
        ),
        ({"id": "q", "question": "?", "answerable": "no"}, r"'answerable' is 'no'; write true or"),
        ({"id": "q", "answers": [SPAN]}, r"field 'question' is missing"),
        (
            {"id": "q", "question": "?", "answers": [{**SPAN, "end": 6}]},
            r"offsets 3 to 6 do not fit the 2 characters of '40'; take half-open",
        ),
        ({"id": "q", "question": "?", "answers": ["40"]}, r"'answers' is not a list of objects"),
        ({"id": "c", "claim": "?", "verdict": "maybe"}, r"verdict 'maybe' is unknown; write supp"),
        ({"id": "q", "question": "?", "answer": "x", "value": [3]}, r"value 3 is no decimal text"),
    ],
)
def test_gold_errors_name_field_and_remedy(tmp_path: Path, row: object, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        load_gold(tmp_path, row)


def test_gold_ids_are_unique_over_questions_turns_and_claims(tmp_path: Path) -> None:
    turns = {"id": "v", "turns": [{"question": "?", "answers": [SPAN]}]}
    claim = {"id": "v.1", "claim": "?", "verdict": "refuted"}
    with pytest.raises(DatasetError, match=r"line 2: the gold id 'v\.1' is there twice \(first in"):
        load_gold(tmp_path, turns, claim)


def test_what_is_no_dataset_gets_the_list_of_formats(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"gone: does not exist; give a BEIR folder"):
        detect_kind(tmp_path / "gone")
    with pytest.raises(DatasetError, match=r"is not a dataset that is known; give a BEIR folder"):
        detect_kind(tmp_path)
    (tmp_path / "gold.jsonl").write_bytes(b'\xef\xbb\xbf\n{"id": "\xff"}\n')
    with pytest.raises(DatasetError, match=r"gold\.jsonl, line 2: is not UTF-8 text \(byte 8\); "):
        load_dataset(tmp_path / "gold.jsonl")
    for hostile in ("1" * 5000, "[" * 100_000, '{"id": ' + "9" * 5000 + "}"):
        (tmp_path / "gold.jsonl").write_text(hostile)
        with pytest.raises(DatasetError, match=r"gold\.jsonl, line 1: is not JSON"):
            load_dataset(tmp_path / "gold.jsonl")
    (tmp_path / "gold.jsonl").write_text("\n\n")
    with pytest.raises(DatasetError, match=r"holds no question and no claim"):
        load_dataset(tmp_path / "gold.jsonl")


def test_public_cranfield_reads_the_same_from_both_judgement_files(
    shared_data: Path, tmp_path: Path
) -> None:
    source = shared_data / "cranfield"
    for name in ("cran.all.1400", "cran.qry", "cranqrel"):
        (tmp_path / name).symlink_to(source / name)
    first, second = load_dataset(source), load_dataset(tmp_path)
    assert first.documents is not None
    assert (len(first.documents), len(first.queries)) == (1400, 225)
    assert sum(len(query.relevant) for query in first.queries) == 1837
    for one, other in zip(first.queries, second.queries, strict=True):
        assert {(j.document, j.grade) for j in one.relevant} == {
            (j.document, j.grade) for j in other.relevant
        }


def test_public_squad_answers_stand_at_their_offsets(shared_data: Path) -> None:
    dataset = load_dataset(shared_data / "xquad" / "xquad.en.first24.json")
    assert dataset.documents is not None
    assert (len(dataset.documents), len(dataset.queries), dataset.notes) == (120, 632, ())
    texts = {document.name: document.text for document in dataset.documents}
    for query in dataset.queries:
        for span in query.answers:
            assert texts[span.document][span.start : span.end] == span.text
