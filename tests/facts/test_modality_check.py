"""A plan or a limit does not answer what has happened."""

from __future__ import annotations

import pytest

from qa.facts.checks import modality_check
from qa.facts.read import read_quantities
from qa.types import CheckStatus

PLAN = "The smelter is expected to produce up to 1 million tonnes a year."
FACT = "The smelter produced 400,000 tonnes in 2023."


@pytest.mark.parametrize(
    ("question", "text", "fails"),
    [
        ("How many tonnes has the smelter produced since 2022?", PLAN, True),
        ("How many tonnes has the smelter produced since 2022?", FACT, False),
        ("How many tonnes is the smelter expected to produce?", PLAN, False),
        ("How many tonnes will it produce?", PLAN, False),
        ("What output has been planned?", PLAN, False),
    ],
)
def test_modality(question: str, text: str, fails: bool) -> None:
    quantity = next(q for q in read_quantities(text) if "tonnes" in q.surface)
    check = modality_check(question, quantity)
    assert (check is not None and check.status is CheckStatus.FAIL) is fails
