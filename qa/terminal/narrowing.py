"""What the filters of a chat leave: how many documents pass, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from qa.terminal.words import answered, filter_words
from qa.types import Answer, AnswerStatus, DocumentInfo, Filters

if TYPE_CHECKING:
    from qa.engine import Engine


@dataclass(frozen=True, slots=True)
class Passed:
    """How many documents pass, of how many; `undated` more would, had they a date."""

    passed: int
    total: int
    undated: int


def count_passed(documents: Iterable[DocumentInfo], filters: Filters) -> Passed:
    timeless = replace(filters, since=None, until=None)
    by_date = bool(filters.since or filters.until)
    passed = total = undated = 0
    for document in documents:
        total += 1
        passed += passes(document, filters)
        undated += by_date and document.date is None and passes(document, timeless)
    return Passed(passed, total, undated)


def passes(document: DocumentInfo, filters: Filters) -> bool:
    """Whether a document passes, by the rules of `Filters`."""
    day, title = document.date, filters.title
    if filters.since and (day is None or day < filters.since):
        return False
    if filters.until and (day is None or day > filters.until):
        return False
    if title is not None and title.lower() not in document.title.lower():
        return False
    if filters.path is not None:
        path = filters.path.rstrip("/")
        patterns = (path, f"{path}/*", f"{path}#*")
        if not any(fnmatchcase(document.name, pattern) for pattern in patterns):
            return False
    if filters.document not in (None, document.name):
        return False
    return document.name not in filters.without


def passed_line(filters: Filters, count: Passed) -> str:
    """The filters, how many documents they leave, and why fewer than one may expect."""
    parts = [f"Only documents {filter_words(filters)}: {count.passed:,} of {count.total:,}"]
    if count.undated:
        parts.append(_undated(count))
    if not count.passed:
        parts.append(_none_meets(filters))
    return "; ".join(parts)


def nothing_passes(documents: Iterable[DocumentInfo], filters: Filters) -> str:
    """Why filters of the command line leave no document; "" where they leave one.

    >>> nothing_passes([DocumentInfo("tea.txt", "Tea", None, 9, 1)], Filters(path="nowhere"))
    'no document matches the filter: in nowhere (0 of 1)'
    """
    if not filters:
        return ""
    count = count_passed(documents, filters)
    if count.passed:
        return ""
    noun = "filter" if _kinds(filters) == 1 else "filters together"
    undated = f"; {_undated(count)}" if count.undated else ""
    return (
        f"no document matches the {noun}: {filter_words(filters)} (0 of {count.total:,}){undated}"
    )


def _undated(count: Passed) -> str:
    verbs = "has no date and is" if count.undated == 1 else "have no date and are"
    return f"{count.undated:,} {verbs} left out"


def _kinds(filters: Filters) -> int:
    return sum(
        kind is not None for kind in (filters.since, filters.until, filters.path, filters.title)
    )


def _none_meets(filters: Filters) -> str:
    if _kinds(filters) == 1:
        return "no document meets this filter: /clear lifts it"
    return "no document meets all filters together: /filters shows them, /clear lifts them"


def refusal_note(engine: Engine, answer: Answer, filters: Filters) -> str:
    """What a refusal under filters is told beside its reason; nothing for any other answer.

    A claim is judged by every document, whatever the filters are.
    """
    refused = answer.status is AnswerStatus.NO_ANSWER and not answered(answer)
    if not filters or not refused or answer.is_claim:
        return ""
    count = count_passed(engine.documents(), filters)
    noun = "document" if count.total == 1 else "documents"
    left = f"{count.passed:,} of {count.total:,} {noun}"
    return f"filters are set: {filter_words(filters)} ({left}); /clear lifts them"
