"""Whether a question leans on the turns before, and by what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from qa.dialogue.clause import wh_at
from qa.dialogue.nouns import KIND_NOUNS, UNIQUE, is_plural, is_relational
from qa.dialogue.periods import PERIOD, is_period
from qa.dialogue.pointing import pointers
from qa.dialogue.tokens import SMALL_WORDS, LONGEST, Word, names_in, words_of
from qa.dialogue.verbs import DO, HELPERS, is_base, is_finite, is_participle
from qa.reader.words import (
    DETERMINERS,
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
_ABOUT = re.compile(
    r"(?i)^(?:wh?at|waht|wht|how|hwo)(?:'s|\s+is)?\s+(?:about|abuot|abt)\s+(?=\w)|^what\s+of\s+(?=\w)"
    r"|^same\s+(?:question\s+)?(?:for|with)\s+(?=\w)|^(?:the\s+)?same,?\s+(?:but\s+)?(?=(?:for|in)\s)"
)
#: "When was that?": asks about what happened, and not about a thing.
_EVENT = re.compile(r"(?i)^(?:when|why|how|where)\s+(?:is|was|did)\s+(?:that|this|it)(?:\s+happen)?$")
_PAST = word_set("did was were had")
_SMALL = SMALL_WORDS | LIGHT_WORDS
_SCOPED = word_set("in of on at among between from for to")


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


def lean_of(question: str, known: dict[str, str]) -> Leaning:
    """Read one question; `known` has the names of the history by their lower-case form."""
    if len(question) > LONGEST:
        return _ALONE
    core, joined, about = strip_opening(question)
    words = words_of(core)
    if not any(not word.is_sign for word in words):
        return _ALONE
    if about or is_period(core):
        return Leaning(False, LeaningKind.VALUE, core)
    fragment = _fragment(words, joined, asked=question.rstrip().endswith("?"))
    if fragment is not None:
        return Leaning(False, fragment, core)
    if _EVENT.match(core):
        return Leaning(False, LeaningKind.QUESTION_WORD, core)
    pointing = pointers(words, names_in(words, known))
    if pointing:
        missing = tuple(words[i].lower for i in pointing)
        return Leaning(False, LeaningKind.POINTING, core, missing)
    nameless = _nameless(words, known)
    return Leaning(False, LeaningKind.NAMELESS, core, nameless) if nameless else _ALONE


def strip_opening(question: str) -> tuple[str, bool, bool]:
    """("Ok, and what about Japan?") → ("Japan", joined True, about True)."""
    text = " ".join(question.split()).strip(" \t?!.…")
    joined = about = False
    for _ in range(4):
        polite, joining = _POLITE.match(text), _JOINING.match(text)
        if polite and polite.end() < len(text):
            text = text[polite.end() :]
        elif joining:
            text, joined = text[joining.end() :], True
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
        return LeaningKind.QUESTION_WORD if len(spoken) <= 7 else None
    if joined and len(spoken) <= 8:
        return LeaningKind.VALUE
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
    return any(
        (is_finite(word.lower) and not _noun_like(word.lower, at, spoken)) for word in nouns
    ) or len(after) > 5


def _noun_like(low: str, at: int, spoken: list[Word]) -> bool:
    """ "exports" or "years" right after "which": a noun that has the form of a verb."""
    last = spoken[-1].lower == low
    return last and (is_relational(low) or is_plural(low)) and not is_participle(low)


def _nameless(words: tuple[Word, ...], known: dict[str, str]) -> tuple[str, ...]:
    """The words by which a whole question without any name leans; () when it stands alone."""
    if names_in(words, known) or wh_at(words) < 0 and words[0].lower not in HELPERS:
        return ()
    lowers = [word.lower for word in words]
    if len(_anchors(words)) > 2:
        return ()
    definite = _definite(words)
    if definite is not None:
        return (definite,) if definite else ()
    leaning = [low for low in lowers if is_relational(low) and not _is_verb_use(lowers, low)]
    if leaning and not _general(lowers):
        return (leaning[0],)
    if {"else", "others"} & set(lowers):
        return ("else",)
    if set(lowers) & _PAST or re.search(r"\bthe (?:most|least|\w+est)\b", " ".join(lowers)):
        return ("when",)
    return ("when",) if _expects(lowers) else ()


def _definite(words: tuple[Word, ...]) -> str | None:
    """The head of the first "the N" that says nothing of which N; "" where each says which
    ("the potash mine"), None without any."""
    found: str | None = None
    for i, word in enumerate(words[:-1]):
        if word.lower not in ("the", "these", "those", "both"):
            continue
        end = i + 1
        while end < len(words) and not _ends_phrase(words, i, end):
            end += 1
        if end == i + 1 or PERIOD.match(" ".join(w.text for w in words[i:])):
            continue
        head = words[end - 1].lower
        if words[i + 1].lower in ("most", "least"):
            continue
        if head not in UNIQUE and _says_nothing(words[i + 1 : end - 1]) and not _described(words, end):
            return head
        found = ""
    return found


_PLAIN_SORTS = word_set(
    "first second third last next new old other main same whole final full total biggest largest "
    "smallest highest lowest best worst two three four five current former latest"
)
_ADJECTIVES = ("al", "ive", "ous", "ful", "ing", "ic", "able", "ible", "ary", "est")


def _says_nothing(modifiers: tuple[Word, ...]) -> bool:
    """Whether what stands before a noun leaves open which one: "the new projects"."""
    return len(modifiers) < 3 and all(
        word.lower in _PLAIN_SORTS or word.lower.endswith(_ADJECTIVES) for word in modifiers
    )


def _ends_phrase(words: tuple[Word, ...], start: int, at: int) -> bool:
    word = words[at]
    small = word.lower in SMALL_WORDS and word.lower not in ("other", "most", "two", "new")
    verb = at > start + 1 and is_finite(word.lower)
    asked = any(before.lower in DO for before in words[:start])
    follower = words[at + 1].lower if at + 1 < len(words) else ""
    settled = asked and is_base(word.lower) and (not follower or follower in SMALL_WORDS)
    noun = is_relational(word.lower) or word.lower in KIND_NOUNS
    return word.is_sign or small or (verb and (settled or not noun))


def _described(words: tuple[Word, ...], end: int) -> bool:
    """Whether a phrase goes on to say which one: "the capital of *France*", "the man who …"."""
    if end >= len(words) - 1:
        return False
    after, later = words[end].lower, words[end + 1 :]
    if after in ("that", "which", "who", "whose"):
        return True
    content = [word for word in later if word.lower not in _SMALL and not word.is_sign]
    relational = all(is_relational(word.lower) or word.text[0].isdigit() for word in content)
    return after in _SCOPED and bool(content) and not relational and len(content) > 1


def _anchors(words: tuple[Word, ...]) -> list[str]:
    """Words that say what is spoken of: not small, not a verb, a role, a measure or a number."""
    return [
        word.lower
        for word in words
        if not word.is_sign
        and word.lower not in _SMALL
        and not word.text[0].isdigit()
        and not is_relational(word.lower)
        and word.lower not in KIND_NOUNS
        and not (is_base(word.lower) or is_finite(word.lower) or is_participle(word.lower))
    ]


def _is_verb_use(lowers: list[str], low: str) -> bool:
    """ "did X export", "to cost", "prices rise": a measure word that is the verb here."""
    at = lowers.index(low)
    before = lowers[at - 1] if at else ""
    last = at == len(lowers) - 1 or lowers[at + 1] in PREPOSITIONS
    return is_base(low) and last and before not in DETERMINERS | PREPOSITIONS | WH_WORDS | HELPERS


def _general(lowers: list[str]) -> bool:
    """ "What is inflation", "What is a share": asked of the word itself."""
    asks_what = lowers[:2] in (["what", "is"], ["what", "are"]) or lowers[:1] == ["what's"]
    rest = lowers[2:] if lowers[:1] == ["what"] else lowers[1:]
    return asks_what and (len(rest) == 1 or rest[:1] in (["a"], ["an"]))


def _expects(lowers: list[str]) -> bool:
    """ "What is expected for 2026", "What will happen in 2027": said of a period alone."""
    told = word_set("expected forecast planned predicted projected foreseen happen happened changed")
    return bool(told & set(lowers))
