"""A follow-up that is no clause, taken apart, and where its words go in a question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.dialogue.clause import Clause, agree
from qa.dialogue.nouns import is_relational
from qa.dialogue.tokens import Name, names_in, plain, words_of
from qa.reader.words import PREPOSITIONS, word_set

_THE_ONE = re.compile(r"(?i)^(?:the\s+ones?|those|that)\s+(?=(?:in|at|from|of|for|to|with|on)\s)")
_OWNERS = word_set("its their his her the our")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A follow-up without a clause: "to Thailand" → lead "to", body "Thailand"."""

    text: str
    lead: str
    body: str
    possessive: bool
    names: tuple[Name, ...]


def read_fragment(core: str, known: dict[str, str]) -> Fragment:
    """Take the preposition and the possessive ending off."""
    core = _THE_ONE.sub("", core)
    first, _, rest = core.partition(" ")
    lead = first.lower() if rest and first.lower() in PREPOSITIONS else ""
    body = rest if lead else core
    names = names_in(words_of(body), known)
    if names and first.lower() in _OWNERS:
        body = names[-1].text
    bare = plain(body) if body != plain(body) and names else body
    if names and body.islower():
        for name in names:
            bare = re.sub(re.escape(name.text.lower()), name.text, bare)
    return Fragment(core, lead, bare, bare.lower() != body.lower(), names)


def says_of_what(fragment: Fragment) -> bool:
    """ "the cost of the Pakse auction": a noun that already says of what."""
    words = words_of(fragment.body)
    inside = sum(name.last - name.first for name in fragment.names)
    relational = any(is_relational(word.lower) for word in words)
    return relational and len(words) - inside >= 1


def append(question: str, words: str) -> str:
    """The words put after the question."""
    first = words.split()[0]
    small = first.lower() in PREPOSITIONS
    words = first.lower() + words[len(first) :] if small else words
    return f"{question.rstrip(' ?.!')} {words}"


def put_subject(question: str, clause: Clause, old: str, new: str) -> str:
    """The question with another subject, its helper verb in the right number."""
    before, found, after = question.partition(f"{clause.helper} {old}")
    if not found:
        return question.replace(old, new, 1)
    return f"{before}{agree(clause.helper, new)} {new}{after}"
