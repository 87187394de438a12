"""The questions for training fit their stories, and keep away from the stories of the gold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.reader.train.newswire import read_written

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = ROOT / "eval" / "training" / "news.jsonl"
STORIES = ROOT.parent / "shared" / "data" / "reuters"

ROWS = [json.loads(line) for line in WRITTEN.read_text(encoding="utf-8").splitlines()]


def test_rows_are_whole_and_not_repeated() -> None:
    assert all(row.keys() == {"story", "question", "answers"} for row in ROWS)
    assert len({(row["story"], row["question"]) for row in ROWS}) == len(ROWS)
    assert all(0 <= a < b for row in ROWS for a, b in row["answers"])


def test_no_story_of_the_gold_is_among_them() -> None:
    gold = (ROOT / "eval" / "gold" / "reuters-stories.txt").read_text(encoding="utf-8").split()
    assert not {row["story"] for row in ROWS} & set(map(int, gold))


@pytest.mark.skipif(not STORIES.is_dir(), reason=f"no Reuters stories in {STORIES}")
def test_answers_are_whole_words_of_their_story() -> None:
    for asked in read_written(WRITTEN, STORIES):
        for start, end in asked.answers:
            text = asked.text[start:end]
            assert text == text.strip(), asked.question
            assert 1 <= len(text.split()) <= 16, asked.question
            assert not asked.text[start - 1 : start].isalnum() or not text[0].isalnum()
            assert not asked.text[end : end + 1].isalnum() or not text[-1].isalnum()
