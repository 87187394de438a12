"""A question taken apart without a tagger: question words, helper verb, subject, verb, rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.dialogue.nouns import is_plural, is_unit
from qa.dialogue.periods import PERIOD
from qa.dialogue.tokens import Word, words_of
from qa.dialogue.verbs import BE, DO, HAVE, HELPERS, is_base, is_finite, is_participle
from qa.reader.wh_words import IMPERATIVES
from qa.reader.words import DETERMINERS, PREPOSITIONS, PRONOUNS, WH_WORDS, word_set

_OPENERS = re.compile(r"(?i)^(?:(?:and|but|so|then|also|ok(?:ay)?|now)\b[\s,]*)+")
_DEGREES = word_set("much many long far big large tall high old often soon deep wide heavy fast")
#: Prepositions that hang a phrase on a noun; the others begin an adverbial.
_OF_NOUNS = word_set("of in from to for at between on with across against near by about behind")
_PREDICATIVE = word_set(
    "big large long high old worth able ready true likely open far small bigger larger higher "
    "lower smaller longer older more less based part available popular important"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """The parts of a question, as pieces of its own text ("" where there is none).

    "By what percentage did trade with Laos grow in 2024?" → wh "By what percentage", helper
    "did", subject "trade with Laos", verb "grow", rest "", period "in 2024". In "Who runs it?"
    the question word is the subject, so that helper and subject are empty.
    """

    text: str
    wh: str
    helper: str
    subject: str
    verb: str
    rest: str
    period: str

    @property
    def asks_subject(self) -> bool:
        return not self.subject

    @property
    def wh_word(self) -> str:
        found = [word for word in self.wh.lower().split() if word in WH_WORDS]
        return found[0] if found else ""

    @property
    def wh_noun(self) -> str:
        """ "goods" of "Which goods", "products" of "How many products", "" of "How much"."""
        words = self.wh.split()
        first = next(
            (i for i, word in enumerate(words) if word.lower() not in _WH_SMALL), len(words)
        )
        return " ".join(words[first:])

    @property
    def is_copular(self) -> bool:
        return self.helper.lower() in BE and not self.verb


_WH_SMALL = WH_WORDS | _DEGREES | PREPOSITIONS | word_set("other else more of the")


def parse(question: str) -> Clause:
    """Take a question apart; a text without question word or helper has all of it as rest."""
    text = _OPENERS.sub("", question.strip()).rstrip(" ?.!")
    period = PERIOD.search(text)
    when = period.group().strip(" ,") if period else ""
    bare = (text[: period.start()] + text[period.end() :]).strip(" ,") if period else text
    words = words_of(_without_unit(re.sub(r"\s+", " ", bare)))
    at = _helper_at(words)
    if not words or (at < 0 and wh_at(words) < 0 and words[0].lower not in IMPERATIVES):
        return Clause(text, "", "", "", "", _join(words), when)
    wh_end = at if at >= 0 else _finite_at(words)
    wh = _join(words[:wh_end])
    if at < 0:
        verb = words[wh_end : wh_end + 1]
        return Clause(text, wh, "", "", _join(verb), _join(words[wh_end + 1 :]), when)
    begin, end = _subject(words, at)
    if begin == end < len(words) and words[begin].lower == "there":
        words = words[:begin] + words[begin + 1 :]
    verb_end = _verb_end(words, end, words[at].lower)
    return Clause(
        text,
        wh,
        words[at].text,
        _join(words[begin:end]),
        _join(words[end:verb_end]),
        _join(words[verb_end:]),
        when,
    )


def _without_unit(text: str) -> str:
    """Without the unit the amount is wanted in, which is no part of what is spoken of."""
    head, _, unit = text.rpartition(" in ")
    return head if head and " " not in unit and is_unit(unit.lower()) else text


def _join(words: tuple[Word, ...]) -> str:
    """The words as they stood, signs included."""
    pieces = [
        word.text if i == 0 or words[i - 1].end == word.start else " " + word.text
        for i, word in enumerate(words)
    ]
    return "".join(pieces)


def wh_at(words: tuple[Word, ...]) -> int:
    """The question word's place among the first words; -1 without one."""
    for i, word in enumerate(words[:4]):
        if word.lower in WH_WORDS:
            return i
    return -1


def _helper_at(words: tuple[Word, ...]) -> int:
    """The helper verb after the question words (or first, of a yes/no question); -1 if none."""
    at = wh_at(words)
    if at < 0:
        return 0 if words and words[0].lower in HELPERS else -1
    for i in range(at + 1, min(len(words), at + 8)):
        if words[i].lower in HELPERS:
            return i
        if i > at + 1 and _reads_as_verb(words, i):
            return -1
        if words[i].lower in PREPOSITIONS and words[i].lower not in ("of", "in", "per"):
            return -1
    return -1


def _reads_as_verb(words: tuple[Word, ...], i: int) -> bool:
    """Whether "Which goods *led* …" has its verb here: what follows is its object."""
    follower = words[i + 1].lower if i + 1 < len(words) else ""
    if not is_finite(words[i].lower) or follower in HELPERS:
        return False
    return follower in DETERMINERS | PRONOUNS | PREPOSITIONS or (
        i + 1 < len(words) and words[i + 1].is_capital
    )


def _finite_at(words: tuple[Word, ...]) -> int:
    """One past the question phrase when no helper follows: the verb's place."""
    at = wh_at(words)
    if at < 0:
        return 0
    if words[at].lower in ("who", "what") or at + 2 >= len(words):
        return at + 1
    for i in range(at + 2, len(words)):
        if _reads_as_verb(words, i) or _stands_as_verb(words, i):
            return i
    later = [i for i in range(at + 2, len(words)) if is_finite(words[i].lower)]
    return later[0] if later else at + 1


def _stands_as_verb(words: tuple[Word, ...], i: int) -> bool:
    """An unknown word where a verb must be: "Which rivers *meander* through …"."""
    if i + 1 >= len(words) or words[i].is_capital or words[i].lower in PREPOSITIONS:
        return False
    follower = words[i + 1]
    object_next = follower.lower in DETERMINERS | PREPOSITIONS or follower.is_capital
    plural = is_plural(words[i - 1].lower)
    return object_next and (plural != words[i].lower.endswith("s"))


def _subject(words: tuple[Word, ...], at: int) -> tuple[int, int]:
    """The subject's [begin, end) after the helper; empty where "to", a verb or "not" follows."""
    begin, helper = at + 1, words[at].lower
    if begin >= len(words) or words[begin].lower in ("to", "not", "be", "been"):
        return begin, begin
    if words[begin].lower in PREPOSITIONS or words[begin].lower == "there":
        return begin, begin
    if words[begin].lower in PRONOUNS:
        return begin, begin + 1
    if wh_at(words) >= 0 and _verb_here(words, begin, helper, begin):
        return begin, begin
    end = begin + 1
    while end < len(words) and not _verb_here(words, end, helper, begin):
        if _adverbial(words, end, helper) or words[end].text in (",", ";"):
            break
        end += 1
    return begin, end


def _verb_here(words: tuple[Word, ...], i: int, helper: str, begin: int) -> bool:
    low, before = words[i].lower, words[i - 1].lower
    if i == begin:
        return helper in BE | HAVE and is_participle(low) and not words[i].is_capital
    if words[i].is_capital or before in DETERMINERS or before in PREPOSITIONS or before == "and":
        return helper in BE and low in ("to", "not")
    if helper in BE:
        return is_participle(low) or low in _PREDICATIVE or low in ("to", "not")
    if helper in HAVE:
        return is_participle(low) or low in ("not", "been")
    follower = words[i + 1] if i + 1 < len(words) else None
    doubled = follower is not None and is_base(follower.lower) and not follower.is_capital
    return low in ("not", "be", "have", "do") or (is_base(low) and not doubled)


def _adverbial(words: tuple[Word, ...], i: int, helper: str) -> bool:
    """A word that no longer belongs to the subject ("… when he came", "… because of …")."""
    low = words[i].lower
    named = words[i - 1].is_capital and low in ("the", "a", "an") and helper in BE
    return (
        named
        or low in _ADVERBS
        or (low in PREPOSITIONS and low not in _OF_NOUNS and helper not in DO)
    )


_ADVERBS = word_set("still already also now yet ever really")


def _verb_end(words: tuple[Word, ...], at: int, helper: str) -> int:
    """The verb with its own helpers: "not been started", "to be built", "expected to earn"."""
    end = at
    chain = word_set("not to be been being have already now yet also going")
    while end < len(words):
        low = words[end].lower
        later = end > at and words[end - 1].lower in chain
        chained = low in chain and (low != "to" or _base_after(words, end))
        if not (chained or (end == at and not words[end].is_sign) or later):
            break
        end += 1
    return end if helper not in BE or end == at or _is_verbal(words[at].lower) else at


def _base_after(words: tuple[Word, ...], at: int) -> bool:
    return at + 1 < len(words) and is_base(words[at + 1].lower)


def _is_verbal(low: str) -> bool:
    return is_participle(low) or low in ("to", "not", "been")


def agree(helper: str, noun: str) -> str:
    """The helper in the number of a new subject: ("do", "the road map") → "does"."""
    plural = is_plural(noun.split()[-1]) or " and " in f" {noun} "
    if noun.split()[-1][:1].isupper() and " and " not in noun:
        plural = False
    singular = {"do": "does", "are": "is", "were": "was", "have": "has"}
    many = {one: other for other, one in singular.items()}
    changed = (many if plural else singular).get(helper.lower(), helper.lower())
    return changed.capitalize() if helper[:1].isupper() else changed
