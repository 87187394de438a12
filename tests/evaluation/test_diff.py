"""Two evaluations that part at each of the stages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa.engine import Engine
from qa.errors import DatasetError
from qa.evaluation.diff import Stage, diff
from qa.evaluation.gold import load
from qa.evaluation.options import EvaluationOptions
from qa.evaluation.run import evaluate
from qa.settings import Settings
from qa.types import Document


def row(**changes: Any) -> dict[str, Any]:
    """A question answered rightly, and what another run did otherwise."""
    place = {"document": "a.txt", "start": 3, "end": 5, "quote": "12"}
    return {
        "id": "q1",
        "group": "a.txt",
        "kind": "question",
        "question": "How many?",
        "answerable": True,
        "gold": ["12"],
        "gold_documents": ["a.txt"],
        "status": "answered",
        "answer": "12",
        "rewritten": None,
        "guess": "12",
        "guess_confidence": 0.8,
        "citations": [place],
        "top": ["a.txt", "b.txt"],
        "span_rank": 1,
        "error": None,
        "scores": {"right": 1.0},
    } | changes


def folder(path: Path, *rows: dict[str, Any], **digests: str | None) -> Path:
    path.mkdir()
    text = "".join(f"{json.dumps(item)}\n" for item in rows)
    (path / "per_query.jsonl").write_text(text, encoding="utf-8")
    named = {name.replace("_", "."): value for name, value in digests.items()}
    (path / "documents.json").write_text(json.dumps(named), encoding="utf-8")
    return path


OTHER = {"answer": "9", "guess": "9", "scores": {"right": 0.0}}
PLACE = {"document": "b.txt", "start": 0, "end": 1, "quote": "9"}


@pytest.mark.parametrize(
    ("changes", "stage", "note"),
    [
        (OTHER, Stage.SPAN, "a.txt:3-5 → b.txt:0-1"),
        (OTHER | {"span_rank": 4}, Stage.LOWER, "the gold place, from number 1 to 4"),
        (OTHER | {"span_rank": None}, Stage.LOST, "the gold place was number 1"),
        (
            {"status": "no_answer", "answer": None, "guess_confidence": 0.2},
            Stage.CUTOFF,
            "“12” is withheld now, at confidence 0.80 → 0.20",
        ),
        (OTHER | {"rewritten": "How many now?"}, Stage.REWRITTEN, "“How many?” → “How many now?”"),
        (OTHER | {"error": "broken"}, Stage.FAILED, "B: broken"),
    ],
)
def test_the_stage_is_named(
    tmp_path: Path, changes: dict[str, Any], stage: Stage, note: str
) -> None:
    a = folder(tmp_path / "a", row(), a_txt="1")
    b = folder(tmp_path / "b", row(citations=[PLACE]) | changes, a_txt="1")
    found = diff(a, b)
    (item,) = found.changed
    assert (item.stage, item.note) == (stage, note)
    assert found.stages == {stage: 1}
    assert found.to_record()["changed"][0]["stage"] == stage.value


def test_the_other_direction_has_its_own_words(tmp_path: Path) -> None:
    a = folder(tmp_path / "a", row(**OTHER, span_rank=None, citations=[PLACE]))
    b = folder(tmp_path / "b", row())
    (item,) = diff(a, b).changed
    assert (item.stage, item.right_a, item.right_b) == (Stage.FOUND, False, True)


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [("1", "2", "a.txt has another text"), ("1", None, "a.txt is gone"), (None, "1", "is new")],
)
def test_an_edited_document_comes_before_all_it_led_to(
    tmp_path: Path, before: str | None, after: str | None, note: str
) -> None:
    a = folder(tmp_path / "a", row(), a_txt=before)
    b = folder(tmp_path / "b", row(**OTHER, span_rank=None), a_txt=after)
    (item,) = diff(a, b).changed
    assert item.stage is Stage.EDITED
    assert note in item.note


def test_equal_answers_are_none_and_lonely_ones_are_counted(tmp_path: Path) -> None:
    a = folder(tmp_path / "a", row(), row(id="only"))
    b = folder(tmp_path / "b", row(span_rank=2, guess_confidence=0.9), row(id="x"), row(id="y"))
    found = diff(a, b)
    assert (found.compared, found.changed, found.only_a, found.only_b) == (1, (), 1, 2)


def test_claims_and_questions_without_gold_places(tmp_path: Path) -> None:
    claim = {"id": "c", "claim": "It is 12.", "verdict": "supported", "reason": "12 = 12"}
    far = row(citations=[PLACE], top=["b.txt"], span_rank=None) | OTHER
    a = folder(tmp_path / "a", claim, row(span_rank=None))
    b = folder(tmp_path / "b", claim | {"verdict": "refuted", "reason": "12 > 9"}, far)
    judged, ranked = diff(a, b).changed
    assert (judged.stage, judged.note) == (Stage.JUDGED, "12 = 12 → 12 > 9")
    assert (ranked.stage, ranked.note) == (Stage.LOWER, "a.txt is not among the first 5 documents")


def test_what_is_no_result_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="per_query"):
        diff(tmp_path, tmp_path)
    (tmp_path / "per_query.jsonl").write_text("\n")
    with pytest.raises(DatasetError, match="holds no row"):
        diff(tmp_path, tmp_path)


def test_two_real_evaluations_before_and_after_an_edit(tmp_path: Path) -> None:
    """Every row is about the same gold; the text of one document is another in the second run."""
    text = "Marl Province sold salt worth USD 12.5 million in the first quarter."
    question = "How much salt did Marl Province sell in the first quarter?"
    span = {"document": "salt.txt", "start": 30, "end": 46, "text": text[30:46]}
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "g", "question": question, "answers": [span]}))
    paths = []
    for number, version in enumerate((text, text.replace("12.5", "13.5"))):
        settings = Settings(index=str(tmp_path / f"index{number}"), cutoff=0.02)
        documents = [Document("salt.txt", version)]
        engine = Engine.from_documents(documents, tmp_path / f"index{number}", settings)
        options = EvaluationOptions(results=tmp_path / "results", settings=settings)
        paths.append(Path(evaluate(load(gold), options, engine=engine).per_query).parent)
        engine.close()
    (item,) = diff(*paths).changed
    assert (item.stage, item.note) == (Stage.EDITED, "salt.txt has another text")
    assert (item.said_a, item.said_b) == ("USD 12.5 million", "USD 13.5 million")
