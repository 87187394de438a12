"""`qa calibrate`: shares as people write them, the drawing, the command from end to end."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qa.cli import app
from qa.engine import Engine
from qa.errors import UsageError
from qa.evaluation.calibrate import CutoffPoint
from qa.reader import load_reader
from qa.settings import Settings
from qa.store.cutoff import cutoff_in_force, read_cutoff, reader_name
from qa.store.generations import read_manifest
from qa.store.indexer import index_paths
from qa.terminal.budget import draw, read_share


@pytest.mark.parametrize(
    ("text", "share"), [("5%", 0.05), ("5 %", 0.05), (" 0.05", 0.05), ("0%", 0.0), ("12.5%", 0.125)]
)
def test_shares(text: str, share: float) -> None:
    assert read_share(text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["", "%", "five", "100%", "-1%", "1.0", "5", "nan", "inf"])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(UsageError, match=r"5% or 0\.05"):
        read_share(text)


def test_the_drawing() -> None:
    curve = [CutoffPoint(0.9, 10, 0, 20), CutoffPoint(0.5, 15, 3, 20), CutoffPoint(0.1, 20, 8, 20)]
    lines = draw(curve, curve[1])
    assert lines[0] == "wrong, share of answers"
    assert lines[1] == " 40% │" + " " * 50 + "·"
    assert lines[6] == " 20% │" + " " * 38 + "o"
    assert lines[11] == "  0% │" + " " * 25 + "·"
    assert max(map(len, lines)) < 60
    assert draw([], None)[-1].endswith("answered, share of questions")


def test_from_end_to_end(
    stories: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_paths([stories], settings)
    text = (stories / "salt.txt").read_bytes().decode()
    start = text.index("USD 12.5 million")
    span = {"document": "salt.txt", "start": start, "end": start + 16, "text": "USD 12.5 million"}
    rows = [
        {"id": "a", "question": "How much salt did Marl sell?", "answerable": True,
         "answers": [span]},
        {"id": "b", "question": "Who sings in Oslo?", "answerable": False, "answers": []},
    ]  # fmt: skip
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    arguments = ["calibrate", str(gold), "--max-wrong", "60%", "--index", settings.index]
    done = CliRunner().invoke(app, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout)
    assert (record["asked"], record["left_out"]) == (2, 1)
    stored = read_cutoff(Path(settings.index))
    assert stored is not None
    assert stored.cutoff == record["cutoff"]
    shown = CliRunner().invoke(app, arguments)
    assert "kept with the index until it changes" in shown.stdout
    assert "2 questions, and 1 with their document left out" in shown.stdout
    assert shown.stderr.startswith("caution: chosen from 2 questions; with fewer than 30 ")
    assert len(shown.stderr.splitlines()) == 1
    monkeypatch.setattr("qa.terminal.budget._HARDLY", 1.1)
    undo = CliRunner().invoke(app, arguments).stderr.splitlines()[1]
    assert "of the questions are answered; allow more with --max-wrong" in undo
    assert undo.endswith(str(Path(settings.index) / "CUTOFF.json"))


def test_the_cutoff_in_force_is_told_until_the_index_changes(
    stories: Path, settings: Settings
) -> None:
    def run(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--index", settings.index])

    run("index", str(stories))
    assert "cut-off    0.1 (built in)\n" in run("status").stdout
    engine = Engine.open(settings.index, settings)
    engine.keep_cutoff(0.42, max_wrong=0.05, questions=40)
    engine.close()
    kept = run("status").stdout
    assert "cut-off    0.42 (calibrated " in kept
    assert run("index").stderr == ""
    (stories / "new.txt").write_text("Lam sold tin.", encoding="utf-8")
    told = "the calibrated cut-off 0.42 has expired with this change: run qa calibrate again"
    assert told in run("index").stderr.splitlines()
    assert "0.1 (built in; the calibrated one has expired (the index has" in run("status").stdout
    record = json.loads(run("status", "--json").stdout)["cutoff"]
    assert record["value"] == 0.1
    assert record["origin"].startswith("built in; the calibrated one has expired")
    assert record["expired"].startswith("the index has changed since ")
    (stories / "new.txt").unlink()
    assert "expired" not in run("index").stderr


def test_the_cutoff_told_is_the_one_that_an_engine_holds_answers_to(
    stories: Path, settings: Settings
) -> None:
    index_paths([stories], settings)
    Engine.open(settings.index, settings).keep_cutoff(0.42, max_wrong=0.05, questions=40)
    for change in ({}, {"reader": "lexical"}, {"cutoff": 0.3}):
        asked = replace(settings, **change)
        engine = Engine.open(settings.index, asked)
        fingerprint = read_manifest(Path(settings.index)).fingerprint
        name = reader_name(asked)
        told = cutoff_in_force(Path(settings.index), fingerprint, asked, name)
        assert str(told) == f"{engine.cutoff.value:g} ({engine.cutoff.origin})"
        assert reader_name(asked) == load_reader(asked).name


def test_bad_input(settings: Settings, tmp_path: Path) -> None:
    runner = CliRunner()
    missing = runner.invoke(app, ["calibrate", str(tmp_path / "none.jsonl")])
    assert missing.exit_code == 1
    assert len(missing.stderr.strip().splitlines()) == 1
    wrong = runner.invoke(app, ["calibrate", str(tmp_path / "none.jsonl"), "--max-wrong", "much"])
    assert wrong.exit_code == 2
