"""What a question asks for, over every answer type and many styles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reader.question import understand, without_lead_in
from qa.types import AnswerType

TABLE = {
    AnswerType.MONEY: [
        "How much did Attapeu earn from coffee last year?",
        "how much does the bridge cost",
        "How much money was set aside for schools?",
        "What was the value of timber sold to Japan?",
        "What is the price of a sack of rice?",
        "What budget was approved for the road?",
        "How many dollars did the fund lend?",
        "How much was invested in the dam?",
        "The province imported how much?",
        "attapeu coffee export value 2024",
        "Give the cost of the new market",
        "What were timber sales worth in 2019?",
        "What did the province pay for rice?",
    ],
    AnswerType.PERCENT: [
        "What percentage of farmers own a tractor?",
        "By how much did trade rise in 2023?",
        "how much did tourism grow",
        "What share of the harvest is sold abroad?",
        "What is the literacy rate of the district?",
        "What proportion of the ore is refined?",
        "How many percent of voters agreed?",
        "How much of the ore is refined?",
        "coffee harvest growth 2023",
    ],
    AnswerType.COUNT: [
        "How many schools were built?",
        "how many villages have electricity",
        "What is the population of Paksong?",
        "What number of visitors came?",
        "In total, how many workers are employed?",
        "hwo many bridges are there",
    ],
    AnswerType.QUANTITY: [
        "How many hectares does the farm cover?",
        "How large is the reservoir?",
        "How far is the border from the town?",
        "How tall is the dam?",
        "What is the capacity of the smelter?",
        "What area does the plantation cover?",
        "How much rice was harvested?",
        "How old is the temple?",
        "How many megawatts will it produce?",
        "smelter yearly output capacity",
        "How much gold was mined?",
    ],
    AnswerType.DATE: [
        "When did the seminar take place?",
        "when will the road open",
        "In what year was the bank founded?",
        "On which date was the treaty signed?",
        "What day does the fair begin?",
        "Tell me when the permit was granted",
        "Wehn did work start?",
        "date of the opening ceremony",
    ],
    AnswerType.PERIOD: [
        "How long did the talks last?",
        "What period does the plan cover?",
        "How many years will the loan run?",
        "In which century was the temple built?",
        "For which years are the figures given?",
        "How long does it take to reach Vientiane?",
    ],
    AnswerType.PERSON: [
        "Who opened the factory?",
        "who is the governor of Attapeu",
        "Which minister visited the mine?",
        "Whose idea was the market?",
        "Name the engineer who designed the dam.",
        "By whom was the agreement signed?",
        "What is the name of the president?",
        "Who's the head of the bank?",
        "Hwo wrote the report?",
    ],
    AnswerType.ORGANISATION: [
        "Which company runs the mine?",
        "What ministry approved the plan?",
        "wich bank lends to farmers",
        "What is the name of the company that built it?",
        "Which university took part?",
        "Name the agency behind the survey",
    ],
    AnswerType.PLACE: [
        "Where is the mine?",
        "Which province exported the most rubber?",
        "In which district does the river rise?",
        "What country buys the coffee?",
        "What is the capital of Laos?",
        "where was the seminar held",
        "Whree do the tourists come from?",
        "To which port is the ore shipped?",
        "Which country's ports will the line use?",
    ],
    AnswerType.LIST: [
        "Which products does Attapeu sell?",
        "What countries bought the timber?",
        "List the crops grown on the plateau",
        "What are the main imports?",
        "What goods led the exports?",
        "Who were the founders of the club?",
        "Name the provinces that grow coffee.",
        "Which sectors received loans?",
        "Enumerate the partners",
        "What kinds of metal are mined there?",
        "What areas does the memorandum cover?",
    ],
    AnswerType.REASON: [
        "Why did villagers oppose the dam?",
        "why was the road closed",
        "For what reason did prices fall?",
        "What was the purpose of the visit?",
        "What is the reason for the delay?",
        "How come the factory stopped?",
        "What did they build the wall for?",
    ],
    AnswerType.DEFINITION: [
        "What is alumina?",
        "what is cassava",
        "What does SME stand for?",
        "What does the term kip mean?",
        "Define laterite",
        "What is the Bayer-Hall process?",
        "waht is laterite",
    ],
    AnswerType.YES_NO: [
        "Did Attapeu export rubber?",
        "Is the mine open?",
        "Has the loan been paid back?",
        "Will the road be finished in 2026?",
        "are there any hotels",
        "Can foreigners own land?",
        "Wasn't the bridge closed?",
    ],
    AnswerType.PHRASE: [
        "What did the two ministers discuss?",
        "How is alumina made?",
        "What kind of clay is bauxite?",
        "Is it copper or gold that they mine?",
        "coffee plateau attapeu",
        "What type of contract did they sign?",
    ],
}
CASES = [(text, kind) for kind, texts in TABLE.items() for text in texts]


def test_the_table_covers_every_type_with_eighty_questions() -> None:
    assert set(TABLE) == set(AnswerType)
    assert len(CASES) >= 80


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_expected_type(text: str, kind: AnswerType) -> None:
    asked = understand(text)
    assert asked.expected is kind
    assert asked.accepted[0] is kind


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("How many products does it support?", "products"),
        ("Which province exported rubber?", "province"),
        ("What is the yearly export value of Attapeu?", "yearly export value"),
        ("List the crops grown there", "crops"),
        ("Who came?", ""),
    ],
)
def test_focus(text: str, focus: str) -> None:
    assert understand(text).focus == focus


def test_content_is_what_a_passage_should_show() -> None:
    asked = understand("How much did Attapeu's exporters earn from the coffee sold in 2024?")
    assert asked.content == ("attapeu", "export", "earn", "coffe", "sell", "2024")
    assert asked.words[0] == "Attapeu's"
    assert asked.years == ("2024",)
    assert set(asked.entities) == {"Attapeu's", "2024"}


def test_markers() -> None:
    assert understand("Which firm did not pay?").negated
    assert not understand("Which firm paid?").negated
    assert understand("Which is the largest mine?").superlative
    assert not understand("Which forest burnt in the west?").superlative
    assert understand("Is rice dearer than maize?").comparison
    assert understand("List the crops").wants_list
    assert understand("Who operates the mine?").subject_asked
    assert not understand("Who did the minister visit?").subject_asked


@pytest.mark.parametrize(
    "text", ["", "???", "\x00\x1b[31m", "ສະບາຍດີ ໂລກ", "a" * 100_000, "who " * 30_000]
)
def test_garbage_is_read_without_error(text: str) -> None:
    asked = understand(text)
    assert asked.expected in AnswerType
    assert len(asked.content) <= 700


@given(st.text(max_size=200))
def test_any_text_is_read_the_same_twice(text: str) -> None:
    assert understand(text) == understand(text)
    assert len(understand(text).content) == len(understand(text).words)


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("Do you know when the dry port was opened?", "when the dry port was opened?"),
        ("do you happen to know who runs it", "who runs it"),
        ("Please tell me how much salt Marl sold.", "how much salt Marl sold."),
        ("Hi, could you please tell me in which town it is?", "in which town it is?"),
        ("I'd like to know why prices fell", "why prices fell"),
        ("So, does it say what bauxite is?", "what bauxite is?"),
        ("Any idea, please, where Boran is?", "where Boran is?"),
        # asked of the documents, or for yes or no
        ("Do you know whether the port has signed?", "Do you know whether the port has signed?"),
        ("Did the minister say that exports rose?", "Did the minister say that exports rose?"),
        ("Tell me about salt", "Tell me about salt"),
        ("Who could tell me what it cost?", "Who could tell me what it cost?"),
        ("What do you know?", "What do you know?"),
        ("", ""),
    ],
)
def test_what_comes_before_the_question_is_left_out(asked: str, plain: str) -> None:
    assert without_lead_in(asked) == plain


@given(st.text(max_size=200))
def test_leaving_out_a_lead_in_leaves_the_end_of_the_question(text: str) -> None:
    assert text.endswith(without_lead_in(text))
