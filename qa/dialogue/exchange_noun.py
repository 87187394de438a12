""" "And imports?", "And the road map?": another measure, role or thing, without a name."""

from __future__ import annotations

from collections.abc import Iterator

from qa.dialogue.context import Context, Turn
from qa.dialogue.fragment import Fragment, append, put_subject
from qa.dialogue.nouns import (
    AMOUNT_VERBS,
    MEASURES,
    ROLES,
    VERB_OF_NOUN,
    is_happening,
    is_plural,
    is_relational,
)
from qa.dialogue.periods import PERIOD
from qa.dialogue.phrases import cut, is_short, join, object_of, of_phrase, owned
from qa.dialogue.referents import topics
from qa.dialogue.tokens import SMALL_WORDS, Word, words_of
from qa.reader.words import DETERMINERS, PREPOSITIONS, word_set

_ADVERBS = word_set("overall altogether total exactly today now worldwide abroad currently")
_OWNERS = word_set("its their his her the our")


def exchange_noun(fragment: Fragment, context: Context) -> Iterator[str]:
    """Another measure, role or thing in the place of the last question's."""
    turn = context.last
    noun = _without_owner(fragment.body)
    if not noun:
        return
    if fragment.names:
        yield _asked_of(noun, "", turn)
        return
    adverb = noun.lower() in _ADVERBS or (" " not in noun and noun.endswith("ly"))
    if adverb:
        yield append(turn.question, noun)
        return
    if fragment.lead:
        yield from _parallel_led(fragment, turn)
        return
    head = noun.split()[-1].lower()
    yield from _measure(noun, head, turn)
    shared = _same_head(noun, head, turn.question)
    if shared:
        yield shared
    yield from _same_making(noun, head, turn.question)
    yield from _counted(fragment.body, noun, head, turn)
    yield from _in_clause(fragment.body, noun, head, turn)
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


def _same_making(noun: str, head: str, question: str) -> Iterator[str]:
    """A noun made as one of the question's is: "production" for "construction", a role for a
    role."""
    same = ROLES.__contains__ if head in ROLES else is_happening
    if not same(head):
        return
    for word in words_of(question):
        if same(word.lower) and word.lower != head:
            yield question[: word.start] + noun + question[word.end :]
            return


def _counted(body: str, noun: str, head: str, turn: Turn) -> Iterator[str]:
    """Another noun counted or measured: "How many teachers", "How much barley"."""
    clause, question = turn.clause, turn.question
    wh_noun, plural = clause.wh_noun, is_plural(head)
    bare = body == noun and not body.lower().startswith("the ") and not is_relational(head)
    how = clause.wh.lower()
    if bare and how == "how much" and clause.subject and not plural and noun.islower():
        yield turn.question.replace(clause.wh, f"{clause.wh} {noun}", 1)
    if not wh_noun or not bare:
        return
    if how.startswith("how many") and not plural and noun.islower():
        yield question.replace(clause.wh, f"How much {noun}", 1)
    counted = clause.wh_word in ("how", "which") and plural and is_plural(wh_noun)
    if counted or (how.startswith("how much") and not plural):
        yield question.replace(wh_noun, noun, 1)


def _in_clause(body: str, noun: str, head: str, turn: Turn) -> Iterator[str]:
    """In the place of the object of a yes/no or why question, or of the subject."""
    clause, question = turn.clause, turn.question
    held = object_of(clause)
    if held and held in question and body == noun and clause.wh_word in ("", "why", "when"):
        yield question.replace(held, noun, 1)
    subject = clause.subject
    if subject and head not in MEASURES | ROLES and subject in question:
        yield put_subject(question, clause, _bare_head(subject, turn), body)


def _same_head(noun: str, head: str, question: str) -> str:
    """ "sick leave" in the place of the "leave" spoken of before; "" where there is none."""
    words = words_of(question)
    for i, word in enumerate(words):
        if word.lower != head or " " not in noun:
            continue
        first = i
        while first and words[first - 1].lower not in SMALL_WORDS and not words[first - 1].is_sign:
            first -= 1
        article = first > 0 and words[first - 1].lower in ("the", "a", "an")
        determined = article and noun.startswith("the ")
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
    thing = noun
    if topic:
        thing = owned(noun, topic) if is_short(topic) else of_phrase(noun, topic)
    first = thing.split()[0].lower()
    known = first in DETERMINERS or thing[:1].isupper() or bool(topic)
    thing = thing if known or PERIOD.match(thing) else f"the {thing}"
    return join(asked, verb, thing, turn.period if not topic or was else "")
