"""What a sentence ties to its numbers: owners, partners, kinds of goods, subjects."""

# ruff: noqa: E501, SIM905 - patterns stay on one line and word lists read as text
from __future__ import annotations

import re
from dataclasses import dataclass

from qa.facts import words

_SUBJECT = re.compile(
    r"\W*(?:[Tt]he |[Aa] |[Aa]n )?((?:[A-Z][\w'’-]*)(?: (?:[A-Z][\w'’-]*|of|and)(?= ))*)"
)


def opening_names(before: str) -> frozenset[str]:
    """The names a sentence opens with, unless one capital of unknown use is all there is."""
    match = _SUBJECT.match(before)
    if match is None:
        return frozenset()
    found = words.names(match[1], starts=frozenset({0}))
    first = match[1].split()[0]
    if first.lower() in words.STOP:
        return frozenset()  # "On Rotten Tomatoes, the film …" is no subject
    alone = " " not in match[1] and match.start(1) == 0 and not first.isupper()
    if alone and not first.endswith(("'s", "’s")) and words.name_key(first) == first.lower():
        return frozenset()
    return found


@dataclass(frozen=True, slots=True)
class Ties:
    """What a sentence ties to its measure words: whose they are, with whom, and of what kind."""

    owners: frozenset[str]
    partners: frozenset[str]
    modifiers: frozenset[str]


_TRADED = (
    r"(?:exports?|imports?|trade|sales|production|output|investments?|loans?|revenues?|profits?)"
)


_NAME = r"[A-Z][\w-]{0,40}"


_OWNER = re.compile(
    rf"(?<!\w)((?:{_NAME}(?:['’]s?)? ){{1,5}})(?:[a-z]+ )?{_TRADED}\b"
    rf"|{_TRADED} (?:from|of|by) ((?:{_NAME} ?){{1,5}})"
)


_PARTNER = re.compile(
    rf"{_TRADED}(?: of [a-z ]{{1,24}})? (?:to|with|into) (?:the )?((?:{_NAME}(?:, | and | )?){{1,8}})"
)


_MODIFIER = re.compile(
    rf"(?<![\w'’-])([a-z]{{3,}}) {_TRADED}\b|{_TRADED} of ([a-z]{{3,}})\b"
    r"|\b(?:export|import|sell|sold|produc)(?:ed|s|ing|e)? ([a-z]{3,})\b"
)


_PLAIN_MODIFIERS = frozenset(
    "goods products total value worth more less the its their his most of all a an in and by to over "
    "lao popular leading main key some many these those such local other provincial national about "
    "nearly almost around up at least between for from than it they good product that which were".split()
)


def ties_of(text: str) -> Ties:
    """The owners, partners and modifiers that a sentence gives its measures."""
    owners, partners = frozenset[str](), frozenset[str]()
    for match in _OWNER.finditer(text):
        owners |= words.names(match[1] or match[2], starts=frozenset())
    for match in _PARTNER.finditer(text):
        partners |= words.names(match[1], starts=frozenset())
    modifiers = frozenset(
        words.stem(word)
        for match in _MODIFIER.finditer(text)
        if (word := match[1] or match[2] or match[3])
        and word not in _PLAIN_MODIFIERS
        and word not in words.STOP
    )
    return Ties(owners - partners, partners, modifiers)


_GROUP = re.compile(
    r"[A-Z]\w+(?: [A-Z]\w+)?(?:, [A-Z]\w+(?: [A-Z]\w+)?){0,8},? and [A-Z]\w+(?: [A-Z]\w+)?"
)


def joint_names(before: str) -> frozenset[str]:
    """Names joined by "and" in front of a number, which then belongs to all of them together."""
    found = frozenset[str]()
    for match in _GROUP.finditer(before):
        found |= words.names(match.group(), starts=frozenset())
    return found
