"""Which pronouns of a question point back at earlier turns, and which are bound inside it."""

from __future__ import annotations

from enum import StrEnum

from qa.dialogue.clause import wh_at
from qa.dialogue.nouns import is_plural
from qa.dialogue.tokens import SMALL_WORDS, Name, Word
from qa.dialogue.verbs import BE, HAVE, HELPERS, MODALS, SAYING, is_base, is_finite
from qa.reader.words import CONJUNCTIONS, DETERMINERS, PREPOSITIONS, PRONOUNS, WH_WORDS, word_set

SINGULAR = word_set("it its")
PLURAL = word_set("they them their theirs")
PERSON = word_set("he him his she her hers")
DEMONSTRATIVE = word_set("this that these those")
POSSESSIVE = word_set("its their his her")
_BOUNDARY = (CONJUNCTIONS - word_set("how what nor yet")) | word_set(
    "to than before after since as until while those"
)
_TIMES = word_set("year month week day decade century morning evening time season quarter half")
_WEATHER = word_set("rain rained snow snowed comes raining snowing cold hot sunny windy late dark")
_COSTS = word_set("take takes took cost costs need hurt help")
_RELATIVES = word_set("who which that days")
_OPINIONS = word_set(
    "true correct right false possible likely legal clear known important necessary certain"
)


def pointers(words: tuple[Word, ...], names: tuple[Name, ...]) -> tuple[int, ...]:
    """The places of the words that point outside the question, left to right.

    "How much did Sekong say it exported?" has none; "Is it bigger than Sekong?" has "it".
    """
    found: list[int] = []
    quoted = _inside_quotes(words)
    listed = next((i for i, word in enumerate(words) if word.text == ":"), -1)
    for i, word in enumerate(words):
        if i < listed or i in quoted:
            continue  # "Which of these is a mammal: a bat or a crow?"
        low = word.lower.removesuffix("'s") if word.lower in ("it's", "that's") else word.lower
        if low in SINGULAR | PLURAL | PERSON:
            points = not _expletive(words, i) and not _bound(words, names, i, low)
        elif low in DEMONSTRATIVE:
            points = _demonstrates(words, i, low) and not _clause_before(words, i)
        elif low == "there":
            points = _locates(words, names, i)
        elif low in ("one", "ones", "both", "former", "latter"):
            points = _stands_for_noun(words, names, i)
        elif low == "two":
            points = not names and i > 0 and words[i - 1].lower == "the" and _ends_there(words, i)
        else:
            continue
        if points and not _same_again(words, found, low):
            found.append(i)
    return tuple(found)


_CLASSES = (SINGULAR, PLURAL, PERSON)


def _same_again(words: tuple[Word, ...], found: list[int], low: str) -> bool:
    """ "its" after an "it" that points already: the same thing, and said once is enough."""
    classes = [each for each in _CLASSES if low in each]
    before = {words[j].lower for j in found}
    return low in POSSESSIVE and any(before & each for each in classes)


def _inside_quotes(words: tuple[Word, ...]) -> frozenset[int]:
    """The places of words that are only quoted."""
    marks = [i for i, word in enumerate(words) if word.text in ('"', "“", "”", "«", "»")]
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return frozenset(i for first, last in pairs for i in range(first, last))


def _ends_there(words: tuple[Word, ...], i: int) -> bool:
    return all(word.is_sign or word.lower in SMALL_WORDS for word in words[i + 1 : i + 2])


def _expletive(words: tuple[Word, ...], i: int) -> bool:
    """ "it" that stands for nothing: "is it raining", "did it take … to", "was it X who"."""
    if words[i].lower != "it":
        return False
    opening = [word.lower for word in words[:2]]
    before = words[i - 1].lower if i else ""
    after = [word.lower for word in words[i + 1 :]] or [""]
    if opening[0] == "what" and opening[1] in ("time", "day", "date"):
        return True
    if opening[0] == "how" and opening[1] in ("far", "long") and after[0] == "to":
        return True
    costs = after[0] in _COSTS and "to" in after
    since = after[:2] == ["been", "since"]
    if costs or since or (after[0] in _WEATHER and before in HELPERS):
        return True
    if before not in BE:
        return False
    cleft = after[0] in ("when", "that", "from") or {"that", "who"} & set(after[1:])
    return bool(cleft) or after[0] in _OPINIONS or _adjective_to(after)


def _adjective_to(after: list[str]) -> bool:
    """ "is it possible *to* …", "is it far *from* … *to* …", "was it like *to* …"."""
    led = {"to", "if", "when", "where"} & set(after[1:3]) or {"from", "to"} <= set(after)
    adjective = after[0] not in SMALL_WORDS and not is_finite(after[0])
    return bool(led) and (adjective or after[0] == "like")


def _bound(words: tuple[Word, ...], names: tuple[Name, ...], i: int, low: str) -> bool:
    """Whether something named in the question itself is what the pronoun stands for."""
    before, second = words[i - 1].lower if i else "", _second_clause(words, i)
    if second is Second.JOINED or _announced(words, names, i, low):
        return True
    candidates = _antecedents(words, names, i, low)
    owns = low in POSSESSIVE and before in HAVE and candidates
    if before in HELPERS and second is Second.NONE and not owns:
        return False
    if not candidates:
        return False
    parted = any(_boundary_between(words, end, i) for end in candidates)
    if low in POSSESSIVE:
        return parted or before not in BE
    having = before in PREPOSITIONS and any(word.lower in HAVE for word in words[:i])
    return having or parted or any(_after_of(words, name) for name in names if name.last <= i)


def _after_of(words: tuple[Word, ...], name: Name) -> bool:
    """ "critics of the Lund tunnel": what they call "it" is the tunnel."""
    return "of" in [word.lower for word in words[max(0, name.first - 2) : name.first]]


def _announced(words: tuple[Word, ...], names: tuple[Name, ...], i: int, low: str) -> bool:
    """Whether the main clause comes later and says it: "How many of *its* ships did Maritex
    sell", "Although *it* is small, why does Malta …"."""
    comma = next((j for j in range(i, len(words)) if words[j].text == ","), len(words))
    for j in range(i + 1, len(words) - 1):
        told = words[j].lower in HELPERS and words[j + 1].lower not in PRONOUNS
        named = any(name.first in (j + 1, j + 2) for name in names)
        if told and (j > comma or (named and low in POSSESSIVE and words[j].lower not in BE)):
            return True
    return False


class Second(StrEnum):
    """How a clause stands before the one that holds the pronoun."""

    NONE = "none"
    PARTED = "parted"  # by a comma
    JOINED = "joined"  # "… and where did they …", or a sentence of its own


def _second_clause(words: tuple[Word, ...], i: int) -> Second:
    parted = Second.NONE
    for j in range(1, i):
        asks = words[j].lower in WH_WORDS | HELPERS
        if words[j].text in ".?!;" or (asks and words[j - 1].lower in ("and", "but", "or")):
            return Second.JOINED
        if words[j].text in (",", ":"):
            parted = Second.PARTED
    return parted


def _antecedents(words: tuple[Word, ...], names: tuple[Name, ...], i: int, low: str) -> list[int]:
    """Where the phrases end that the pronoun could stand for, by number alone."""
    ends = [name.last for name in names if name.last <= i]
    at = wh_at(words)
    for j in range(i):
        low_j = words[j].lower
        noun = low_j not in SMALL_WORDS and not words[j].is_sign and not words[j].is_capital
        noun = noun and not _verb_like(words, j) and low_j not in SAYING
        if noun and is_plural(low_j) == (low in PLURAL) and (low not in PERSON or at < j):
            ends.append(j + 1)
    asked_who = at >= 0 and words[at].lower == "who" and at < i
    return [*ends, at + 1] if asked_who and low in PERSON | PLURAL else ends


def _verb_like(words: tuple[Word, ...], j: int) -> bool:
    """A word that reads as a verb where it stands ("Who *runs*", "did people *resist*")."""
    before = words[j - 1].lower if j else ""
    determined = before in DETERMINERS | PREPOSITIONS or before in ("which", "many", "much")
    degree = before == "how" or (before in BE and not is_base(words[j].lower))
    return degree or (is_finite(words[j].lower) and not determined)


def _boundary_between(words: tuple[Word, ...], start: int, end: int) -> bool:
    between = words[start:end]
    return any(
        word.lower in _BOUNDARY
        or word.lower in SAYING
        or word.text in (",", ";", ":", ".", "?", "!")
        for word in between
    )


def _demonstrates(words: tuple[Word, ...], i: int, low: str) -> bool:
    """A "this" or "that" which stands for, or goes with, something said before."""
    before = words[i - 1].lower if i else ""
    after = words[i + 1].lower if i + 1 < len(words) and not words[i + 1].is_sign else ""
    if words[i + 1 : i + 2] and words[i + 1].is_capital:
        return False
    if low == "this" and after.removesuffix("'s") in _TIMES:
        return False
    later = [word.lower for word in words[i + 2 : i + 4]]
    if after and later[:1] and later[0] in ("of", "when", "who", "which", "that") and later[1:]:
        return False
    if low == "that":
        if words[i].lower == "that's":
            return True
        last = not after
        return last or before in HELPERS or (before in PREPOSITIONS and before != "so")
    if low in ("these", "those"):
        return after not in PRONOUNS | PREPOSITIONS | _RELATIVES
    return True


def _clause_before(words: tuple[Word, ...], i: int) -> bool:
    """Whether the question has said something by then that the word can mean."""
    spoken = [word for word in words[:i] if word.lower not in SMALL_WORDS and not word.is_sign]
    return len(spoken) > 1 and _boundary_between(words, 1, i)


def _locates(words: tuple[Word, ...], names: tuple[Name, ...], i: int) -> bool:
    """A "there" that is a place named before, not "is there a …"."""
    before = words[i - 1].lower if i else ""
    after = words[i + 1].lower if i + 1 < len(words) and not words[i + 1].is_sign else ""
    counted = words[0].lower in ("how", "which", "what") and len(words) > 2
    exists = before in BE | MODALS or after in BE | MODALS
    attended = words[0].lower == "who" and i < 3 and after != "to"
    if exists and not attended and (after or counted):
        return False
    if i == 0:
        return False
    placed = [name for name in names if name.last <= i]
    between = words[placed[0].last : i] if placed else ()
    doing = any(word.lower.endswith("ing") for word in between)
    return not placed or not (doing or _boundary_between(words, placed[0].last, i))


def _stands_for_noun(words: tuple[Word, ...], names: tuple[Name, ...], i: int) -> bool:
    """ "Which one", "the other ones", "both": a noun left out, in a question naming nothing."""
    before = words[i - 1].lower if i else ""
    after = words[i + 1].lower if i + 1 < len(words) and not words[i + 1].is_sign else ""
    if names:
        return False
    if words[i].lower in ("one", "ones"):
        return before in word_set("which the other that this first last new") and (
            not after or after in SMALL_WORDS or is_finite(after)
        )
    return not after or after in HELPERS or before == "the"
