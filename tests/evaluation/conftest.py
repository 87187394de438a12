"""Fixtures of the evaluation's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from evaluation_fakes import WordEngine

from qa.types import Document


@pytest.fixture
def make_engine() -> Callable[[dict[str, str]], WordEngine]:
    """Make the engine over texts by their document's name."""
    return lambda texts: WordEngine(Document(name, text) for name, text in texts.items())


@pytest.fixture
def build() -> Callable[[Iterable[Document], Path], WordEngine]:
    """The builder for datasets with documents of their own; it needs its folder to be there."""

    def build_engine(documents: Iterable[Document], folder: Path) -> WordEngine:
        assert folder.is_dir()
        return WordEngine(documents)

    return build_engine


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The public data that lies beside the project on some machines; skips without it."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the public data sets (../shared/data) are not on this machine")
    return folder
