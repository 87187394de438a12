"""A follow-up with the turns before behind it."""

from __future__ import annotations

from qa.reader.background import Said, with_background

FIRST = Said("How much tin did Marl Mining sell in 1986?", "20 tons")
SECOND = Said("Who runs it?", "Bo Lam")


def test_without_turns_the_question_stays() -> None:
    assert with_background("Who runs it?", []) == "Who runs it?"


def test_the_last_question_stands_whole_and_an_amount_is_left_out() -> None:
    asked = with_background(" And iron? ", [FIRST])
    assert asked == "And iron? (How much tin did Marl Mining sell in 1986)"


def test_a_name_that_was_answered_and_what_the_topic_began_with_are_told() -> None:
    asked = with_background("Since when?", [FIRST, SECOND])
    assert asked == "Since when? (Who runs it; Bo Lam; tin Marl Mining sell 1986)"


def test_long_turns_are_cut() -> None:
    long = Said("word " * 500, "name " * 500)
    assert len(with_background("Why?", [long, long]).split()) <= 1 + 18 + 8 + 10
