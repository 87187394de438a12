"""Whether an answer is the kind of thing that was asked for.

Only contradictions count: villages are not counted in hectares, nobody is called "66 percent".
Of the 15,035 right answers written for training (`eval/training`) the rules reject 37.
"""

from __future__ import annotations

import re

from qa.facts.checks import unit_named
from qa.facts.currencies import currency_candidates
from qa.facts.quantity import Kind, Quantity
from qa.facts.read import read_quantities
from qa.facts.units import unit_candidates
from qa.reader.names import name_kind
from qa.reader.question_words import AMOUNTS
from qa.reader.words import STOP_WORDS, Line
from qa.types import AnswerType, Check, CheckStatus

#: What no bare figure answers.
_WORDED = frozenset(
    {
        AnswerType.PERSON,
        AnswerType.PLACE,
        AnswerType.ORGANISATION,
        AnswerType.LIST,
        AnswerType.REASON,
        AnswerType.DEFINITION,
    }
)
_COUNTING = frozenset({Kind.COUNT, Kind.RANK, Kind.SHARE, Kind.MULTIPLE})
_SIZES = frozenset({Kind.AREA, Kind.MASS, Kind.MONEY, Kind.PERCENT})
_SHARES = frozenset({Kind.PERCENT, Kind.SHARE})
_PHYSICAL = frozenset({Kind.AREA, Kind.MASS, Kind.LENGTH, Kind.VOLUME, Kind.DURATION})
_MONEY_NOUN = re.compile(
    r"(?i)\b(?:profits?|loss(?:es)?|revenues?|earnings|incomes?|turnover|costs?|prices?|wages?|debts?|"
    r"surplus|deficit|dividends?|worth|budget|fees?|fines?|salar(?:y|ies)|taxes)\b"
)
_HOW_MANY = re.compile(r"(?i)\bhow many (?:more |fewer |other )?(?P<noun>[a-z-]+)")
_ASKS_AMOUNT = re.compile(
    r"(?i)\bhow (?:much|many|big|large|far|heavy|deep|tall|wide|high)\b"
    r"|\bwhat (?:(?:is|are|was|were) the (?:total )?)?"
    r"(?:percent|percentage|share|amount|value|price|sum)\b"
)
_ASKS_WORDS = re.compile(r"(?i)\b(?:who|whom|whose|which|where|why)\b")
_ASKS_GOODS = re.compile(
    r"(?i)\W*what (?:did|does|do|else)\b.*\b(?:import|export|sell|buy|grow|produce|ship)\b"
)
#: An amount that is said not to be known, or is told without a figure.
_UNTOLD = re.compile(
    r"(?i)\b(?:not|no|none|nothing|undisclosed|unknown|unspecified|undetermined|one|once|half|"
    r"hundreds|thousands|millions|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b"
)
_WHICH_PLACE = re.compile(
    r"(?i)\b(?:which|what) (?:other |two |three |four )?"
    r"(?:province|district|countr(?:y|ies)|cit(?:y|ies)|town|village|count(?:y|ies)|region|island)s?\b"
    r"(?!['’-]| (?:company|firm|bank|agency|council|government|office|court|university|party|team|"
    r"ministry|department|authority|board|fund|police)\b)"
)
_LENGTH = re.compile(r"(?i)^\s*how (?:deep|tall|wide)\b")
_ASKS_PERIOD = re.compile(
    r"(?i)\b(?:how long|how many (?:years|months|weeks|days|hours)|what (?:period|time)|duration|"
    r"term)\b"
)
_LASTING = re.compile(
    r"(?i)^\s*how long\b.*\b(?:takes?|took|taken|lasts?|lasted|waits?|waited|stays?)\b"
)
_CHOICE = re.compile(r"(?i)\bor\b|^(?:is|are|was|were|do|does|did|has|have|had|will|can)\b")
_DIGIT = re.compile(r"\d")
_HEDGE = re.compile(
    r"(?i)\b(?:more|less|fewer|than|about|around|over|nearly|almost|some|up|least|most|only|an?|"
    r"estimated|approximately|under|just|for|at|in|by|of|to)\b"
)
_RATE_NOUN = re.compile(
    r"(?i)\bwhat (?:\w+ ){0,2}(?:percent|percentage|share(?= of)|proportion|fraction|coupon|"
    r"interest rate|interest margin|yield(?! (?:of|per|a)\b))\b(?! prices?| values?)"
)
_EMPTY = re.compile(
    r"(?i)\W*(?:(?:the|an?|of|in|on|at|to|for|by|with|and|or|from|as|its|their|his|her|it|that|which)"
    r"\W*)+"
)
_LETTERS = re.compile(r"[^\W\d_]{3,}")
#: Right before words that are said not to be so: "in the school, not in the hall".
_DENIED = re.compile(
    r"(?i)\b(?:not|rather than|instead of|except(?: for)?|apart from|other than)\s+"
    r"(?:(?:in|at|on|by|from|to|with|for|of|as)\s+)?(?:(?:the|an?|its|their)\s+)?\W*$"
)
_ASKS_DENIED = re.compile(r"(?i)\b(?:not|n['’]t|never|except|besides|apart|other|instead|rather)\b")
_LIST_MARK = re.compile(r"\(?(?P<mark>\d{1,3}|[A-Za-z])[.)]\s")


def type_check(question: str, expected: AnswerType, answer: str) -> Check | None:
    """FAIL where the answer cannot be of the kind asked for; None otherwise.

    >>> type_check("How many villages moved?", AnswerType.COUNT, "9,000 hectares").note
    'asked to count villages, these words measure hectares'
    """
    if _EMPTY.fullmatch(answer):
        return Check("type", CheckStatus.FAIL, "these words say nothing by themselves")
    if _repeats(question, answer):
        return Check("type", CheckStatus.FAIL, "these words only repeat the question")
    found = read_quantities(answer)
    note = _contradiction(question, expected, answer, found)
    return Check("type", CheckStatus.FAIL, note) if note else None


def said_check(question: str, answer: str, sentence: str, at: int) -> Check | None:
    """FAIL where the sentence that has the answer at `at` says that it is not so, or only numbers
    its lines by it; None otherwise.

    >>> said_check("Where is the fair?", "the hall", "In the school, not in the hall.", 22).note
    'the document says “not in” of these words'
    """
    mark = _LIST_MARK.match(sentence)
    if mark and mark["mark"] == answer and at <= 1:
        return Check("type", CheckStatus.FAIL, "this is only the number of a line")
    denied = _DENIED.search(sentence[:at])
    if denied and not _DIGIT.search(answer) and not _ASKS_DENIED.search(question):
        words = denied.group().strip()
        return Check("negation", CheckStatus.FAIL, f"the document says “{words}” of these words")
    return None


def _contradiction(
    question: str, expected: AnswerType, answer: str, found: tuple[Quantity, ...]
) -> str | None:
    if _WHICH_PLACE.search(question) and _names_body(answer):
        return "asked for a place, these words name a body"
    if not found:
        asked = expected in AMOUNTS and _ASKS_AMOUNT.search(question) is not None
        asked = asked or _asks_in_a_currency(question)
        told = _DIGIT.search(answer) or _UNTOLD.search(answer)
        return "asked for an amount, these words give none" if asked and not told else None
    kinds = {quantity.kind for quantity in found}
    unit = next((quantity.unit_label for quantity in found if quantity.unit_label), "a figure")
    if expected is AnswerType.COUNT and not kinds & _COUNTING:
        return _miscounted(question, answer, found, unit)
    if _MONEY_NOUN.search(question) and kinds <= _PHYSICAL and expected is AnswerType.MONEY:
        return f"asked for an amount of money, these words give {unit}"
    if expected in AMOUNTS and kinds == {Kind.DATE} and _ASKS_AMOUNT.search(question):
        return "asked for an amount, these words give a time"
    if _RATE_NOUN.search(question) and kinds <= _PHYSICAL | {Kind.MONEY}:
        return f"asked for a rate, these words give {unit}"
    if expected is AnswerType.PERIOD and kinds <= _SIZES and _ASKS_PERIOD.search(question):
        return f"asked how long, these words give {unit}"
    if _LASTING.match(question) and kinds <= _SIZES | {Kind.LENGTH}:
        return f"asked how long, these words give {unit}"
    if _LENGTH.match(question) and Kind.LENGTH not in kinds and kinds <= _SIZES:
        return f"asked for a length, these words give {unit}"
    words = _ASKS_WORDS.search(question) or _ASKS_GOODS.match(question)
    if expected in _WORDED and words and _is_bare(answer, found):
        return "asked for words, these are a figure"
    return None


def _asks_in_a_currency(question: str) -> bool:
    """ "What were the exports in kip?", but not "Which bank lends in dollars?"."""
    if _ASKS_WORDS.search(question):
        return False
    named = unit_named(question.lower().rstrip(" ?."))
    return named is not None and currency_candidates(named) is not None


def _names_body(answer: str) -> bool:
    line = Line.of(answer)
    return name_kind(line, 0, len(line)) == "org"


def _repeats(question: str, answer: str) -> bool:
    """Whether the question says every telling word of the answer; a choice may ("tea or rice")."""
    if _CHOICE.search(question) or _UNTOLD.search(answer):
        return False
    line = Line.of(answer)
    words = zip(line.stems, line.lowers, strict=True)
    said = {root for root, low in words if root and low not in STOP_WORDS}
    return bool(said) and said.issubset(Line.of(question).stems)


def _miscounted(question: str, answer: str, found: tuple[Quantity, ...], unit: str) -> str | None:
    match = _HOW_MANY.search(question)
    if match is None:
        return None
    noun = match["noun"].lower()
    if noun == "of" and any(quantity.kind in _SHARES for quantity in found):
        return None
    if unit_candidates(noun) or noun.rstrip("s") in answer.lower():
        return None
    if any(quantity.kind is Kind.DURATION for quantity in found):
        return None
    if all(quantity.kind is Kind.DATE for quantity in found):
        rest = answer[: found[0].start] + answer[found[-1].end :]
        more = _DIGIT.search(rest) or _LETTERS.search(rest)
        return None if more else "asked for a count, not a time"
    return f"asked to count {noun}, these words measure {unit}"


def _is_bare(answer: str, found: tuple[Quantity, ...]) -> bool:
    """Whether nothing but one figure, its unit and its hedge is said."""
    only = found[0]
    if len(found) > 1 or only.kind in (Kind.DATE, Kind.DURATION, Kind.COUNT, Kind.RANK):
        return False
    rest = _HEDGE.sub("", answer[: only.start]) + " " + answer[only.end :]
    return not _LETTERS.search(rest)
