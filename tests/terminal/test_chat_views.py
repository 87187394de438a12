"""What a chat's screen is made of: pages, completion, links, the line under the prompt."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from rich.console import Console
from rich.text import Text

from qa.citing import Citer
from qa.engine import Engine
from qa.ingest.plain import read_markdown
from qa.store.catalog import Source
from qa.store.generations import sha256_of
from qa.terminal.completion import ChatCompleter, fuzzy
from qa.terminal.origins import (
    FileState,
    Origin,
    around_sentence,
    links_work,
    origin_of,
    scene_of,
)
from qa.terminal.paging import Pages
from qa.terminal.render import Look, render_answer
from qa.terminal.standing import Standing, standing_line
from qa.terminal.words import ASCII_MARKS, Marks, distinct_alternatives, notable
from qa.types import Answer, AnswerType, Check, CheckStatus, Citation, Filters

Draw = Callable[..., str]
DOCUMENTS = (
    ("notes/mine.md", "Copper mine to reopen"),
    ("salt.txt", "Marl salt"),
    ("evil.txt", "Evil \x1b[2J"),
)


def completions(text: str, *, asked: bool = False) -> list[str]:
    event = CompleteEvent(completion_requested=asked)
    completer = ChatCompleter(lambda: DOCUMENTS)
    return [item.text for item in completer.get_completions(Document(text), event)]


def test_arguments_complete_from_documents_and_files(tmp_path: Path) -> None:
    (tmp_path / "chat.md").write_text("")
    assert completions("/in mine") == ["notes/mine.md", "Copper mine to reopen"]
    assert completions("/in cpper") == ["Copper mine to reopen"]
    assert completions(f"/save {tmp_path}/ch") == ["at.md"]
    assert completions("/why x") == []
    assert completions("/in Evil") == ["evil.txt"]  # its title is not shown as it would be typed


def test_titles_complete_in_a_question_when_asked_for() -> None:
    assert completions("What of the copp") == []
    assert completions("What of the copp", asked=True) == ["Copper mine to reopen"]
    assert completions("What of the copper mi", asked=True) == ["Copper mine to reopen"]
    assert completions("What", asked=True) == []


def test_the_nearest_is_offered_first() -> None:
    names = ["/history", "/sources", "/since", "/status"]
    assert fuzzy("/so", names) == ["/sources"]
    assert fuzzy("/hst", names) == ["/history"]
    assert fuzzy("/zzz", names) == []
    assert fuzzy("s", ["gas", "a salt", "salt"]) == ["salt", "a salt", "gas"]


def pages(height: int, *, terminal: bool = True) -> tuple[Pages, io.StringIO]:
    out = io.StringIO()
    console = Console(file=out, width=40, height=height, force_terminal=terminal, color_system=None)
    return Pages(console), out


def test_a_long_answer_comes_in_screenfuls() -> None:
    made, out = pages(10)
    made.show(Text("\n".join(map(str, range(16)))))
    assert out.getvalue().splitlines() == [*map(str, range(6)), "… 10 more lines: /more"]
    assert made.more()
    assert made.more()
    assert not made.more()
    assert out.getvalue().splitlines()[-4:] == ["12", "13", "14", "15"]


def test_no_pages_where_nobody_turns_them_and_for_one_line() -> None:
    made, out = pages(10, terminal=False)
    made.show(Text("\n".join(map(str, range(90)))))
    assert len(out.getvalue().splitlines()) == 90
    made, out = pages(10)
    made.show(Text("\n".join(map(str, range(7)))))
    assert "more" not in out.getvalue()


def test_a_link_holds_no_byte_that_a_document_chose(answer: Answer, draw: Draw) -> None:
    path = Path("/docs/a;b \x1b]8;;evil\x07 ຮ.txt")
    look = Look(origins=(Origin(path),), links=True)
    shown = draw(render_answer(answer, look), 100, colour=True)
    assert ";file:///docs/a%3Bb%20%1B%5D8%3B%3Bevil%07%20%E0%BA%AE.txt\x1b\\" in shown
    assert "evil\x07" not in shown
    assert "]8;" not in draw(render_answer(answer, Look(origins=look.origins)), 100, colour=True)
    assert "]8;" not in draw(render_answer(answer, look), 100)
    assert not links_work({"TERM": "linux"})
    assert not links_work({})
    assert links_work({"TERM": "xterm-256color"})


def test_a_file_is_compared_by_size_stamp_and_content(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("salt")
    status = path.stat()
    source = Source(1, "a.txt", path, 4, status.st_mtime_ns, sha256_of(path))
    states = [
        origin_of(source).state,
        origin_of(replace(source, mtime_ns=1)).state,
        origin_of(replace(source, mtime_ns=1, sha256="0")).state,
        origin_of(replace(source, size=5)).state,
        origin_of(replace(source, path=tmp_path / "b")).state,
        origin_of(None).state,
        origin_of(replace(source, sha256="")).state,
    ]
    same, changed = FileState.SAME, FileState.CHANGED
    unknown = FileState.UNKNOWN
    assert states == [same, same, changed, changed, FileState.GONE, unknown, unknown]


def test_a_changed_file_is_marked_under_its_source(answer: Answer, draw: Draw) -> None:
    look = Look(origins=(Origin(Path("/a"), FileState.CHANGED),))
    assert "      ! this file has changed since it was indexed: /index" in draw(
        render_answer(answer, look)
    )


def test_the_same_answer_elsewhere_takes_one_line(answer: Answer, draw: Draw) -> None:
    again = replace(answer.citations[0], document="b.txt", title="Tea again", date=None, line=2)
    twice = replace(answer, citations=(answer.citations[0], again), alternatives=())
    shown = draw(render_answer(twice, Look()), 100)
    assert "\n  [2] also in Tea again · no date · b.txt:2\n" in shown
    assert shown.count("«") == 1
    below = replace(twice, citations=(answer.citations[0], replace(answer.citations[0], line=9)))
    assert "\n  [2] also in stories/north.txt:9\n" in draw(render_answer(below, Look()), 100)
    judged = replace(twice, answer_type=AnswerType.YES_NO, text="yes")
    assert draw(render_answer(judged, Look()), 100).count("«") == 2


def test_operands_of_one_document_name_it_once(computed: Answer, draw: Draw) -> None:
    first = computed.citations[0]
    two = replace(computed, citations=(first, replace(first, line=9)))
    shown = draw(render_answer(two, Look()), 100)
    assert shown.count(first.title) == 1
    assert "\n  [2] stories/north.txt:9\n" in shown


def test_a_heading_before_the_sentence_keeps_its_line(answer: Answer, draw: Draw) -> None:
    shown = draw(render_answer(answer, Look(surroundings=(("Prices", "Rain"),))), 200)
    assert "\n  Prices\n  Growers in" in shown
    assert "of 2024. Rain\n" in shown
    title = answer.citations[0].title
    assert draw(render_answer(answer, Look(surroundings=((title, ""),)))).count(title) == 1


def test_what_passed_is_short_and_what_did_not_is_whole() -> None:
    value = Check("value", CheckStatus.PASS, "12.5 = 12.5")
    doubt = Check("agreement", CheckStatus.WARN, "one says 13")
    assert notable((value, doubt)) == ((value,), (doubt,))
    parts = (Check("claim", CheckStatus.PASS, "“a”: so"), Check("claim", CheckStatus.FAIL, "“b”"))
    assert notable((value, *parts)) == ((value,), parts)


def test_further_candidates_are_other_places_that_mean_something(answer: Answer) -> None:
    """The first alternative is the answer in more words, the last one hardly possible."""
    texts = [other.answer for other in distinct_alternatives(answer, 0.03)]
    assert texts == ["USD 13.9 million"]


class _Texts:
    """Gives neighbours and no files."""

    def surroundings(self, _: Citation, sentences: int = 1) -> tuple[str, str]:
        return "Before.", "After."

    def source(self, _: str) -> None:
        return None


def test_only_the_first_of_several_sources_brings_its_neighbours(answer: Answer) -> None:
    engine = _Texts()
    twice = replace(answer, citations=answer.citations * 2)
    assert len(scene_of(engine, twice).surroundings) == 1  # type: ignore[arg-type]
    computed = replace(twice, computed=True)
    assert scene_of(engine, computed).surroundings == ()  # type: ignore[arg-type]
    assert len(scene_of(engine, computed).origins) == 2  # type: ignore[arg-type]


def test_what_stands_around_a_list_does_not_say_its_lead_in_again(tmp_path: Path) -> None:
    text = "Trade grew.\n\nThe main exports were:\n\n- coffee\n- copper\n\nImports fell."
    story = read_markdown("a.md", text)
    with closing(Engine.from_documents([story], tmp_path / "index")) as engine:
        start, end = text.index("coffee"), text.index("copper") + len("copper")
        sentence = (text.index("The main"), end)
        quote = text[start:end]
        cited = Citer(lambda _: story).cite_place("a.md", start, end, sentence, quote=quote)
        assert around_sentence(engine, cited) == ("Trade grew.", "Imports fell.")


def test_the_line_under_the_prompt_fits_and_says_what_matters_first() -> None:
    standing = Standing("/a/b/index", 1234, 0.3, "built in", ())
    line = standing_line(standing, Filters(path="notes"), 2, columns=100, marks=Marks())
    assert (
        line == "b/index: 1,234 documents · in notes · 2 changed: /index · cut-off 0.3 (built in)"
    )
    assert len(standing_line(standing, Filters(), 0, columns=20, marks=ASCII_MARKS)) == 20
    assert standing_line(None, Filters(), 0, columns=9, marks=Marks()) == "opening the index"
