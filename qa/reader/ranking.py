"""From hits to scored candidates: the sentences worth reading, and the weights' verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qa.reader.candidates import Candidate, candidates_of, pieces, tokenise
from qa.reader.evidence import (
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


def gather_sentences(asked: Understanding, hits: Sequence[Hit]) -> list[Sentence]:
    """Every distinct sentence of the hits, the most fitting first, with its features set.

    A sentence that two overlapping passages share is kept with the better ranked one.
    """
    places = _places(hits)
    roots = frozenset(asked.content)
    lines = [tokenise(text) for _, _, _, text in places]
    found = [find_matches(line, roots) for line in lines]
    weights = word_weights(asked, [frozenset(matches) for matches in found])
    total = sum(weights.values()) or 1.0
    around = _around(asked, hits)
    sentences = []
    for (hit, start, span, _), line, matches in zip(places, lines, found, strict=True):
        cover = sum(weights[root] for root in matches) / total
        wide = sum(weights[root] for root in around[id(hit)] | matches.keys()) / total
        sentences.append(Sentence(hit, start, span, line, matches, cover, wide))
    order = sorted(
        range(len(sentences)), key=lambda i: -(sentences[i].cover + 0.3 * sentences[i].around)
    )
    best = max((sentence.cover for sentence in sentences), default=0.0)
    return [
        replace(sentences[i], facts=sentence_facts(sentences[i], asked, rank, best))
        for rank, i in enumerate(order[:SENTENCES_READ])
    ]


def _places(hits: Sequence[Hit]) -> list[tuple[Hit, int, tuple[int, int], str]]:
    seen: set[tuple[str, int]] = set()
    places = []
    for hit in hits:
        passage = hit.passage
        for start, end in passage.sentences:
            if (passage.document, start) in seen:
                continue
            seen.add((passage.document, start))
            text = passage.text[start - passage.start : end - passage.start]
            for first, last in pieces(text):
                places.append((hit, start + first, (start, end), text[first:last]))
    return places


def _around(asked: Understanding, hits: Sequence[Hit]) -> dict[int, frozenset[str]]:
    """Per hit: the question stems that its passage or title shows."""
    roots = frozenset(asked.content)
    found: dict[int, frozenset[str]] = {}
    for hit in hits:
        passage = hit.passage
        shown: set[str] = set(find_matches(tokenise(passage.title), roots))
        for start, end in passage.sentences:
            text = passage.text[start - passage.start : end - passage.start]
            for first, last in pieces(text):
                shown |= find_matches(tokenise(text[first:last]), roots).keys()
        found[id(hit)] = frozenset(shown)
    return found


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
