"""The gold over 40 Reuters stories agrees with the stories, wherever these are at hand."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from qa.types import AnswerType

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
GOLD = ROOT / "eval" / "gold" / "reuters.jsonl"
MOST_WORDS = 12

needs_stories = pytest.mark.skipif(
    not any((DATA / "reuters").glob("*.sgm")),
    reason="the Reuters-21578 files are not in ../shared/data/reuters",
)


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """`eval/reuters_gold.py`, imported the way it runs: with its own folder on the path."""
    sys.path.insert(0, str(ROOT / "eval"))
    try:
        yield importlib.import_module("reuters_gold")
    finally:
        sys.path.remove(str(ROOT / "eval"))


@pytest.fixture(scope="module")
def stories(script: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    paths = script.write_stories(DATA, tmp_path_factory.mktemp("stories"))
    return {path.name: path.read_bytes().decode("utf-8") for path in paths}


def read_rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def read_spans() -> list[dict[str, Any]]:
    return [span for row in read_rows() for span in row["answers"]]


@needs_stories
def test_every_span_is_the_slice_of_its_story(stories: dict[str, str]) -> None:
    wrong = [
        span
        for span in read_spans()
        if stories[span["document"]][span["start"] : span["end"]] != span["text"]
    ]
    assert wrong == []


@needs_stories
def test_no_span_cuts_a_word_or_has_loose_ends(stories: dict[str, str]) -> None:
    for span in read_spans():
        text, start, end = stories[span["document"]], span["start"], span["end"]
        assert span["text"] == span["text"].strip(), span
        assert not re.match(r"\w\w", text[start - 1 : start + 1]), span
        assert not re.match(r"\w\w", text[end - 1 : end + 1]), span


@needs_stories
@pytest.mark.slow
def test_the_stories_are_the_seeded_sample(script: ModuleType, stories: dict[str, str]) -> None:
    assert script.sample_stories(script.read_stories(DATA / "reuters")) == script.STORIES
    assert sorted(stories) == sorted(f"{number}.txt" for number in script.STORIES)


@needs_stories
def test_a_story_starts_with_its_date_and_ends_without_signature(stories: dict[str, str]) -> None:
    for name, text in stories.items():
        assert re.match(r" date 1987-0[34]-\d\d \S.*\n\n\S", text), name
        assert text.endswith("\n"), name
        assert text.split()[-1].lower() not in {"reuter", "reuters"}, name
        assert not re.search(r"[\x00-\x09\x0b-\x1f]|&(?:lt|gt|amp);", text), name


def test_the_conversion_drops_controls_entities_and_signature(
    script: ModuleType, tmp_path: Path
) -> None:
    sgml = (
        '<REUTERS TOPICS="NO" NEWID="524"><DATE> 2-MAR-1987 05:04</DATE><TEXT>&#2;\n'
        "<TITLE>TIN &lt;TIN.L>  UP</TITLE><BODY>Tin rose\n    3 pct &amp; fell.\n REUTER\n"
        "&#3;</BODY></TEXT></REUTERS>"
    )
    (tmp_path / "reuters").mkdir()
    (tmp_path / "reuters" / "reut2-000.sgm").write_text(sgml, encoding="latin-1")
    (path,) = script.write_stories(tmp_path, tmp_path / "out")
    assert path.name == "524.txt"
    assert path.read_bytes() == (
        b" date 1987-03-02 TIN <TIN.L> UP\n\nTin rose\n    3 pct & fell.\n"
    )


def test_only_prose_of_80_to_400_words_is_drawn(script: ModuleType) -> None:
    sentence = "Tin rose by three points at noon. "  # seven words
    assert not script.is_prose(sentence * 11)
    assert script.is_prose(sentence * 12)
    assert script.is_prose(sentence * 12 + "\n REUTER")
    assert script.is_prose(sentence * 57)
    assert not script.is_prose(sentence * 58)
    assert not script.is_prose(sentence * 12 + "\nTin   up    down")
    assert not script.is_prose(sentence * 12 + "Net up vs down. Sales up vs down. Year up vs down.")
    assert not script.is_prose(sentence * 12 + "1,200 " * 30)


def test_rows_are_well_formed() -> None:
    rows = read_rows()
    assert [row["id"] for row in rows] == [f"r{n:03}" for n in range(1, 121)]
    assert len({row["question"] for row in rows}) == 120
    for row in rows:
        assert row["type"] in {kind.value for kind in AnswerType}, row["id"]
        assert row["answerable"] is bool(row["answers"]), row["id"]
        assert ("answer" in row) is (row["type"] == "yes_no"), row["id"]
        assert row["answerable"] or row["note"], row["id"]


def test_gold_holds_what_its_readme_says() -> None:
    rows = read_rows()
    answerable = Counter(row["answerable"] for row in rows)
    assert (answerable[True], answerable[False]) == (85, 35)
    assert len({row["type"] for row in rows if row["answerable"]}) == 14


def test_no_more_of_a_story_than_a_fact_is_kept() -> None:
    assert [span for span in read_spans() if len(span["text"].split()) > MOST_WORDS] == []


def test_every_story_is_asked_about(script: ModuleType) -> None:
    asked = {int(Path(span["document"]).stem) for span in read_spans()}
    assert asked == set(script.STORIES)
