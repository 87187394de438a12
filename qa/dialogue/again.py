""" "Why?", "By whom?", "What else?": the question before is asked with other question words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.dialogue.clause import Clause, agree
from qa.dialogue.context import Context, Turn
from qa.dialogue.nouns import is_plural
from qa.dialogue.phrases import definite, join, object_of
from qa.dialogue.referents import places, things, topics
from qa.dialogue.tokens import kind_of, words_of
from qa.dialogue.verbs import BE, HAVE, MODALS, helper_and_base, is_participle
from qa.reader.words import PREPOSITIONS, WH_WORDS, word_set

#: Question words that take no place in the clause, so that the last answer may fill its own.
_ADJUNCTS = word_set("why when where since until")


def ask_again(core: str, context: Context) -> Iterator[str]:
    """Full questions for a bare question phrase, best first."""
    core, place = _without_place(core, context)
    if place:
        yield from (f"{each} {place}" for each in ask_again(core, context))
        return
    words = [word.lower for word in words_of(core) if not word.is_sign]
    turn = context.last
    if words[0] not in WH_WORDS and words[0] not in PREPOSITIONS:
        yield from _turned(core, words, context)
        return
    special = list(_special(core, words, context))
    yield from special
    if special:
        return
    counts = words[:2] == ["how", "many"]
    if counts and turn.clause.asks_subject and turn.clause.wh.lower().startswith("how many"):
        yield join(core, turn.clause.text[len(turn.clause.wh) :])
        return
    if turn.clause.asks_subject and words[:2] == ["how", "many"] and object_of(turn.clause):
        yield f"{core} of {object_of(turn.clause)} are there"
    led = words[0] in PREPOSITIONS and "how" not in words
    adjunct = words[0] in _ADJUNCTS or led or words == ["how"]
    yield join(core, _after_wh(turn.clause, turn, fill=adjunct))
    yield join(core, _after_wh(turn.clause, turn, fill=False))


def _special(core: str, words: list[str], context: Context) -> Iterator[str]:
    """The phrases with a shape of their own: "Why not?", "What else?", "What for?", …"""
    turn = context.last
    per = words[:2] in (["how", "many"], ["how", "much"]) and len(words) > 2
    if words == ["why", "not"] and turn.clause.subject:
        yield _negated("Why", turn.clause)
    elif words == ["why", "not"]:
        yield join("Why", _after_wh(turn.clause, turn, fill=False))
    elif "else" in words[1:]:
        yield from _others(core, turn)
    elif per and words[2] in PREPOSITIONS:
        yield from _counted_per(core, context)
    elif sorted(words) == ["for", "what"]:
        yield join("What", _after_wh(turn.clause, turn, fill=True), "for")
        yield join("Why", _after_wh(turn.clause, turn, fill=False))
    elif words[1:] in (["so", "many"], ["so", "much"]):
        yield _so_many(words, turn)


def _negated(asked: str, clause: Clause) -> str:
    said = join(clause.helper.lower(), clause.subject)
    already = clause.verb.startswith("not ") or clause.rest.startswith("not ")
    return join(asked, said, "" if already else "not", clause.verb, clause.rest, clause.period)


def _so_many(words: list[str], turn: Turn) -> str:
    """ "Why so many?" → "Why did X handle so many passengers …"."""
    clause = turn.clause
    amount = join(*words[1:], clause.wh_noun)
    return join(
        words[0],
        clause.helper.lower(),
        clause.subject,
        clause.verb,
        amount,
        clause.rest,
        clause.period,
    )


def _without_place(core: str, context: Context) -> tuple[str, str]:
    """ "Why there?" → ("Why", "in Savannakhet"); no place when none is known or said."""
    found = places(context)
    bare = re.sub(r"(?i)\s+there\b", "", core)
    return (bare, f"in {found[0]}") if found and bare != core else (core, "")


def _after_wh(clause: Clause, turn: Turn, *, fill: bool) -> str:
    """The clause after its question words; with `fill`, the answer stands where it was asked."""
    answer = _filling(clause, turn) if fill else ""
    if clause.asks_subject:
        return _given_subject(clause, turn)
    if clause.is_copular:
        return join(clause.helper.lower(), clause.subject, answer, clause.rest, clause.period)
    rest = clause.rest
    loose = rest.split()[-1:] and rest.split()[-1].lower() in PREPOSITIONS and answer
    pieces = (rest, answer) if loose else (answer, rest)
    return join(clause.helper.lower(), clause.subject, clause.verb, *pieces, clause.period)


def _filling(clause: Clause, turn: Turn) -> str:
    """The last answer where it can stand in the clause; "" where it would not read well."""
    asked, answer = clause.wh_word, turn.answer
    if not answer or len(answer.split()) > 10 or asked in ("why", "when", "how", ""):
        amount = answer and clause.wh.lower().startswith("how m") and not clause.wh.endswith(" of")
        return answer if amount and len(answer.split()) <= 10 else ""
    if asked == "where":
        placed = answer.split()[0].lower() in PREPOSITIONS
        return answer if placed else f"in {answer}"
    led = clause.wh.split()[0].lower()
    return "" if led in PREPOSITIONS else definite(answer)


def _given_subject(clause: Clause, turn: Turn) -> str:
    """ "Who operates X?" answered "VPG" → "does VPG operate X"."""
    subject = definite(turn.answer) if len(turn.answer.split()) <= 10 else ""
    if not subject and clause.wh_noun:
        subject = f"the {clause.wh_noun}"
    if not subject:
        return join(clause.helper.lower() or clause.verb, clause.rest, clause.period)
    if clause.helper.lower() in BE | HAVE | MODALS:
        helper = agree(clause.helper, subject).lower()
        return join(helper, subject, clause.verb, clause.rest, clause.period)
    helper, base = helper_and_base(clause.verb.split()[0]) if clause.verb else ("did", "")
    helper = agree(helper, subject)
    return join(helper, subject, base, clause.rest, clause.period)


def _counted_per(core: str, context: Context) -> Iterator[str]:
    """ "How many per group?" → "How many products per group …", of the noun counted before."""
    pieces = core.split()
    for turn in context.backwards():
        noun = turn.clause.wh_noun
        if noun and noun.split()[-1].removesuffix("s") not in pieces[-1]:
            counted = join(*pieces[:2], noun, *pieces[2:])
            yield join(counted, _after_wh(turn.clause, turn, fill=False))


def _others(core: str, turn: Turn) -> Iterator[str]:
    """ "What else?": the same question for further answers."""
    clause = turn.clause
    asked = core.split()[0].lower()
    kept = clause.wh_word == asked or (asked == "what" and clause.wh_word == "which")
    if kept and clause.wh_noun and clause.wh_word == "which":
        new = f"Which other {clause.wh_noun}"
        yield join(new, turn.clause.text[len(clause.wh) :])
    elif kept:
        yield join(core, turn.clause.text[len(clause.wh) :])
    else:
        yield join(core, _after_wh(clause, turn, fill=False))


def _turned(core: str, words: list[str], context: Context) -> Iterator[str]:
    """ "Made by how many groups?" → "By how many groups are the products … made?"; and
    "the new projects, how many?" → "How many new projects …"."""
    at = next(i for i, word in enumerate(words) if word in WH_WORDS)
    pieces = core.split()
    if is_participle(words[0]):
        begin = at - 1 if at and words[at - 1] in PREPOSITIONS else at
        asked = " ".join(pieces[begin:])
        between = " ".join(pieces[1:begin])
        for thing in things(context, plural=True)[:2]:
            helper = "are" if is_plural(thing.split()[1 if thing[:4] == "the " else 0]) else "is"
            yield join(asked, helper, thing, words[0], between)
        return
    thing = " ".join(pieces[:at]).strip(" ,:–-")
    asked = " ".join(pieces[at:])
    bare = re.sub(r"(?i)^(?:the|its|their)\s+", "", thing)
    clause = context.last.clause
    if clause.wh_noun and clause.wh_word == "how" and not clause.asks_subject:
        yield join(asked, bare, _after_wh(clause, context.last, fill=False))
    for topic in topics(context)[:2]:
        where = f"in {topic}" if kind_of(topic) in ("place", "country") else f"of {topic}"
        if words[at:] in (["how", "many"], ["how", "much"]):
            yield join(asked, bare, where, "are there" if words[-1] == "many" else "is there")
        else:
            yield join(asked, "are" if is_plural(thing.split()[-1]) else "is", thing, where)
