"""The benchmark's pure parts: stories and passages it makes, what it computes, what it keeps."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from qa.ingest.passages import make_passages
from qa.types import Document

EVAL = Path(__file__).parents[1] / "eval"


def load(name: str) -> ModuleType:
    """A module of the benchmark, which is a script and in no package."""
    if str(EVAL) not in sys.path:
        sys.path.insert(0, str(EVAL))
    return importlib.import_module(name)


bench, generate, reuters = load("bench"), load("generate"), load("reuters")
measure, report = load("bench_measure"), load("bench_report")
corpora, table = load("bench_corpora"), load("bench_rows")

SGML = """<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" OLDID="9" NEWID="41">
<DATE> 3-MAR-1987 09:10:11.12</DATE>
<TEXT>&#2;
<TITLE>MARL &amp; SONS BUYS
   SALT PANS</TITLE>
<BODY>Marl &amp; Sons paid 12.5 mln dlrs for the salt pans of Vang.
    The price was &lt;12.5> per pan\x03.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
<REUTERS NEWID="42"><DATE>26-FEB-1987 15:00:00.00</DATE>
<TEXT><TITLE>NOTHING BUT A TITLE</TITLE></TEXT></REUTERS>
<REUTERS NEWID="43"><DATE>unknown</DATE><TEXT><BODY>Tin rose 4 pct in Phu Kham.</BODY></TEXT>
</REUTERS>"""


def test_stories_with_a_body_are_read_as_they_stand() -> None:
    first, second = reuters.parse_stories(SGML)
    assert first == {
        "id": "41",
        "title": "MARL & SONS BUYS SALT PANS",
        "date": "1987-03-03",
        "text": "Marl & Sons paid 12.5 mln dlrs for the salt pans of Vang.\n"
        "    The price was <12.5> per pan.\n Reuter",
    }
    assert (second["id"], second["title"], second["date"]) == ("43", "", "")


def test_a_folder_is_read_file_by_file_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.sgm").write_text(SGML.replace('"41"', '"51"'), encoding="latin-1")
    (tmp_path / "a.sgm").write_text(SGML, encoding="latin-1")
    (tmp_path / "README.txt").write_text(SGML, encoding="latin-1")
    assert [story["id"] for story in reuters.read_stories(tmp_path)] == ["41", "43", "51", "43"]
    assert list(reuters.read_stories(tmp_path / "absent")) == []


@pytest.mark.parametrize("raw", ["", "26-Feb-1987", "26-FBR-1987 15:00", "1987-02-26"])
def test_a_date_that_cannot_be_read_is_left_out(raw: str) -> None:
    assert reuters.iso_date(raw) == ""


def test_questions_ask_for_what_the_first_sentence_tells() -> None:
    money, share = reuters.make_questions(reuters.parse_stories(SGML))
    assert money == "How much money was reported for Marl Sons paid mln dlrs salt?"
    assert share == "By what percentage did Tin rose pct Phu Kham change?"


def test_a_story_without_enough_words_gives_no_question() -> None:
    assert list(reuters.make_questions([{"title": "X", "text": "It was 4."}])) == []


@pytest.fixture(scope="module")
def made() -> list[generate.Made]:
    return list(generate.Generator(7).passages(1200))


def test_a_seed_gives_the_same_passages_however_many(made: list[generate.Made]) -> None:
    again = generate.Generator(7)
    assert list(again.passages(30)) == made[:30]
    assert list(again.passages(1010)) == made[:1010]
    assert list(generate.Generator(8).passages(1)) != made[:1]


def test_a_made_document_is_one_passage_of_about_sixty_words(made: list[generate.Made]) -> None:
    lengths = [len(item.text.split()) for item in made]
    assert 55 < sum(lengths) / len(lengths) < 65
    assert len({item.id for item in made}) == len(made)
    sentences = 0
    for item in made[:100]:
        passages = make_passages(Document(item.id, item.text, item.title, item.date))
        assert [passage.text for passage in passages] == [item.text]
        sentences += len(passages[0].sentences)
    assert 390 < sentences <= 400  # four each, but for an ending that looks like an abbreviation


def test_word_forms_follow_a_falling_law(made: list[generate.Made]) -> None:
    words = Counter(word for item in made for word in re.findall("[a-z]+", item.text))
    shares = [count / words.total() for _, count in words.most_common()]
    assert words.most_common(1)[0][0] in {"the", "of"}
    assert 0.03 < shares[0] < 0.15
    assert sum(shares[:100]) > 0.4
    assert len(shares) > 8000
    assert len(generate.Generator(7).words) == 40_000


def test_a_question_is_answered_by_a_sentence_of_its_passage(made: list[generate.Made]) -> None:
    for item in made[::50]:
        found = re.match(r"How many (.+) of (\S+) did (.+) (\w+) in (\w+ \d{4})\?", item.question)
        assert found, item.question
        unit, goods, company, _, when = found.groups()
        past = "|".join(deed for deed, _ in generate._DEEDS)
        fact = rf"{company} (?:{past}) [\d.,]+(?: million)? {re.escape(unit)} of {goods} in {when}"
        assert re.search(fact, item.text), item.text


def test_passages_are_written_in_files_of_so_many_rows(tmp_path: Path) -> None:
    asked = generate.write_passages(
        generate.Generator(1, forms=6000), tmp_path / "made", count=25, questions=5, per_file=10
    )
    files = sorted((tmp_path / "made").iterdir())
    rows = [[json.loads(line) for line in path.read_text().splitlines()] for path in files]
    assert [len(part) for part in rows] == [10, 10, 5]
    assert [row["id"] for part in rows for row in part] == [f"g{i:07d}" for i in range(25)]
    assert all(set(row) == {"id", "title", "date", "text"} for part in rows for row in part)
    assert len(asked) == len(set(asked)) == 5


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 10), (0.25, 10), (0.5, 20), (0.51, 30), (0.95, 40), (1.0, 40)]
)
def test_percentiles_are_nearest_ranks(share: float, expected: int) -> None:
    assert measure.percentile([40, 10, 30, 20], share) == expected


def test_rounds_go_in_turn_and_the_first_is_not_counted() -> None:
    calls: list[str] = []

    def command(name: str) -> object:
        calls.append(name)
        return len(calls)

    found = measure.rounds({"a": lambda: command("a"), "b": lambda: command("b")}, 2)
    assert calls == ["a", "b"] * 3
    assert found == {"a": [3, 5], "b": [4, 6]}


def test_a_process_is_measured_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_CUTOFF", "0.9")
    code = "import os; x = bytearray(200 << 20); print(os.getcwd(), 'QA_CUTOFF' in os.environ)"
    large = measure.run(measure.python("-c", code), folder=tmp_path)
    small = measure.run(measure.python("-c", "pass"), folder=tmp_path)
    assert large.stdout == f"{tmp_path.resolve()} False\n"
    assert large.peak_mib >= 200
    assert large.peak_mib - small.peak_mib > 20 or small.peak_mib > 200  # a large test process
    assert 0 < large.cpu_seconds < large.seconds + 1


def test_a_failing_process_is_told_with_its_last_line(tmp_path: Path) -> None:
    code = "import sys; sys.stderr.write('first\\nlast words\\n'); sys.exit(3)"
    with pytest.raises(measure.BenchError, match=r"ended with 3: last words"):
        measure.run(measure.python("-c", code), folder=tmp_path)
    measure.run(measure.python("-c", code), folder=tmp_path, allowed=(0, 3))


def test_a_row_is_judged_by_its_value_or_its_ratio() -> None:
    row, target, ratio = report.Row, report.Target, report.Of.RATIO
    beside = {"yardstick": "import", "beside": 4.0}
    assert row("ask", 0.4, "s", **beside).ratio == pytest.approx(0.1)
    assert row("ask", 0.4, "s", **beside, target=target(0.1, ratio)).reached is True
    assert row("ask", 0.5, "s", **beside, target=target(0.1, ratio)).reached is False
    assert row("ask", 0.5, "s", target=target(0.1, ratio)).ratio is None
    assert row("ask", 0.5, "s", **beside, target=target(0.5)).reached is True
    assert row("rate", 59.9, "1/s", target=target(60, at_least=True)).reached is False
    assert row("rate", 60.0, "1/s", target=target(60, at_least=True)).reached is True
    assert row("rate", 60.0, "1/s").reached is None


def circumstances(command: str) -> dict[str, object]:
    return measure.surroundings() | {
        "command": command,
        "date": "2026-01-02 03:04 UTC",
        "seed": 0,
        "scale": 1.0,
        "load_after": [0.5, 0.4, 0.3],
    }


def test_a_part_replaces_its_own_section_only(tmp_path: Path) -> None:
    row, target = report.Row, report.Target
    report.save_part(tmp_path, "startup", [row("old", 1.0, "s")], circumstances("first"))
    report.save_part(tmp_path, "corpus", [row("kept", 2.0, "s")], circumstances("second"))
    new = row("new", 0.0123, "s", "import", 0.123, target(0.01))
    report.save_part(tmp_path, "startup", [new], circumstances("third"))
    parts = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["parts"]
    assert list(parts) == ["startup", "corpus"]
    assert parts["startup"]["command"] == "third"
    assert parts["startup"]["rows"][0]["ratio"] == pytest.approx(0.1)
    text = (tmp_path / "bench.md").read_text(encoding="utf-8")
    assert "| new | 0.0123 s | import | 0.123 s | 0.1 | ≤ 0.01 s | **no** |" in text
    assert "| kept | 2 s |  |  |  |  |  |" in text
    assert "old" not in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bench.json", "bench.md"]


def test_questions_are_spread_and_repeated_only_when_few() -> None:
    assert corpora.spread(list("abcdef"), 3) == ["a", "c", "e"]
    assert corpora.spread(list("ab"), 5) == ["a", "b", "a", "b", "a"]


def test_a_rehearsal_has_a_share_of_everything_but_never_too_little() -> None:
    assert corpora.scaled(100_000, 0.01, least=100) == 1000
    assert corpora.scaled(400, 0.01, least=40) == 40
    assert corpora.scaled(30, 0.01, least=40) == 30
    assert corpora.scaled(400, 1.0, least=40) == 400


def test_the_rows_of_a_corpus_set_each_figure_beside_its_own_yardstick() -> None:
    found = table.Measured(
        passages=1000,
        first=measure.Run(2.0, 1.5, 300.0, ""),
        again=measure.Run(0.5, 0.4, 90.0, ""),
        cold=tuple(measure.Run(seconds, 0.3, 100 + seconds, "") for seconds in (0.3, 0.5, 0.4)),
        imported=measure.Run(5.0, 3.0, 400.0, ""),
        encoded={"sentence_transformers": 4000.0, "builtin": 8000.0},
        inside={
            f"{n}_p{s}": v for n, v in (("ask", 9), ("search", 4), ("faiss", 2)) for s in (50, 95)
        },
    )
    rows = {row.what: row for row in table.corpus_rows(found, {"ask_p95": report.Target(8.9)})}
    told = {what: (row.value, row.beside) for what, row in rows.items()}
    assert told == {
        "`qa index`, 1,000 passages": (2.0, 0.25),
        "`qa index`, processor time": (1.5, 3.0),
        "`qa index`, peak memory": (300.0, 400.0),
        "index rate": (500.0, 4000.0),
        "built-in encoder alone": (8000.0, 4000.0),
        "`qa index`, nothing changed": (0.5, 5.0),
        "cold `qa ask`, median": (0.4, 5.0),
        "cold `qa ask`, peak memory": (100.5, 400.0),
        "warm answer, p50": (9, 2),
        "warm answer, p95": (9, 2),
        "warm search, p50": (4, 2),
        "warm search, p95": (4, 2),
    }
    assert [row.what for row in rows.values() if row.reached is False] == ["warm answer, p95"]


def test_parts_are_named_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.parse([]).parts == ["startup", "corpus", "reuters", "100k", "1m", "batch"]
    assert bench.parse(["--parts", "batch,corpus"]).parts == ["batch", "corpus"]
    with pytest.raises(SystemExit):
        bench.parse(["--parts", "corpus,10m"])
    assert "no part '10m'" in capsys.readouterr().err


def test_a_part_without_its_data_is_skipped_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--parts", "reuters,batch", "--data", str(tmp_path), "--out", str(tmp_path / "o")]
    assert bench.main(options) == 0
    told = capsys.readouterr().err
    assert told.count("skipped, no Reuters-21578 .sgm files") == 2
    assert not (tmp_path / "o").exists()
