"""Small joinings of words: possessives, statements from questions, a sentence's last touch."""

from __future__ import annotations

import re

from qa.dialogue.clause import Clause
from qa.dialogue.nouns import NOUN_OF_VERB, is_plural
from qa.dialogue.tokens import Word
from qa.dialogue.verbs import BE, HAVE, MODALS, past, third
from qa.reader.words import DETERMINERS, PREPOSITIONS, PRONOUNS

_QUANTIFIED = re.compile(
    r"(?i)^(?:(?:most|much|many|some|all|half|part|(?:the\s+)?(?:rest|majority|bulk|total)|"
    r"\d[\d.,]*\s*(?:%|percent|per\s+cent))\s+of\s+)+"
)
_ARTICLE = re.compile(r"(?i)^(?:an?|some)\s+")


def possessive(owner: str) -> str:
    """ "Vietnam" → "Vietnam's", "Laos" → "Laos's"; lower-case plurals take the mark alone."""
    if owner.endswith(("'s", "’s", "'", "’")):
        return owner
    return owner + ("'" if owner.split()[-1].islower() and is_plural(owner.split()[-1]) else "'s")


def is_short(phrase: str) -> bool:
    """Short enough to stand before a noun as its owner: "the zone", not "the zone in Seno"."""
    words = phrase.lower().split()
    return len(words) <= 3 and not any(word in PREPOSITIONS for word in words)


def of_phrase(noun: str, owner: str) -> str:
    """("director", "the Seno zone") → "the director of the Seno zone"."""
    return f"the {noun} of {owner}"


def owned(noun: str, owner: str) -> str:
    """The noun with its owner, in the shorter way."""
    if is_short(owner) and not owner.endswith("s"):
        return f"{possessive(owner)} {noun}"
    return of_phrase(noun, owner)


def definite(phrase: str) -> str:
    """A thing just introduced, spoken of again: "a coffee auction" → "the coffee auction"."""
    phrase = _QUANTIFIED.sub("", phrase.strip())
    bare = _ARTICLE.sub("", phrase)
    return bare if bare == phrase else f"the {bare}"


def object_of(clause: Clause) -> str:
    """The verb's object, without what only says where and how; "" where there is none."""
    words = clause.rest.split()
    if not words or words[0].lower() in PREPOSITIONS | PRONOUNS:
        return ""
    return _QUANTIFIED.sub("", clause.rest)


def prepositional(clause: Clause) -> str:
    """What the verb's preposition leads to: "for" + "X" of "speak for X"; "" without one."""
    words = clause.rest.split()
    led = len(words) > 1 and words[0].lower() in PREPOSITIONS
    return " ".join(words[1:]) if led else ""


def statement(clause: Clause) -> str:
    """Subject and verb as said, not asked: "does ODOP back in Sekong" → "ODOP backs in Sekong"."""
    helper, verb = clause.helper.lower(), clause.verb
    head, _, tail = verb.partition(" ")
    if helper == "did" and head not in ("not", "be"):
        verb = f"{past(head)} {tail}"
    elif helper == "does" and head not in ("not", "be"):
        verb = f"{third(head)} {tail}"
    elif helper in BE | HAVE | MODALS:
        verb = f"{helper} {verb}"
    return join(clause.subject, verb, clause.rest, clause.period)


def asked_noun(clause: Clause) -> str:
    """What was asked for, as a thing to speak of: "Which goods led X?" → "the goods that led X"."""
    noun = clause.wh_noun
    if not noun or clause.wh_word not in ("which", "what", "how"):
        return ""
    if not clause.asks_subject:
        ends_loose = clause.rest.lower().split()[-1:]
        loose = ends_loose and ends_loose[0] in PREPOSITIONS
        return "" if clause.is_copular or loose else f"the {noun} that {statement(clause)}"
    said = join(clause.helper, clause.verb, clause.rest, clause.period)
    if clause.helper.lower() in BE and not clause.verb:
        return join(f"the {noun}", clause.rest, clause.period)
    return f"the {noun} that {said}"


def described(answer: str, clause: Clause) -> str:
    """An answer without a name of its own, told apart by what was asked of it:
    "the coffee auction" → "the coffee auction that is to open in Pakse in 2027"."""
    bare = definite(answer)
    named = any(word[:1].isupper() for word in bare.split())
    if named or clause.wh_word not in ("what", "which") or clause.is_copular:
        return bare
    first = bare.split()[0].lower() if bare else ""
    bare = bare if first in DETERMINERS or not bare else f"the {bare}"
    if clause.asks_subject:
        said = join(clause.helper, clause.verb, clause.rest, clause.period)
    else:
        said = statement(clause)
    return f"{bare} that {said}" if said else bare


def nominal(clause: Clause) -> str:
    """What a question asks to know, as a noun phrase; "" where no noun is at hand.

    "How much did Laos export to Japan in 2010?" → "the exports of Laos to Japan in 2010".
    """
    if clause.is_copular and clause.wh_word in ("what", "which", "how", ""):
        return join(clause.subject, clause.rest, clause.period)
    noun = NOUN_OF_VERB.get(clause.verb.split()[-1].lower()) if clause.verb else None
    if noun is None or not clause.subject:
        asked, counted = asked_noun(clause), clause.wh.lower().startswith("how many")
        return f"the number of {asked.removeprefix('the ')}" if asked and counted else ""
    return join(owned(noun, clause.subject), clause.rest, clause.period)


def head_phrase(phrase: str) -> str:
    """A phrase up to what hangs on its noun: "the exports" of "the exports of Laos to Japan"."""
    words = phrase.split()
    ends = PREPOSITIONS | {"that", "which", "who"}
    until = next((i for i, word in enumerate(words) if i and word.lower() in ends), len(words))
    return " ".join(words[:until])


def head_of(phrase: str) -> str:
    """The noun that a phrase turns on: "exports" of "the exports of Laos to Japan"."""
    return head_phrase(phrase).split()[-1] if phrase.strip() else ""


def join(*pieces: str) -> str:
    return " ".join(piece.strip() for piece in pieces if piece.strip())


def finish(text: str) -> str:
    """One line that begins with a capital and ends in a question mark."""
    text = re.sub(r"\s+([,;?!.])", r"\1", " ".join(text.split()))
    text = re.sub(r"(?i)\b(\w+(?: \w+){0,3}) \1\b(?![’'])", r"\1", text).strip(" ,;:.!?")
    return f"{text[:1].upper()}{text[1:]}?"


def cut(text: str, words: tuple[Word, ...], first: int, last: int, new: str) -> str:
    """The text with the words [first, last) exchanged for `new`."""
    return text[: words[first].start] + new + text[words[last - 1].end :]
