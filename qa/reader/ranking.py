"""From hits to scored candidates: the sentences worth reading, and the weights' verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qa.reader.candidates import Candidate, candidates_of, pieces, tokenise
from qa.reader.evidence import (
    LENT,
    CandidateFeatures,
    Sentence,
    find_matches,
    sentence_facts,
    word_weights,
)
from qa.reader.question import Understanding
from qa.reader.words import Line
from qa.types import Hit

#: Sentences whose candidates are scored: the best by the question's words found in them.
SENTENCES_READ = 8
#: Candidates that take part in the decision between overlapping spans.
DECIDED = 12
#: Candidates that leave the ranking.
KEPT = 60


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its sentence, raw score and share of belief (sums to 1 over all)."""

    sentence: Sentence
    candidate: Candidate
    score: float
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Gathered:
    """The sentences worth reading, best first, and the question stems shown anywhere."""

    sentences: tuple[Sentence, ...] = ()
    shown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Place:
    """A tokenised piece of a sentence with the question stems found in it; `lent` are those
    of the title and of the sentence before."""

    hit: Hit
    start: int
    span: tuple[int, int]
    line: Line
    matches: dict[str, list[int]]
    lent: frozenset[str]


def gather(asked: Understanding, hits: Sequence[Hit]) -> Gathered:
    """Find the question's words in every sentence of the hits and keep the most fitting.

    A sentence that two overlapping passages share is kept with the better ranked one.
    """
    if not asked.content:
        return Gathered()
    places, around = _search(frozenset(asked.content), hits)
    weights = word_weights(asked, [place.matches.keys() for place in places])
    sentences = [_weighed(place, weights, around[id(place.hit)]) for place in places]
    sentences.sort(key=lambda sentence: -(sentence.told + 0.3 * sentence.around))
    best = max((sentence.told for sentence in sentences), default=0.0)
    kept = tuple(
        replace(sentence, facts=sentence_facts(sentence, asked, rank, best))
        for rank, sentence in enumerate(sentences[:SENTENCES_READ])
    )
    return Gathered(kept, frozenset().union(*around.values()))


def _weighed(place: _Place, weights: Mapping[str, float], around: frozenset[str]) -> Sentence:
    """The place as a sentence with its shares of the question's total weight."""
    total = sum(weights.values())
    cover = sum(weights[root] for root in place.matches)
    lent = sum(weights[root] for root in sorted(place.lent - place.matches.keys()))
    return Sentence(
        hit=place.hit,
        start=place.start,
        span=place.span,
        line=place.line,
        matches=place.matches,
        cover=cover / total,
        told=(cover + LENT * lent) / total,
        around=sum(weights[root] for root in sorted(around)) / total,
    )


def _search(
    roots: frozenset[str], hits: Sequence[Hit]
) -> tuple[list[_Place], dict[int, frozenset[str]]]:
    """Every distinct sentence with its matches, and per hit the stems it shows at all."""
    known: dict[tuple[str, int], list[_Place]] = {}
    around: dict[int, frozenset[str]] = {}
    for hit in hits:
        passage = hit.passage
        shown = set(roots.intersection(tokenise(passage.title).stems))
        if passage.date is not None:
            shown |= roots.intersection((str(passage.date.year),))
        titled, before = frozenset(shown), frozenset[str]()
        for span in passage.sentences:
            key = (passage.document, span[0])
            if key not in known:
                known[key] = _read_sentence(hit, span, roots, titled | before)
            before = frozenset(root for place in known[key] for root in place.matches)
            shown |= before
        around[id(hit)] = frozenset(shown)
    return [place for found in known.values() for place in found], around


def _read_sentence(
    hit: Hit, span: tuple[int, int], roots: frozenset[str], lent: frozenset[str]
) -> list[_Place]:
    passage = hit.passage
    text = passage.text[span[0] - passage.start : span[1] - passage.start]
    lines = [(first, tokenise(text[first:last])) for first, last in pieces(text)]
    return [
        _Place(hit, span[0] + first, span, line, find_matches(line, roots), lent)
        for first, line in lines
    ]


def score_candidates(
    asked: Understanding, sentences: Sequence[Sentence], weights: Mapping[str, float]
) -> list[Scored]:
    """Every candidate of the sentences with its share of belief, best first."""
    totals = dict.fromkeys(asked.content, 1.0)
    found: list[tuple[float, Sentence, Candidate]] = []
    for sentence in sentences:
        features = CandidateFeatures(sentence, asked, totals)
        base = sum(weights.get(name, 0.0) for name in sentence.facts)
        for candidate in candidates_of(sentence.line.text):
            score = base + sum([weights.get(name, 0.0) for name in features.of(candidate)])
            found.append((score, sentence, candidate))
    return with_shares(found)


def with_shares(found: Sequence[tuple[float, Sentence, Candidate]]) -> list[Scored]:
    """Softmax over all candidates; the best `KEPT` of them, ties to the earlier place."""
    if not found:
        return []
    top = max(score for score, _, _ in found)
    masses = [math.exp(score - top) for score, _, _ in found]
    total = sum(masses)
    order = sorted(range(len(found)), key=lambda i: -masses[i])[:KEPT]
    return [Scored(found[i][1], found[i][2], found[i][0], masses[i] / total) for i in order]


def decide(scored: list[Scored]) -> list[Scored]:
    """Reorder the best few by expected F1 (minimum Bayes risk over overlapping spans).

    A span that agrees in part with many likely ones beats a lone one of equal share.
    """
    few = scored[:DECIDED]
    gains = [sum(other.share * overlap(item, other) for other in few) for item in few]
    order = sorted(range(len(few)), key=lambda i: (-gains[i], i))
    return [few[i] for i in order] + scored[DECIDED:]


def overlap(one: Scored, other: Scored) -> float:
    """F1 of the tokens two spans of one sentence share; spans elsewhere count when equal."""
    a, b = one.candidate, other.candidate
    if one.sentence is not other.sentence:
        return 1.0 if surface(one).lower() == surface(other).lower() else 0.0
    common = min(a.last, b.last) - max(a.first, b.first)
    return 2 * common / (a.last - a.first + b.last - b.first) if common > 0 else 0.0


def surface(item: Scored) -> str:
    return item.sentence.line.text[item.candidate.start : item.candidate.end]


def sentence_candidate(line: Line) -> Candidate | None:
    """The whole sentence as one candidate, for questions answered by yes or no."""
    if not len(line):
        return None
    return Candidate(0, len(line), line.starts[0], line.ends[-1], "sentence")
