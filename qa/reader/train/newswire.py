"""Questions over the Reuters-21578 stories: written for this project, and made by rule.

Written ones are in `eval/training`, as offsets into the stories. For the others, sentences of a
story become questions by cloze (`cloze.make_questions`), with some of their words left out as a
person who half remembers would. Their marks are rough, so they serve to be labelled by a teacher
rather than to be learned as they stand.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import random
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from qa.errors import DatasetError
from qa.reader.train.cloze import make_questions
from qa.reader.train.examples import split_sentences
from qa.reader.train.sources import Asked
from qa.reader.train.turns import ask_in_turn

_STORY = re.compile(r'<REUTERS\b[^>]*NEWID="(\d+)"[^>]*>(.*?)</REUTERS>', re.DOTALL)
_DAY = re.compile(r"<DATE>\s*(\d+)-(\w{3})-(\d{4})")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_TITLE = re.compile(r"<TITLE>(.*?)</TITLE>", re.DOTALL)
_BODY = re.compile(r"<BODY>(.*?)</BODY>", re.DOTALL)
_SIGNATURE = re.compile(r"\s*reuters?\W*$", re.IGNORECASE)
_LONGEST_STORY = 2500
_FEWEST_WORDS, _MOST_WORDS = 7, 40
_QUESTIONS, _SENTENCES = 3, 4
_SKIPPED = 0.18


@dataclass(frozen=True, slots=True)
class Story:
    """A story of the wire, its text tidied."""

    number: int
    title: str
    text: str
    date: dt.date | None = None

    def ask(self, question: str, answers: tuple[tuple[int, int], ...], source: str) -> Asked:
        name = f"reuters-{self.number}"
        return Asked(question, self.text, answers, source, name, self.title, self.date)


def read_reuters(folder: Path, without: Collection[int] = ()) -> Iterator[Asked]:
    """Up to three questions a story, the same in every run; stories numbered `without` left out."""
    for story in read_stories(folder):
        if story.number not in without:
            yield from ask_story(story)


def read_written(path: Path, folder: Path) -> Iterator[Asked]:
    """Questions written about stories: JSON lines with `story`, `question` and `answers`, which
    are offsets into the tidied body; none where the story does not answer.

    Raises `DatasetError` for a story that `folder` does not have.
    """
    stories = {story.number: story for story in read_stories(folder)}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["story"] not in stories:
            raise DatasetError(f"{path}: story {row['story']} is not in {folder}")
        answers = tuple((int(a), int(b)) for a, b in row["answers"])
        yield stories[row["story"]].ask(row["question"], answers, "news")


def read_talks(path: Path, folder: Path) -> Iterator[Asked]:
    """Conversations about stories: JSON lines with `turns`, each with `story`, `question`,
    `alone`, `full` and `answers`; see `turns.ask_in_turn`."""
    stories = {story.number: story for story in read_stories(folder)}
    for line in path.read_text(encoding="utf-8").splitlines():
        turns = json.loads(line)["turns"]
        about = [stories[turn["story"]].ask("", (), "news") for turn in turns]
        yield from ask_in_turn(turns, about, seed=line)


def read_stories(folder: Path) -> Iterator[Story]:
    """Every story that has a body."""
    files = sorted(folder.glob("*.sgm"))
    if not files:
        raise DatasetError(f"{folder}: no Reuters files (*.sgm); see the data folder's README")
    for path in files:
        for number, inside in _STORY.findall(path.read_text(encoding="latin-1")):
            body, title = _BODY.search(inside), _TITLE.search(inside)
            if body:
                headline = tidy(title.group(1) if title else "")
                yield Story(int(number), headline, tidy(body.group(1)), _date_of(inside))


def _date_of(inside: str) -> dt.date | None:
    found = _DAY.search(inside)
    if found is None or found.group(2) not in _MONTHS:
        return None
    return dt.date(int(found.group(3)), _MONTHS.index(found.group(2)) + 1, int(found.group(1)))


def tidy(body: str) -> str:
    """A story on one line, entities resolved, without its signature.

    >>> tidy("Tin rose &lt;2 pct>.\\n    Tea fell.\\n REUTER\\n&#3;")
    'Tin rose <2 pct>. Tea fell.'
    """
    text = "".join(char if char.isprintable() else " " for char in html.unescape(body))
    return _SIGNATURE.sub("", " ".join(text.split()))


def ask_story(story: Story) -> Iterator[Asked]:
    rng = random.Random(f"reuters/{story.number}")
    text = story.text[:_LONGEST_STORY]
    made: list[Asked] = []
    bounds = split_sentences(text)
    for start, end in rng.sample(bounds, min(_SENTENCES, len(bounds))):
        sentence = text[start:end].strip()
        if _FEWEST_WORDS <= len(sentence.split()) <= _MOST_WORDS:
            for question, answers in make_questions(sentence, text):
                asked = shorten(question, rng)
                made.append(replace(story, text=text).ask(asked, answers, "reuters"))
    yield from rng.sample(made, min(_QUESTIONS, len(made)))


def shorten(question: str, rng: random.Random) -> str:
    """Leave out words here and there, and often what follows the last comma but the question word.

    >>> shorten("It sold how many boats?", random.Random(1)).endswith("?")
    True
    """
    parts = question.rstrip("?").split(", ")
    asking = [n for n, part in enumerate(parts) if _ASKS.search(part)]
    if len(parts) > 1 and asking and rng.random() < 0.6:
        parts = parts[asking[0] : asking[0] + 1]
    words = ", ".join(parts).split()
    kept = [word for word in words if _ASKS.fullmatch(word) or rng.random() >= _SKIPPED]
    text = " ".join(kept if len(kept) >= 3 else words)
    return text[:1].upper() + text[1:] + "?"


_ASKS = re.compile(r"\b(?:how|many|much|what|who|when|where|percentage|year)\b", re.IGNORECASE)
