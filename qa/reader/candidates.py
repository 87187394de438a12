"""Candidate answers of one sentence: typed surfaces first, then names, phrases and clauses."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from qa.reader.chunks import find_chunks
from qa.reader.shapes import Marker
from qa.reader.structures import Chunk
from qa.reader.surfaces import Surface, find_surfaces
from qa.reader.words import CAPITAL, PLAIN, Line
from qa.types import AnswerType

#: A longer sentence is read in pieces of at most this many characters.
LONGEST_PIECE = 1_200
#: Candidates kept per piece, so that no text costs more than its share.
MOST = 160


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens [first, last) of a line, characters [start, end) of its text."""

    first: int
    last: int
    start: int
    end: int
    kind: str
    marks: tuple[str, ...] = ()


_TYPES: dict[str, AnswerType] = {kind.value: kind for kind in AnswerType} | {
    "counted": AnswerType.COUNT,
    "list": AnswerType.LIST,
    "pair": AnswerType.LIST,
    "person": AnswerType.PERSON,
    "the person": AnswerType.PERSON,
    "org": AnswerType.ORGANISATION,
    "the org": AnswerType.ORGANISATION,
    "place": AnswerType.PLACE,
    "the place": AnswerType.PLACE,
    "place name": AnswerType.PLACE,
    "the place name": AnswerType.PLACE,
    "acronym": AnswerType.ORGANISATION,
    "because": AnswerType.REASON,
    "because rest": AnswerType.REASON,
    "purpose": AnswerType.REASON,
    "as clause": AnswerType.REASON,
    "to clause": AnswerType.REASON,
    "predicate": AnswerType.DEFINITION,
}
#: Types whose answers are surfaces with a number in them.
MEASURED = frozenset(
    {
        AnswerType.MONEY,
        AnswerType.PERCENT,
        AnswerType.COUNT,
        AnswerType.QUANTITY,
        AnswerType.DATE,
        AnswerType.PERIOD,
    }
)
_NAMED = (AnswerType.PERSON, AnswerType.ORGANISATION, AnswerType.PLACE)


def type_of(kind: str, expected: AnswerType) -> AnswerType:
    """The answer type of a candidate kind; a name of unknown sort is what was asked for."""
    if "name" in kind and expected in _NAMED:
        long = kind.endswith(("3", "4")) and expected is AnswerType.PLACE
        return AnswerType.PHRASE if long else expected
    if kind == "expansion" and expected in (*_NAMED, AnswerType.DEFINITION):
        return expected
    if kind in _TYPES:
        return _TYPES[kind]
    asked = expected in (AnswerType.REASON, AnswerType.DEFINITION) and "clause" in kind
    return expected if asked else AnswerType.PHRASE


@lru_cache(maxsize=4_096)
def tokenise(text: str) -> Line:
    """`Line.of`, cached, since the questions of a chat return to the same sentences."""
    return Line.of(text)


@lru_cache(maxsize=2_048)
def candidates_of(text: str) -> tuple[Candidate, ...]:
    """`find_candidates` of a piece of text, cached likewise."""
    return tuple(find_candidates(tokenise(text)))


def find_candidates(line: Line) -> list[Candidate]:
    """Every candidate once, in order of its place; surfaces are never cut by another chunk.

    In "It supports 29 products." these are, among others, "29" (count) and "29 products"
    (counted).
    """
    surfaces = find_surfaces(line.text)
    found: dict[tuple[int, int], str] = {}
    ranges: list[tuple[int, int]] = []
    for surface in surfaces:
        first, last = _tokens(line, surface)
        if last <= first or _is_in_name(line, first, last):
            continue
        ranges.append((first, last))
        found[first, last] = surface.type.value
        if surface.type is AnswerType.COUNT and (end := _counted_end(line, last)) > last:
            found[first, end] = "counted"
    for chunk in find_chunks(line):
        if not _cuts(chunk, ranges):
            found.setdefault((chunk.first, chunk.last), chunk.kind)
    marker = Marker(line)
    return [
        Candidate(
            first, last, line.starts[first], line.ends[last - 1], kind, marker.of(first, last, kind)
        )
        for (first, last), kind in sorted(found.items())[:MOST]
    ]


def _is_in_name(line: Line, first: int, last: int) -> bool:
    """A spelt number that is a word of a name: the "One" of "One District One Product"."""
    if not line.text[line.starts[first]].isupper() or last - first > 1:
        return False
    return (
        CAPITAL in line.kinds[last : last + 1] or CAPITAL in line.kinds[max(0, first - 1) : first]
    )


def _tokens(line: Line, surface: Surface) -> tuple[int, int]:
    return bisect_right(line.ends, surface.start), bisect_left(line.starts, surface.end)


def _counted_end(line: Line, start: int) -> int:
    """One past the counted noun after a number: up to four words, stopped at a verb's ending."""
    i = start
    while i < min(start + 4, len(line)) and line.kinds[i] in (PLAIN, CAPITAL):
        word = line.lowers[i]
        if i > start and word.endswith(("ed", "ly")):
            break
        i += 1
        if word.endswith("s") and not word.endswith("ss"):
            break
    return i


def _cuts(chunk: Chunk, ranges: list[tuple[int, int]]) -> bool:
    """Whether a chunk begins or ends inside a surface, or is a part of one."""
    for first, last in ranges:
        if first < chunk.first < last or first < chunk.last < last:
            return True
        if chunk.first >= first and chunk.last <= last:
            return True
    return False


def pieces(text: str) -> list[tuple[int, int]]:
    """Cut an overlong sentence at white space, so that reading it takes bounded time."""
    found: list[tuple[int, int]] = []
    start = 0
    while len(text) - start > LONGEST_PIECE:
        cut = text.rfind(" ", start + 1, start + LONGEST_PIECE)
        cut = cut if cut > start else start + LONGEST_PIECE
        found.append((start, cut))
        start = cut
    found.append((start, len(text)))
    return found
