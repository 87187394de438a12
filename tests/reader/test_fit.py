"""Fitting the lexical reader: reading tokens back, scoring, and a fit on a few own examples."""

from __future__ import annotations

import numpy as np
import pytest

from qa.reader.fit_confidence import fit_confidence
from qa.reader.fit_data import Example, Pool, join_tokens, make_passage
from qa.reader.fit_lexical import Features, build_fold, fit_weights, measure, to_groups
from qa.reader.fit_scores import best_f1, normal_tokens, token_f1
from qa.reader.lexical import LexicalReader, LexicalWeights


def test_tokens_are_joined_as_written() -> None:
    written = """`` He paid $ 5 , not 6 -LRB- in 2010 -RRB- , '' said Ann 's aunt ."""
    tokens = written.split()
    text, places = join_tokens(tokens)
    assert text == "“He paid $5, not 6 (in 2010),” said Ann's aunt."
    assert [text[slice(*place)] for place in places[:5]] == ["“", "He", "paid", "$", "5"]


@pytest.mark.parametrize(
    ("answer", "gold", "score"),
    [
        ("the red mill", "a red mill", 1.0),
        ("red mill", "red", 2 / 3),
        ("USD 5 million", "5 million", 0.8),
        ("red", "blue", 0.0),
        ("", "", 1.0),
        ("", "blue", 0.0),
    ],
)
def test_f1_as_squad_counts_it(answer: str, gold: str, score: float) -> None:
    assert token_f1(normal_tokens(answer), normal_tokens(gold)) == pytest.approx(score)
    assert best_f1(answer, [normal_tokens("xyz"), normal_tokens(gold)]) == pytest.approx(score)


def own_examples() -> list[Example]:
    examples = []
    for i, town in enumerate(["Ban", "Dorn", "Elm", "Fell", "Gorse", "Hale"]):
        sentences = [
            f"The mill in {town} was built by Ruth {town}son in 19{i}5.",
            f"It grinds {i + 3} tonnes a day for {town} bakers.",
        ]
        passage = make_passage(f"doc:{i}:0:0", sentences)
        questions = (
            (f"Who built the mill in {town}?", f"Ruth {town}son"),
            (f"When was the mill in {town} built?", f"19{i}5"),
            (f"How many tonnes does {town} grind a day?", f"{i + 3} tonnes"),
        )
        examples += [Example(text, passage, (answer,), "own") for text, answer in questions]
    return examples


def test_retrieval_of_the_pool_leaves_the_own_passage_out_on_demand() -> None:
    examples = own_examples()
    pool = Pool([example.passage for example in examples[::3]])
    with_answer = pool.hits(examples[0], 3, with_answer=True)
    without = pool.hits(examples[0], 3, with_answer=False)
    assert examples[0].passage in [hit.passage for hit in with_answer]
    assert examples[0].passage not in [hit.passage for hit in without]
    assert [hit.rank for hit in with_answer] == [1, 2, 3]


@pytest.mark.slow
def test_a_fit_learns_and_repeats_itself() -> None:
    examples = own_examples()
    pool = Pool([example.passage for example in examples[::3]])
    names = Features()
    fold = build_fold(examples, names, pool)
    weights = fit_weights(fold, len(names.numbers))
    assert np.array_equal(weights, fit_weights(fold, len(names.numbers)))
    fitted = LexicalWeights(to_groups(names, weights), {}, {})
    before = measure(examples, LexicalReader(LexicalWeights({}, {}, {})))["own"]
    after = measure(examples, LexicalReader(fitted))["own"]
    assert after[0] == 18
    assert after[2] > before[2]
    assert after[1] >= 60  # three steps of one batch
    confidence, _ = fit_confidence(examples, pool, fitted)
    assert set(confidence) == {"answer", "evidence"}
