"""Candidates: what can be answered at all, whole and never cut."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reader.candidates import LONGEST_PIECE, MOST, find_candidates, pieces
from qa.reader.words import Line


def found(text: str) -> dict[str, str]:
    return {text[one.start : one.end]: one.kind for one in find_candidates(Line.of(text))}


@pytest.mark.parametrize(
    ("text", "wanted", "kind"),
    [
        ("The scheme backs 41 crafts in 12 villages.", "41", "count"),
        ("The scheme backs 41 crafts in 12 villages.", "41 crafts", "counted"),
        ("It lent more than LAK 52 billion to traders.", "more than LAK 52 billion", "money"),
        (
            "Sales were led by maize, sweet tea, rubber, plywood, and tin.",
            "maize, sweet tea, rubber, plywood, and tin",
            "list",
        ),
        (
            "It bought mainly tractors, seed, and tools for new farms.",
            "tractors, seed, and tools",
            "list",
        ),
        ("Buyers came from France and Spain.", "France and Spain", "pair"),
        (
            "Minister of Energy and Mines Somchai Vongsa spoke first.",
            "Minister of Energy and Mines Somchai Vongsa",
            "person",
        ),
        (
            "The Ministry of Public Works and Transport agreed.",
            "Ministry of Public Works and Transport",
            "org",
        ),
        ("It lies in Attapeu Province near the border.", "Attapeu Province", "place"),
        ("It is run by the Tea Growers Group (TGG).", "TGG", "acronym"),
        ("It is run by the Tea Growers Group (TGG).", "Tea Growers Group", "expansion"),
        (
            "The Ministry of Health and Work (MOHAW) agreed.",
            "Ministry of Health and Work",
            "expansion",
        ),
        ("One Village One Craft (OVOC) has begun.", "One Village One Craft", "expansion"),
        ("The office is in Lyon, France.", "Lyon, France", "name, name"),
        (
            "The road closed because heavy rain washed it away.",
            "because heavy rain washed it away",
            "because",
        ),
        ("The fair was put off due to heavy rain.", "heavy rain", None),
        ("He came to inspect the new bridge.", "to inspect the new bridge", "to clause"),
        ("Laterite is a reddish soil rich in iron.", "a reddish soil rich in iron", "predicate"),
        ("They call it “the red road” at home.", "the red road", None),
    ],
)
def test_is_a_candidate(text: str, wanted: str, kind: str | None) -> None:
    kinds = found(text)
    assert wanted in kinds
    assert kind is None or kinds[wanted] == kind


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("It lent more than LAK 52 billion to traders.", "52 billion to traders"),
        ("It lent more than LAK 52 billion to traders.", "52 billion"),
        ("Minister of Energy and Mines Somchai Vongsa spoke.", "Mines Somchai Vongsa"),
        ("About 70 percent of ore is refined.", "percent of ore"),
        ("One Village One Craft goods sell well.", "One"),
        ("They met the Tea Growers Group there.", "Growers Group"),
        ("The Ministry of Public Works and Transport agreed.", "Works and Transport"),
    ],
)
def test_never_cuts_a_surface_or_a_titled_name(text: str, cut: str) -> None:
    assert cut not in found(text)


@given(st.text(max_size=300))
def test_offsets_lie_on_tokens(text: str) -> None:
    line = Line.of(text)
    for one in find_candidates(line):
        assert one.start == line.starts[one.first]
        assert one.end == line.ends[one.last - 1]
        assert 0 <= one.start < one.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "a " * 50_000,
        "A and " * 15_000,
        "x" * 100_000,
        "(" * 50_000,
        "a, " * 30_000 + "and b",
        "of the " * 15_000,
    ],
)
def test_overlong_text_is_read_in_bounded_pieces(text: str) -> None:
    cuts = pieces(text)
    assert cuts[0][0] == 0
    assert cuts[-1][1] == len(text)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(cuts))
    assert all(end - start <= LONGEST_PIECE for start, end in cuts)
    first = text[slice(*cuts[0])]
    assert len(find_candidates(Line.of(first))) <= MOST
