"""`python -m qa.reader.train.retrieved`: contexts as the reader meets them, for training.

    python -m qa.reader.train.retrieved --data ../shared/data --out runs/retrieved \\
        --stories eval/training/stories.jsonl

Each question is asked of an index of all texts, of a small one with its own text, or now and then
of the others alone; its context is what the reader would be shown of the passages found. What a
question's text has and the context does not is answered by none. The files are for `--labels`.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.reader.lexicon import Ints, Lexicon, find_tokens
from qa.reader.network import LONGEST_ANSWER
from qa.reader.question import understand
from qa.reader.scoring import WEIGHTS, show_window
from qa.reader.selection import Asked, SentenceRanker
from qa.reader.train.command import run
from qa.reader.train.compose import LONGEST_QUESTION, Drawn
from qa.reader.train.corpus import is_held_out
from qa.reader.train.held import Sets, add_flags
from qa.reader.train.noise import roughen
from qa.reader.train.shards import write_shard
from qa.reader.train.shelves import Shelves, shelved
from qa.reader.train.sources import Asked as Source
from qa.reader.windows import Stream, choose_sentences, find_windows, lay_out
from qa.types import Hit

log = logging.getLogger(__name__)
#: How often each set is drawn from.
SHARES = {"stories": 0.4, "talk": 0.22, "news": 0.25, "qed": 0.09, "covidqa": 0.04, "own": 0.3}
#: Words read of a context, and how often a question is asked of all texts, of a few with its own,
#: and of all but its own.
ROOM = (70, 140)
_ASKED_OF = {"all": 0.5, "own": 0.44, "others": 0.06}
_NOISE = 0.3


class Presenter:
    """Makes contexts of what the index brings for a question."""

    def __init__(self, lexicon: Lexicon, ranker: SentenceRanker, shelves: Shelves) -> None:
        self._lexicon, self._ranker, self._shelves = lexicon, ranker, shelves

    def draw(self, asked: Source, rng: random.Random) -> Drawn | None:
        """A context of the question; None where its answer stands in it unmarked."""
        way = rng.choices(list(_ASKED_OF), list(_ASKED_OF.values()))[0]
        question = roughen(asked.question, _NOISE, rng)
        hits = getattr(self._shelves, way)(asked)
        words = [question[a:b] for a, b in find_tokens(question)][:LONGEST_QUESTION] or ["?"]
        stream = lay_out(self._lexicon, hits)
        if not len(stream):
            return None
        ids = self._lexicon.look_up(words)
        expected = understand(asked.question).expected
        worth = self._ranker.rank(self._lexicon, Asked(ids, expected), stream, hits)
        windows = find_windows(stream, choose_sentences(stream, worth, rng.randint(*ROOM)))
        marked = [(window, self._spans(asked, stream, window, hits)) for window in windows]
        window, spans = max(marked, key=lambda pair: bool(pair[1]))
        shown, places = show_window(self._lexicon, stream, window, hits)
        documents = [hit.passage.document for hit in hits]
        numbers, headings = number_sentences(stream, window, places, documents)
        moved = ((int(places[a]), int(places[b]), share) for a, b, share in spans)
        kept = tuple(
            (a, b, share) for a, b, share in moved
            if b - a < LONGEST_ANSWER and numbers[a] == numbers[b]
        )  # fmt: skip
        context = self._lexicon.look_up(shown)
        if not kept and self._says(asked, context):
            return None
        return Drawn(ids, context, numbers, kept, closed=headings)

    def _spans(
        self, asked: Source, stream: Stream, window: Ints, hits: Sequence[Hit]
    ) -> tuple[tuple[int, int, float], ...]:
        """(first, last, share) of the answers, as places in the window."""
        name = self._shelves.name_of(asked)
        own = np.array([hit.passage.document == name for hit in hits])[stream.hits[window]]
        own &= stream.fresh[window]
        begins, ends = stream.starts[window], stream.ends[window]
        found: Counter[tuple[int, int]] = Counter()
        for start, end in asked.answers:
            inside = np.flatnonzero(own & (ends > start) & (begins < end))
            if len(inside) and begins[inside[0]] <= start and ends[inside[-1]] >= end:
                found[int(inside[0]), int(inside[-1])] += 1
        total = sum(found.values())
        return tuple((a, b, count / total) for (a, b), count in found.items())

    def _says(self, asked: Source, words: Ints) -> bool:
        """Whether the words of an answer stand among `words`."""
        text = f" {' '.join(self._lexicon.words[word] for word in words)} ".lower()
        answers = (asked.text[a:b] for a, b in asked.answers)
        spaced = (" ".join(answer[a:b] for a, b in find_tokens(answer)) for answer in answers)
        return any(f" {answer.lower()} " in text for answer in spaced)


def number_sentences(
    stream: Stream, window: Ints, places: npt.NDArray[np.intp], documents: Sequence[str]
) -> tuple[Ints, tuple[int, ...]]:
    """The sentences of all words shown, and which of them are headings.

    `places` is where the window's words are among those shown, `documents` has the document of
    each hit. A year shown behind a word is in its sentence.
    """
    numbers: list[int] = []
    headings: list[int] = []
    before, document = -1, ""
    for row, place in enumerate(window):
        sentence, own = int(stream.sentences[place]), documents[stream.hits[place]]
        gap = int(places[row]) - len(numbers)
        number = numbers[-1] if numbers else -1
        if own != document and gap:
            number += 1
            headings.append(number)
        numbers += [number] * gap
        numbers.append(number + (sentence != before or own != document))
        before, document = sentence, own
    return np.array(numbers, np.int32), tuple(headings)


def read_questions(sets: Sets) -> dict[str, list[Source]]:
    """The questions to train on, by set."""
    chosen: dict[str, list[Source]] = defaultdict(list)
    for each in sets.over_texts():
        if each.source in SHARES and not is_held_out(each.source, each.document):
            chosen[each.source].append(each)
    return dict(chosen)


def write(
    presenter: Presenter, asked: dict[str, list[Source]], path: Path, size: int, lexicon: Lexicon
) -> None:
    """One file of `size` contexts, the same for the same name and questions."""
    rng = random.Random(path.name)
    sources = {name: SHARES[name] for name in asked}
    drawn: list[Drawn] = []
    while len(drawn) < size:
        source = rng.choices(list(sources), list(sources.values()))[0]
        context = presenter.draw(rng.choice(asked[source]), rng)
        if context is not None:
            drawn.append(context)
    write_shard(path, drawn, lexicon)
    lexicon.forget()
    log.info(
        "%s: %d contexts, %d with the answer", path.name, size, sum(bool(d.spans) for d in drawn)
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m qa.reader.train.retrieved", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    add_flags(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    parser.add_argument("--shards", type=int, default=24)
    parser.add_argument("--size", type=int, default=1024, help="contexts in a file")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    lexicon, ranker = Lexicon.load(), SentenceRanker.load(WEIGHTS)
    asked = read_questions(Sets.of(options))
    options.out.mkdir(parents=True, exist_ok=True)
    with shelved(each for part in asked.values() for each in part) as shelves:
        presenter = Presenter(lexicon, ranker, shelves)
        for number in range(options.shards):
            path = options.out / f"{options.seed:02d}-{number:04d}.jsonl.gz"
            if not path.exists():
                write(presenter, asked, path, options.size, lexicon)
    return 0


if __name__ == "__main__":
    run(main)
