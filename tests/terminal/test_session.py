"""What a chat does with a line, without a terminal around it."""

from __future__ import annotations

import datetime as dt
import io
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from rich.console import Console

from qa.errors import EmptyQuestion, IndexMissing
from qa.terminal.background import Background
from qa.terminal.commands import COMMANDS, unknown
from qa.terminal.completion import ChatCompleter
from qa.terminal.past import history_path, open_history
from qa.terminal.session import Session, separate_lines
from qa.types import Answer, Citation, DocumentInfo, Filters


class FakeEngine:
    """Answers with the sample; remembers what history each question came with."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[tuple[str, int]] = []

    def ask(
        self,
        question: str,
        history: Sequence[Answer] = (),
        *,
        filters: Filters | None = None,
        context: str | None = None,
    ) -> Answer:
        self.asked.append((question, len(history)))
        if question == "interrupt":
            raise KeyboardInterrupt
        if question == "???":
            raise EmptyQuestion("the question has no word in it")
        if question == "crash":
            raise ValueError("defect \x1b[2J")
        return self.answer

    def surroundings(self, _: Citation, sentences: int = 1) -> tuple[str, str]:
        return "Before.", "After."

    def source(self, document: str) -> None:
        return None

    def documents(self) -> Iterator[DocumentInfo]:
        for name, date in (("old", dt.date(2020, 1, 1)), ("new", dt.date(2025, 1, 1)), ("", None)):
            yield DocumentInfo(name, name.title(), date, 10, 1)


@pytest.fixture
def engine(answer: Answer) -> FakeEngine:
    return FakeEngine(answer)


@pytest.fixture
def session(engine: FakeEngine) -> Iterator[Session]:
    background: Background[Any] = Background(lambda: engine)
    console = Console(file=io.StringIO(), width=80, markup=False, highlight=False)
    yield Session(background, console)
    background.stop(5)


def shown(session: Session) -> str:
    file = session.console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_each_question_sees_the_answers_before(session: Session, engine: FakeEngine) -> None:
    for question in ("one?", "two?"):
        session.handle(question)
    assert engine.asked == [("one?", 0), ("two?", 1)]
    assert shown(session).count("USD 14.2 million · confidence high (93 %)") == 2
    assert "Before. Growers" in shown(session)


def test_errors_are_one_line_and_the_chat_goes_on(session: Session, engine: FakeEngine) -> None:
    for question in ("???", "crash", "fine?"):
        session.handle(question)
    assert "the question has no word in it\n" in shown(session)
    assert "unexpected ValueError: defect ␛[2J\n" in shown(session)
    assert engine.asked[-1] == ("fine?", 0)
    assert len(session.turns) == 1


def test_a_refusal_tells_of_the_filters_that_are_set(
    session: Session, engine: FakeEngine, answer: Answer, refusal: Answer
) -> None:
    note = "  filters are set: from 1 January 2024 (1 of 3 documents); /clear lifts them\n"
    session.filters = Filters(since=dt.date(2024, 1, 1))
    session.handle("one?")
    assert "filters" not in shown(session)
    engine.answer = refusal
    session.handle("two?")
    assert f"beside “union”\n{note}" in shown(session)
    session.filters = Filters()
    session.handle("three?")
    assert shown(session).count("filters are set") == 1


@pytest.mark.parametrize("word", ["hi", "Hello!", "thanks", "Thank you.", "OK"])
def test_a_lone_greeting_is_answered_not_searched(
    session: Session, engine: FakeEngine, word: str
) -> None:
    session.handle(word)
    assert shown(session) == "Gladly: ask a question about your documents, or type /help.\n"
    assert (engine.asked, session.turns) == ([], [])


def test_more_than_a_greeting_is_a_question(session: Session, engine: FakeEngine) -> None:
    for line in ("hi who owns the mine", "thanks to whom", "/raw hi"):
        session.handle(line)
    assert [question for question, _ in engine.asked] == [
        "hi who owns the mine",
        "thanks to whom",
        "hi",
    ]


def test_ctrl_c_stops_the_question_not_the_chat(session: Session) -> None:
    session.handle("interrupt")
    assert shown(session) == "stopped\n"
    session.handle("next?")
    assert len(session.turns) == 1


def test_ctrl_c_does_not_wait_for_the_engine(session: Session) -> None:
    gate = threading.Event()
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    assert session.attempt(lambda _: gate.wait(20)) is None
    assert not gate.is_set()
    assert "stopped" in shown(session)
    gate.set()


def test_commands(session: Session) -> None:
    session.handle("/sources")
    assert "Nothing has been asked yet." in shown(session)
    session.handle("one?")
    session.handle("/SOURCES ")
    assert "characters 120 to 136" in shown(session)
    session.handle("/help")
    for command in COMMANDS:
        assert f"/{command.name}" in shown(session)
        assert command.help in shown(session)
    session.handle("/quit")
    assert session.leaving


def test_words_people_type_for_help(session: Session) -> None:
    session.handle("help")
    session.handle("?")
    assert shown(session).count("/sources") == 2


@pytest.mark.parametrize("word", ["exit", "Quit"])
def test_words_people_type_to_leave(session: Session, word: str) -> None:
    session.handle(word)
    assert session.leaving


def test_an_unknown_command_names_the_nearest() -> None:
    assert "did you mean /sources?" in unknown("sorces")
    assert "did you mean /help?" in unknown("he")
    assert unknown("xyzzy") == "There is no command /xyzzy; /help lists them."
    assert unknown("") == "There is no command /; /help lists them."


def test_pasted_questions_are_taken_apart_and_pasted_prose_is_not(
    session: Session, engine: FakeEngine
) -> None:
    session.handle("one?\n\n two?\r\n/quit\nthree?")
    assert [question for question, _ in engine.asked] == ["one?", "two?"]
    assert shown(session).startswith("> one?\nUSD 14.2 million")
    assert separate_lines("How much tea\nwas sold?") == ["How much tea was sold?"]
    assert separate_lines("  \n ") == []
    assert separate_lines("1. Who?\n(2) Where?\n- When?") == ["Who?", "Where?", "When?"]
    assert separate_lines("2. Who?") == ["2. Who?"]


def test_an_index_that_cannot_be_opened_ends_the_chat() -> None:
    def make() -> Any:
        raise IndexMissing("no index at x: make one")

    background: Background[Any] = Background(make)
    session = Session(background, Console(file=io.StringIO()))
    with pytest.raises(IndexMissing, match="no index at x"):
        session.handle("one?")
    background.stop(5)


def test_a_long_wait_is_announced_and_answered(session: Session, engine: FakeEngine) -> None:
    gate = threading.Event()
    threading.Timer(0.6, gate.set).start()
    assert session.attempt(lambda _: gate.wait(5)) is True


def completions(text: str) -> list[str]:
    event = CompleteEvent()
    return [item.text for item in ChatCompleter().get_completions(Document(text), event)]


def test_completion_offers_commands_after_a_slash_only() -> None:
    assert completions("/") == [f"/{command.name}" for command in COMMANDS]
    assert completions("/SO") == ["/sources"]
    assert completions("/so x") == []
    assert completions("so") == []
    assert completions("what /so") == []


def test_history_is_private_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "state" / "qa" / "history"
    open_history({"XDG_STATE_HOME": str(tmp_path / "state")}).append_string("Who?")
    assert path.stat().st_mode & 0o777 == 0o600
    again = open_history({"XDG_STATE_HOME": str(tmp_path / "state")})
    assert list(again.load_history_strings()) == ["Who?"]


def test_where_the_history_is(tmp_path: Path) -> None:
    assert history_path({"QA_HISTORY": "/x/y"}) == Path("/x/y")
    assert history_path({"QA_HISTORY": ""}) is None
    home = Path.home() / ".local" / "state" / "qa" / "history"
    assert history_path({}) == home
    assert history_path({"XDG_STATE_HOME": "relative"}) == home


def test_a_history_that_cannot_be_written_costs_nothing_but_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    history = open_history({"QA_HISTORY": str(tmp_path / "file" / "history")})
    history.append_string("Who?")
    assert "questions are not kept" in capsys.readouterr().err
    kept = open_history({"QA_HISTORY": str(tmp_path / "kept")})
    (tmp_path / "kept").unlink()
    (tmp_path / "kept").mkdir()
    kept.append_string("Who?")
    assert kept.get_strings()[-1:] == ["Who?"]
