"""Role, direction and modality: what a number does in its sentence.

"up 66 percent to 121 million" has a change_by (up) and a change_to; "is expected to produce up
to 1 million tonnes" is a capacity.
"""

from __future__ import annotations

import re

from qa.facts.quantity import Direction, Modality, Role

_UP = (
    r"increas\w*|r[io]se[sn]?|rising|gr[eo]wn?|grows|growing|climb\w*|jump\w*|surg\w*|soar\w*|"
    r"gain\w*|up|expand\w*|rebound\w*|advanc\w*|rais\w*|boost\w*|widen\w*|accelerat\w*|leapt|swell\w*"
    r"|higher|more|growth|rise|upturn|doubl\w*|tripl\w*|quadrupl\w*"
)
_DOWN = (
    r"decreas\w*|f[ae]ll(?:s|en|ing)?|drop\w*|declin\w*|shr[aiu]nk\w*|plung\w*|slump\w*|down|"
    r"reduc\w*|cut|slid\w*|sank|sink\w*|tumbl\w*|lower(?:ed)?|los[te]\w*|narrow\w*|contract\w*|eas\w*|"
    r"dipp\w*|slipp\w*|halv\w*|less|fewer|shed"
)
_UP_STRONG = _UP.replace("|higher|more|growth|rise|upturn", "")
_CHANGE = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b")
_NEAR = re.compile(
    rf"\b(?:(?P<up>{_UP_STRONG})|(?P<down>{_DOWN}))(?P<gap>(?:\s+(?:a|an|the|further|another|only|"
    r"strongly|sharply|slightly|steadily|rapidly|significantly|modestly|steeply|year[- ]on[- ]year|"
    r"overall|on average|in value|annually))*\s+)(?P<prep>by |to |from )?(?:another |a further |a |an )?$"
)
_LATER_PREP = re.compile(r"\b(?P<prep>by|to|from)\s+(?:(?:a|an|the|its|another|level of|total of|record"
                         r"|high of|low of)\s+)*$")  # fmt: skip
_NOUN_AFTER = re.compile(
    r"(?:[- ](?:year-on-year|annual|sharp|further|overall|significant|year-over-year))?[ -]"
    r"(?:(?P<up>increase|rise|growth|gain|jump|surge|expansion|hike|higher|more|upturn)"
    r"|(?P<down>decrease|fall|drop|decline|reduction|cut|loss|slump|contraction|lower|less|fewer"
    r"|discount))\b"
)
_NOUN_BEFORE = re.compile(
    r"\b(?:(?P<up>increase|rise|growth(?: rate)?|gain|jump|surge|expansion|hike)"
    r"|(?P<down>decrease|fall|drop|decline|reduction|cut|slump|contraction))"
    r"(?: rate)?(?: in [a-z ]{1,30})? (?:of|by) (?:an? )?$"
)
_SHARE_NEXT = re.compile(r"(?: of| share)\b")
#: Words that, somewhere in a sentence, make a closer look worthwhile.
CUES = re.compile(rf"\b(?:{_UP}|{_DOWN})\b")
_MODAL = re.compile(
    r"\b(?:(?P<plan>expects?|expected|expecting|plans?|planned|planning|targets?|targeted|targeting"
    r"|aims?|aimed|aiming|forecasts?|projected|projects (?:that|to)|projection|predicts?|predicted"
    r"|will|would|set to|scheduled|intends?|intended|hopes?|proposed|is to|are to|by 20[3-9][0-9]"
    r"|goal|potential|upcoming|anticipates?|anticipated|seeks? to|should)"
    r"|(?P<capacity>capacity|capable of|can|could|may|might|allowed|permitted|limit(?:ed)? (?:of|to)"
    r"|licen[cs]ed|maximum|designed (?:to|for)|allows?|able to|ceiling)"
    r"|(?P<estimate>estimat\w+|approximation)"
    r"|(?P<negated>not|n't|never|failed to|fails to|without|denied|denies|did not|no longer|refused to)"
    r")\b"
)
MODAL_CUES = _MODAL
_NEGATED_NEAR = re.compile(
    r"\b(?:(?:did|does|do|was|were|is|are|has|have|had|could|would|will|can)(?: not|n't)|never"
    r"|failed to|fails to|cannot|unable to)\b(?P<rest>[^.;]{0,40})$"
)
_CLAUSE = re.compile(r"[.;!?]\s|, (?:but|and|while|although|which|with)\b| but | while | although ")
_NOT_BOUND = re.compile(r"\b(?:not|no)\s+$")


def role_at(low: str, start: int, end: int, *, is_rate: bool) -> tuple[Role, Direction]:
    """The role of the number whose hedge or surface fills [start, end) of `low`.

    `is_rate` says that it is a percentage or a multiple: "rose 3 percent" is a change by, while
    "rose 3 million" may be either and is read as a change by only without "to".
    """
    window = low[max(0, start - 100) : start]
    near = _NEAR.search(window)
    if near is not None:
        direction = Direction.UP if near["up"] else Direction.DOWN
        prep = (near["prep"] or "").strip()
        if prep == "to":
            return Role.CHANGE_TO, direction
        if prep == "from":
            return Role.CHANGE_FROM, direction
        if prep == "by" or is_rate or near["up"] == "up" or near["down"] == "down":
            return Role.CHANGE_BY, direction
    noun = _NOUN_BEFORE.search(window)
    if noun is not None:
        return Role.CHANGE_BY, Direction.UP if noun["up"] else Direction.DOWN
    after = _NOUN_AFTER.match(low, end)
    if after is not None and (is_rate or after.group().split()[-1] not in {"more", "less", "fewer"}):
        return Role.CHANGE_BY, Direction.UP if after["up"] else Direction.DOWN
    return _later(window, is_rate=is_rate)


def _later(window: str, *, is_rate: bool) -> tuple[Role, Direction]:
    """ "by", "to", "from" before the number with its verb further back in the clause."""
    prep = _LATER_PREP.search(window)
    if prep is None:
        return Role.LEVEL, Direction.NONE
    clause = _CLAUSE.split(window[: prep.start()])[-1] if prep["prep"] != "by" else window
    changes = list(_CHANGE.finditer(clause))
    if not changes:
        return Role.LEVEL, Direction.NONE
    direction = Direction.UP if changes[-1]["up"] else Direction.DOWN
    if prep["prep"] == "by" and not is_rate and "by" in window[changes[-1].end() : prep.start()]:
        return Role.LEVEL, Direction.NONE
    roles = {"by": Role.CHANGE_BY, "to": Role.CHANGE_TO, "from": Role.CHANGE_FROM}
    return roles[prep["prep"]], direction


def modality_at(low: str, start: int, sentence_start: int) -> Modality:
    """Whether the number is reported, planned, a capacity, an estimate or denied."""
    before = low[max(sentence_start, start - 160) : start]
    if "not " in before or "n't" in before or "never" in before or "fail" in before or "unable" in before:
        denied = _NEGATED_NEAR.search(before)
        if denied is not None and not _CLAUSE.search(denied["rest"]):
            return Modality.NEGATED
    clause = _CLAUSE.split(before)[-1]
    found = list(_MODAL.finditer(clause))
    for match in reversed(found):
        if match["plan"]:
            return Modality.FORECAST_OR_PLAN
        if match["capacity"]:
            return Modality.PERMITTED_OR_CAPACITY
    if found and found[-1]["estimate"]:
        return Modality.ESTIMATE
    return Modality.REPORTED


def share_follows(low: str, end: int) -> bool:
    """Whether a percentage is a share of something named after it."""
    return _SHARE_NEXT.match(low, end) is not None
