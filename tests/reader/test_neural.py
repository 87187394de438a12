"""The trained reader: offsets, merging, whole surfaces, refusal, and its shipped weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.errors import ModelUnavailable
from qa.reader.confidence import evidence_of
from qa.reader.decode import Decoded, Scored
from qa.reader.lexicon import Lexicon
from qa.reader.lists import completed
from qa.reader.network import ENCODER, REST, VOCABULARY, Network
from qa.reader.neural import NeuralReader, telling
from qa.reader.places import distinct_spans, type_of, whole
from qa.reader.relevance import FILE as RELEVANCE
from qa.reader.scoring import WEIGHTS, SpanScorer, read_record
from qa.reader.selection import FILE as SELECTION
from qa.reader.surfaces import find_surfaces
from qa.reader.windows import choose_sentences, lay_out
from qa.types import AnswerType, Hit, Passage, Question, Reading, Span

BOATS = "Sekong sold more than LAK 39 billion of coffee. The district built 20 boats in 2024."
SPLIT = BOATS.index("The district")
BOUNDS = ((0, SPLIT - 1), (SPLIT, len(BOATS)))


def hit(text: str, bounds: tuple[tuple[int, int], ...], *, name: str = "a.txt", at: int = 0) -> Hit:
    moved = tuple((start + at, end + at) for start, end in bounds)
    return Hit(Passage(name, at, at + len(text), text, moved), 1.0, 1)


def whole_hit(text: str, *, name: str = "a.txt", at: int = 0) -> Hit:
    return hit(text, ((0, len(text)),), name=name, at=at)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


@pytest.fixture(scope="module")
def reader() -> NeuralReader:
    return NeuralReader.load()


def widened(text: str, part: str, question: str = "How much?") -> str:
    start = text.index(part)
    found = whole(find_surfaces(text), (start, start + len(part)), question)
    return text[slice(*found)]


def test_a_cut_amount_is_widened_to_its_whole_surface_with_the_hedge() -> None:
    assert widened(BOATS, "39") == "more than LAK 39 billion"
    assert widened(BOATS, "39 billion of coffee") == "more than LAK 39 billion of coffee"
    assert widened(BOATS, "coffee") == "coffee"


def test_a_year_may_be_cut_out_of_a_date_when_it_is_asked_for() -> None:
    text = "It opened on 3 May 2024 in Pakse."
    assert widened(text, "2024", "When did it open?") == "3 May 2024"
    assert widened(text, "2024", "In what year did it open?") == "2024"


def test_types_come_from_the_surface_and_never_name_a_word_an_amount() -> None:
    surfaces = find_surfaces(BOATS)
    start = BOATS.index("more than")
    money = (start, start + len("more than LAK 39 billion"))
    assert type_of(surfaces, money, AnswerType.COUNT) is AnswerType.MONEY
    assert type_of(surfaces, (0, 6), AnswerType.MONEY) is AnswerType.PHRASE
    assert type_of(surfaces, (0, 6), AnswerType.PLACE) is AnswerType.PLACE


def decoded(*spans: tuple[int, int, float]) -> Decoded:
    return Decoded(tuple(Scored(a, b, gain, gain) for a, b, gain in spans), 0.1)


def test_spans_have_the_document_s_offsets_and_their_sentence(lexicon: Lexicon) -> None:
    hits = [hit(BOATS, BOUNDS, at=50)]
    stream = lay_out(lexicon, hits)
    words = [lexicon.words[word] for word in stream.ids]
    place = words.index("boats")
    (span,) = distinct_spans(stream, hits, decoded((place, place, 0.7)), "What?", AnswerType.PHRASE)
    assert (span.text, BOATS[span.start - 50 : span.end - 50]) == ("boats", "boats")
    assert span.sentence == (SPLIT + 50, len(BOATS) + 50)
    assert (span.score, span.type) == (0.7, AnswerType.PHRASE)


def test_the_same_answer_elsewhere_is_a_repeat_and_overlaps_are_left_out(lexicon: Lexicon) -> None:
    hits = [whole_hit("Boats were sold."), whole_hit("They sold boats.", name="b.txt")]
    stream = lay_out(lexicon, hits)
    found = distinct_spans(
        stream, hits, decoded((5, 5, 0.5), (6, 6, 0.4), (0, 0, 0.3), (0, 1, 0.2)), "?",
        AnswerType.PHRASE,
    )  # fmt: skip
    assert [span.text for span in found] == ["boats", "sold"]
    (repeat,) = found[0].repeats
    assert (found[0].document, repeat.document, repeat.text) == ("b.txt", "a.txt", "Boats")
    assert found[0].score == pytest.approx(0.7)


def test_evidence_of_no_spans_is_empty() -> None:
    nothing = Reading((), 0.0, AnswerType.PHRASE)
    assert evidence_of(Question("Why?"), Decoded((), 1.0), nothing) == {}


def test_the_sentences_worth_most_are_read_while_they_fit(lexicon: Lexicon) -> None:
    parts = ["Tea grew.", "Rice sold.", "Salt fell.", "Boats sank.", "Coal rose.", "word " * 30]
    text = " ".join(parts)
    bounds = tuple((text.index(part), text.index(part) + len(part)) for part in parts)
    hits = [hit(text, bounds), whole_hit("Gold stayed.", name="b.txt")]
    stream = lay_out(lexicon, hits)
    worth = np.array([0, 1, 3, 0, 0, 2.5, 2], np.float32)
    assert choose_sentences(stream, worth, 9) == [1, 2, 6]
    assert choose_sentences(stream, worth, 6) == [2, 6]
    assert choose_sentences(stream, worth, 1) == [2]
    assert choose_sentences(stream, worth, 999) == [0, 1, 2, 3, 4, 5, 6]
    worth[[0, 3]] = -np.inf
    assert choose_sentences(stream, worth, 999) == [1, 2, 4, 5, 6]
    assert choose_sentences(stream, np.full(7, -np.inf, np.float32), 9) == []


def test_no_hits_give_no_spans_and_a_reason(reader: NeuralReader) -> None:
    reading = reader.read(Question("Who sold boats?"), [])
    assert (reading.spans, reading.confidence) == ((), 0.0)
    assert reading.no_answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many boats did the district build?", "20"),
        ("How much coffee did Sekong sell?", "more than LAK 39 billion"),
        ("When were the boats built?", "2024"),
        ("how many boats were built", "20"),
    ],
)
def test_the_shipped_reader_finds_plain_answers(
    reader: NeuralReader, question: str, answer: str
) -> None:
    reading = reader.read(Question(question), [hit(BOATS, BOUNDS, at=7)])
    best = reading.spans[0]
    assert answer in best.text
    assert BOATS[best.start - 7 : best.end - 7] == best.text


def test_reading_is_deterministic_and_spans_are_distinct(reader: NeuralReader) -> None:
    hits = [hit(BOATS, BOUNDS), whole_hit("Attapeu built nine boats.", name="b.txt")]
    one, two = (reader.read(Question("Who built nine boats?"), hits) for _ in range(2))
    assert one == two
    texts = [span.text.lower() for span in one.spans]
    assert len(texts) == len(set(texts))
    assert [span.score for span in one.spans] == sorted(
        (span.score for span in one.spans), reverse=True
    )


def test_an_answer_that_is_there_is_surer_than_one_that_is_not(reader: NeuralReader) -> None:
    there = reader.read(Question("How many boats did the district build?"), [hit(BOATS, BOUNDS)])
    other = whole_hit("The weather in Vienna was mild all winter.")
    missing = reader.read(Question("How many boats did the district build?"), [other])
    assert there.confidence > missing.confidence
    reason = reader.doubt(Question("How many boats did the district build?"), [other])
    assert reason is not None
    assert "boats" in reason


def test_the_next_best_sentences_are_read_where_the_first_leave_it_open(
    lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ["colour", "smell", "look", "weight", "sound", "price", "shape", "shade", "taste"]
    filler = [f"The {name} of boats was told of at length by many people there." for name in told]
    text = " ".join([*filler, "Twelve of them sank in the gale."])
    bounds = tuple((text.index(part), text.index(part) + len(part)) for part in filler)
    last = bounds[-1][1] + 1
    hits = [hit(text, (*bounds, (last, len(text))))]
    scorer = SpanScorer.load()
    question = "How many boats went under?"

    def reads_the_last() -> bool:
        scores = scorer.score(question, AnswerType.COUNT, hits)
        return bool(scores.valid[scores.stream.starts >= last].any())

    monkeypatch.setattr("qa.reader.scoring.WORDS_READ", 30)
    monkeypatch.setattr("qa.reader.scoring.DOUBTFUL", 1.0)
    assert not reads_the_last()
    monkeypatch.setattr("qa.reader.scoring.DOUBTFUL", 0.0)
    assert reads_the_last()
    (best, *_) = scorer.score(question, AnswerType.COUNT, hits).decode(5).spans
    words = scorer.score(question, AnswerType.COUNT, hits).stream
    assert words.starts[best.first] >= last


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\t", "\x1b[31m\u202e", "…" * 400, "9," * 3000 + "a"]
)
def test_odd_passages_and_questions_do_not_break_reading(reader: NeuralReader, text: str) -> None:
    for question in ("Who?", text or "?", "boats " * 900):
        for span in reader.read(Question(question), [whole_hit(text)]).spans:
            assert text[span.start : span.end] == span.text


def test_missing_and_damaged_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="gone: the reader's weights cannot be read"):
        Network.load(tmp_path / "gone")
    for name in (ENCODER, REST, VOCABULARY, SELECTION, RELEVANCE):
        folder = tmp_path / name
        folder.mkdir()
        for path in WEIGHTS.iterdir():
            (folder / path.name).write_bytes(b"x" if path.name == name else path.read_bytes())
        with pytest.raises(ModelUnavailable, match="install the package again"):
            SpanScorer.load(folder)
    (tmp_path / "reader.json").write_text("[]", "utf-8")
    with pytest.raises(ModelUnavailable, match="settings"):
        read_record(tmp_path)


def test_the_weights_are_small_and_have_a_card() -> None:
    ranking = ("lexical.json", SELECTION, RELEVANCE)
    own = [path for path in WEIGHTS.iterdir() if path.name not in ranking]
    assert sum(path.stat().st_size for path in own) <= 8 * 2**20
    card = (WEIGHTS / "README.md").read_text("utf-8")
    for name in (ENCODER, REST, VOCABULARY, SELECTION, RELEVANCE):
        assert name in card


def test_one_item_of_a_list_becomes_the_list_the_rules_find() -> None:
    def listed(start: int, text: str) -> Reading:
        span = Span("d", start, start + len(text), text, (0, 99), 0.8, AnswerType.LIST)
        return Reading((span,), 0.5, AnswerType.LIST, "")

    rules = listed(10, "tea, rice and salt")
    several, one = Question("Which goods are sold?"), Question("What is sold?")
    assert completed(several, listed(15, "rice"), rules).spans[0].text == "tea, rice and salt"
    assert completed(one, listed(15, "rice"), rules).spans[0].text == "rice"
    both = completed(one, listed(15, "rice and salt"), rules)
    assert (both.spans[0].text, both.confidence) == ("tea, rice and salt", 0.5)
    elsewhere = listed(40, "rice")
    assert completed(several, elsewhere, rules) is elsewhere
    assert completed(several, listed(15, "rice"), listed(10, "much rice")).spans[0].text == "rice"


def test_small_words_are_no_other_candidates() -> None:
    def span(text: str) -> Span:
        return Span("a", 0, len(text), text, (0, len(text)), 0.5, AnswerType.PHRASE)

    spans = [span(text) for text in ("to", "in", "of the", "…", "the port", "12")]
    assert [each.text for each in telling(spans)] == ["to", "the port", "12"]
