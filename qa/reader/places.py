"""From decoded words to spans of documents: whole surfaces, repeats merged, overlaps left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from qa.reader.decode import Decoded
from qa.reader.surfaces import Surface, find_surfaces
from qa.reader.windows import Stream
from qa.types import AnswerType, Hit, Span

_AMOUNTS = (AnswerType.MONEY, AnswerType.PERCENT, AnswerType.COUNT, AnswerType.QUANTITY)
_TIMES = (AnswerType.DATE, AnswerType.PERIOD)
#: Kinds whose surface is the whole answer; a count goes with what is counted.
_ALONE = (AnswerType.MONEY, AnswerType.PERCENT, *_TIMES)
_CLOSING, _OPENING = ".,;:!? \n", ",;:-–—. \n"
_PART_OF_DATE = re.compile(r"\b(?:year|month|day|decade|century|weekday)\b", re.I)
#: Repeats of one answer that are kept; more would not be shown.
_REPEATS_KEPT = 8
#: Whose it is, before the name that is meant ("Its owner, Vang Metals").
_APPOSED = re.compile(
    r"(?:[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Ww]hose) [a-z-]+(?: [a-z-]+){0,2}, (?=[A-Z])"
)


def distinct_spans(
    stream: Stream, hits: Sequence[Hit], decoded: Decoded, question: str, expected: AnswerType
) -> list[Span]:
    """Spans in the order of their expected F1, summed over the places of the same text.

    A span that overlaps a better one is left out: it is the same answer with other borders.
    """
    found: dict[str, Span] = {}
    taken: list[Span] = []
    words: list[tuple[int, int]] = []
    for scored in decoded.spans:
        if any(scored.first <= last and first <= scored.last for first, last in words):
            continue
        span = _place(stream, hits, (scored.first, scored.last), question, expected)
        if any(_overlaps(span, other) for other in taken):
            continue
        span = replace(span, score=scored.gain)
        taken.append(span)
        words.append((scored.first, scored.last))
        key = _key(span.text)
        known = found.get(key)
        if known is None:
            found[key] = span
        else:
            repeats = (*known.repeats, span)[:_REPEATS_KEPT]
            found[key] = replace(known, score=min(1.0, known.score + span.score), repeats=repeats)
    return sorted(found.values(), key=lambda span: -span.score)


def _place(
    stream: Stream, hits: Sequence[Hit], words: tuple[int, int], question: str, expected: AnswerType
) -> Span:
    first, last = words
    passage = hits[int(stream.hits[first])].passage
    sentence = stream.bounds[int(stream.sentences[first])]
    shown = passage.text[sentence[0] - passage.start : sentence[1] - passage.start]
    start, end = int(stream.starts[first]) - sentence[0], int(stream.ends[last]) - sentence[0]
    surfaces = find_sentence_surfaces(shown)
    start, end = whole(surfaces, trimmed(shown, (start, end)), question)
    start, end = alone(surfaces, (start, end), expected)
    return Span(
        document=passage.document,
        start=sentence[0] + start,
        end=sentence[0] + end,
        text=shown[start:end],
        sentence=sentence,
        score=0.0,
        type=type_of(surfaces, (start, end), expected),
        passage_id=passage.id,
    )


@lru_cache(maxsize=256)
def find_sentence_surfaces(sentence: str) -> tuple[Surface, ...]:
    return find_surfaces(sentence)


def whole(surfaces: Sequence[Surface], span: tuple[int, int], question: str) -> tuple[int, int]:
    """Widen a span that cuts an amount or a date, so that it takes it in with its hedge.

    With "more than LAK 39 billion" a surface, "39 billion" becomes all of it. A question for a
    year or a month may have just that part of a date.
    """
    start, end = span
    kinds = _AMOUNTS if _PART_OF_DATE.search(question) else (*_AMOUNTS, *_TIMES)
    for surface in surfaces:
        cuts = start < surface.end and end > surface.start
        if surface.type in kinds and cuts:
            start, end = min(start, surface.start), max(end, surface.end)
    return start, end


def trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span without marks at its ends that open or close a sentence's parts, and without
    whose it is before a name.

    >>> trimmed("It sold rice.", (8, 13))
    (8, 12)
    >>> trimmed("Its owner, Vang Metals, sold it.", (0, 22))
    (11, 22)
    """
    start, end = span
    if apposed := _APPOSED.match(text, start, end):
        start = apposed.end()
    while end - start > 1 and text[end - 1] in _CLOSING:
        end -= 1
    while end - start > 1 and text[start] in _OPENING:
        start += 1
    return start, end


def alone(
    surfaces: Sequence[Surface], span: tuple[int, int], expected: AnswerType
) -> tuple[int, int]:
    """The one amount or time of the kind asked inside a span, without the words around it."""
    inside = [each for each in surfaces if each.start >= span[0] and each.end <= span[1]]
    fit = [each for each in inside if each.type is expected]
    if expected not in _ALONE or len(fit) != 1 or len(inside) != 1:
        return span
    return fit[0].start, fit[0].end


def type_of(surfaces: Sequence[Surface], span: tuple[int, int], expected: AnswerType) -> AnswerType:
    """The type of the surface that makes up most of the span; else what was asked for.

    A span without any amount or date is never typed as one.
    """
    start, end = span
    for surface in surfaces:
        shared = min(end, surface.end) - max(start, surface.start)
        if 2 * shared >= end - start:
            return surface.type
    return AnswerType.PHRASE if expected in (*_AMOUNTS, *_TIMES) else expected


def _overlaps(one: Span, other: Span) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


def _key(text: str) -> str:
    """Texts that differ in case, articles or spacing are the same answer."""
    words = text.lower().split()
    return " ".join(words[1:] if words[0] in {"the", "a", "an"} and len(words) > 1 else words)


def overlap(one: Span, other: Span) -> bool:
    places = (one, *one.repeats)
    return any(
        place.document == other.document and place.start < other.end and other.start < place.end
        for place in places
    )
