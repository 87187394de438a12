"""Yes and no: only what a sentence says outright, of as much and moved the same way."""

from __future__ import annotations

import pytest

from qa.yes_no import may_settle, says_otherwise, says_so, verdict_of


@pytest.mark.parametrize(
    ("question", "sentence", "said"),
    [
        ("Is salt sold in Marl?", "Salt was sold in Marl.", True),
        ("Is salt sold in Marl?", "Tea was sold in Marl.", False),
        ("Is salt sold in Marl?", "Salt will be sold in Marl.", False),
        ("Will salt be sold in Marl?", "Salt will be sold in Marl.", True),
        ("Is salt sold in Marl?", "Salt was never sold in Marl.", False),
        ("Is Lam in Marl?", "Lam shipped its first salt to a firm in Marl.", False),
        ("Is Lam in Marl?", "Lam lies in the north of Marl.", True),
        ("Was the Marl port finished in 2024?", "The Marl port is to be finished in 2024.", False),
        ("Did Marl widen its port?", "Marl asked for money to widen its port.", False),
        ("Have all wells of Marl been dug?", "Of 48 wells in Marl 31 have been dug.", False),
        ("Have all wells of Marl been dug?", "All 48 wells of Marl have been dug.", True),
        ("Did Lam sell more salt than Marl?", "Lam and Marl sold salt.", False),
        ("Did Lam sell more salt than Marl?", "Lam sold more salt than Marl.", True),
        ("Did Lam sell more salt than in 2023?", "Lam sold less salt than in 2023.", False),
        ("Did salt exports of Marl rise?", "Salt exports of Marl fell.", False),
    ],
)
def test_what_a_sentence_says(question: str, sentence: str, said: bool) -> None:
    assert says_so(question, sentence, "") is said


def test_what_fell_did_not_rise() -> None:
    assert says_otherwise("Did salt exports of Marl rise?", "Salt exports of Marl fell.", "")
    assert says_otherwise("Did exports fall in Marl?", "Exports rose.", "The year in Marl")
    assert not says_otherwise("Did salt exports of Marl rise?", "Tea imports of Lam fell.", "")
    assert not says_otherwise("Did exports of Marl rise?", "Exports of Marl rose, then fell.", "")
    assert not says_otherwise("Did exports of Marl not rise?", "Exports of Marl fell.", "")


def test_a_verdict_is_given_only_where_it_is_said() -> None:
    assert verdict_of("Did exports of Marl fall?", "Exports of Marl fell.", "") == "yes"
    assert verdict_of("Did exports of Marl rise?", "Exports of Marl fell.", "") == "no"
    assert verdict_of("Did exports of Marl rise?", "Marl has a port.", "") is None


@pytest.mark.parametrize(
    ("question", "sentence", "yes", "settled"),
    [
        ("Did Lam sell over 500 tons of salt?", "Lam sold 640 tons of salt.", True, True),
        (
            "Did a strike at the port stop Lam for three weeks?",
            "Lam lost three weeks to rain.",
            True,
            False,
        ),
        ("Is half of the salt of Lam shipped?", "Lam wants to ship half of its salt.", True, False),
        ("Did Lam sell over 900 tons of salt?", "Lam sold 640 tons of salt.", False, True),
        ("Did Lam kill more than 900 pigs?", "The disease killed 640 of them.", False, False),
        ("Did Lam sell 38 of its boats?", "Lam sold 38 of its 247 boats.", False, False),
    ],
)
def test_a_verdict_by_figures_needs_the_rest_of_the_question(
    question: str, sentence: str, yes: bool, settled: bool
) -> None:
    assert may_settle(question, sentence, "", yes=yes) is settled


def test_the_passage_may_say_a_little_of_it() -> None:
    question, sentence = "Has Marl approved its northern salt port plan?", "Marl approved the plan."
    around = "The northern port is for salt."
    assert verdict_of(question, "Marl approved the salt port plan.", "", around) == "yes"
    assert verdict_of(question, "Marl approved the salt port plan.", "") is None
    assert verdict_of(question, sentence, "", around) is None


def test_figures_are_not_among_the_words_to_be_found() -> None:
    question = "Did Lam export more than $100 million in the first half of 2025?"
    assert may_settle(question, "Lam exported goods for USD 121 million.", "", yes=True)
