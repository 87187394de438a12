"""Sentence boundaries with exact offsets: sentencex decides, this module keeps the places.

The pieces sentencex hands back are re-anchored in the source, so that a change in how it treats
white space can never shift an offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

Bounds = tuple[int, int]

#: A "sentence" above this many words is cut: no boundary was found, or it is a list or a dump.
LONGEST_SENTENCE = 400
#: A word has fewer characters than this on average; stands in for scripts that write no spaces.
CHARACTERS_PER_WORD = 12
#: Characters segmented at once: unclosed quotes make the segmenter's cost quadratic.
_WINDOW = 4_000
#: Characters of a piece when an over-long sentence is cut, about 50 to 120 words.
_CUT_LOW, _CUT_HIGH = 300, 700

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*|\r[^\S\r\n]*\r\s*|\f|\u2029")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CLAUSE = re.compile(r"[;:,!?…。，、；：](?=[\s“‘(])|[。，、；：]|\n|(?=\s[–—-]\s)")
_SPACE = re.compile(r"\s")
# The segmenter takes the full stop of these for an end; they always lead on.
_LEADS_ON = frozenset(
    re.findall(r"\S+", "mr. mrs. ms. dr. prof. messrs. approx. e.g. i.e. cf. vs. viz.")
)
# These lead on when a number follows.
_BEFORE_NUMBER = frozenset(
    re.findall(
        r"\S+",
        "no. nos. fig. figs. art. sec. p. pp. vol. ch. para. rs. ca. max. min.",
    )
)
_LIST_MARK = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]")


def count_words(text: str) -> int:
    """Words of a text; a script without spaces counts by length instead.

    >>> count_words("Exports rose by 5 percent")
    5
    """
    return max(len(text.split()), len(text) // CHARACTERS_PER_WORD)


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Bounds]:
    """Offsets of the sentences in `text[start:end]`, trimmed, in order, never overlapping.

    Every character that is not white space lies in exactly one sentence. A line break inside a
    paragraph is no boundary, a blank line is one.

    >>> split_sentences("It rose. It fell.")
    [(0, 8), (9, 17)]
    """
    end = len(text) if end is None else end
    part = text if start == 0 and end == len(text) else text[start:end]
    found: list[Bounds] = []
    for place, paragraph in _paragraphs(part):
        _add_sentences(found, paragraph, start + place)
    return found


def _paragraphs(part: str) -> Iterator[tuple[int, str]]:
    """Pieces of a text, each with its place, cut behind blank lines and at the window's size."""
    if len(part) <= _WINDOW and not any(mark in part for mark in "\n\r\f\u2029"):
        yield 0, part
        return
    place = 0
    ends = [match.end() for match in _BLANK_LINE.finditer(part)]
    for stop in [*ends, len(part)]:
        while stop - place > _WINDOW:
            cut = _window_end(part, place)
            yield place, part[place:cut]
            place = cut
        yield place, part[place:stop]
        place = stop


def _window_end(part: str, place: int) -> int:
    """Where to stop segmenting: behind the best boundary in the window's second half."""
    middle, stop = place + _WINDOW // 2, place + _WINDOW
    for mark in (". ", ".\n", "。", "\n", "; ", ", ", " "):
        found = part.rfind(mark, middle, stop)
        if found >= 0:
            return found + len(mark)
    return stop


def _add_sentences(found: list[Bounds], paragraph: str, place: int) -> None:
    """Append the sentences of one paragraph, which begins at `place` of the source."""
    sentences: list[Bounds] = []
    before = ""
    offset = place
    for piece in _pieces(paragraph):
        core = piece.strip()
        if core:
            begin = offset + piece.find(core)
            stop = begin + len(core)
            if before and _leads_on(before, core):
                begin = sentences.pop()[0]
            sentences.append((begin, stop))
            before = core
        offset += len(piece)
    if len(paragraph) > LONGEST_SENTENCE:
        sentences = [cut for bounds in sentences for cut in _shortened(paragraph, bounds, place)]
    found += sentences


def _leads_on(before: str, core: str) -> bool:
    """Whether the sentence ended by `before` goes on with `core` after all."""
    if before[-1] not in ".)":
        return False
    word = before[before.rfind(" ") + 1 :].lower().lstrip("(“‘\"'")
    if word in _LEADS_ON:
        return True
    if core[0].isdigit() and word in _BEFORE_NUMBER:
        return True
    return len(before) <= 5 and _LIST_MARK.fullmatch(before) is not None


def _pieces(paragraph: str) -> list[str]:
    """The segmenter's pieces; joined they are the paragraph, whatever it did to white space.

    A lone surrogate, which it cannot take, is replaced by one other character.
    """
    from sentencex import segment

    try:
        pieces: list[str] = segment("en", paragraph)
    except UnicodeEncodeError:
        paragraph = _SURROGATE.sub("\ufffd", paragraph)
        pieces = segment("en", paragraph)
    return pieces if "".join(pieces) == paragraph else _anchored(paragraph, pieces)


def _anchored(paragraph: str, pieces: list[str]) -> list[str]:
    """Cut `paragraph` where the words of each piece begin in it."""
    cuts = [0]
    for piece in pieces:
        core = piece.strip()
        place = paragraph.find(core, cuts[-1]) if core else -1
        if place > cuts[-1]:
            cuts.append(place)
    return [paragraph[low:high] for low, high in pairwise([*cuts, len(paragraph)])]


def _shortened(paragraph: str, bounds: Bounds, place: int) -> Iterator[Bounds]:
    """The sentence itself, or its parts when it is too long to be one."""
    begin, stop = bounds[0] - place, bounds[1] - place
    # No text counts more words than characters: short ones need no counting.
    if stop - begin <= LONGEST_SENTENCE or count_words(paragraph[begin:stop]) <= LONGEST_SENTENCE:
        yield bounds
        return
    while stop - begin > _CUT_HIGH:
        cut = _clause_end(paragraph, begin + _CUT_LOW, begin + _CUT_HIGH)
        yield place + begin, place + begin + len(paragraph[begin:cut].rstrip())
        begin = cut + len(paragraph[cut:stop]) - len(paragraph[cut:stop].lstrip())
    yield place + begin, place + stop


def _clause_end(paragraph: str, low: int, high: int) -> int:
    """The last clause boundary in [low, high), else the last space, else `high`."""
    for pattern in (_CLAUSE, _SPACE):
        ends = [match.end() for match in pattern.finditer(paragraph, low, high)]
        if ends:
            return ends[-1]
    return high
