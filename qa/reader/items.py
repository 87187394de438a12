"""Lists that a document sets out item by item: "The main exports were:" and bullets below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.reader.question import understand
from qa.reader.words import Line
from qa.types import AnswerType, Hit, Passage, Span

_MARK = re.compile(r"\s*(?:[-*+•‣–·]|\(?(?:\d{1,2}|[a-z])[.)])\s+")
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Run:
    """Items that stand below one another: [start, end) without the first mark, and where the
    sentence that leads to them begins."""

    passage: Passage
    lead: int
    start: int
    end: int


def find_runs(passage: Passage) -> Iterator[Run]:
    """Every run of two or more marked items below a line that ends in a colon."""
    texts = [passage.text[a - passage.start : b - passage.start] for a, b in passage.sentences]
    number = 0
    while number < len(texts):
        first = last = number + 1
        while last < len(texts) and _MARK.match(texts[last]):
            last += 1
        if texts[number].rstrip().endswith(":") and last - first >= _FEWEST:
            mark = _MARK.match(texts[first])
            begin = passage.sentences[first][0] + (mark.end() if mark else 0)
            yield Run(passage, passage.sentences[number][0], begin, passage.sentences[last - 1][1])
        number = max(last, number + 1)


def named_list(question: str, hits: Sequence[Hit]) -> Span | None:
    """The list whose lead says what the question asks for: "The main exports were:".

    The lead must have the noun asked for, and with the title and what stands before it in its
    passage every telling word of the question.
    """
    asked = understand(question)
    content, focus = set(asked.content), set(asked.focus_stems) or set(asked.content)
    for hit in hits:
        passage = hit.passage
        for run in find_runs(passage):
            lead = set(
                Line.of(passage.text[run.lead - passage.start : run.start - passage.start]).stems
            )
            before = Line.of(f"{passage.title} {passage.text[: run.lead - passage.start]}").stems
            if content and focus & lead and content <= lead.union(before):
                return _as_span(run, hit)
    return None


def _as_span(run: Run, hit: Hit) -> Span:
    passage = hit.passage
    text = passage.text[run.start - passage.start : run.end - passage.start].rstrip()
    end = run.start + len(text)
    return Span(
        passage.document, run.start, end, text, (run.lead, end), 1.0, AnswerType.LIST, passage.id
    )


def whole_list(span: Span, hits: Sequence[Hit]) -> Span:
    """The whole run that `span` lies in or leads to, else the span itself."""
    for hit in hits:
        if hit.passage.document != span.document:
            continue
        for run in find_runs(hit.passage):
            if run.lead <= span.start and span.end <= run.end:
                return replace(_as_span(run, hit), score=span.score)
    return span
