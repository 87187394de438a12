""" "And Luang Prabang?": one thing of the question before is exchanged for another of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.dialogue.clause import Clause, agree
from qa.dialogue.context import Context, Turn
from qa.dialogue.nouns import (
    AMOUNT_VERBS,
    MEASURES,
    ROLES,
    VERB_OF_NOUN,
    is_happening,
    is_plural,
    is_relational,
    is_unit,
)
from qa.dialogue.periods import PERIOD, find_period, fit, is_period, move_of, shift
from qa.dialogue.phrases import cut, is_short, join, nominal, object_of, of_phrase, owned, possessive
from qa.dialogue.referents import topics
from qa.dialogue.tokens import SMALL_WORDS, Name, Word, names_in, plain, words_of
from qa.reader.words import DETERMINERS, PREPOSITIONS, word_set

_VERSUS = re.compile(
    r"(?i)^(?:as\s+)?(?:compared\s+(?:with|to)|versus|vs\.?|against|than)\s+(?P<other>.+)$"
)
_THE_ONE = re.compile(r"(?i)^(?:the\s+ones?|those|that)\s+(?=(?:in|at|from|of|for|to|with|on)\s)")
_ADVERBS = word_set("overall altogether total exactly today now worldwide abroad today currently")
_OWNERS = word_set("its their his her the our")
_UNIT_LED = re.compile(r"(?i)^(?:in|as)\s+(?:an?\s+|us\s+)?(\w+)(?:\s+terms)?$")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A follow-up without a clause: "to Thailand" → lead "to", body "Thailand"."""

    text: str
    lead: str
    body: str
    possessive: bool
    names: tuple[Name, ...]


def exchange(core: str, context: Context) -> Iterator[str]:
    """Full questions made of the last one and the new words, best first."""
    turn = context.last
    fragment = read_fragment(core, context.known)
    if is_period(core):
        for earlier in context.backwards():
            if earlier is turn or earlier.period:
                yield from exchange_period(core, earlier)
        return
    unit = _unit_of(core)
    if unit:
        yield _with_unit(turn.question, unit)
        return
    versus = _VERSUS.match(core)
    if versus:
        yield from _compared(versus["other"], context)
        return
    period = find_period(core)
    if period and period != core:
        yield from _with_both(core, period, context)
        return
    own = not fragment.names or _own_phrase(fragment)
    found = list((_exchange_noun if own else _exchange_name)(fragment, context))
    yield from found or [_appended(turn.question, core)]


def _compared(other: str, context: Context) -> Iterator[str]:
    about = nominal(context.last.clause)
    if about:
        head = re.split(r"\s(?:of|in|to|from|for|at|that)\s", about)[0]
        yield f"How {agree('does', head)} {about} compare with {other}"
    yield from exchange(other, context)


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


def _own_phrase(fragment: Fragment) -> bool:
    """ "the cost of the Pakse auction": a noun that already says of what."""
    words = words_of(fragment.body)
    inside = sum(name.last - name.first for name in fragment.names)
    relational = any(is_relational(word.lower) for word in words)
    return relational and len(words) - inside >= 1


def exchange_period(core: str, turn: Turn) -> Iterator[str]:
    """The last question for another period; moved by years where the words say so."""
    old, years = turn.period, move_of(core)
    if years and re.search(r"\d{4}", old):
        yield turn.question.replace(old, shift(old, years))
        return
    if years and turn.year is not None:
        new = f"in {turn.year + years}"
        yield turn.question.replace(old, new) if old else _appended(turn.question, new)
    if years:
        yield turn.question.replace(old, core) if old else _appended(turn.question, core)
        return
    for new in fit(core, old):
        yield turn.question.replace(old, new) if old else _appended(turn.question, new)


def _with_both(core: str, period: str, context: Context) -> Iterator[str]:
    """ "And Champasak in 2024?": the period is exchanged first, then what is left."""
    turn = context.last
    rest = core.replace(period, "").strip(" ,")
    changed = next(iter(exchange_period(period, turn)))
    for question in exchange(rest, context):
        old = turn.period
        new = find_period(changed)
        yield question.replace(old, new) if old and old in question else _appended(question, period)


def _unit_of(core: str) -> str:
    led = _UNIT_LED.match(core)
    word = led.group(1) if led else core
    unit = " " not in word and is_unit(word.lower())
    percent = word.lower() in ("percent", "percentage", "words", "total")
    return (core if led else f"in {core}") if unit or (led and percent) else ""


def _with_unit(question: str, unit: str) -> str:
    """The question asked in another unit, in the place of the one named before."""
    for found in re.finditer(r"(?i)\bin\s+(?:us\s+)?(\w+)", question):
        if is_unit(found.group(1).lower()):
            return question[: found.start()] + unit + question[found.end() :]
    return _appended(question, unit)


def _appended(question: str, words: str) -> str:
    first = words.split()[0]
    small = first.lower() in PREPOSITIONS
    words = first.lower() + words[len(first) :] if small else words
    return f"{question.rstrip(' ?.!')} {words}"


def _exchange_name(fragment: Fragment, context: Context) -> Iterator[str]:
    """The named thing in the place of one like it, those likeliest meant first."""
    turn = context.last
    words = words_of(turn.question)
    slots = sorted(turn.names, key=lambda name: -_fitness(name, fragment, words, context))
    slots = [slot for slot in slots if _compatible(slot, fragment)]
    for slot in slots[:3]:
        yield _put_name(turn, words, slot, fragment)
    clause = turn.clause
    if not slots and not fragment.lead and clause.subject and clause.subject in turn.question:
        yield _agreeing(turn.question, clause, clause.subject, fragment.body)


def _put_name(turn: Turn, words: tuple[Word, ...], slot: Name, fragment: Fragment) -> str:
    new = possessive(fragment.body) if slot.possessive else fragment.body
    first = slot.first
    preposition = words[first - 1].lower if first else ""
    if fragment.lead and preposition in PREPOSITIONS and preposition != "of":
        return cut(turn.question, words, first - 1, slot.last, f"{fragment.lead} {new}")
    if slot.kind in ("place", "country") and new.lower().startswith("the ") and first:
        new = new if words[first - 1].lower != "the" else new[4:]
    return cut(turn.question, words, first, slot.last, new)


def _fitness(slot: Name, fragment: Fragment, words: tuple[Word, ...], context: Context) -> float:
    """How well a name's place in the last question suits the new name."""
    before = words[slot.first - 1].lower if slot.first else ""
    kind = fragment.names[0].kind
    subject = context.last.clause.subject
    score = 4.0 * (before == fragment.lead and bool(fragment.lead))
    score += 3.0 * _varied(slot, context)
    score += 2.0 * (slot.kind == kind) + 1.0 * ({slot.kind, kind} == {"place", "country"})
    score += 1.5 * (slot.possessive == fragment.possessive and fragment.possessive)
    return score + 1.0 * (not fragment.lead and plain(subject).startswith(slot.text))


def _varied(slot: Name, context: Context) -> bool:
    """Whether this name is what the last follow-up put in."""
    if len(context.turns) < 2 or not context.last.leaned:
        return False
    earlier = {name.text for name in context.turns[-2].names}
    return slot.text not in earlier


def _compatible(slot: Name, fragment: Fragment) -> bool:
    kind = fragment.names[0].kind
    apart = {slot.kind, kind}
    return not ("person" in apart and apart & {"place", "country", "org"})


def _exchange_noun(fragment: Fragment, context: Context) -> Iterator[str]:
    """Another measure, role or thing in the place of the last question's."""
    turn = context.last
    noun = _without_owner(fragment.body)
    if fragment.names:
        yield _asked_of(noun, "", turn)
        return
    adverb = noun.lower() in _ADVERBS or (" " not in noun and noun.endswith("ly"))
    if adverb:
        yield _appended(turn.question, noun)
        return
    if not fragment.lead:
        head = noun.split()[-1].lower()
        yield from _measure(noun, head, turn)
        yield from _parallel(fragment.body, noun, head, turn)
    elif fragment.lead:
        yield from _parallel_led(fragment, turn)
        return
    for topic in topics(context)[:2]:
        yield _asked_of(noun, topic, turn)


def _without_owner(body: str) -> str:
    first, _, rest = body.partition(" ")
    return rest if rest and first.lower() in _OWNERS else body


def _measure(noun: str, head: str, turn: Turn) -> Iterator[str]:
    """ "imports" after "How much did X export": the verb changes; else the measured noun."""
    verb = VERB_OF_NOUN.get(head)
    clause = turn.clause
    asked = clause.verb.split()[-1:] if clause.subject else []
    base = asked[0].lower() if asked else ""
    if verb and base in AMOUNT_VERBS and " " not in noun:
        yield _other_way(turn.question, base, verb)
    if head not in MEASURES and verb is None:
        return
    for word in words_of(turn.question):
        if word.lower in MEASURES and word.lower != base and word.lower != head:
            yield turn.question[: word.start] + noun + turn.question[word.end :]
            return


def _other_way(question: str, base: str, verb: str) -> str:
    """The verb exchanged, and with it the way: "export to Chile" → "import from Chile"."""
    before, _, after = question.rpartition(f" {base}")
    ways = {"import": (" to ", " from "), "export": (" from ", " to ")}
    old, new = ways.get(verb, (" ", " "))
    turned = base in ways and after.startswith(old)
    return f"{before} {verb}{new + after[len(old) :] if turned else after}"


def _parallel(body: str, noun: str, head: str, turn: Turn) -> Iterator[str]:
    """A noun of the same making ("construction", "production"), the counted noun, the role,
    or the whole subject when it has no name in it."""
    question, clause = turn.question, turn.clause
    shared = _same_head(noun, head, question)
    if shared:
        yield shared
    if head in ROLES or is_happening(head):
        same = ROLES.__contains__ if head in ROLES else is_happening
        for word in words_of(question):
            if same(word.lower) and word.lower != head:
                yield question[: word.start] + noun + question[word.end :]
                return
    plural, wh_noun = is_plural(head), clause.wh_noun
    mass = clause.wh.lower().startswith("how much") and not plural
    if wh_noun and clause.wh.lower().startswith("how many") and not plural and noun.islower():
        if body == noun and not is_relational(head) and not body.startswith("the "):
            yield question.replace(clause.wh, f"How much {noun}", 1)
    counted = clause.wh_word in ("how", "which") and plural and is_plural(wh_noun or "-")
    if wh_noun and (mass or counted):
        if not body.lower().startswith(("the ", "its ", "their ")) and not is_relational(head):
            yield question.replace(wh_noun, noun, 1)
    held = object_of(clause)
    if held and held in question and body == noun and clause.wh_word in ("", "why", "when"):
        yield question.replace(held, noun, 1)
    subject = clause.subject
    if subject and head not in MEASURES | ROLES and subject in question:
        yield _agreeing(question, clause, _bare_head(subject, turn), body)


def _same_head(noun: str, head: str, question: str) -> str:
    """ "sick leave" in the place of the "leave" spoken of before; "" where there is none."""
    words = words_of(question)
    for i, word in enumerate(words):
        if word.lower != head or " " not in noun:
            continue
        first = i
        while first and words[first - 1].lower not in SMALL_WORDS and not words[first - 1].is_sign:
            first -= 1
        determined = first > 0 and words[first - 1].lower in ("the", "a", "an") and noun.startswith("the ")
        return cut(question, words, first - determined, i + 1, noun)
    return _same_first(noun, words, question)


def _same_first(noun: str, words: tuple[Word, ...], question: str) -> str:
    """ "volta y" in the place of "volta x"; "" where no two words begin alike."""
    new = noun.lower().removeprefix("the ").split()
    for i, word in enumerate(words[:-1]):
        if len(new) == 2 and word.lower == new[0] and word.lower not in SMALL_WORDS:
            return cut(question, words, i, i + 2, " ".join(new))
    return ""


def _bare_head(subject: str, turn: Turn) -> str:
    """The subject up to its first preposition, when a name only comes after it."""
    words = subject.split()
    until = next((i for i, word in enumerate(words) if i and word.lower() in PREPOSITIONS), 0)
    head = " ".join(words[:until]) if until else subject
    named = any(name.text in head for name in turn.names)
    return subject if named else head


def _agreeing(question: str, clause: Clause, old: str, new: str) -> str:
    """The question with another subject, its helper verb in the right number."""
    before, _, after = question.partition(f"{clause.helper} {old}")
    if not after and not before.endswith(clause.helper):
        return f"{before}{agree(clause.helper, new)} {new}{after}"
    return f"{before}{agree(clause.helper, new)} {new}{after}"


def _parallel_led(fragment: Fragment, turn: Turn) -> Iterator[str]:
    """ "from the Thai side": a phrase led by the same preposition is exchanged."""
    words = words_of(turn.question)
    for i in range(len(words) - 1, 0, -1):
        if words[i].lower != fragment.lead:
            continue
        end = i + 1
        while end < len(words) and not _ends_phrase(words[end], end == i + 1):
            end += 1
        if end > i + 1:
            yield cut(turn.question, words, i, end, fragment.text)
            return


def _ends_phrase(word: Word, first: bool) -> bool:
    small = word.lower in SMALL_WORDS and not (first and word.lower in DETERMINERS)
    return word.is_sign or small


def _asked_of(noun: str, topic: str, turn: Turn) -> str:
    """ "the director" of a topic: asked with "Who", anything else with "What"."""
    head = next((word for word in noun.lower().split() if is_relational(word)), noun.split()[-1])
    asked = "Who" if head in ROLES else "What"
    was = turn.clause.helper.lower() in ("did", "was", "were", "had") and asked == "What"
    verb = ("were" if was else "are") if is_plural(head) else ("was" if was else "is")
    thing = (
        noun if not topic else (owned(noun, topic) if is_short(topic) else of_phrase(noun, topic))
    )
    first = thing.split()[0].lower()
    known = first in DETERMINERS or thing[:1].isupper() or bool(topic)
    thing = thing if known or PERIOD.match(thing) else f"the {thing}"
    return join(asked, verb, thing, turn.period if not topic or was else "")
