"""One's own questions for training: SQuAD 1.1, or gold rows over an index."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")

from qa.errors import DatasetError
from qa.reader.train.own import read_own
from qa.settings import Settings
from qa.store.indexer import index_paths

TEXT = "# Salt\n\nMarl sold salt on 3 May 2024. It got 12 crowns.\n"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "salt.md").write_text(TEXT, encoding="utf-8")
    index_paths([tmp_path / "salt.md"], Settings(index=str(tmp_path / "index")))
    return tmp_path / "index"


def gold(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_gold_rows_become_questions_over_whole_documents(index: Path, tmp_path: Path) -> None:
    start = TEXT.index("12 crowns")
    place = {"document": "salt.md", "start": start, "end": start + 9, "text": "12 crowns"}
    path = gold(
        tmp_path,
        {"id": "1", "question": "What did Marl get?", "answers": [place]},
        {"id": "2", "question": "Who lost?", "answerable": False, "answers": []},
        {"id": "3", "claim": "Marl sold salt.", "verdict": "supported", "evidence": []},
    )
    (asked,) = read_own(path, index)
    assert [asked.text[a:b] for a, b in asked.answers] == ["12 crowns"]
    assert (asked.source, asked.document, asked.title) == ("own", "salt.md", "Salt")
    assert "It got 12 crowns." in [asked.text[a:b] for a, b in asked.sentences]


def test_what_cannot_be_read_is_said(index: Path, tmp_path: Path) -> None:
    place = {"document": "tin.md", "start": 0, "end": 3, "text": "Tin"}
    path = gold(tmp_path, {"id": "1", "question": "What?", "answers": [place]})
    with pytest.raises(DatasetError, match=r"'tin\.md' is not in"):
        list(read_own(path, index))
    with pytest.raises(DatasetError, match="give their --index too"):
        list(read_own(path, None))
    (tmp_path / "bad.json").write_text("[]", encoding="utf-8")
    with pytest.raises(DatasetError, match="not in the SQuAD"):
        list(read_own(tmp_path / "bad.json", None))


@pytest.mark.slow
def test_a_training_command_says_in_one_line_what_is_missing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "qa.reader.train.fit_queries", "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no such training file" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
