"""Held-out questions as the reader meets them: real text in passages, with and without answer.

Used to compare models and settings, to fit the confidence and to report scores. The split is by
document and the same as in training (`corpus.is_held_out`).
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.reader.train.corpus import HELD_OUT, is_held_out
from qa.reader.train.examples import sentences_of
from qa.reader.train.newswire import read_talks, read_written
from qa.reader.train.own import read_own
from qa.reader.train.sources import Asked, read_qamr, read_qed, read_squad
from qa.reader.train.stories import read_invented
from qa.types import Passage

PASSAGE_WORDS = 110
LONGEST_SHOWN = 200
#: Questions of each set, at most; more of news than while training, for the confidence's sake.
_MOST = {**HELD_OUT, "news": 800, "stories": 800, "talk": 600, "own": 800}


@dataclass(frozen=True, slots=True)
class Sets:
    """Where questions are read from: the public data, and files written for this project.

    `written` and `talks` are over news stories (see `newswire`), `stories` have their questions
    with them (see `stories`). `own` are the user's, over `index` (see `own`).
    """

    data: Path
    written: Sequence[Path] = ()
    talks: Sequence[Path] = ()
    stories: Sequence[Path] = ()
    own: Sequence[Path] = ()
    index: Path | None = None

    @classmethod
    def of(cls, options: argparse.Namespace) -> Sets:
        """The sets that the flags of `add_flags` name."""
        return cls(
            options.data,
            options.written,
            options.talks,
            options.stories,
            options.own,
            options.index,
        )

    def over_texts(self) -> Iterator[Asked]:
        """The questions over whole texts, which an index can bring passages of."""
        yield from read_qed(self.data / "qed" / "qed-dev.jsonlines")
        yield from read_squad(self.data / "covidqa" / "covidqa.json", "covidqa")
        yield from self.ours()

    def ours(self) -> Iterator[Asked]:
        """The questions written for this project, and the user's own."""
        for path in self.written:
            yield from read_written(path, self.data / "reuters")
        for path in self.talks:
            yield from read_talks(path, self.data / "reuters")
        for path in self.stories:
            yield from read_invented(path)
        for path in self.own:
            yield from read_own(path, self.index)


def add_flags(parser: argparse.ArgumentParser) -> None:
    """`--data` and the flags of all other sets, as the training commands share them."""
    parser.add_argument("--data", type=Path, required=True, help="folder with qamr/, qed/, ...")
    for name, what in (
        ("--written", "questions over Reuters stories"),
        ("--talks", "conversations over these stories"),
        ("--stories", "stories with their questions"),
        ("--own", "your questions: SQuAD 1.1 (.json), or gold rows (.jsonl) over --index"),
    ):
        parser.add_argument(name, type=Path, action="append", default=[], help=what)
    parser.add_argument("--index", type=Path, help="index of the documents that gold rows name")


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A question, its gold passage, and the accepted answers' texts; none where the passage's
    document does not answer."""

    asked: Asked
    passage: Passage
    answers: tuple[str, ...]

    @property
    def question(self) -> str:
        return self.asked.question

    @property
    def source(self) -> str:
        return self.asked.source


def read_held_out(sets: Sets) -> list[HeldOut]:
    """The held-out questions of QAMR, QED and COVID-QA and of this project's sets, a fixed sample
    of each; the project's have questions without answers among them."""
    readers: dict[str, list[Asked]] = {
        "qamr": _joined(list(read_qamr(sets.data / "qamr"))),
        "qed": list(read_qed(sets.data / "qed" / "qed-dev.jsonlines")),
        "covidqa": list(read_squad(sets.data / "covidqa" / "covidqa.json", "covidqa")),
        "news": [], "stories": [], "talk": [], "own": [],
    }  # fmt: skip
    for asked in sets.ours():
        readers[asked.source].append(asked)
    held: list[HeldOut] = []
    for source, questions in readers.items():
        mine = [item for item in questions if is_held_out(item.source, item.document)]
        kept = [item for item in map(_held, mine) if item is not None]
        held += random.Random(7).sample(kept, min(_MOST[source], len(kept)))
    return held


def _joined(questions: Sequence[Asked]) -> list[Asked]:
    """Questions over single sentences, each moved to the text of all sentences of its document."""
    texts: dict[str, dict[str, None]] = defaultdict(dict)
    for item in questions:
        texts[item.document].setdefault(item.text)
    moved = []
    for item in questions:
        together = list(texts[item.document])
        place = sum(len(text) + 1 for text in together[: together.index(item.text)])
        answers = tuple((start + place, end + place) for start, end in item.answers)
        moved.append(replace(item, text=" ".join(together), answers=answers))
    return moved


def _held(asked: Asked) -> HeldOut | None:
    """The answer's sentence with its neighbours, about PASSAGE_WORDS words; None for no answer."""
    text = asked.text
    sentences = sentences_of(asked)
    whole = [
        number
        for number, (begin, end) in enumerate(sentences)
        if any(begin <= first and last <= end for first, last in asked.answers)
    ]
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
    answers = tuple(dict.fromkeys(text[a:b] for a, b in asked.answers if start <= a and b <= end))
    bounds = tuple((a - start, b - start) for a, b in sentences[first : last + 1])
    title = asked.title[:LONGEST_SHOWN]
    passage = Passage(asked.document, 0, end - start, text[start:end], bounds, title, asked.date)
    return HeldOut(asked, passage, answers)


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())
