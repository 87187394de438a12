""" "Who is the director?": a whole question that does not say of what; the topic is added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from qa.dialogue.clause import parse
from qa.dialogue.compare import pair_of
from qa.dialogue.context import Context, Turn
from qa.dialogue.nouns import (
    AMOUNT_VERBS,
    KIND_NOUNS,
    NOUN_OF_VERB,
    OFFICES,
    ORGANISATIONS,
    PLACES,
    is_plural,
    is_relational,
)
from qa.dialogue.periods import find_period, fit
from qa.dialogue.phrases import cut, head_of, join, nominal, owned
from qa.dialogue.referents import answer_is_thing, things, topics
from qa.dialogue.tokens import SMALL_WORDS, Word, names_in, words_of

_EXPECTED = re.compile(
    r"(?i)^what\s+(?:is|was|are)\s+(?P<verb>expected|forecast|planned|predicted|projected)\s+"
)
_POINTED = ("the", "these", "those", "both")
_FAR = re.compile(r"(?i)^how\s+(?:far|long)\s+(?:is|was)\s+it\s+to\b")


def name_topic(core: str, missing: tuple[str, ...], context: Context) -> Iterator[str]:
    """The question with the topic of the turns before said in it, best reading first."""
    yield from _expectation(core, context.last)
    yield from _between(core, missing, context)
    found = topics(context)
    if missing[0].endswith("est") or missing[0] in ("first", "last"):
        found = things(context, plural=True)
    if _FAR.match(core):
        yield from (f"{core} from {_place_of(topic, context)}" for topic in found[:2])
        return
    words = words_of(core)
    spot = _noun_spot(words, missing)
    for topic in _fitting(words, spot, found, context)[:3]:
        text = _with_topic(core, words, spot, topic, context)
        yield _with_period(text, core, context.last)
        yield text


def _between(core: str, missing: tuple[str, ...], context: Context) -> Iterator[str]:
    """ "Which is longer?", "What is the difference?": asked of the two last spoken of."""
    pair = pair_of(context)
    if pair is None:
        return
    one, other, about = pair
    if missing[0] in ("difference", "gap", "ratio"):
        yield join(core, f"between {one} and {other}", f"for {about}" if about else "")
    elif re.search(r"(?i)^(?:which|who)\b.*\b(?:more|less|fewer|\w{2,}er)\b", core):
        bare = re.sub(r"(?i)^which\s+(?:one|of\s+(?:them|the\s+two))\b", "Which", core)
        yield f"{bare}, {one} or {other}"


def _expectation(core: str, turn: Turn) -> Iterator[str]:
    """ "What is expected for 2026?" → "How much is X expected to earn … in 2026?"."""
    told, clause = _EXPECTED.match(core), turn.clause
    period = find_period(core)
    if told is None or not clause.verb or not clause.subject or not period:
        return
    new = fit(period.split(" ", 1)[-1], turn.period)[0]
    verb = re.sub(r"^expected to ", "", clause.verb)
    yield join(clause.wh, "is", clause.subject, told["verb"].lower(), "to", verb, clause.rest, new)


def _place_of(topic: str, context: Context) -> str:
    names = names_in(words_of(topic), context.known)
    return names[0].text if names else topic


def _noun_spot(words: tuple[Word, ...], missing: tuple[str, ...]) -> tuple[int, int]:
    """[first, last) of the noun that wants an owner, its "the" included; (0, 0) for none."""
    for i, word in enumerate(words):
        if word.lower in missing:
            for first in range(i - 1, max(-1, i - 4), -1):
                if words[first].lower in _POINTED:
                    return first, i + 1
                if words[first].is_sign or words[first].lower in SMALL_WORDS:
                    break
            return i, i + 1
    return 0, 0


def _fitting(
    words: tuple[Word, ...], spot: tuple[int, int], found: tuple[str, ...], context: Context
) -> list[str]:
    """The topics in the order in which they suit the noun: a place for "the province"."""
    head = words[spot[1] - 1].lower if spot[1] else ""
    if spot[1] and head in NOUN_OF_VERB.values():
        matters = [nominal(turn.clause) for turn in context.backwards()]
        shared = [matter for matter in matters if f"{head} " in f"{matter} "]
        if shared:
            return [*shared, *found]
    maker = context.last.answer
    chosen = context.last.clause.wh_word in ("who", "which")
    if head in ORGANISATIONS and chosen and answer_is_thing(context.last):
        found = (maker, *found)
    same = (
        [each for each in found if re.search(rf"(?i)\b{re.escape(head)}\b", each)] if head else []
    )
    named = (
        [context.known[low] for low in context.known if low.endswith(f" {head}")] if head else []
    )
    shared_place = [each for each in named if any(_overlap(each, topic) for topic in found)]
    if head in OFFICES:  # a minister is a country's, not its trade's
        found = (*(each for each in found if _is_name(each, context)), *found)
    return list(dict.fromkeys([*shared_place, *same, *found]))


def _is_name(topic: str, context: Context) -> bool:
    names = names_in(words_of(topic), context.known)
    return len(names) == 1 and len(names[0].text) >= len(topic.removeprefix("the ")) - 2


def _overlap(one: str, other: str) -> bool:
    """Whether "Sekong Province" and "Sekong's trade" speak of the same name."""
    first = one.split()[0]
    return len(first) > 2 and re.search(rf"\b{re.escape(first)}\b", other) is not None


def _with_topic(
    core: str, words: tuple[Word, ...], spot: tuple[int, int], topic: str, context: Context
) -> str:
    first, last = spot
    if not last:
        return _without_noun(core, topic)
    head = words[last - 1].lower
    phrase = core[words[first].start : words[last - 1].end]
    if re.search(rf"(?i)\b{re.escape(head)}\b", topic) or _is_kind_of(head, topic, context):
        return cut(core, words, first, last, topic)
    if last < len(words) and words[last].lower == "of":
        return f"{core}, {topic}"
    bare = re.sub(r"(?i)^the\s+", "", phrase)
    asked = first and words[first - 1].lower in ("which", "what", "many", "much", "other")
    matter = nominal(replace(context.last.clause, period=""))
    if asked and matter and is_plural(head_of(matter)):
        return cut(core, words, first, last, f"{phrase} in {matter}")
    short = phrase != bare and not asked
    return cut(core, words, first, last, owned(bare, topic) if short else f"{phrase} of {topic}")


def _is_kind_of(head: str, topic: str, context: Context) -> bool:
    """Whether "the company" can be what the topic names."""
    if not _is_name(topic, context) or head not in KIND_NOUNS:
        return False
    kind = names_in(words_of(topic), context.known)[0].kind
    if head in PLACES:
        return kind in ("place", "country", "name")
    return head in ORGANISATIONS and kind in ("org", "name")


def _without_noun(core: str, topic: str) -> str:
    """ "How many members are there?" → "… members of X …"; else the topic is said first."""
    clause = parse(core)
    noun = clause.wh_noun
    if re.search(r"(?i)^(?:which|who)\b.*\b(?:more|less|fewer)$", core):
        return f"{core} than {topic}"
    if noun and is_plural(noun) and is_relational(noun.split()[-1].lower()):
        return core.replace(noun, f"{noun} of {topic}", 1)
    return f"For {topic}, {core[:1].lower()}{core[1:]}"


def _with_period(text: str, core: str, turn: Turn) -> str:
    """An amount asked of the same time as before, when the question names no time."""
    clause = parse(core)
    verb = clause.verb.split()[-1].lower() if clause.verb else ""
    same = clause.helper.lower() == turn.clause.helper.lower() == "did"
    amount = clause.wh.lower() in ("how much", "how many") and verb in AMOUNT_VERBS
    if same and amount and not clause.period and turn.period:
        return f"{text} {turn.period}"
    return text
