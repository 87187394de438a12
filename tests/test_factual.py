"""Facts in answers: claims, yes or no, arithmetic and quantities, each cited to the character."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qa import Engine, Verdict
from qa.settings import Settings
from qa.store.indexer import index_documents
from qa.types import Answer, AnswerStatus, Document

SALT = (
    "Marl Province sold salt worth USD 12.5 million in 2023. "
    "Lam Province sold salt worth USD 2.5 million in 2023. "
    "Almost 400 people work in the salt pans of Marl."
)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    index_documents([Document("salt.txt", SALT)], tmp_path / "index", Settings())
    return Engine.open(tmp_path / "index")


def assert_verbatim(answer: Answer, text: str = SALT) -> None:
    assert answer.citations
    for citation in answer.citations:
        assert text[citation.start : citation.end] == citation.quote
        assert citation.quote in citation.sentence


def test_a_supported_claim(engine: Engine) -> None:
    answer = engine.check("Marl sold salt worth more than USD 10 million in 2023")
    assert answer.verdict is Verdict.SUPPORTED
    assert answer.citations[0].quote == "USD 12.5 million"
    assert answer.quantities[0].value == "12500000"
    assert_verbatim(answer)
    record = answer.to_record()
    assert record["claim"]
    assert record["verdict"] == "supported"
    assert "question" not in record


def test_a_refuted_claim(engine: Engine) -> None:
    answer = engine.check("Marl sold salt worth USD 20 million in 2023")
    assert answer.verdict is Verdict.REFUTED
    assert_verbatim(answer)


@pytest.mark.parametrize(
    "claim",
    ["Marl sold salt worth USD 12.5 million in 2021", "Phu Kham sold salt worth USD 12.5 million"],
)
def test_not_enough_info_when_a_gate_does_not_fit(engine: Engine, claim: str) -> None:
    answer = engine.check(claim)
    assert answer.verdict is Verdict.NOT_ENOUGH_INFO
    assert answer.status is AnswerStatus.NO_ANSWER


def test_a_claim_judged_by_a_given_text_alone(engine: Engine) -> None:
    text = "Marl sold salt worth USD 9 million in 2023."
    answer = engine.check("Marl sold salt worth USD 9 million in 2023", against=text)
    assert answer.verdict is Verdict.SUPPORTED
    assert answer.citations[0].document == "context"
    assert_verbatim(answer, text)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Did Marl sell salt worth more than $10 million in 2023?", "yes"),
        ("Did Marl sell salt worth more than $20 million in 2023?", "no"),
    ],
)
def test_yes_and_no_come_with_their_evidence(engine: Engine, question: str, said: str) -> None:
    answer = engine.ask(question)
    assert answer.text == said
    assert answer.verdict is None
    assert_verbatim(answer)


def test_a_computed_answer_cites_each_operand(engine: Engine) -> None:
    question = "How much more did Marl sell than Lam in 2023?"
    answer = engine.ask(question)
    assert answer.computed
    assert answer.quantities[0].value == "10000000"
    assert answer.formula
    assert {citation.quote for citation in answer.citations} == {
        "USD 12.5 million",
        "USD 2.5 million",
    }
    assert_verbatim(answer)


def test_a_quoted_amount_is_read_as_a_quantity(engine: Engine) -> None:
    sure = Engine(engine._index, engine._reader, replace(engine.settings, cutoff=0.0))
    answer = sure.ask("How many people work in the salt pans?")
    assert answer.text
    assert "400" in answer.text
    (quantity,) = answer.quantities
    assert (quantity.kind, quantity.bound) == ("count", "near_below")
    assert quantity.high == "400"


def test_strict_leaves_the_usual_reading_of_a_bound_open(engine: Engine) -> None:
    """ "More than 100" usually means not forty times as much; at its word it may."""
    claim = "More than 4,000 tonnes were sold"
    text = "More than 100 tonnes were sold."
    usual = engine.check(claim, against=text)
    strict = engine.check(claim, against=text, strict=True)
    assert usual.verdict is Verdict.REFUTED
    assert strict.verdict is Verdict.NOT_ENOUGH_INFO
