"""Where the topic of a chat begins."""

from __future__ import annotations

from qa.dialogue import readings
from qa.dialogue.context import since_topic
from qa.types import Answer, AnswerStatus


def turn(question: str, rewritten: str | None = None) -> Answer:
    return Answer(question, AnswerStatus.ANSWERED, rewritten=rewritten)


FIRST = turn("Who runs Marl Mining?")


def test_a_mistyped_question_that_was_put_right_begins_a_topic() -> None:
    mended = turn("What does Attapeau exprot?", "What does Attapeu exports?")
    follow = turn("To whom?", "To whom does Attapeu export?")
    assert since_topic([FIRST, mended, follow]) == [mended, follow]


def test_a_completed_question_goes_on_with_its_topic() -> None:
    same_length = turn("Who owns it?", "Who owns Marl?")
    behind = turn("Since when?", "Since when? (Who owns it)")
    assert since_topic([FIRST, same_length, behind]) == [FIRST, same_length, behind]


def test_what_was_put_behind_a_question_is_no_part_of_it() -> None:
    history = [
        turn("How much salt did Marl sell in 2010?"),
        turn("And last year?", "And last year? (How much salt did Marl sell in 2010)"),
    ]
    assert readings("What about 2009?", history)[0] == "How much salt did Marl sell in 2009?"
    assert not any("(" in each for each in readings("Who bought it?", history))


def test_a_minister_is_a_country_s_and_not_its_surplus_s() -> None:
    history = [turn("What was Veldora's trade surplus in 2024?")]
    assert readings("Who is the finance minister?", history)[0] == (
        "Who is Veldora's finance minister?"
    )


def test_a_noun_asked_of_no_topic_is_asked_by_itself() -> None:
    history = [
        turn("What sales did Magat report?"),
        turn("And Caraballo?", "And Caraballo? (What sales did Magat report)"),
    ]
    for question in ("What about Magat's profit in dollars?", "What about the profit in dollars?"):
        assert all(readings(question, history))
