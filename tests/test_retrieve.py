"""Fusion by a worked example; both sides' scores on every hit; edges."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qa.retrieve import DOCUMENT_GAINS, Retriever, fuse, with_documents
from qa.settings import Settings
from qa.store.index import Index
from qa.store.indexer import index_documents, index_paths
from qa.types import Document, Filters


@pytest.fixture
def index(stories: Path, settings: Settings) -> Index:
    index_paths([stories], settings)
    return Index.open(Path(settings.index))


def test_min_max_fusion_with_known_scores() -> None:
    fused = fuse({1: 8.0, 2: 4.0, 3: 6.0}, {1: 0.2, 2: 0.6, 4: 0.4}, 0.25)
    assert fused == {
        1: pytest.approx(0.75 * 1.0 + 0.25 * 0.0),
        2: pytest.approx(0.75 * 0.0 + 0.25 * 1.0),
        3: pytest.approx(0.75 * 0.5),  # the dense side is missing: its minimum
        4: pytest.approx(0.25 * 0.5),
    }


def test_one_score_or_equal_scores_scale_to_one() -> None:
    assert fuse({1: 3.0, 2: 3.0}, {}, 0.4) == {1: pytest.approx(0.6), 2: pytest.approx(0.6)}
    assert fuse({}, {}, 0.4) == {}


def test_every_hit_shows_both_sides(index: Index, settings: Settings) -> None:
    hits = Retriever(index, settings).search("How many members has the tea union?", limit=10)
    assert hits[0].passage.document == "tea.txt"
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert hits[0].score == pytest.approx(1.0)  # first on both sides
    assert hits[0].terms is not None
    assert hits[0].dense is not None
    assert (hits[0].terms.rank, hits[0].dense.rank) == (1, 1)
    passage = index.encoder.encode([f"{hits[0].passage.title}\n{hits[0].passage.text}"])[0]
    asked = index.encoder.encode_query("How many members has the tea union?")
    assert hits[0].dense.score == pytest.approx(float(passage @ asked), abs=2e-3)
    assert all(hit.dense is not None for hit in hits)


def test_words_found_nowhere_still_give_neighbours(index: Index, settings: Settings) -> None:
    hits = Retriever(index, settings).search("zymurgy quixotic", limit=3)
    assert len(hits) == 3
    assert all(hit.terms is None for hit in hits)


def test_more_asked_than_there_is(index: Index, settings: Settings) -> None:
    hits = Retriever(index, settings).search("salt", limit=10_000)
    assert len(hits) == index.manifest.passages


def test_a_question_without_stop_words_left(index: Index, settings: Settings) -> None:
    assert Retriever(index, settings).search("what is it", limit=3)


def test_no_documents_at_all(tmp_path: Path, settings: Settings) -> None:
    index_documents([Document("blank", "  \n ")], tmp_path / "blank", settings)
    empty = Index.open(tmp_path / "blank")
    assert Retriever(empty, settings).search("salt") == ()


def test_numbers_find_their_other_spelling(tmp_path: Path, settings: Settings) -> None:
    texts = ["Output was 4,523,000 bags.", "Output was 4,532,000 bags.", "Output was 45 bags."]
    documents = [Document(f"d{i}", text) for i, text in enumerate(texts)]
    index_documents(documents, tmp_path / "n", settings)
    hits = Retriever(Index.open(tmp_path / "n"), settings).search("4523000")
    assert hits[0].passage.document == "d0"


def test_a_document_s_passages_raise_each_other() -> None:
    scores = with_documents({1: 0.9, 2: 0.8, 3: 0.6, 4: 0.0}, {1: 7, 2: 8, 3: 8, 4: 9})
    gains = DOCUMENT_GAINS
    assert scores == {
        1: pytest.approx((0.9 + gains * 0.9) / (1 + 2 * gains)),
        2: pytest.approx((0.8 + gains * (0.8 + 0.3)) / (1 + 2 * gains)),
        3: pytest.approx((0.6 + gains * (0.8 + 0.3)) / (1 + 2 * gains)),
        4: 0.0,
    }
    assert (
        max(with_documents(dict.fromkeys(range(60), 1.0), dict.fromkeys(range(60), 1)).values())
        <= 1
    )


def test_what_is_read_stands_where_more_of_its_document_fits(
    tmp_path: Path, settings: Settings
) -> None:
    filler = "Nothing else was said of it by anybody who had been there at the time. " * 8
    documents = [
        Document("ferry", f"The ferry Otter sails to Batumi. {filler}\n\nThe trip takes 52 hours."),
        Document("bus", f"{filler} The trip takes 9 hours."),
        Document("cat", f"{filler} Cats sleep."),
    ]
    index_documents(documents, tmp_path / "f", replace(settings, passage_words=30, overlap=0))
    retriever = Retriever(Index.open(tmp_path / "f"), settings)
    asked = "How many hours does the trip of the ferry Otter to Batumi take?"
    found = [hit.passage.text[-24:] for hit in retriever.to_read(asked, limit=9)]
    plain = [hit.passage.text[-24:] for hit in retriever.search(asked, limit=9)]
    right, wrong = "The trip takes 52 hours.", "The trip takes 9 hours."
    gap = found.index(right) - found.index(next(text for text in found if text.endswith(wrong)))
    before = plain.index(right) - plain.index(next(text for text in plain if text.endswith(wrong)))
    assert gap < 0
    assert gap <= before


def test_reading_no_documents_at_all(tmp_path: Path, settings: Settings) -> None:
    index_documents([Document("blank", "  \n ")], tmp_path / "blank", settings)
    assert Retriever(Index.open(tmp_path / "blank"), settings).to_read("salt", limit=8) == ()


def test_the_document_spoken_of_last_is_read_however_unlike(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    alike = [Document(f"t{n}.md", f"Union {n} has {n} members who grow tea.") for n in range(30)]
    index_documents(
        [*alike, Document("mine.md", "A pit was shut.")], Path(settings.index), settings
    )
    retriever = Retriever(Index.open(Path(settings.index)), replace(settings, candidates=3))

    def found(limit: int, near: str = "", filters: Filters | None = None) -> list[str]:
        asked = "How many members has the tea union?"
        hits = retriever.to_read(asked, limit=limit, near=near, filters=filters)
        return [hit.passage.document for hit in hits]

    assert "mine.md" not in found(5)
    assert found(5, "nosuch.md") == found(5)
    assert found(40, "t29.md").index("t29.md") < found(40).index("t29.md")
    assert "mine.md" not in found(40, "mine.md", Filters(path="t*"))
    monkeypatch.setattr("qa.retrieve.NEAR_GAINS", 2.0)
    assert found(5, "mine.md")[0] == "mine.md"
