"""BM25 over tantivy: tokens, known neighbours with known scores, filters, deletion."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import pytest

from qa.store.terms import HEAD_BOOST, MAX_TERMS, TermIndex, analyse, query_terms
from qa.types import Passage


def passage(number: int, text: str, title: str = "", date: dt.date | None = None) -> Passage:
    return Passage("d.txt", 0, len(text), text, ((0, len(text)),), title, date, number)


@pytest.fixture
def index(tmp_path: Path) -> TermIndex:
    index = TermIndex.create(tmp_path / "terms")
    index.add(
        [
            passage(1, "salt salt pans"),
            passage(2, "tea growers sell tea"),
            passage(3, "the salt road and the port of the lam"),
            passage(4, "copper mine", title="Vang mine", date=dt.date(2023, 11, 20)),
        ]
    )
    index.commit()
    return index


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Exports rose", ["export", "rose"]),
        ("121.16 and 1.0.21", ["121.16", "and", "1.0.21"]),
        ("4,523,000 tonnes", ["4523000", "tonn"]),
        ("Café CAFÉ cafe", ["cafe", "cafe", "cafe"]),
        ("2014-2015", ["2014", "2015"]),
        ("VPG’s", ["vpg", "s"]),
        ("中国 ລາວ", ["中", "国", "ລ", "າ", "ວ"]),
        ("x" * 65, []),
        ("--- !!", []),
    ],
)
def test_terms_of_a_text(text: str, terms: list[str]) -> None:
    assert analyse(text) == terms


def test_stop_words_leave_a_query_unless_nothing_else_is_left() -> None:
    assert query_terms("What is the salt of the salt?") == ["salt"]
    assert query_terms("who is it") == ["who", "is", "it"]


def bm25(tf: int, length: int, average: float, containing: int, total: int) -> float:
    """Okapi BM25 with k1 = 1.2 and b = 0.75, Robertson and Zaragoza 2009, as Lucene has it."""
    idf = math.log(1 + (total - containing + 0.5) / (containing + 0.5))
    return idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / average))


def test_known_neighbours_with_their_scores(index: TermIndex) -> None:
    average = (3 + 4 + 9 + 2) / 4
    first, second = index.search(["salt"], 10)
    assert first[0] == 1
    assert first[1] == pytest.approx(bm25(2, 3, average, 2, 4), rel=1e-5)
    assert second[0] == 3
    assert second[1] == pytest.approx(bm25(1, 9, average, 2, 4), rel=1e-5)


def test_title_and_date_are_searched_at_their_weight(index: TermIndex) -> None:
    lengths = [0, 0, 0, 8]  # "Vang mine 2023-11-20 20 November 2023" has 8 terms
    expected = HEAD_BOOST * bm25(2, 8, sum(lengths) / 4, 1, 4)
    assert index.search(["20"], 10) == [(4, pytest.approx(expected, rel=1e-5))]
    assert [number for number, _ in index.search(["novemb"], 10)] == [4]


def test_search_among_some_passages_only(index: TermIndex) -> None:
    whole = dict(index.search(["salt"], 10))
    assert index.search(["salt"], 10, among=[3, 4]) == [(3, pytest.approx(whole[3]))]
    assert index.search(["salt"], 10, among=[]) == []


def test_removed_passages_are_gone(index: TermIndex) -> None:
    index.remove([1])
    index.commit()
    assert [number for number, _ in index.search(["salt"], 10)] == [3]
    assert len(index) == 3


def test_edges(index: TermIndex, tmp_path: Path) -> None:
    assert index.search([], 10) == []
    assert index.search(["unheard"], 10) == []
    assert len(index.search(["salt", "tea", "mine"], 1000)) == 4
    many = [f"word{number}" for number in range(MAX_TERMS * 3)] + ["salt"]
    assert [number for number, _ in index.search(many, 10)] == [1, 3]
    empty = TermIndex.create(tmp_path / "empty")
    assert empty.search(["salt"], 10) == []


def test_a_word_in_every_passage_still_finds_them(tmp_path: Path) -> None:
    index = TermIndex.create(tmp_path / "topical")
    index.add([passage(number, f"laos story number {number}") for number in range(1, 6)])
    index.commit()
    found = index.search(["lao"], 10)
    assert [number for number, _ in found] == [1, 2, 3, 4, 5]
    assert all(score > 0 for _, score in found)


def test_an_index_that_may_not_be_written_to_is_read_in_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tantivy

    folder = tmp_path / "terms"
    made = TermIndex.create(folder)
    made.add([passage(7, "Marl sold salt.")])
    made.commit()
    really = tantivy.Index.open

    class Locked:
        @staticmethod
        def open(path: str) -> tantivy.Index:
            if path == str(folder):
                raise ValueError("Failed to acquire Lockfile: PermissionDenied")
            return really(path)

    monkeypatch.setattr(tantivy, "Index", Locked)
    opened = TermIndex.open(folder)
    assert [number for number, _ in opened.search(["salt"], 5)] == [7]
