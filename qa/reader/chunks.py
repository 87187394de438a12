"""Untyped candidates of a sentence: names, noun phrases, lists, clauses, definitions.

All are found by token classes and closed word lists (see `words`), as token ranges [first, last)
of a `Line`; nothing here knows the question.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from qa.reader.names import TITLES, name_kind
from qa.reader.structures import (
    OPENERS,
    Chunk,
    find_clauses,
    find_expansions,
    find_lists,
    find_quotes,
    joins_words,
    verb_cut,
)
from qa.reader.words import CAPITAL, FUNCTION, NUMBER, PLAIN, PUNCTUATION, Line, word_set

_NAME_JOINS = word_set("of the and for de la del du da di van von der den al bin ibn le & - ’ '")
_NAME_TOKENS = 14
_PHRASE_TOKENS = 9
_PHRASE_JOINS = frozenset(["of", "for", "in", "on", "and", "to", "by", "with", "from", "at"])
_TELLING = frozenset({"because", "because rest", "purpose", "predicate"})


def find_chunks(line: Line) -> list[Chunk]:
    """Every chunk of the line once, in order; for equal ranges the earlier finder's kind holds."""
    found: dict[tuple[int, int], str] = {}
    names = list(_names(line))
    sure = [chunk for chunk in names if chunk.kind in ("person", "org")]
    barred = joined_names(line, names)
    clauses = list(find_clauses(line))
    telling = [chunk for chunk in clauses if chunk.kind in _TELLING]
    finders = (
        find_expansions(line),
        sure,
        find_lists(line),
        names,
        telling,
        _phrases(line),
        find_quotes(line),
        clauses,
    )
    for chunk in itertools.chain.from_iterable(finders):
        if any(first <= chunk.first < last for first, last in barred) or _cuts_name(line, chunk):
            continue
        if any(first <= chunk.last < last for first, last in barred):
            continue
        if chunk.last > chunk.first and line.kinds[chunk.last - 1] != FUNCTION:
            found.setdefault((chunk.first, chunk.last), chunk.kind)
    return [Chunk(first, last, kind) for (first, last), kind in sorted(found.items())]


def _cuts_name(line: Line, chunk: Chunk) -> bool:
    """Whether the chunk begins or ends between two words of one name ("Phuong | Group").

    After a title or a word like "Russian" or "Lao" at the run's start a name may begin.
    """
    first, last = chunk.first, chunk.last
    if line.kinds[last - 1 : last + 1] == CAPITAL * 2:
        return True
    if line.lowers[last : last + 1] == ["-"] and line.kinds[last + 1 : last + 2] == CAPITAL:
        return last + 2 < len(line) and line.kinds[last + 2] == CAPITAL
    if not first or line.kinds[first - 1 : first + 1] != CAPITAL * 2:
        return False
    before = line.lowers[first - 1]
    return before not in TITLES and not before.endswith(_OF_A_PLACE)


#: Endings of words that say where someone is from.
_OF_A_PLACE = ("an", "ese", "ish", "lao", "thai", "french", "dutch", "greek", "swiss")


def _names(line: Line) -> Iterator[Chunk]:
    """Capitalised runs with their joins ("Ministry of Industry and Commerce") and their parts."""
    i, size = 0, len(line)
    while i < size:
        if line.kinds[i] != CAPITAL:
            i += 1
            continue
        last = _name_end(line, i)
        yield from _name_parts(line, i, last)
        if line.lowers[last : last + 1] == [","] and line.kinds[last + 1 : last + 2] == CAPITAL:
            yield Chunk(i, _name_end(line, last + 1), "name, name")
        i = last


def _name_end(line: Line, first: int) -> int:
    """One past the last capitalised token reached over at most two joining words."""
    last = i = first + 1
    while i < len(line) and i - first < _NAME_TOKENS:
        if line.kinds[i] == CAPITAL or (line.kinds[i] == NUMBER and i == last):
            last = i = i + 1
        elif (line.lowers[i] in _NAME_JOINS and i - last < 2) or (
            line.lowers[i] == "." and _is_initial(line, i - 1)
        ):
            i += 1
        else:
            break
    return last


def _is_initial(line: Line, i: int) -> bool:
    return line.ends[i] - line.starts[i] == 1 or line.lowers[i] in ("mr", "mrs", "ms", "dr", "st")


def _name_parts(line: Line, first: int, last: int) -> Iterator[Chunk]:
    yield Chunk(first, last, name_kind(line, first, last))
    cuts = [i for i in range(first, last) if line.lowers[i] in ("and", "of", "for", "&")]
    for cut in _allowed_cuts(line, first, last, cuts)[:4]:
        yield Chunk(first, cut, name_kind(line, first, cut))
        begin = cut + 1 + (line.lowers[cut + 1] == "the")
        yield Chunk(begin, last, name_kind(line, begin, last))
    hyphens = [i for i in range(first, last) if line.lowers[i] == "-"]
    if len(hyphens) == 1 and last - first == 3:  # "Laos-Russia": either side may be meant
        yield Chunk(first, first + 1, name_kind(line, first, first + 1))
        yield Chunk(last - 1, last, name_kind(line, last - 1, last))
    if not cuts and not hyphens and last - first > 2:
        for begin in range(first + 1, min(first + 3, last - 1)):
            yield Chunk(begin, last, name_kind(line, begin, last))
        yield Chunk(first, last - 1, name_kind(line, first, last - 1))
    if first and line.lowers[first - 1] == "the" and last - first > 1:
        yield Chunk(first - 1, last, "the " + name_kind(line, first, last))


def _allowed_cuts(line: Line, first: int, last: int, cuts: list[int]) -> list[int]:
    """A titled person is cut only between two titles: "Minister of A and B Name" stays whole."""
    if name_kind(line, first, last) != "person":
        return cuts
    return [
        cut
        for cut in cuts
        if TITLES.intersection(line.lowers[first:cut])
        and TITLES.intersection(line.lowers[cut:last])
    ]


def joined_names(line: Line, chunks: list[Chunk]) -> list[tuple[int, int]]:
    """Ranges of tokens where no chunk may begin: inside a titled person's or an organisation's
    name, up to the word after its last "of" or "and"."""
    kept = []
    for chunk in chunks:
        joins = [
            i for i in range(chunk.first, chunk.last) if line.lowers[i] in ("of", "and", "for")
        ]
        if chunk.kind not in ("person", "org") or not joins:
            continue
        titled = line.lowers[chunk.first] in TITLES
        if chunk.kind == "org" or (
            titled and not TITLES.intersection(line.lowers[joins[0] : chunk.last])
        ):
            kept.append((chunk.first + 1, joins[-1] + 2))
    return kept


def _runs(line: Line) -> list[tuple[int, int]]:
    """Maximal runs of content tokens; hyphens and possessives stay inside."""
    runs: list[tuple[int, int]] = []
    first = -1
    for i, kind in enumerate(line.kinds + PUNCTUATION):
        inside = kind in (CAPITAL, PLAIN, NUMBER) or joins_words(line, i)
        if inside and first < 0:
            first = i
        elif not inside and first >= 0:
            runs.append((first, i))
            first = -1
    return runs


def _phrases(line: Line) -> Iterator[Chunk]:
    """Content runs, with their determiner, without a leading verb, joined over prepositions."""
    runs = _runs(line)
    for at, (first, last) in enumerate(runs):
        heads = _run_starts(line, first, last)
        for begin in heads:
            if last - begin <= _PHRASE_TOKENS:
                yield Chunk(begin, last, "phrase" if begin == first else "tail phrase")
        if first and line.lowers[first - 1] in OPENERS:
            yield Chunk(first - 1, last, "the phrase")
        for cut in range(first + 1, min(first + 3, last)):
            if PUNCTUATION not in line.kinds[cut - 1 : cut + 1]:
                yield Chunk(first, cut, "modifier")
        end = verb_cut(line, first, last)
        if end < last:
            yield from (Chunk(begin, end, "head phrase") for begin in heads if begin < end)
        yield from _joined(line, runs, at, heads)


def _run_starts(line: Line, first: int, last: int) -> list[int]:
    """Where a phrase may begin: the run's start and after up to three leading words."""
    later = range(first + 1, min(first + 4, last))
    return [first, *(i for i in later if PUNCTUATION not in line.kinds[i - 1 : i + 1])]


def _joined(line: Line, runs: list[tuple[int, int]], at: int, heads: list[int]) -> Iterator[Chunk]:
    """Runs joined over "of", "for", "in" … and an optional determiner, up to two joins."""
    last = runs[at][1]
    for joins in range(1, 4):
        if at + joins >= len(runs):
            return
        begin, end = runs[at + joins]
        between = line.lowers[last:begin]
        if not between or len(between) > 2 or between[0] not in _PHRASE_JOINS:
            return
        if len(between) == 2 and between[1] not in OPENERS:
            return
        kind = "of phrase" if between[0] == "of" else f"{between[0]} joined"
        openers = [runs[at][0] - 1] if _has_opener(line, runs[at][0]) else []
        for head in openers + heads[:3]:
            if end - head <= _PHRASE_TOKENS + 4:
                yield Chunk(head, end, kind)
        last = end


def _has_opener(line: Line, first: int) -> bool:
    return first > 0 and line.lowers[first - 1] in OPENERS
