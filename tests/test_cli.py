"""The commands over a real index: what is printed where, and the exit codes."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from qa.cli import app
from qa.engine import Engine
from qa.settings import Settings
from qa.store.indexer import index_paths

QUESTION = "How much salt did Marl Province sell in the first quarter?"
RECORD_KEYS = [
    *("id", "question", "rewritten", "status", "answer", "answer_type", "confidence"),
    *("computed", "formula", "citations", "quantities", "checks", "alternatives", "reason"),
    *("error", "elapsed_ms"),
]
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """`run("ask", …)` as the command line would, in an empty folder, over `tmp_path/index`."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
    # The first reader's confidence is another test's matter.
    monkeypatch.setenv("QA_CUTOFF", "0.02")

    def invoke(*words: object, text: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], input=text)

    return invoke


@pytest.fixture
def indexed(run: Run, stories: Path) -> Run:
    """As `run`, over an index of the test's own stories."""
    assert run("index", stories).exit_code == 0
    return run


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test that only reads puts an index for all of them."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture
def ready(run: Run, stories: Path, shared: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """As `run`, over an index shared with other tests."""
    index = shared / "index"
    if not index.exists():
        shutil.copytree(stories, shared / "stories")
        index_paths([shared / "stories"], Settings(index=str(index)))
    monkeypatch.setenv("QA_INDEX", str(index))
    return run


def one_line(result: Result) -> str:
    """The one line an error gets, after checking that it is one and all there is."""
    assert "Traceback" not in result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("qa: ")
    return line


def program(*words: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qa", *map(str, words)]
    return subprocess.run(command, text=True, capture_output=True, timeout=60, **options)


def test_help_names_every_command_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['qa', '--help']\n"
        "from qa.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as stop: code = stop.code\n"
        "heavy = ['numpy', 'rich', 'prompt_toolkit', 'faiss', 'tantivy', 'sqlite3', 'torch']\n"
        "print('loaded:', [name for name in heavy if name in sys.modules], code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert "loaded: [] 0" in done.stdout
    for name in ("index", "ask", "check", "search", "batch", "eval", "status", "doctor"):
        assert f"\n  {name} " in done.stdout


def test_index_ask_search_status_doctor(run: Run, stories: Path) -> None:
    made = run("index", stories)
    assert made.exit_code == 0
    assert made.stdout.startswith("3 documents, ")
    assert "(files: 3 added)" in made.stdout
    assert run("index").stdout.startswith("nothing changed: 3 files, ")
    answered = run("ask", QUESTION)
    assert answered.exit_code == 0
    assert answered.stdout.startswith("USD 12.5 million\n")
    assert "sold salt worth USD 12.5 million in the first quarter" in answered.stdout
    assert " · 5 March 2024 · salt.txt:1\n" in answered.stdout
    assert answered.stderr == ""
    found = run("search", "copper mine", "-k", 1, "--explain")
    assert found.stdout.startswith("1. notes/mine.md:")
    assert "words " in found.stdout
    assert "documents  3\n" in run("status").stdout
    assert run("doctor").exit_code == 0


def test_ask_json_is_the_contract_s_record(indexed: Run, stories: Path) -> None:
    record = json.loads(indexed("ask", QUESTION, "--json").stdout)
    assert list(record) == RECORD_KEYS
    assert record["status"] == "answered"
    citation = record["citations"][0]
    text = (stories / citation["document"]).read_text(encoding="utf-8")
    assert text[citation["start"] : citation["end"]] == citation["quote"] == "USD 12.5 million"


def test_other_json_outputs_are_whole_objects(indexed: Run, stories: Path) -> None:
    hits = [json.loads(line) for line in indexed("search", "tea", "--json").stdout.splitlines()]
    assert hits[0]["document"] == "tea.txt"
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
    assert json.loads(indexed("status", "--json").stdout)["documents"] == 3
    assert json.loads(indexed("doctor", "--json").stdout)["healthy"] is True
    (stories / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    report = json.loads(indexed("index", "--json").stdout)
    assert report["unchanged"] == 3
    assert [item["path"] for item in report["skipped"]] == ["bad.pdf"]


def test_a_question_from_standard_input(ready: Run) -> None:
    assert ready("ask", "-", text=QUESTION).stdout.startswith("USD 12.5 million\n")


def test_filters_narrow_what_may_answer(ready: Run) -> None:
    def documents(*words: object) -> set[str]:
        lines = ready("search", "Province tea mine sold", "--json", *words).stdout.splitlines()
        return {json.loads(line)["document"] for line in lines}

    assert documents("--since", "2024") == {"salt.txt"}
    assert documents("--until", "2023-11") == {"notes/mine.md"}
    assert documents("--in", "notes") == {"notes/mine.md"}
    assert documents("--title", "TEA growers") == {"tea.txt"}
    nothing = ready("search", "tea", "--since", "2030")
    assert (nothing.exit_code, nothing.stdout) == (3, "")
    assert nothing.stderr.startswith("no passage matches")


def test_a_question_over_a_given_file_needs_no_index(run: Run, stories: Path) -> None:
    result = run("ask", QUESTION, "--context", stories / "salt.txt", "--json")
    assert json.loads(result.stdout)["answer"] == "USD 12.5 million"


def test_filters_that_no_document_meets_are_named(ready: Run) -> None:
    result = ready("ask", QUESTION, "--in", "nosuch")
    assert result.stdout.splitlines()[:2] == [
        "No answer",
        "  no document matches the filter: in nosuch (0 of 3)",
    ]
    assert result.exit_code == 3
    both = ready("ask", QUESTION, "--title", "zzz", "--since", "2030", "--json")
    assert json.loads(both.stdout)["reason"] == (
        "no document matches the filters together: from 1 January 2030, titled “zzz” (0 of 3)"
    )
    undated = ready("ask", QUESTION, "--since", "2030")
    assert "from 1 January 2030 (0 of 3); 1 has no date and is left out" in undated.stdout
    found = ready("search", "tea", "--in", "nosuch")
    assert found.stderr == (
        "no passage matches; no document matches the filter: in nosuch (0 of 3)\n"
    )
    assert "no document matches" not in ready("ask", QUESTION, "--in", "tea.txt").stdout


def test_a_cutoff_of_minus_one_is_the_calibrated_one(ready: Run) -> None:
    assert ready("ask", QUESTION, "--cutoff", "-1").exit_code == 0


def test_no_answer_is_exit_code_3(ready: Run) -> None:
    result = ready("ask", "Who won the chess olympiad in Reykjavik?", "--cutoff", 1)
    assert result.exit_code == 3
    assert result.stdout.startswith("No answer\n  ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ask", ""], "empty"),
        (["ask", " \n "], "empty"),
        (["ask", "?!…"], "no word"),
        (["ask", "x" * 100_000], "100,000 characters"),
        (["search", "!"], "no word"),
        (["ask", "x", "--since", "yesterday"], "--since: 'yesterday' is no date"),
        (["ask", "x", "--until", "2025-13"], "--until: '2025-13' is no date"),
        (["ask", "x", "--since", "2025", "--until", "2024"], "lies after"),
        (["ask", "x", "--cutoff", "2"], "'--cutoff': 2 is not between 0 and 1; -1 takes"),
        (["ask", "x", "--cutoff", "-0.5"], "is not between 0 and 1"),
        (["ask", "x", "--cutoff", "nan"], "is not between 0 and 1"),
        (["check", ""], "the claim is empty"),
        (["check", "?!"], "the claim has no word"),
        (["check", "x" * 100_000], "the claim has 100,000 characters"),
        (["ask", "x", "--context", "nowhere.txt"], "nowhere.txt: no such file"),
        (["ask"], "see qa ask --help"),
        (["aks", "x"], "Did you mean 'ask'?"),
        (["ask", "x", "--nonsense"], "--nonsense"),
        (["search", "x", "-k", "0"], "-k"),
        (["batch", "-", "--resume"], "--resume"),
        (["eval", "compare", "a"], "compare takes two"),
        (["eval", "diff", "a"], "diff takes two"),
        (["recheck"], "see qa recheck --help"),
        (["eval", "a", "b"], "one dataset"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(ready: Run, words: list[str], said: str) -> None:
    result = ready(*words)
    assert said in one_line(result)
    assert result.exit_code == 2
    assert result.stdout == ""


@pytest.mark.parametrize(
    "words", [["ask", "x?"], ["search", "x"], ["status"], ["batch", "q.txt"], []]
)
def test_without_an_index_the_remedy_is_told(run: Run, words: list[str]) -> None:
    Path("q.txt").write_text("Who?\n")
    result = run(*words)
    assert "qa index" in one_line(result)
    assert result.exit_code == 1


def test_a_missing_dataset_and_results_are_one_line(ready: Run) -> None:
    for words in (["eval", "nowhere"], ["eval", "compare", "a", "b"]):
        result = ready(*words)
        one_line(result)
        assert result.exit_code == 1


def test_eval_measures_and_compares(indexed: Run, stories: Path) -> None:
    text = (stories / "salt.txt").read_text(encoding="utf-8")
    start = text.index("USD 12.5 million")
    span = {"document": "salt.txt", "start": start, "end": start + 16, "text": "USD 12.5 million"}
    gold = Path("gold.jsonl")
    row = {"id": "g1", "question": QUESTION, "type": "money", "answerable": True, "answers": [span]}
    gold.write_text(json.dumps(row) + "\n", encoding="utf-8")
    record = json.loads(indexed("eval", gold, "--out", "results", "--json").stdout)
    assert list(record) == [
        *("dataset", "queries", "retrieval", "answers", "claims", "per_query", "seconds"),
    ]
    assert (record["queries"], record["answers"]["em"]) == (1, 1.0)
    assert Path(record["per_query"]).is_file()
    strict = indexed("eval", gold, "--out", "results", "--cutoff", 1, "--label", "strict")
    assert "Answers\n  questions" in strict.stdout
    first = Path(record["per_query"]).parent
    worse = indexed("eval", "compare", first, "results/strict", "--json")
    assert json.loads(worse.stdout)["measures"]["em"]["difference"] == -1.0
    assert worse.exit_code == 0
    assert "B against A\n" in indexed("eval", "compare", first, "results/strict").stdout
    why = indexed("eval", "diff", first, "results/strict")
    assert "asked with other settings: cutoff 0.02 → 1.0\n" in why.stdout
    assert "1 of 1 answered otherwise by B\n" in why.stdout
    assert "\n     1  cut-off\n" in why.stdout
    assert "cut-off: “USD 12.5 million” is withheld now" in why.stdout
    assert json.loads(indexed("eval", "diff", first, first, "--json").stdout)["changed"] == []


def test_saved_answers_are_rechecked(indexed: Run, stories: Path) -> None:
    Path("saved.jsonl").write_text(indexed("ask", QUESTION, "--json").stdout, encoding="utf-8")
    same = indexed("recheck", "saved.jsonl")
    assert (same.exit_code, same.stdout.splitlines()[-1]) == (0, "1 same")
    salt = stories / "salt.txt"
    salt.write_text(salt.read_text(encoding="utf-8").replace("12.5", "13.5"), encoding="utf-8")
    early = indexed("recheck", "saved.jsonl")
    assert early.exit_code == 0
    assert "1 cited file has changed since indexed (salt.txt): run qa index" in early.stderr
    indexed("index")
    late = indexed("recheck", "saved.jsonl", "--json")
    assert late.exit_code == 1
    assert json.loads(late.stdout)["fate"] == "text changed"
    assert "text changed: How much salt" in indexed("recheck", "saved.jsonl").stdout
    for words in (["gone.jsonl"], ["/dev/null"]):
        result = indexed("recheck", *words)
        one_line(result)
        assert result.exit_code == 1


def test_recheck_leaves_failed_records_out_and_names_every_changed_file(
    indexed: Run, stories: Path
) -> None:
    claim = "The union of Phu Kham has 210 members."
    file = questions({"question": QUESTION}, {"claim": claim, "id": "c"}, [])
    saved = Path("saved.jsonl")
    saved.write_text(indexed("batch", file).stdout, encoding="utf-8")
    for name in ("salt.txt", "tea.txt"):
        with (stories / name).open("a", encoding="utf-8") as story:
            story.write(" More of it.")
    result = indexed("recheck", saved)
    assert "1 failed record left out\n" in result.stderr
    assert "2 cited files have changed since indexed (salt.txt, tea.txt): " in result.stderr
    assert result.stdout.splitlines()[-1] == "2 same"
    saved.write_text(indexed("batch", questions([])).stdout, encoding="utf-8")
    alone = indexed("recheck", saved)
    assert "holds failed records alone" in one_line(alone)
    saved.write_text('{"id": "g1", "question": "Who?", "answerable": false}\n', encoding="utf-8")
    gold = indexed("recheck", saved)
    assert "saved.jsonl, line 1: is no saved answer" in one_line(gold)
    assert gold.exit_code == alone.exit_code == 1


def test_check_judges_a_claim_by_the_index_or_by_a_file(indexed: Run, stories: Path) -> None:
    for words in ([], ["--against", stories / "salt.txt"]):
        result = indexed("check", "The moon is made of basalt.", *words, "--json")
        record = json.loads(result.stdout)
        assert record["claim"] == "The moon is made of basalt."
        assert record["verdict"] == "not_enough_info"
        assert "question" not in record
        assert result.exit_code == 3


def test_nothing_to_index_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for words in (["index"], ["index", tmp_path / "empty"], ["index", tmp_path / "gone"]):
        result = run(*words)
        one_line(result)
        assert result.exit_code in (1, 2)


def test_bad_settings_are_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("qa.toml").write_text("nonsense = 1\n")
    assert "qa.toml" in one_line(run("status"))
    Path("qa.toml").write_text("= broken")
    assert "cannot be read" in one_line(run("status"))
    Path("qa.toml").unlink()
    monkeypatch.setenv("QA_PASSAGES", "many")
    assert "passages = 'many'" in one_line(run("status"))


def test_hostile_file_names_are_shown_as_text(run: Run, stories: Path) -> None:
    (stories / "a\x1b[31m\u202e.pdf").write_bytes(b"%PDF-1.7 broken")
    result = run("index", stories)
    assert "skipped: a␛[31m.pdf: " in result.stderr


def test_a_defect_is_one_line_and_a_traceback_on_request(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a\nb")

    monkeypatch.setattr(Engine, "ask", broken)
    result = ready("ask", "Who?")
    assert one_line(result) == "qa: unexpected RuntimeError: a b (QA_DEBUG=1 shows where)"
    assert result.exit_code == 1
    monkeypatch.setenv("QA_DEBUG", "1")
    assert "Traceback" in ready("ask", "Who?").stderr


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_ctrl_c_is_130_and_leaves_the_index(
    indexed: Run, stories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stories / "new.txt").write_text("A new story about salt and tea.")
    with monkeypatch.context() as patch:
        patch.setattr("qa.store.writer.IndexWriter.add_documents", interrupt)
        result = indexed("index")
    assert result.exit_code == 130
    assert "is as it was before" in one_line(result)
    assert indexed("ask", QUESTION).exit_code == 0
    assert indexed("doctor").exit_code == 0
    monkeypatch.setattr(Engine, "ask", interrupt)
    assert indexed("ask", "Who?").exit_code == 130


def questions(*lines: object) -> Path:
    path = Path("questions.jsonl")
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def test_batch_goes_on_behind_broken_lines_and_ends_with_5(ready: Run) -> None:
    file = questions({"id": "a", "question": QUESTION}, [], {"id": "c", "question": "?"})
    result = ready("batch", file)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["id"], row["status"]) for row in records] == [
        ("a", "answered"),
        ("2", "error"),
        ("c", "error"),
    ]
    assert list(records[0]) == RECORD_KEYS
    assert result.exit_code == 5
    assert result.stderr.splitlines()[:2] == [
        "failed: line 2: not a JSON object",
        "failed: line 3: the question has no word or number in it: type one in words",
    ]
    assert "2 failed" in result.stderr


def test_batch_names_the_first_ten_failed_items_and_counts_the_rest(ready: Run) -> None:
    lines = ready("batch", questions(*([] for _ in range(13)))).stderr.splitlines()
    assert [line.startswith("failed: line ") for line in lines] == [True] * 10 + [False] * 2
    assert lines[10] == "failed: 3 more; their records say why"


def test_batch_from_and_to_standard_streams(ready: Run) -> None:
    result = ready("batch", "-", text=f"{QUESTION}\n")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["answer"] == "USD 12.5 million"
    given = ready("batch", "-", text='{"question": "What is it?", "context": "It is a dog."}')
    assert json.loads(given.stdout)["status"] in ("answered", "no_answer")


def test_batch_into_a_table_and_markdown(ready: Run) -> None:
    file = questions({"id": "a", "question": QUESTION})
    assert ready("batch", file, "-o", "out.csv").stdout == ""
    with Path("out.csv").open(encoding="utf-8", newline="") as table:
        (row,) = csv.DictReader(table)
    assert (row["id"], row["answer"], row["document"]) == ("a", "USD 12.5 million", "salt.txt")
    ready("batch", file, "-o", "out.md")
    assert "**USD 12.5 million**" in Path("out.md").read_text(encoding="utf-8")


def test_batch_interrupted_and_resumed(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    file = questions(*({"id": name, "question": QUESTION} for name in "abc"))
    asked, ask = [], Engine.ask

    def counted(self: Engine, question: str, *rest: Any, **options: Any) -> Any:
        asked.append(question)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return ask(self, question, *rest, **options)

    monkeypatch.setattr(Engine, "ask", counted)
    stopped = ready("batch", file, "-o", "out.jsonl")
    assert stopped.exit_code == 130
    assert "--resume" in one_line(stopped)
    assert len(Path("out.jsonl").read_text().splitlines()) == 1
    assert ready("batch", file, "-o", "out.jsonl", "--resume").exit_code == 0
    ids = [json.loads(line)["id"] for line in Path("out.jsonl").read_text().splitlines()]
    assert ids == ["a", "b", "c"]
    assert len(asked) == 4


def test_batch_never_writes_over_its_questions(ready: Run) -> None:
    file = questions({"question": QUESTION})
    before = file.read_text()
    result = ready("batch", file, "-o", file)
    assert "is the questions file" in one_line(result)
    assert file.read_text() == before
    for words in (["gone.txt"], [file, "-o", "gone/out.jsonl"], [file.with_suffix(".xyz")]):
        one_line(ready("batch", *words))


def test_a_pipe_into_qa_is_answered_line_by_line(ready: Run) -> None:
    result = ready(text=f"\ufeff{QUESTION}\n\n???\nWho plans to spend USD 80 million?\n")
    first, second = result.stdout.split("\n\n")
    assert first.startswith("USD 12.5 million\n")
    assert second.startswith(("Vang Metals\n", "No answer\n"))
    assert "no word" in one_line(result)
    assert result.exit_code == 5
    assert ready(text=f"{QUESTION}").exit_code == 0
    command = ready(text=f"/help\n{QUESTION}\n")
    assert "/help: commands work in the chat alone" in one_line(command)
    assert command.stdout.startswith("USD 12.5 million\n")


def test_qa_alone_indexes_corpus_when_there_is_no_index(run: Run, stories: Path) -> None:
    stories.rename("corpus")
    result = run(text=QUESTION)
    assert result.stdout.startswith("USD 12.5 million\n")
    assert "indexing corpus/" in result.stderr
    assert result.exit_code == 0


def test_flags_before_the_command_count_too(indexed: Run, tmp_path: Path) -> None:
    assert indexed("--index", tmp_path / "other", "status").exit_code == 1
    assert indexed("--index", "nowhere", "status", "--index", tmp_path / "index").exit_code == 0


def test_a_full_disk_and_a_closed_pipe(indexed: Run, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "qa", "status"]
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("qa: No space left on device")
    assert len(done.stderr.splitlines()) == 1
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*command[:-1], "search", "tea"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_closed_standard_streams_are_no_defect(ready: Run, closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m qa batch - {closed}', sys.executable],
        input="Who?\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert "unexpected" not in done.stderr


def test_records_are_utf_8_in_any_locale(indexed: Run, stories: Path) -> None:
    (stories / "wide.txt").write_text("ສາລະວັນ sold 77 tonnes of coffee.", encoding="utf-8")
    indexed("index")
    done = program(
        "search",
        "coffee",
        "--json",
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        encoding="utf-8",
    )
    assert "ສາລະວັນ" in json.loads(done.stdout.splitlines()[0])["text"]
    plain = program("search", "coffee", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert plain.returncode == 0
    assert plain.stdout.isascii()
