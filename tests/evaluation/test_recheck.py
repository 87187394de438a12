"""Saved answers held against documents that stayed, moved, changed and went."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.engine import Engine
from qa.errors import DatasetError
from qa.evaluation.recheck import Fate, Rechecked, read_saved, recheck
from qa.settings import Settings
from qa.types import Answer, Document

SALT = "Marl Province sold salt worth USD 12.5 million in the first quarter."
TEA = "The tea union of Phu Kham has 210 members in 12 villages."
QUESTIONS = (
    "How much salt did Marl Province sell in the first quarter?",
    "How many members has the tea union of Phu Kham?",
)


def engine_over(folder: Path, **texts: str) -> Engine:
    documents = [Document(f"{name}.txt", text) for name, text in texts.items()]
    settings = Settings(index=str(folder), cutoff=0.02)
    return Engine.from_documents(documents, folder, settings)


def saved(path: Path, *answers: Answer) -> Path:
    lines = (json.dumps(answer.to_record()) + "\n" for answer in answers)
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """The answers to both questions and to a claim, from the first state of the documents."""
    engine = engine_over(tmp_path / "first", salt=SALT, tea=TEA)
    asked = [engine.ask(question) for question in QUESTIONS]
    claim = engine.check("Marl Province sold salt worth more than USD 10 million.")
    engine.close()
    assert [answer.text for answer in asked] == ["USD 12.5 million", "210"]
    return saved(tmp_path / "saved.jsonl", *asked, claim)


def fates(answers: Path, folder: Path, **texts: str) -> list[Rechecked]:
    engine = engine_over(folder, **texts)
    try:
        return [recheck(item, engine) for item in read_saved(answers)]
    finally:
        engine.close()


def test_nothing_changed(answers: Path, tmp_path: Path) -> None:
    found = fates(answers, tmp_path / "now", salt=SALT, tea=TEA)
    assert [(item.fate, item.note) for item in found] == [(Fate.SAME, "")] * 3
    record = found[0].to_record()
    assert (record["id"], record["fate"], record["now"]) == ("1", "same", "USD 12.5 million")
    assert found[2].to_record()["claim"].startswith("Marl Province")


def test_moved_down_and_moved_elsewhere(answers: Path, tmp_path: Path) -> None:
    salt, tea, claim = fates(answers, tmp_path / "now", salt=f"A head.\n\n{SALT}", other=TEA)
    assert (salt.fate, salt.note) == (Fate.MOVED, "salt.txt says it on line 3 now")
    assert (tea.fate, tea.note) == (Fate.MOVED, "tea.txt is gone; other.txt says the same")
    assert claim.fate is Fate.MOVED


def test_further_along_its_line_is_the_same(answers: Path, tmp_path: Path) -> None:
    salt, tea, claim = fates(answers, tmp_path / "now", salt=f"It is out. {SALT}", tea=TEA)
    assert [item.fate for item in (salt, tea, claim)] == [Fate.SAME] * 3
    rows = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        for citation in row["citations"]:
            del citation["line"]
    answers.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    salt, *_ = fates(answers, tmp_path / "again", salt=f"It is out. {SALT}", tea=TEA)
    assert salt.fate is Fate.MOVED


def test_another_figure_and_another_sentence_around_the_same(answers: Path, tmp_path: Path) -> None:
    changed = SALT.replace("12.5", "13.5")
    denied = TEA.replace("has 210", "no longer has 210")
    salt, tea, _ = fates(answers, tmp_path / "now", salt=changed, tea=denied)
    assert salt.fate is Fate.CHANGED
    assert salt.note.startswith("salt.txt no longer says “USD 12.5 million”")
    assert "it says “USD 13.5 million”" in salt.note
    assert tea.fate is Fate.CHANGED
    assert tea.note.startswith("tea.txt no longer says the sentence around it")


def test_a_source_that_went(answers: Path, tmp_path: Path) -> None:
    salt, tea, _ = fates(answers, tmp_path / "now", salt=SALT)
    assert salt.fate is Fate.SAME
    assert tea.fate is Fate.GONE
    assert tea.note.startswith("tea.txt is not in the index")


def test_an_answer_where_there_was_none_is_better(tmp_path: Path) -> None:
    line = {"id": "q7", "question": QUESTIONS[0], "status": "no_answer", "answer": None}
    path = tmp_path / "saved.jsonl"
    path.write_text(json.dumps(line | {"citations": [], "confidence": 0.1}), encoding="utf-8")
    (found,) = fates(path, tmp_path / "now", salt=SALT)
    assert (found.fate, found.note) == (Fate.BETTER, "now “USD 12.5 million”")


def test_another_answer_counts_as_better_only_when_it_is_as_sure(
    answers: Path, tmp_path: Path
) -> None:
    rows = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    rows[0] |= {"answer": "something else", "confidence": 0.0}
    rows[1] |= {"answer": "something else", "confidence": 1.0}
    answers.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    low, high, _ = fates(answers, tmp_path / "now", salt=SALT, tea=TEA)
    assert low.fate is Fate.BETTER
    assert (high.fate, high.note) == (Fate.SAME, "asked again, it says “210”, which is less sure")


@pytest.mark.parametrize(
    "line",
    [
        *("[]", "{}", "{", "\xff", '{"status": "answered", "question": 3.5}'),
        '{"status": "answered", "question": "a", "answer": []}',
    ],
)
def test_what_is_no_record_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "saved.jsonl"
    path.write_bytes(line.encode("latin-1"))
    with pytest.raises(DatasetError, match="line 1"):
        list(read_saved(path))


def test_gold_is_refused_and_a_failed_record_is_known(tmp_path: Path) -> None:
    path = tmp_path / "saved.jsonl"
    path.write_text('{"id": "g1", "question": "Who?", "answerable": true, "answers": []}\n')
    with pytest.raises(DatasetError, match=r"line 1: .*no 'status'; give what qa ask --json"):
        list(read_saved(path))
    path.write_text('{"id": "2", "question": "", "status": "error", "error": "line 2: not JSON"}\n')
    (failed,) = read_saved(path)
    assert failed.failed
