"""Whether an answer can be what was asked for."""

from __future__ import annotations

import pytest

from qa.fitting import said_check, type_check
from qa.reader.question import understand
from qa.types import AnswerType, CheckStatus


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many villages were moved?", "nearly 9,000 hectares"),
        ("How long is the lease of the mine?", "nearly 9,000 hectares"),
        ("How deep is the pit?", "9,000 hectares"),
        ("How long does the crossing take?", "1,115 kilometres"),
        ("How many companies were at work in the zone?", "2024"),
        ("What share of exports came from Marl?", "over USD 4 million"),
        ("What interest rate do the bonds pay?", "1.2 billion francs"),
        ("Which bank gave the loans?", "more than LAK 39 billion"),
        ("What new name will Marl Finance be given?", "Marl Finance"),
        ("What was the value of the trade in dollars?", "in 2024"),
        ("Which goods did Marl sell to Lam in 2024?", "66 percent"),
        ("Who owns the mine?", "USD 4 million"),
        ("What were Marl's exports in kip?", "worth of goods"),
        ("How big is Marl Group?", "MG"),
        ("In which province was the seminar held?", "the Lam Handicraft Association"),
        ("Which countries sent help?", "Marl Development Bank"),
        ("How much did Marl export?", "growth in trade"),
        ("What was the net profit of Marl in 2023?", "71,900 tonnes"),
    ],
)
def test_what_contradicts_the_question(question: str, answer: str) -> None:
    assert type_check(question, understand(question).expected, answer) is not None


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many tonnes were sold?", "1.5 mln tonnes"),
        ("How many shares were sold?", "1.5 mln shares"),
        ("How many years does it run?", "20 years"),
        ("How long is the lease?", "50 years"),
        ("How long is the road?", "14 km"),
        ("How many of the growers are women?", "31 per cent"),
        ("What was the yield of cotton?", "2.8 tonnes"),
        ("What was the maize harvest ten years earlier?", "61,000 tonnes"),
        ("How long does the crossing take?", "52 hours"),
        ("How deep is the pit?", "20 metres"),
        ("How much does the sale bring?", "an undisclosed sum"),
        ("What were the sales of Marl?", "USD 4 million"),
        ("How big is the stake?", "20 percent"),
        ("When was it sold?", "late 2022"),
        ("Who owns the mine?", "Marl Mining"),
        ("Which bank lends in dollars?", "Marl Bank"),
        ("Where was the seminar held?", "Soochow University"),
        ("Which city council voted?", "Marl Council"),
        ("Which country's bank paid?", "Marl Development Bank"),
        ("In which province was the seminar held?", "Marl Province"),
        ("How many accidents were there?", "only one accident"),
    ],
)
def test_what_may_be_an_answer(question: str, answer: str) -> None:
    assert type_check(question, understand(question).expected, answer) is None


def test_words_that_say_nothing_answer_nothing() -> None:
    check = type_check("When was it approved?", AnswerType.DATE, "The")
    assert check is not None
    assert check.note == "these words say nothing by themselves"
    listed = type_check("What did Marl mainly import?", AnswerType.LIST, "USD 4 million")
    assert listed is not None
    assert listed.note == "asked for words, these are a figure"


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("The meeting is in the school, not in the village hall.", "the village hall"),
        ("The meeting is in the school, not in the village hall.", "village hall"),
        ("It was signed by Ada Lam rather than by Bo Marl.", "Bo Marl"),
        ("All districts but one, except for Boran, signed.", "Boran"),
        ("2. Dividend. The board proposed HK$0.12 a share.", "2"),
        ("(b) The chair spoke.", "b"),
    ],
)
def test_what_the_document_denies_or_only_numbers_is_no_answer(sentence: str, answer: str) -> None:
    at = sentence.index(answer)
    check = said_check("Where was it?", answer, sentence, at)
    assert check is not None
    assert check.status is CheckStatus.FAIL


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Where is it held?", "Held in the school, not in the hall.", "the school"),
        ("Where is it not held?", "Held in the school, not in the hall.", "the hall"),
        ("Where is it sold?", "It is sold not only in Boran but in Lam.", "Boran"),
        ("When does it open?", "It will not open until 2026.", "2026"),
        ("How long is it?", "It is not less than 5 years.", "5 years"),
        ("What is closed?", "They did not open. The hall is closed.", "The hall"),
        ("How many came?", "2 came.", "2"),
        ("How many came?", "2. In all 2 came.", "2 came"),
    ],
)
def test_what_the_document_says_may_be_an_answer(question: str, sentence: str, answer: str) -> None:
    assert said_check(question, answer, sentence, sentence.rindex(answer)) is None
