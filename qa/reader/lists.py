"""Lists answered whole: items below "The main exports were:", and enumerations in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.reader.places import overlap
from qa.reader.question import understand
from qa.reader.words import Line
from qa.types import AnswerType, Hit, Passage, Question, Reading, Span

_MARK = re.compile(r"\s*(?:[-*+•‣–·]|\(?(?:\d{1,2}|[a-z])[.)])\s+")
_FEWEST = 2
#: How sure a list is whose lead has all words of the question; by judgement, not measured.
_NAMED_LIST = 0.7
#: Forms of questions for a list that name what its items are ("Which countries", "What goods").
_ASK_SEVERAL = ("which noun", "what noun")
_ENUMERATES = re.compile(r",|;|\band\b|\bor\b")
#: Three things or more, and how much of the best one's score an answer with them needs.
_SEVERAL = re.compile(r"[^\W\d_][,;]\s")
_ALIKE = 0.8
#: Answers looked at for one.
_LOOKED_AT = 4


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


def joined(hits: Sequence[Hit]) -> list[Hit]:
    """The hits with overlapping passages of a document made one: a list may run over the end."""
    whole: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (each.passage.document, each.passage.start)):
        last = whole[-1].passage if whole else None
        passage = hit.passage
        if last is None or last.document != passage.document or passage.start > last.end:
            whole.append(hit)
            continue
        text = last.text + passage.text[max(0, last.end - passage.start) :]
        later = [pair for pair in passage.sentences if pair[0] >= last.end]
        grown = replace(
            last, text=text, end=last.start + len(text), sentences=(*last.sentences, *later)
        )
        whole[-1] = replace(whole[-1], passage=grown, rank=min(whole[-1].rank, hit.rank))
    return sorted(whole, key=lambda each: each.rank)


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


def itemised(question: Question, reading: Reading, hits: Sequence[Hit]) -> Reading:
    """Where a list is asked for: the items below the line that names them, or the whole of the
    list that the best span is an item of."""
    if reading.expected is not AnswerType.LIST or not reading.spans:
        return reading
    together = joined(hits)
    named = named_list(question.searched, together)
    whole = named or whole_list(reading.spans[0], together)
    if whole is reading.spans[0]:
        return reading
    rest = [s for s in reading.spans if s.document != whole.document or not overlap(s, whole)]
    sure = max(reading.confidence, _NAMED_LIST) if named else reading.confidence
    return replace(reading, spans=(whole, *rest), confidence=sure)


def fullest(question: Question, reading: Reading) -> Reading:
    """Where several things are asked for, the answer that enumerates them, of those about as
    likely: "farm and energy products" only sums up "electricity, rubber and coffee"."""
    best = reading.spans[0]
    if understand(question.searched).form not in _ASK_SEVERAL or _SEVERAL.search(best.text):
        return reading
    for place, span in enumerate(reading.spans[1:_LOOKED_AT], 1):
        if span.score >= _ALIKE * best.score and _SEVERAL.search(span.text):
            rest = [*reading.spans[:place], *reading.spans[place + 1 :]]
            return replace(reading, spans=(replace(span, score=best.score), *rest))
    return reading


def completed(question: Question, reading: Reading, lexical: Reading) -> Reading:
    """A list as the rules find it where it holds the span model's answer.

    The model's spans end after 16 words, and of a short list it may give one item; one item is
    enough for "What is tea?", but not for "Which countries …?".
    """
    if reading.expected is not AnswerType.LIST or not lexical.spans:
        return reading
    best, whole = reading.spans[0], lexical.spans[0]
    holds = best.document == whole.document and whole.start <= best.start and best.end <= whole.end
    holds = holds and bool(_ENUMERATES.search(whole.text))
    several = understand(question.searched).form in _ASK_SEVERAL
    if not (holds and (several or _ENUMERATES.search(best.text))):
        return reading
    rest = [span for span in reading.spans[1:] if not overlap(span, whole)]
    return replace(reading, spans=(replace(whole, score=best.score), *rest))
