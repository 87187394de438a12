"""Every command of the chat, over a real index of the tests' own stories."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from qa.engine import Engine
from qa.evaluation.gold import load
from qa.settings import Settings
from qa.store.indexer import index_paths
from qa.terminal.background import Background
from qa.terminal.changes import change_lines, find_changes
from qa.terminal.goldrows import find_text, keep_row
from qa.terminal.opening import open_file
from qa.terminal.session import Session
from qa.types import Answer, Verdict

SALT = "How much salt did Marl Province sell in the first quarter?"


class Chat:
    """A session without a terminal: what one line brings onto the screen."""

    def __init__(self, settings: Settings) -> None:
        def reopen() -> Background[Engine]:
            return Background(lambda: Engine.open(settings.index, settings))

        self.out = io.StringIO()
        console = Console(file=self.out, width=100, markup=False, highlight=False)
        self.session = Session(reopen(), console, settings, reopen, lambda: ["Old one?", "/why"])

    def __call__(self, line: str) -> str:
        start = len(self.out.getvalue())
        self.session.handle(line)
        return self.out.getvalue()[start:]

    @property
    def answer(self) -> Answer:
        return self.session.turns[-1].answer


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared")


@pytest.fixture
def chat(
    shared: Path, stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Chat]:
    """A chat over an index that the tests share; they write into an empty folder."""
    if not (shared / "index").exists():
        shutil.copytree(stories, shared / "stories")
        index_paths([shared / "stories"], Settings(index=str(shared / "index")))
    yield from _chatting(shared, tmp_path, monkeypatch)


@pytest.fixture
def own_chat(stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    """A chat over an index and files of its own, which a test may change."""
    index_paths([stories], Settings(index=str(tmp_path / "index")))
    yield from _chatting(tmp_path, tmp_path, monkeypatch)


def _chatting(root: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    (work / "work").mkdir()
    monkeypatch.chdir(work / "work")
    made = Chat(Settings(index=str(root / "index"), cutoff=0.02))
    yield made
    made.session.engine.stop(5, lambda engine: engine.close())


def test_why_shows_words_sides_reader_and_cutoff(chat: Chat) -> None:
    assert chat("/why") == "Nothing has been asked yet.\n"
    chat(SALT)
    shown = chat("/why")
    assert "Words searched for: salt, marl, provinc, sell, first, quarter" in shown
    assert "1. salt.txt · score 0.7" in shown
    assert " (no. 1) · meaning 0." in shown
    assert "is at least the cut-off 0.02 (given): answered." in shown
    assert "USD 12.5 million · salt.txt" in shown
    assert "(sell)" in shown  # the passage says "sold"


def test_a_claim_is_checked_and_leaves_follow_ups_alone(chat: Chat) -> None:
    chat(SALT)
    shown = chat("/check Marl Province sold salt worth more than USD 20 million.")
    assert "Refuted" in shown
    assert chat.answer.verdict is Verdict.REFUTED
    assert [answer.question for answer in chat.session.history] == [SALT]
    assert "Judged as a claim" in chat("/why")
    assert "/check: give a claim" in chat("/check")
    assert "the claim has no word" in chat("/check ?!")


def test_raw_asks_the_line_as_typed(chat: Chat) -> None:
    chat(SALT)
    assert "Searched as: How much salt" in chat("And in the second quarter?")
    assert "Searched as" not in chat("/raw")
    assert (chat.answer.question, chat.answer.rewritten) == ("And in the second quarter?", None)
    assert "Searched as" not in chat("/raw And in 2012?")


def test_filters_narrow_until_they_are_cleared(chat: Chat) -> None:
    assert chat("/filters") == "No filters: every document may answer.\n"
    assert chat("/since 2023-12") == (
        "Only documents from 1 December 2023: 1 of 3; 1 has no date and is left out\n"
    )
    assert "lies after" in chat("/until 2022")
    assert chat("/until 2024").startswith(
        "Only documents from 1 December 2023, until 31 December 2024: 1 of 3; 1 has no date"
    )
    chat(SALT)
    assert {citation.document for citation in chat.answer.citations} == {"salt.txt"}
    chat("/since")
    chat("/until")
    assert chat("/in notes") == "Only documents in notes: 1 of 3\n"
    assert chat("/in tea GROWERS") == "Only documents titled “tea GROWERS”: 1 of 3\n"
    assert chat("/in ine.m") == "Only documents in *ine.m*: 1 of 3\n"
    chat("/in tea GROWERS")
    assert "no document lies under 'nowhere'" in chat("/in nowhere")
    assert chat.session.filters.title == "tea GROWERS"
    assert "no date" in chat("/since yesterday")
    assert chat("/clear") == "No filters, and a new conversation.\n"
    assert not chat.session.filters
    assert chat.session.history == ()
    assert len(chat.session.turns) == 1


def test_filters_that_no_document_meets_say_so(chat: Chat) -> None:
    assert chat("/since 2030").replace("\n", " ") == (
        "Only documents from 1 January 2030: 0 of 3; 1 has no date and is left out; "
        "no document meets this filter: /clear lifts it "
    )
    chat("/since 2024")
    assert chat("/in notes").replace("\n", " ") == (
        "Only documents from 1 January 2024, in notes: 0 of 3; "
        "no document meets all filters together: /filters shows them, /clear lifts them "
    )
    assert "0 of 3; no document meets all" in chat("/filters").replace("\n", " ")


def test_context_open_and_more_take_the_number_of_a_source(
    chat: Chat, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat(SALT)
    assert "Almost 400 people work in the salt pans." in chat("/context")
    assert "No source is numbered 9" in chat("/context 9")
    assert "No source is numbered x" in chat("/open x")
    ran: list[list[str]] = []
    monkeypatch.setattr(
        "subprocess.run",
        lambda words, **_: ran.append(words) or type("Done", (), {"returncode": 0}),
    )
    monkeypatch.setenv("EDITOR", "ed --quiet")
    path = shared / "stories" / "salt.txt"
    assert f"opened {path}:1" in chat("/open 1").replace("\n", "")
    monkeypatch.setenv("EDITOR", "code")
    chat("/open [1]")
    assert ran == [["ed", "--quiet", "+1", str(path)], ["code", "--goto", f"{path}:1"]]
    chat.session.turns[-1] = replace(
        chat.session.turns[-1], answer=replace(chat.answer, alternatives=())
    )
    assert chat("/more") == "There is nothing more to this answer.\n"


def test_a_file_that_nothing_can_open_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    for name in ("EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    assert open_file(tmp_path / "a.txt", 3).startswith(f"{tmp_path}/a.txt:3 (set EDITOR")
    monkeypatch.setenv("EDITOR", "no-such-editor")
    assert "could not be run" in open_file(tmp_path / "a.txt", 3)


def rows(path: str = "gold.jsonl") -> list[dict[str, object]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def test_verdicts_become_gold_that_the_evaluation_reads(chat: Chat) -> None:
    chat(SALT)
    assert "kept in gold.jsonl" in chat("/good")
    chat("Who owns the Vang copper mine?")
    chat("/fix vang  metals")
    chat("Who won the chess olympiad?")
    chat("/none")
    chat("/check Marl Province sold salt worth more than USD 20 million.")
    assert "” is refuted" in chat("/good").replace("\n", " ")
    dataset = load(Path("gold.jsonl"))
    first, second, third = dataset.queries
    assert (first.text, first.type, first.answers[0].text) == (SALT, "money", "USD 12.5 million")
    assert (second.answers[0].document, second.answers[0].text) == ("notes/mine.md", "Vang Metals")
    assert third.answerable is False
    assert dataset.claims[0].verdict is Verdict.REFUTED
    assert dataset.claims[0].evidence[0].document == "salt.txt"


def test_a_file_of_no_known_kind_is_not_taken_in(own_chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text("print()", encoding="utf-8")
    assert "only files of .csv" in own_chat(f"/index {tmp_path / 'work.py'}").replace("\n", " ")
    assert "work.py" not in own_chat("/status")


def test_a_second_verdict_replaces_the_first(chat: Chat) -> None:
    chat(SALT)
    chat("/good")
    assert "no gold yet" in chat("/bad").replace("\n", " ")
    assert not Path("gold.jsonl").exists()
    (review,) = rows("gold-review.jsonl")
    assert (review["question"], review["said"], review["wrong"]) == (SALT, "USD 12.5 million", True)
    assert "in place" not in chat("/none")
    assert not Path("gold-review.jsonl").exists()
    assert "in place of what you said before" in chat("/good").replace("\n", " ")
    (row,) = rows()
    assert row["answerable"] is True


@pytest.mark.parametrize("command", ["good", "bad", "none"])
def test_words_behind_a_verdict_are_not_lost(chat: Chat, command: str) -> None:
    chat(SALT)
    said = chat(f"/{command} it was USD 13 million").replace("\n", " ")
    assert f"/{command}: takes no words and kept nothing; /fix TEXT keeps TEXT" in said
    assert not Path("gold.jsonl").exists()
    assert not Path("gold-review.jsonl").exists()


def test_a_right_answer_is_taken_where_it_answers(own_chat: Chat, stories: Path) -> None:
    fair = "Entry to the fair costs 12 crowns.\n\nThe fair had 12 stalls in 1990.\n"
    (stories / "fair.txt").write_text(fair, encoding="utf-8")
    (stories / "port.txt").write_text("The port\n\nPelican port opened on 12 June.\n")
    own_chat("/index")
    own_chat("When did Pelican port open?")
    assert "answered by “12” in port.txt:3" in own_chat("/fix 12").replace("\n", " ")
    (row,) = rows()
    assert [(span["document"], span["start"]) for span in row["answers"]] == [("port.txt", 33)]


def test_words_that_no_document_says_are_no_gold(chat: Chat) -> None:
    chat(SALT)
    assert "no document found for this says" in chat("/fix USD 99 billion")
    assert "/fix: give the right answer" in chat("/fix")
    chat("/check Marl Province sold salt worth more than USD 20 million.")
    assert "a claim is supported, refuted, not enough info" in chat("/fix maybe")
    assert not Path("gold.jsonl").exists()


def test_gold_goes_where_it_is_said_to_and_spares_other_lines(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("mine.jsonl").write_text('{"id": "x"}\nnot json', encoding="utf-8")
    monkeypatch.setenv("QA_GOLD", "mine.jsonl")
    chat(SALT)
    chat("/good")
    assert Path("mine.jsonl").read_text(encoding="utf-8").startswith('{"id": "x"}\nnot json\n{"id"')
    monkeypatch.setenv("QA_GOLD", "nowhere/gold.jsonl")
    assert "cannot be written" in chat("/good")
    assert keep_row(Path("mine.jsonl"), {"id": "x", "now": 1}) is True


def test_a_text_is_found_as_whole_words_only() -> None:
    texts = [("a", "2012 and 12.5, not 125.\n12\n  tonnes")]
    assert find_text("12 tonnes", texts) == [("a", 24, 35, "12\n  tonnes")]
    assert find_text("12", texts) == [("a", 24, 26, "12")]
    assert find_text(" ", texts) == []


def test_the_chat_is_saved_with_its_citations(chat: Chat) -> None:
    assert "name a file" in chat("/save")
    assert "must end in .md or .jsonl" in chat("/save chat.doc")
    chat(SALT)
    assert "saved 1 answer in chat.jsonl; qa recheck" in chat("/save chat.jsonl")
    (record,) = rows("chat.jsonl")
    assert (record["id"], record["answer"]) == ("1", "USD 12.5 million")
    chat("/save chat.md")
    assert "**USD 12.5 million**" in Path("chat.md").read_text(encoding="utf-8")
    chat(SALT)
    assert "saved 2 answers" in chat("/save chat.jsonl")
    Path("other.md").write_text("mine")
    assert "is there already" in chat("/save other.md")
    assert Path("other.md").read_text() == "mine"


def test_a_chat_that_cannot_be_saved_says_why_in_words(chat: Chat) -> None:
    chat(SALT)
    assert chat("/save nowhere/chat.md").replace("\n", " ").strip() == (
        "/save: nowhere/chat.md cannot be written: there is no folder nowhere; "
        "make it or name another file"
    )
    assert "there is no folder ~no-one" in chat("/save ~no-one/chat.md")
    name = f"{'x' * 300}.md"
    said = chat(f"/save {name}").replace("\n", "")
    assert said.startswith(f"/save: {name} cannot be written")
    assert "File name too long" in said
    assert "Errno" not in said
    assert list(Path().iterdir()) == []


def test_history_and_status(chat: Chat) -> None:
    assert chat("/history") == "Old one?\n"
    assert chat("/history OLD") == "Old one?\n"
    assert chat("/history new") == "No earlier question with 'new'.\n"
    status = chat("/status")
    assert "documents  3\n" in status
    assert "cut-off    0.02 (given)" in status


def test_files_that_changed_are_told_marked_and_read_again(own_chat: Chat, stories: Path) -> None:
    chat, settings = own_chat, own_chat.session.settings
    assert not find_changes(settings)
    assert "every file is as it was indexed" in chat("/reload")
    salt = stories / "salt.txt"
    status = salt.stat()
    text = salt.read_text(encoding="utf-8").replace("12.5", "17.5")  # of the same size
    salt.write_text(text, encoding="utf-8")
    os.utime(salt, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    (stories / "tea.txt").unlink()
    (stories / "new.txt").write_text("The union has 12 boats.")
    found = find_changes(settings)
    assert (found.changed, found.appeared, found.gone) == (
        ("salt.txt",),
        ("new.txt",),
        ("tea.txt",),
    )
    assert next(iter(change_lines(found))) == "3 files differ from what the index holds:"
    shown = chat(SALT)
    assert "USD 12.5 million" in shown
    assert "! this file has changed since it was indexed" in shown
    assert "gone: tea.txt" in chat("/reload")
    assert "1 added, 1 updated, 1 removed" in chat("/index")
    shown = chat(SALT)
    assert "USD 17.5 million" in shown
    assert "has changed" not in shown
    os.utime(salt, ns=(0, 0))
    assert not find_changes(settings)  # another stamp, the same content


def test_index_adds_a_path_to_those_of_before(own_chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "boats.txt").write_text("The Lam harbour has 47 fishing boats.")
    assert "no such file or folder" in own_chat("/index nowhere")
    assert "no such file or folder" in own_chat("/index ~no-one/docs")
    assert own_chat(f"/index {tmp_path / 'more'}").startswith("4 documents, ")
    assert "47" in own_chat("How many fishing boats has the Lam harbour?")
    assert own_chat("/index").startswith("nothing changed")


def test_index_says_when_a_calibrated_cutoff_has_expired(own_chat: Chat, stories: Path) -> None:
    own_chat.session.attempt(lambda engine: engine.keep_cutoff(0.4, max_wrong=0.05, questions=40))
    assert "expired" not in own_chat("/index")
    (stories / "new.txt").write_text("Lam sold tin.")
    assert "the calibrated cut-off 0.4 has expired with this change" in own_chat("/index")


def test_an_index_that_breaks_while_the_chat_runs_is_told_of(own_chat: Chat) -> None:
    own_chat(SALT)
    (Path(own_chat.session.settings.index) / "MANIFEST.json").write_text("broken")
    assert "qa index --rebuild" in own_chat("/reload").replace("\n", " ")
    assert "USD 12.5 million" in own_chat(SALT)


def test_help_of_one_command(chat: Chat) -> None:
    assert chat("/help open").splitlines()[0].startswith("/open")
    assert chat("/help /sources").splitlines()[0].startswith("/sources")
    assert "did you mean /open?" in chat("/help opne")


def test_a_yes_takes_up_the_offer_to_update(own_chat: Chat, stories: Path) -> None:
    (stories / "rice.txt").write_text("Lam sold rice worth 3 crowns.\n", encoding="utf-8")
    assert "/index (or y) brings it up to date" in own_chat("/reload").replace("\n", " ")
    assert "1 added" in own_chat("y")
    assert "nothing changed" in own_chat("yes")


def test_a_filter_takes_dates_as_answers_show_them(chat: Chat) -> None:
    assert "from 5 January 2024: 1 of 3" in chat("/since 5 January 2024")
