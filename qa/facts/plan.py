"""Questions that ask for arithmetic: the operation, its operands in the evidence, the formula.

`compute("How many hectares is 135 square kilometres?", …)` gives 13,500 hectares with the formula
"135 square kilometres × 100". A question that asks for no calculation gives None; one whose
operands are missing or clash gives a Refusal that says why.
"""

# ruff: noqa: E501 - patterns stay on one line
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.facts import amounts, changes, conversions, fold, words
from qa.facts.ask import ONE_NUMBER, Asked, Computation, Refusal
from qa.facts.evidence import Evidence, merge
from qa.facts.frames import evidence_frames
from qa.facts.operands import said_periods

__all__ = ["Computation", "Refusal", "compute"]

#: Longer questions are texts; nothing is computed from them.
MAX_QUESTION = 2_000


@dataclass(frozen=True, slots=True)
class _Rule:
    """A form of question and what computes it; the first that gives an outcome decides."""

    name: str
    pattern: re.Pattern[str]
    run: Callable[[Asked, re.Match[str]], Computation | Refusal | None]


def _rule(
    name: str, pattern: str, run: Callable[[Asked, re.Match[str]], Computation | Refusal | None]
) -> _Rule:
    return _Rule(name, re.compile(pattern), run)


_BE = r"(?:is|are|was|were|did|do|does|would|had|have|has)"
_CHANGED = (
    r"(?:grow|grew|rise|rose|increase|increased|fall|fell|decline|declined|drop|dropped|change|changed"
    r"|go up|climb|shrink)"
)
_UNIT = r"(?P<unit>(?:square |cubic |metric )?[a-z]+)"

RULES: tuple[_Rule, ...] = (
    _rule(
        "rate",
        r"\bexchange rate\b|\b(?:kip|baht|yuan|dong)\b.* (?:to the|per|for (?:a|one)) (?:us )?dollar\b",
        conversions.rate,
    ),
    _rule(
        "dates",
        r"how (?:many (?P<unit>days|weeks|months|years)|long)\b.*?\b(?:between|passed|lie|elapsed|after|before|until|from|since)\b",
        conversions.dates_between,
    ),
    _rule("points", r"how many percentage points", changes.points),
    _rule(
        "average",
        r"on average,? (?:over|across|for|in) |average (?:of|for) .+ (?:over|in) .*[0-9]{4} and",
        changes.average,
    ),
    _rule(
        "per_period",
        r"\b(?:per|a|an|each|every) (?P<per>day|week|month|year)\b",
        changes.per_period,
    ),
    _rule("factor", r"\b(?:by )?what factor\b", changes.factor),
    _rule(
        "backcast",
        r"what (?:percentage|share|percent|fraction) of (?:its|their|the) (?P<base>[0-9]{4}) (?:value|level|volume|figure)",
        changes.backcast,
    ),
    _rule(
        "complement",
        r"what (?:share|percentage|proportion|percent|fraction)\b.*\b(?:not|other than|elsewhere)\b",
        amounts.complement,
    ),
    _rule(
        "share",
        rf"what (?:share|percentage|proportion|percent|fraction) of (?P<a>.+?) (?:{_BE}|came from|went to|consisted of|made up|amounted to) (?P<b>.+)",
        amounts.share,
    ),
    _rule(
        "times", r"how many times\b|\bratio (?:of|between)\b|how many times as", amounts.times_as
    ),
    _rule(
        "growth",
        rf"(?:by )?(?:what|how many|which) percent(?:age)? {_BE} (?P<a>.+?) (?:{_CHANGED}|higher|larger|lower|more)\b",
        changes.growth,
    ),
    _rule(
        "change",
        rf"(?:by )?how much {_BE} (?P<a>.+?) {_CHANGED}\b.*\b(?:from|between)\b",
        changes.change,
    ),
    _rule(
        "higher",
        rf"how much (?:more|higher|larger|greater|bigger|lower|less|smaller)(?: \w+){{0,2}} {_BE} (?P<a>.+?) than (?P<b>.+)",
        amounts.higher,
    ),
    _rule("surplus", r"\btrade (?:surplus|deficit|balance)\b", amounts.surplus),
    _rule(
        "exceed",
        rf"how much {_BE} (?P<a>.+?) (?:exceed|exceeded|surpass|outweigh|top)e?d? (?P<b>.+)",
        amounts.higher,
    ),
    _rule("difference", r"\bdifference between (?P<a>.+?) and (?P<b>.+)", amounts.higher),
    _rule(
        "rest",
        r"how much of (?P<a>.+?) (?:was|were|is|are|did|came|went)\b.*?\b(?:other than|not|besides|except) (?P<b>.+)",
        amounts.higher,
    ),
    _rule(
        "sum",
        r"\b(?:total|sum|combined)\b.*\b(?P<and>and)\b|\band\b.*\b(?:together|combined|in all|altogether|add(?:s|ed)? up to)\b",
        amounts.total,
    ),
    _rule(
        "convert",
        rf"how many {_UNIT}\b|\bin (?:square |cubic |metric )?(?:[a-z]+)\??$",
        conversions.convert,
    ),
    _rule(
        "mean",
        r"\baverage (?P<a>value|price|cost|size|worth) (?:of|per) (?:an? |one |each |the )?(?P<b>.+)",
        amounts.mean_value,
    ),
    _rule(
        "per_item",
        r"how (?:many|much) (?P<a>.+?) (?:per|for each|for every) (?P<b>.+)",
        amounts.per_item,
    ),
)


def compute(question: str, evidence: Sequence[Evidence]) -> Computation | Refusal | None:
    """Compute what `question` asks from `evidence`; None when it asks for no calculation."""
    if not question.strip() or len(question) > MAX_QUESTION:
        return None
    flat = " ".join(question.replace("’", "'").split()).rstrip("?. ")
    low = fold.lower(flat)  # of one length with `flat`: groups of a match are parts of both
    fitting = [(rule, match) for rule in RULES if (match := rule.pattern.search(low))]
    if not fitting:
        return None
    asked = Asked(
        flat, low, tuple(evidence_frames(text) for text in merge(evidence)),
        words.names(flat, starts=frozenset({0})) - words.names(flat.split()[0], starts=frozenset()),
        tuple(mention for mention in said_periods(flat) if not mention.period.comparison),
    )  # fmt: skip
    for rule, match in fitting:
        outcome = rule.run(asked, match)
        if isinstance(outcome, Refusal) and _may_be_said(rule.name, outcome, low):
            continue
        if outcome is not None:
            return outcome
    return None


def _may_be_said(name: str, refusal: Refusal, low: str) -> bool:
    """Nothing to calculate with, or one number alone: the text may say the answer itself."""
    if name == "sum" and _ADDS.search(low):
        return False
    if refusal.reason == ONE_NUMBER:
        return name in _SAID
    return not refusal.operands and name not in _CERTAIN


_ADDS = re.compile(r"\bsum of\b|\badd(?:s|ed)? up\b|\btogether\b|\bcombined\b")
#: What a text often says outright.
_SAID = frozenset({"surplus", "share"})
#: Forms that can only be answered by a calculation; the others may be answered by a quote.
_CERTAIN = frozenset({"points", "average", "growth", "change", "exceed", "rest", "mean"})
