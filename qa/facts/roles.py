"""Role, direction and modality: what a number does in its sentence.

"up 66 percent to 121 million" has a change_by (up) and a change_to; "is expected to produce up
to 1 million tonnes" is a capacity.
"""

# ruff: noqa: E501, SIM905 - patterns stay on one line and word lists read as text
from __future__ import annotations

import re
from bisect import bisect_right

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
_CHANGE = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b")
_GAP = re.compile(
    r"(?:\s+(?:a|an|the|further|another|only|strongly|sharply|slightly|steadily|rapidly|by some|"
    r"significantly|modestly|steeply|year[- ]on[- ]year|overall|on average|in value|annually))*"
    r"\s+(?P<prep>by |to |from )?(?:another |a further |a |an )?"
)
_GAP_OF = re.compile(r"(?: rate)?(?: in [a-z ]{1,30})? (?:of|by) (?:an? )?")
_NOT_VERBS = frozenset({"higher", "more", "lower", "less", "fewer", "growth", "rise"})
_LATER_PREP = re.compile(r"\b(?P<prep>by|to|from)\s+(?:(?:a|an|the|its|another|level of|total of|record"
                         r"|high of|low of)\s+)*$")  # fmt: skip
_NOUN_AFTER = re.compile(
    r"(?:[- ](?:year-on-year|annual|sharp|further|overall|significant|year-over-year))?[ -]"
    r"(?:(?P<up>increase|rise|growth|gain|jump|surge|expansion|hike|higher|more|upturn)"
    r"|(?P<down>decrease|fall|drop|decline|reduction|cut|loss|slump|contraction|lower|less|fewer"
    r"|discount))\b"
)
_SHARE_NEXT = re.compile(r"(?: of| share)\b")
_MODAL = re.compile(
    r"\b(?:(?P<plan>expects?|expected|expecting|plans?|planned|planning|targets?|targeted|targeting"
    r"|aims?|aimed|aiming|forecasts?|projected|projects (?:that|to)|projection|predicts?|predicted"
    r"|will|would|set to|scheduled|intends?|intended|hopes?|proposed|is to|are to|by 20[3-9][0-9]"
    r"|goal|potential|upcoming|anticipates?|anticipated|seeks? to|should)"
    r"|(?P<capacity>capacity|capable of|can|could|(?<!of )(?<!in )(?<!since )(?<!by )may(?! [0-9])|might|allowed|permitted|limit(?:ed)? (?:of|to)"
    r"|licen[cs]ed|maximum|designed (?:to|for)|allows?|able to|ceiling)"
    r"|(?P<estimate>estimat\w+|approximation)"
    r"|(?P<negated>not|n't|never|failed to|fails to|without|denied|denies|did not|no longer|refused to)"
    r")\b"
)
#: First letters (four at most) of the words above: a cheap look before the close one.
CHANGE_HEADS = frozenset(
    "incr rise rose risi grow grew climb clim jump surg soar gain up expa rebo adva rais boos wide "
    "acce leap swel high more uptu doub trip quad decr fall fell drop decl shri shra shru plun slum "
    "down redu cut slid sank sink tumb lowe lost lose losi losse loss narr cont ease easi dipp slip "
    "halv less fewe shed".split()
)
MODAL_HEADS = frozenset(
    "expe plan targ aims aim aime aimi fore proj pred will woul set sche inte hope prop goal pote "
    "upco anti seek shou capa can coul may migh allo perm limi lice maxi desi able ceil esti appr "
    "not t neve fail cann unab".split()
)
#: The same for forms of small words.
MODAL_FORMS = re.compile(r"(?:is|are) to |by 20[3-9]")
_NEGATED_NEAR = re.compile(
    r"\b(?:(?:did|does|do|was|were|is|are|has|have|had|could|would|will|can)(?: not|n't)|never"
    r"|failed to|fails to|cannot|unable to)\b(?P<rest>[^.;]{0,40})$"
)
_NEGATED_BEHIND = re.compile(
    r"(?P<rest>[^.;:,!?]{0,40}?)\b(?:(?:did|does|do|was|were|is|are|has|have|had|could|would|will|can"
    r"|should|may|might)(?: not|n't)|never|cannot|no longer|won't)\b"
)
_ANOTHER_CLAUSE = re.compile(
    r"\b(?:and|but|or|that|which|who|whose|as|because|when|where|if|while|although|than|so)\b"
)
_CLAUSE = re.compile(r"[.;!?]\s|, (?:but|and|while|although|which|with)\b| but | while | although ")


def find_changes(low: str) -> list[re.Match[str]]:
    """Every word of rising or falling, in order."""
    return list(_CHANGE.finditer(low))


_end_of = re.Match.end


def role_at(
    low: str, changes: list[re.Match[str]], span: tuple[int, int], *, is_rate: bool
) -> tuple[Role, Direction]:
    """The role of the number whose hedge and surface fill `span` of `low`.

    `is_rate` says that it is a percentage: "rose 3 percent" is a change by, while "rose 3
    million" is one only with "by" or "up".
    """
    start, end = span
    place = bisect_right(changes, start, key=_end_of)
    last = changes[place - 1] if place else None
    if last is not None and start - last.end() <= 100:
        role = _with_change(low, last, start, is_rate=is_rate)
        if role is not None:
            return role, Direction.UP if last["up"] else Direction.DOWN
    after = _NOUN_AFTER.match(low, end)
    if after is not None and (
        is_rate or after.group().split()[-1] not in {"more", "less", "fewer"}
    ):
        return Role.CHANGE_BY, Direction.UP if after["up"] else Direction.DOWN
    return Role.LEVEL, Direction.NONE


def _with_change(low: str, last: re.Match[str], start: int, *, is_rate: bool) -> Role | None:
    """The role that the last word of change before a number gives it, or None."""
    gap, word = low[last.end() : start], last.group()
    if _GAP_OF.fullmatch(gap):
        return Role.CHANGE_BY
    near = _GAP.fullmatch(gap)
    if near is not None and (near["prep"] or word not in _NOT_VERBS):
        prep = (near["prep"] or "").strip()
        if prep:
            return _BY_PREPOSITION[prep]
        return Role.CHANGE_BY if is_rate or word in {"up", "down"} else None
    later = _LATER_PREP.search(gap, max(0, len(gap) - 40))
    if later is None or _CLAUSE.search(gap):
        by_rate = later is not None and later["prep"] == "by" and is_rate
        return Role.CHANGE_BY if by_rate else None
    if later["prep"] == "by" and not is_rate and " by " in gap[: later.start()]:
        return None
    return _BY_PREPOSITION[later["prep"]]


_BY_PREPOSITION = {"by": Role.CHANGE_BY, "to": Role.CHANGE_TO, "from": Role.CHANGE_FROM}


def modality_at(low: str, start: int, sentence_start: int) -> Modality:
    """Whether the number is reported, planned, a capacity, an estimate or denied before it."""
    before = low[max(sentence_start, start - 160) : start]
    if any(word in before for word in ("not ", "n't", "never", "fail", "unable")):
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


def is_denied_behind(low: str, end: int, sentence_end: int) -> bool:
    """Whether the number is in the subject of a denial: "children under 12 do not pay"."""
    after = low[end : min(sentence_end, end + 60)]
    if not any(word in after for word in ("not", "n't", "never", "no longer")):
        return False
    denied = _NEGATED_BEHIND.match(after)
    return denied is not None and not _ANOTHER_CLAUSE.search(denied["rest"])


def share_follows(low: str, end: int) -> bool:
    """Whether a percentage is a share of something named after it."""
    return _SHARE_NEXT.match(low, end) is not None
