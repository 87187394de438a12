"""Which way of reading a follow-up is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.followup import answer_best, choose_reading, ways_to_read
from qa.types import Answer, AnswerStatus, Citation, Filters, Question

BEHIND = Question("And tea?", "And tea? (How much salt did Marl sell)", behind=True)
FULL = Question("And tea?", "How much tea did Marl sell?")


def cited(start: int, confidence: float) -> Answer:
    citation = Citation("d.md", "", None, None, 1, start, start + 4, "five", "Five tons.")
    return Answer(
        "And tea?", AnswerStatus.ANSWERED, text="five", confidence=confidence, citations=(citation,)
    )


NOTHING = Answer("And tea?", AnswerStatus.NO_ANSWER, confidence=0.9)


def test_an_answer_beats_a_refusal_and_the_surer_answer_a_weaker_one() -> None:
    assert (
        choose_reading([FULL, BEHIND], [replace(NOTHING, confidence=0.2), cited(0, 0.3)], ()) == 1
    )
    assert choose_reading([FULL, BEHIND], [cited(0, 0.3), cited(9, 0.6)], ()) == 1
    assert choose_reading([FULL, BEHIND], [cited(0, 0.6), cited(9, 0.3)], ()) == 0
    # a little less sure is enough with the turns behind it, not for the question as it stands
    assert choose_reading([FULL, BEHIND], [cited(0, 0.6), cited(9, 0.5)], ()) == 1
    assert choose_reading([FULL, Question("And tea?")], [cited(0, 0.5), cited(9, 0.6)], ()) == 0


def test_an_answer_given_before_is_hardly_meant_again() -> None:
    answers = [cited(0, 0.6), cited(9, 0.3)]
    assert choose_reading([FULL, BEHIND], answers, [cited(2, 0.9)]) == 1
    assert choose_reading([FULL, BEHIND], answers, [cited(2, 0.9), *[cited(50, 0.9)] * 3]) == 0


def test_a_question_that_names_nothing_is_sooner_meant_of_the_document_spoken_of_last() -> None:
    plain = Question("Who paid?", near="d.md")
    inside = Question("Who paid?", filters=Filters(document="d.md"), near="d.md")
    assert choose_reading([plain, inside], [cited(0, 0.5), cited(9, 0.4)], ()) == 1
    assert choose_reading([plain, inside], [cited(0, 0.5), cited(9, 0.2)], ()) == 0


def test_the_completed_question_is_shown_where_both_have_one_answer() -> None:
    assert choose_reading([FULL, BEHIND], [cited(0, 0.5), cited(2, 0.9)], ()) == 0
    assert choose_reading([FULL, BEHIND], [cited(0, 0.5), cited(50, 0.9)], ()) == 1


def test_the_ways_to_read() -> None:
    before = Answer("How much salt did Marl sell in 2024?", AnswerStatus.ANSWERED, text="five")
    assert ways_to_read("And Lam?", (), Filters()) == [Question("And Lam?")]
    (alone,) = ways_to_read("Who owns the Vang copper mine?", (before,), Filters())
    assert alone.rewritten is None
    full, behind = ways_to_read("And Lam?", (before,), Filters())
    assert full.rewritten == "How much salt did Lam sell in 2024?"
    assert behind.rewritten == "And Lam? (How much salt did Marl sell in 2024; five)"
    assert (full.behind, behind.behind) == (False, True)


def test_the_document_spoken_of_last_goes_with_a_question_that_names_nothing() -> None:
    before = replace(cited(0, 0.9), question="How much salt did Marl sell in 2024?")

    def near(text: str) -> set[str]:
        return {way.near for way in ways_to_read(text, (before,), Filters())}

    assert near("And Lam?") == {"d.md"}
    assert near("What share of coal miners are women?") == {"d.md"}
    ways = ways_to_read("What share of coal miners are women?", (before,), Filters(path="a"))
    assert [way.filters for way in ways] == [
        Filters(path="a"),
        Filters(path="a", document="d.md"),
    ]
    assert {way.rewritten for way in ways} == {None}
    assert near("Who owns the Vang copper mine?") == {""}
    assert near("what does vietnam buy from japan?") == {""}


def test_where_the_first_two_ways_agree_no_other_is_tried() -> None:
    other = Question("And tea?", "And tea?")
    answers = {FULL: cited(0, 0.4), BEHIND: cited(1, 0.6), other: cited(90, 0.9)}
    tried = []

    def answer(asked: Question) -> Answer:
        tried.append(asked)
        return answers[asked]

    assert answer_best([FULL, BEHIND, other], (), answer) == (FULL, answers[FULL])
    assert tried == [FULL, BEHIND]
    answers[BEHIND] = cited(50, 0.1)
    assert answer_best([FULL, BEHIND, other], (), answer) == (other, answers[other])
    assert answer_best([other], (), answer) == (other, answers[other])


@pytest.mark.parametrize(
    ("typed", "behind"),
    [("And in dollars?", False), ("in kip", False), ("And in Laos?", True), ("And tea?", True)],
)
def test_an_amount_in_another_unit_is_asked_of_the_same_thing_alone(
    typed: str, behind: bool
) -> None:
    before = Answer("How much salt did Marl sell in 2024?", AnswerStatus.ANSWERED)
    ways = ways_to_read(typed, [before], Filters())
    assert ways[0].rewritten
    assert any(way.behind for way in ways) is behind


def test_a_refusal_is_of_the_question_that_a_person_reads() -> None:
    refused = [replace(NOTHING, confidence=0.01), replace(NOTHING, confidence=0.09)]
    assert choose_reading([FULL, BEHIND], refused, ()) == 0
