"""Words, match features and windows of the trained reader."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reader.lexicon import Lexicon, find_tokens, stem
from qa.reader.windows import WINDOW, choose_sentences, find_windows, lay_out, valid_spans
from qa.types import Hit, Passage


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def words_of(text: str) -> list[str]:
    return [text[start:end] for start, end in find_tokens(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lao's 1,234.5 kg", ["Lao", "'s", "1,234.5", "kg"]),
        ("It didn't pay US$5m.", ["It", "did", "n't", "pay", "US", "$", "5", "m", "."]),
        ("the U.S. in the 1990s, 21st", ["the", "U.S.", "in", "the", "1990s", ",", "21st"]),
        ("LAK 39bn or 21.5km", ["LAK", "39", "bn", "or", "21.5", "km"]),
        ("3.5% (Kommasith)", ["3.5", "%", "(", "Kommasith", ")"]),
        ("", []),
    ],
)
def test_words_numbers_and_marks(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_tokens_cover_all_that_is_not_blank_in_order(text: str) -> None:
    spans = find_tokens(text)
    assert all(a < b <= c for (a, b), (c, _) in itertools.pairwise(spans))
    shown = "".join(text[a:b] for a, b in spans)
    assert "".join(shown.split()) == "".join(text.split())


def test_stems_bring_inflections_together() -> None:
    found = [stem(word) for word in ("exports", "exported", "exporting", "countries", "gas")]
    assert found == ["export", "export", "export", "country", "gas"]


def test_vectors_are_unit_means_and_salience_tells_names_from_articles(lexicon: Lexicon) -> None:
    the, name = lexicon.look_up(["the", "Wilhelm"])
    assert np.linalg.norm(lexicon.vectors[name]) == pytest.approx(1.0, abs=1e-5)
    assert lexicon.salience[the] < 0.2 < 0.9 < lexicon.salience[name]


def test_ids_are_stable_and_forgotten_when_too_many() -> None:
    lexicon = Lexicon.load()
    first = lexicon.look_up(["who", "Sekong", "who"])
    assert first.tolist() == [0, 1, 0]
    assert lexicon.look_up(["Sekong"]).tolist() == [1]
    lexicon.forget(above=1)
    assert lexicon.look_up(["Sekong"]).tolist() == [0]


def test_a_text_read_again_has_the_ids_of_now() -> None:
    lexicon = Lexicon.load()
    text = "Sekong sold tea."
    lexicon.look_up(["tea"])
    before = lexicon.read(text, [(0, 16)])
    assert lexicon.read(text, [(0, 16)]) is before
    assert [lexicon.words[n] for n in lexicon.read(text, [(7, 15)]).ids] == ["sold", "tea"]
    lexicon.forget(above=1)
    after = lexicon.read(text, [(0, 16)])
    assert before.ids.tolist() == [1, 2, 0, 3]
    assert [lexicon.words[n] for n in after.ids] == ["Sekong", "sold", "tea", "."]


def test_memory_of_texts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.reader.lexicon.REMEMBERED", 3)
    lexicon = Lexicon.load()
    for number in range(20):
        assert len(lexicon.read(f"tea {number}", [(0, 6)])) == 2
        assert len(lexicon._read) <= 3


def passage(text: str, sentences: list[tuple[int, int]], start: int = 0) -> Hit:
    bounds = tuple((a + start, b + start) for a, b in sentences)
    return Hit(Passage("a.txt", start, start + len(text), text, bounds), 1.0, 1)


def test_stream_offsets_are_the_document_s(lexicon: Lexicon) -> None:
    hit = passage("Coffee grows. Rice too.", [(0, 13), (14, 23)], start=100)
    stream = lay_out(lexicon, [hit])
    assert (stream.starts[0], stream.ends[0]) == (100, 106)
    assert stream.bounds == ((100, 113), (114, 123))
    assert stream.sentences.tolist() == [0, 0, 0, 1, 1, 1]


def test_a_sentence_shared_by_two_passages_gives_spans_once(lexicon: Lexicon) -> None:
    one = passage("Coffee grows. Rice too.", [(0, 13), (14, 23)])
    two = passage("Rice too. Tea also.", [(0, 9), (10, 19)], start=14)
    stream = lay_out(lexicon, [one, two])
    chosen = choose_sentences(stream, np.ones(4, np.float32), 99)
    assert chosen == [0, 1, 3]
    (window,) = find_windows(stream, chosen)
    assert window.tolist() == [0, 1, 2, 3, 4, 5, 9, 10, 11]
    (mask,) = valid_spans(stream, [window])
    assert mask.sum(1).tolist() == [3.0, 2.0, 1.0] * 3


def test_no_span_leaves_its_sentence_and_each_start_has_one_owner(lexicon: Lexicon) -> None:
    text = "word " * 40 + "."
    long = "long " * 300
    whole = " ".join([*[text] * 5, long])
    bounds = [(n * (len(text) + 1), n * (len(text) + 1) + len(text)) for n in range(5)]
    bounds.append((5 * (len(text) + 1), len(whole)))
    stream = lay_out(lexicon, [passage(whole, bounds), passage("Tea. ", [(0, 4)], start=9000)])
    windows = find_windows(stream, range(7))
    assert windows[0].tolist() == list(range(3 * 41))
    assert max(map(len, windows)) == WINDOW
    starts = np.zeros(len(stream))
    for window, mask in zip(windows, valid_spans(stream, windows), strict=True):
        starts[window] += mask[:, 0]
        for word, extra in zip(*np.nonzero(mask), strict=True):
            inside = window[word : word + extra + 1]
            assert len(inside) == extra + 1
            assert len(set(stream.sentences[inside].tolist())) == 1
    assert starts.tolist() == [1.0] * len(stream)


def test_windows_of_no_words(lexicon: Lexicon) -> None:
    stream = lay_out(lexicon, [])
    assert choose_sentences(stream, np.zeros(0, np.float32), 10) == []
    assert find_windows(stream, []) == []
