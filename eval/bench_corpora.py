"""The documents that the benchmark measures over, with questions to put to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench_measure import ROOT, MissingData
from bench_report import Target
from generate import Generator, write_passages
from reuters import make_questions, read_stories


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents on disk, questions, and what is asked of each figure by its key."""

    name: str
    path: Path
    questions: tuple[str, ...]
    targets: dict[str, Target] = field(default_factory=dict)


def own_corpus() -> Corpus:
    """The project's corpus/ with its gold questions."""
    gold, folder = ROOT / "eval" / "gold" / "questions.jsonl", ROOT / "corpus"
    if not folder.is_dir() or not gold.is_file():
        raise MissingData("corpus/ and eval/gold/questions.jsonl are needed")
    lines = gold.read_text(encoding="utf-8").splitlines()
    asked = (json.loads(line)["question"] for line in lines if line.strip())
    return Corpus("corpus/", folder, tuple(dict.fromkeys(asked)))


def reuters_corpus(folder: Path, path: Path, *, share: float) -> Corpus:
    """The first `share` of the Reuters stories in `folder`, written as one JSONL file `path`."""
    stories = list(read_stories(folder))
    if not stories:
        raise MissingData(f"no Reuters-21578 .sgm files in {folder}: name the folder by --data")
    stories = stories[: scaled(len(stories), share, least=50)]
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(story) + "\n" for story in stories)
    targets = {
        "index": Target(15),
        "again": Target(1),
        "ask_p50": Target(15),
        "ask_p95": Target(40),
    }
    return Corpus("Reuters", path, tuple(make_questions(stories)), targets)


def generated_corpus(
    path: Path, *, count: int, questions: int, seed: int, targets: dict[str, Target]
) -> Corpus:
    """`count` generated passages in the folder `path`."""
    asked = write_passages(Generator(seed), path, count=count, questions=questions)
    return Corpus(f"{count:,} generated passages", path, tuple(asked), targets)


def spread(questions: Sequence[str], count: int) -> list[str]:
    """`count` questions spread over all of them; repeated from the start where there are fewer."""
    if len(questions) < count:
        return [questions[number % len(questions)] for number in range(count)]
    return [questions[number * len(questions) // count] for number in range(count)]


def scaled(number: int, scale: float, *, least: int) -> int:
    """A size in a rehearsal: its share, but no less than `least` and no more than itself."""
    return min(number, max(least, round(number * scale)))
