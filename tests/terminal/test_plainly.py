"""What goes into a pipe: whole sentences on one line, no chrome."""

from __future__ import annotations

from qa.terminal.plainly import answer_lines, hit_lines
from qa.terminal.words import Marks
from qa.types import Answer, Hit, Passage


def test_an_answer_as_lines(answer: Answer) -> None:
    assert list(answer_lines(answer, Marks())) == [
        "USD 14.2 million",
        f"  “{answer.citations[0].sentence}”",
        "  Harvest of the northern valleys reaches a record · 3 May 2024 · stories/north.txt:7",
        "  confidence high (93 %)",
        "  ✓ verbatim, period",
        "  ! agreement: 1 of 2 sources says USD 13.9 million (newest)",
        "  or: USD 13.9 million (41 %, b.pdf:9, page 3)",
    ]


def test_a_refusal_and_a_verdict_as_lines(refusal: Answer, refuted: Answer) -> None:
    assert list(answer_lines(refusal, Marks())) == [
        "No answer",
        "  no passage names a person beside “union”",
        "  nearest: farmers (20 %, c.txt:1)",
    ]
    lines = list(answer_lines(refuted, Marks()))
    assert lines[:2] == ["✗ Refuted", "  14.2 million is less than 20 million"]


def test_a_passage_as_lines() -> None:
    hit = Hit(Passage("a.txt", 5, 17, "It\x1b[2J\nrained.", ((5, 17),), "Rain"), 0.75, 1)
    assert list(hit_lines(hit, Marks(), explain=False)) == [
        "1. a.txt:5-17 · Rain · no date · score 0.750",
        "   It␛[2J rained.",
    ]
