"""Whether a question leans on the turns before, and by what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from qa.dialogue.clause import wh_at
from qa.dialogue.context import Context
from qa.dialogue.nouns import is_plural, is_relational
from qa.dialogue.owing import owed
from qa.dialogue.periods import is_period
from qa.dialogue.pointing import pointers
from qa.dialogue.tokens import LONGEST, Word, names_in, words_of
from qa.dialogue.verbs import HELPERS, is_finite, is_participle
from qa.reader.words import (
    LIGHT_WORDS,
    PREPOSITIONS,
    WH_WORDS,
    word_set,
)

_GREETING = (
    r"ok(?:ay)?|thanks?(?:\s+(?:you|a\s+lot|very\s+much))?|thx|great|good|nice|cool|interesting|"
    r"hm+|well|right|yes|yeah|no|oh|ah|aha|i\s+see|got\s+it|sure|fine|alright|wow|really|hello|hi"
)
_POLITE = re.compile(rf"(?i)^(?:{_GREETING})\b[\s,.!;:?…–-]*(?=\w)")
_JOINING = re.compile(r"(?i)^(?:and|but|so|then|also|plus|or|now|&)\b[\s,:…–-]*(?=\w)")
_BARE = word_set("it he she they them him this that these those there one")
_GOES_ON = word_set("and or plus &")
_ABOUT = re.compile(
    r"(?i)^(?:wh?at|waht|wht|how|hwo)(?:'s|\s+is)?\s+(?:about|abuot|abt)\s+(?=\w)|^what\s+of\s+(?=\w)"
    r"|^same\s+(?:question\s+)?(?:for|with)\s+(?=\w)|^(?:the\s+)?same,?\s+(?:but\s+)?(?=(?:for|in)\s)"
)
#: "When was that?": asks about what happened, and not about a thing.
_MOST_WORDS = 60  # of a question that can lean
_EVENT = re.compile(
    r"(?i)^(?:when|why|how|where)\s+(?:is|was|did)\s+(?:that|this|it)(?:\s+happen)?$"
)
_SHORTENED = re.compile(r"(?i)\b(what|who|where|how|when|why|that|it|there|he|she)['’]s\b")


class LeaningKind(StrEnum):
    NONE = "none"
    VALUE = "value"  # "And Luang Prabang?": one thing of the question before is exchanged
    QUESTION_WORD = "question word"  # "Why?": the question before is asked another way
    POINTING = "pointing"  # "Who runs it?"
    NAMELESS = "nameless"  # "Who is the director?"


@dataclass(frozen=True, slots=True)
class Leaning:
    """How a question leans: `core` is what it says without "And what about"; `missing` holds
    the words that point back, or the noun that wants to know of what."""

    stands_alone: bool
    kind: LeaningKind
    core: str = ""
    missing: tuple[str, ...] = ()


_ALONE = Leaning(True, LeaningKind.NONE)


def lean_of(question: str, context: Context) -> Leaning:
    """Read one question by itself and against the words of the turns before."""
    if len(question) > LONGEST:
        return _ALONE
    core, joined, about = strip_opening(question)
    words = words_of(core)
    if not any(not word.is_sign for word in words) or len(words) > _MOST_WORDS:
        return _ALONE
    if re.fullmatch(_GREETING, core, re.IGNORECASE):
        return _ALONE
    if about or is_period(core):
        return Leaning(False, LeaningKind.VALUE, core)
    fragment = _fragment(words, joined, asked=question.rstrip().endswith("?"))
    if fragment is not None:
        return Leaning(False, fragment, core)
    if _EVENT.match(core):
        return Leaning(False, LeaningKind.QUESTION_WORD, core)
    pointing = pointers(words, names_in(words, context.known))
    if pointing:
        missing = tuple(words[i].lower for i in pointing)
        return Leaning(False, LeaningKind.POINTING, core, missing)
    nameless = owed(words, context, joined=joined)
    return Leaning(False, LeaningKind.NAMELESS, core, nameless) if nameless else _ALONE


def strip_opening(question: str) -> tuple[str, bool, bool]:
    """("Ok, and what about Japan?") → ("Japan", joined True, about True); "so" joins nothing."""
    text = _SHORTENED.sub(r"\1 is", " ".join(question.split())).strip(" \t?!.…")
    joined = about = False
    for _ in range(4):
        polite, joining = _POLITE.match(text), _JOINING.match(text)
        if polite and polite.end() < len(text):
            text = text[polite.end() :]
        elif joining:
            joined = joined or joining.group().strip(" ,:").lower() in _GOES_ON
            text = text[joining.end() :]
        else:
            break
    opening = _ABOUT.match(text)
    if opening:
        text, about = text[opening.end() :], True
    return text.strip(" ,;:"), joined, about


def _fragment(words: tuple[Word, ...], joined: bool, *, asked: bool) -> LeaningKind | None:
    """The kind of a question without a clause of its own; None for a clause or keywords."""
    spoken = [word for word in words if not word.is_sign]
    at = wh_at(tuple(spoken))
    asks = any(word.lower in WH_WORDS for word in spoken)
    if spoken[0].lower in HELPERS or (spoken[0].lower in LIGHT_WORDS and len(spoken) > 2):
        return None
    if at >= 0 and _has_clause(spoken, at):
        return None
    if asks:
        late = at < 0 and not any(word.text == "," for word in words)
        keywords = late and not is_participle(spoken[0].lower)
        return None if keywords or len(spoken) > 7 else LeaningKind.QUESTION_WORD
    if joined and len(spoken) <= 8:
        return LeaningKind.VALUE
    if any(word.lower in HELPERS for word in spoken) or spoken[0].lower in _BARE:
        return None
    led = spoken[0].lower in PREPOSITIONS and len(spoken) <= 6
    short = asked and len(spoken) <= 3
    return LeaningKind.VALUE if led or short else None


def _has_clause(spoken: list[Word], at: int) -> bool:
    """Whether a verb goes with the question word: "Which goods led them", not "By whom"."""
    after = spoken[at + 1 :]
    lowers = [word.lower for word in after]
    if any(low in HELPERS or low.endswith("n't") for low in lowers):
        return True
    if spoken[at].lower.endswith("'s"):
        return True
    if spoken[at].lower == "who" and len(after) > 1:
        return True
    degree = lowers[:1] in (["many"], ["much"], ["long"], ["else"])
    nouns = after[1:] if degree or spoken[at].lower == "which" else after
    return (
        any((is_finite(word.lower) and not _noun_like(word.lower, spoken)) for word in nouns)
        or len(after) > 5
    )


def _noun_like(low: str, spoken: list[Word]) -> bool:
    """ "exports" or "years" right after "which": a noun that has the form of a verb."""
    last = spoken[-1].lower == low
    return last and (is_relational(low) or is_plural(low)) and not is_participle(low)
