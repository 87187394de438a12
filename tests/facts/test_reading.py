"""Reading quantities: the own gold, the specification's gold, offsets, worked examples."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest

from qa.facts.hedges import Bound
from qa.facts.interval import Interval
from qa.facts.numbers import parse_digits, parse_words
from qa.facts.quantity import NOT_COMPARED, Direction, Kind, Modality, Quantity, Role, implied_rate
from qa.facts.read import read_quantities

GOLD = Path(__file__).resolve().parents[2] / "eval" / "gold" / "quantities.jsonl"
DATE = dt.date(2025, 8, 29)


def numbers(text: str, anchor: dt.date | None = DATE) -> list[Quantity]:
    return [q for q in read_quantities(text, anchor=anchor) if q.kind not in NOT_COMPARED]


def one(text: str, anchor: dt.date | None = DATE) -> Quantity:
    found = numbers(text, anchor)
    assert len(found) == 1, [q.surface for q in found]
    return found[0]


def interval(low: str | None, high: str | None, brackets: str = "[]") -> Interval:
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    return Interval(ends[0], ends[1], brackets[0] == "(", brackets[1] == ")")


def gold_rows() -> list[dict]:
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def unit_of(quantity: Quantity) -> str | None:
    if len(quantity.candidates) == 3:
        return "ton"
    if quantity.currency and quantity.unit is not None and quantity.unit.factor == 1:
        return quantity.currency
    return quantity.unit.id if quantity.unit else None


def period_of(quantity: Quantity) -> list[str] | str | None:
    if quantity.period is None:
        return None
    dates = quantity.period.dates
    return [day.isoformat() for day in dates] if dates else "unknown"


@pytest.mark.parametrize("row", gold_rows(), ids=lambda row: row["id"])
def test_own_reading_cases(row):
    anchor = dt.date.fromisoformat(row["date"]) if row["date"] else None
    found = numbers(row["text"], anchor)
    assert [q.surface for q in found] == [gold["text"] for gold in row["quantities"]]
    for gold, read in zip(row["quantities"], found, strict=True):
        assert (read.start, read.end) == (gold["start"], gold["end"])
        assert row["text"][read.start : read.end] == read.surface
        assert read.bound.value == gold["bound"]
        assert unit_of(read) == gold["unit"]
        assert period_of(read) == gold["period"]
        near = Decimal("0.000001")
        if gold["value"] is not None:
            assert abs(read.nominal - Decimal(gold["value"])) <= abs(read.nominal) * near
        for name in ("low", "high"):
            if gold[name] is not None:
                assert getattr(read.interval, name) == Decimal(gold[name])


def test_there_are_at_least_150_own_cases():
    assert len(gold_rows()) >= 150


# --- section 7 of the specification, in its order -----------------------------------------------


def test_gold_exports_in_the_first_half_of_this_year():
    text = "Sekong exported goods worth USD 121.16 million in the first half of this year"
    read = one(text)
    assert (read.kind, read.currency, read.nominal) == (Kind.MONEY, "USD", 121160000)
    assert (read.step, read.bound, read.role) == (10000, Bound.EXACT, Role.LEVEL)
    assert read.period.dates == (dt.date(2025, 1, 1), dt.date(2025, 7, 1))
    assert read.period.anchor.value == "document"


def test_gold_imports():
    read = one("Imports totaled USD 4.17 million, mainly machinery")
    assert (read.nominal, read.step, read.period) == (4170000, 10000, None)


def test_gold_twins_and_their_rate():
    first, second = numbers("more than LAK 39 billion (USD 1.7 million) in loans")
    assert first.equivalent_to == (second.start, second.end)
    assert second.equivalent_to == (first.start, first.end)
    rate = implied_rate(first, second)
    assert rate.interval.low == 22000
    assert round(rate.interval.high) == 23939
    assert round(rate.nominal) == 22941


def test_gold_nearly_9000_hectares():
    read = one("covering nearly 9,000 hectares", dt.date(2026, 2, 5))
    assert (read.kind, read.bound) == (Kind.AREA, Bound.NEAR_BELOW)
    assert read.interval == interval("8100", "9000", "[)")
    assert (read.step, read.round_unit) == (1, 1000)


def test_gold_up_to_a_million_tonnes():
    text = "is expected to produce up to 1 million tonnes of aluminum annually once operational"
    read = one(text)
    assert (read.kind, read.bound, read.per) == (Kind.MASS, Bound.LE, "year")
    assert read.interval == interval("0", "1000000")
    assert read.modality in {Modality.FORECAST_OR_PLAN, Modality.PERMITTED_OR_CAPACITY}


def test_gold_growth_by_66_percent():
    read = one("In 2024, Laos-Russia trade increased by 66 percent", dt.date(2025, 8, 1))
    assert (read.kind, read.role, read.direction) == (Kind.PERCENT, Role.CHANGE_BY, Direction.UP)
    assert read.period.dates == (dt.date(2024, 1, 1), dt.date(2025, 1, 1))


def test_gold_more_than_4_billion_kip():
    text = "in 2014-2015 the province reported exports valued at more than 4 billion kip"
    read = one(text, None)
    assert (read.currency, read.bound) == ("LAK", Bound.GT)
    assert read.interval == interval("4E9", None, "(]")
    assert read.usual == interval("4E9", "5E9", "()")
    assert read.period.dates == (dt.date(2014, 1, 1), dt.date(2016, 1, 1))


def test_gold_a_share_of_a_share_has_no_absolute_value():
    percent, majority = numbers("accounting for 87 percent of the majority of trade")
    assert (percent.nominal, percent.of.split(" of ")[0]) == (87, "the majority")
    assert majority.nominal is None
    assert majority.interval == interval("0.5", "1", "(]")


def test_gold_a_period_is_no_quantity():
    assert numbers("uses in the 2025-2026 period") == []
    date = read_quantities("uses in the 2025-2026 period")[0]
    assert date.period.dates == (dt.date(2025, 1, 1), dt.date(2027, 1, 1))


def test_gold_27_august_takes_the_year_of_the_document():
    date = read_quantities("a media briefing on 27 August.", anchor=DATE)[0]
    assert date.period.dates == (dt.date(2025, 8, 27), dt.date(2025, 8, 28))


def test_gold_last_year_without_a_date_is_unknown():
    assert one("it was about US$250 million last year", None).period.dates is None


# --- worked examples and pieces -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("surface", "value"),
    [
        ("4,523,000", "4523000"), ("1,30,000", "130000"), ("1.300.000", "1300000"),
        ("1 300 000", "1300000"), ("12,5", "12.5"), ("121.16", "121.16"), ("12'000", "12000"),
    ],
)  # fmt: skip
def test_separators(surface, value):
    assert parse_digits(surface).value == Decimal(value)


@pytest.mark.parametrize("surface", ["1.2.3", "9" * 50, "1,2,3", "12,3456"])
def test_surfaces_that_are_no_number(surface):
    assert parse_digits(surface) is None


def test_number_words():
    numeral, used = parse_words(("three", "thousand", "nine", "hundred", "boats"))
    assert (numeral.value, used) == (3900, 4)
    assert parse_words(("two", "three"))[1] == 1


def test_offsets_move_with_start():
    text = "It cost USD 5 million (LAK 110 billion) in 2024."
    plain, moved = read_quantities(text), read_quantities(text, start=100)
    assert [q.start + 100 for q in plain] == [q.start for q in moved]
    assert moved[0].equivalent_to == (moved[1].start, moved[1].end)
    assert all(p.start >= 100 for q in moved for p in q.parts)


def test_the_view_shows_plain_decimals():
    view = one("exports of USD 121.16 million").view()
    assert (view.value, view.low, view.high) == ("121160000", "121155000", "121165000")
    assert (view.unit, view.kind, view.bound) == ("USD", "money", "exact")


def test_several_currencies_stay_candidates():
    assert one("It cost $5.").currencies[:2] == ("USD", "AUD")
    assert one("It cost Rs 500.").currencies[0] == "INR"
    assert one("They paid 3 million kip").currencies == ("LAK",)


def test_a_year_before_a_colon_belongs_to_the_figure_behind_it():
    text = "In 2024 revenue was HK$2.36 billion (2023: HK$2.05 billion)."
    money = [q for q in read_quantities(text) if q.surface.startswith("HK$")]
    assert [q.period.dates[0].year for q in money] == [2024, 2023]
