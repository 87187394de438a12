"""Held-out questions as the reader meets them: real text in passages, with and without answer.

Used to compare models and settings, to fit the confidence and to report scores. The split is by
document and the same as in training (`loop.is_held_out`).
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.reader.lexicon import find_tokens, is_stop_word, stem
from qa.reader.train.corpus import HELD_OUT, is_held_out
from qa.reader.train.examples import split_sentences
from qa.reader.train.newswire import read_talks, read_written
from qa.reader.train.sources import Asked, read_qamr, read_qed, read_squad
from qa.types import Hit, Passage

PASSAGE_WORDS = 110
LONGEST_SHOWN = 200
#: Questions of each set, at most; more of news than while training, for the confidence's sake.
_MOST = {**HELD_OUT, "news": 800, "talk": 400}


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A question, its gold passage, and the accepted answers' texts; none where the passage's
    document does not answer."""

    question: str
    passage: Passage
    answers: tuple[str, ...]
    source: str
    document: str


def read_held_out(
    data: Path, written: Sequence[Path] = (), talks: Sequence[Path] = ()
) -> list[HeldOut]:
    """The held-out questions of QAMR, QED and COVID-QA, a fixed sample of each, and those of
    `written` and `talks` over news stories (see `newswire`), without answers among them."""
    readers = {
        "qamr": read_qamr(data / "qamr"),
        "qed": read_qed(data / "qed" / "qed-dev.jsonlines"),
        "covidqa": read_squad(data / "covidqa" / "covidqa.json", "covidqa"),
    }
    news = [asked for path in written for asked in read_written(path, data / "reuters")]
    news += [asked for path in talks for asked in read_talks(path, data / "reuters")]
    for source in ("news", "talk"):
        readers[source] = (asked for asked in news if asked.source == source)
    held: list[HeldOut] = []
    for source, asked in readers.items():
        mine = [item for item in asked if is_held_out(item.source, item.document)]
        together = _texts_by_document(mine) if source == "qamr" else {}
        made = [_held(item, together.get(item.document, ())) for item in mine]
        kept = [item for item in made if item is not None]
        held += random.Random(7).sample(kept, min(_MOST[source], len(kept)))
    return held


def _texts_by_document(asked: Sequence[Asked]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for item in asked:
        found[item.document].setdefault(item.text)
    return {document: tuple(texts) for document, texts in found.items()}


def _held(asked: Asked, together: Sequence[str]) -> HeldOut | None:
    """The answer's sentence with its neighbours, about PASSAGE_WORDS words; None for no answer."""
    if together:
        at = together.index(asked.text)
        around = [*together[max(0, at - 2) : at], asked.text, *together[at + 1 : at + 3]]
        before = sum(len(text) + 1 for text in around[: around.index(asked.text)])
        text = " ".join(around)
        spans = [(a + before, b + before) for a, b in asked.answers]
    else:
        text, spans = asked.text, list(asked.answers)
    sentences = split_sentences(text)
    whole = [n for n, (a, b) in enumerate(sentences) if any(a <= s and e <= b for s, e in spans)]
    if asked.answers and not whole:
        return None
    first = last = whole[0] if whole else 0
    while _words(text, sentences[first][0], sentences[last][1]) < PASSAGE_WORDS:
        if last + 1 < len(sentences):
            last += 1
        elif first > 0:
            first -= 1
        else:
            break
        if first > 0 and _words(text, sentences[first][0], sentences[last][1]) < PASSAGE_WORDS:
            first -= 1
    start, end = sentences[first][0], sentences[last][1]
    answers = tuple(dict.fromkeys(text[a:b] for a, b in spans if start <= a and b <= end))
    bounds = tuple((a - start, b - start) for a, b in sentences[first : last + 1])
    passage = Passage(
        asked.document, 0, end - start, text[start:end], bounds, asked.title[:LONGEST_SHOWN]
    )
    return HeldOut(asked.question, passage, answers, asked.source, asked.document)


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


class Distractors:
    """Finds passages of other documents that share a question's rarer words."""

    def __init__(self, held: Sequence[HeldOut]) -> None:
        self._passages = list({id(item.passage): item.passage for item in held}.values())
        self._words = [_stems(passage.text) for passage in self._passages]
        counts: Counter[str] = Counter(word for words in self._words for word in words)
        self._worth = {word: 1.0 / count for word, count in counts.items()}

    def find(self, item: HeldOut, count: int) -> list[Passage]:
        asked = _stems(item.question)
        scores = [
            (sum(self._worth.get(word, 0.0) for word in asked & words), -number)
            for number, words in enumerate(self._words)
            if self._passages[number].document != item.document
        ]
        return [self._passages[-number] for _, number in sorted(scores, reverse=True)[:count]]


def _stems(text: str) -> frozenset[str]:
    words = (text[a:b].lower() for a, b in find_tokens(text))
    return frozenset(stem(word) for word in words if word[0].isalnum() and not is_stop_word(word))


def as_hits(passages: Sequence[Passage]) -> list[Hit]:
    """Passages as retrieval would hand them over, best first."""
    return [Hit(passage, 1.0 / rank, rank) for rank, passage in enumerate(passages, 1)]
