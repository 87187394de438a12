"""Follow-ups become full questions; whole questions stay; nothing typed can break the rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from chats import chat, follow_ups, stand_alone
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.dialogue import LeaningKind, lean, readings, rewrite
from qa.types import Answer, AnswerStatus, AnswerType, Citation

BEFORE = {
    "a number": chat(
        "How many passengers did Skarvik Airport handle in 2017? → 2.1 million [Skarvik Airport "
        "handled 2.1 million passengers in 2017, its director said.]"
    ),
    "a person": chat(
        "Who led the company? → Tomas Berg [Tomas Berg led the company, which has its seat in "
        "Oslo, until the government sold its shares in the bank.]"
    ),
    "a definition": chat("What is bauxite? → a reddish clay [Bauxite is found in the tropics.]"),
    "a refusal": chat("Who founded Zephyr Labs? →"),
}


@pytest.mark.parametrize(("turns", "asked", "right"), list(follow_ups()))
def test_a_follow_up_becomes_a_full_question(
    turns: list[str], asked: str, right: list[str]
) -> None:
    found = readings(asked, chat(*turns))
    assert found, "it was taken to stand alone"
    assert found[0] in right


@pytest.mark.parametrize("before", list(BEFORE.values()), ids=list(BEFORE))
def test_a_whole_question_is_left_alone(before: list[Answer]) -> None:
    changed = {asked: found for asked in stand_alone() if (found := readings(asked, before))}
    assert not changed


@pytest.mark.parametrize("asked", ["And Japan?", "Why?", "Who runs it?", "Who is the director?"])
def test_nothing_leans_on_an_empty_history(asked: str) -> None:
    assert readings(asked, ()) == ()
    assert rewrite(asked, []) is None
    assert lean(asked, ()).stands_alone


@pytest.mark.parametrize(
    ("asked", "kind", "missing"),
    [
        ("And Bergen?", LeaningKind.VALUE, ()),
        ("Why?", LeaningKind.QUESTION_WORD, ()),
        ("Who runs it?", LeaningKind.POINTING, ("it",)),
        ("When did they open it?", LeaningKind.POINTING, ("they", "it")),
        ("Who is the director?", LeaningKind.NAMELESS, ("director",)),
        ("Who won?", LeaningKind.NAMELESS, ("topic",)),
        ("Where is Bergen?", LeaningKind.NONE, ()),
    ],
)
def test_how_a_question_leans(asked: str, kind: LeaningKind, missing: tuple[str, ...]) -> None:
    leaning = lean(asked, BEFORE["a number"])
    assert leaning.kind is kind
    assert leaning.missing == missing
    assert leaning.stands_alone is (kind is LeaningKind.NONE)


def test_the_topic_lasts_through_several_follow_ups() -> None:
    turns = [
        "What is the Kessel mine? → a lead mine",
        "Who runs it? → Rhenus Metals",
        "Since when? → 1998",
        "How deep is it? → 480 metres",
    ]
    assert rewrite("How many people work there?", chat(*turns)) == (
        "How many people work in the Kessel mine?"
    )


def test_a_question_that_stands_alone_sets_a_new_topic() -> None:
    turns = ["What is the Kessel mine? → a lead mine", "Where is Lake Keld? → in the north"]
    assert rewrite("How deep is it?", chat(*turns)) == "How deep is Lake Keld?"
    assert "Kessel" not in " ".join(readings("Who owns it?", chat(*turns)))


def test_readings_that_the_rules_cannot_choose_between() -> None:
    found = readings("Where is it?", chat("Who built the Lund tunnel? → Skarvik AB"))
    assert found[:2] == ("Where is the Lund tunnel?", "Where is Skarvik AB?")
    both = readings("And Chile?", chat("How much did Peru sell to Bolivia in 2001? → 4 tonnes"))
    assert set(both) == {
        "How much did Chile sell to Bolivia in 2001?",
        "How much did Peru sell to Chile in 2001?",
    }


def test_the_year_before_is_counted_from_the_cited_sentence() -> None:
    cited = chat("How much tea did Bohol sell? → 40 tonnes [In 2016 Bohol sold 40 tonnes of tea.]")
    assert rewrite("And the year before?", cited) == "How much tea did Bohol sell in 2015?"


def test_the_year_before_is_counted_from_the_document_at_last() -> None:
    citation = Citation(
        "a.txt", "Tea", dt.date(2020, 5, 1), None, 1, 0, 2, "40", "Bohol sold 40 tonnes."
    )
    before = replace(
        Answer("How much tea did Bohol sell?", AnswerStatus.ANSWERED), text="40 tonnes"
    )
    asked = rewrite("And the year before?", [replace(before, citations=(citation,))])
    assert asked == "How much tea did Bohol sell in 2019?"


def test_a_name_in_lower_case_is_known_from_the_history() -> None:
    before = chat("who leads the port of kiel → Jana Voss [Jana Voss leads the Port of Kiel.]")
    assert lean("when did jana voss start", before).stands_alone
    assert rewrite("and when was she born", before) == "When was Jana Voss born?"


def test_a_reading_never_repeats_the_question_and_differs_from_the_others() -> None:
    for turns, asked, _ in follow_ups():
        found = readings(asked, chat(*turns))
        assert len({each.lower() for each in found}) == len(found) <= 4
        assert asked not in found
        assert all(each.endswith("?") and each[:1] == each[:1].upper() for each in found)


def test_the_same_history_gives_the_same_readings() -> None:
    for turns, asked, _ in list(follow_ups())[:20]:
        history = chat(*turns)
        assert readings(asked, history) == readings(asked, tuple(history))


REFUSED = [Answer("", AnswerStatus.NO_ANSWER), Answer("?", AnswerStatus.ERROR)]
ODD = Answer(
    "\0 why? " * 500,
    AnswerStatus.ANSWERED,
    text="and " * 4000,
    answer_type=AnswerType.LIST,
    citations=(Citation("x", "'" * 9000, None, None, 1, 0, 0, "", "The " * 5000),),
)


@pytest.mark.parametrize(
    "asked",
    [
        *("", " ", "?", "...", "\0\n\t", "'", "’s", '"', "and", "And?", "what about", "in", "the"),
        *("it", "there?", "Why not", "both", "In?", "what else", "how many per", "as", "a b " * 9),
        *("it " * 300, "a" * 10_000, "and " * 2_500, "'" * 10_000, "what about " * 900),
        *(
            "Who " * 300 + "it?",
            "(2019)" * 1_500,
            "ແລະ ຫຼວງພະບາງ?",
            "为什么？",
            "🙂 it?",
            "A. B. it?",
        ),
    ],
)
@pytest.mark.parametrize("history", [REFUSED, [ODD], [*BEFORE["a number"], ODD, *REFUSED]])
def test_hostile_input_raises_nothing(asked: str, history: list[Answer]) -> None:
    for found in readings(asked, history):
        assert 1 < len(found) <= 400
        assert "\n" not in found


def test_a_very_long_question_stands_alone() -> None:
    assert lean("And it? " * 2_000, BEFORE["a number"]).stands_alone


ANY_WORDS = (
    "and what about it they its that the there who why how many much when where in by of to 2019 "
    "Peru 's is did was year before more than other else one director exports ? , 10% not"
)
WORDS = st.sampled_from(ANY_WORDS.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=8))
def test_any_words_in_any_order(first: list[str], asked: list[str], told: list[str]) -> None:
    before = Answer(" ".join(first), AnswerStatus.ANSWERED, text=" ".join(told) or None)
    found = readings(" ".join(asked), [before])
    again = Answer(" ".join(asked), AnswerStatus.NO_ANSWER, rewritten=next(iter(found), None))
    readings(" ".join(first), [before, again])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40))
def test_any_text(first: str, asked: str, told: str) -> None:
    before = Answer(first, AnswerStatus.ANSWERED, text=told)
    assert all(each.strip() for each in readings(asked, [before]))
