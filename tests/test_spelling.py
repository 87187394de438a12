"""Words that no document has, and the near spelling that one does."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.engine import Engine
from qa.settings import Settings
from qa.spelling import Unknown, corrected, describe, unknown_words
from qa.store.index import Index
from qa.store.indexer import index_documents, index_paths
from qa.types import AnswerStatus, Document


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spelling")
    (folder / "a.md").write_text(
        "# Coffee of Attapeu\n\nThe government exports coffee to Vietnam and sold tea.\n",
        encoding="utf-8",
    )
    index_paths([folder / "a.md"], Settings(index=str(folder / "index")))
    return folder / "index"


def test_a_slip_of_the_keys_is_set_right_and_inflections_are_known(index: Path) -> None:
    found = unknown_words("Does Attapeau exprot or exported much coffe to Mars?", Index.open(index))
    assert found == [
        Unknown("Attapeau", "Attapeu"),
        Unknown("exprot", "exports"),
        Unknown("coffe", "Coffee"),
        Unknown("Mars", None),
    ]


def test_an_irregular_form_counts_as_the_word(index: Path) -> None:
    assert unknown_words("Who did Attapeu sell tea to?", Index.open(index)) == []


def test_another_word_of_the_same_root_is_no_spelling(index: Path) -> None:
    assert unknown_words("Who is the governor?", Index.open(index)) == [Unknown("governor", None)]


def test_short_words_and_codes_count_without_a_near_spelling(index: Path) -> None:
    opened = Index.open(index)
    found = unknown_words("Who won the tee cup of the US at E3?", opened)
    assert found == [Unknown(word, None) for word in ("won", "tee", "cup", "US")]
    assert unknown_words("who won at e3", opened) == [Unknown("won", None), Unknown("e3", None)]
    assert unknown_words("WHO SOLD TEA TO US, AND WHO DIDN'T?", opened) == []
    assert unknown_words("Don’t they sell 50kg of Attapeu's tea by the 2nd of 2024?", opened) == []


def test_numbers_and_hostile_text_are_left_alone(index: Path) -> None:
    opened = Index.open(index)
    assert unknown_words("12345 \x1b[31m \u202e", opened) == []
    assert len(unknown_words("a" * 5000 + " abcd bcde cdef defg", opened)) == 4
    assert unknown_words("", opened) == []


def test_a_refusal_says_which_words_are_in_no_document(index: Path) -> None:
    answer = Engine.open(index, Settings(cutoff=1.0)).ask("Who is the queen of Attapeau?")
    assert answer.text is None
    assert answer.reason is not None
    assert answer.reason.endswith("in no document: “queen”, “Attapeau” (perhaps “Attapeu”)")


def test_nothing_unknown_is_nothing_said() -> None:
    assert describe([]) == ""


def test_mistyped_words_are_put_right_and_english_ones_left() -> None:
    unknown = [
        Unknown("Attapeau", "Attapeu"), Unknown("stand", None), Unknown("Mars", None),
        Unknown("exprot", "exports"), Unknown("bolts", None),
    ]  # fmt: skip
    mended = corrected("Did Attapeau stand on Mars to exprot bolts?", unknown)
    assert mended == "Did Attapeu stand on Mars to exports bolts?"
    assert corrected("Did it stand?", [Unknown("stand", None)]) is None


def test_an_english_word_has_no_near_spelling(tmp_path: Path) -> None:
    text = "STAN sold bold bricks."
    index_documents([Document("a.txt", text)], tmp_path / "i", Settings())
    answer = Engine.open(tmp_path / "i", Settings(cutoff=1.0)).ask("Who will stand for bolts?")
    assert "in no document: “stand”, “bolts”" in (answer.reason or "")


def test_a_mistyped_question_is_asked_again_in_the_documents_spelling(index: Path) -> None:
    typed, meant = "What does Attapeau exprot to Vietnam?", "What does Attapeu exports to Vietnam?"
    surely = Engine.open(index, Settings(cutoff=0.0))
    doubt, belief = surely.ask(typed).confidence, surely.ask(meant).confidence
    assert doubt < belief
    answer = Engine.open(index, Settings(cutoff=(doubt + belief) / 2)).ask(typed)
    assert answer.status is AnswerStatus.ANSWERED
    assert "coffee" in (answer.text or "")
    assert (answer.question, answer.rewritten) == (typed, meant)
