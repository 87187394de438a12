"""The pictures of the README: made from what the program says, with nothing from elsewhere."""

from __future__ import annotations

import doctest
import html
import importlib
import re
import sys
from pathlib import Path
from xml.dom import minidom

import pytest

from qa.settings import Settings
from qa.store.indexer import index_paths

EVAL = Path(__file__).parents[2] / "eval"
EXAMPLES = ("budget", "completion", "goldrows", "requests", "session", "tables", "words")


def test_a_picture_shows_a_session_and_fetches_nothing(
    stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(EVAL))
    screens = importlib.import_module("screens")
    settings = Settings(index=str(tmp_path / "index"), cutoff=0.02)
    index_paths([stories], settings)
    picture = screens.draw(settings, ("How much salt did Marl Province sell?", "/filters"))
    minidom.parseString(picture)
    shown = html.unescape(re.sub(r"<[^>]*>", "", picture)).replace("\xa0", " ")
    assert "> How much salt did Marl Province sell?" in shown
    assert "USD 12.5 million · confidence" in shown
    assert "No filters: every document may answer." in shown
    assert "@font-face" not in picture
    assert "url(http" not in picture
    sys.modules.pop("screens")


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_in_docstrings(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"qa.terminal.{name}"))
    assert outcome.attempted
    assert not outcome.failed
