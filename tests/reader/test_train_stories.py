"""Invented stories with their questions, and the index that training questions are asked of."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from qa.reader.lexicon import Lexicon
from qa.reader.shown import heading, year_meant
from qa.reader.train.examples import make_example
from qa.reader.train.held import Sets, read_held_out
from qa.reader.train.shelves import shelved
from qa.reader.train.sources import Asked
from qa.reader.train.stories import read_invented, sentences_of

BODY = "# Mills\n\nAssam sold tea this year for 5 crore.\n\nIt bought:\n\n- salt\n- tin"


def span(text: str, part: str) -> list[int]:
    return [text.index(part), text.index(part) + len(part)]


def story(name: str, text: str, date: str | None = "2023-05-01") -> dict[str, object]:
    questions = [
        {"question": "How much did Assam's tea bring?", "answers": [span(text, "5 crore")]},
        {"question": "Who bought it?", "answers": []},
    ]
    talk = [
        {"question": "What did Assam buy?", "full": "What did Assam buy?", "alone": True,
         "answers": [span(text, "salt")]},
        {"question": "And sell?", "full": "What did Assam sell?", "alone": False,
         "answers": [span(text, "tea")]},
    ]  # fmt: skip
    yes_no = [
        {
            "question": "Did Assam sell tea?",
            "verdict": "yes",
            "evidence": [span(text, "Assam sold")],
        },
        {"question": "Is salt sold?", "verdict": "open", "evidence": []},
    ]
    return {"id": name, "title": "Tea", "date": date, "text": text, "questions": questions,
            "talk": talk, "yes_no": yes_no}  # fmt: skip


def written(folder: Path, *stories: dict[str, object]) -> Path:
    path = folder / "stories.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in stories), "utf-8")
    return path


def test_headings_and_items_are_sentences_of_their_own() -> None:
    assert [BODY[a:b] for a, b in sentences_of(BODY)] == [
        "Mills", "Assam sold tea this year for 5 crore.", "It bought:", "- salt", "- tin",
    ]  # fmt: skip


def test_stories_come_with_date_and_layout_and_their_turns(tmp_path: Path) -> None:
    path = written(tmp_path, story("mills", BODY), story("undated", BODY, None))
    one, none, first, full, behind, *rest = read_invented(path)
    assert (one.document, one.title, one.date) == ("mills", "Tea", dt.date(2023, 5, 1))
    assert [one.text[a:b] for a, b in one.answers] == ["5 crore"]
    assert none.answers == ()
    assert (first.source, full.source, behind.source) == ("stories", "stories", "talk")
    assert full.question == "What did Assam sell?"
    assert behind.question.startswith("And sell? (What did Assam buy")
    assert rest[0].date is None


def test_the_year_is_shown_behind_the_title_and_behind_this_year(tmp_path: Path) -> None:
    lexicon = Lexicon.load()
    asked = next(read_invented(written(tmp_path, story("mills", BODY))))
    made = make_example(asked, lexicon)
    assert made is not None
    assert [lexicon.words[word] for word in made.title] == ["Tea", "2023"]
    (gold,) = made.golds
    words = [lexicon.words[word] for word in made.sentences[gold.sentence]]
    assert words[:8] == ["Assam", "sold", "tea", "this", "year", "(", "2023", ")"]
    assert words[gold.first : gold.last + 1] == ["5", "crore"]


def test_years_are_shown_only_where_they_are_known_and_missing() -> None:
    day = dt.date(2024, 5, 2)
    assert heading("Rice in 2024", day) == ["Rice", "in", "2024"]
    assert heading("Rice", None) == ["Rice"]
    assert heading("", day) == ["2024"]
    assert year_meant(["next", "Year"], day) == ["(", "2025", ")"]
    assert year_meant(["a", "year"], day) == []
    assert year_meant(["this", "year"], None) == []
    assert year_meant(["year"], day) == []


def ask(document: str, text: str) -> Asked:
    return Asked("Who sold tea?", text, ((0, 5),), "news", document)


def test_questions_meet_all_texts_their_shelf_or_all_but_their_own() -> None:
    texts = [ask(f"d{n}", f"Town{n} sold tea and goods.") for n in range(7)]
    again = ask("d0", "Town0 sold tea, as was said.")
    with shelved(texts, [again, texts[3]]) as shelves:
        assert shelves.name_of(texts[6]) == "00001/1-d6"
        assert len(shelves.all(texts[0])) == 8
        own = {hit.passage.document for hit in shelves.own(texts[6])}
        assert own == {"00001/0-d5", "00001/1-d6", "00001/2-d0"}
        others = {hit.passage.document for hit in shelves.others(texts[0])}
        assert others == {shelves.name_of(each) for each in texts[1:]}


def test_held_out_sentences_are_read_in_their_whole_document(tmp_path: Path) -> None:
    for folder in ("qamr", "qed", "covidqa"):
        (tmp_path / folder).mkdir()
    (tmp_path / "qed" / "qed-dev.jsonlines").write_text("", "utf-8")
    (tmp_path / "covidqa" / "covidqa.json").write_text('{"data": []}', "utf-8")
    lines = [f"Wiki:{n}:0:{part}" for n in range(60) for part in range(2)]
    goods = {"0": "tea", "1": "rice"}
    sentences = [f"{name}\tTown{name.split(':')[1]} sold {goods[name[-1]]} ." for name in lines]
    (tmp_path / "qamr" / "wiki-sentences.tsv").write_text("\n".join(sentences), "utf-8")
    rows = [f"{name}\tw\t1\tx\ty\tWho sold ?\t0\t1:0\t1:0" for name in lines]
    (tmp_path / "qamr" / "full_dev.tsv").write_text("\n".join(rows), "utf-8")
    (tmp_path / "qamr" / "full_test.tsv").write_text("", "utf-8")
    held = read_held_out(Sets(tmp_path))
    assert held
    for item in held:
        town = f"Town{item.asked.document.split(':')[1]}"
        assert item.asked.text == f"{town} sold tea. {town} sold rice."
        assert item.answers == (town,)
        assert item.passage.text == item.asked.text
