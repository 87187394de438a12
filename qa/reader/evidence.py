"""What speaks for a candidate: named features of its sentence, its place and its shape.

Everything is a short string ("prev:by", "cover:7"), so that scoring is a sum of looked-up
weights and a weight can be read by a person.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from qa.reader.candidates import MEASURED, Candidate, type_of
from qa.reader.question import Understanding
from qa.reader.question_words import units_asked
from qa.reader.shapes import FAR, STEPS
from qa.reader.words import PREPOSITIONS, PUNCTUATION, Line, stem
from qa.types import AnswerType, Hit

#: What a word counts in a sentence that leaves it to its title or to the sentence before.
LENT = 0.6


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit (or a piece of an overlong one) with what the question finds in it.

    `start` is the offset of `text` in the document and `span` the whole sentence; `matches` maps
    a question stem to its token positions; `cover` is the weighted share of the question's words
    found here, `told` the same with what the title and the sentence before say (at `LENT`),
    `around` with all of the passage.
    """

    hit: Hit
    start: int
    span: tuple[int, int]
    line: Line
    matches: dict[str, list[int]]
    cover: float
    told: float
    around: float
    facts: tuple[str, ...] = ()


def word_weights(asked: Understanding, stem_sets: Sequence[Collection[str]]) -> dict[str, float]:
    """A weight per question stem: rarer over the sentences at hand counts more.

    log(1 + (N + 1) / (df + 0.5)), never zero, so that the main subject of a topical corpus
    still counts; names and numbers count one and a half times.
    """
    total = len(stem_sets)
    named = {stem(word) for entity in asked.entities for word in entity.split()}
    weights: dict[str, float] = {}
    for root in asked.content:
        found = sum(root in stems for stems in stem_sets)
        weight = math.log(1 + (total + 1) / (found + 0.5))
        weights[root] = weight * (1.5 if root in named else 1.0)
    return weights


def find_matches(line: Line, roots: frozenset[str]) -> dict[str, list[int]]:
    """Token positions of each question stem in the line."""
    return {
        root: [i for i, other in enumerate(line.stems) if other == root]
        for root in sorted(roots.intersection(line.stems))
    }


def tenth(share: float) -> str:
    return str(min(10, int(share * 10 + 0.5)))


def sentence_facts(
    sentence: Sentence, asked: Understanding, rank: int, best: float
) -> tuple[str, ...]:
    """Features shared by all candidates of a sentence; `rank` counts from 0, `best` is the
    highest `told`."""
    passage = sentence.hit.passage
    facts = [
        f"cover:{tenth(sentence.cover)}",
        f"told:{tenth(sentence.told)}",
        f"around:{tenth(sentence.around)}",
        f"behind:{tenth(best - sentence.told)}",
        f"rank:{min(rank, 5)}",
        f"hit:{min(sentence.hit.rank, 4)}",
    ]
    if asked.entities:
        named = [stem(word) for entity in asked.entities for word in entity.split()]
        known = [root for root in named if root in asked.content] or named
        here = sum(root in sentence.matches for root in known) / len(known)
        facts.append(f"named:{int(here * 4 + 0.5)}")
    for year in asked.years[:1]:
        dated = passage.date is not None and str(passage.date.year) == year
        near = year in sentence.line.text
        facts.append("year:here" if near else "year:date" if dated else "year:none")
    facts.append(f"pairs:{min(_shared_pairs(sentence, asked), 4)}")
    if sentence.span[0] <= passage.start:
        facts.append("first sentence")
    return tuple(facts)


def _shared_pairs(sentence: Sentence, asked: Understanding) -> int:
    """Neighbouring question words that also stand within three tokens of each other here."""
    shared = 0
    for one, other in itertools.pairwise(asked.content):
        places = sentence.matches.get(one), sentence.matches.get(other)
        if places[0] and places[1]:
            shared += any(abs(a - b) <= 3 for a in places[0] for b in places[1])
    return shared


#: Types that a bare number does not answer.
_WORDED = frozenset(
    {
        AnswerType.PERSON,
        AnswerType.ORGANISATION,
        AnswerType.PLACE,
        AnswerType.REASON,
        AnswerType.DEFINITION,
        AnswerType.LIST,
    }
)
_SIGN = {None: "-", True: "x", False: "+"}


class CandidateFeatures:
    """Features of the candidates of one sentence; made once per sentence, called per candidate."""

    def __init__(self, sentence: Sentence, asked: Understanding, weights: dict[str, float]) -> None:
        self.line = sentence.line
        self.asked = asked
        self.matches = sentence.matches
        self.facts = sentence.facts
        self.content = frozenset(asked.content)
        self.focus = frozenset(asked.focus_stems)
        total = sum(weights.values()) or 1.0
        self.weights = {root: weight / total for root, weight in weights.items()}
        self.left, self.right = _distances(sentence)
        self.order = "S" if asked.subject_asked else "O"
        self.anchors = self._anchors()
        self.years = self._years() if asked.years else ()
        dated = asked.expected is AnswerType.DATE  # "what year" does not want "two years"
        measured = asked.expected in MEASURED and not dated
        self.units = units_asked(asked.content) if measured else ()

    def _anchors(self) -> tuple[tuple[str, str], ...]:
        rest = [root for root in self.asked.content if root not in self.focus]
        if not rest:
            return ()
        return ((f"head{self.order}:", rest[0]), (f"end{self.order}:", rest[-1]))

    def of(self, candidate: Candidate) -> list[str]:
        """The candidate's features apart from its sentence's (`facts`)."""
        first, last = candidate.first, candidate.last
        features = [
            *candidate.marks,
            "left:" + STEPS[self.left[first]],
            "right:" + STEPS[self.right[last - 1]],
            "near:" + tenth(self._proximity(first, last)),
            "repeats:" + self._repeated(candidate),
        ]
        features.append("fit:" + self._fit(candidate))
        if candidate.kind == "expansion" and self._expands(last):
            features.append("expands:asked")
        if self.asked.preposition:
            features.append("governed:" + self._governed(first))
        features.append("parted:" + self._parted(first, last))
        if self.units:
            features.append("unit:" + self._unit(first, last))
        if self.years:
            features.append("year:" + self._year(first, last))
        if self.focus:
            features.append("focus:" + self._focus(first, last))
        features.extend(self._sides(first, last))
        return features

    def _fit(self, candidate: Candidate) -> str:
        """Whether the candidate's type is the expected one, an accepted one or another."""
        kind = type_of(candidate.kind, self.asked.expected)
        if kind is self.asked.expected:
            grade = "exact"
        else:
            grade = "accepted" if kind in self.asked.accepted else "other"
        if self.asked.expected in MEASURED:
            return f"{grade} measured"
        bare = grade == "other" and self.asked.expected in _WORDED and kind in MEASURED
        return "number for words" if bare else grade

    def _unit(self, first: int, last: int) -> str:
        """Whether the candidate has the unit or the currency that the question names."""
        words = self.line.lowers[first:last]
        return "asked" if any(unit.intersection(words) for unit in self.units) else "other"

    def _expands(self, last: int) -> bool:
        """Whether the acronym in brackets after an expansion is what the question is about."""
        wanted = self.asked.expected is AnswerType.DEFINITION
        return wanted and self.line.stems[last + 1] in self.content

    def _governed(self, first: int) -> str:
        """Whether the question's preposition stands before the candidate ("from … Laos")."""
        lowers, wanted = self.line.lowers, self.asked.preposition
        if wanted in lowers[max(0, first - 2) : first]:
            return "yes"
        if lowers[first] == wanted:
            return "inside"
        return "other" if first and lowers[first - 1] in PREPOSITIONS else "no"

    def _parted(self, first: int, last: int) -> str:
        """Whether a sign stands between the candidate and the nearest question word a side."""
        left, right = self.left[first], self.right[last - 1]
        kinds = self.line.kinds
        before = PUNCTUATION in kinds[first - left + 1 : first] if left < FAR else None
        after = PUNCTUATION in kinds[last : last + right - 1] if right < FAR else None
        return f"{_SIGN[before]}{_SIGN[after]}"

    def _years(self) -> tuple[tuple[int, bool], ...]:
        """Token places of the sentence's years, and whether each is the one asked for."""
        lowers = self.line.lowers
        return tuple(
            (i, word in self.asked.years)
            for i, word in enumerate(lowers)
            if len(word) == 4 and word.isdigit() and word[0] in "12"
        ) or ((-1, False),)

    def _year(self, first: int, last: int) -> str:
        """Whose year is nearest, a comma counting as six tokens: the asked one or another's."""
        nearest, best = False, FAR
        for place, same in self.years:
            if place < 0:
                return "none near"
            low, high = (place, first) if place < first else (last, place)
            gap = abs(high - low) + 6 * self.line.lowers[low:high].count(",")
            if gap < best:
                nearest, best = same, gap
        return "asked near" if nearest else "other near"

    def _proximity(self, first: int, last: int) -> float:
        """Weighted share of question words near the candidate, falling off over three tokens."""
        near = 0.0
        for root, places in self.matches.items():
            gap = FAR
            for place in places:
                away = first - place if place < first else max(0, place - last + 1)
                gap = min(gap, away)
            near += self.weights.get(root, 0.0) * 3.0 / (3.0 + gap)
        return near

    def _repeated(self, candidate: Candidate) -> str:
        """How much of the candidate the question says itself; a title may be repeated."""
        roots = [root for root in self.line.stems[candidate.first : candidate.last] if root]
        same = sum(root in self.content for root in roots)
        if not same or (candidate.kind == "person" and same < len(roots)):
            return "none"
        return "all" if same == len(roots) else "some" if same * 2 < len(roots) else "most"

    def _focus(self, first: int, last: int) -> str:
        roots = self.line.stems
        if self.focus.intersection(roots[last - 1 : last]):
            return "head"
        if self.focus.intersection(roots[first:last]):
            return "in"
        if self.focus.intersection(roots[last : last + 2]):
            return "after"
        if self.focus.intersection(roots[max(0, first - 3) : first]):
            return "before"
        return "away"

    def _sides(self, first: int, last: int) -> list[str]:
        """On which side of the question's first and last word the candidate stands."""
        sides = []
        for name, root in self.anchors:
            places = self.matches.get(root)
            if not places:
                sides.append(name + "absent")
                continue
            place = places[0]
            for other in places[1:]:
                if abs(other - first) < abs(place - first):
                    place = other
            side = "after" if place < first else "before" if place >= last else "in"
            gap = first - place if place < first else place - last + 1
            sides.append(f"{name}{side}{STEPS[max(0, min(gap, FAR))]}")
        return sides


def _distances(sentence: Sentence) -> tuple[list[int], list[int]]:
    """Per token: how far the nearest question word stands strictly to its left and right."""
    size = len(sentence.line)
    found = {place for places in sentence.matches.values() for place in places}
    left, right = [FAR] * size, [FAR] * size
    for i in range(1, size):
        left[i] = 1 if i - 1 in found else min(left[i - 1] + 1, FAR)
    for i in range(size - 2, -1, -1):
        right[i] = 1 if i + 1 in found else min(right[i + 1] + 1, FAR)
    return left, right
