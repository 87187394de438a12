"""Claims, comparisons, arithmetic, checks, agreement and search tokens: known values."""

# ruff: noqa: E501 - tables of cases stay in rows
import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from qa.facts.arithmetic import Amount, result
from qa.facts.checks import check_answer
from qa.facts.claims import Evidence, claim_of_question, judge
from qa.facts.compare import compare
from qa.facts.evidence import EvidenceSpan
from qa.facts.hedges import Bound
from qa.facts.interval import Interval
from qa.facts.normalise import search_tokens
from qa.facts.plan import Computation, Refusal, compute
from qa.facts.quantity import Kind
from qa.facts.read import read_quantities
from qa.facts.units import conversion, unit_by_id, unit_candidates
from qa.types import CheckStatus, Verdict

DATE = dt.date(2025, 8, 29)
SUPPORTED, REFUTED, OPEN = Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH_INFO
TRADE = (
    "Sekong Province exported goods worth USD 121.16 million in the first half of this year. "
    "The province's imports came to USD 4.17 million over the six months. "
    "The program backs 29 products made by 16 producer groups. "
    "Loans of LAK 39 billion (USD 1.7 million) were provided. "
    "Officials met the press on 27 August."
)
SEKONG = Evidence.of_text(TRADE, document="sekong.txt", title="Sekong trade", date=DATE)


def read(text: str):
    (quantity,) = [q for q in read_quantities(text) if q.is_compared]
    return quantity


# --- section 7: claims ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("Sekong exported over $100 million in early 2025.", SUPPORTED),
        ("Laos exported over $100 million in early 2025.", OPEN),
        ("Sekong exported over $130 million in the first half of 2025.", REFUTED),
        ("Sekong exported over $130 million in early 2025.", OPEN),
        ("Sekong exported USD 121.16 million and imported USD 4.17 million in H1 2025.", SUPPORTED),
        ("Sekong exported USD 121.16 million and imported USD 9 million in H1 2025.", REFUTED),
        ("Sekong exported more than it imported in the first half of 2025.", SUPPORTED),
        ("Sekong's imports exceeded its exports in the first half of 2025.", REFUTED),
        ("Sekong did not export USD 121.16 million in the first half of 2025.", REFUTED),
    ],
)
def test_claims_over_one_story(claim, verdict):
    assert judge(claim, (SEKONG,)).verdict is verdict


def test_a_verdict_shows_its_reading():
    found = judge("Sekong exported over $100 million in early 2025.", (SEKONG,))
    (atom,) = found.atoms
    assert TRADE[atom.span.start : atom.span.end] == atom.span.quote == "USD 121.16 million"
    assert atom.claim_interval == Interval(Decimal(10**8), None, low_open=True)
    assert atom.evidence_interval == Interval.point(Decimal(121160000))
    assert {gate.name for gate in atom.gates} >= {
        "unit",
        "measure",
        "entity",
        "role",
        "period",
        "modality",
    }
    assert any("read as USD" in check.note for check in found.checks)


def test_passages_keep_document_offsets():
    evidence = Evidence(
        "d",
        TRADE,
        tuple((a + 500, b + 500) for a, b in SEKONG.sentences),
        "Sekong trade",
        DATE,
        500,
    )
    (atom,) = judge("Sekong exported over $100 million in early 2025.", (evidence,)).atoms
    assert TRADE[atom.span.start - 500 : atom.span.end - 500] == "USD 121.16 million"


def test_passages_of_one_document_are_read_together():
    cut = SEKONG.sentences[1][0]
    parts = [
        Evidence("d", TRADE[:cut], SEKONG.sentences[:1], "Sekong trade", DATE),
        Evidence("d", TRADE[cut:], SEKONG.sentences[1:], "Sekong trade", DATE, cut),
    ]
    for evidence in (parts, parts[::-1]):
        found = judge("Sekong's imports were worth USD 4.17 million in H1 2025.", evidence)
        assert found.verdict is SUPPORTED
        span = found.spans[0]
        assert TRADE[span.start : span.end] == "USD 4.17 million"


def test_strict_switches_the_usual_reading_off():
    text = Evidence.of_text("Laos exported more than 4 tonnes of tea in 2024.")
    claim = "Laos exported less than 6 tonnes of tea in 2024."
    assert judge(claim, (text,)).verdict is SUPPORTED
    assert judge(claim, (text,)).atoms[0].flagged
    assert judge(claim, (text,), strict=True).verdict is OPEN


@pytest.mark.parametrize(
    ("claimed", "found", "verdict"),
    [
        ("121 million", "121.16 million", SUPPORTED),
        ("121.16 million", "121 million", OPEN),
        ("120 million", "121.16 million", REFUTED),
        ("more than 100", "100", REFUTED),
        ("at least 100", "100", SUPPORTED),
        ("more than 100", "101", SUPPORTED),
        ("about 100", "104", SUPPORTED),
        ("about 100", "140", REFUTED),
        ("between 20 and 30", "25", SUPPORTED),
        ("between 20 and 30", "31", REFUTED),
        ("less than 5 km", "4,000 m", SUPPORTED),
        ("13,500 hectares", "135 square kilometres", SUPPORTED),
        ("less than 465", "more than 465", REFUTED),
        ("25 percent", "a quarter of it", SUPPORTED),
    ],
)
def test_the_table_of_comparisons(claimed, found, verdict):
    assert compare(read(claimed), read(found)).verdict is verdict


def test_questions_become_claims():
    assert (
        claim_of_question("Did Sekong export more than $100 million?")
        == "Sekong export more than $100 million"
    )
    assert claim_of_question("How much did Sekong export?") is None
    found = judge(
        claim_of_question("Did Sekong export more than $100 million in the first half of 2025?"),
        (SEKONG,),
    )
    assert found.verdict is SUPPORTED


def test_events_are_judged_by_their_dates():
    text = Evidence.of_text("Construction of the dam began in late 2022.", document="d")
    verdicts = [
        judge(f"Construction of the dam began {when}.", (text,)).verdict
        for when in ("in 2022", "in early 2022", "in 2024", "before 2024", "after 2023")
    ]
    assert verdicts == [SUPPORTED, REFUTED, REFUTED, SUPPORTED, REFUTED]


# --- arithmetic -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "text", "formula"),
    [
        ("How many hectares is 135 square kilometres?", "13,500 hectares", "135 square kilometres × 100"),
        ("What was Sekong's trade surplus in the first half of 2025?", "USD 116.99 million",
         "USD 121.16 million − USD 4.17 million"),
        ("What was the total of Sekong's exports and imports in the first half of 2025?",
         "USD 125.33 million", "USD 121.16 million + USD 4.17 million"),
        ("How many products are there per producer group?", "1.8125 products per producer group", "29 ÷ 16"),
        ("What percentage of Sekong's exports did its imports amount to in the first half of 2025?",
         "about 3.44 percent", "USD 4.17 million ÷ USD 121.16 million"),
        ("What exchange rate between kip and dollar do the loans imply?", "about LAK 22,941 per USD",
         "LAK 39 billion ÷ USD 1.7 million"),
    ],
)  # fmt: skip
def test_computed_answers(question, text, formula):
    outcome = compute(question, (SEKONG,))
    assert isinstance(outcome, Computation)
    assert (outcome.text, outcome.formula) == (text, formula)
    for span in outcome.operands:
        assert TRADE[span.start : span.end] == span.quote


def test_a_bound_carries_through():
    text = Evidence.of_text(
        "Lao exports to Japan were US$80 million in 2008. In 2010 they rose to over US$100 million."
    )
    outcome = compute("By how much did Lao exports to Japan rise from 2008 to 2010?", (text,))
    assert (outcome.text, outcome.result.bound) == ("more than USD 20 million", Bound.GT)
    assert outcome.result.interval.high is None


def test_days_between_dates():
    text = Evidence.of_text(
        "Ms Keo announced the plan on July 31. The minister visited the site on 3 February 2026.",
        date=dt.date(2025, 8, 1),
    )
    outcome = compute(
        "How many days passed between Keo's announcement and the minister's visit?", (text,)
    )
    assert outcome.text == "187 days"


def test_different_times_are_refused():
    text = Evidence.of_text(
        "Rice exports were USD 5 million in 2020. Rice imports were USD 3 million in 2022."
    )
    outcome = compute("By how much did rice exports exceed rice imports?", (text,))
    assert isinstance(outcome, Refusal)
    assert "different times" in outcome.reason
    assert len(outcome.operands) == 2


def test_different_currencies_are_refused():
    text = Evidence.of_text(
        "Rice exports were USD 5 million in 2020. Rice imports were 3 billion kip in 2020."
    )
    outcome = compute("By how much did rice exports exceed rice imports in 2020?", (text,))
    assert isinstance(outcome, Refusal)
    assert "rate" in outcome.reason


@pytest.mark.parametrize(
    "question",
    [
        "How much did Sekong export?",
        "Who led the briefing?",
        "What is ODOP?",
        "",
        "How many products are there?",
    ],
)
def test_questions_that_ask_for_no_calculation(question):
    assert compute(question, (SEKONG,)) is None


def test_interval_arithmetic_rounds_outward():
    one, two = Amount.of(read("USD 121.16 million")), Amount.of(read("USD 4.17 million"))
    outcome = result(one.minus(two), "USD", Kind.MONEY)
    assert outcome.interval == Interval(Decimal(116980000), Decimal(117000000))
    assert outcome.view().value == "116990000"
    assert one.over(Amount.exact(Decimal(0))) is None
    assert one.over(Amount.exact(Decimal(-2))) is None
    third = Amount.exact(Decimal(1)).over(Amount.exact(Decimal(3)))
    assert third.scaled(Fraction(3)).interval.low <= 1 <= third.scaled(Fraction(3)).interval.high


def test_conversions_are_exact():
    assert conversion(unit_by_id("km2"), unit_by_id("ha")) == 100
    assert conversion(unit_by_id("rai"), unit_by_id("m2")) == 1600
    assert conversion(unit_by_id("mi"), unit_by_id("km")) == Fraction(1609344, 1000000)
    assert conversion(unit_by_id("kg"), unit_by_id("ha")) is None
    assert unit_candidates("no such unit") == ()


# --- checks and agreement ---------------------------------------------------------------------------


def span_of_quote(evidence: Evidence, quote: str) -> EvidenceSpan:
    start = evidence.text.index(quote)
    sentence = next(s for s in evidence.sentences if s[0] <= start < s[1])
    return EvidenceSpan(
        evidence.document, evidence.title, evidence.date, start, start + len(quote), quote, sentence,
        evidence.text[slice(*sentence)],
    )  # fmt: skip


def notes(question: str, quote: str, *others: Evidence) -> dict[str, tuple[CheckStatus, str]]:
    found = check_answer(question, span_of_quote(SEKONG, quote), (SEKONG, *others))
    return {check.kind: (check.status, check.note) for check in found}


def test_checks_on_a_fitting_answer():
    found = notes("How much did Sekong export in the first half of 2025?", "USD 121.16 million")
    assert found["value"] == (CheckStatus.PASS, "USD 121.16 million reads as 121,160,000 USD")
    assert found["period"][0] is CheckStatus.PASS


def test_checks_on_an_answer_of_another_time_or_kind():
    assert (
        notes("How much did Sekong export in 2019?", "USD 121.16 million")["period"][0]
        is CheckStatus.FAIL
    )
    assert notes("What percentage was it?", "USD 121.16 million")["type"][0] is CheckStatus.WARN
    assert notes("How many hectares is it?", "29")["unit"][0] is CheckStatus.WARN


def test_the_twin_is_shown_with_its_rate():
    status, note = notes("How much was lent?", "LAK 39 billion")["twin"]
    assert status is CheckStatus.PASS
    assert "22,000–23,939 LAK per USD" in note


def test_agreement_and_conflict_between_documents():
    def other(amount: str, name: str, date: dt.date) -> Evidence:
        text = (
            f"Sekong Province exported goods worth USD {amount} million in the first half of 2025."
        )
        return Evidence.of_text(text, document=name, title="Sekong trade", date=date)

    question = "How much did Sekong export in the first half of 2025?"
    same = other("121.16", "b.txt", dt.date(2025, 9, 1))
    revised = other("118.20", "c.txt", dt.date(2025, 10, 1))
    status, note = notes(question, "USD 121.16 million", same)["agreement"]
    assert (status, note) == (CheckStatus.PASS, "2 sources say USD 121.16 million")
    status, note = notes(question, "USD 121.16 million", same, revised)["agreement"]
    assert status is CheckStatus.WARN
    assert "2 sources" in note
    assert "c.txt (2025-10-01) says USD 118.20 million (newest)" in note


def test_one_document_does_not_disagree_with_itself():
    text = (
        "Sekong Province exported goods worth USD 121.16 million in the first half of 2025. It "
        "exported goods worth USD 30 million in the first half of 2025."
    )
    itself = Evidence.of_text(text, document=SEKONG.document, title="Sekong trade", date=DATE)
    question = "How much did Sekong export in the first half of 2025?"
    assert "agreement" not in notes(question, "USD 121.16 million", itself)


def test_a_line_may_be_long_in_kilometres():
    text = "The new railway line is 86 kilometres long."
    evidence = Evidence.of_text(text, document="a.txt", title="Rail", date=None)
    at = text.index("86 kilometres")
    span = EvidenceSpan("a.txt", "Rail", None, at, at + 13, "86 kilometres", (0, len(text)), text)
    found = check_answer("How long is the new railway line?", span, [evidence])
    assert ("type", CheckStatus.PASS) in {(check.kind, check.status) for check in found}
    found = check_answer("How long did it stay closed?", span, [evidence])
    assert ("type", CheckStatus.WARN) in {(check.kind, check.status) for check in found}


# --- search by number ---------------------------------------------------------------------------------


def test_one_value_finds_itself_in_every_form():
    def tokens(text: str) -> set[str]:
        return set(search_tokens(text).split())

    assert "4523000" in tokens("4,523,000") & tokens("4523000") & tokens("4.523 million")
    assert {"USD", "121160000"} <= tokens("$121.16m") & tokens("USD 121.16 million")
    assert tokens("1,30,000") == {"130000"}
    assert search_tokens("3,14 and 1.0.21 on 10 m") == "3,14 and 1.0.21 on 10 m"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What was Marl's trade surplus in October?",
         "Marl's trade surplus plunged to USD 211 million in October."),
        ("What share of Lam mortgages does Marl account for?",
         "Marl accounts for 50 percent of Lam mortgages."),
    ],
)  # fmt: skip
def test_an_amount_that_the_text_says_outright_is_not_calculated(question, text):
    assert compute(question, (Evidence.of_text(text, document="d"),)) is None


GOODS = (
    "Veldora exported goods worth USD 3.42 billion in 2024. Coffee came to USD 910 million. "
    "Copper concentrate came to USD 655 million."
)


def test_an_operand_is_of_the_goods_that_were_named():
    question = "How much coffee and copper together did Veldora export?"
    outcome = compute(question, (Evidence.of_text(GOODS, document="d"),))
    assert isinstance(outcome, Computation)
    assert [span.quote for span in outcome.operands] == ["USD 910 million", "USD 655 million"]


def test_a_sum_without_its_numbers_is_refused_and_not_quoted():
    question = "What do the coffee and the tin exports of Veldora add up to?"
    outcome = compute(question, (Evidence.of_text(GOODS, document="d"),))
    assert isinstance(outcome, Refusal)


def test_a_currency_is_named_in_several_ways():
    for question in (
        "What is the dollar value of the exports?",
        "How much in dollars did Sekong export?",
        "How many dollars did Sekong earn in 2025?",
        "What were the exports worth in dollars?",
    ):
        status, note = notes(question, "USD 121.16 million")["unit"]
        assert (status, note) == (CheckStatus.PASS, "USD, as asked"), question
    # no amount in kip stands beside it
    assert notes("What is the kip value?", "USD 121.16 million")["unit"][0] is CheckStatus.FAIL
    assert "unit" not in notes("What was exported in Sekong?", "USD 121.16 million")
    assert "unit" not in notes("What sum did exports reach in value?", "USD 121.16 million")


def test_what_is_said_of_one_is_not_divided_again():
    text = Evidence.of_text(
        "The ministry ordered 500,000 doses of vaccine at a cost of USD 9.40 a dose."
    )
    assert compute("How much does the vaccine cost per dose?", (text,)) is None
    whole = Evidence.of_text("The ministry ordered 500,000 doses. The doses cost USD 4.5 million.")
    outcome = compute("How much do the doses cost per dose?", (whole,))
    assert isinstance(outcome, Computation)
    assert outcome.text == "USD 9 per dose"
