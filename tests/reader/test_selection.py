"""Which sentences are read: what is counted of them, the fitted weights, and the fitting."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

from qa.errors import ModelUnavailable
from qa.reader.lexicon import Lexicon, find_tokens
from qa.reader.scoring import WEIGHTS
from qa.reader.selection import FILE, HELD, SHARED, TYPES, Asked, SentenceRanker, describe
from qa.reader.train.fit_selection import Case, choose_within, covered, fit, write
from qa.reader.windows import choose_sentences, lay_out
from qa.types import AnswerType, Hit, Passage


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def hit(name: str, parts: list[str], *, rank: int = 1, score: float = 1.0, **fields: object) -> Hit:
    text = " ".join(parts)
    bounds = tuple((text.index(part), text.index(part) + len(part)) for part in parts)
    passage = Passage(name, 0, len(text), text, bounds, **fields)  # type: ignore[arg-type]
    return Hit(passage, score, rank)


def ask(lexicon: Lexicon, question: str, expected: AnswerType = AnswerType.PHRASE) -> Asked:
    return Asked(lexicon.look_up([question[a:b] for a, b in find_tokens(question)]), expected)


TEA = hit(
    "tea.md",
    ["Assam sold tea for 5 million dollars.", "Buyers came from Iran, Iraq and Oman.", "Why not?"],
    title="Tea of Assam",
    date=dt.date(2023, 5, 1),
)
TIN = hit("tin.md", ["Tin fell because mines flooded in March."], rank=2, score=0.5)


def columns(table: np.ndarray, names: tuple[str, ...]) -> dict[str, list[float]]:
    return {name: table[:, n].round(3).tolist() for n, name in enumerate(names)}


def test_a_sentence_is_credited_with_what_its_title_and_neighbours_say(lexicon: Lexicon) -> None:
    asked = ask(lexicon, "Who bought Assam tea in 2023?")
    stream = lay_out(lexicon, [TEA, TIN])
    shared = columns(describe(lexicon, asked, stream, [TEA, TIN])[0], SHARED)
    assert shared["first passage"] == [1, 1, 1, 0]
    assert shared["score"] == [1.0, 1.0, 1.0, 0.5]
    assert shared["asked year"] == [1, 1, 1, 0]
    assert shared["opens its passage"] == [1, 0, 0, 1]
    assert shared["fragment"] == [0, 0, 1, 0]
    own, told, context = (
        shared[name] for name in ("stems", "with the title", "with the sentence before")
    )
    assert own[0] > 0.3
    assert own[1:] == [0, 0, 0]
    # the title has "Assam" and "tea", the date the year; nobody has "bought"
    assert told[0] == told[1] == told[2] > own[0]
    assert context[1] == told[1]
    assert told[3] == 0
    assert shared["soft"][1] > 0.2  # buyers, for bought


def test_what_a_sentence_holds_is_counted_by_kind(lexicon: Lexicon) -> None:
    asked = ask(lexicon, "Where did Assam sell tea?")
    held = columns(describe(lexicon, asked, lay_out(lexicon, [TEA, TIN]), [TEA, TIN])[1], HELD)
    assert held["digits"] == [1, 0, 0, 0]
    assert held["money"][0] == 1
    assert held["month"] == [0, 0, 0, 1]
    assert held["reason"] == [0, 0, 0, 1]
    # not the question's own name, and not the capital that opens a sentence; March is one
    assert held["new names"] == [0, 1, 0, 1]
    assert held["commas"] == [0, 0.25, 0, 0]


def test_the_shipped_weights_bring_the_sentence_with_the_kind_asked_for(lexicon: Lexicon) -> None:
    ranker = SentenceRanker.load(WEIGHTS)
    stream = lay_out(lexicon, [TEA, TIN])
    for question, kind, best in (
        ("How much money did Assam get for its tea?", AnswerType.MONEY, 0),
        ("Which countries did the buyers of tea come from?", AnswerType.LIST, 1),
        ("Why did tin go down?", AnswerType.REASON, 3),
    ):
        worth = ranker.rank(lexicon, ask(lexicon, question, kind), stream, [TEA, TIN])
        assert worth.shape == (4,)
        assert int(worth.argmax()) == best


def test_empty_sentences_are_never_read(lexicon: Lexicon) -> None:
    bounds = ((0, 4), (5, 5))
    odd = Hit(Passage("a", 0, 8, "Tea. ...", bounds), 1.0, 1)
    stream = lay_out(lexicon, [odd])
    worth = SentenceRanker.load(WEIGHTS).rank(lexicon, ask(lexicon, "?"), stream, [odd])
    assert worth[1] == -np.inf
    assert choose_sentences(stream, worth, 50) == [0]


def test_missing_and_foreign_weights_are_named(tmp_path: Path) -> None:
    for text in (None, "[]", '{"shared":{},"by type":{}}'):
        if text is not None:
            (tmp_path / FILE).write_text(text, "utf-8")
        with pytest.raises(ModelUnavailable, match="install the package again"):
            SentenceRanker.linear(tmp_path)


def case(golden: int, *, held_out: bool = False) -> Case:
    features = np.zeros((3, len(SHARED) + len(TYPES) * len(HELD)), np.float32)
    features[:, 1] = 1.0
    features[golden, 2] = 1.0
    flags = np.arange(3) == golden
    sizes = np.array([10, 20, 30], np.int32)
    return Case(features, flags, sizes, np.zeros(3, np.int32), "news", held_out)


def test_fitting_finds_the_feature_that_tells_and_writes_what_is_read(tmp_path: Path) -> None:
    cases = [case(n % 3) for n in range(30)]
    weights = fit(cases)
    assert weights[2] > 1.0
    assert abs(weights[1]) < 0.1
    found = covered(cases, weights)
    assert found["news"] == {"60": 1.0, "100": 1.0, "140": 1.0, "cases": 30.0}
    write(tmp_path / FILE, weights, found)
    assert json.loads((tmp_path / FILE).read_text("utf-8"))["card"]["held out"] == found
    SentenceRanker.linear(tmp_path)


def test_sentences_are_taken_while_they_fit() -> None:
    sizes = np.array([50, 20, 30], np.int32)
    assert choose_within([0, 1, 2], sizes, 80) == [0, 1]
    assert choose_within([0, 1, 2], sizes, 10) == [0]


def test_a_sentence_is_credited_with_what_its_document_says_elsewhere(lexicon: Lexicon) -> None:
    later = hit("tea.md", ["Prices rose in the auction."], rank=3)
    hits = [TEA, TIN, later]
    asked = ask(lexicon, "Which prices did Iran pay?")
    stream = lay_out(lexicon, hits)
    shared = columns(describe(lexicon, asked, stream, hits)[0], SHARED)
    own, document = shared["with the passage"], shared["with the document"]
    assert own[4] < document[4] == document[0]  # prices here, Iran there
    assert document[3] == own[3] == 0
    assert shared["passages of the document"] == pytest.approx(
        [2 / 3] * 3 + [1 / 3, 2 / 3], abs=1e-3
    )
