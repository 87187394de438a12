"""Words of a question that no document has, and the near spelling that one does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from qa.reader.network import VOCABULARY
from qa.reader.scoring import WEIGHTS
from qa.reader.words import irregular_forms
from qa.store.index import Index
from qa.store.terms import analyse, is_stop_term

_WORD = re.compile(r"[^\W\d_]{4,40}")
#: What of a question is looked up: short words and codes such as "E3" too, but not the "don" of
#: "don't". A near spelling is only looked for where there are letters enough to be alike.
_ASKED = re.compile(r"(?<![^\W_])(?=\d*[^\W\d_])[^\W_]{2,40}(?![^\W_])(?!['’]t\b)", re.IGNORECASE)
_MOST_WORDS = 4
_PASSAGES = 5
_LEAST_LIKENESS, _MOST_LONGER = 0.8, 2
#: What a word must have in letters, and in likeness, to be taken for a slip of the keys.
_LEAST_LETTERS, _MISTYPED = 5, 0.8


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word of the question that stands in no document; `near` is spelled much like it."""

    word: str
    near: str | None


def unknown_words(question: str, index: Index) -> list[Unknown]:
    """The first few words of `question` that the whole index lacks, inflected or not."""
    found: dict[str, Unknown] = {}
    shouted = question.isupper()
    for match in _ASKED.finditer(question):
        word = match.group()
        terms = analyse(word)
        if len(terms) != 1 or terms[0] in found:
            continue
        # In capitals amid small letters "US" is a name, whatever "us" is.
        if is_stop_term(terms[0]) and (shouted or not word.isupper()):
            continue
        if not any(index.terms.frequency(term) for term in (*terms, *_forms(word))):
            # a word that is one in English is no slip: the documents only do not have it
            spelled = _WORD.fullmatch(word) and word.lower() not in _english()
            near = _nearest(word, terms[0], index) if spelled else None
            found[terms[0]] = Unknown(word, near)
            if len(found) == _MOST_WORDS:
                break
    return list(found.values())


def describe(unknown: list[Unknown]) -> str:
    """One clause for a refusal's reason; "" for no unknown words.

    >>> describe([Unknown("exprot", "export"), Unknown("Mars", None)])
    'in no document: “exprot” (perhaps “export”), “Mars”'
    """
    shown = [
        f"“{each.word}” (perhaps “{each.near}”)" if each.near else f"“{each.word}”"
        for each in unknown
    ]
    return f"in no document: {', '.join(shown)}" if shown else ""


def corrected(question: str, unknown: Sequence[Unknown]) -> str | None:
    """The question with the words that look mistyped as a document has them; None without any."""
    mended = question
    for each in unknown:
        if each.near and _looks_mistyped(each.word, each.near):
            mended = re.sub(rf"\b{re.escape(each.word)}\b", each.near, mended)
    return mended if mended != question else None


def _looks_mistyped(word: str, near: str) -> bool:
    low, other = word.lower(), near.lower()
    alike = low[0] == other[0] and _likeness(low, other) >= _MISTYPED
    return len(word) >= _LEAST_LETTERS and alike


@cache
def _english() -> frozenset[str]:
    """The whole words that the reader knows."""
    return frozenset((WEIGHTS / VOCABULARY).read_text(encoding="utf-8").split())


def _nearest(word: str, term: str, index: Index) -> str | None:
    """The likest word, as a passage spells it, of those a few slips of the keys away."""
    passages = index.catalog.passages(index.terms.near(term, _PASSAGES))
    words = dict.fromkeys(
        each for passage in passages for each in _words_of(passage.title, passage.text)
    )
    rated = [(_likeness(word.lower(), each.lower()), each) for each in words]
    likeness, best = max(rated, key=lambda pair: pair[0], default=(0.0, ""))
    return best if likeness >= _LEAST_LIKENESS else None


def _forms(word: str) -> Iterator[str]:
    for form in irregular_forms(word):
        yield from analyse(form)


def _likeness(one: str, other: str) -> float:
    """How much two words are spelled alike; an ending that only one has is passed over."""
    if abs(len(other) - len(one)) > _MOST_LONGER:
        return 0.0
    return max(SequenceMatcher(None, one, part).ratio() for part in (other, other[: len(one)]))


def _words_of(*texts: str) -> Iterator[str]:
    for text in texts:
        yield from (match.group() for match in _WORD.finditer(text))
