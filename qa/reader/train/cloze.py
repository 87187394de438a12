"""Questions by rule from a claim that a text supports (cloze; Lewis et al. 2019).

A stretch that the claim shares word for word with its evidence becomes the answer; what is left
of the claim becomes the question, with a question word of the stretch's kind put in its place or
moved to the front. The claim is a paraphrase of the evidence, so the question is not a copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.reader.lexicon import find_tokens, word_flags
from qa.reader.words import word_set

_AUXILIARY = word_set("is are was were has have had did will can could would should")
_PLACE_BEFORE = word_set("in at from near to into")
_EDGE = word_set(
    "of in on at by to for from with as and or but is are was were be been that which who it the "
    "a an its his her their has have had not than this these those"
)
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class _Stretch:
    first: int
    last: int
    kind: str


def make_questions(claim: str, evidence: str) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """(question, answer offsets in `evidence`) for each fit stretch of `claim`.

    >>> next(make_questions("The film made $5 million.", "It grossed $5 million."))
    ('The film made how much?', ((11, 21),))
    """
    spans = find_tokens(claim)
    words = [claim[a:b] for a, b in spans]
    yield from _bounded_questions(claim, evidence)
    for stretch in _stretches(words):
        text = claim[spans[stretch.first][0] : spans[stretch.last][1]]
        places = _occurrences(text, evidence)
        if places is not None:
            for question in _ask(words, stretch):
                yield question, places


_BOUND = re.compile(
    r"\b(?P<way>more than|over|at least|above|less than|fewer than|under|below|at most)\s"
    r"(?P<number>(?P<sign>[$£€]?)\d[\d,]*(?:\.\d+)?)(?P<scale>(?:\s?%|\s(?:percent|million|billion))?)"
)
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<sign>[$£€]?)(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale>\s?%|\s(?:percent|million|billion))?"
    r"(?![\w]|[.,]\d)"
)
_SCALES = {"million": 1e6, "billion": 1e9}
_NEAREST = 0.3


def _bounded_questions(
    claim: str, evidence: str
) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """A claim that bounds a figure asks for the figure that the evidence gives.

    >>> list(_bounded_questions("It sold more than 19 boats.", "It sold 20 boats in 2 years."))
    [('It sold how many boats?', ((8, 10),))]
    """
    for match in _BOUND.finditer(claim):
        found = _figure_for(match, evidence)
        if found is None:
            continue
        sign, scale = match["sign"], match["scale"].strip()
        asked = (
            "how much" if sign else "what percentage" if scale in {"%", "percent"} else "how many"
        )
        before, after = claim[: match.start()].split(), claim[match.end() :].strip(" .!?").split()
        if len(before) + len(after) < 3:
            continue
        yield _sentence([*before, asked, *after]), (found,)
        at = next((n for n, word in enumerate(before) if word.lower() in _AUXILIARY), None)
        if at:
            noun, rest = after[:1], after[1:]
            yield (
                _sentence([asked, *noun, before[at], *before[:at], *before[at + 1 :], *rest]),
                (found,),
            )


def _figure_for(bound: re.Match[str], evidence: str) -> tuple[int, int] | None:
    """The one figure of the evidence that meets the bound and is nearest to it."""
    limit = _value(bound["number"].lstrip("$£€"), bound["scale"])
    upward = bound["way"] in {"more than", "over", "at least", "above"}
    near: list[tuple[float, tuple[int, int]]] = []
    for match in _NUMBER.finditer(evidence):
        value = _value(match["number"], match["scale"] or "")
        far = abs(value - limit) / max(limit, 1e-9)
        if far <= _NEAREST and (value >= limit if upward else value <= limit):
            near.append((far, match.span()))
    near.sort()
    alone = len(near) == 1 or (len(near) > 1 and near[0][0] < near[1][0] / 3)
    return near[0][1] if near and alone else None


def _value(number: str, scale: str) -> float:
    return float(number.replace(",", "")) * _SCALES.get(scale.strip(), 1.0)


def _occurrences(text: str, evidence: str) -> tuple[tuple[int, int], ...] | None:
    """Where `text` stands in `evidence` as whole words, at most twice; None when it does not."""
    found: list[tuple[int, int]] = []
    start = evidence.find(text)
    while start >= 0 and len(found) <= 2:
        end = start + len(text)
        # looked at by hand: a pattern compiled for every stretch takes most of the time
        if not _INSIDE_BEFORE.search(evidence[max(0, start - 1) : start]) and not (
            _INSIDE_AFTER.match(evidence[end : end + 2])
        ):
            found.append((start, end))
        start = evidence.find(text, end)
    return tuple(found) if 1 <= len(found) <= 2 else None


_INSIDE_BEFORE = re.compile(r"[\w.,$£€]")
_INSIDE_AFTER = re.compile(r"[\w%]|[.,]\d")


def _stretches(words: list[str]) -> Iterator[_Stretch]:
    flags = [word_flags(word) for word in words]
    taken = [False] * len(words)
    for finder in (_numbers, _names, _phrases):
        for stretch in finder(words, flags):
            inside = range(stretch.first, stretch.last + 1)
            if len(inside) < len(words) - 3 and not any(taken[place] for place in inside):
                for place in inside:
                    taken[place] = True
                yield stretch


def _numbers(words: list[str], flags: list[list[float]]) -> Iterator[_Stretch]:
    """Numbers with their sign or scale; dates with their month."""
    numeric = [bool(flag[1] or flag[3] or flag[5] or flag[6]) for flag in flags]
    dated = [bool(flag[4]) for flag in flags]
    place = 0
    while place < len(words):
        last = place
        if numeric[place] or dated[place]:
            while last + 1 < len(words) and (
                numeric[last + 1] or dated[last + 1] or _comma_in_date(words, dated, last + 1)
            ):
                last += 1
            if any(flags[at][1] or flags[at][3] for at in range(place, last + 1)):
                yield _Stretch(place, last, _number_kind(words, flags, (place, last)))
        place = last + 1


def _comma_in_date(words: list[str], dated: list[bool], place: int) -> bool:
    near = place >= 2 and (dated[place - 2] or dated[place - 1])
    after = place + 1 < len(words) and len(words[place + 1]) == 4 and words[place + 1].isdigit()
    return words[place] == "," and near and after


def _number_kind(words: list[str], flags: list[list[float]], run: tuple[int, int]) -> str:
    inside = range(run[0], run[1] + 1)
    if any(flags[at][4] for at in inside):
        return "date"
    if any(flags[at][6] for at in inside):
        return "percent"
    if any(flags[at][5] for at in inside):
        return "money"
    before = words[run[0] - 1].lower() if run[0] else ""
    if any(flags[at][2] for at in inside) and before in {"in", "since", "of", "by", "until"}:
        return "year"
    return "count"


def _names(words: list[str], flags: list[list[float]]) -> Iterator[_Stretch]:
    """Runs of capitalised words, not a lone one that opens the sentence unless it is rare."""
    place = 0
    while place < len(words):
        last = place
        capital = flags[place][7] and not flags[place][0] and not flags[place][1]
        if capital:
            while last + 1 < len(words) and flags[last + 1][7] and not flags[last + 1][0]:
                last += 1
            before = words[place - 1].lower() if place else ""
            yield _Stretch(place, last, "where" if before in _PLACE_BEFORE else "name")
        place = last + 1


def _phrases(words: list[str], flags: list[list[float]]) -> Iterator[_Stretch]:
    """The last words of the claim after a preposition or article: the likeliest noun phrase."""
    edges = [at for at, word in enumerate(words) if word.lower() in _EDGE or flags[at][9]]
    for begin, end in zip(edges, [*edges[1:], len(words)], strict=False):
        size = end - begin - 1
        if (
            1 <= size <= _LONGEST
            and begin > 0
            and not any(flags[at][1] for at in range(begin + 1, end))
        ):
            yield _Stretch(begin + 1, end - 1, "phrase")


def _question_word(words: list[str], stretch: _Stretch) -> str:
    if stretch.kind == "count":
        return "how many"
    if stretch.kind == "name":
        after = words[stretch.last + 1].lower() if stretch.last + 1 < len(words) else ""
        return "who" if stretch.last > stretch.first and not after.startswith("'") else "what"
    table = {
        "date": "when", "year": "what year", "percent": "what percentage",
        "money": "how much", "where": "where", "phrase": "what",
    }  # fmt: skip
    return table[stretch.kind]


def _ask(words: list[str], stretch: _Stretch) -> Iterator[str]:
    """The question in one or two word orders, beginning with the one that keeps the order."""
    asked = _question_word(words, stretch)
    end = len(words) - 1 if words[-1] in ".!?" else len(words)
    before, after = words[: stretch.first], words[stretch.last + 1 : end]
    if asked in {"where", "when"} and before and before[-1].lower() in {"in", "on", "at"}:
        before = before[:-1]
    yield _sentence([*before, asked, *after])
    auxiliary = next((at for at, word in enumerate(before) if word.lower() in _AUXILIARY), None)
    if auxiliary:
        subject, rest = before[:auxiliary], before[auxiliary + 1 :]
        yield _sentence([asked, before[auxiliary], *subject, *rest, *after])


def _sentence(words: list[str]) -> str:
    text = " ".join(words)
    text = re.sub(r"([$£€(]) ", r"\1", re.sub(r" (n't|'s|[,.;:%)])(?= |$)", r"\1", text))
    return text[:1].upper() + text[1:] + "?"
