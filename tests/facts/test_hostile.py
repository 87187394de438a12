"""Hostile input: bounded work, no exception, offsets true, intervals monotonic, round trips."""

# ruff: noqa: E501 - tables of cases stay in rows
import datetime as dt
import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import EmptyQuestion
from qa.facts.checks import check_answer
from qa.facts.claims import Evidence, judge
from qa.facts.evidence import EvidenceSpan
from qa.facts.hedges import Bound, bound_interval
from qa.facts.interval import Interval
from qa.facts.normalise import search_tokens
from qa.facts.numbers import parse_digits
from qa.facts.plan import compute
from qa.facts.quantity import NOT_COMPARED
from qa.facts.read import read_quantities
from qa.types import Verdict

DATE = dt.date(2025, 8, 29)
PIECES = [
    "1", "9,000", "12.5", "-", "–", "−", "﹣", "(", ")", "[", "{", "<", "%", "$", "US$", "USD ", "LAK ",
    "million", "bn", "half", "a third", "of", "and", "between", "from", "to", "more than", "nearly",
    "kip", "tonnes", "km²", "per", "year", "in 2024", "this year", "Q1 2025", "27 August", "٣", "໒", "５",
    "½", "3/4", "e9", "10^", "99999999999", "\u00a0", "\n", " ", " ", " ", ".", ",", "respectively",
    "İ", "ß", "ﬁ", "\u200b", "\x00", "doubled", "third-largest", "not", "expected to", "0", "000", "x",
]  # fmt: skip
mixtures = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def check_reading(text: str) -> None:
    end = 0
    for quantity in read_quantities(text, anchor=DATE):
        assert text[quantity.start : quantity.end] == quantity.surface
        assert quantity.start >= end or quantity.kind in NOT_COMPARED
        end = max(end, quantity.end) if quantity.kind not in NOT_COMPARED else end
        low, high = quantity.interval.low, quantity.interval.high
        assert low is None or high is None or low <= high
        quantity.view().to_record()


@settings(max_examples=400, deadline=None)
@given(mixtures)
def test_mixtures_of_pieces_are_read_without_error(text):
    check_reading(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text):
    check_reading(text)
    search_tokens(text)


@settings(max_examples=60, deadline=None)
@given(mixtures, mixtures)
def test_any_claim_question_and_answer_pass_without_error(claim, text):
    evidence = Evidence.of_text(text, document="d", title=claim[:30], date=DATE)
    if claim.strip():
        assert judge(claim, (evidence,)).verdict in set(Verdict)
    compute(claim, (evidence,))
    span = EvidenceSpan("d", "", DATE, 0, len(text), text, (0, len(text)), text)
    check_answer(claim, span, (evidence,))


FORMS = [
    "How many {} per {}?", "What share of {} were {}?", "By how much did {} exceed {}?",
    "How many days between {} and {}?", "What was the total of {} and {}?", "ratio of {} to {}",
    "By what percentage did {} grow from 2019 to {}?", "How much larger was {} than {}?",
    "What was the average {} of a {}?", "How many {} is {}?", "How much {} a month in {}?",
    "What were {} a year, on average, over 2019 and {}?", "exchange rate {} {}",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FORMS), mixtures, mixtures, mixtures)
def test_forms_of_calculation_take_any_operands(form, one, two, text):
    compute(form.format(one, two), (Evidence.of_text(text, document="d", date=DATE),))


@pytest.mark.parametrize(
    "text",
    [
        "9" * 1_000_000,
        "1," * 300_000 + "1",
        "1.000." * 100_000,
        "(" * 100_000 + "5 million" + ")" * 100_000,
        "- " * 200_000 + "5",
        "from 1 to " * 20_000,
        "more than " * 50_000 + "5",
        "one hundred and " * 20_000,
        "a half and a " * 20_000,
        "1/" * 20_000 + "2",
        "2024-" * 40_000,
        "$" * 200_000 + "5",
        "@" * 200_000,
        "a" * 300_000 + "@" + "b" * 300_000,
        "5 " + "very " * 100_000 + "tonnes",
        "27 " * 20_000 + "August",
        "rose " * 40_000 + "by 5 percent",
        "not " * 40_000 + "5",
        "Name " * 30_000 + "5",
        "٣" * 100_000,
        "5\u00a0" * 100_000,
    ],
    ids=range(21),
)
def test_megabytes_are_read_in_bounded_time(text):
    check_reading(text)
    search_tokens(text)


@pytest.mark.slow
def test_fuzz_twenty_thousand_mixtures():
    pick = random.Random(20250829)
    for _ in range(20_000):
        check_reading(" ".join(pick.choices(PIECES, k=pick.randint(1, 24))))


def test_an_empty_claim_is_refused_in_one_line():
    with pytest.raises(EmptyQuestion, match="claim is empty"):
        judge("  ", ())


def test_a_claim_of_ten_thousand_words_is_answered():
    claim = "Laos exported 5 tonnes and imported 7 tonnes, " * 1300
    found = judge(claim, ())
    assert found.verdict is Verdict.NOT_ENOUGH_INFO
    assert "one sentence" in found.reason


def test_a_claim_without_number_or_comparable_word():
    found = judge("The weather was fine.", (Evidence.of_text("It rained."),))
    assert found.verdict is Verdict.NOT_ENOUGH_INFO
    assert "no number" in found.reason


# --- round trips and monotonic intervals --------------------------------------------------------

amounts = st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False)


@given(st.integers(min_value=0, max_value=10**15))
def test_grouped_digits_round_trip(number):
    assert parse_digits(f"{number:,}").value == number


@given(st.integers(min_value=1000, max_value=10**9), st.sampled_from(["USD", "LAK", "EUR"]))
def test_written_money_round_trips(number, code):
    found = [q for q in read_quantities(f"It cost {code} {number:,} in all.") if q.is_compared]
    assert [(q.nominal, q.currency) for q in found] == [(number, code)]


@given(st.integers(min_value=1, max_value=9999), st.sampled_from(["tonnes", "ha", "km", "percent"]))
def test_a_surface_reads_as_itself(number, unit):
    text = f"a total of {number} {unit} there"
    (first,) = [q for q in read_quantities(text) if q.is_compared]
    (again,) = [q for q in read_quantities(first.surface) if q.is_compared]
    assert (again.nominal, again.unit, again.kind) == (first.nominal, first.unit, first.kind)


@given(amounts, st.sampled_from(list(Bound)))
def test_the_value_bounds_its_interval(value, bound):
    numeral = parse_digits(f"{value:f}")
    strict, usual = bound_interval(bound, numeral)
    closed = Interval(strict.low, strict.high)
    assert closed.contains(Interval.point(numeral.value))
    assert usual is None or strict.contains(usual)


@given(amounts, amounts, st.sampled_from([Bound.GT, Bound.GE, Bound.LT, Bound.LE]))
def test_a_greater_number_moves_the_bound_up(one, two, bound):
    small, great = sorted((one, two))
    first, _ = bound_interval(bound, parse_digits(f"{small:f}"))
    second, _ = bound_interval(bound, parse_digits(f"{great:f}"))
    if bound in {Bound.GT, Bound.GE}:
        assert first.contains(second)
    else:
        assert second.contains(first)


ends = st.one_of(st.none(), st.integers(-50, 50).map(Decimal))
intervals = st.builds(
    lambda a, b, c, d: Interval(*((a, b) if a is None or b is None or a <= b else (b, a)), c, d),
    ends, ends, st.booleans(), st.booleans(),
).filter(lambda i: not (i.is_point and (i.low_open or i.high_open)))  # fmt: skip


@given(intervals, intervals)
def test_containing_and_disjoint_exclude_each_other(one, two):
    if one.contains(two):
        assert not one.is_disjoint(two)
    assert one.is_disjoint(two) == two.is_disjoint(one)
    common = one.intersection(two)
    assert (common is None) == one.is_disjoint(two)
    if common is not None:
        assert one.contains(common)
        assert two.contains(common)


@given(intervals, intervals)
def test_a_sum_holds_the_sums_of_the_ends(one, two):
    total = one.plus(two)
    assert (total.low is None) == (one.low is None or two.low is None)
    assert (total.high is None) == (one.high is None or two.high is None)
