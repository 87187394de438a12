from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reader.words import Line, stem


@pytest.mark.parametrize(
    "family",
    [
        "export exports exporter exporters exporting exported",
        "operate operated operation operations operator",
        "province provinces provincial",
        "cover covers covering covered",
        "study studies studied studying",
        "organise organization organised organizing",
        "began begin started launch",
        "led leading lead",
        "Laos Laos' Laos’s",
        "4,523,000 4523000",
    ],
)
def test_forms_of_a_word_share_their_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("mine", "mint"), ("general", "gene"), ("2024", "2025")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_line_has_one_class_per_token() -> None:
    line = Line.of("Sekong sold 29.")
    assert line.kinds == "Cwnp"
    assert line.lowers == ["sekong", "sold", "29", "."]
    assert [line.text[a:b] for a, b in zip(line.starts, line.ends, strict=True)][2] == "29"


@given(st.text(max_size=300))
def test_tokens_lie_in_order_inside_the_text(text: str) -> None:
    line = Line.of(text)
    bounds = [place for pair in zip(line.starts, line.ends, strict=True) for place in pair]
    assert bounds == sorted(bounds)
    assert len(line.kinds) == len(line.starts) == len(line.stems) == len(line.lowers)
