"""A quote of one amount is no difference."""

from __future__ import annotations

import pytest

from qa.difference import difference_check

ASKED = "How much more wheat was cut in 2023 than in 2024?"


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("Farmers brought in 2.1 million tonnes, down from 2.8 million.", "2.1 million tonnes"),
        ("Farmers brought in 2.1 million tonnes, down from 2.8 million.", "2.8 million"),
        ("More than 48,500 visitors came, against 41,200 in 2024.", "48,500 visitors"),
    ],
)
def test_one_of_two_amounts_is_no_difference(sentence: str, answer: str) -> None:
    check = difference_check(ASKED, answer, sentence, sentence.index(answer))
    assert check is not None
    assert check.note == "asked for a difference, these words give an amount"
    assert difference_check("How much wheat was cut?", answer, sentence, 0) is None


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("It was 700,000 tonnes more than a year before.", "700,000 tonnes"),
        ("It sold us 3.7 billion sterling (5.8 billion dlrs) more.", "3.7 billion sterling"),
        ("The crop rose by 700,000 tonnes.", "700,000 tonnes"),
        ("It was 12 percent of the other crop.", "12 percent"),
        ("It has a range of 12,500 km, 2,140 km further than the old one.", "2,140 km"),
    ],
)
def test_a_difference_that_is_said_stands(sentence: str, answer: str) -> None:
    assert difference_check(ASKED, answer, sentence, sentence.index(answer)) is None


@pytest.mark.parametrize(
    ("question", "answer", "refused"),
    [
        ("How much did sales fall in 2024?", "EUR 58 million", True),
        ("By how much have sales dropped?", "EUR 66 million", True),
        ("How much did sales fall in 2024?", "12 percent", False),
        ("How much did sales fall to?", "EUR 58 million", False),
        ("What did sales come to?", "EUR 58 million", False),
    ],
)
def test_what_a_change_came_to_is_no_change(question: str, answer: str, refused: bool) -> None:
    sentence = "Sales fell by 12 percent to EUR 58 million in 2024 from EUR 66 million."
    check = difference_check(question, answer, sentence, sentence.index(answer))
    assert (check is not None) is refused
