"""Learned matches: the network reads as it was trained, is fitted, and misses no odd input."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from qa.errors import ModelUnavailable
from qa.reader.lexicon import Lexicon, find_tokens
from qa.reader.question import understand
from qa.reader.relevance import FILE, TABLES, Relevance
from qa.reader.scoring import WEIGHTS
from qa.reader.selection import TYPES, Asked, SentenceRanker, telling_words
from qa.reader.train.fit_relevance import Case, Model, covered, fit, gather, train
from qa.reader.train.shelves import shelved
from qa.reader.train.sources import Asked as Source
from qa.reader.windows import lay_out
from qa.types import Hit, Passage

STORIES = {
    "tea": "Assam sold tea for 5 million dollars. Most of it went to Iran. The crop was small.",
    "tin": "Tin fell in March. Lam Mining employs 430 people. Its pit is 90 metres deep.",
    "road": "The road to Lam opened in May. It cost 7 million dollars. Lorries need two hours.",
}
ASKED = (
    ("tea", "Where was the tea sold to?", "Iran"),
    ("tea", "How big was the harvest?", "small"),
    ("tin", "How many workers has Lam Mining?", "430"),
    ("tin", "How far down does the mine go?", "90 metres"),
    ("road", "What was the price of the road?", "7 million dollars"),
    ("road", "How long does the drive take?", "two hours"),
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def sources() -> list[Source]:
    made = []
    for name, question, answer in ASKED:
        text = STORIES[name]
        at = text.index(answer)
        made.append(
            Source(question=question, text=text, answers=((at, at + len(answer)),),
                   document=name, source="stories")
        )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def cases(lexicon: Lexicon) -> Iterator[list[Case]]:
    ranker = SentenceRanker.linear(WEIGHTS)
    asked = sources()
    with shelved(asked) as shelves:
        yield [case for each in asked for case in gather(lexicon, ranker, shelves, each)]


def rounded(lexicon: Lexicon) -> Model:
    """A model whose weights are what its file would hold."""
    torch.manual_seed(3)
    model = Model(lexicon)
    with torch.no_grad():
        for weights in model.parameters():
            weights.copy_(torch.randn_like(weights).mul(0.3).half().float())
    return model.eval()


def test_the_package_reads_as_the_model_was_trained(lexicon: Lexicon, cases: list[Case]) -> None:
    hits = [
        Hit(Passage(name, 0, len(text), text, bounds(text), title=title), 1.0, rank)
        for rank, (name, text, title) in enumerate(
            [("tea", STORIES["tea"], "Tea of Assam"), ("tin", STORIES["tin"], ""),
             ("tin", STORIES["road"], "Roads")], 1)
    ]  # fmt: skip
    stream = lay_out(lexicon, hits)
    for question in ("How many people sold Assam tea in 2024?", "Why?", "the of", "Tea"):
        ids = lexicon.look_up([question[a:b] for a, b in find_tokens(question)])
        content = telling_words(lexicon, ids)
        number = TYPES.index(understand(question).expected.value)
        titles = [[h.passage.title[a:b] for a, b in find_tokens(h.passage.title)] for h in hits]
        words = tuple(lexicon.look_up(each) for each in titles)
        model, count = rounded(lexicon), len(stream.bounds)
        case = Case(
            ids, content, number, stream, words,
            np.array([0, 1, 1], np.int32), np.arange(count, dtype=np.float32),
            np.ones(count, np.bool_), np.ones(count, np.bool_), "stories", False,
        )  # fmt: skip
        with torch.no_grad():
            trained = model(case).numpy()
        read = Relevance(model.tables()).score(
            lexicon, case.base, ids, content, number, stream, hits
        )
        assert read.shape == (count,)
        np.testing.assert_allclose(read, trained, rtol=1e-3, atol=1e-3)


def bounds(text: str) -> tuple[tuple[int, int], ...]:
    ends = [place + 1 for place, mark in enumerate(text) if mark == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return tuple(zip(starts, ends, strict=True))


def test_questions_in_other_words_are_learned(lexicon: Lexicon, cases: list[Case]) -> None:
    assert {case.source for case in cases} == {"stories"}
    assert len(cases) == 2 * len(ASKED)
    torch.manual_seed(3)
    model = Model(lexicon)

    def shares() -> list[float]:
        """What of a softmax over its sentences falls on the golden ones of each case."""
        found = []
        for case in cases:
            with torch.no_grad():
                worth = np.where(case.fresh, model(case).numpy(), -np.inf)
            share = np.exp(worth - worth.max())
            found.append(float(share[case.golden].sum() / share.sum()))
        return found

    before = np.mean(shares())
    fit(model, cases, epochs=120)
    assert np.mean(shares()) > max(0.8, before)
    linear, learned = covered(model, cases)["stories"]["60"]
    assert 0.0 < linear <= learned == 1.0


def test_weights_are_written_and_read(tmp_path: Path, lexicon: Lexicon, cases: list[Case]) -> None:
    (tmp_path / "selection.json").write_bytes((WEIGHTS / "selection.json").read_bytes())
    train(lexicon, cases, tmp_path, epochs=0.1)
    hits = [Hit(Passage("tea", 0, 81, STORIES["tea"], bounds(STORIES["tea"])), 1.0, 1)]
    stream = lay_out(lexicon, hits)
    asked = Asked(lexicon.look_up(["Where"]), understand("Where?").expected)
    ranked = SentenceRanker.load(tmp_path).rank(lexicon, asked, stream, hits)
    plain = SentenceRanker.linear(tmp_path).rank(lexicon, asked, stream, hits)
    assert ranked.shape == plain.shape == (3,)
    assert not np.allclose(ranked, plain)


def test_missing_and_damaged_weights_are_named(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    with pytest.raises(ModelUnavailable, match=f"{FILE}: the reader's weights cannot be read"):
        Relevance.load(tmp_path)
    (tmp_path / FILE).write_bytes(b"x")
    with pytest.raises(ModelUnavailable, match="install the package again"):
        Relevance.load(tmp_path)
    save_file({name: np.zeros(1, np.float16) for name in TABLES[:-1]}, tmp_path / FILE)
    with pytest.raises(ModelUnavailable, match=f"without {TABLES[-1]}"):
        Relevance.load(tmp_path)


def test_the_shipped_weights_are_small() -> None:
    assert (WEIGHTS / FILE).stat().st_size < 250_000
