"""Answer the items one after the other, and go on behind whatever fails."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from qa.batch.items import BadItem, Item
from qa.batch.writers import Format, Writer, finished_lines, format_of, safe_cell
from qa.errors import EmptyQuestion, QAError, QuestionTooLong
from qa.plain import plain_line
from qa.types import Answer, AnswerStatus, Filters, Verdict

#: Failed items that a report names; the records have them all.
MOST_FAULTS = 10


class Answers(Protocol):
    """The part of the engine a batch needs."""

    def ask(
        self,
        question: str,
        history: Sequence[Answer] = (),
        *,
        filters: Filters | None = None,
        context: str | None = None,
    ) -> Answer: ...

    def check(self, claim: str, *, against: str | None = None) -> Answer: ...


@dataclass(frozen=True, slots=True)
class BatchReport:
    """Counts of one run; `kept` were taken over from the run before.

    `faults` say where and why the first items failed.
    """

    answered: int = 0
    refused: int = 0
    failed: int = 0
    kept: int = 0
    seconds: float = 0.0
    faults: tuple[str, ...] = ()

    @property
    def written(self) -> int:
        return self.answered + self.refused + self.failed


Progress = Callable[[BatchReport], None]


@dataclass(slots=True)
class _Run:
    """State of one run: what each conversation has said, and what need not be asked again."""

    engine: Answers
    done: frozenset[str] = frozenset()
    safe: Callable[[str], str] = str
    conversations: dict[str, list[Answer]] = field(default_factory=dict)
    waiting: dict[str, list[Item]] = field(default_factory=dict)

    def answers(self, items: Iterable[Item | BadItem]) -> Iterator[Answer | None]:
        """The answer to each item, None where an earlier run has already written it."""
        for item in items:
            if isinstance(item, BadItem):
                yield _failed(item.id, "", item.error)
            elif self.safe(item.id) in self.done:
                self._remember(item)
                yield None
            else:
                yield self._answer(item)

    def _remember(self, item: Item) -> None:
        """A turn already answered is asked again only if its conversation goes on."""
        if item.conversation is not None:
            self.waiting.setdefault(item.conversation, []).append(item)

    def _answer(self, item: Item) -> Answer:
        history = self._history(item.conversation)
        answer = answer_item(self.engine, item, tuple(history))
        history.append(answer)
        return answer

    def _history(self, conversation: str | None) -> list[Answer]:
        if conversation is None:
            return []
        history = self.conversations.setdefault(conversation, [])
        for item in self.waiting.pop(conversation, ()):
            history.append(answer_item(self.engine, item, tuple(history)))
        return history


def answer_item(engine: Answers, item: Item, history: Sequence[Answer] = ()) -> Answer:
    """One item's answer under its id; whatever goes wrong with it becomes its error record."""
    try:
        if item.is_claim:
            with of_a_claim():
                answer = engine.check(item.question, against=item.text)
        else:
            answer = engine.ask(item.question, history, context=item.text)
    except QAError as error:
        return _failed(item.id, item.question, f"line {item.line}: {error}", item.is_claim)
    except Exception as error:  # one item must not take the rest of the run with it
        reason = f"line {item.line}: unexpected {type(error).__name__}: {error}"
        return _failed(item.id, item.question, reason, item.is_claim)
    return replace(answer, id=item.id)


@contextlib.contextmanager
def of_a_claim() -> Iterator[None]:
    """What the engine says of a text that it cannot take, said of a claim."""
    try:
        yield
    except (EmptyQuestion, QuestionTooLong) as error:
        said = str(error).replace("the question", "the claim", 1)
        raise type(error)(said.replace("ask a shorter", "give a shorter", 1)) from None


def _failed(identity: str, question: str, error: str, is_claim: bool = False) -> Answer:
    return Answer(
        question,
        AnswerStatus.ERROR,
        error=plain_line(error),
        verdict=Verdict.NOT_ENOUGH_INFO if is_claim else None,
        id=identity,
    )


def run_batch(
    engine: Answers,
    items: Iterable[Item | BadItem],
    writer: Writer,
    *,
    done: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> BatchReport:
    """Write a record per item, as each is ready; items whose id is in `done` are passed over."""
    report, started = BatchReport(), time.monotonic()
    safe = str if writer.format is Format.JSONL else safe_cell
    for answer in _Run(engine, done, safe).answers(items):
        if answer is not None:
            writer.write(answer)
        report = replace(_counted(report, answer), seconds=time.monotonic() - started)
        if progress is not None:
            progress(report)
    return report


def _counted(report: BatchReport, answer: Answer | None) -> BatchReport:
    if answer is None:
        return replace(report, kept=report.kept + 1)
    if answer.status is AnswerStatus.ERROR:
        faults = (*report.faults, answer.error or "")[:MOST_FAULTS]
        return replace(report, failed=report.failed + 1, faults=faults)
    if answer.status is AnswerStatus.ANSWERED:
        return replace(report, answered=report.answered + 1)
    return replace(report, refused=report.refused + 1)


@contextlib.contextmanager
def opened_output(path: Path, *, resume: bool) -> Iterator[tuple[Writer, frozenset[str]]]:
    """A writer on the file at `path`, and the ids it already holds when resuming.

    Resuming first rewrites the file beside itself and renames it, without a half-written last
    line and without failed records, which are tried again.
    """
    form = format_of(str(path))
    done = frozenset[str]()
    if resume and path.exists():
        done = _compacted(path, form)
    with path.open("a" if done else "w", encoding="utf-8", errors="replace", newline="") as out:
        writer = Writer(out, form)
        if not done:
            writer.begin()
        yield writer, done


def _compacted(path: Path, form: Format) -> frozenset[str]:
    """Leave only whole, good records in the file; their ids. The old file stays on failure."""
    done: set[str] = set()
    path = path.resolve()  # a link stays a link
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as beside:
            writer = Writer(beside, form)
            writer.begin()
            for identity, line in finished_lines(path, form):
                beside.write(line)
                done.add(identity)
            beside.flush()
            os.fsync(beside.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return frozenset(done)
