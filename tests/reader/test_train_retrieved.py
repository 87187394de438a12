"""Contexts as the reader meets them: what the index brings, with the answers marked in it."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path

import numpy as np
import pytest

from qa.reader.lexicon import Lexicon
from qa.reader.scoring import WEIGHTS, show_window
from qa.reader.selection import SentenceRanker
from qa.reader.train.retrieved import Presenter, main, number_sentences
from qa.reader.train.shards import read_shard
from qa.reader.train.shelves import shelved
from qa.reader.train.sources import Asked
from qa.reader.windows import lay_out
from qa.types import Hit, Passage


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def hit(name: str, text: str, sentences: tuple[tuple[int, int], ...]) -> Hit:
    passage = Passage(name, 0, len(text), text, sentences, name.title(), dt.date(2024, 1, 2))
    return Hit(passage, 1.0, 1)


def test_headings_and_years_are_numbered_with_the_sentences(lexicon: Lexicon) -> None:
    hits = [
        hit("tea", "Sold this year. Rice too.", ((0, 15), (16, 25))),
        hit("tin", "Tin.", ((0, 4),)),
    ]
    stream = lay_out(lexicon, hits)
    window = np.arange(len(stream), dtype=np.int32)
    shown, places = show_window(lexicon, stream, window, hits)
    assert " ".join(shown) == "Tea 2024 Sold this year ( 2024 ) . Rice too . Tin 2024 Tin ."
    numbers, headings = number_sentences(stream, window, places, ["tea", "tin"])
    assert numbers.tolist() == [0, 0, *[1] * 7, 2, 2, 2, 3, 3, 4, 4]
    assert headings == (0, 3)


def ask(question: str, text: str, answer: str, document: str) -> Asked:
    place = text.find(answer)
    answers = ((place, place + len(answer)),) if answer else ()
    return Asked(question, text, answers, "news", document, document.title())


TEXTS = {
    "assam": "Assam sold tea. It got 5 crore for it.",
    "ceylon": "Ceylon sold tea. It got 7 crore for it.",
}


def test_a_context_has_the_answer_where_it_was_found_and_none_elsewhere(lexicon: Lexicon) -> None:
    mine = ask("How much did Assam get for its tea?", TEXTS["assam"], "5 crore", "assam")
    other = ask("How much did Ceylon get?", TEXTS["ceylon"], "7 crore", "ceylon")
    with shelved([mine, other]) as shelves:
        presenter = Presenter(lexicon, SentenceRanker.load(WEIGHTS), shelves)
        seen = set()
        for seed in range(40):
            drawn = presenter.draw(mine, random.Random(seed))
            assert drawn is not None
            words = [lexicon.words[word] for word in drawn.words]
            if drawn.spans:
                ((first, last, share),) = drawn.spans
                assert words[first : last + 1] == ["5", "crore"]
                assert share == 1.0
                assert drawn.sentences[first] not in drawn.closed
            else:
                assert "Assam" not in words
            assert all(
                words[drawn.sentences.tolist().index(n)] in ("Assam", "Ceylon")
                for n in drawn.closed
            )
            seen.add(bool(drawn.spans))
        assert seen == {True, False}


def test_an_answer_that_another_document_has_as_well_is_not_called_none(lexicon: Lexicon) -> None:
    mine = ask("How much did it get?", TEXTS["assam"], "5 crore", "assam")
    twin = ask("How much?", TEXTS["assam"].replace("Assam", "Ceylon"), "5 crore", "ceylon")
    with shelved([mine, twin]) as shelves:
        presenter = Presenter(lexicon, SentenceRanker.load(WEIGHTS), shelves)
        drawn = [presenter.draw(mine, random.Random(seed)) for seed in range(40)]
    assert any(each is None for each in drawn)
    assert all(each.spans for each in drawn if each is not None)


def test_files_are_the_same_for_the_same_seed_and_kept(tmp_path: Path, lexicon: Lexicon) -> None:
    for folder in ("qed", "covidqa"):
        (tmp_path / folder).mkdir()
    (tmp_path / "qed" / "qed-dev.jsonlines").write_text("", "utf-8")
    (tmp_path / "covidqa" / "covidqa.json").write_text('{"data": []}', "utf-8")
    rows = []
    for name, text in TEXTS.items():
        place = text.index("crore") - 2
        asked = {"question": f"What did {name} get?", "answers": [[place, place + 7]]}
        rows.append({"id": f"{name}-a", "title": name, "date": None, "text": text,
                     "questions": [asked], "talk": []})  # fmt: skip
    stories = tmp_path / "stories.jsonl"
    stories.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    command = ["--data", str(tmp_path), "--stories", str(stories), "--shards", "1", "--size", "6"]
    for out in ("one", "two"):
        assert main([*command, "--out", str(tmp_path / out)]) == 0
    one, two = (tmp_path / out / "01-0000.jsonl.gz" for out in ("one", "two"))
    contexts = [
        [
            (each.question.tolist(), each.words.tolist(), each.spans)
            for each in read_shard(path, lexicon)
        ]
        for path in (one, two)
    ]
    assert contexts[0] == contexts[1]
    assert len(contexts[0]) == 6
    before = one.stat().st_mtime_ns
    main([*command, "--out", str(tmp_path / "one")])
    assert one.stat().st_mtime_ns == before
