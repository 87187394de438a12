"""Which pronouns of a question point back at earlier turns, and which are bound inside it."""

from __future__ import annotations

from qa.dialogue.clause import wh_at
from qa.dialogue.nouns import is_plural
from qa.dialogue.tokens import SMALL_WORDS, Name, Word
from qa.dialogue.verbs import BE, HAVE, HELPERS, SAYING, is_base, is_finite
from qa.reader.words import CONJUNCTIONS, DETERMINERS, PREPOSITIONS, word_set

SINGULAR = word_set("it its itself")
PLURAL = word_set("they them their theirs themselves")
PERSON = word_set("he him his she her hers himself herself")
DEMONSTRATIVE = word_set("this that these those")
POSSESSIVE = word_set("its their his her")
_BOUNDARY = (CONJUNCTIONS - word_set("how what nor yet")) | word_set("to than before after since as until while")
_TIMES = word_set("year month week day decade century morning evening time season quarter half")
_WEATHER = word_set("raining snowing cold hot sunny windy late dark")
_OPINIONS = word_set(
    "true correct right false possible likely legal clear known important necessary certain"
)


def pointers(words: tuple[Word, ...], names: tuple[Name, ...]) -> tuple[int, ...]:
    """The places of the words that point outside the question, left to right.

    "How much did Sekong say it exported?" has none; "Is it bigger than Sekong?" has "it".
    """
    found: list[int] = []
    for i, word in enumerate(words):
        low = word.lower.removesuffix("'s") if word.lower in ("it's", "that's") else word.lower
        if low in SINGULAR | PLURAL | PERSON:
            points = not _expletive(words, i) and not _bound(words, names, i, low)
        elif low in DEMONSTRATIVE:
            points = _demonstrates(words, i, low) and not _clause_before(words, names, i)
        elif low == "there":
            points = _locates(words, names, i)
        elif low in ("one", "ones", "both", "former", "latter"):
            points = _stands_for_noun(words, names, i)
        elif low == "two":
            points = i > 0 and words[i - 1].lower == "the" and _ends_there(words, i)
        else:
            continue
        if points:
            found.append(i)
    return tuple(found)


def _ends_there(words: tuple[Word, ...], i: int) -> bool:
    return all(word.is_sign or word.lower in SMALL_WORDS for word in words[i + 1 : i + 2])


def _expletive(words: tuple[Word, ...], i: int) -> bool:
    """ "it" that stands for nothing: "is it raining", "did it take … to", "was it X who"."""
    if words[i].lower != "it":
        return False
    before = words[i - 1].lower if i else ""
    after = [word.lower for word in words[i + 1 :]]
    if words[0].lower == "how" and words[1].lower in ("far", "long") and after[:1] == ["to"]:
        return True
    if after[:1] in (["take"], ["takes"], ["took"]) and "to" in after:
        return True
    if before not in BE and after[:1] not in (["is"], ["was"]):
        return False
    if after and (after[0] in _WEATHER or after[0] in _OPINIONS):
        return True
    if after[:1] == ["from"]:
        return True
    return "that" in after[1:] or "who" in after[1:] or _adjective_to(after)


def _adjective_to(after: list[str]) -> bool:
    """ "is it possible *to* …": an adjective between "it" and "to"."""
    return "to" in after[1:3] and after[0] not in SMALL_WORDS and not is_finite(after[0])


def _bound(words: tuple[Word, ...], names: tuple[Name, ...], i: int, low: str) -> bool:
    """Whether something named earlier in the question is what the pronoun stands for."""
    if i and words[i - 1].lower in HELPERS and not _comma_before(words, i):
        return False
    candidates = _antecedents(words, names, i, low)
    if not candidates:
        return False
    if low in POSSESSIVE:
        return words[i - 1].lower not in BE
    having = words[i - 1].lower in PREPOSITIONS and any(w.lower in HAVE for w in words[:i])
    return having or any(_boundary_between(words, end, i) for end in candidates)


def _comma_before(words: tuple[Word, ...], i: int) -> bool:
    return any(word.text in (",", ";", ":") for word in words[:i])


def _antecedents(
    words: tuple[Word, ...], names: tuple[Name, ...], i: int, low: str
) -> list[int]:
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
        word.lower in _BOUNDARY or word.lower in SAYING or word.text in (",", ";", ":")
        for word in between
    )


def _demonstrates(words: tuple[Word, ...], i: int, low: str) -> bool:
    """A "this" or "that" which stands for, or goes with, something said before."""
    before = words[i - 1].lower if i else ""
    after = words[i + 1].lower if i + 1 < len(words) and not words[i + 1].is_sign else ""
    if low == "this" and after in _TIMES:
        return False
    later = [word.lower for word in words[i + 2 : i + 4]]
    if after and later[:1] and later[0] in ("of", "when", "who", "which", "that") and later[1:]:
        return False
    if low == "that":
        if words[i].lower == "that's":
            return True
        last = not after
        return last or before in HELPERS or (before in PREPOSITIONS and before != "so")
    if low in ("these", "those") and after in ("who", "which", "of", "in", "that", "days"):
        return False
    return True


def _clause_before(words: tuple[Word, ...], names: tuple[Name, ...], i: int) -> bool:
    """Whether the question has said something by then that the word can mean."""
    spoken = [word for word in words[:i] if word.lower not in SMALL_WORDS and not word.is_sign]
    return len(spoken) > 1 and _boundary_between(words, 1, i)


def _locates(words: tuple[Word, ...], names: tuple[Name, ...], i: int) -> bool:
    """A "there" that is a place named before, not "is there a …"."""
    before = words[i - 1].lower if i else ""
    after = words[i + 1].lower if i + 1 < len(words) and not words[i + 1].is_sign else ""
    counted = words[0].lower in ("how", "which", "what") and len(words) > 2
    exists = before in BE | word_set("will can") or after in BE
    if exists and ((after and after not in PREPOSITIONS) or (not after and counted)):
        return False
    if i == 0:
        return False
    placed = [name for name in names if name.last <= i]
    return not placed or not _boundary_between(words, placed[0].last, i)


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
