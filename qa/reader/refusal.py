"""Why the reader would rather not answer, in the question's own words."""

from __future__ import annotations

from collections.abc import Sequence

from qa.reader.question import Understanding
from qa.reader.question_words import TYPE_NAMES
from qa.reader.ranking import Gathered, Scored
from qa.types import AnswerType, Hit

_SHOWN = 4


def explain(
    asked: Understanding,
    hits: Sequence[Hit],
    gathered: Gathered,
    scored: Sequence[Scored],
    accepts: bool,
) -> str:
    """One line: no passages, words found nowhere, words never together, or a missing type.

    `accepts` says whether any candidate read has a type that the question accepts.
    """
    if not hits:
        return "no passage was found for this question"
    if not asked.content:
        return "the question has no word to search by; name what it is about"
    shown, sentences = gathered.shown, gathered.sentences
    missing = [word for root, word in _pairs(asked) if root not in shown]
    present = [word for root, word in _pairs(asked) if root in shown]
    wanted = TYPE_NAMES[asked.expected]
    if not present:
        return f"no retrieved passage mentions {_listed(missing, 'or')}"
    mentioned = f"the passages mention {_listed(present, 'and')}"
    if missing:
        return f"{mentioned}, but none mentions {_listed(missing, 'or')}"
    if not scored or not accepts:
        return f"{mentioned}, but none gives {wanted}"
    if sentences and max(sentence.told for sentence in sentences) < 0.9:
        return f"no sentence brings {_listed(present, 'and')} together with {wanted}"
    return f"nothing in the passages stands out as {_article(wanted)} asked for"


def _pairs(asked: Understanding) -> list[tuple[str, str]]:
    return list(zip(asked.content, asked.words, strict=True))


def _listed(words: Sequence[str], joint: str) -> str:
    few = [f"“{''.join(sign for sign in word if sign.isprintable())}”" for word in words[:_SHOWN]]
    if len(words) > _SHOWN:
        left = len(words) - _SHOWN
        return ", ".join(few) + f" {joint} {left} more {'word' if left == 1 else 'words'}"
    return few[0] if len(few) == 1 else ", ".join(few[:-1]) + f" {joint} {few[-1]}"


def _article(wanted: str) -> str:
    return "the " + wanted.split(" ", 1)[1] if wanted.startswith(("a ", "an ")) else wanted


def has_accepted(kinds: Sequence[AnswerType], asked: Understanding) -> bool:
    return asked.expected is AnswerType.PHRASE or any(kind in asked.accepted for kind in kinds)
