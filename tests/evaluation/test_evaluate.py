"""A whole evaluation with a hand-made engine: every figure, every file, every failure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from evaluation_fakes import WordEngine

from qa.errors import DatasetError, QAError
from qa.evaluation.data import Claim, Dataset, DatasetKind, GoldSpan, Judgement, Query
from qa.evaluation.options import AnswerMode, EvaluationOptions
from qa.evaluation.record import EvaluationRecord
from qa.evaluation.run import evaluate
from qa.evaluation.trec import read_judgements, read_run
from qa.settings import Settings
from qa.types import Document, Verdict

MakeEngine = Callable[[dict[str, str]], WordEngine]

TEXTS = {
    "salt.txt": "The salt pans gave 40 tonnes in May.",
    "tea.txt": "The tea hills gave 12 tonnes of tea.",
}
FORTY = GoldSpan("40", "salt.txt", 19, 21)
TWELVE = GoldSpan("12", "tea.txt", 19, 21)


def asked(name: str, text: str, *spans: GoldSpan, **more: Any) -> Query:
    relevant = tuple(Judgement(span.document, 1) for span in spans)
    group = spans[0].document if spans else name
    return Query(
        name, text, answerable=bool(spans), answers=spans, relevant=relevant, group=group, **more
    )


QUERIES = (
    asked("q1", "how much salt the pans gave", FORTY, type="quantity"),
    asked("q2", "what of May", TWELVE, type="quantity"),  # the word leads to the wrong document
    asked("q3", "zebra", type="person"),
    asked("q4", "who sold the tea"),  # not answerable, and answered all the same
)
CLAIMS = (
    Claim("c1", "the salt pans gave 40", Verdict.SUPPORTED, evidence=(FORTY,), group="salt.txt"),
    Claim("c2", "the tea hills gave 13", Verdict.SUPPORTED, group="c2"),
    Claim("c3", "goats", Verdict.REFUTED, against="There are 3 goats.", group="c3"),
)
GOLD = Dataset("mine", DatasetKind.GOLD, Path("mine.jsonl"), queries=QUERIES, claims=CLAIMS)


def rows(record: EvaluationRecord) -> dict[str, dict[str, Any]]:
    lines = Path(record.per_query).read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def options(tmp_path: Path, **more: Any) -> EvaluationOptions:
    return EvaluationOptions(results=tmp_path / "results", command="qa eval mine.jsonl", **more)


def test_the_record_is_the_contract_with_known_values(
    tmp_path: Path, make_engine: MakeEngine
) -> None:
    record = evaluate(GOLD, options(tmp_path, label="first"), engine=make_engine(TEXTS))
    found = record.to_record()
    assert isinstance(found.pop("seconds"), float)
    assert found == {
        "dataset": "mine",
        "queries": 7,
        # q1 finds its document first, q2 second: "May" and "of" are one word each.
        "retrieval": {
            "nDCG@10": pytest.approx((1 + 0.63093) / 2, abs=1e-4),
            "R@1": 0.5,
            "R@5": 1.0,
            "R@20": 1.0,
            "RR": 0.75,
            "AP": 0.75,
        },
        "answers": {
            "em": 0.5,
            "f1": 0.5,
            "answerable": {"n": 2, "em": 0.5, "f1": 0.5},
            "unanswerable": {"n": 2, "refused": 0.5},
        },
        "claims": {"n": 3, "accuracy": pytest.approx(1 / 3, abs=1e-6), "flips": 1},
        "per_query": (tmp_path / "results" / "first" / "per_query.jsonl").as_posix(),
    }


def test_rows_say_what_was_asked_given_and_scored(tmp_path: Path, make_engine: MakeEngine) -> None:
    record = evaluate(GOLD, options(tmp_path), engine=make_engine(TEXTS))
    found = rows(record)
    assert list(found) == ["q1", "q2", "q3", "q4", "c1", "c2", "c3"]
    first = found["q1"]
    assert (first["kind"], first["type"], first["group"]) == ("question", "quantity", "salt.txt")
    assert (first["gold"], first["answer"], first["status"]) == (["40"], "40", "answered")
    assert first["citations"] == [{"document": "salt.txt", "start": 19, "end": 21, "quote": "40"}]
    assert (first["top"], first["span_rank"]) == (["salt.txt", "tea.txt"], 1)
    assert first["scores"]["nDCG@10"] == 1
    assert first["scores"]["span@1"] == 1
    assert first["scores"]["right"] == 1
    assert "refused" not in first["scores"]
    assert found["q3"]["scores"] == {"em": 1, "f1": 1, "right": 1, "refused": 1}
    assert found["q4"]["scores"] == {"em": 0, "f1": 0, "right": 0, "refused": 0}
    assert (found["c2"]["gold"], found["c2"]["verdict"]) == ("supported", "refuted")
    assert found["c2"]["scores"] == {"accuracy": 0}


def test_withheld_guesses_are_measured_apart(tmp_path: Path, make_engine: MakeEngine) -> None:
    few = asked("q", "please say how much salt came out", FORTY)  # one word of seven is found
    dataset = Dataset("few", DatasetKind.GOLD, Path("few.jsonl"), queries=(few,))
    record = evaluate(dataset, options(tmp_path), engine=make_engine(TEXTS))
    row = rows(record)["q"]
    assert (row["answer"], row["guess"]) == (None, "40")
    assert row["guess_confidence"] == pytest.approx(1 / 7, abs=1e-6)
    assert record.answers is not None
    assert (record.answers.answerable.em, record.answers.forced.em) == (0, 1)
    assert record.selective is not None
    assert record.selective.brier == pytest.approx((1 - 1 / 7) ** 2)


def test_the_summary_holds_what_the_figures_depend_on(
    tmp_path: Path, make_engine: MakeEngine
) -> None:
    chosen = options(tmp_path, label="one", seed=7, settings=Settings(cutoff=0.25))
    evaluate(GOLD, chosen, engine=make_engine(TEXTS))
    folder = tmp_path / "results" / "one"
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["record"]["queries"] == 7
    assert summary["detail"]["by_type"]["quantity"]["n"] == 2
    assert summary["detail"]["claims"]["verdicts"][0]["verdict"] == "supported"
    setup = summary["setup"]
    assert (setup["command"], setup["seed"], setup["depth"]) == ("qa eval mine.jsonl", 7, 100)
    assert setup["settings"]["cutoff"] == 0.25
    assert {"python", "cores", "date", "system"} <= set(setup)
    assert {"qa", "numpy", "ir-measures"} <= set(setup["versions"])
    page = (folder / "summary.md").read_text(encoding="utf-8")
    assert page.startswith("# Evaluation on mine\n")
    assert "| nDCG@10 | 0.8155 |" in page
    assert "cutoff 0.25" in page
    assert read_judgements(folder / "judgements.trec")["q1"] == (Judgement("salt.txt", 1),)
    assert [item.document for item in read_run(folder / "run.trec")["q1"]] == [
        "salt.txt",
        "tea.txt",
    ]


def test_the_same_again_gives_the_same_rows_in_another_folder(
    tmp_path: Path, make_engine: MakeEngine
) -> None:
    records = [
        evaluate(GOLD, options(tmp_path, label="../it"), engine=make_engine(TEXTS))
        for _ in range(2)
    ]
    paths = [Path(record.per_query) for record in records]
    assert [path.parent.name for path in paths] == ["it", "it-2"]
    assert [path.parent.parent for path in paths] == [tmp_path / "results"] * 2
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == ["it", "it-2"]


def test_a_conversation_is_asked_in_order_with_its_history(
    tmp_path: Path, make_engine: MakeEngine
) -> None:
    turns = (
        asked("v.1", "salt pans", FORTY, conversation="v", stands_alone=True),
        asked("w.1", "tea hills", TWELVE, conversation="w", stands_alone=True),
        asked("v.2", "was it in May", FORTY, conversation="v", stands_alone=False),
        Query("s.1", "tea", previous="salt", stands_alone=True),
        Query("s.2", "is it tea", previous="salt", stands_alone=True),
    )
    engine = make_engine(TEXTS)
    dataset = Dataset("talk", DatasetKind.GOLD, Path("talk.jsonl"), queries=turns)
    record = evaluate(dataset, options(tmp_path), engine=engine)
    assert engine.asked == [
        ("salt pans", ()),
        ("tea hills", ()),
        ("was it in May", ("salt pans",)),
        ("salt", ()),
        ("tea", ("salt",)),
        ("salt", ()),
        ("is it tea", ("salt",)),
    ]
    found = rows(record)
    assert found["v.2"]["rewritten"] == "salt pans was it in May"
    assert found["v.2"]["top"][0] == "salt.txt"  # searched as it was rewritten
    assert found["v.2"]["scores"]["completed"] == 1
    assert found["s.1"]["scores"] == {"kept": 1}
    assert found["s.2"]["scores"] == {"kept": 0}
    assert record.rewriting is not None
    assert {item.name: item.value for item in record.rewriting} == {"kept": 0.75, "completed": 1}
    assert record.answers is not None
    assert record.answers.overall.n == 3


def test_documents_of_a_dataset_are_built_in_a_folder_that_goes(
    tmp_path: Path, build: Callable[..., WordEngine]
) -> None:
    built: list[tuple[Path, WordEngine]] = []

    def remember(documents: Any, folder: Path) -> WordEngine:
        built.append((folder, build(documents, folder)))
        return built[-1][1]

    dataset = Dataset(
        "own",
        DatasetKind.BEIR,
        Path("own"),
        documents=tuple(Document(name, text) for name, text in TEXTS.items()),
        queries=(Query("q", "tea hills", relevant=(Judgement("tea.txt", 1),)),),
    )
    record = evaluate(dataset, options(tmp_path, depth=5), build=remember)
    assert record.to_record()["retrieval"]["RR"] == 1
    assert record.to_record()["answers"] is None
    assert rows(record)["q"]["answerable"] is None
    folder, engine = built[0]
    assert engine.closed
    assert not folder.exists()


def test_the_gold_paragraph_is_read_alone(tmp_path: Path, build: Callable[..., WordEngine]) -> None:
    query = asked("q", "tea tonnes", TWELVE, context=TEXTS["tea.txt"])
    dataset = Dataset(
        "squad", DatasetKind.SQUAD, Path("s.json"), (Document("x", "salt gave 99"),), (query,)
    )
    mode = AnswerMode.GOLD_PARAGRAPH
    record = evaluate(dataset, options(tmp_path, mode=mode), build=build)
    assert record.to_record()["retrieval"] is None
    assert record.to_record()["answers"]["em"] == 1
    assert record.right_means == "em"
    assert rows(record)["q"]["scores"] == {"em": 1, "f1": 1, "right": 1}
    with pytest.raises(DatasetError, match=r"mine\.jsonl: has no gold paragraphs; measure it end"):
        evaluate(GOLD, options(tmp_path, mode=mode), build=build)


def test_a_query_that_fails_is_scored_and_the_run_goes_on(
    tmp_path: Path, make_engine: MakeEngine
) -> None:
    bad = asked("bad", "???", FORTY)
    claim = Claim("worse", "!!!", Verdict.SUPPORTED)
    dataset = Dataset(
        "odd", DatasetKind.GOLD, Path("o"), queries=(bad, QUERIES[0]), claims=(claim,)
    )
    record = evaluate(dataset, options(tmp_path), engine=make_engine(TEXTS))
    assert record.failed == 2
    found = rows(record)
    assert found["bad"]["error"] == "the question is empty: type one in words"
    assert found["bad"]["status"] == "error"
    assert set(found["bad"]["scores"].values()) == {0}
    assert found["q1"]["scores"]["right"] == 1
    assert (found["worse"]["verdict"], found["worse"]["scores"]) == (
        "not_enough_info",
        {"accuracy": 0},
    )
    assert record.to_record()["retrieval"]["RR"] == 0.5


def test_limit_progress_and_parts_left_out(tmp_path: Path, make_engine: MakeEngine) -> None:
    steps: list[tuple[int, int]] = []
    engine = make_engine(TEXTS)
    chosen = options(
        tmp_path, limit=2, answers=False, depth=1, progress=lambda *step: steps.append(step)
    )
    record = evaluate(GOLD, chosen, engine=engine)
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert record.to_record()["answers"] is None
    assert engine.asked == []
    assert engine.limits[0] == 1
    record = evaluate(GOLD, options(tmp_path, retrieval=False), engine=make_engine(TEXTS))
    assert record.to_record()["retrieval"] is None
    assert not (Path(record.per_query).parent / "run.trec").exists()


def test_gold_documents_that_are_not_indexed_are_noted(
    tmp_path: Path, make_engine: MakeEngine
) -> None:
    record = evaluate(GOLD, options(tmp_path), engine=make_engine({"tea.txt": TEXTS["tea.txt"]}))
    assert len(record.notes) == 1
    assert record.notes[0].startswith("1 of 2 gold documents are not in the index (salt.txt first)")


def test_nothing_to_ask_and_nobody_to_ask(tmp_path: Path, make_engine: MakeEngine) -> None:
    with pytest.raises(DatasetError, match=r"nothing to ask; give a limit above 0"):
        evaluate(GOLD, options(tmp_path, limit=0), engine=make_engine(TEXTS))
    with pytest.raises(DatasetError, match=r"about the current index; build one with 'qa index'"):
        evaluate(GOLD, options(tmp_path))


def test_results_that_cannot_be_written_leave_nothing_behind(
    tmp_path: Path, make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "results").write_text("a file is in the way")
    with pytest.raises(QAError, match=r"results: the results cannot be written \(File exists\); "):
        evaluate(GOLD, options(tmp_path), engine=make_engine(TEXTS))
    (tmp_path / "results").unlink()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qa.evaluation.results.write_run", full)
    with pytest.raises(QAError, match=r"\(No space left on device\); free space or choose another"):
        evaluate(GOLD, options(tmp_path), engine=make_engine(TEXTS))
    assert list((tmp_path / "results").iterdir()) == []
