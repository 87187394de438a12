"""The lexical reader on texts of its own: spans, types, merging, refusals, hostile input."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import ModelUnavailable
from qa.reader import load_reader
from qa.reader.base import Reader
from qa.reader.lexical import LexicalReader, LexicalWeights
from qa.settings import Settings
from qa.types import AnswerType, Hit, Passage, Question, Reading

TRADE = [
    "Attapeu Province sold goods worth EUR 88.4 million abroad in the first half of 2024.",
    "Sales were led by maize, black tea, rubber, plywood, and tin ore.",
    "Purchases came to EUR 3.2 million, mostly tractors and seed.",
    "The Craft Village programme currently backs 41 crafts in 12 villages.",
    "More than LAK 52 billion in credit was handed to small traders.",
]
MINE = [
    "Minister of Energy and Mines Somchai Vongsa inspected the tin mine on 14 May.",
    "The mine, run by the Tea Growers Group, lies in Sanxay district.",
    "Digging is due to start in 2029 and will cover almost 7,000 hectares.",
    "Villagers fought the plan because it would foul their wells.",
    "Laterite is a reddish soil rich in iron.",
]


def make_hit(name: str, sentences: list[str], rank: int, lead: str = "  \n") -> Hit:
    """A passage that does not begin at offset 0, so that offsets are told apart."""
    start = len(lead)
    spans, place = [], start
    for sentence in sentences:
        spans.append((place, place + len(sentence)))
        place += len(sentence) + 1
    text = " ".join(sentences)
    passage = Passage(
        name, start, start + len(text), text, tuple(spans), date=dt.date(2024, 8, 1), id=rank
    )
    return Hit(passage, 1.0 / rank, rank)


HITS = (make_hit("trade.txt", TRADE, 1), make_hit("mine.txt", MINE, 2, "x" * 40))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(Settings(reader="lexical"))


def ask(reader: Reader, question: str, hits: tuple[Hit, ...] = HITS) -> Reading:
    return reader.read(Question(question), hits)


@pytest.mark.parametrize(
    ("question", "answer", "kind"),
    [
        (
            "How much did Attapeu Province sell abroad in the first half of 2024?",
            "EUR 88.4 million",
            AnswerType.MONEY,
        ),
        ("how many crafts does the craft village programme back", "41", AnswerType.COUNT),
        ("When will digging start?", "2029", AnswerType.DATE),
        (
            "Who inspected the tin mine?",
            "Minister of Energy and Mines Somchai Vongsa",
            AnswerType.PERSON,
        ),
        (
            "How much credit was handed to small traders?",
            "More than LAK 52 billion",
            AnswerType.MONEY,
        ),
        ("How many hectares will the mine cover?", "almost 7,000 hectares", AnswerType.QUANTITY),
    ],
)
def test_first_answer(reader: Reader, question: str, answer: str, kind: AnswerType) -> None:
    reading = ask(reader, question)
    best = reading.spans[0]
    assert best.text.startswith(answer)
    assert best.type is kind
    assert reading.expected is kind


def test_exact_offsets(reader: Reader) -> None:
    best = ask(reader, "When will digging start?").spans[0]
    source = "x" * 40 + " ".join(MINE)
    assert (best.document, source[best.start : best.end]) == ("mine.txt", "2029")
    assert source[slice(*best.sentence)] == MINE[2]
    assert best.passage_id == 2


def test_a_list_is_among_the_answers_whole(reader: Reader) -> None:
    reading = ask(reader, "Which goods led the sales?")
    assert "maize, black tea, rubber, plywood, and tin ore" in [
        span.text for span in reading.spans[:3]
    ]


def test_yes_no_gives_the_evidence_sentence(reader: Reader) -> None:
    reading = ask(reader, "Did villagers fight the plan?")
    assert reading.expected is AnswerType.YES_NO
    assert reading.spans[0].text == MINE[3]
    assert reading.spans[0].type is AnswerType.YES_NO


def test_repeats_are_merged_over_documents(reader: Reader) -> None:
    twin = make_hit("copy.txt", TRADE, 3, "y" * 7)
    reading = ask(
        reader,
        "How much did Attapeu Province sell abroad in the first half of 2024?",
        (*HITS, twin),
    )
    texts = [span.text.lower() for span in reading.spans]
    assert len(texts) == len(set(texts))
    best = reading.spans[0]
    assert {best.document, *(one.document for one in best.repeats)} == {"trade.txt", "copy.txt"}


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("How much did Champasak sell abroad?", "“Champasak”"),
        ("Who painted zebras?", "no retrieved passage mentions “painted” or “zebras”"),
        ("???", "no word to search by"),
        ("Who painted zebras, tigers, otters, walruses?", "“otters” or 1 more word"),
        ("Who painted zebras, tigers, otters, walruses, bees?", "“otters” or 2 more words"),
    ],
)
def test_a_refusal_speaks_of_the_question(reader: Reader, question: str, part: str) -> None:
    reading = ask(reader, question)
    assert reading.no_answer is not None
    assert part in reading.no_answer
    assert reading.confidence < 0.5


def test_no_hits() -> None:
    reading = ask(load_reader(Settings(reader="lexical")), "Who came?", ())
    assert reading.spans == ()
    assert reading.confidence == 0.0
    assert reading.no_answer == "no passage was found for this question"


def test_it_always_says_why_it_might_refuse(reader: Reader) -> None:
    """Whoever asks decides by the confidence; the reason is there when it is wanted."""
    assert ask(reader, "When will digging start?").no_answer


def test_same_question_same_reading(reader: Reader) -> None:
    question = "How much did Attapeu sell?"
    other = load_reader(Settings(reader="lexical"))
    assert ask(reader, question) == ask(reader, question) == ask(other, question)


def test_scores_fall_and_sum_to_at_most_one(reader: Reader) -> None:
    spans = ask(reader, "Which district is the mine in?").spans
    assert 0 < sum(span.score for span in spans) <= 1.000001
    assert 0 <= ask(reader, "Which district is the mine in?").confidence <= 1


@pytest.mark.parametrize(
    "sentence",
    [
        "\x1b[31m29 bags\x00 \u202e sold \ufeff",
        "a" * 100_000,
        "one " * 25_000,
        "1,1" * 30_000,
        "A b, " * 20_000,
        "“" * 40_000,
        "ຂ້ອຍມີ 29 ຖົງ",
        "   ",
    ],
)
@pytest.mark.parametrize("question", ["How many bags were sold?", "why", "Did one sell bags?"])
def test_hostile_sentences(reader: Reader, sentence: str, question: str) -> None:
    hit = make_hit("bad.txt", [sentence], 1)
    for span in ask(reader, question, (hit,)).spans:
        passage = hit.passage
        assert passage.text[span.start - passage.start : span.end - passage.start] == span.text


WORDS = st.lists(
    st.sampled_from(
        [
            "Attapeu",
            "sold",
            "29",
            "bags",
            ",",
            "and",
            "tin",
            ".",
            "to",
            "in",
            "the",
            "2024",
            "USD",
            "5",
            "million",
            "because",
            "of",
            "rain",
            "(",
            "“",
            "”",
            "é",
            "ລາວ",
            "\x07",
        ]
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4), st.text(max_size=40))
def test_every_span_is_its_slice(sentences: list[list[str]], tail: str) -> None:
    reader = load_reader(Settings(reader="lexical"))
    hit = make_hit("any.txt", [" ".join(words) for words in sentences], 1, "pad")
    for span in ask(reader, "How much did Attapeu sell in 2024 " + tail, (hit,)).spans:
        passage = hit.passage
        assert passage.text[span.start - passage.start : span.end - passage.start] == span.text
        assert span.sentence[0] <= span.start < span.end <= span.sentence[1]


def test_unknown_reader_and_damaged_weights(tmp_path: Path) -> None:
    bad = tmp_path / "lexical.json"
    bad.write_text(json.dumps({"groups": {}}), encoding="utf-8")
    with pytest.raises(ModelUnavailable, match=r"lexical\.json"):
        LexicalWeights.load(bad)
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        LexicalWeights.load(tmp_path / "gone.json")


def test_the_weights_name_their_origin() -> None:
    card = LexicalWeights.load().card
    assert "qa.reader.fit_lexical" in card["command"]
    assert "xquad" not in json.dumps(card).lower()


def test_it_is_a_reader() -> None:
    reader: Reader = LexicalReader.load()
    assert reader.name == "lexical"
