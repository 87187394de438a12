"""The real program in a real (pseudo) terminal: what the screen shows."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest
from chat_terminal import PATIENCE_SECONDS, Terminal

from qa.settings import Settings
from qa.store.indexer import index_paths

QUESTION = "How much salt did Marl Province sell in the first quarter?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of stories, one of which tries to take the terminal over."""
    root = tmp_path_factory.mktemp("chat")
    stories = root / "stories"
    stories.mkdir()
    (stories / "salt.txt").write_text(
        " date 2024-03-05 Marl Province sold salt worth USD 12.5 million in the first quarter.\n\n"
        "In the second quarter Marl Province sold salt worth USD 9.1 million.\n\n"
        "The buyers were Thailand, China and Japan, said the provincial trade office.",
        encoding="utf-8",
    )
    (stories / "evil.txt").write_text(
        "Evil \x1b]0;owned\x07 [bold]title[/bold]\n\n"
        "The \x1b[2J\x1b[31mpirate captain\x1b[0m Zarko buried \u202e77 tonnes of pepper.",
        encoding="utf-8",
    )
    (stories / "tokyo.txt").write_text(
        "東京の輸出\n\n輸出は増えた。 "
        "The 東京 Coffee Union, 珈琲組合 in Japanese, has 310 members in Tokyo.",
        encoding="utf-8",
    )
    index_paths([stories], Settings(index=str(root / "index")))
    return root


@pytest.fixture
def terminal(folder: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(columns: int = 80, *, where: Path = folder, **environment: str) -> Terminal:
        answers = bool(environment.pop("answers", ""))
        opened.append(Terminal(where, columns, answers=answers, **environment))
        opened[-1].prompt()
        return opened[-1]

    yield start
    for each in opened:
        each.child.close(force=True)


Start = Callable[..., Terminal]


def test_a_whole_chat(terminal: Start, folder: Path) -> None:
    chat = terminal()
    assert "/help lists commands" in chat.text
    screen = chat.ask(QUESTION, "«USD 12.5 million»", "5 March 2024 · salt.txt:1", "✓ verbatim")
    assert "USD 12.5 million · confidence" in screen
    uri = (folder / "stories" / "salt.txt").as_uri().encode()
    assert b";" + uri + b"\x1b\\" in chat.raw
    chat.ask("/sources", "characters 47 to 63")
    chat.ask("/sorces", "There is no command /sorces; did you mean /sources?")
    chat.ask("/good", "kept in ", "gold.jsonl")
    row = json.loads((folder / "gold.jsonl").read_text(encoding="utf-8"))
    assert (row["question"], row["answers"][0]["start"]) == (QUESTION, 47)
    assert chat.leave() == 0


@pytest.mark.parametrize(
    ("columns", "plain"),
    [
        (60, "1"),
        pytest.param(100, "", marks=pytest.mark.slow),
        pytest.param(200, "1", marks=pytest.mark.slow),
    ],
)
def test_follow_ups_and_refusals_at_every_width(terminal: Start, columns: int, plain: str) -> None:
    chat = terminal(columns, NO_COLOR=plain, QA_CUTOFF="0.02")
    chat.ask(QUESTION, "«USD 12.5 million»", "salt.txt:1")
    assert (chat.colours == {"default"}) is bool(plain)
    row = next(number for number, line in enumerate(chat.screen.display) if "«USD" in line)
    start = chat.screen.display[row].index("«USD") + 1
    assert all(chat.screen.buffer[row][start + step].bold for step in range(3))
    chat.ask("And in the second quarter?", "Searched as: How much", "«USD 9.1 million»")
    assert max(map(len, chat.text.splitlines())) <= min(columns, 100)
    assert chat.leave() == 0


def test_a_refusal_says_why(terminal: Start) -> None:
    chat = terminal(60, QA_CUTOFF="1")
    screen = chat.ask(QUESTION, "No answer", "Nearest, but not sure enough", "USD 12.5 million")
    reason = screen[screen.index("No answer") :].splitlines()[1]
    assert reason.startswith("  ")
    assert len(reason.split()) > 3
    chat.ask("/why", "below the cut-off 1 (given): withheld", "1. salt.txt")


def test_ctrl_c_clears_the_line_and_stays(terminal: Start) -> None:
    chat = terminal()
    chat.child.send("half a question")
    chat.wait_for("> half a question")
    chat.child.sendintr()
    chat.prompt()
    chat.enter("/quit")
    assert chat.ended() == 0


SLOWLY = """
import time
from qa.engine import Engine

ask, opened = Engine.ask, Engine.open

def slow_ask(self, question, *rest, **options):
    if "slowly" in question:
        time.sleep(5)
    return ask(self, question, *rest, **options)

def slow_open(*rest, **options):
    time.sleep(2)
    return opened(*rest, **options)

Engine.ask, Engine.open = slow_ask, slow_open
"""


@pytest.mark.slow
def test_ctrl_c_during_a_question_stops_it_alone(
    terminal: Start, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SLOWLY)
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    chat = terminal(PYTHONPATH=path)
    chat.enter("Who slowly bought the salt?")
    chat.wait_for("opening the index")
    chat.wait_for("searching")
    chat.child.sendintr()
    chat.wait_for("stopped")
    chat.prompt()
    chat.paste(f"Who slowly bought the salt?\n{QUESTION}\nWho bought the salt?\n")
    chat.wait_for("  Who bought the salt?")
    chat.child.send("\r")
    chat.wait_for("searching")
    chat.child.sendintr()
    chat.wait_for("2 more lines were left out")
    chat.prompt()
    chat.ask(QUESTION, "«USD 12.5 million»")
    assert chat.leave() == 0


def test_commands_and_their_arguments_complete(terminal: Start) -> None:
    chat = terminal()
    chat.child.send("/sou")
    chat.wait_for("every source of the last answer")
    chat.child.send("\t")
    chat.wait_for("> /sources")
    chat.child.sendintr()
    chat.prompt()
    chat.ask(QUESTION, "«USD 12.5 million»")  # the names are known once the index is open
    chat.child.send("/in slt")
    chat.wait_for("> /in slt\n salt.txt")
    chat.child.send("\t")
    chat.wait_for("> /in salt.txt")


def test_pasted_questions_are_answered_in_turn(terminal: Start) -> None:
    chat = terminal()
    chat.paste(f"{QUESTION}\nHow many tonnes of pepper did captain Zarko bury?\n")
    chat.wait_for("captain Zarko bury?")
    chat.child.send("\r")
    screen = chat.wait_for("«USD 12.5 million»", "evil.txt:3")
    assert screen.index(f"> {QUESTION}") < screen.index("> How many tonnes")
    chat.prompt()
    chat.child.send("How much salt did\x1b\rMarl Province sell in the first quarter?")
    chat.wait_for("  Marl Province sell")
    chat.enter("")
    chat.wait(lambda text: text.count("«USD 12.5 million»") == 2)


def test_questions_come_back_in_the_next_chat(terminal: Start, folder: Path) -> None:
    past = folder / "own history"
    first = terminal(QA_HISTORY=str(past))
    first.ask("Who bought the salt?", "salt.txt")
    first.child.kill(signal.SIGKILL)
    first.child.close(force=True)
    assert past.stat().st_mode & 0o777 == 0o600
    second = terminal(QA_HISTORY=str(past))
    second.child.send("who bou")
    second.wait_for("> who bought the salt?")  # the suggestion, dimmed behind the cursor
    second.child.send("\x15\x1b[A")
    second.wait_for("> Who bought the salt?")
    second.child.sendintr()
    second.prompt()
    second.child.send("\x12BOUGHT")  # Ctrl-R
    second.wait_for("(reverse-i-search)`BOUGHT': Who bought the salt?")


@pytest.mark.slow
def test_a_terminal_that_goes_away_loses_nothing(terminal: Start, folder: Path) -> None:
    past = folder / "hung up"
    chat = terminal(QA_HISTORY=str(past))
    chat.ask(QUESTION, "«USD 12.5 million»")
    chat.child.kill(signal.SIGHUP)
    chat.child.close(force=True)
    assert QUESTION in past.read_text(encoding="utf-8")
    again = terminal(QA_HISTORY=str(past))
    again.ask(f"/history {QUESTION.split()[-1]}", QUESTION)


def test_a_document_cannot_take_over_the_terminal(terminal: Start) -> None:
    chat = terminal()
    screen = chat.ask(
        "How many tonnes of pepper did captain Zarko bury?", "pirate captain", "evil.txt"
    )
    assert "␛[2J␛[31mpirate captain␛[0m" in screen
    assert "Ask your documents" in chat.text
    assert "\u202e" not in chat.text
    chat.ask("/in Evil", "titled “Evil”: 1 of 3")
    assert "owned" not in chat.screen.title


def test_wide_signs_keep_their_columns(terminal: Start) -> None:
    chat = terminal(60)
    screen = chat.ask("How many members has the Coffee Union?", "«310»", "tokyo.txt:3")
    assert "珈琲組合" in screen
    assert all(len(line) <= 60 for line in screen.splitlines())


@pytest.mark.slow
def test_the_line_under_the_prompt_and_files_that_changed(
    terminal: Start, folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder / "stories", tmp_path / "stories")
    index_paths([tmp_path / "stories"], Settings(index=str(tmp_path / "index")))
    salt = tmp_path / "stories" / "salt.txt"
    salt.write_text(salt.read_text(encoding="utf-8").replace("12.5", "13.75"), encoding="utf-8")
    (tmp_path / "stories" / "new.txt").write_text("A new story.")
    (tmp_path / "stories" / "tokyo.txt").unlink()
    chat = terminal(100, where=tmp_path, answers="yes")
    chat.wait_for("changed: salt.txt", "new: new.txt", "gone: tokyo.txt", "3 documents · 3 changed")
    screen = chat.ask(QUESTION, "«USD 12.5 million»", "this file has changed since it was indexed")
    assert "12.5" in screen
    chat.wait_for("cut-off 0.02 (given)")
    chat.ask("/since 2024", "from 1 January 2024: 1 of 3", "3 documents · from 1 January 2024")
    chat.ask("/clear", "a new conversation")
    chat.ask("/index", "1 added, 1 updated, 1 removed")
    chat.ask(QUESTION, "«USD 13.75 million»")
    assert chat.leave() == 0


def test_one_answer_on_a_terminal_is_drawn_with_its_link(folder: Path) -> None:
    once = Terminal(folder, 60, "ask", QUESTION)
    once.wait_for("«USD 12.5 million»", "5 March 2024 · salt.txt:1")
    assert once.ended() == 0
    assert (folder / "stories" / "salt.txt").as_uri().encode() in once.raw


def test_no_index_ends_with_the_remedy(folder: Path) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "qa", "--index", "nowhere"],
        cwd=folder,
        timeout=PATIENCE_SECONDS,
        encoding="utf-8",
    )
    child.expect("qa: no index at nowhere")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1


def test_a_broken_index_ends_the_prompt_with_the_remedy(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "index", tmp_path / "index")
    (vectors,) = (tmp_path / "index").glob("gen-*/vectors.faiss")
    vectors.write_bytes(b"")
    chat = Terminal(tmp_path)
    chat.wait_for("qa: ", "qa index --rebuild")
    assert "Traceback" not in chat.text
    assert chat.ended() == 1
