"""What an evaluation measures, and where its results go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from qa.settings import Settings

#: Passages asked for each query.
DEPTH = 100


class AnswerMode(StrEnum):
    """Questions go to the index, or to the reader with the gold paragraph alone."""

    END_TO_END = "end_to_end"
    GOLD_PARAGRAPH = "gold_paragraph"


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """What is measured, and where the results go.

    `limit` takes the first queries and the first claims only. `label` names the results' folder
    (the date by default). `settings` are the engine's, kept with the results. `progress` is told
    how many of how many are done.
    """

    retrieval: bool = True
    answers: bool = True
    mode: AnswerMode = AnswerMode.END_TO_END
    depth: int = DEPTH
    limit: int | None = None
    results: Path = Path("eval/results")
    label: str | None = None
    command: str = ""
    seed: int = 0
    settings: Settings | None = None
    progress: Callable[[int, int], None] | None = None
