"""A run that is killed, interrupted or out of room leaves the published generation working."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa.errors import QAError
from qa.settings import Settings
from qa.store.doctor import examine
from qa.store.generations import MANIFEST, read_manifest
from qa.store.index import Index
from qa.store.indexer import index_paths
from qa.types import CheckStatus

_CHILD = """
import sys
from pathlib import Path
from qa.settings import Settings
from qa.store.indexer import index_paths
index_paths([Path(sys.argv[1])], Settings(index=sys.argv[2]))
"""


def child(root: Path, index: str, before: str = "") -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-c", before + _CHILD, str(root), index]
    return subprocess.Popen(arguments, stderr=subprocess.PIPE)


def write_story(root: Path, number: int) -> None:
    text = " ".join(f"Lot {number} holds {item} bags of rice." for item in range(400))
    (root / f"story{number}.txt").write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_kill_nine_at_any_moment(tmp_path: Path) -> None:
    """Twelve kills spread over a run; each time the index opens whole, old or new."""
    root = tmp_path / "docs"
    root.mkdir()
    write_story(root, 0)
    settings = Settings(index=str(tmp_path / "index"))
    index_paths([root], settings)
    spread = random.Random(7)
    for number in range(1, 13):
        write_story(root, number)
        process = child(root, settings.index)
        time.sleep(spread.uniform(0.15, 0.9))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert process.stderr is not None
        process.stderr.close()
        index = Index.open(Path(settings.index))
        assert 1 <= index.manifest.documents <= number + 1
        index.close()
    report = index_paths([root], settings)
    assert report.documents == 13
    assert all(finding.status is CheckStatus.PASS for finding in examine(Path(settings.index)))
    kept = {path.name for path in Path(settings.index).iterdir()}
    assert kept <= {MANIFEST, "LOCK", read_manifest(Path(settings.index)).folder}


@pytest.mark.skipif(os.name != "posix", reason="file size limits are POSIX")
def test_no_room_left_is_one_line_and_loses_nothing(stories: Path, settings: Settings) -> None:
    index_paths([stories], settings)
    before = (Path(settings.index) / MANIFEST).read_bytes()
    write_story(stories, 1)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
    process = child(stories, settings.index, before=limit)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert b"free some disk space" in said.strip().splitlines()[-1]
    assert (Path(settings.index) / MANIFEST).read_bytes() == before
    Index.open(Path(settings.index)).close()
    assert index_paths([stories], settings).documents == 4


def test_an_interrupt_drops_the_draft(
    stories: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa.store.writer import IndexWriter

    index_paths([stories], settings)
    before = json.loads((Path(settings.index) / MANIFEST).read_text())
    write_story(stories, 1)

    def interrupted(self: IndexWriter) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(IndexWriter, "flush", interrupted)
    with pytest.raises(KeyboardInterrupt):
        index_paths([stories], settings)
    monkeypatch.undo()
    assert json.loads((Path(settings.index) / MANIFEST).read_text()) == before
    assert not list(Path(settings.index).glob("*.tmp"))
    assert index_paths([stories], settings).added == 1


def test_a_place_that_cannot_be_written(stories: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(QAError, match="--index"):
        index_paths([stories], Settings(index=str(tmp_path / "file" / "index")))
