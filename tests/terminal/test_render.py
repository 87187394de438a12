"""Screens at fixed widths, and documents that try to take the terminal over."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.cells import cell_len

from qa.terminal.hits import render_hits
from qa.terminal.render import Look, render_answer, render_sources
from qa.terminal.words import ASCII_MARKS, Marks
from qa.types import Alternative, Answer, Check, CheckStatus, Hit, Passage, SideScore

Draw = Callable[..., str]
HOSTILE = (
    "\x1b[31mred\x1b[0m [bold]bold[/bold] :smile: \x1b]8;;http://evil\x07x\x1b]8;;\x07 "
    "\x9b2J \u202egnp.exe\u2066 \x07\x00 [link=http://evil]x[/link]"
)


def test_an_answer_at_60_columns(answer: Answer, draw: Draw) -> None:
    look = Look(surroundings=(("Rain came early.", "Prices rose."),))
    assert draw(render_answer(answer, look)) == (
        "USD 14.2 million · confidence high (93 %)\n"
        "\n"
        "  Rain came early. Growers in the northern valleys sold tea\n"
        "  worth «USD 14.2 million» in the first half of 2024. Prices\n"
        "  rose.\n"
        "  [1] Harvest of the northern valleys reaches a record\n"
        "      3 May 2024 · stories/north.txt:7\n"
        "\n"
        "  ✓ verbatim   ✓ period\n"
        "  ! agreement  1 of 2 sources says USD 13.9 million (newest)\n"
        "\n"
        "  Other candidates\n"
        "  USD 13.9 million · 41 % · b.pdf:9, page 3\n"
        "\n"
    )


def test_a_refusal_says_why(refusal: Answer, draw: Draw) -> None:
    assert draw(render_answer(refusal, Look())) == (
        "No answer\n"
        "  no passage names a person beside “union”\n"
        "\n"
        "  Nearest, but not sure enough\n"
        "  farmers · 20 % · c.txt:1\n"
        "\n"
    )


def test_a_refuted_claim(refuted: Answer, draw: Draw) -> None:
    assert draw(render_answer(refuted, Look())).startswith(
        "✗ Refuted · confidence good (80 %)\n  14.2 million is less than 20 million\n\n"
        "  Growers in the northern valleys"
    )


def test_a_computed_answer_shows_its_formula_and_operands(computed: Answer, draw: Draw) -> None:
    screen = draw(render_answer(computed, Look()))
    assert screen.startswith(
        "Searched as: How much tea was sold a month?\n"
        "USD 2.37 million a month · confidence fair (60 %)\n"
        "  = USD 14.2 million ÷ 6 months\n"
    )
    assert "[1] Harvest" in screen
    assert "[2] no date · b.pdf:9, page 3" in screen


@pytest.mark.parametrize("width", [20, 60, 100, 200])
def test_no_line_is_wider_than_the_screen_or_than_is_readable(
    answer: Answer, draw: Draw, width: int
) -> None:
    wide = replace(answer.citations[0], sentence="ສາລະວັນ 東京 " * 40 + "USD 14.2 million")
    screen = draw(render_answer(replace(answer, citations=(wide,)), Look()), width)
    lines = screen.splitlines()
    assert max(map(cell_len, lines)) <= min(width, 100)
    assert all(line == line.rstrip() for line in lines)


def test_colour_only_adds_to_what_the_marks_say(answer: Answer, draw: Draw) -> None:
    coloured = draw(render_answer(answer, Look()), 100, colour=True)
    assert "\x1b[1;4mUSD 14.2 million\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == draw(render_answer(answer, Look()), 100)


def test_a_stream_without_the_signs_gets_plain_ones(answer: Answer, draw: Draw) -> None:
    screen = draw(render_answer(answer, Look(ASCII_MARKS)), 100)
    assert screen.isascii()
    assert "[USD 14.2 million]" in screen


def test_the_quote_is_marked_where_it_stands_as_a_whole_word(answer: Answer, draw: Draw) -> None:
    twice = replace(answer.citations[0], quote="12", sentence="In 2012 and 12.5, 12 grew.")
    assert "In 2012 and 12.5, «12» grew." in draw(
        render_answer(replace(answer, citations=(twice,)), Look())
    )


def test_a_sentence_without_end_is_cut_around_the_quote(answer: Answer, draw: Draw) -> None:
    long = replace(answer.citations[0], sentence="word " * 5000 + "USD 14.2 million" + " x" * 5000)
    screen = draw(render_answer(replace(answer, citations=(long,)), Look()))
    assert "«USD 14.2 million»" in screen
    assert len(screen) < 3000


def hostile(answer: Answer) -> Answer:
    citation = replace(
        answer.citations[0], document=HOSTILE, title=HOSTILE, sentence=HOSTILE, quote=HOSTILE
    )
    return replace(
        answer,
        text=HOSTILE,
        rewritten=HOSTILE,
        reason=HOSTILE,
        formula=HOSTILE,
        citations=(citation,),
        checks=(Check("value", CheckStatus.FAIL, HOSTILE), Check(HOSTILE, CheckStatus.PASS)),
        alternatives=(Alternative(HOSTILE, 0.9, (replace(citation, document="other"),)),),
    )


def test_document_text_is_shown_as_text(answer: Answer, draw: Draw) -> None:
    look = Look(surroundings=((HOSTILE, HOSTILE),))
    bad = hostile(answer)
    passages = render_hits([hostile_hit()], Marks(), explain=True)
    for block in (render_answer(bad, look), render_sources(bad, look), passages):
        screen = draw(block, 2000)
        assert not set(screen) & set("\x00\x07\x1b\x9b\u202e\u2066")
        assert "␛[31mred␛[0m [bold]bold[/bold] :smile:" in screen
        coloured = draw(block, 2000, colour=True)
        assert set(re.findall(r"\x1b.", coloured)) == {"\x1b["}
        assert not re.search(r"\x1b\[[\d;]*[^\d;m]", coloured)


def hostile_hit() -> Hit:
    passage = Passage(HOSTILE, 0, 9, HOSTILE, ((0, 9),), HOSTILE)
    return Hit(passage, 0.5, 1, terms=SideScore(2.0, 1))


def test_passages_with_each_side_explained(draw: Draw) -> None:
    passage = Passage("a.txt", 0, 12, "It rained\nin May.", ((0, 12),), "Rain")
    hit = Hit(passage, 0.75, 1, terms=SideScore(3.2, 2), dense=None)
    assert draw(render_hits([hit], Marks(), explain=True)) == (
        " 1. Rain · no date · a.txt · 0.750\n"
        "    words 3.200 (rank 2) · meaning not found\n"
        "    It rained in May.\n"
        "\n"
    )


def test_sources_in_full(computed: Answer, draw: Draw) -> None:
    screen = draw(render_sources(computed, Look()))
    assert "[1] Harvest of the northern valleys reaches a record\n    3 May 2024" in screen
    assert "    characters 120 to 136\n" in screen
    assert "    It was «USD 13.9 million».\n" in screen


def test_many_sources_are_counted_until_asked_for(answer: Answer, draw: Draw) -> None:
    many = replace(answer, citations=answer.citations * 6)
    assert "and 2 more: /sources" in draw(render_answer(many, Look()))
    assert "[6]" in draw(render_answer(many, Look(full=True)))
