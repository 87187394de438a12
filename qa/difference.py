"""Whether a quote that shall be a difference is one.

"How much more wheat was cut in 2023 than in 2024?" asks for a subtraction. Where the arithmetic
finds no operands, a quote may still say the difference outright ("700,000 tonnes more"); a quote
of one of the two amounts is a wrong answer, however sure.
"""

from __future__ import annotations

import re

from qa.types import Check, CheckStatus

_COMPARED = (
    r"(?:more|less|fewer|higher|lower|larger|bigger|smaller|cheaper|dearer|longer|shorter|farther|"
    r"further|heavier)"
)
_ASKED = re.compile(rf"(?i)\bhow (?:much|many)(?: \w+){{0,2}} {_COMPARED}\b.*\bthan\b")
_ASKED_CHANGE = re.compile(
    r"(?i)^\W*(?:(?:and )?by )?how much (?:did|has|have|had|will) .*"
    r"\b(?:rise|risen|fall|fallen|drop|dropped|increased?|declined?|decreased?|shrink|shrunk|climb|"
    r"climbed|jump|jumped|slip|slipped|gone (?:up|down)|go (?:up|down))\b(?! to\b)"
)
_NOUN = r"(?:increase|decrease|rise|drop|fall|growth|jump|gain|gap|difference|lead|cut|decline)"
_BEHIND = re.compile(
    rf"(?i)[ -]{{0,2}}(?:\([^)]{{0,40}}\) ?)?(?:\w+ ){{0,4}}(?:{_COMPARED}|{_NOUN}|above|below|up"
    r"|down|ahead|short|behind|better|worse|stronger|weaker|deeper|in excess|extra|over|under)\b"
)
_BEFORE = re.compile(
    rf"(?i)\b(?:{_COMPARED}|{_NOUN}|by|up|down|rose|fell|gained?|lost|added|another|extra|additional|grew|"
    r"climbed|dropped|slipped|jumped|increased?|decreased?|declined?|shrank|surged|raised|lowered|beat|"
    r"exceed(?:s|ed)|margin|premium|surplus|double|twice)\b[^.;]{0,45}$"
)
_OTHER_AMOUNT = re.compile(r"(?i)\b(?:from|than|against|to|with|of)\s+(?:\w+\s+){0,2}$")
# A share or a multiple of the other amount is a way to say how much more.
_RELATIVE = re.compile(r"(?i)percent|per cent|pct|%|times|fold|twice|half|third|quarter|double")


def difference_check(question: str, answer: str, sentence: str, at: int) -> Check | None:
    """FAIL where a difference is asked for and the answer, which begins at `at` of its sentence,
    is an amount and none; None otherwise.

    >>> text = "It sold 2.1 million tonnes, down from 2.8 million."
    >>> difference_check("How much more was sold than before?", "2.1 million tonnes", text, 8).note
    'asked for a difference, these words give an amount'
    """
    if not re.search(r"\d", answer):
        return None
    came = _ASKED_CHANGE.search(question) and not _RELATIVE.search(answer)
    if came and _is_level(sentence, at, at + len(answer)):
        return Check("type", CheckStatus.FAIL, "asked for a change, these words give an amount")
    if not _ASKED.search(question):
        return None
    before = sentence[max(0, at - 60) : at]
    told = (
        _RELATIVE.search(answer)
        or _BEFORE.search(f"{answer} ")
        or _BEHIND.match(sentence[at + len(answer) :])
        or (_BEFORE.search(before) and not _OTHER_AMOUNT.search(before))
    )
    if told:
        return None
    return Check("type", CheckStatus.FAIL, "asked for a difference, these words give an amount")


def _is_level(sentence: str, start: int, end: int) -> bool:
    """Whether the numbers in [start, end) are what something came to or came from."""
    from qa.facts.quantity import Role
    from qa.facts.read import read_quantities

    inside = [each for each in read_quantities(sentence) if start <= each.start and each.end <= end]
    ends = (Role.CHANGE_TO, Role.CHANGE_FROM)
    return bool(inside) and all(each.role in ends for each in inside)
