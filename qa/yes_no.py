"""Whether a sentence settles a question for yes or no, by its words.

Only what is said outright counts: a plan is no fact, "6,200 of 14,600" is not "all", and "fewer
than" does not answer "more than". The rules were chosen on the yes/no questions over the
stories of `eval/training` that train the reader, and measured on the others (`eval/yes_no.py`).
"""

from __future__ import annotations

import re

from qa.reader.question import Understanding, understand
from qa.reader.words import Line, stem, word_set

_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
# Words that make of a statement a denial, a plan or a doubt.
_WARY = frozenset(
    """
    not no never neither nor without deny denied denies fail failed fails refuse refused
    will would shall should could can may might must expect expected expects plan planned plans
    scheduled aim aims aimed hope hopes hoped intend intends intended propose proposed proposes
    consider considers considered considering study studying studied possible possibly potential
    potentially likely unlikely if whether unless until yet almost nearly poised set due keen want
    wants seek seeks seeking
    """.split()  # noqa: SIM905 - as above
)
_BEING = ("is ", "are ", "was ", "were ")
_BEINGS = frozenset(
    ["is", "are", "was", "were", "be", "been", "being", "lie", "lies", "lay", "located", "based"]
)
_PLANNED = re.compile(
    r"(?i)\b(?:(?:is|are|was|were|has|have|had) to \w+|asks?|asked|asking|demand(?:s|ed)?|wanted|"
    r"appeal(?:s|ed)?|request(?:s|ed)?|urge[sd]?|call(?:s|ed)? for|promis\w+|pledg\w+|reckons?|"
    r"foresees?|goal|target|postponed|put back|delayed)\b"
)
_SHARES = word_set(
    "all every each most mostly only half once twice first still any both always whole entire last "
    "largest biggest smallest majority none"
)
_PERIOD = re.compile(
    r"(?i)\b(?:first|second|last) (?:half|quarter|year|(?:\w+ )?(?:months|weeks))\b"
)
_COMPARED = word_set(
    "more less fewer higher lower larger smaller bigger longer shorter faster slower better worse "
    "cheaper dearer above below over under older younger earlier later farther further"
)
_UP = word_set(
    "rise rises rose risen rising grow grows grew grown growing increase increases increased climb "
    "climbs climbed jump jumped double doubled"
)
_DOWN = word_set(
    "fall falls fell fallen falling drop drops dropped decline declines declined shrink shrinks "
    "shrank shrunk decrease decreases decreased slip slipped halve halved"
)
#: What a verdict by figures has compared already: numbers, their time, and how they compare.
_FIGURES = frozenset(
    stem(word)
    for word in _COMPARED
    | word_set(
        "hundred thousand million billion trillion first second third fourth fifth sixth seventh "
        "eighth ninth tenth one two three four five six seven eight nine ten half quarter year "
        "years month months week weeks day days percent per cent exceed exceeded reach reached "
        "total amount worth larger smaller largest smallest"
    )
)
#: The share of the question's telling words that the sentence and its title must have for a fact,
#: for a verdict by figures (yes, no), and for a no by rise and fall.
_COVERED_FACT, _COVERED_YES, _COVERED_NO, _COVERED_TURN = 0.8, 0.6, 0.6, 0.8


def verdict_of(question: str, sentence: str, title: str, around: str = "") -> str | None:
    """ "yes" or "no" where the sentence says so, else None; `around` is its passage."""
    if says_so(question, sentence, title, around):
        return "yes"
    return "no" if says_otherwise(question, sentence, title) else None


def says_so(question: str, sentence: str, title: str, around: str = "") -> bool:
    """Whether a sentence says all that a yes/no question asks, as a fact.

    Every content word of the question must stand in the sentence or its document's title; a few
    may be left to the rest of its passage.
    """
    asked = understand(question)
    if not asked.content or asked.negated or _covered(asked, sentence, title) < _COVERED_FACT:
        return False
    if _covered(asked, f"{sentence} {around}", title) < 1.0:
        return False
    being = question.lstrip().lower().startswith(_BEING)
    if being and not _words(sentence) & _BEINGS:
        return False  # "in Lam … to Marl" does not say that Lam is in Marl
    return _is_plain(question, sentence)


def says_otherwise(question: str, sentence: str, title: str) -> bool:
    """Whether a sentence says that what the question has rise fell, or the other way round."""
    asked, said = _words(question), _words(sentence)
    understood = understand(question)
    if understood.negated:
        return False
    for way, other in ((_UP, _DOWN), (_DOWN, _UP)):
        if asked & way and not asked & other and said & other and not said & way:
            turned = {stem(word) for word in _UP | _DOWN}
            return _covered(understood, sentence, title, turned) >= _COVERED_TURN
    return False


def may_settle(question: str, sentence: str, title: str, *, yes: bool) -> bool:
    """Whether the sentence of a verdict by figures speaks of what the question asks.

    A figure of the question that the sentence has too speaks against a "no", unless it is a year.
    """
    covered = _covered(understand(question), sentence, title, _FIGURES)
    if yes:
        return covered >= _COVERED_YES and _is_plain(question, sentence, compared=False)
    return covered >= _COVERED_NO and not _figures(question) & _figures(sentence)


def _is_plain(question: str, sentence: str, *, compared: bool = True) -> bool:
    """Whether the sentence states it as a fact, of as much, moved and `compared` the same way."""
    asked, said = _words(question), _words(sentence)
    shares = _words(_PERIOD.sub("", question)) & _SHARES
    if said & _WARY - asked or shares - said:
        return False
    plans = (match.group().lower().split() for match in _PLANNED.finditer(sentence))
    if any(plan[0] not in asked for plan in plans):
        return False
    if compared and "than" in asked and (asked & _COMPARED) - said:
        return False
    ways = ((_UP, _DOWN), (_DOWN, _UP))
    return not any(asked & way and said & other and not said & way for way, other in ways)


def _covered(
    asked: Understanding, sentence: str, title: str, known: frozenset[str] | set[str] = frozenset()
) -> float:
    """The share of the question's content that sentence and title have; `known` is not counted,
    nor are figures, where some is."""
    content = [
        root
        for root in asked.content
        if not known or (root not in known and not _NUMBER.search(root))
    ]
    said = set(Line.of(f"{sentence} {title}").stems)
    return sum(root in said for root in content) / max(1, len(content))


def _figures(text: str) -> set[str]:
    return {figure for figure in _NUMBER.findall(text) if not _YEAR.fullmatch(figure)}


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}
