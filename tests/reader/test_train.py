"""Training: data from rules and files, contexts, and a run that can be repeated and resumed."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from qa.errors import DatasetError
from qa.reader.lexicon import Lexicon
from qa.reader.train.cloze import make_questions
from qa.reader.train.compose import Composer, Recipe, span_mask
from qa.reader.train.examples import Example, make_example, split_sentences
from qa.reader.train.measure import exact_match, f1, normalise
from qa.reader.train.noise import mistype
from qa.reader.train.pool import Pool
from qa.reader.train.sources import (
    Asked,
    join_tokens,
    read_all,
    read_qamr,
    read_qed,
    read_squad,
    read_tatqa,
    read_vitaminc,
)

TEXT = "Sekong sold 20 boats. Attapeu bought rice. Coffee grows in Paksong."


def test_treebank_tokens_become_running_text_with_their_places() -> None:
    text, spans = join_tokens(["He", "did", "n't", "pay", "$", "5", "-LRB-", "yet", "-RRB-", "."])
    assert text == "He didn't pay $5 (yet)."
    assert [text[a:b] for a, b in spans][1:6] == ["did", "n't", "pay", "$", "5"]


def test_a_claim_asks_for_what_it_shares_with_its_evidence() -> None:
    found = dict(make_questions("The film made $5 million.", "It grossed $5 million."))
    assert found["The film made how much?"] == ((11, 21),)


def test_a_bounded_claim_asks_for_the_figure_that_meets_the_bound() -> None:
    evidence = "It sold 20 boats in 2 years."
    found = dict(make_questions("The firm sold more than 19 boats.", evidence))
    assert [evidence[a:b] for a, b in found["The firm sold how many boats?"]] == ["20"]
    against = dict(make_questions("The firm sold fewer than 19 boats.", evidence))
    assert "The firm sold how many boats?" not in against


def test_f1_and_exact_match_follow_the_squad_script() -> None:
    assert normalise("The U.S. dollar,") == "us dollar"
    assert exact_match("the kip", ["Kip."]) == 1.0
    assert f1("20 wooden boats", ["20 boats"]) == pytest.approx(0.8)
    assert f1("", ["rice"]) == 0.0
    assert f1("", ["the"]) == 1.0


def test_sentences_keep_their_offsets() -> None:
    assert [TEXT[a:b].strip() for a, b in split_sentences(TEXT)] == [
        "Sekong sold 20 boats.",
        "Attapeu bought rice.",
        "Coffee grows in Paksong.",
    ]


def asked(question: str, answer: str, document: str = "a") -> Asked:
    start = TEXT.index(answer)
    return Asked(question, TEXT, ((start, start + len(answer)),), "qed", document)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def example(lexicon: Lexicon, question: str, answer: str, document: str = "a") -> Example:
    made = make_example(asked(question, answer, document), lexicon)
    assert made is not None
    return made


def test_an_example_points_at_its_answer(lexicon: Lexicon) -> None:
    made = example(lexicon, "How many boats were sold?", "20 boats")
    (gold,) = made.golds
    words = made.sentences[gold.sentence][gold.first : gold.last + 1]
    assert [lexicon.words[word] for word in words] == ["20", "boats"]


def test_an_answer_over_two_sentences_makes_no_example(lexicon: Lexicon) -> None:
    assert make_example(asked("What?", "boats. Attapeu"), lexicon) is None


def test_drawn_contexts_hold_the_answer_or_say_that_there_is_none(lexicon: Lexicon) -> None:
    made = [
        example(lexicon, "How many boats were sold?", "20 boats"),
        example(lexicon, "Who bought rice?", "Attapeu"),
    ]
    composer = Composer(lexicon, Pool(lexicon, made))
    recipe = Recipe(alone=0.0, shortest=20, longest=30, unanswerable=0.5, swap=0.0)
    seen = set()
    for seed in range(30):
        drawn = composer.draw(made[0], recipe, random.Random(seed))
        shown = [lexicon.words[word] for word in drawn.words]
        seen.add(bool(drawn.spans))
        assert bool(drawn.spans) == ("boats" in shown)
        for first, last, share in drawn.spans:
            assert (shown[first : last + 1], share) == (["20", "boats"], 1.0)
    assert seen == {True, False}


def test_batches_mark_targets_and_padding(lexicon: Lexicon) -> None:
    made = example(lexicon, "Who bought rice?", "Attapeu")
    composer = Composer(lexicon, Pool(lexicon, [made]))
    recipe = Recipe(alone=1.0, unanswerable=0.0, noise=0.0)
    batch = composer.batch([composer.draw(made, recipe, random.Random(1))])
    assert batch.target.sum() == pytest.approx(1.0)
    assert batch.mask.sum() == 4.0
    assert batch.words.shape[1] % 16 == 0
    assert (batch.target * batch.valid).sum() == pytest.approx(1.0)


def test_span_mask_stays_inside_sentences() -> None:
    mask = span_mask(np.array([0, 0, 1], np.int32))
    assert mask[:, :3].tolist() == [[1, 1, 0], [1, 0, 0], [1, 0, 0]]


def test_typing_errors_keep_the_first_letter() -> None:
    made = {mistype("boats", random.Random(seed)) for seed in range(20)}
    assert all(word.startswith("b") and word != "boats" for word in made)


def test_a_missing_training_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"wiki-sentences\.tsv"):
        list(read_all(tmp_path))


def test_files_are_read_with_exact_answers(tmp_path: Path) -> None:
    (tmp_path / "wiki-sentences.tsv").write_text("W:w:1:0:0\tBoats did n't sell .\n", "utf-8")
    row = "W:w:1:0:0\t0\t7\t0\t0\tWhat did n't sell?\t0\t8:0\t9:Invalid\n"
    gap = "W:w:1:0:0\t0\t7\t1\t0\tWhat?\t0 2\t8:0\t9:0\n"
    (tmp_path / "full_dev.tsv").write_text(row + gap, "utf-8")
    (tmp_path / "full_test.tsv").write_text("", "utf-8")
    (found,) = read_qamr(tmp_path)
    assert [found.text[a:b] for a, b in found.answers] == ["Boats", "Boats"]

    paragraph = "It sold 20 boats , then rice ."
    record = {
        "question_text": "what was sold", "paragraph_text": paragraph, "title_text": "T",
        "original_nq_answers": [[{"start": 8, "end": 16, "string": "20 boats"}]],
    }  # fmt: skip
    path = tmp_path / "qed.jsonl"
    path.write_text(json.dumps(record), "utf-8")
    (item,) = read_qed(path)
    assert item.text == "It sold 20 boats, then rice."
    assert [item.text[a:b] for a, b in item.answers] == ["20 boats"]


def test_reports_papers_and_claims_are_read(tmp_path: Path) -> None:
    squad = {"data": [{"paragraphs": [{"context": TEXT, "qas": [
        {"question": "What grows?", "answers": [{"text": "Coffee", "answer_start": 43}]}
    ]}]}]}  # fmt: skip
    path = tmp_path / "covid.json"
    path.write_text(json.dumps(squad), "utf-8")
    (item,) = read_squad(path, "own")
    assert [item.text[a:b] for a, b in item.answers] == ["Coffee"]

    question = {
        "question": "What grows?", "answer": ["Coffee"], "answer_type": "span",
        "answer_from": "text", "rel_paragraphs": ["1"],
    }  # fmt: skip
    report = [{"paragraphs": [{"order": 1, "text": TEXT}], "questions": [question]}]
    path.write_text(json.dumps(report), "utf-8")
    assert next(read_tatqa(path)).answers == ((43, 49),)

    claim = {
        "claim": "The town sold 20 boats .",
        "evidence": TEXT,
        "label": "SUPPORTS",
        "page": "P",
    }
    path.write_text(json.dumps(claim) + "\n" + json.dumps(claim | {"label": "REFUTES"}), "utf-8")
    made = {item.question: item for item in read_vitaminc(path)}
    (a, b), *_ = made["The town sold how many boats?"].answers
    assert TEXT[a:b] == "20"


@pytest.mark.slow
def test_a_run_is_the_same_when_it_is_broken_off_and_resumed(tmp_path: Path) -> None:
    import torch

    from qa.reader.network import Network, QuestionInput, TextInput
    from qa.reader.train.corpus import Corpus
    from qa.reader.train.export import export, load_model
    from qa.reader.train.loop import Plan, Trainer
    from qa.reader.train.model import Shape

    questions = [
        asked("How many boats were sold?", "20 boats", "a"),
        asked("Who bought rice?", "Attapeu", "b"),
        asked("Where does coffee grow?", "Paksong", "c"),
    ]
    sizes = Shape(word=16, hidden=8, span=8, tuned=20)
    plan = Plan(blocks=2, block_size=40, seed=3)

    def trainer(folder: str) -> Trainer:
        return Trainer(Corpus(questions, sizes.tuned), plan, sizes, tmp_path / folder)

    whole = trainer("whole")
    whole.run(measure_every=99)
    broken = trainer("broken")
    broken.run(measure_every=99, until=1)
    resumed = trainer("broken")
    assert resumed.resume()
    assert resumed.block == 1
    resumed.run(measure_every=99)
    for name, value in whole.average.items():
        assert torch.equal(value, resumed.average[name]), name

    (stored,) = export([tmp_path / "whole" / "last.pt"], tmp_path / "weights")
    model, words = load_model(tmp_path / "whole" / "last.pt")
    assert words == whole.corpus.tuned
    network = Network.load(stored)
    corpus = whole.corpus
    drawn = [corpus.composer.draw(item, Recipe(), random.Random(2)) for item in corpus.train["qed"]]
    batch = corpus.composer.batch(drawn[:1])
    from qa.reader.train.validate import tensors

    given = tensors(batch, corpus.lexicon)
    with torch.no_grad():
        spans, none = model(**given)
    asked_words = int(batch.question_mask.sum())
    question = QuestionInput(
        *(given[name][0, :asked_words].numpy() for name in
          ("question", "question_codes", "question_features"))
    )  # fmt: skip
    side = [given[name].transpose(0, 1).numpy() for name in ("words", "codes", "features", "mask")]
    found, nothing = network.score(question, TextInput(*side))
    inside = batch.valid[0] > 0
    assert np.abs(found[:, 0][inside] - spans[0].numpy()[inside]).max() < 0.02
    assert abs(nothing - float(none[0])) < 0.02
