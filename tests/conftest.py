"""Shared fixtures: a small folder of own stories, settings that point into tmp_path."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.settings import Settings

STORIES = {
    "salt.txt": (
        " date 2024-03-05 Marl Province sold salt worth USD 12.5 million in the first quarter.\n\n"
        "The buyers were Thailand, China and Japan, said the provincial trade office. "
        "Almost 400 people work in the salt pans.\n\n"
        "Roads and ports\n\n"
        "A new road to the port of Lam opened on 2 March. It cost 9 billion kip."
    ),
    "tea.txt": (
        "Tea growers of Phu Kham look abroad\n"
        "Tea growers of Phu Kham look abroad\n"
        "The tea growers' union of Phu Kham hopes to double its sales to Germany. "
        "In 2012 it sold 30 tonnes, and more than 45 tonnes in 2014. "
        "The union has 210 members in 12 villages."
    ),
    "notes/mine.md": (
        "---\ntitle: Copper mine to reopen\ndate: 2023-11-20\n---\n\n"
        "# Copper mine to reopen\n\n"
        "The Vang copper mine will reopen in 2026 after three years. Its owner, Vang Metals, "
        "plans to spend USD 80 million. The mine closed because prices fell.\n"
    ),
}


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """A folder with three short stories written for the tests."""
    root = tmp_path / "stories"
    for name, text in STORIES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return root


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index=str(tmp_path / "index"))


@pytest.fixture(autouse=True)
def _no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the caller's QA_* settings and hub access out of the tests."""
    import os

    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
