"""Where typed surfaces stand, hedge included."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reader.surfaces import find_surfaces
from qa.types import AnswerType as T

CASES = [
    (
        "It lent more than LAK 52 billion (USD 2.3 million).",
        [(T.MONEY, "more than LAK 52 billion"), (T.MONEY, "USD 2.3 million")],
    ),
    (
        "Sales hit US$95 million, then over US$110 million.",
        [(T.MONEY, "US$95 million"), (T.MONEY, "over US$110 million")],
    ),
    ("The road cost nearly 6 billion kip.", [(T.MONEY, "nearly 6 billion kip")]),
    ("A loss of 12.5 mln dlrs was booked.", [(T.MONEY, "12.5 mln dlrs")]),
    ("Prices run from €20 to €30.", [(T.MONEY, "€20 to €30")]),
    ("It rose by 12.5 percent, not 12%.", [(T.PERCENT, "12.5 percent"), (T.PERCENT, "12%")]),
    ("Between 3 and 5 per cent left.", [(T.PERCENT, "3 and 5 per cent")]),
    ("Some 1,200 workers came.", [(T.COUNT, "Some 1,200")]),
    (
        "There are twenty-one schools and a dozen shops.",
        [(T.COUNT, "twenty-one"), (T.COUNT, "a dozen")],
    ),
    ("It covers about 4,500 hectares.", [(T.QUANTITY, "about 4,500 hectares")]),
    ("Up to 2 million tonnes a year", [(T.QUANTITY, "Up to 2 million tonnes a year")]),
    (
        "The 70 kilometres squared park has a 120 MW plant.",
        [(T.QUANTITY, "70 kilometres squared"), (T.QUANTITY, "120 MW")],
    ),
    ("It opened on 14 May 2021.", [(T.DATE, "14 May 2021")]),
    (
        "It opened on May 14, 2021, in late 2022 or in June.",
        [(T.DATE, "May 14, 2021"), (T.DATE, "late 2022"), (T.DATE, "June")],
    ),
    ("Written 2024-11-30.", [(T.DATE, "2024-11-30")]),
    ("In the second half of this year", [(T.PERIOD, "the second half of this year")]),
    ("The first three months of 2024", [(T.PERIOD, "The first three months of 2024")]),
    (
        "From 2014 to 2016, and in 2018-2019",
        [(T.PERIOD, "From 2014 to 2016"), (T.PERIOD, "2018-2019")],
    ),
    ("For three years in the 1990s", [(T.PERIOD, "three years"), (T.PERIOD, "the 1990s")]),
    (
        "Last year it was the 19th century.",
        [(T.PERIOD, "Last year"), (T.PERIOD, "the 19th century")],
    ),
    ("Nothing to count here.", []),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_surfaces(text: str, wanted: list[tuple[T, str]]) -> None:
    assert [(one.type, text[one.start : one.end]) for one in find_surfaces(text)] == wanted


def test_the_core_begins_after_the_hedge() -> None:
    text = "worth more than LAK 39 billion"
    (only,) = find_surfaces(text)
    assert (only.start, only.end, only.core) == (6, 30, 16)


@pytest.mark.parametrize(
    "bad",
    [
        "1," * 20_000,
        "9" * 100_000,
        "one " * 10_000,
        " " * 100_000,
        "more than " * 8_000,
        "1 to " * 8_000,
        "1-" * 10_000,
        "5 %" * 8_000,
        "USD " * 20_000,
        "May " * 10_000,
        "$" * 50_000,
        "the first " * 8_000,
    ],
)
def test_no_repeat_runs_away(bad: str) -> None:
    found = find_surfaces(bad)
    assert all(0 <= one.start < one.end <= len(bad) for one in found)


@given(st.text(alphabet="0123456789.,- $%€aeKLADUSmilonthkp", max_size=60))
def test_surfaces_are_ordered_and_apart(text: str) -> None:
    found = find_surfaces(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(one.start <= one.core < one.end for one in found)
