"""Untrusted text as it is shown: nothing a terminal would obey is left."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from qa.plain import json_line, plain_line, plain_text, whole_text

_OBEYED = {*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def test_escape_sequences_are_seen_not_obeyed() -> None:
    assert plain_line("\x1b[31mred\x1b[0m") == "␛[31mred␛[0m"
    assert plain_line("\x1b]8;;http://x\x07link\x1b]8;;\x07") == "␛]8;;http://x␇link␛]8;;␇"
    assert plain_line("\x9b31mred") == "31mred"


def test_direction_marks_are_dropped_and_letters_of_other_scripts_kept() -> None:
    assert plain_line("pay \u202eDSU 09\u202c") == "pay DSU 09"
    assert plain_line("שלום ລາວ 東京") == "שלום ລາວ 東京"


def test_white_space_becomes_one_space_and_lines_can_be_kept() -> None:
    assert plain_line(" a\t b\r\n\u2028c ") == "a b c"
    assert plain_text("a\r\nb  c\x07") == "a\nb  c␇"


@given(st.text(st.characters(codec=None)))
def test_nothing_obeyed_is_left(text: str) -> None:
    shown = plain_line(text)
    assert not {ord(character) for character in shown} & _OBEYED
    assert all(unicodedata.category(character) != "Cs" for character in shown)
    shown.encode("utf-8")


@given(st.dictionaries(st.text(), st.text(st.characters(codec="utf-8"))))
def test_a_json_line_reads_back_exactly_and_holds_no_control(record: dict[str, str]) -> None:
    line = json_line(record)
    assert json.loads(line) == record
    assert not {ord(character) for character in line} & _OBEYED


def test_a_lone_surrogate_survives_json() -> None:
    assert json.loads(json_line({"a": "\ud800"})) == {"a": "\ud800"}
    assert json_line({"a": "\ud800"}).isascii()


def test_undecodable_arguments_become_replacement_characters() -> None:
    assert whole_text("caf\udce9") == "caf\ufffd"
