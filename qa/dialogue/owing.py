"""Which whole questions name nothing: "Who is the director?" owes its reader of what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.dialogue.clause import Clause, parse, wh_at
from qa.dialogue.context import Context
from qa.dialogue.nouns import (
    KIND_NOUNS,
    ORGANISATIONS,
    PLACES,
    ROLES,
    UNIQUE,
    is_happening,
    is_plural,
    is_relational,
)
from qa.dialogue.periods import PERIOD
from qa.dialogue.tokens import SMALL_WORDS, Word, names_in
from qa.dialogue.verbs import DO, HELPERS, MODALS, is_base, is_finite, is_participle, is_past
from qa.reader.words import (
    DETERMINERS,
    FUNCTION_WORDS,
    LIGHT_WORDS,
    PREPOSITIONS,
    WH_WORDS,
    stem,
    word_set,
)

#: What a question without a name is missing when no noun of it says so.
TOPIC = "topic"
_PAST = word_set("did was were had")
_SMALL = FUNCTION_WORDS | LIGHT_WORDS | word_set("part place two three")
_SCOPED = word_set("in of on at among between from for to about")
_COMPARED = re.compile(
    r"^(?:which|who)\b.*(?: (?:more|less|fewer)\b| (?:is|are|was|were|the) \w{2,}er$)"
)
_FORESEEN = word_set(
    "expected forecast planned predicted projected foreseen happen happened changed"
)
#: Verbs of whole kinds: "invented the telephone" is of no telephone in particular.
_OF_KINDS = word_set("invent invented discover discovered evolve evolved domesticated originate")
_PLAIN_SORTS = word_set(
    "first second third last next new old other main same whole final full total biggest largest "
    "smallest highest lowest best worst two three four five current former latest"
)
_ADJECTIVES = ("al", "ive", "ous", "ful", "ing", "ic", "able", "ible", "ary", "est")


def owed(words: tuple[Word, ...], context: Context, *, joined: bool) -> tuple[str, ...]:
    """The noun of a nameless question that wants an owner, or TOPIC; () when it stands alone.

    `joined` says that the question began with "and" or "but".
    """
    if names_in(words, context.known) or (wh_at(words) < 0 and words[0].lower not in HELPERS):
        return ()
    anchors = _anchors(words)
    if len(anchors) > 2:
        return ()
    clause = parse(" ".join(word.text for word in words))
    definite = _definite(words, _Heard(context.spoken, _tells_of_once(clause, words)))
    if definite is not None:
        return (definite,) if definite else ()
    lowers = [word.lower for word in words]
    if _general(lowers):
        return ()
    owing = [low for low in lowers if _wants_owner(lowers, low, clause)]
    if owing:
        return (owing[0],)
    return (TOPIC,) if (joined and len(anchors) < 2) or _loose(lowers, anchors, clause) else ()


@dataclass(frozen=True, slots=True)
class _Heard:
    """What "the" can rest on: stems spoken of before, and whether the question tells of one
    event, so that its "the" means something in particular."""

    stems: frozenset[str]
    once: bool


def _tells_of_once(clause: Clause, words: tuple[Word, ...]) -> bool:
    """ "Who paid for the tunnel?" is of one tunnel; "Who invented the telephone?" is not."""
    past = clause.helper.lower() in _PAST or is_past(clause.verb.lower())
    kinds = any(word.lower in _OF_KINDS for word in words)
    one = sum(word.lower == "the" for word in words) == 1
    return past and one and not kinds and len(words) <= 8


def _loose(lowers: list[str], anchors: list[str], clause: Clause) -> bool:
    """Whether nothing in the question says what it is about: "Who won?", "Which is longer?"."""
    text = " ".join(lowers)
    if {"else", "others"} & set(lowers):
        return True
    if (_COMPARED.match(text) and len(lowers) <= 6) or _FORESEEN & set(lowers):
        return True
    asked = clause.wh_noun.lower().split()
    past = clause.helper.lower() in _PAST or is_past(clause.verb.lower())
    short = len(lowers) <= 4 and clause.wh_word in ("who", "which")
    free = clause.asks_subject and all(anchor in asked for anchor in anchors)
    return free and bool(clause.wh) and (past or short)


def _wants_owner(lowers: list[str], low: str, clause: Clause) -> bool:
    """Whether a noun of measure or happening is asked about, of nothing in particular.

    Roles and, in the present, measures are often meant in general ("Are employees allowed to
    …", "Why do prices rise?"), unless they are what is counted or chosen from.
    """
    if not is_relational(low) or _is_verb_use(lowers, low):
        return False
    own = [word for word in clause.subject.lower().split() if word not in FUNCTION_WORDS]
    free = all(is_relational(word) for word in own)
    asked = (low in clause.wh_noun.lower().split() and free) or lowers[1:2] == ["there"]
    told = clause.helper.lower() in _PAST | MODALS or is_past(clause.verb.lower())
    return asked or is_happening(low) or (told and low not in ROLES)


def _is_verb_use(lowers: list[str], low: str) -> bool:
    """ "did X export", "to cost", "prices rise": a measure word that is the verb here."""
    at = lowers.index(low)
    before = lowers[at - 1] if at else ""
    last = at == len(lowers) - 1 or lowers[at + 1] in PREPOSITIONS
    return is_base(low) and last and before not in DETERMINERS | PREPOSITIONS | WH_WORDS | HELPERS


def _general(lowers: list[str]) -> bool:
    """ "What is inflation", "What is a share": asked of the word itself."""
    rest = lowers[2:]
    asks_what = lowers[:2] in (["what", "is"], ["what", "are"])
    return asks_what and (len(rest) == 1 or rest[:1] in (["a"], ["an"]))


def _definite(words: tuple[Word, ...], heard: _Heard) -> str | None:
    """The head of the first "the N" that says nothing of which N.

    "" where each says which ("the potash mine") or may be meant in general ("the telephone",
    not heard of before); None without any.
    """
    found: str | None = None
    for i, word in enumerate(words[:-1]):
        if word.lower not in ("the", "these", "those", "both"):
            continue
        end = i + 1
        while end < len(words) and not _ends_phrase(words, i, end):
            end += 1
        timed = PERIOD.match(" ".join(later.text for later in words[i:]))
        if end == i + 1 or timed or words[i + 1].lower in ("most", "least"):
            continue
        head = words[end - 1].lower
        if _leaves_open(words[i + 1 : end - 1], head, heard) and not _described(words, end):
            return head
        found = ""
    return found


def _leaves_open(modifiers: tuple[Word, ...], head: str, heard: _Heard) -> bool:
    """Whether a noun with "the" must have been spoken of, and is not told apart by itself."""
    if any(word.lower.endswith("est") and len(word.text) > 4 for word in modifiers):
        return False
    if is_relational(head):
        return True
    plain = len(modifiers) < 3 and all(
        word.lower in _PLAIN_SORTS or word.lower.endswith(_ADJECTIVES) for word in modifiers
    )
    superlative = head.endswith("est") or head in ("first", "last")
    kept = superlative or head in ORGANISATIONS | PLACES or stem(head) in heard.stems
    kept = kept or (heard.once and not modifiers)
    return plain and kept and head not in UNIQUE


def _ends_phrase(words: tuple[Word, ...], start: int, at: int) -> bool:
    """Whether a noun phrase is over: a small word, a sign, or a verb ("the mine *employs*")."""
    low, before = words[at].lower, words[at - 1].lower
    if (
        words[at].is_sign
        or low == "worth"
        or (low in SMALL_WORDS and low not in ("other", "most", "two", "new"))
    ):
        return True
    if at <= start + 1 or not is_finite(low):
        return False
    follower = words[at + 1].lower if at + 1 < len(words) else ""
    asked = any(word.lower in DO for word in words[:start])
    if asked and is_base(low) and (not follower or follower in SMALL_WORDS):
        return True
    inflected = not is_base(low) or is_plural(before)
    return inflected and not (is_relational(low) or low in KIND_NOUNS)


def _described(words: tuple[Word, ...], end: int) -> bool:
    """Whether a phrase goes on to say which one: "the capital of *France*", "the man who …"."""
    if end >= len(words) - 1:
        return False
    after, later = words[end].lower, words[end + 1 :]
    if after in ("that", "which", "who", "whose"):
        return True
    content = [word for word in later if word.lower not in _SMALL and not word.is_sign]
    vague = all(
        is_relational(word.lower) or word.lower in KIND_NOUNS or word.text[0].isdigit()
        for word in content
    )
    return after in _SCOPED and bool(content) and not vague


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
