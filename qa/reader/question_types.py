"""Which type of answer a question asks for: rules over question words and head nouns."""

from __future__ import annotations

from qa.reader.question_words import UNIT_TYPES, head_type
from qa.reader.wh_words import IMPERATIVES
from qa.reader.words import (
    AUXILIARIES,
    CAPITAL,
    CONJUNCTIONS,
    FUNCTION,
    NUMBER,
    PREPOSITIONS,
    PRONOUNS,
    PUNCTUATION,
    WH_WORDS,
    Line,
    stem,
    word_set,
)
from qa.types import AnswerType

_GROWS = frozenset(
    stem(verb) for verb in word_set("rise grow fall change jump climb shrink improve expand surge")
)
_MONEY_VERBS = frozenset(
    stem(verb)
    for verb in word_set(
        "export import cost pay spend earn worth sell buy invest fund borrow lend charge "
        "raise donate price trade loan finance"
    )
)
#: Verbs whose object, asked for without a noun, is an amount of money.
_PRICED = frozenset(["cost", "pay", "earn", "charge", "worth"])
_MASS_VERBS = frozenset(stem(verb) for verb in word_set("weigh produce rain hold"))


def type_of_question(line: Line, lowers: list[str], at: int) -> tuple[str, AnswerType, list[int]]:
    if at >= 0:
        return _wh_type(line, lowers, at)
    if lowers and lowers[0] in AUXILIARIES:
        choice = "or" in lowers and "not" not in lowers[lowers.index("or") :]
        return ("choice", AnswerType.PHRASE, []) if choice else ("yes no", AnswerType.YES_NO, [])
    if lowers and lowers[0] in IMPERATIVES:
        return _command_type(line, lowers)
    return _keyword_type(line, lowers)


def _wh_type(line: Line, lowers: list[str], at: int) -> tuple[str, AnswerType, list[int]]:
    word = lowers[at]
    after = lowers[at + 1] if at + 1 < len(lowers) else ""
    if word == "how":
        return _how_type(line, lowers, at)
    if word == "when":
        return "when", AnswerType.DATE, []
    if word == "where":
        return "where", AnswerType.PLACE, []
    if word == "why" or (word == "what" and at == 0 and _ends_in_for(lowers)):
        return "why", AnswerType.REASON, []
    if word in ("who", "whom", "whose"):
        plural = after in ("are", "were") and _looks_plural(line, at + 2)
        return "who", AnswerType.LIST if plural else AnswerType.PERSON, []
    return _what_type(line, lowers, at)


def _ends_in_for(lowers: list[str]) -> bool:
    """ "What did they build it for?" asks why; "What does ODOP stand for?" does not."""
    ending = [word for word in lowers[-4:] if word[:1].isalpha()]
    return ending[-1:] == ["for"] and not {"stand", "stands", "known", "famous"} & set(ending)


def _how_type(line: Line, lowers: list[str], at: int) -> tuple[str, AnswerType, list[int]]:
    after = lowers[at + 1] if at + 1 < len(lowers) else ""
    focus = _noun_run(line, lowers, at + 2)
    stems = [line.stems[i] for i in focus]
    if after == "many":
        units = [UNIT_TYPES[root] for root in stems if root in UNIT_TYPES]
        return "how many", units[0] if units else AnswerType.COUNT, focus
    if after == "much":
        return "how much", _much_type(line, lowers, at, focus), focus
    fixed = {
        "long": AnswerType.PERIOD,
        "often": AnswerType.PHRASE,
        "soon": AnswerType.PERIOD,
        "come": AnswerType.REASON,
        "old": AnswerType.QUANTITY,
    }
    if after in fixed:
        return f"how {after}", fixed[after], []
    measures = word_set("far tall high big large deep wide heavy fast small hot cold thick strong")
    if after in measures:
        return "how far", AnswerType.QUANTITY, []
    return "how", AnswerType.PHRASE, []


def _much_type(line: Line, lowers: list[str], at: int, focus: list[int]) -> AnswerType:
    """ "How much did exports rise" asks for a share, "how much rice" for a quantity."""
    rest = set(line.stems[at + 2 :])
    if lowers[at + 2 : at + 3] == ["of"]:
        return AnswerType.PERCENT
    named = [kind for i in focus[-1:] if (kind := head_type(lowers[i]))]
    if named:
        return named[0]
    if focus:
        return AnswerType.QUANTITY
    if rest & _GROWS or (at > 0 and lowers[at - 1] == "by"):
        return AnswerType.PERCENT
    if rest & _MASS_VERBS and not rest & _MONEY_VERBS:
        return AnswerType.QUANTITY
    return AnswerType.MONEY


def _what_type(line: Line, lowers: list[str], at: int) -> tuple[str, AnswerType, list[int]]:
    word = lowers[at]
    focus = _noun_run(line, lowers, at + 1, after_wh=at + 1)
    if focus:
        kind = _head_type(lowers, focus)
        return f"{word} noun", kind, focus
    after = lowers[at + 1] if at + 1 < len(lowers) else ""
    if after in ("is", "are", "was", "were", "'s", "s") or lowers[at + 1 : at + 3] == ["'", "s"]:
        return _what_is_type(line, lowers, at + 2)
    if {"mean", "means", "stand"} & set(lowers[-3:]):
        return "what is", AnswerType.DEFINITION, []
    if _PRICED & set(lowers[at + 2 :]):
        return "what did", AnswerType.MONEY, []
    causes = {"caused", "causes", "led", "made", "prompted", "motivated"}
    if after in causes:
        return "what verb", AnswerType.PHRASE, []
    asks_action = after in AUXILIARIES
    return ("what did" if asks_action else "what verb"), AnswerType.PHRASE, []


def _what_is_type(line: Line, lowers: list[str], start: int) -> tuple[str, AnswerType, list[int]]:
    """ "What is the area of X" asks for its head noun's type, "What is X" for a definition."""
    plural = start < 1 or lowers[start - 1] in ("are", "were")
    while start < len(lowers) and line.kinds[start] == FUNCTION and lowers[start] not in WH_WORDS:
        start += 1
    focus = _noun_run(line, lowers, start)
    if not focus:
        return "what is", AnswerType.PHRASE, []
    end = focus[-1] + 1
    rest = [i for i in range(end, len(lowers)) if line.kinds[i] != PUNCTUATION]
    if "worth" in lowers:
        return "what is the", AnswerType.MONEY, focus
    kind = _head_type(lowers, focus)
    if not rest and kind is AnswerType.PHRASE:
        return "what is", AnswerType.DEFINITION, focus
    if plural and kind in (AnswerType.PHRASE, AnswerType.REASON):
        kind = AnswerType.LIST
    if kind is AnswerType.LIST and not plural:
        kind = AnswerType.PHRASE
    return "what is the", kind, focus


def _head_type(lowers: list[str], focus: list[int]) -> AnswerType:
    """The type by the last noun of the focus ("export value"), or by the noun after "of"."""
    head = focus[-1]
    owner = lowers[head].removesuffix("'s")
    if owner in ("kind", "type", "sort", "kinds", "types", "sorts"):
        return AnswerType.LIST if owner.endswith("s") else AnswerType.PHRASE
    kind = head_type(owner) or head_type(lowers[focus[0]])
    plural = _is_plural(owner) and owner == lowers[head]
    if owner == "years":
        return AnswerType.PERIOD
    if lowers[head] == "name":
        after = [head_type(word) for word in lowers[head + 1 : head + 6]]
        kind = next((one for one in after if one), None)
        return kind or AnswerType.PHRASE
    if plural and kind in (
        None,
        AnswerType.PERSON,
        AnswerType.ORGANISATION,
        AnswerType.PLACE,
        AnswerType.QUANTITY,
        AnswerType.REASON,
    ):
        return AnswerType.LIST
    return kind or AnswerType.PHRASE


def _command_type(line: Line, lowers: list[str]) -> tuple[str, AnswerType, list[int]]:
    start = 1
    while start < len(lowers) and (line.kinds[start] == FUNCTION or lowers[start] in IMPERATIVES):
        start += 1
    focus = _noun_run(line, lowers, start)
    kind = _head_type(lowers, focus) if focus else AnswerType.PHRASE
    if lowers[0] in ("list", "enumerate"):
        kind = AnswerType.LIST
    elif lowers[0] == "define" or (lowers[0] in ("explain", "describe") and not focus):
        kind = AnswerType.DEFINITION
    return "command", kind, focus


def _keyword_type(line: Line, lowers: list[str]) -> tuple[str, AnswerType, list[int]]:
    """A bare "sekong export value 2025": the last noun that names a type decides."""
    for i in range(len(lowers) - 1, -1, -1):
        kind = head_type(lowers[i]) if line.stems[i] else None
        if kind and kind is not AnswerType.PLACE:
            return "keywords", kind, [i]
    return "keywords", AnswerType.PHRASE, []


def _noun_run(line: Line, lowers: list[str], start: int, after_wh: int = -1) -> list[int]:
    """The nouns right after a question word: up to the verb, an auxiliary or a preposition.

    Right after "which" (at `after_wh`) an owner is what is asked: "which country's ports".
    """
    run: list[int] = []
    other = {"other", "different", "many", "new", "of", "the", "more", "most", "least"}
    for i in range(start, min(start + 7, len(lowers))):
        word = lowers[i]
        if (not run and word in other) or (run and word in ("-", "/")):
            continue
        if line.kinds[i] in (FUNCTION, PUNCTUATION) or word in PRONOUNS | CONJUNCTIONS:
            break
        if _is_verb(line, lowers, i, bool(run)):
            break
        run.append(i)
        if word.endswith(("'s", "s'")) and start == after_wh:
            break
    return run


def _is_verb(line: Line, lowers: list[str], i: int, after_noun: bool) -> bool:
    """Guess a finite verb by its ending and what follows; the first word is a noun in doubt."""
    word = lowers[i]
    follower = lowers[i + 1] if i + 1 < len(lowers) else "?"
    followed = follower in FOLLOWS_VERB or (
        i + 1 < len(lowers) and line.kinds[i + 1] in (CAPITAL, NUMBER)
    )
    if word.endswith("ed") and len(word) > 4:
        return True
    if after_noun and followed and _is_plural(lowers[i - 1]):
        return True
    if after_noun:
        ending = word.endswith("s") and not word.endswith("ss") and followed
        return word in COMMON_VERBS or (ending and not _is_plural_before(lowers, i))
    return word in COMMON_VERBS or (word.endswith("s") and follower in ("the", "a", "an"))


FOLLOWS_VERB = word_set(
    "the a an in on at by to from for with of as its his their this that ? it into"
)
COMMON_VERBS = word_set(
    "led made said began begins became becomes won held rose fell grew got gave took went "
    "came saw ran built sold bought wrote causes makes happened happens exist exists occurred "
    "occurs owns lives lived died brought kept lost met paid sent spent took contains "
    "includes comes goes grows rises plays makes takes gives runs shows helps lies sits "
    "stands wants needs grown sold given taken known seen done found written driven shown "
    "chosen spoken"
)


def _is_plural_before(lowers: list[str], i: int) -> bool:
    return i > 0 and lowers[i - 1] not in FOLLOWS_VERB and lowers[i + 1 : i + 2] in (["of"], ["?"])


def _is_plural(word: str) -> bool:
    if word in ("people", "men", "women", "children", "things"):
        return True
    singular = ("ss", "us", "is", "series", "species", "news", "mathematics", "physics")
    return len(word) > 3 and word.endswith("s") and not word.endswith(singular)


def _looks_plural(line: Line, start: int) -> bool:
    stop = next((i for i in range(start, len(line)) if line.lowers[i] in PREPOSITIONS), len(line))
    nouns = [i for i in range(start, stop) if line.kinds[i] not in (FUNCTION, PUNCTUATION)]
    return bool(nouns) and _is_plural(line.lowers[nouns[-1]])
