"""Options read: dates as days, months and years; texts from files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.cli import app
from qa.errors import LoadError, UsageError
from qa.terminal import oneshot
from qa.terminal.requests import read_date, read_filters, read_text_file


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        (" 2024-2-9 ", dt.date(2024, 2, 9), dt.date(2024, 2, 9)),
    ],
)
def test_a_date_s_first_and_last_day(text: str, first: dt.date, last: dt.date) -> None:
    assert read_date(text, "--since") == first
    assert read_date(text, "--until", last=True) == last


@pytest.mark.parametrize("text", ["", "x", "20", "2024-00", "2024-02-30", "0000", "2024-01-01T0"])
def test_what_is_no_date_names_the_option(text: str) -> None:
    with pytest.raises(UsageError, match=r"--until: .* is no date"):
        read_date(text, "--until", last=True)


def test_filters_that_nothing_can_match_are_refused() -> None:
    with pytest.raises(UsageError, match="lies after"):
        read_filters("2025-02", "2025-01", None, None)
    assert not read_filters(None, "", "", None)
    assert read_filters("2025", "2025", None, None).until == dt.date(2025, 12, 31)


def test_a_given_file_is_read_as_the_index_would(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><article><p>It cost <b>9</b> kip.</p></article></body></html>")
    assert "It cost 9 kip." in read_text_file(str(page))
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    for name in ("empty.txt", "broken.pdf"):
        with pytest.raises(LoadError, match=name):
            read_text_file(str(tmp_path / name))
    with pytest.raises(UsageError, match="no such file"):
        read_text_file(str(tmp_path / "gone\x1b.txt"))


@pytest.mark.parametrize("command", ["ask", "check", "search"])
@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["Who is the harbour master"], "Who is the harbour master"),
        (["Who", "is", "the", "--json", "harbour", "master"], "Who is the harbour master"),
        (["-"], "from standard input"),
        (["8", "-", "3"], "8 - 3"),
    ],
)
def test_words_without_quotes_are_one_question(
    command: str, words: list[str], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(oneshot, command, lambda request, **_: asked.append(request.text))
    result = CliRunner().invoke(app, [command, *words], input="from standard input")
    assert (result.exit_code, asked) == (0, [text]), result.output
