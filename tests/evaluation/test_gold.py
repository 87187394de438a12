"""The gold under `eval/gold/` agrees with the documents it was written from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from qa.types import AnswerType, Verdict

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
GOLD = ROOT / "eval" / "gold"
STORIES = GOLD / "stories"
FILES = ("questions", "claims", "arithmetic", "conversations", "standalone")

EXPORTS = "sekong-half-year-exports.md"
ROUTES = "laos-russia-trade-routes.txt"
BAUXITE = "sekong-bauxite-complex.md"
CRAFTS = "luang-prabang-crafts-japan.txt"

# The bounds of a computed answer, and what stands for one that is open.
SIDES = (("low", "-Infinity"), ("high", "Infinity"))

# Every figure, date and rank that the corpus has to carry, with its hedge.
FIGURES = (
    (EXPORTS, "date: 2025-08-29"),
    (EXPORTS, "USD 121.16 million worth of goods in the first half of this year"),
    (EXPORTS, "on 27 August"),
    (EXPORTS, "87 percent of the majority of the trade"),
    (EXPORTS, "USD 4.17 million"),
    (EXPORTS, "29 products made by 16 producer groups"),
    (EXPORTS, "Three new projects joined the program’s work this year"),
    (EXPORTS, "more than LAK 39 billion (USD 1.7 million)"),
    (EXPORTS, "the second half of 2025"),
    (ROUTES, " date 2025-08-01 "),
    (ROUTES, "increased by 66 percent in 2024"),
    (ROUTES, "another 20 percent in the first five months of 2025"),
    (ROUTES, "on July 31"),
    (ROUTES, "in the 2025-2026 period"),
    (BAUXITE, "date: 2026-02-05"),
    (BAUXITE, "expected to turn out up to 1 million tonnes of aluminum a year"),
    (BAUXITE, "scheduled to start in 2028"),
    (BAUXITE, "costs USD 1 billion, started in late 2022"),
    (BAUXITE, "nearly 9,000 hectares"),
    (BAUXITE, "largest mining investment in Laos"),
    (BAUXITE, "September 2025"),
    (BAUXITE, "on 3 February"),
    (BAUXITE, "About 70 percent"),
    (BAUXITE, "In 2020"),
    (BAUXITE, "135 square kilometres"),
    (CRAFTS, "80 percent of Lao people"),
    (CRAFTS, "for several years"),
    (CRAFTS, "more than 4 billion kip in 2014-2015"),
    (CRAFTS, "930 handicraft bags valued at around 232 million kip"),
    (CRAFTS, "US$80 million in 2008"),
    (CRAFTS, "In 2010 they rose to over US$100 million"),
    (CRAFTS, "Last year they were worth about US$250 million"),
    (CRAFTS, "ranks seventh for investment"),
)


def read_rows(name: str) -> list[dict[str, Any]]:
    lines = (GOLD / f"{name}.jsonl").read_bytes().decode("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def read_text(folder: Path, document: str) -> str:
    return (folder / document).read_bytes().decode("utf-8")


def find_spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every object with a `document`, however deep it lies in a row."""
    if isinstance(value, dict):
        if "document" in value:
            yield value
        for item in value.values():
            yield from find_spans(item)
    elif isinstance(value, list):
        for item in value:
            yield from find_spans(item)


@pytest.mark.parametrize("name", FILES)
def test_every_span_is_the_slice_of_its_document(name: str) -> None:
    for row in read_rows(name):
        folder = STORIES if row.get("documents") == "stories" else CORPUS
        for span in find_spans(row):
            text = read_text(folder, span["document"])
            assert text[span["start"] : span["end"]] == span["text"] != "", row["id"]


@pytest.mark.parametrize("name", FILES)
def test_ids_are_unique_and_no_item_is_there_twice(name: str) -> None:
    rows = read_rows(name)
    assert len({row["id"] for row in rows}) == len(rows)
    asked = [json.dumps(row.get("question") or row.get("claim") or row["turns"]) for row in rows]
    assert len(set(asked)) == len(rows)


def test_questions_cover_every_type_and_the_unanswerable() -> None:
    rows = read_rows("questions")
    answerable = [row for row in rows if row["answerable"]]
    assert len(answerable) >= 80
    assert len(rows) - len(answerable) >= 30
    assert Counter(AnswerType(row["type"]) for row in answerable).keys() == set(AnswerType)
    assert all(bool(row["answers"]) is row["answerable"] for row in rows)


def test_yes_no_questions_say_which() -> None:
    rows = [row for row in read_rows("questions") if row["type"] == "yes_no" and row["answerable"]]
    assert {row["answer"] for row in rows} == {"yes", "no"}


def test_claims_are_balanced_and_have_evidence() -> None:
    rows = read_rows("claims")
    counts = Counter(Verdict(row["verdict"]) for row in rows)
    assert len(rows) >= 90
    assert all(counts[verdict] >= len(rows) / 4 for verdict in Verdict)
    assert all(row["gate"] and row["evidence"] for row in rows)


def test_arithmetic_has_values_bounds_and_refusals() -> None:
    rows = read_rows("arithmetic")
    computed = [row for row in rows if not row["refuse"]]
    assert len(computed) >= 42
    assert len(rows) - len(computed) >= 11
    assert all(row["why"] for row in rows if row["refuse"])
    for row in computed:
        assert row["operands"], row["id"]
        low, high = (Decimal(row.get(side) or sign) for side, sign in SIDES)
        assert low <= Decimal(row["value"][0]) <= high, row["id"]
        assert ("low" in row) is (row["bound"] != "exact"), row["id"]


def test_conversations_have_enough_follow_ups() -> None:
    rows = read_rows("conversations")
    turns = [turn for row in rows for turn in row["turns"]]
    assert len(rows) >= 25
    assert sum(not turn["stands_alone"] for turn in turns) >= 85
    assert all(row["turns"][0]["stands_alone"] for row in rows)
    assert all(bool(turn["answers"]) is turn["answerable"] for turn in turns)
    assert all((turn["resolved"] == turn["question"]) is turn["stands_alone"] for turn in turns)
    assert {row["documents"] for row in rows} == {"corpus", "stories"}


def test_stand_alone_questions_are_enough() -> None:
    rows = read_rows("standalone")
    assert len(rows) >= 100
    assert all(row["previous"] != row["question"] for row in rows)


@pytest.mark.parametrize(("document", "figure"), FIGURES)
def test_corpus_carries_each_figure(document: str, figure: str) -> None:
    assert figure in read_text(CORPUS, document)


def test_corpus_and_stories_say_where_they_come_from() -> None:
    for folder, word in ((CORPUS, "for this project"), (STORIES, "nvented for this project")):
        names = [path.name for path in folder.iterdir()]
        assert len(names) >= 4
        assert all(word in read_text(folder, name) for name in names)


def test_the_handicraft_story_has_no_date() -> None:
    assert "date" not in read_text(CORPUS, CRAFTS).split("Source:")[0]
