"""Training: data from rules and files, contexts, and a run that can be repeated and resumed."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.errors import DatasetError
from qa.reader.lexicon import Lexicon
from qa.reader.network import LONGEST_ANSWER, VOCABULARY, Network
from qa.reader.pieces import Splitter
from qa.reader.train.cloze import make_questions
from qa.reader.train.compose import Composer, Recipe, grouped, span_mask
from qa.reader.train.corpus import Corpus
from qa.reader.train.examples import Example, make_example, split_sentences
from qa.reader.train.inputs import Inputs
from qa.reader.train.label import mixed
from qa.reader.train.measure import exact_match, f1, normalise
from qa.reader.train.newswire import read_reuters
from qa.reader.train.noise import mistype
from qa.reader.train.pool import Pool
from qa.reader.train.quantise import kept_pieces, quantise, read_table, save_table
from qa.reader.train.shards import find_shards, read_shard, write_shard
from qa.reader.train.sources import (
    Asked,
    join_tokens,
    read_all,
    read_claims,
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
    recipe = Recipe(alone=0.0, shortest=20, longest=30, unanswerable=0.5)
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
    assert {item.source for item in read_claims(path)} == {"claims"}
    assert {item.question for item in read_claims(path)} == set(made)


STORY = """<REUTERS TOPICS="YES" NEWID="{number}"><TEXT><BODY>Tin exports from the town rose by 12
pct to 40,000 tonnes in March, the ministry said. Coffee was &lt;steady>.
 REUTER
&#3;</BODY></TEXT></REUTERS>"""


def test_stories_become_questions_with_answers_in_them(tmp_path: Path) -> None:
    text = STORY.format(number=1) + STORY.format(number=2)
    (tmp_path / "a.sgm").write_text(text, "latin-1")
    made = list(read_reuters(tmp_path, without=[2]))
    assert 1 <= len(made) <= 3
    assert {item.document for item in made} == {"reuters-1"}
    assert made[0].text.endswith("Coffee was <steady>.")
    for item in made:
        assert item.question.endswith("?")
        (start, end), *_ = item.answers
        assert item.text[start:end] not in item.question
        assert not (item.text[start - 1].isalnum())
        assert not (item.text[end].isalnum())
    assert made == list(read_reuters(tmp_path, without=[2]))
    with pytest.raises(DatasetError, match="no Reuters files"):
        list(read_reuters(tmp_path / "gone"))


def test_shards_come_back_as_they_were_written(tmp_path: Path, lexicon: Lexicon) -> None:
    made = example(lexicon, "How many boats were sold?", "20 boats")
    recipe = Recipe(alone=0.0, shortest=20, longest=30, unanswerable=0.0)
    composer = Composer(lexicon, Pool(lexicon, [made]))
    drawn = [composer.draw(made, recipe, random.Random(seed)) for seed in range(3)]
    write_shard(tmp_path / "1.jsonl.gz", drawn, lexicon)
    (path,) = find_shards(tmp_path)
    other = Lexicon.load()
    for before, after in zip(drawn, read_shard(path, other), strict=True):
        assert [lexicon.words[n] for n in before.words] == [other.words[n] for n in after.words]
        assert before.sentences.tolist() == after.sentences.tolist()
        assert before.spans == after.spans


def test_labels_mix_the_teacher_with_the_annotators(lexicon: Lexicon) -> None:
    made = example(lexicon, "Who bought rice?", "Attapeu")
    recipe = Recipe(alone=1.0, unanswerable=0.0, noise=0.0)
    drawn = Composer(lexicon, Pool(lexicon, [made])).draw(made, recipe, random.Random(1))
    shares = np.zeros(len(drawn.words) * LONGEST_ANSWER)
    shares[0], shares[1] = 0.5, 0.3
    mixture = {(a, b): share for a, b, share in mixed(drawn, shares, 0.8).spans}
    assert mixture == {(0, 0): pytest.approx(0.6), (0, 1): pytest.approx(0.24)}
    rough = mixed(replace(drawn, rough=True), shares, 0.8)
    assert rough.spans == ((0, 0, 0.5), (0, 1, 0.3))
    batch = Composer(lexicon, Pool(lexicon, [made])).batch([rough])
    assert batch.none[0] == pytest.approx(0.2)


def test_contexts_of_like_length_share_a_batch(lexicon: Lexicon) -> None:
    made = example(lexicon, "Who bought rice?", "Attapeu")
    composer = Composer(lexicon, Pool(lexicon, [made]))
    recipe = Recipe(alone=0.5, shortest=8, longest=30)
    drawn = [composer.draw(made, recipe, random.Random(seed)) for seed in range(40)]
    batches = grouped(drawn, 200, random.Random(1))
    assert sorted(id(item) for part in batches for item in part) == sorted(map(id, drawn))
    assert all(len(part) * (max(len(item.words) for item in part) + 12) <= 200 for part in batches)


def test_common_pieces_keep_eight_bits_and_the_rest_are_near() -> None:
    vectors = np.random.default_rng(1).normal(size=(400, 16)).astype(np.float32)
    counts = np.zeros(400, np.int64)
    counts[[7, 300]] = 5
    table = quantise(vectors, counts, 2)
    assert table.common.tolist() == [7, 300]
    found = table.vectors(np.array([7, 8, 300, 399]))
    assert found.shape == (4, 16)
    assert np.abs(found[[0, 2]] - vectors[[7, 300]]).max() < 0.02
    near = ((found[[1, 3]] - vectors[[8, 399]]) ** 2).sum()
    assert near < 0.3 * (vectors[[8, 399]] ** 2).sum()
    books = table.books.astype(np.float32)
    assert found[1][:8] == pytest.approx(books[0, table.codes[8, 0]])


def test_the_small_vocabulary_keeps_what_is_used_and_single_characters() -> None:
    words = ["[PAD]", "[UNK]", "rice", "tea", "##s", "##ing", "x"]
    counts = np.array([0, 0, 3, 0, 0, 0, 0])
    assert kept_pieces(words, counts) == [1, 2, 4, 6]


LETTERS = [*"abcdefghijklmnopqrstuvwxyz0123456789.,?$"]
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *LETTERS, *("##" + letter for letter in LETTERS)]


def pretrained(folder: Path) -> Path:
    """A random encoder of 64 dimensions that reads letters."""
    from transformers import BertConfig, BertModel, set_seed

    set_seed(3)
    config = BertConfig(
        vocab_size=len(PIECES), hidden_size=64, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=128, max_position_embeddings=320,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(PIECES) + "\n", "utf-8")
    return folder


QUESTIONS = [
    asked("How many boats were sold?", "20 boats", "a"),
    asked("Who bought rice?", "Attapeu", "b"),
    asked("Where does coffee grow?", "Paksong", "c"),
]


@pytest.mark.slow
def test_a_run_is_the_same_when_it_is_broken_off_and_resumed(tmp_path: Path) -> None:
    import torch

    from qa.reader.train.loop import Plan, Trainer
    from qa.reader.train.model import load_pretrained

    folder = pretrained(tmp_path / "encoder")
    plan = Plan(blocks=2, block_size=40, seed=3)

    def trainer(name: str) -> Trainer:
        torch.manual_seed(plan.seed)
        corpus = Corpus(QUESTIONS)
        inputs = Inputs(corpus.lexicon, Splitter.load(folder / "vocab.txt"))
        return Trainer(corpus, load_pretrained(folder), inputs, plan, tmp_path / name)

    whole = trainer("whole")
    whole.run(measure_every=99)
    broken = trainer("broken")
    broken.run(measure_every=99, until=1)
    resumed = trainer("broken")
    assert resumed.resume()
    assert resumed.block == 1
    resumed.run(measure_every=99)
    for name, value in whole.model.state_dict().items():
        assert torch.equal(value, resumed.model.state_dict()[name]), name


@pytest.mark.slow
def test_a_student_learns_labels_and_is_exported_as_it_is(tmp_path: Path) -> None:
    import torch

    from qa.reader.train.export import export
    from qa.reader.train.fewbits import round_weights
    from qa.reader.train.label import Labeller
    from qa.reader.train.loop import Plan, Trainer
    from qa.reader.train.model import keep_layers, load_checkpoint, load_pretrained, set_table

    folder = pretrained(tmp_path / "encoder")
    corpus = Corpus(QUESTIONS)
    teacher = load_pretrained(folder)
    inputs = Inputs(corpus.lexicon, Splitter.load(folder / "vocab.txt"))
    labels = tmp_path / "labels"
    Labeller(corpus, teacher, inputs, seed=1, trust=0.7).write(labels, shards=2, size=24)
    assert len(find_shards(labels)) == 2

    vectors = teacher.encoder.embeddings.word_embeddings.weight.detach().numpy()
    padded = np.concatenate([vectors, np.zeros((300, 64), np.float32)])
    table = quantise(padded, np.arange(len(padded)), 4)
    small = tmp_path / "table"
    small.mkdir()
    save_table(table, small)
    (small / VOCABULARY).write_text("\n".join(PIECES) + "\n", "utf-8")
    student = set_table(keep_layers(teacher, [1]), torch.from_numpy(read_table(small)))
    round_weights(student)
    run = Trainer(corpus, student, inputs, Plan(blocks=2), tmp_path / "student", labels)
    run.run(measure_every=99)

    export(tmp_path / "student" / "last.pt", small, tmp_path / "weights")
    network = Network.load(tmp_path / "weights")
    drawn = corpus.composer.draw(corpus.train["qed"][0], Recipe(noise=0.0), random.Random(2))
    batch = corpus.composer.batch([drawn])
    with torch.no_grad():
        rounded = round_weights(load_checkpoint(tmp_path / "student" / "last.pt")).eval()
        spans, none = rounded(inputs.split(batch))
    question, text = (
        [corpus.lexicon.words[word] for word in part] for part in (drawn.question, drawn.words)
    )
    ((found, nothing),) = network.score(question, [text])
    inside = batch.valid[0, : len(text)] > 0
    assert np.abs(found[inside] - spans[0, : len(text)].numpy()[inside]).max() < 0.2
    assert abs(nothing - float(none[0])) < 0.2
