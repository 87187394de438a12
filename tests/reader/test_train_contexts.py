"""Contexts for training: titles, questions about something else, questions without an answer."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.errors import DatasetError
from qa.reader.lexicon import Lexicon
from qa.reader.train.compose import Composer, Drawn, Recipe
from qa.reader.train.examples import Example, make_example
from qa.reader.train.newswire import read_talks, read_written
from qa.reader.train.pool import Pool
from qa.reader.train.shards import read_shard, write_shard
from qa.reader.train.sources import Asked
from qa.reader.train.swaps import Swaps

TEXT = "The province sold 20 boats in 1986. Rice was bought. Tea was 20 cents."
PLAIN = Recipe(alone=1.0, unanswerable=0.0, noise=0.0)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def make(lexicon: Lexicon, question: str, answer: str = "", document: str = "a") -> Example:
    at = TEXT.find(answer)
    answers = ((at, at + len(answer)),) if answer else ()
    made = make_example(Asked(question, TEXT, answers, "own", document, "Trade of Sekong"), lexicon)
    assert made is not None
    return made


def composer(lexicon: Lexicon, *examples: Example) -> Composer:
    return Composer(lexicon, Pool(lexicon, examples))


def shown(lexicon: Lexicon, drawn: Drawn) -> list[str]:
    return [lexicon.words[number] for number in drawn.words]


def test_a_title_goes_before_its_sentences_and_answers_nothing(lexicon: Lexicon) -> None:
    example = make(lexicon, "How many boats were sold?", "20 boats")
    drawn = composer(lexicon, example).draw(example, replace(PLAIN, titled=1.0), random.Random(1))
    words = shown(lexicon, drawn)
    assert words[:4] == ["Trade", "of", "Sekong", "The"]
    assert drawn.closed == (0,)
    ((first, last, share),) = drawn.spans
    assert (words[first : last + 1], share) == (["20", "boats"], 1.0)
    batch = composer(lexicon, example).batch([drawn])
    assert batch.valid[0, :3].sum() == 0
    assert batch.valid[0, 3].sum() > 0


def test_every_document_of_a_context_has_its_own_title(lexicon: Lexicon) -> None:
    own = make(lexicon, "How many boats were sold?", "20 boats")
    other = make_example(
        Asked(
            "What fell in the south?", "Coffee fell a lot there.", ((0, 6),), "own", "b", "South"
        ),
        lexicon,
    )
    assert other is not None
    recipe = Recipe(alone=0.0, shortest=40, longest=40, unanswerable=0.0, titled=1.0, noise=0.0)
    drawn = composer(lexicon, own, other).draw(own, recipe, random.Random(2))
    words = " ".join(shown(lexicon, drawn))
    assert "South Coffee fell" in words
    assert words.count("Trade of Sekong") == 1
    assert len(drawn.closed) == 2


def test_a_question_about_another_name_has_no_answer(lexicon: Lexicon) -> None:
    example = make(lexicon, "How many boats did Sekong sell?", "20 boats")
    other = make(lexicon, "What did Luang Prabang buy?", "Rice", "b")
    drawn = composer(lexicon, example, other).draw(
        example, replace(PLAIN, swapped=1.0), random.Random(1)
    )
    asked = " ".join(lexicon.words[number] for number in drawn.question)
    assert asked == "How many boats did Luang Prabang sell ?"
    assert drawn.spans == ()


def test_only_what_the_context_names_is_exchanged() -> None:
    swaps = Swaps(["What did Luang Prabang buy?", "Did Attapeu's mill close?"])
    rng = random.Random(1)
    assert swaps.swap("What did Vientiane buy?", " the town bought rice ", rng) is None
    assert swaps.swap("What was bought?", " the town bought rice ", rng) is None
    year = swaps.swap("What was sold in 1986?", " sold 20 boats in 1986 ", rng)
    assert year is not None
    assert year.startswith("What was sold in 19")
    assert "1986" not in year
    known = " attapeu and luang prabang sold rice "
    assert swaps.swap("Did Attapeu sell?", known, rng) is None


def test_a_question_without_answer_keeps_the_sentence_most_like_it(lexicon: Lexicon) -> None:
    example = make(lexicon, "How much rice was bought?")
    assert example.golds == ()
    drawn = composer(lexicon, example).draw(example, PLAIN, random.Random(1))
    assert shown(lexicon, drawn) == ["Rice", "was", "bought", "."]
    assert drawn.spans == ()
    assert composer(lexicon, example).batch([drawn]).none[0] == 1.0


def test_an_answer_that_stands_twice_is_not_taken_out(lexicon: Lexicon) -> None:
    recipe = Recipe(alone=0.0, shortest=30, longest=30, unanswerable=1.0, noise=0.0)
    twice = make(lexicon, "How many?", "20")
    once = make(lexicon, "How many boats?", "20 boats")
    contexts = composer(lexicon, twice, once)
    assert contexts.draw(twice, recipe, random.Random(1)).spans
    assert not contexts.draw(once, recipe, random.Random(1)).spans


def test_shards_remember_which_sentences_are_titles(lexicon: Lexicon, tmp_path: Path) -> None:
    example = make(lexicon, "How many boats were sold?", "20 boats")
    drawn = composer(lexicon, example).draw(example, replace(PLAIN, titled=1.0), random.Random(1))
    write_shard(tmp_path / "1.jsonl.gz", [drawn], lexicon)
    (back,) = read_shard(tmp_path / "1.jsonl.gz", lexicon)
    assert back.closed == (0,)
    assert np.array_equal(back.words, drawn.words)


STORY = (
    '<REUTERS NEWID="7"><TEXT><TITLE>TIN &lt;T> UP</TITLE><BODY>Tin  rose\n    a bit.\n REUTER\n'
    "&#3;</BODY></TEXT></REUTERS>"
)


def test_written_questions_find_their_story(tmp_path: Path) -> None:
    (tmp_path / "a.sgm").write_text(STORY, "latin-1")
    rows = (
        '{"story":7,"question":"What rose?","answers":[[0,3]]}\n'
        '{"story":7,"question":"What fell?","answers":[]}\n'
    )
    path = tmp_path / "written.jsonl"
    path.write_text(rows, "utf-8")
    one, none = read_written(path, tmp_path)
    assert (one.text, one.title, one.document) == ("Tin rose a bit.", "TIN <T> UP", "reuters-7")
    assert one.text[slice(*one.answers[0])] == "Tin"
    assert none.answers == ()
    path.write_text(rows.replace("7", "8"), "utf-8")
    with pytest.raises(DatasetError, match="story 8 is not in"):
        list(read_written(path, tmp_path))


def test_conversations_become_questions_with_their_turns_behind(tmp_path: Path) -> None:
    (tmp_path / "a.sgm").write_text(STORY, "latin-1")
    rows = [
        ("What rose?", "What rose?", True, [[0, 3]]),
        ("By how much?", "By how much did tin rise?", False, [[9, 14]]),
        ("And tea?", "How much did tea rise?", False, []),
        ("Is tin up?", "Is tin up?", True, []),
    ]
    names = ("question", "full", "alone", "answers")
    turns = [{"story": 7, **dict(zip(names, row, strict=True))} for row in rows]
    path = tmp_path / "talks.jsonl"
    path.write_text(json.dumps({"turns": turns}) + "\n", "utf-8")
    first, full, second, _, third, fourth = read_talks(path, tmp_path)
    assert (first.question, first.source) == ("What rose?", "news")
    assert (full.question, full.source) == ("By how much did tin rise?", "news")
    assert second.question in ("By how much? (What rose; Tin)", "By how much? (What rose)")
    assert (second.text[slice(*second.answers[0])], second.source) == ("a bit", "talk")
    assert third.question.startswith("And tea? (By how much; ")
    assert third.answers == ()
    assert (fourth.question, fourth.source) == ("Is tin up?", "news")
