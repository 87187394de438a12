"""The reader's candidates held against the facts: the right place wins over the right kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.choosing import as_statement, choose
from qa.citing import Citer
from qa.engine import Engine
from qa.settings import Settings
from qa.store.indexer import index_documents
from qa.support import measure_check
from qa.types import Alternative, AnswerType, CheckStatus, Document, Hit, Reading, Span

TEXT = (
    "Marl exported goods worth USD 12 million in 2023. Its imports came to USD 4 million in 2023. "
    "In 2021 Marl exported goods worth USD 7 million."
)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    index_documents([Document("marl.txt", TEXT)], tmp_path / "i", Settings())
    return Engine.open(tmp_path / "i", Settings(cutoff=0.0))


def chosen(engine: Engine, question: str, *amounts: str) -> tuple[str, float, CheckStatus | None]:
    """The choice among amounts given best first, at confidence .8 and halving scores."""
    hits = engine.search(question)
    (passage,) = {hit.passage for hit in hits}
    citer = Citer(lambda name: Document(name, TEXT))
    spans, cited = [], []
    for number, amount in enumerate(amounts):
        start = TEXT.index(amount)
        sentence = next(pair for pair in passage.sentences if pair[0] <= start < pair[1])
        place = (passage.document, start, start + len(amount), amount, sentence)
        span = Span(*place, 0.5**number, AnswerType.MONEY, passage.id)
        spans.append(span)
        cited.append(Alternative(amount, 0.5**number, (citer.cite(span),)))
    reading = Reading(tuple(spans), 0.8, AnswerType.MONEY)
    choice = choose(question, reading, cited, hits, citer)
    failed = choice.failed
    return spans[choice.place].text, choice.confidence, failed.status if failed else None


def test_the_measure_asked_about_wins(engine: Engine) -> None:
    question = "How much were Marl's imports worth in 2023?"
    assert chosen(engine, question, "USD 12 million", "USD 4 million")[0] == "USD 4 million"


def test_the_year_asked_about_wins_and_is_a_little_less_sure(engine: Engine) -> None:
    question = "How much did Marl export in 2021?"
    text, confidence, failed = chosen(engine, question, "USD 12 million", "USD 7 million")
    assert (text, failed) == ("USD 7 million", None)
    assert confidence == pytest.approx(0.72)


def test_the_readers_first_stays_where_nothing_speaks_against_it(engine: Engine) -> None:
    question = "How much did Marl export in 2023?"
    assert chosen(engine, question, "USD 12 million", "USD 4 million") == (
        "USD 12 million",
        0.8,
        None,
    )


def test_when_all_fail_the_failure_is_kept(engine: Engine) -> None:
    question = "How much did Marl export in 1999?"
    _, _, failed = chosen(engine, question, "USD 12 million", "USD 7 million")
    assert failed is CheckStatus.FAIL


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("How much did Marl export in 2023?", "Marl export in 2023 USD 1"),
        ("What was the value of exports?", "the value of exports USD 1"),
        ("exports of Marl", "exports of Marl USD 1"),
    ],
)
def test_a_question_with_its_answer_put_in(question: str, statement: str) -> None:
    assert as_statement(question, "USD 1") == statement


def test_opposite_measures() -> None:
    check = measure_check("What were the imports?", "Exports rose.")
    assert check is not None
    assert check.status is CheckStatus.FAIL
    assert measure_check("What were the imports?", "Imports and exports rose.") is None
    assert measure_check("Did imports exceed exports?", "Exports rose.") is None
    assert measure_check("What rose?", "Exports rose.") is None


def test_words_do_not_answer_how_much(engine: Engine) -> None:
    answer = engine.ask("How many people live in Marl?")
    assert answer.text is None or any(character.isdigit() for character in answer.text)


@pytest.mark.parametrize("before", ["", "A note. "])
def test_what_a_document_denies_gives_way_at_its_very_beginning_too(
    tmp_path: Path, before: str
) -> None:
    text = f"{before}The fair is in the school, not in the hall."
    folder = tmp_path / "i"
    index_documents([Document("fair.txt", text)], folder, Settings())
    (passage,) = {hit.passage for hit in Engine.open(folder, Settings()).search("fair")}
    citer = Citer(lambda _name: Document("fair.txt", text))
    sentence = passage.sentences[-1]
    spans = tuple(
        Span("fair.txt", text.index(words), text.index(words) + len(words), words, sentence,
             score, AnswerType.PLACE, passage.id)
        for words, score in (("the hall", 0.6), ("the school", 0.3))
    )  # fmt: skip
    cited = [Alternative(span.text, span.score, (citer.cite(span),)) for span in spans]
    reading = Reading(spans, 0.8, AnswerType.PLACE)
    choice = choose("Where is the fair?", reading, cited, [Hit(passage, 1.0, 1)], citer)
    assert spans[choice.place].text == "the school"
