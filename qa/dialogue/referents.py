"""What a pointing word can mean: things of the turns before, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.dialogue.context import Context, Turn
from qa.dialogue.nouns import KIND_NOUNS, ROLES, is_plural, is_relational, is_unit
from qa.dialogue.phrases import (
    asked_noun,
    described,
    head_phrase,
    nominal,
    object_of,
    prepositional,
)
from qa.dialogue.tokens import kind_of, names_in, words_of
from qa.dialogue.verbs import HELPERS, SAYING
from qa.reader.words import DETERMINERS, PREPOSITIONS, PRONOUNS, word_set
from qa.types import AnswerType

_THINGS = {
    AnswerType.ORGANISATION,
    AnswerType.PLACE,
    AnswerType.PHRASE,
    AnswerType.DEFINITION,
    AnswerType.PERSON,
    None,
}
_AT = word_set("in at from near to across on")
_SAID = word_set("and or because since by not said")


def things(context: Context, *, plural: bool) -> tuple[str, ...]:
    """What "it" (or, plural, "they") can be."""
    found: list[str] = []
    for turn in context.backwards()[:4]:
        found += _plural_things(turn) if plural else _single_things(turn)
    return _distinct(found)


def _single_things(turn: Turn) -> list[str]:
    clause = turn.clause
    thing = _without_preposition(turn.answer) if clause.wh_word == "where" else turn.answer
    answer = described(thing, clause) if answer_is_thing(turn) else ""
    own = [clause.subject, object_of(clause)]
    named = list(name_phrases(turn))
    led = prepositional(clause)
    if clause.verb.lower() in SAYING:
        order = [own[1], led, own[0]]
    elif clause.asks_subject and clause.wh_noun and turn.answer and not _is_list(turn):
        order = [answer, *own, led]
    elif clause.asks_subject and not own[1]:
        order = [answer, led]
    else:
        order = [*own, answer, led]
    phrases = [inner for each in order if _is_thing(each) for inner in owners(each)]
    mass = clause.wh_noun.rpartition(" of ")[2] if clause.wh_noun else ""
    masses = [f"the {mass}"] if mass and not is_plural(mass) and clause.wh_word == "how" else []
    return [each for each in phrases if not _plural_phrase(each)] + named + masses + phrases


_OWNED = re.compile(r"^(?P<owner>.{2,80}?)[’']s?\s+(?P<noun>[\w-]+)(?:\s+of\s+(?P<other>.+))?$")
_OF = re.compile(r"(?i)^(?:the\s+)?(?:[\w-]+\s+)?(?P<noun>[\w-]+)\s+of\s+(?P<owner>.+)$")


def owners(phrase: str) -> tuple[str, ...]:
    """Whose measure or part a phrase is, before the phrase itself; a thing is its own.

    "the cost of the bridge" → ("the bridge", "the cost of the bridge").
    """
    of, owned = _OF.match(phrase), _OWNED.match(phrase)
    if of and of["noun"].lower() in ROLES:
        return (of["owner"],) if any(word[:1].isupper() for word in of["owner"].split()) else ()
    if of and is_relational(of["noun"].lower()):
        return *owners(of["owner"]), phrase
    if owned and is_relational(owned["noun"].lower()):
        return (owned["other"] or owned["owner"], owned["owner"], phrase)
    return (phrase,)


def name_phrases(turn: Turn) -> tuple[str, ...]:
    """The question's names, each with the noun of its kind: "the Seno zone"."""
    words = words_of(turn.question)
    found = []
    for name in turn.names:
        first, last = name.first, name.last
        if last < len(words) and words[last].lower in KIND_NOUNS and not name.possessive:
            last += 1
            first -= bool(first) and words[first - 1].lower == "the"
        found.append(
            turn.question[words[first].start : words[last - 1].end]
            if last > name.last
            else name.text
        )
    return tuple(found)


def _plural_things(turn: Turn) -> list[str]:
    clause = turn.clause
    asked = asked_noun(clause) if is_plural(clause.wh_noun or "-") else ""
    own = [clause.subject, object_of(clause)]
    matter = nominal(clause)
    many = [each for each in (*own, matter) if _is_thing(each) and _plural_phrase(each)]
    answer = described(turn.answer, clause) if answer_is_thing(turn) or _is_list(turn) else ""
    single = [each for each in own if _is_thing(each)]
    if _is_list(turn) and not asked:
        return [answer, *many, *single]
    return [asked, *many, answer, *single]


def answer_is_thing(turn: Turn) -> bool:
    """Whether the answer names something that can be spoken of: no number, date or reason."""
    words = turn.answer.split()
    if turn.clause.verb == "do" or any(word.lower() in HELPERS for word in words):
        return False
    if not words or len(words) > 7 or turn.clause.wh_word in ("why", "when", "how", ""):
        return False
    opening = words[0].lower()
    said = opening in (PREPOSITIONS | PRONOUNS | _SAID) and opening not in _AT
    numeric = any(character.isdigit() for word in words[:2] for character in word)
    return turn.answer_type in _THINGS and not said and not numeric and not _is_list(turn)


def _is_list(turn: Turn) -> bool:
    listed = turn.answer_type is AnswerType.LIST
    return listed or ", " in turn.answer or " and " in turn.answer


def _is_thing(phrase: str) -> bool:
    words = phrase.lower().split()
    empty = not words or words[0] in PRONOUNS or words[0] in ("to", "how", "that")
    loose = any(word in HELPERS for word in words) and "that" not in words
    empty = empty or loose or is_unit(words[0])
    return not empty and len(words) <= 14 and not (len(words) == 1 and words[0] in DETERMINERS)


def _plural_phrase(phrase: str) -> bool:
    """By its head: "the companies in the zone", "Iceland and Norway"."""
    head = head_phrase(phrase).split()
    if "and" in [word.lower() for word in head]:
        return True
    return bool(head) and head[-1].islower() and is_plural(head[-1])


def persons(context: Context) -> tuple[str, ...]:
    """Who "he" or "she" can be: an answer to "who", then persons named, the latest first."""
    found: list[str] = []
    for turn in context.backwards():
        who = turn.clause.wh_word == "who" or turn.answer_type is AnswerType.PERSON
        if turn.answer and who:
            found.append(_without_title(turn.answer))
        if any(word in ROLES for word in turn.clause.subject.lower().split()):
            found.append(turn.clause.subject)
        for text in (turn.question, turn.answer, turn.sentence):
            names = names_in(words_of(text))
            found += [name.text for name in names if name.kind == "person"]
    if not found:
        named = [name for turn in context.backwards() for name in turn.names]
        found += [name.text for name in named if name.kind == "name" and " " in name.text]
        thing = answer_is_thing(context.last)
        found += [
            context.last.answer if thing else "",
            *(name.text for name in named if name.kind == "name"),
        ]
    return _distinct(found)


def _without_title(answer: str) -> str:
    """The name alone when a longer description goes before it."""
    names = names_in(words_of(answer))
    return names[-1].text if names else answer


def amounts(context: Context) -> tuple[str, ...]:
    """What "of it" is a part of: the mass or matter that was measured."""
    asked = [asked_noun(turn.clause) for turn in context.backwards()[:2]]
    return _distinct([each for each in asked if each and not _plural_phrase(each)])


def places(context: Context) -> tuple[str, ...]:
    """Where "there" can be, the latest first."""
    found: list[str] = []
    for turn in context.backwards():
        words = words_of(turn.question)
        where = turn.clause.wh_word == "where" or turn.answer_type is AnswerType.PLACE
        if turn.answer and where and answer_is_thing(turn):
            found.append(_without_preposition(turn.answer))
        sited = [
            name
            for name in turn.names
            if name.kind in ("place", "country")
            or (name.first and words[name.first - 1].lower in _AT and name.kind == "name")
        ]
        found += [name.text for name in sorted(sited, key=lambda name: -name.first)]
    if not found:
        found = [
            phrase
            for turn in context.backwards()
            for name, phrase in zip(turn.names, name_phrases(turn), strict=True)
            if name.kind == "name"
        ]
    return _distinct(found)


def _without_preposition(phrase: str) -> str:
    first, _, rest = phrase.partition(" ")
    return rest if rest and first.lower() in PREPOSITIONS else phrase


def matters(context: Context) -> tuple[str, ...]:
    """What "that" can be: the matter asked about, then the things themselves."""
    asked = [nominal(turn.clause) for turn in context.backwards()[:2]]
    return _distinct([asked[0], *things(context, plural=False), *asked[1:]])


def topics(context: Context) -> tuple[str, ...]:
    """Named things that a question without a name can be about: owners of its nouns."""
    found: list[str] = []
    for turn in context.backwards():
        found += list(_topics_of(turn))
    return _distinct(found)


def _topics_of(turn: Turn) -> Iterator[str]:
    """The phrases that hold a name first; a bare name only after them."""
    clause = turn.clause
    phrases = [each for each in (clause.subject, object_of(clause)) if _is_thing(each)]
    phrases = [(owners(each) or (each,))[0] for each in phrases]
    names = [name.text for name in turn.names]
    yield from (each for each in phrases if any(name in each for name in names))
    if answer_is_thing(turn) and kind_of(turn.answer) == "org":
        yield turn.answer
    yield from name_phrases(turn)
    yield from phrases
    if answer_is_thing(turn):
        yield described(turn.answer, clause)
    yield from (each for each in (prepositional(clause), asked_noun(clause)) if _is_thing(each))


def _distinct(found: list[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for each in found:
        if each:
            kept.setdefault(each.lower().removeprefix("the "), each)
    return tuple(kept.values())
