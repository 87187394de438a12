"""Questions over the Reuters-21578 stories: written for this project, and made by rule.

Written ones are in `eval/training`, as offsets into the stories. For the others, sentences of a
story become questions by cloze (`cloze.make_questions`), with some of their words left out as a
person who half remembers would. Their marks are rough, so they serve to be labelled by a teacher
rather than to be learned as they stand.
"""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from qa.errors import DatasetError
from qa.reader.background import Said, with_background
from qa.reader.train.cloze import make_questions
from qa.reader.train.examples import split_sentences
from qa.reader.train.sources import Asked

_STORY = re.compile(r'<REUTERS\b[^>]*NEWID="(\d+)"[^>]*>(.*?)</REUTERS>', re.DOTALL)
_TITLE = re.compile(r"<TITLE>(.*?)</TITLE>", re.DOTALL)
_BODY = re.compile(r"<BODY>(.*?)</BODY>", re.DOTALL)
_SIGNATURE = re.compile(r"\s*reuters?\W*$", re.IGNORECASE)
_LONGEST_STORY = 2500
_FEWEST_WORDS, _MOST_WORDS = 7, 40
_QUESTIONS, _SENTENCES = 3, 4
_SKIPPED = 0.18
_ANSWER_KNOWN = 0.75


def read_reuters(folder: Path, without: Collection[int] = ()) -> Iterator[Asked]:
    """Up to three questions a story, the same in every run; stories numbered `without` left out."""
    for number, title, text in read_stories(folder):
        if number not in without:
            yield from ask_story(number, title, text)


def read_written(path: Path, folder: Path) -> Iterator[Asked]:
    """Questions written about stories: JSON lines with `story`, `question` and `answers`, which
    are offsets into the tidied body; none where the story does not answer.

    Raises `DatasetError` for a story that `folder` does not have.
    """
    stories = {number: (title, text) for number, title, text in read_stories(folder)}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["story"] not in stories:
            raise DatasetError(f"{path}: story {row['story']} is not in {folder}")
        title, text = stories[row["story"]]
        answers = tuple((int(a), int(b)) for a, b in row["answers"])
        yield Asked(row["question"], text, answers, "news", _name(row["story"]), title)


def read_talks(path: Path, folder: Path) -> Iterator[Asked]:
    """Conversations about stories: JSON lines with `turns`, each with `story`, `question`,
    `alone`, `full` and `answers`. A question that leans on the turns before comes twice: with
    them behind it, and in full.

    The last answer is left out now and then: in a chat it may not have been found.
    """
    stories = {number: (title, text) for number, title, text in read_stories(folder)}
    for line in path.read_text(encoding="utf-8").splitlines():
        turns: list[Said] = []
        rng = random.Random(line)
        for row in json.loads(line)["turns"]:
            title, text = stories[row["story"]]
            answers = tuple((int(a), int(b)) for a, b in row["answers"])
            turns = [] if row["alone"] else turns
            asked = with_background(row["question"], turns)
            name = _name(row["story"])
            yield Asked(row["full"], text, answers, "news", name, title)
            if turns:
                yield Asked(asked, text, answers, "talk", name, title)
            known = answers and rng.random() < _ANSWER_KNOWN
            said = text[answers[0][0] : answers[0][1]] if known else ""
            turns = [*turns, Said(row["question"], said)]


def read_stories(folder: Path) -> Iterator[tuple[int, str, str]]:
    """Number, title and tidied body of every story that has one."""
    files = sorted(folder.glob("*.sgm"))
    if not files:
        raise DatasetError(f"{folder}: no Reuters files (*.sgm); see the data folder's README")
    for path in files:
        for number, inside in _STORY.findall(path.read_text(encoding="latin-1")):
            body, title = _BODY.search(inside), _TITLE.search(inside)
            if body:
                yield int(number), tidy(title.group(1) if title else ""), tidy(body.group(1))


def _name(number: int) -> str:
    return f"reuters-{number}"


def tidy(body: str) -> str:
    """A story on one line, entities resolved, without its signature.

    >>> tidy("Tin rose &lt;2 pct>.\\n    Tea fell.\\n REUTER\\n&#3;")
    'Tin rose <2 pct>. Tea fell.'
    """
    text = "".join(char if char.isprintable() else " " for char in html.unescape(body))
    return _SIGNATURE.sub("", " ".join(text.split()))


def ask_story(number: int, title: str, text: str) -> Iterator[Asked]:
    rng = random.Random(f"reuters/{number}")
    text = text[:_LONGEST_STORY]
    made: list[Asked] = []
    bounds = split_sentences(text)
    for start, end in rng.sample(bounds, min(_SENTENCES, len(bounds))):
        sentence = text[start:end].strip()
        if _FEWEST_WORDS <= len(sentence.split()) <= _MOST_WORDS:
            for question, answers in make_questions(sentence, text):
                asked = shorten(question, rng)
                made.append(Asked(asked, text, answers, "reuters", _name(number), title))
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
