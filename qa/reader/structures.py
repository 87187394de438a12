"""Structures of a sentence told by their signs: quotations, enumerations, clauses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qa.reader.words import (
    ADVERBS,
    AUXILIARIES,
    CAPITAL,
    FUNCTION,
    NUMBER,
    PLAIN,
    PRONOUNS,
    PUNCTUATION,
    Line,
    word_set,
)

_CLAUSE_TOKENS = 40
_CLAUSE_MARKS = frozenset(',;:()[]–—"“”')
_ENDS = frozenset(".!?;")
OPENERS = word_set("the a an its his her their this these our all no some any other both")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tokens [first, last) of a line and what they look like."""

    first: int
    last: int
    kind: str


def joins_words(line: Line, i: int) -> bool:
    """A hyphen, slash, apostrophe or percent sign without space on its left."""
    if not 0 < i < len(line) or line.lowers[i] not in ("-", "/", "'", "’", "%", "&", "‑"):
        return False
    return line.ends[i - 1] == line.starts[i]


def verb_cut(line: Line, first: int, last: int) -> int:
    """Where a word with a verb's ending cuts the run ("officials praised ..." → "officials")."""
    for i in range(first + 1, last):
        word = line.lowers[i]
        if line.kinds[i] == PLAIN and len(word) > 4 and word.endswith(("ed", "ing", "ly")):
            return i
    return last


def find_quotes(line: Line) -> Iterator[Chunk]:
    """What stands between quotation marks, and between brackets."""
    opened: dict[str, int] = {}
    for i, sign in enumerate(line.lowers):
        if line.kinds[i] != PUNCTUATION:
            continue
        if sign in ("”", '"') and opened.get(sign, -1) >= 0:
            yield Chunk(opened.pop(sign), i, "quote")
        elif sign in ("“", '"'):
            opened["”" if sign == "“" else sign] = i + 1
        elif sign == ")" and "(" in opened:
            yield Chunk(opened.pop("("), i, "bracket")
        elif sign == "(":
            opened["("] = i + 1


def find_expansions(line: Line) -> Iterator[Chunk]:
    """What an acronym in brackets stands for: "One District One Product (ODOP)"."""
    for i in range(2, len(line) - 1):
        if line.lowers[i - 1] != "(" or line.lowers[i + 1] != ")" or line.kinds[i] != CAPITAL:
            continue
        written = line.text[line.starts[i] : line.ends[i]]
        letters = "".join(sign.lower() for sign in written if sign.isupper())
        first = _initials_start(line, i - 2, letters)
        if 0 <= first < i - 2:
            yield Chunk(first, i - 1, "expansion")


def _initials_start(line: Line, last: int, letters: str) -> int:
    """The first token of the words up to `last` whose initials are in `letters`, or -1.

    All initials must come in the letters' order and begin with the first: j, e, t, o for JETRO.
    """
    found = -1
    initials = ""
    for i in range(last, max(-1, last - 2 * len(letters) - 2), -1):
        if line.kinds[i] in (FUNCTION, PUNCTUATION):
            continue
        initials = line.lowers[i][0] + initials
        if not _in_order(initials, letters):
            break
        if initials[0] == letters[0] and len(initials) + 2 >= len(letters):
            found = i
    return found if len(letters) > 1 else -1


def _in_order(initials: str, letters: str) -> bool:
    rest = iter(letters)
    return all(letter in rest for letter in initials)


def find_lists(line: Line) -> Iterator[Chunk]:
    """Enumerations whole: "electricity, cassava flour, rubber and coal"."""
    for i in range(1, len(line) - 1):
        if line.lowers[i] not in ("and", "or"):
            continue
        last = _item_end(line, i + 1)
        if last <= i + 1:
            continue
        firsts = _list_starts(line, i)
        commas = sum(line.lowers[j] == "," for j in range(firsts[-1], i)) if firsts else 0
        for first in firsts:
            yield Chunk(first, last, "list" if commas > (line.lowers[i - 1] == ",") else "pair")


def _item_end(line: Line, first: int) -> int:
    """The end of the last item: the content run, stopped before a verb's ending."""
    i = first
    while i < len(line) and line.lowers[i] in OPENERS:
        i += 1
    start = i
    while i < len(line) and i - start < 6:
        if line.kinds[i] in (FUNCTION, PUNCTUATION) and not joins_words(line, i):
            break
        if i - start > 1 and line.kinds[i - 2 : i + 1] == CAPITAL * 2 + PLAIN:
            break
        i += 1
    return verb_cut(line, start, i) if i > start else first


def _list_starts(line: Line, conjunction: int) -> list[int]:
    """Where the list before `conjunction` may begin: its first run, and inside that run."""
    i = conjunction - 1
    run = 0
    first = conjunction
    while i >= 0 and run < 6:
        word = line.lowers[i]
        if word == ",":
            run = 0
        elif line.kinds[i] in (CAPITAL, PLAIN, NUMBER) or joins_words(line, i):
            run += 1
            first = i
        elif word in ("of", "the") and run:
            run += 1
        else:
            break
        i -= 1
    while first < conjunction and line.kinds[first] == FUNCTION:
        first += 1
    if first == conjunction:
        return []
    end = first
    while end < conjunction and line.lowers[end] != ",":
        end += 1
    # "officials named electricity, coal and wood": the list begins after the verb.
    for j in range(first + 1, end - 1):
        if line.kinds[j] == PLAIN and len(line.lowers[j]) > 4 and line.lowers[j].endswith("ed"):
            first = j + 1
    return [
        first,
        *(j for j in range(first + 1, min(first + 4, end)) if line.kinds[j] != PUNCTUATION),
    ]


def find_clauses(line: Line) -> Iterator[Chunk]:
    """Reasons, purposes, means and definitions: from their marker to the clause's end."""
    for i in range(len(line)):
        word = line.lowers[i]
        after = line.lowers[i + 1] if i + 1 < len(line) else ""
        kind = _clause_kind(line, i, word, after)
        if not kind:
            continue
        first = i + (kind == "predicate")
        ends = _clause_ends(line, i + 1)
        for last in ends:
            yield Chunk(first, last, kind)
            if kind == "because" and last > first + 2:
                skip = 2 if after in ("of", "to") else 1
                yield Chunk(first + skip, last, "because rest")


def _clause_kind(line: Line, i: int, word: str, after: str) -> str:
    if word == "because" or (word in ("due", "owing", "thanks") and after == "to"):
        return "because"
    if word in ("since", "as") and after in PRONOUNS | {"the", "a"}:
        return "as clause"
    if word == "so" and after == "that":
        return "purpose"
    if word == "to" and i + 1 < len(line) and line.kinds[i + 1] == PLAIN:
        return "to clause"
    if word == "by" and after.endswith("ing"):
        return "by clause"
    if word in ("is", "are", "was", "were") and after not in AUXILIARIES | ADVERBS - {"one"}:
        return "predicate"
    if word in ("for", "with", "through", "after", "during", "in", "from", "at", "on", "that"):
        return f"{word} clause" if i + 1 < len(line) else ""
    if word.endswith("ing") and len(word) > 5 and i and line.lowers[i - 1] in (",", "and"):
        return "ing clause"
    return ""


def _clause_ends(line: Line, start: int) -> list[int]:
    """The first comma or bracket, and the sentence's end when it is near."""
    ends: list[int] = []
    for i in range(start, min(start + _CLAUSE_TOKENS, len(line))):
        sign = line.lowers[i]
        if line.kinds[i] == PUNCTUATION and sign in _CLAUSE_MARKS and not ends:
            ends.append(i)
        if sign in _ENDS and i + 1 == len(line):
            ends.append(i)
    if not ends and len(line) - start < _CLAUSE_TOKENS:
        ends.append(len(line))
    return ends
