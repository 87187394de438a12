"""Whether a document speaks of whom the question names, and says what yes/no asks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from qa import Engine, Settings
from qa.store.indexer import index_documents
from qa.support import name_check, same_name, year_check
from qa.types import AnswerStatus, CheckStatus, Document


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("lao", "laos", True),
        ("russia", "russian", True),
        ("china", "chinese", True),
        ("japan", "japanese", True),
        ("vietnam", "vietnamese", True),
        ("iran", "iraq", False),
        ("austria", "australia", False),
        ("niger", "nigeria", True),  # the price of a loose ending
        ("bp", "bph", False),
        ("marl", "marlborough", False),
    ],
)
def test_forms_of_a_name(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


@pytest.mark.parametrize(
    ("question", "text", "status"),
    [
        ("How much did Marl Province sell?", "Marl sold salt.", CheckStatus.PASS),
        ("How much did Lam Province sell?", "Marl Province sold salt.", CheckStatus.FAIL),
        ("What was Lam’s output?", "Lam mined tin.", CheckStatus.PASS),
        ("Who leads Marl and Lam?", "Marl sold salt.", CheckStatus.FAIL),
        ("How much aid does the US give?", "U.S. aid was 53 mln dlrs.", CheckStatus.PASS),
        ("How much aid does America give?", "American aid was small.", CheckStatus.PASS),
        ("How many US Army men came?", "Many men of the U.S. Army came.", CheckStatus.PASS),
        ("How much did the US sell?", "The United States sold tin.", CheckStatus.PASS),
        ("How much did the UN pay?", "Marl sold salt.", CheckStatus.FAIL),
        ("Sekong exports 2024", "Marl sold salt.", CheckStatus.FAIL),
        ("Japan exports 2024", "Marl sold salt.", CheckStatus.FAIL),
        ("What did the European Community buy?", "The EC bought tin.", CheckStatus.PASS),
        ("What did the EC buy?", "The new European Community bought tin.", CheckStatus.PASS),
        ("What did Marl Bank buy?", "Mid Board sold salt.", CheckStatus.FAIL),
        ("What did Dutch firms buy?", "Firms in the Netherlands bought tin.", CheckStatus.PASS),
    ],
)
def test_the_names_asked_about(question: str, text: str, status: CheckStatus) -> None:
    check = name_check(question, text)
    assert check is not None
    assert check.status is status


@pytest.mark.parametrize(
    "question",
    [
        "how much was sold in 2024?",
        "How much was sold, in USD?",
        "Penalty for the first spill",
        "Annual capacity of the works?",
        "Dividend of the firm?",
        "How much was sold from Jan to Sep?",
        "How much was sold in FY 2022-23?",
    ],
)
def test_a_question_that_names_nobody(question: str) -> None:
    check = name_check(question, "Salt.")
    assert check is None or check.status is CheckStatus.PASS


def test_an_answer_about_somebody_else_is_refused_with_the_name(tmp_path: Path) -> None:
    documents = [
        Document("marl.txt", "Marl Province sold salt worth USD 12 million in 2023."),
        Document("lam.txt", "Lam Province opened a school."),
    ]
    index_documents(documents, tmp_path / "i", Settings())
    engine = Engine.open(tmp_path / "i", Settings(cutoff=0.0))
    assert engine.ask("How much salt did Marl Province sell in 2023?").text == "USD 12 million"
    other = engine.ask("How much salt did Lam Province sell in 2023?")
    assert other.status is AnswerStatus.NO_ANSWER
    assert other.reason == (
        "the nearest answer, “USD 12 million”, does not fit: "
        "its document does not mention “Lam Province”"
    )
    assert other.alternatives[0].answer == "USD 12 million"


@pytest.mark.parametrize(
    ("question", "text", "date", "missing"),
    [
        ("What was earned in 2019?", "It earned 5 in 2023.", None, "2019"),
        ("What was earned in 2019?", "It earned 5 last year.", dt.date(2024, 6, 1), "2019"),
        ("What was earned in 2023?", "It earned 5 last year.", dt.date(2024, 6, 1), None),
        ("What was earned in 2023?", "It earned 5.", dt.date(2024, 2, 1), None),
        ("What was earned in 2023?", "It earned 5.", dt.date(2024, 6, 1), "2023"),
        ("What was earned in 2024?", "It earned 5.", dt.date(2024, 6, 1), None),
        ("What was earned in 2023?", "In 2022-23 it earned 5.", None, None),
        ("What was earned in 2025?", "It will earn 5 next year.", dt.date(2024, 6, 1), None),
        ("Did it sell 2000 tonnes?", "It sold 5 in 2023.", None, None),
        ("What was earned?", "It earned 5 in 2023.", None, None),
    ],
)
def test_a_document_must_speak_of_the_year(
    question: str, text: str, date: dt.date | None, missing: str | None
) -> None:
    check = year_check(question, text, date)
    note = f"its document says nothing of {missing}"
    assert (check.note if check else None) == (note if missing else None)


def test_a_missing_year_is_said_once(tmp_path: Path) -> None:
    documents = [Document("marl.txt", "Marl sold salt worth USD 12 million in 2023.")]
    index_documents(documents, tmp_path / "i", Settings())
    engine = Engine.open(tmp_path / "i", Settings(cutoff=0.0))
    answer = engine.ask("How much salt did Marl sell in 2019?")
    assert answer.status is AnswerStatus.NO_ANSWER
    assert [check.note for check in answer.checks if check.kind == "period"] == [
        "its document says nothing of 2019"
    ]
