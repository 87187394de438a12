"""Answers written by hand for the views, and screens of a fixed width."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
from rich.console import Console, RenderableType

from qa.types import (
    Alternative,
    Answer,
    AnswerStatus,
    AnswerType,
    Check,
    CheckStatus,
    Citation,
    Verdict,
)

TEA = Citation(
    "stories/north.txt",
    "Harvest of the northern valleys reaches a record",
    dt.date(2024, 5, 3),
    None,
    7,
    120,
    136,
    "USD 14.2 million",
    "Growers in the northern valleys sold tea worth USD 14.2 million in the first half of 2024.",
)
RIVAL = Citation("b.pdf", "", None, 3, 9, 5, 21, "USD 13.9 million", "It was USD 13.9 million.")
FARMERS = Citation("c.txt", "", None, None, 1, 0, 7, "farmers", "farmers say so.")


@pytest.fixture
def answer() -> Answer:
    return Answer(
        "How much tea was sold?",
        AnswerStatus.ANSWERED,
        text="USD 14.2 million",
        answer_type=AnswerType.MONEY,
        confidence=0.934,
        citations=(TEA,),
        checks=(
            Check("verbatim", CheckStatus.PASS),
            Check("period", CheckStatus.PASS),
            Check("agreement", CheckStatus.WARN, "1 of 2 sources says USD 13.9 million (newest)"),
        ),
        alternatives=(
            Alternative("tea worth USD 14.2 million", 0.5, (TEA,)),
            Alternative("USD 13.9 million", 0.41, (RIVAL,)),
            Alternative("farmers", 0.02, (FARMERS,)),
        ),
    )


@pytest.fixture
def refusal() -> Answer:
    return Answer(
        "Who leads the union?",
        AnswerStatus.NO_ANSWER,
        confidence=0.2,
        reason="no passage names a person beside “union”",
        alternatives=(Alternative("farmers", 0.2, (FARMERS,)),),
    )


@pytest.fixture
def refuted() -> Answer:
    return Answer(
        "Tea sold for more than USD 20 million.",
        AnswerStatus.ANSWERED,
        confidence=0.8,
        citations=(TEA,),
        reason="14.2 million is less than 20 million",
        verdict=Verdict.REFUTED,
    )


@pytest.fixture
def computed() -> Answer:
    return Answer(
        "How much a month?",
        AnswerStatus.ANSWERED,
        rewritten="How much tea was sold a month?",
        text="USD 2.37 million a month",
        confidence=0.6,
        computed=True,
        formula="USD 14.2 million ÷ 6 months",
        citations=(TEA, RIVAL),
    )


@pytest.fixture
def draw() -> Callable[..., str]:
    """Render at a width, without colour unless asked; the characters as a terminal gets them."""

    def render(block: RenderableType, width: int = 60, *, colour: bool = False) -> str:
        out = io.StringIO()
        console = Console(
            file=out,
            width=width,
            color_system="standard" if colour else None,
            force_terminal=colour,
            markup=False,
            emoji=False,
            highlight=False,
            legacy_windows=False,
        )
        console.print(block)
        return out.getvalue()

    return render
