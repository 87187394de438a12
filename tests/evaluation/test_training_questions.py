"""The questions for training fit their stories, and keep away from the stories of the gold."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from qa.reader.train.newswire import read_talks, read_written
from qa.reader.train.sources import Asked
from qa.reader.train.stories import read_invented

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "eval" / "training"
STORIES = ROOT.parent / "shared" / "data" / "reuters"

STORIES_OF_OURS = [
    json.loads(line) for line in (FOLDER / "stories.jsonl").read_text("utf-8").splitlines()
]
NEWS = [json.loads(line) for line in (FOLDER / "news.jsonl").read_text("utf-8").splitlines()]
TALKS = {
    name: [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]
    for name in ("talks.jsonl", "talks-held-out.jsonl")
}
TURNS = [turn for talks in TALKS.values() for talk in talks for turn in talk["turns"]]


def test_rows_are_whole_and_not_repeated() -> None:
    assert all(row.keys() == {"story", "question", "answers"} for row in NEWS)
    assert len({(row["story"], row["question"]) for row in NEWS}) == len(NEWS)
    assert all(turn.keys() == {"story", "question", "alone", "full", "answers"} for turn in TURNS)
    assert all(0 <= a < b for row in (*NEWS, *TURNS) for a, b in row["answers"])


def test_a_conversation_begins_with_a_question_that_stands_alone() -> None:
    assert all(talk["turns"][0]["alone"] for talks in TALKS.values() for talk in talks)


def test_no_story_of_the_gold_is_among_them() -> None:
    gold = (ROOT / "eval" / "gold" / "reuters-stories.txt").read_text(encoding="utf-8").split()
    assert not {row["story"] for row in (*NEWS, *TURNS)} & set(map(int, gold))


def test_stories_of_held_out_conversations_are_nowhere_else() -> None:
    held = {t["story"] for talk in TALKS["talks-held-out.jsonl"] for t in talk["turns"]}
    others = {t["story"] for talk in TALKS["talks.jsonl"] for t in talk["turns"]}
    assert not held & (others | {row["story"] for row in NEWS})


def test_invented_stories_are_whole_and_not_repeated() -> None:
    fields = {"id", "title", "date", "text", "questions", "talk", "yes_no"}
    assert all(story.keys() == fields for story in STORIES_OF_OURS)
    assert len({story["id"] for story in STORIES_OF_OURS}) == len(STORIES_OF_OURS)
    assert all(story["talk"][0]["alone"] for story in STORIES_OF_OURS)
    for story in STORIES_OF_OURS:
        asked = [each["question"] for each in story["questions"]]
        assert len(set(asked)) == len(asked)


def test_what_settles_a_question_for_yes_or_no_is_in_its_story() -> None:
    for story in STORIES_OF_OURS:
        for asked in story["yes_no"]:
            assert asked["verdict"] in ("yes", "no", "open")
            assert bool(asked["evidence"]) == (asked["verdict"] != "open"), asked["question"]
            for start, end in asked["evidence"]:
                text = story["text"][start:end]
                assert len(text.split()) > 1
                assert text == text.strip(), asked["question"]


def stretches(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[n : n + 9]) for n in range(len(words) - 8)}


def test_no_invented_story_is_near_a_document_of_the_gold() -> None:
    files = [*(ROOT / "corpus").iterdir(), *(ROOT / "eval" / "gold" / "stories").iterdir()]
    for path in files:
        gold = stretches(path.read_text("utf-8"))
        for story in STORIES_OF_OURS:
            assert not gold & stretches(story["text"]), (path.name, story["id"])


def test_answers_over_invented_stories_are_whole_words() -> None:
    check_answers(list(read_invented(FOLDER / "stories.jsonl")))


@pytest.mark.skipif(not STORIES.is_dir(), reason=f"no Reuters stories in {STORIES}")
def test_answers_are_whole_words_of_their_story() -> None:
    asked: list[Asked] = list(read_written(FOLDER / "news.jsonl", STORIES))
    for name in TALKS:
        asked += read_talks(FOLDER / name, STORIES)
    check_answers(asked)


def check_answers(asked: list[Asked]) -> None:
    for item in asked:
        for start, end in item.answers:
            text = item.text[start:end]
            assert text == text.strip(), item.question
            assert 1 <= len(text.split()) <= 18, item.question
            assert not item.text[start - 1 : start].isalnum() or not text[0].isalnum()
            assert not item.text[end : end + 1].isalnum() or not text[-1].isalnum()
