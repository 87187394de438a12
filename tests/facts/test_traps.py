"""Every trap of section 6 of the numeric specification, by its number."""

import datetime as dt
from decimal import Decimal

import pytest

from qa.facts.claims import Evidence, judge
from qa.facts.hedges import Bound
from qa.facts.plan import Computation, Refusal, compute
from qa.facts.quantity import NOT_COMPARED, Direction, Kind, Modality, Quantity, Role
from qa.facts.read import read_quantities
from qa.types import Verdict

DATE = dt.date(2025, 8, 29)


def numbers(text: str, anchor: dt.date | None = DATE) -> list[Quantity]:
    return [q for q in read_quantities(text, anchor=anchor) if q.kind not in NOT_COMPARED]


def one(text: str, anchor: dt.date | None = DATE) -> Quantity:
    found = numbers(text, anchor)
    assert len(found) == 1, [q.surface for q in found]
    return found[0]


def verdict(claim: str, text: str, *, date: dt.date | None = DATE, title: str = "") -> Verdict:
    return judge(claim, (Evidence.of_text(text, document="d", title=title, date=date),)).verdict


SUPPORTED, REFUTED, OPEN = Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH_INFO


def test_01_percent_point_and_basis_point_are_different_units():
    kinds = [q.kind for q in numbers("by 3 percent, 3 percentage points and 25 basis points")]
    assert kinds == [Kind.PERCENT, Kind.PERCENTAGE_POINT, Kind.BASIS_POINT]
    text = "In 2024 the share of rice exports rose by 3 percentage points."
    assert verdict("The share of rice exports rose by 3 percent in 2024.", text) is OPEN


def test_02_by_to_and_from():
    roles = [q.role for q in numbers("sales rose by 66 percent, from 73 to 121 million dollars")]
    assert roles == [Role.CHANGE_BY, Role.CHANGE_FROM, Role.CHANGE_TO]
    text = "Laos exports rose by 66 percent in 2024."
    assert verdict("Laos exports rose to 66 percent in 2024.", text) is OPEN


def test_03_twins_count_once_in_a_sum():
    text = "Laos gave loans of LAK 39 billion (USD 1.7 million) to farmers in 2024."
    outcome = compute(
        "What was the total of the loans in kip and the loans in dollars?",
        (Evidence.of_text(text, document="d"),),
    )
    assert not isinstance(outcome, Computation)


def test_04_currencies_that_are_units_elsewhere():
    assert one("4 billion kip").currency == "LAK"
    assert one("120 million baht").currency == "THB"
    assert one("361 million pounds").currency == "GBP"
    assert one("It weighs 25 pounds").kind is Kind.MASS
    assert one("$5").currencies[0] == "USD"
    assert one("¥500").currencies == ("JPY", "CNY")
    assert one("Rs 500").currency == "INR"


def test_05_m_t_and_k():
    assert one("80 m high").unit.id == "m"
    assert one("$5m").nominal == 5000000
    assert one("5m tonnes").nominal == 5000000
    assert one("100t of ore").unit.id == "t"
    assert one("US$1.2bn").nominal == 1200000000
    assert one("2 mln tonnes").nominal == 2000000
    assert one("5k boxes").nominal == 5000


def test_06_ton_keeps_three_meanings():
    assert {u.id for u in one("20 tons of ore").candidates} == {"short_ton", "t", "long_ton"}
    assert [u.id for u in one("20 tonnes of ore").candidates] == ["t"]
    assert [u.id for u in one("20 short tons of ore").candidates] == ["short_ton"]
    text = "The mine shipped 20 tons of ore in 2024."
    assert verdict("The mine shipped 20 tonnes of ore in 2024.", text) is OPEN


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 milliard euros", "2E9"), ("5 lakh rupees", "500000"), ("3 crore rupees", "30000000"),
        ("1,30,000 rupees", "130000"), ("1.300.000 euros", "1300000"), ("1 300 000 ha", "1300000"),
        ("4\u00a0523\u00a0000 ha", "4523000"), ("12,5 kg", "12.5"), ("a billion euros", "1E9"),
    ],
)  # fmt: skip
def test_07_scales_and_separators(text, value):
    assert one(text).nominal == Decimal(value)


@pytest.mark.parametrize(
    "text", ["in the 2025-2026 period", "in 2012–13", "fiscal 2025/26", "in 2008"]
)
def test_08_years_are_no_quantities(text):
    assert numbers(text) == []
    assert read_quantities(text)[0].kind is Kind.DATE


@pytest.mark.parametrize(
    "text",
    [
        "on 27 August", "the third meeting", "Road 13 is closed", "Decree 145", "COVID-19",
        "call +856 21 212 345", "they won 3-1", "at 10.30 on Monday", "version 1.0.21", "a 747-400",
        "see www.example.org/2024/15", "mail a12@b.org",
    ],
)  # fmt: skip
def test_09_identifiers_are_never_compared(text):
    assert numbers(text) == []


def test_10_half_and_quarter_as_periods_and_as_shares():
    assert numbers("in the first half of this year and the third quarter of 2024") == []
    assert one("a quarter of exports").nominal == Decimal("0.25")
    assert one("half of the villages").nominal == Decimal("0.5")
    assert numbers("during half of this year") == []


def test_11_hyphen_as_minus_or_as_range():
    assert one("a change of -5 percent").nominal == -5
    assert one("a change of −5 percent").nominal == -5
    assert one("5-10 percent").bound is Bound.RANGE
    assert one("1000 – 5000 boats").interval.high == 5000


def test_12_shared_scale_and_unit():
    read = one("from 3 to 5 million tonnes")
    assert (read.interval.low, read.interval.high, read.unit.id) == (3000000, 5000000, "t")


def test_13_respectively():
    text = "The totals for 2020 and 2021 were 5 and 7 million tonnes, respectively."
    first, second = numbers(text)
    assert (first.unit.id, first.period.start.year) == ("t", 2020)
    assert (second.nominal, second.period.start.year) == (7000000, 2021)


def test_14_multiples_and_mixed_changes():
    doubled = one("exports more than doubled")
    assert (doubled.kind, doubled.interval.low, doubled.bound) == (Kind.MULTIPLE, 2, Bound.GT)
    assert one("three times more").kind is Kind.MULTIPLE
    by, to = numbers("sales were up 66 percent to 121 million")
    assert (by.role, by.direction, to.role) == (Role.CHANGE_BY, Direction.UP, Role.CHANGE_TO)


def test_15_plans_and_capacities_are_no_reports():
    assert one("a capacity of 500 MW").modality is Modality.PERMITTED_OR_CAPACITY
    assert one("the firm expects 5 million boxes").modality is Modality.FORECAST_OR_PLAN
    assert one("it plans to build 12 schools").modality is Modality.FORECAST_OR_PLAN
    text = "The dam is expected to produce 500 GWh in 2024."
    assert verdict("The dam produced 500 GWh in 2024.", text) is OPEN
    assert verdict("The dam produced 900 GWh in 2024.", text) is OPEN


def test_16_negation():
    assert one("not more than 50 boats").bound is Bound.LE
    assert one("failed to reach 100 boats").modality is Modality.NEGATED
    text = "Sekong did not export 100 tonnes of coffee in 2024."
    assert verdict("Sekong exported 100 tonnes of coffee in 2024.", text) is OPEN
    text = "Visitors pay a landing fee of 15 dollars. Children under 12 do not pay it."
    assert verdict("Children under 12 pay the landing fee.", text) is OPEN
    text = "It sold 5,000 tonnes that were not taxed."
    assert verdict("It sold 5,000 tonnes.", text) is SUPPORTED


def test_17_last_year_needs_a_document_date():
    text = "Sekong exports were worth USD 5 million last year."
    claim = "Sekong exports were worth USD 5 million in 2024."
    assert verdict(claim, text, date=DATE) is SUPPORTED
    assert verdict(claim, text, date=None) is OPEN
    assert verdict(claim, text, date=dt.date(2019, 3, 1)) is OPEN


def test_18_a_longer_stretch_says_nothing_of_a_shorter_one():
    text = "Sekong exports were worth USD 5 million in 2024."
    assert verdict("Sekong exports were worth USD 5 million in March 2024.", text) is OPEN
    assert verdict("Sekong exports were worth USD 9 million in March 2024.", text) is OPEN


def test_19_other_place_other_thing_other_measure():
    text = "Sekong Province exported goods worth USD 121.16 million in the first half of this year."
    for claim in (
        "Laos exported goods worth USD 121.16 million in the first half of 2025.",
        "Sekong imported goods worth USD 121.16 million in the first half of 2025.",
        "Sekong exported coffee worth USD 121.16 million in the first half of 2025.",
        "Attapeu exported goods worth USD 300 million in the first half of 2025.",
    ):
        assert verdict(claim, text) is OPEN, claim


def test_20_a_rounded_headline_is_borne_out_by_the_exact_body():
    text = "Sekong exported goods worth USD 121.16 million in 2024."
    assert verdict("Sekong exported goods worth USD 121 million in 2024.", text) is SUPPORTED
    assert verdict("Sekong exported goods worth USD 121.2 million in 2024.", text) is SUPPORTED
    assert verdict("Sekong exported goods worth USD 120 million in 2024.", text) is REFUTED
    coarse = "Sekong exported goods worth USD 121 million in 2024."
    assert verdict("Sekong exported goods worth USD 121.16 million in 2024.", coarse) is OPEN


def test_21_a_revised_figure_is_a_conflict():
    old = Evidence.of_text(
        "Sekong exported goods worth USD 121 million in 2024.",
        document="old",
        date=dt.date(2025, 1, 5),
    )
    new = Evidence.of_text(
        "Sekong exported goods worth USD 118 million in 2024.",
        document="new",
        date=dt.date(2025, 6, 5),
    )
    found = judge("Sekong exported goods worth USD 121 million in 2024.", (old, new))
    assert found.verdict is OPEN
    assert [span.document for span in found.conflicts] == ["new"]
    assert any(check.kind == "agreement" and "118" in check.note for check in found.checks)


def test_22_zero_negative_growth_and_percent_above_100():
    assert one("0 percent").nominal == 0
    assert one("exports grew 212 percent").nominal == 212
    assert one("growth of minus 2 percent").nominal == -2
    text = "Rice sales were worth USD 0 in 2020. Rice sales were worth USD 5 million in 2021."
    outcome = compute(
        "By what percentage did rice sales grow from 2020 to 2021?", (Evidence.of_text(text),)
    )
    assert isinstance(outcome, Refusal)
    assert "zero" in outcome.reason


def test_23_a_share_of_a_share():
    text = "Thailand and Vietnam took 87 percent of the majority of the trade of Sekong."
    assert verdict("Thailand and Vietnam took 87 percent of the trade of Sekong.", text) is OPEN


def test_24_one_of_a_dozen_several():
    assert numbers("one of the firms") == []
    assert one("a dozen eggs").nominal == 12
    several = read_quantities("several workers")[0]
    assert (several.bound, several.nominal, several.is_compared) == (Bound.VAGUE, None, False)


def test_25_per_unit_is_no_total():
    assert one("USD 50 per person").per == "person"
    text = "The tour cost USD 50 per person in 2024."
    assert verdict("The tour cost USD 50 in 2024.", text) is OPEN


def test_26_an_average_is_no_total():
    text = "Average exports of Sekong were USD 5 million in 2024."
    assert verdict("Exports of Sekong were USD 5 million in 2024.", text) is OPEN


def test_27_a_unit_inside_a_noun():
    read = one("the 5-hectare site")
    assert (read.nominal, read.unit.id, read.surface) == (5, "ha", "5-hectare")


def test_28_a_number_split_over_a_line():
    text = "It cost USD 5\nmillion and took 12\nmonths."
    assert [q.nominal for q in numbers(text)] == [5000000, 12]


def test_29_claims_without_a_number():
    text = "Exports of Laos doubled in 2024."
    assert verdict("Exports of Laos rose in 2024.", text) is SUPPORTED
    assert verdict("Exports of Laos fell in 2024.", text) is REFUTED
    assert verdict("Imports of Laos fell in 2024.", text) is OPEN
    assert verdict("The weather was fine.", text) is OPEN


def test_30_the_same_number_of_another_thing():
    text = "Sekong has 29 villages and 16 schools."
    assert verdict("Sekong has 29 schools.", text) is not SUPPORTED
    assert verdict("Sekong has 29 villages.", text) is SUPPORTED


@pytest.mark.parametrize(
    "text", ["9" * 1_000_000, "1e999999999", "10^999999999", "1," * 200_000 + "1"]
)
def test_31_huge_numbers_are_identifiers(text):
    assert all(q.nominal is None or abs(q.nominal) < Decimal("1E40") for q in read_quantities(text))


def test_32_newswire_abbreviations():
    read = numbers("Net 4.5 mln dlrs, bid 312 mln stg, rate 4.25 pct", None)
    assert [(q.nominal, q.currency or q.unit.id) for q in read] == [
        (4500000, "USD"), (312000000, "GBP"), (Decimal("4.25"), "percent"),
    ]  # fmt: skip
