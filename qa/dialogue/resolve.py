""" "Who runs it?": the words that point back are exchanged for what they can mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.dialogue.clause import agree, wh_at
from qa.dialogue.compare import compared
from qa.dialogue.context import Context
from qa.dialogue.exchange import exchange_period
from qa.dialogue.nouns import KIND_NOUNS, is_plural, is_relational
from qa.dialogue.periods import PERIOD, find_period
from qa.dialogue.phrases import cut, head_phrase, is_short, join, nominal, object_of, possessive
from qa.dialogue.pointing import DEMONSTRATIVE, PERSON, PLURAL, POSSESSIVE, pointers
from qa.dialogue.referents import amounts, matters, persons, places, things
from qa.dialogue.tokens import SMALL_WORDS, Word, names_in, words_of
from qa.dialogue.verbs import BE, helper_and_base, is_base, is_finite
from qa.reader.words import DETERMINERS, PREPOSITIONS, word_set

_ANOTHER_TIME = re.compile(
    r"(?i)^(?:how\s+(?:much|many)|what)\s+(?:is|are|was|were)\s+(?:it|that|they|this)\s+"
    r"(?P<period>.+)$"
)
_DO_SO = re.compile(r"(?i)\bdo\s+(?:that|this|so|it)\b")
_MOTION = word_set("fly flies flew go goes went travel come came move moved lead sail drive ship")


def _did_so(core: str, context: Context) -> str:
    """ "Why did she do that?": what was done is said in the words of the last question."""
    turn = context.last
    clause = turn.clause
    if not clause.verb or not clause.subject or clause.is_copular or clause.verb == "do":
        return core
    asks_object = clause.wh_word in ("what", "which", "who") and not clause.asks_subject
    done = join(clause.verb.split()[-1], turn.answer if asks_object else "", clause.rest)
    return _DO_SO.sub(done, core)


def _distinct_picks(choices: Sequence[tuple[str, ...]], rank: int) -> list[str]:
    """One meaning for each pointing word, two different words never the same thing."""
    picks: list[str] = []
    for meanings in choices:
        free = [each for each in meanings if each not in picks]
        picks.append(free[min(rank, len(free) - 1)] if free else "")
    return picks


#: Said of things rather than of those who act.
_OF_THINGS = word_set(
    "cost costs take last open big large long deep tall wide built building finished completed "
    "start begin work mean planned cover area length height capacity"
)
_OF_AMOUNTS = word_set(
    "grow growing grown rise rising risen fall falling fallen increase increasing increased "
    "decrease decreasing decreased drop dropped dropping change changed changing doubled double"
)
_SHARES = word_set("much most some all half rest part none any lot third quarter percent")
_PARTS = word_set("share part portion percentage proportion")
_TIMES = word_set("year month week day decade time season quarter half period")


def resolve(core: str, context: Context) -> Iterator[str]:
    """The question with its pointing words resolved, best reading first."""
    yield from compared(core, context)
    again = _ANOTHER_TIME.match(core)
    if again and PERIOD.fullmatch(again["period"]):
        yield from exchange_period(again["period"], context.last)
    core = _did_so(core, context)
    words = words_of(core)
    places_of = pointers(words, names_in(words, context.known))
    if not places_of:
        yield core
        return
    choices = [_preferred(core, _meanings(words, i, context), context) for i in places_of]
    depth = max((len(each) for each in choices), default=0)
    for rank in range(min(depth, 4)):
        picks = _distinct_picks(choices, rank)
        if picks and all(picks):
            whole = _whole_of(words, places_of[0], picks[0], context)
            yield _put(core, places_of, picks) + whole


def _preferred(core: str, found: tuple[str, ...], context: Context) -> tuple[str, ...]:
    """What the question's own words make likeliest. Who did it already ("Who runs X?", "What
    else does it run?") or, of what rises and falls, the amount; where a thing is asked about
    ("How deep is it?"), what something was done to first, and who did it last."""
    clause, answer = context.last.clause, context.last.answer
    said = {word.lower for word in words_of(core)}
    base = helper_and_base(clause.verb.lower())[1] if clause.asks_subject and clause.verb else ""
    if answer in found and base in said:
        return (answer, *(each for each in found if each != answer))
    matter = nominal(clause)
    if matter and said & _OF_AMOUNTS:
        return (matter, *found)
    if not any(word.lower in _OF_THINGS for word in words_of(core)):
        return found
    held = object_of(clause)
    particular = held[:1].isupper() or held.split(" ")[0].lower() in DETERMINERS
    done_to = tuple(each for each in found if each == held and particular)
    doers = tuple(each for each in found if each == answer and clause.asks_subject)
    others = (each for each in found if each not in done_to and each not in doers)
    return (*done_to, *others, *doers)


def _meanings(words: tuple[Word, ...], i: int, context: Context) -> tuple[str, ...]:
    low = words[i].lower.split("'")[0]
    if low in PERSON:
        return persons(context)
    if low == "there":
        to = "to" if i and words[i - 1].lower in _MOTION else "in"
        return tuple(f"{to} {place}" for place in places(context))
    if low in DEMONSTRATIVE:
        return _demonstrated(words, i, low, context)
    if low in ("one", "ones", "both", "former", "latter"):
        many = tuple(f"of {each}" for each in things(context, plural=True))
        which = i > 0 and words[i - 1].lower == "which"
        return many if which else things(context, plural=low != "one")
    found = things(context, plural=low in PLURAL)
    part = i > 1 and words[i - 1].lower == "of" and words[i - 2].lower in _SHARES
    return (*amounts(context), *found) if part and low == "it" else found


def _demonstrated(words: tuple[Word, ...], i: int, low: str, context: Context) -> tuple[str, ...]:
    """What "that", "this year" or "those goods" can mean."""
    noun = _noun_after(words, i)
    if not noun:
        where = wh_at(words) >= 0 and words[wh_at(words)].lower == "where"
        here = places(context) if where and context.last.clause.wh_word == "where" else ()
        plural = low in ("these", "those")
        return here or (things(context, plural=True) if plural else matters(context))
    if noun[-1] in _TIMES:
        periods = [turn.period for turn in context.backwards() if turn.period]
        answered = find_period(context.last.answer)
        found = [answered, *periods] if answered else periods
        return tuple(re.sub(r"(?i)^(?:in|at|for|during|on|by)\s+", "", each) for each in found)
    return phrases_of_kind(" ".join(noun), context, plural=is_plural(noun[-1]))


def phrases_of_kind(noun: str, context: Context, *, plural: bool) -> tuple[str, ...]:
    """Things of the turns before that a noun can name: the same noun first, then its kind."""
    found = things(context, plural=plural)
    head = noun.split()[-1].lower()
    same = [each for each in found if re.search(rf"(?i)\b{re.escape(head)}\b", each)]
    if same:
        return tuple(same)
    kind = head in KIND_NOUNS or head.removesuffix("s") in KIND_NOUNS
    return found if kind else tuple(f"the {noun} of {each}" for each in found)


def _noun_after(words: tuple[Word, ...], i: int) -> list[str]:
    """The noun that a demonstrative goes with: ["year"] of "that year"."""
    found: list[str] = []
    for word in words[i + 1 :]:
        verb = found and is_finite(word.lower) and not is_relational(word.lower)
        if word.is_sign or word.lower in SMALL_WORDS or verb:
            break
        found.append(word.text)
    pointing = words[i].lower in DEMONSTRATIVE
    of_those = i > 0 and words[i - 1].lower == "of" and found and is_base(found[0].lower())
    if pointing and of_those:
        return []
    if pointing and len(found) == 1 and _only_verb(words, i, found[0].lower()):
        return []
    return found


def _only_verb(words: tuple[Word, ...], i: int, low: str) -> bool:
    """ "How does that *compare*", "When was that *announced*": a verb and no noun."""
    before = words[i - 1].lower if i else ""
    helped = before in BE | word_set("do does did has have had will would can could should")
    return helped and (is_base(low) or is_finite(low) or low.endswith("ed"))


def _put(core: str, spots: Sequence[int], picks: Sequence[str]) -> str:
    """The picked meanings in the places of the pointing words, the last place first."""
    text = core
    for i, pick in sorted(zip(spots, picks, strict=True), reverse=True):
        text = _put_one(text, words_of(text), i, pick)
    return text


def _whole_of(words: tuple[Word, ...], i: int, pick: str, context: Context) -> str:
    """What a share is of, when only whose it is was said: "its share" after "Which country
    bought most of the coffee?" is the answer's share "of the coffee"."""
    noun = _noun_after(words, i)
    parted = words[i].lower in POSSESSIVE and noun and noun[-1].lower() in _PARTS
    followed = any(word.lower == "of" for word in words[i:])
    whole = object_of(context.last.clause)
    return f" of {whole}" if parted and not followed and whole and whole != pick else ""


def _put_one(text: str, words: tuple[Word, ...], i: int, pick: str) -> str:
    low = words[i].lower
    following = _noun_after(words, i)
    if low in POSSESSIVE and following:
        return _put_owner(text, words, i, pick)
    if low in DEMONSTRATIVE and following:
        last = i + 1 + len(following)
        return cut(text, words, i, last, pick)
    if low in ("theirs", "hers"):
        return cut(text, words, i, i + 1, possessive(pick))
    if low.endswith("'s"):
        return cut(text, words, i, i + 1, f"{pick} is")
    if low in ("one", "ones", "former", "latter", "both") and i:
        return cut(text, words, i - 1 if words[i - 1].lower == "the" else i, i + 1, pick)
    if low == "there" and words[i - 1].lower in PREPOSITIONS:
        return cut(text, words, i, i + 1, pick.removeprefix("in "))
    text = _agreed(text, words, i, pick)
    words = words_of(text)
    return cut(text, words, i, i + 1, pick)


def _agreed(text: str, words: tuple[Word, ...], i: int, pick: str) -> str:
    """The helper before a subject in the number of what the subject now is."""
    if not i or words[i - 1].lower not in word_set("does do is are was were has have"):
        return text
    return cut(text, words, i - 1, i, agree(words[i - 1].text, head_phrase(pick)))


def _put_owner(text: str, words: tuple[Word, ...], i: int, owner: str) -> str:
    """ "its director" → "Vietnam's director", or "the director of the plant in Bokeo"."""
    noun = _noun_after(words, i)
    if is_short(owner) and not owner.endswith("s"):
        return cut(text, words, i, i + 1, possessive(owner))
    last = i + 1 + len(noun)
    return cut(text, words, i, last, f"the {' '.join(noun)} of {owner}")
