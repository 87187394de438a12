"""The real program in a real (pseudo) terminal: what the screen shows."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

from qa.settings import Settings
from qa.store.indexer import index_paths

QUESTION = "How much salt did Marl Province sell in the first quarter?"
_PATIENCE_SECONDS = 30.0


class Terminal:
    """`qa` in a pseudo-terminal, and the screen it draws."""

    def __init__(self, folder: Path, columns: int = 80, **environment: str) -> None:
        self.screen = pyte.HistoryScreen(columns, 40, history=500)
        self._stream = pyte.ByteStream(self.screen)
        kept = {key: value for key, value in os.environ.items() if not key.startswith("QA_")}
        kept |= {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", "QA_CUTOFF": "0.02"}
        kept |= {"QA_INDEX": str(folder / "index"), "QA_HISTORY": str(folder / "past")}
        kept.pop("COLUMNS", None)
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "qa"],
            env=kept | environment,
            cwd=folder,
            dimensions=(40, columns),
            timeout=_PATIENCE_SECONDS,
        )

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def wait(self, condition: Callable[[str], bool]) -> str:
        """The screen, once it fulfils `condition`; fails with the screen when it never does."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while not condition(self.text):
            assert time.monotonic() < end, f"not on the screen:\n{self.text}"
            try:
                self._stream.feed(self.child.read_nonblocking(65536, timeout=0.1))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                assert condition(self.text), f"ended with:\n{self.text}"
        return self.text

    def wait_for(self, *words: str) -> str:
        return self.wait(lambda text: all(word in text for word in words))

    def prompt(self) -> None:
        """Wait until the last line is an empty prompt."""
        self.wait(lambda text: text.endswith("\n>") or text == ">")

    def enter(self, line: str) -> None:
        self.child.send(f"{line}\r")

    def leave(self) -> int | None:
        """Ctrl-D, and the exit code."""
        self.child.send("\x04")
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two stories, one of which tries to take the terminal over."""
    root = tmp_path_factory.mktemp("chat")
    stories = root / "stories"
    stories.mkdir()
    (stories / "salt.txt").write_text(
        " date 2024-03-05 Marl Province sold salt worth USD 12.5 million in the first quarter.\n\n"
        "The buyers were Thailand, China and Japan, said the provincial trade office.",
        encoding="utf-8",
    )
    (stories / "evil.txt").write_text(
        "Evil \x1b]0;owned\x07 [bold]title[/bold]\n\n"
        "The \x1b[2J\x1b[31mpirate captain\x1b[0m Zarko buried \u202e77 tonnes of pepper.",
        encoding="utf-8",
    )
    index_paths([stories], Settings(index=str(root / "index")))
    return root


@pytest.fixture
def terminal(folder: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(columns: int = 80, **environment: str) -> Terminal:
        opened.append(Terminal(folder, columns, **environment))
        opened[-1].prompt()
        return opened[-1]

    yield start
    for each in opened:
        each.child.close(force=True)


Start = Callable[..., Terminal]


def test_a_whole_chat(terminal: Start) -> None:
    chat = terminal()
    assert "/help lists commands" in chat.text
    chat.enter(QUESTION)
    screen = chat.wait_for("«USD 12.5 million»", "5 March 2024 · salt.txt:1", "verbatim")
    assert "USD 12.5 million · confidence" in screen
    chat.prompt()
    chat.enter("/sources")
    chat.wait_for("characters 47 to 63")
    chat.enter("/sorces")
    chat.wait_for("There is no command /sorces; did you mean /sources?")
    chat.prompt()
    assert chat.leave() == 0


@pytest.mark.parametrize("columns", [60, 200])
def test_narrow_and_wide_without_colour(terminal: Start, columns: int) -> None:
    chat = terminal(columns, NO_COLOR="1")
    chat.enter(QUESTION)
    chat.wait_for("«USD 12.5 million»", "salt.txt:1")
    chat.prompt()
    colours = {cell.fg for line in chat.screen.buffer.values() for cell in line.values()}
    assert colours == {"default"}
    row = next(number for number, line in enumerate(chat.screen.display) if "«USD" in line)
    start = chat.screen.display[row].index("«USD") + 1
    assert all(chat.screen.buffer[row][start + step].bold for step in range(3))


def test_ctrl_c_clears_the_line_and_stays(terminal: Start) -> None:
    chat = terminal()
    chat.child.send("half a question")
    chat.wait_for("> half a question")
    chat.child.sendintr()
    chat.prompt()
    chat.enter("/quit")
    chat.child.expect(pexpect.EOF)
    chat.child.close()
    assert chat.child.exitstatus == 0


def test_commands_complete_after_a_slash(terminal: Start) -> None:
    chat = terminal()
    chat.child.send("/s")
    chat.wait_for("every source of the last answer")
    chat.child.send("\t")
    chat.wait_for("> /sources")


def test_questions_come_back_in_the_next_chat(terminal: Start, folder: Path) -> None:
    past = folder / "own history"
    first = terminal(QA_HISTORY=str(past))
    first.enter("Who bought the salt?")
    first.wait_for("salt.txt")
    first.prompt()
    first.child.kill(signal.SIGKILL)
    first.child.close(force=True)
    assert past.stat().st_mode & 0o777 == 0o600
    second = terminal(QA_HISTORY=str(past))
    second.child.send("Who bou")
    second.wait_for("> Who bought the salt?")  # the suggestion, dimmed behind the cursor
    second.child.send("\x15\x1b[A")
    second.wait_for("> Who bought the salt?")


def test_a_document_cannot_take_over_the_terminal(terminal: Start) -> None:
    chat = terminal()
    chat.enter("How many tonnes of pepper did captain Zarko bury?")
    screen = chat.wait_for("pirate captain", "evil.txt")
    chat.prompt()
    assert "␛[2J␛[31mpirate captain␛[0m" in screen
    assert "Ask your documents" in chat.text
    assert "\u202e" not in chat.text
    assert "owned" not in chat.screen.title


def test_no_index_ends_with_the_remedy(folder: Path) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "qa", "--index", "nowhere"],
        cwd=folder,
        timeout=_PATIENCE_SECONDS,
        encoding="utf-8",
    )
    child.expect("qa: no index at nowhere")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1


def test_a_broken_index_ends_the_prompt_with_the_remedy(folder: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(folder / "index", tmp_path / "index")
    (vectors,) = (tmp_path / "index").glob("gen-*/vectors.faiss")
    vectors.write_bytes(b"")
    chat = Terminal(tmp_path)
    chat.wait_for("qa: ", "qa index --rebuild")
    assert "Traceback" not in chat.text
    chat.child.expect(pexpect.EOF)
    chat.child.close()
    assert chat.child.exitstatus == 1
