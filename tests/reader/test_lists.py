"""Lists set out item by item."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qa.engine import Engine
from qa.reader.lists import find_runs, fullest, joined, named_list, whole_list
from qa.settings import Settings
from qa.store.indexer import index_documents
from qa.types import (
    AnswerStatus,
    AnswerType,
    Document,
    Hit,
    Passage,
    Question,
    Reading,
    Span,
)

LINES = [
    "Marl sold tin.",
    "The main exports were:",
    "- copper, USD 2",
    "- tea",
    "1. rice",
    "All fell.",
]


def passage(lines: list[str]) -> Passage:
    text = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    bounds = tuple((100 + a, 100 + a + len(line)) for a, line in zip(starts, lines, strict=True))
    return Passage("d", 100, 100 + len(text), text, bounds)


def span(where: Passage, text: str) -> Span:
    start = where.start + where.text.index(text)
    return Span(
        "d", start, start + len(text), text, (start, start + len(text)), 1.0, AnswerType.LIST
    )


def test_items_below_a_colon_are_one_list() -> None:
    found = passage(LINES)
    (run,) = find_runs(found)
    inside = found.text[run.start - 100 : run.end - 100]
    assert inside == "copper, USD 2\n- tea\n1. rice"


def test_a_single_item_or_items_without_a_lead_are_none() -> None:
    assert not list(find_runs(passage(["The export was:", "- tea", "All fell."])))
    assert not list(find_runs(passage(["All fell.", "- tea", "- rice"])))


def test_an_item_or_its_lead_stands_for_the_whole_list() -> None:
    found = passage(LINES)
    hits = [Hit(found, 1.0, 1)]
    for text in ("tea", "main exports"):
        whole = whole_list(span(found, text), hits)
        assert whole.text == "copper, USD 2\n- tea\n1. rice"
        assert found.text[whole.start - 100 : whole.end - 100] == whole.text
        assert whole.sentence[0] == 100 + found.text.index("The main")
    other = span(found, "tin")
    assert whole_list(other, hits) is other


def test_the_lead_must_say_what_is_asked() -> None:
    hits = [Hit(passage(LINES), 1.0, 1)]
    named = named_list("What were the main exports of Marl?", hits)
    assert named is not None
    assert named.text.startswith("copper")
    assert named_list("What were the main imports of Marl?", hits) is None
    assert named_list("What were the main exports of Lam?", hits) is None


def test_a_list_goes_on_in_the_next_passage() -> None:
    whole = passage(LINES)
    cut = whole.sentences[3][1]
    first = replace(whole, end=cut, text=whole.text[: cut - 100], sentences=whole.sentences[:4])
    start = whole.sentences[3][0]
    second = replace(
        whole, start=start, text=whole.text[start - 100 :], sentences=whole.sentences[3:]
    )
    other = replace(whole, document="e")
    hits = joined([Hit(second, 1.0, 1), Hit(other, 0.9, 2), Hit(first, 0.8, 3)])
    assert [hit.passage for hit in hits] == [whole, other]
    apart = replace(whole, start=cut + 50, end=cut + 60, text="x" * 10, sentences=())
    assert len(joined([Hit(first, 1.0, 1), Hit(apart, 0.9, 2)])) == 2


def test_a_question_for_a_list_gets_all_items(tmp_path: Path) -> None:
    text = (
        "Veldora traded well.\n\nThe main exports of Veldora were:\n\n- copper\n- coffee\n- tin\n"
    )
    settings = Settings(cutoff=0.0)
    index_documents([Document("v.md", text)], tmp_path / "ix", settings)
    answer = Engine.open(tmp_path / "ix", settings).ask("What were the main exports of Veldora?")
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text is not None
    assert answer.text.split() == ["copper", "-", "coffee", "-", "tin"]


def test_an_enumeration_goes_before_what_only_sums_it_up() -> None:
    found = passage(["It sells farm and energy goods.", "It sells tea, rice and salt."])
    summed, listed = span(found, "farm and energy goods"), span(found, "tea, rice and salt")

    def best(question: str, *scores: float) -> str:
        pair = zip((summed, listed), scores, strict=True)
        spans = tuple(replace(each, score=score) for each, score in pair)
        reading = fullest(Question(question), Reading(spans, 0.5, AnswerType.LIST))
        assert reading.spans[0].score == max(scores)
        assert {each.text for each in reading.spans} == {summed.text, listed.text}
        return reading.spans[0].text

    assert best("Which goods does it sell?", 0.4, 0.35) == listed.text
    assert best("Which goods does it sell?", 0.4, 0.2) == summed.text
    assert best("Where does it sell?", 0.4, 0.4) == summed.text
