"""EM and F1 against cases worked out by the official rules; "right" against its stated rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.evaluation.answers import (
    best_guess,
    is_right,
    operands_cited,
    score_answer,
    score_with_guess,
    summarise,
)
from qa.evaluation.data import GoldSpan, Query
from qa.evaluation.match import exact_match, normalise_answer, token_f1
from qa.types import Alternative, Answer, AnswerStatus, Citation, QuantityView, Verdict

# prediction, golds, exact match, F1; worked out by hand from the official evaluation's rules.
OFFICIAL = [
    ("Denver Broncos", ["Denver Broncos"], 1, 1),
    ("the  denver BRONCOS!", ["Denver Broncos"], 1, 1),
    ("Denver", ["Denver Broncos"], 0, 2 / 3),
    ("Denver Denver", ["Denver"], 0, 2 / 3),
    ("Broncos of Denver", ["Denver Broncos", "Carolina"], 0, 4 / 5),
    ("Carolina", ["Denver Broncos", "Carolina"], 1, 1),
    ("1,000", ["1000"], 1, 1),
    ("12.5", ["125"], 1, 1),  # punctuation goes, points too
    ("U.S.", ["us"], 1, 1),
    ("state-of-the-art", ["stateoftheart"], 1, 1),  # no article stands inside a word
    ("“quoted”", ["quoted"], 0, 0),  # only ASCII punctuation is removed
    ("a", ["the"], 1, 1),  # both normalise to nothing: the gold is "no answer"
    ("a", ["an answer"], 0, 0),
    ("", ["Denver"], 0, 0),
    ("", [], 1, 1),
    ("the", [], 1, 1),
    ("Denver", [], 0, 0),
    ("Denver", ["", "Denver"], 1, 1),  # an empty gold is dropped beside another
    ("", ["", "Denver"], 0, 0),
    ("a cat sat on a mat", ["cat sat mat"], 0, 2 * (3 / 4) * 1 / (3 / 4 + 1)),
]


@pytest.mark.parametrize(("prediction", "golds", "exact", "f1"), OFFICIAL)
def test_official_semantics(prediction: str, golds: list[str], exact: int, f1: float) -> None:
    assert exact_match(prediction, golds) == exact
    assert token_f1(prediction, golds) == pytest.approx(f1)


def test_the_article_rule_is_a_parameter() -> None:
    assert normalise_answer("Der  Hund", articles=("der", "die", "das")) == "hund"
    assert normalise_answer("the A-team", articles=()) == "the ateam"
    assert exact_match("the dog", ["dog"], articles=()) == 0
    assert token_f1("the dog", ["dog"], articles=()) == pytest.approx(2 / 3)


TEXT = "Exports came to nearly USD 12.5 million in all of 2024."


def span(text: str, document: str = "a.txt") -> GoldSpan:
    start = TEXT.index(text)
    return GoldSpan(text, document, start, start + len(text))


def query(*golds: GoldSpan, kind: str = "", **more: object) -> Query:
    return replace(Query("q", "?", type=kind, answerable=True, answers=golds), **more)


def given(text: str, document: str = "a.txt", **more: object) -> Answer:
    """An answer quoted from TEXT, with its citation, or a text of its own without one."""
    start = TEXT.find(text)
    cited = Citation(document, "", None, None, 1, start, start + len(text), text, TEXT)
    answer = Answer("?", AnswerStatus.ANSWERED, text=text, citations=(cited,) * (start >= 0))
    return replace(answer, **more)


NO_ANSWER = Answer("?", AnswerStatus.NO_ANSWER)
FAILED = Answer("?", AnswerStatus.ERROR, error="it broke")
GOLD = span("nearly USD 12.5 million in all")


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (given("nearly USD 12.5 million in all"), True),
        (given("Nearly  USD 12.5 million, in all", citations=()), True),  # equal once normalised
        (given("nearly USD 12.5 million in"), True),  # F1 10/11 at the place
        (given("nearly USD 12.5 million in", document="b.txt"), False),  # another document
        (given("nearly USD 12.5 million in", citations=()), False),  # no place
        (given("nearly USD 12.5 million in", computed=True), False),  # a computed one must be equal
        (given("USD 12.5 million"), False),  # F1 6/9
        (given("nearly USD 12.5 million in all of 2024"), False),  # another number came in
        (given("nearly USD 125 million in all", citations=()), False),  # EM cannot tell, numbers do
        (NO_ANSWER, False),
        (FAILED, False),
    ],
)
def test_right_is_equal_or_almost_equal_in_the_same_place(answer: Answer, right: bool) -> None:
    assert is_right(query(GOLD), answer) is right


def test_in_a_given_context_the_place_has_no_document() -> None:
    near = given("nearly USD 12.5 million in", document="context")
    assert not is_right(query(GOLD), near)
    assert is_right(query(GOLD), near, in_context=True)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("tea, rice and 12 goats", True),
        ("12 goats; Rice / tea", True),
        ("tea and rice", False),
        ("tea, rice and 13 goats", False),
        ("tea, rice, 12 goats and salt", False),
    ],
)
def test_lists_are_sets_of_words(text: str, right: bool) -> None:
    gold = GoldSpan("rice, tea and 12 goats", "a.txt", 0, 22)
    assert is_right(query(gold, kind="list"), given(text)) is right
    assert is_right(query(gold, kind="count"), given(text)) is False


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (given("Yes"), True),
        (given("Yes, nearly USD 12.5 million"), True),
        (given("No"), False),
        (given("nearly USD 12.5 million"), False),  # evidence alone says neither
        (given("nearly USD 12.5 million", verdict=Verdict.SUPPORTED), True),
        (given("nearly USD 12.5 million", verdict=Verdict.REFUTED), False),
        (given("nearly USD 12.5 million", verdict=Verdict.NOT_ENOUGH_INFO), False),
    ],
)
def test_yes_and_no_are_compared_as_such(answer: Answer, right: bool) -> None:
    assert is_right(query(GOLD, kind="yes_no", answer="yes"), answer) is right


def quantity(value: str | None) -> QuantityView:
    return QuantityView("…", value, None, None, "exact", "bag", "count")


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("29.0552", True),
        ("29.06", True),
        ("29.1", True),
        ("29", True),
        ("28.9", False),
        ("29.2", False),
        ("2906", False),
        (None, False),
        ("many", False),
        ("1" * 60, False),
    ],
)
def test_computed_numbers_are_right_at_a_stated_rounding(value: str | None, right: bool) -> None:
    # 28.9 and 29.2 round to 29 as well, but the whole number is not the coarsest right one here.
    wanted = query(values=("29.06", "29.1"), answer="about 29 times")
    if value == "29":
        wanted = replace(wanted, values=("29.06", "29.1", "29"))
    answer = given("about 29 times", computed=True, quantities=(quantity(value),))
    assert is_right(wanted, answer) is right


def test_a_computed_answer_without_a_quantity_is_not_right() -> None:
    assert not is_right(query(values=("29",), answer="29"), given("29", computed=True))


def test_operands_count_by_the_share_that_is_cited() -> None:
    wanted = query(span("USD 12.5 million"), span("2024"), values=("1",))
    assert operands_cited(wanted, given("nearly USD 12.5 million")) == 0.5
    assert operands_cited(wanted, given(TEXT)) == 1
    assert operands_cited(query(values=("1",)), given(TEXT)) == 0


def test_unanswerable_is_right_only_when_refused() -> None:
    unanswerable = Query("q", "?", answerable=False)
    assert score_answer(unanswerable, NO_ANSWER).right == 1
    assert score_answer(unanswerable, given("12.5")).f1 == 0
    failed = score_answer(unanswerable, FAILED)
    assert (failed.right, failed.em, failed.refused) == (0, 0, False)


def test_the_guess_behind_a_refusal_is_scored_apart() -> None:
    right = given("nearly USD 12.5 million in all")
    withheld = replace(
        NO_ANSWER, alternatives=(Alternative("nearly USD 12.5 million in all", 0.4, ()),)
    )
    assert best_guess(right) is right
    assert best_guess(NO_ANSWER) is None
    assert best_guess(replace(FAILED, alternatives=withheld.alternatives)) is None
    scored = score_with_guess(query(GOLD), withheld)
    assert (scored.score.em, scored.score.refused) == (0, True)
    assert scored.guess is not None
    assert scored.guess_score is not None
    assert (scored.guess.confidence, scored.guess_score.em) == (0.4, 1)


def test_summary_keeps_answerable_and_unanswerable_apart() -> None:
    unanswerable = Query("u", "?", answerable=False)
    withheld = replace(NO_ANSWER, alternatives=(Alternative("12.5", 0.4, ()),))
    scores = summarise(
        [
            score_with_guess(query(span("12.5")), given("12.5")),
            score_with_guess(query(span("12.5")), withheld),
            score_with_guess(unanswerable, NO_ANSWER),
            score_with_guess(unanswerable, given("12.5")),
        ]
    )
    assert scores is not None
    assert (scores.overall.n, scores.overall.em, scores.overall.f1) == (4, 0.5, 0.5)
    assert (scores.answerable.n, scores.answerable.em, scores.answerable.refused) == (2, 0.5, 0.5)
    assert (scores.unanswerable.n, scores.unanswerable.refused) == (2, 0.5)
    assert (scores.forced.n, scores.forced.em) == (2, 1)
    assert summarise([]) is None
