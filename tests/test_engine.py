"""The engine's promises: verbatim quotes, exact places, determinism, refusals, clear bad input."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from qa import Engine
from qa.citing import Citer, page_of
from qa.errors import EmptyQuestion, QuestionTooLong, QuoteMismatch
from qa.settings import Settings
from qa.store.index import Index
from qa.store.indexer import index_paths
from qa.types import (
    Answer,
    AnswerStatus,
    AnswerType,
    CheckStatus,
    Document,
    Hit,
    Question,
    Reading,
    Span,
)


class FirstWords:
    """Answers with the first sentence's first word, at a confidence set by the test."""

    name = "first words"

    def __init__(self, confidence: float = 0.9) -> None:
        self.confidence = confidence
        self.asked: list[Question] = []

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        self.asked.append(question)
        spans = tuple(self._span(hit) for hit in hits)
        return Reading(spans, self.confidence if spans else 0.0, AnswerType.PHRASE)

    def doubt(self, question: Question, _hits: Sequence[Hit], /) -> str | None:
        return f"nothing is said of {question.text}"

    def _span(self, hit: Hit) -> Span:
        passage = hit.passage
        start, end = passage.sentences[0]
        word = passage.text[start - passage.start :].split()[0]
        stop = start + len(word)
        score = 1 / hit.rank
        place = (passage.document, start, stop, word, (start, end))
        return Span(*place, score, AnswerType.PHRASE, passage.id)


@pytest.fixture
def index(stories: Path, settings: Settings) -> Index:
    index_paths([stories], settings)
    return Index.open(Path(settings.index))


@pytest.fixture
def engine(index: Index, settings: Settings) -> Engine:
    return Engine(index, FirstWords(), settings)


def test_an_answer_is_cited_to_the_character(engine: Engine, stories: Path) -> None:
    answer = engine.ask("Who sold salt?")
    citation = answer.citations[0]
    text = (stories / citation.document).read_bytes().decode()
    assert citation.document == "salt.txt"
    assert citation.quote == answer.text == text[citation.start : citation.end] == "Marl"
    assert citation.sentence == (
        "Marl Province sold salt worth USD 12.5 million in the first quarter."
    )
    assert (citation.line, citation.page) == (1, None)
    assert str(citation.date) == "2024-03-05"
    assert citation.title.startswith("Marl Province sold salt")
    assert answer.checks[0].kind == "verbatim"
    assert answer.checks[0].status is CheckStatus.PASS


def test_the_record_has_the_fields_of_the_contract(engine: Engine) -> None:
    record = engine.ask("Who sold salt?").to_record()
    assert list(record) == [
        "id",
        "question",
        "rewritten",
        "status",
        "answer",
        "answer_type",
        "confidence",
        "computed",
        "formula",
        "citations",
        "quantities",
        "checks",
        "alternatives",
        "reason",
        "error",
        "elapsed_ms",
    ]
    assert list(record["citations"][0]) == [
        "document",
        "title",
        "date",
        "page",
        "line",
        "start",
        "end",
        "quote",
        "sentence",
    ]


def test_the_same_question_gives_the_same_record(stories: Path, settings: Settings) -> None:
    index_paths([stories], settings)
    runs = []
    for _ in range(2):
        engine = Engine.open(settings.index)
        answers = [engine.ask(q) for q in ("How much did Marl sell?", "Who owns the mine?")]
        runs.append([replace(answer, elapsed_ms=0.0).to_record() for answer in answers])
    assert runs[0] == runs[1]


def test_do_you_know_is_no_question_for_yes_or_no(stories: Path, settings: Settings) -> None:
    index_paths([stories], settings)
    engine = Engine.open(settings.index)
    plain = engine.ask("How many members has the tea union?")
    asked = engine.ask("Do you know how many members the tea union has?")
    assert asked.question == "Do you know how many members the tea union has?"
    assert asked.rewritten is None
    assert asked.text == plain.text
    assert asked.status is AnswerStatus.ANSWERED


def test_too_little_confidence_is_no_answer_but_shows_the_closest(
    index: Index, settings: Settings
) -> None:
    answer = Engine(index, FirstWords(0.05), settings).ask("Who sold salt?")
    assert answer.status is AnswerStatus.NO_ANSWER
    assert answer.text is None
    assert answer.citations == ()
    assert answer.reason
    assert answer.alternatives[0].answer == "Marl"
    sure = Engine(index, FirstWords(0.05), replace(settings, cutoff=0.02)).ask("Who sold salt?")
    assert sure.status is AnswerStatus.ANSWERED


def test_a_quote_that_the_document_does_not_say_is_withheld(
    stories: Path, settings: Settings
) -> None:
    index_paths([stories], settings)

    class Inventing(FirstWords):
        def _span(self, hit: Hit) -> Span:
            return replace(super()._span(hit), text="Narl")

    answer = Engine(Index.open(Path(settings.index)), Inventing(), settings).ask("Who sold salt?")
    assert answer.status is AnswerStatus.NO_ANSWER
    assert answer.text is None
    assert [check.status for check in answer.checks] == [CheckStatus.FAIL]


def test_a_citer_refuses_places_outside_the_text() -> None:
    citer = Citer(lambda name: Document(name, "salt and tea"))
    for start, end, quote in [(0, 4, "tea"), (-4, 12, "tea"), (9, 99, "tea"), (4, 4, "")]:
        with pytest.raises(QuoteMismatch, match="qa doctor"):
            citer.cite_place("d", start, end, (0, 12), quote=quote)
    citation = citer.cite_place("d", 9, 12, (0, 12), quote="tea")
    assert (citation.quote, citation.sentence, citation.line) == ("tea", "salt and tea", 1)


def test_pages() -> None:
    document = Document("d.pdf", "one two three", page_starts=(0, 4, 8))
    assert [page_of(document, offset) for offset in (0, 3, 4, 12)] == [1, 1, 2, 3]
    assert page_of(Document("d.txt", "one"), 0) is None


def test_a_text_given_with_the_question_is_the_only_source(engine: Engine) -> None:
    answer = engine.ask("Who sold salt?", context="Lam sold salt.\n\nTham did not.")
    citation = answer.citations[0]
    assert (citation.document, citation.quote, citation.start) == ("context", "Lam", 0)


def test_history_completes_a_question_that_leans_on_it(index: Index, settings: Settings) -> None:
    reader = FirstWords()
    engine = Engine(index, reader, settings)
    first = engine.ask("How much salt did Marl sell?")
    second = engine.ask("And Phu Kham?", history=(first,))
    assert second.rewritten
    assert "Phu Kham" in second.rewritten
    assert second.rewritten in [question.searched for question in reader.asked]
    behind = reader.asked[-1]
    assert behind.searched.startswith("And Phu Kham? (How much salt did Marl sell")
    assert behind.claimed == "And Phu Kham?"
    assert engine.ask("Who owns the Vang copper mine?", history=(first,)).rewritten is None


@pytest.mark.parametrize("question", ["", "  \n\t ", "\0", "?!…", "—–()[]{}"])
def test_a_question_without_words(engine: Engine, question: str) -> None:
    with pytest.raises(EmptyQuestion, match="in words"):
        engine.ask(question)


def test_a_question_too_long(engine: Engine) -> None:
    with pytest.raises(QuestionTooLong, match="100,000 characters"):
        engine.ask("salt " * 20_000)
    assert engine.ask("salt " * 2_000).status is AnswerStatus.ANSWERED


@pytest.mark.parametrize(
    "question",
    ["Who \ud800 sold salt?", "\x1b[31mWho sold salt?\x1b[0m", "Who\0sold\0salt?", "谁卖盐 salt?"],
)
def test_odd_characters_in_a_question(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status is AnswerStatus.ANSWERED
    answer.question.encode("utf-8")


def test_a_reranker_orders_what_is_read(index: Index, settings: Settings) -> None:
    class Backwards:
        name = "backwards"

        def score(self, question: str, texts: Sequence[str]) -> list[float]:
            return [float("copper" in text) for text in texts]

    engine = Engine(index, FirstWords(), settings, reranker=Backwards())
    assert engine.ask("Who sold salt?").citations[0].document == "notes/mine.md"


def test_sentences_around_a_citation(engine: Engine) -> None:
    (citation,) = engine.ask("Who sold salt?").citations
    before, after = engine.surroundings(citation)
    assert after.startswith("The buyers were Thailand")
    assert before == ""


_HOSTILE = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\0\x1b\u202e\u200b\u0301\u2028\r\n\t .!?“”’…ກ中🙂\ufeff"),
    ),
    max_size=300,
)


@pytest.mark.slow
@given(texts=st.lists(_HOSTILE, min_size=1, max_size=4))
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_offsets_hold_over_hostile_text(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Index, find, read and cite: every quote is the document's own text at its offsets."""
    documents = [Document(f"d{i}", f"salt {text} salt") for i, text in enumerate(texts)]
    by_name = {document.name: document.text for document in documents}
    engine = Engine.from_documents(documents, tmp_path_factory.mktemp("hostile"))
    for hit in engine.search("salt", limit=50):
        passage = hit.passage
        assert by_name[passage.document][passage.start : passage.end] == passage.text
        for start, end in passage.sentences:
            assert passage.start <= start < end <= passage.end
    answer: Answer = engine.ask("Where is the salt?")
    engine.close()
    cited = [*answer.citations, *(c for each in answer.alternatives for c in each.citations)]
    for citation in cited:
        assert by_name[citation.document][citation.start : citation.end] == citation.quote


def test_a_published_catalogue_is_never_written(index: Index) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        index.catalog._db.execute("DELETE FROM passages")


def test_a_share_that_the_text_says_is_quoted_where_it_cannot_be_computed(tmp_path: Path) -> None:
    text = (
        "The plant burned 900 tonnes of coal in 2020. Indonesia supplied 83 percent of the coal. "
        "Australia supplied ships worth USD 4 million."
    )
    engine = Engine.from_documents([Document("plant.txt", text)], tmp_path / "i", Settings())
    answer = engine.ask("What share of the coal did Indonesia supply?")
    assert (answer.status, answer.text) == (AnswerStatus.ANSWERED, "83 percent")
