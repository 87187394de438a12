"""What a question asks for, read from its words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.reader.question_words import ALSO_ACCEPTED, HEAD_TYPES, UNIT_TYPES
from qa.reader.words import (
    AUXILIARIES,
    CAPITAL,
    CONJUNCTIONS,
    FUNCTION,
    NUMBER,
    PREPOSITIONS,
    PRONOUNS,
    PUNCTUATION,
    STOP_WORDS,
    WH_WORDS,
    Line,
    stem,
)
from qa.types import AnswerType

_LONGEST = 2_000  # characters looked at; what follows can no longer change the type
_IMPERATIVES = frozenset(
    "name list give tell state identify describe explain define find show provide mention "
    "specify enumerate please".split()
)
_NEGATIONS = frozenset("not no never none without neither nor except cannot".split())
_COMPARISONS = frozenset(
    "than compare compared comparison versus vs difference between higher lower larger smaller "
    "bigger greater fewer exceed exceeds exceeded".split()
)
_SUPERLATIVES = frozenset("most least first last main top best worst only".split())
_NO_SUPERLATIVES = frozenset(
    "interest forest request invest harvest protest northwest southwest southeast northeast "
    "contest suggest budapest arrest manifest conquest guest quest digest latest priest "
    "everest midwest bucharest".split()
)
_YEAR = re.compile(r"(?:1[0-9]|20)\d{2}(?!\d)")
#: Common words one letter away from a question word, which must not be read as a slip.
_NOT_SLIPS = frozenset(
    "then than that hat why way was were with has had have hot wet war win hoe hop hew wheat "
    "there here wen hen chat what's ho wo wow whey whom whole white while where's witch shot "
    "shy whip whim watt when's show law low now whet".split()
)
_GROWS = frozenset(
    stem(verb) for verb in "rise grow fall change jump climb shrink improve expand surge".split()
)
_MONEY_VERBS = frozenset(
    stem(verb)
    for verb in "export import cost pay spend earn worth sell buy invest fund borrow lend charge "
    "raise donate price trade loan finance".split()
)
_MASS_VERBS = frozenset(stem(verb) for verb in "weigh produce rain hold".split())


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question's reading. `words[i]` is the form in which the stem `content[i]` was asked.

    `form` is a short name of the question's shape ("who", "how many", "what noun", …) which
    the reader's weights are kept by; `entities` are capitalised runs, numbers and years;
    `subject_asked` says that the answer is what does the verb ("Who operates …?").
    """

    text: str
    form: str
    expected: AnswerType
    accepted: tuple[AnswerType, ...]
    focus: str
    focus_stems: tuple[str, ...]
    content: tuple[str, ...]
    words: tuple[str, ...]
    entities: tuple[str, ...]
    years: tuple[str, ...]
    subject_asked: bool
    negated: bool
    superlative: bool
    wants_list: bool
    comparison: bool


def understand(question: str) -> Understanding:
    """Read a question of any style: asked, keyword-like, commanded, in lower case, misspelt.

    "How many products does it support?" → COUNT with the focus "products".
    """
    line = Line.of(question[:_LONGEST])
    lowers = _mend_wh(line)
    at = _wh_position(lowers)
    form, expected, focus = _type_of(line, lowers, at)
    content, words = _content(line, lowers)
    tokens = set(lowers)
    return Understanding(
        text=question,
        form=form,
        expected=expected,
        accepted=(expected, *ALSO_ACCEPTED[expected]),
        focus=" ".join(lowers[i] for i in focus),
        focus_stems=tuple(line.stems[i] for i in focus if line.stems[i]),
        content=content,
        words=words,
        entities=_entities(line, at),
        years=tuple(dict.fromkeys(_YEAR.findall(" ".join(lowers)))),
        subject_asked=_asks_subject(line, lowers, at, focus),
        negated=bool(tokens & _NEGATIONS) or any(word.endswith("n't") for word in tokens),
        superlative=_is_superlative(tokens),
        wants_list=expected is AnswerType.LIST,
        comparison=bool(tokens & _COMPARISONS),
    )


def _mend_wh(line: Line) -> list[str]:
    """The lower-case tokens, with a misspelt question word among the first three mended."""
    lowers = list(line.lowers)
    for i, word in enumerate(lowers):
        if word.endswith("'s") and word[:-2] in WH_WORDS:
            lowers[i] = word[:-2]
    if any(word in WH_WORDS for word in lowers):
        return lowers
    for i, word in enumerate(lowers[:3]):
        if word in _NOT_SLIPS or word in STOP_WORDS or not 2 < len(word) < 7:
            continue
        mended = next((wh for wh in _BY_FREQUENCY if _one_slip(word, wh)), None)
        if mended:
            counts = lowers[i + 1 : i + 2] in (["many"], ["much"], ["long"])
            lowers[i] = "how" if counts else mended
            break
    return lowers


_BY_FREQUENCY = ("what", "who", "which", "when", "where", "how", "why", "whose", "whom")


def _one_slip(word: str, target: str) -> bool:
    """One letter missing, doubled or foreign, or two neighbours swapped; the ends mostly stay."""
    if sorted(word) == sorted(target):
        swapped = [i for i in range(len(word)) if word[i] != target[i]]
        return len(swapped) == 2 and swapped[1] - swapped[0] == 1
    if abs(len(word) - len(target)) == 1:
        longer, shorter = (word, target) if len(word) > len(target) else (target, word)
        if len(shorter) < 3 or longer[0] != shorter[0]:
            return False
        return any(longer[:i] + longer[i + 1 :] == shorter for i in range(1, len(longer)))
    same = sum(a == b for a, b in zip(word, target, strict=False))
    return len(word) == len(target) > 3 and same == len(word) - 1 and word[0] == target[0]


def _wh_position(lowers: list[str]) -> int:
    """Where the question word is; -1 without one. A leading one wins, then one after a
    preposition or command, then the last ("It exported how much?")."""
    places = [i for i, word in enumerate(lowers) if word in WH_WORDS]
    if not places:
        return -1
    if lowers[0] in AUXILIARIES:
        return -1
    for i in places:
        if i == 0 or lowers[i - 1] in PREPOSITIONS or lowers[i - 1] in _IMPERATIVES | {"me", ","}:
            return i
    if lowers[0] in _IMPERATIVES:
        return -1
    return places[0] if lowers[places[0]] == "how" else places[-1]


def _type_of(line: Line, lowers: list[str], at: int) -> tuple[str, AnswerType, list[int]]:
    if at >= 0:
        return _wh_type(line, lowers, at)
    if lowers and lowers[0] in AUXILIARIES:
        choice = "or" in lowers and "not" not in lowers[lowers.index("or") :]
        return ("choice", AnswerType.PHRASE, []) if choice else ("yes no", AnswerType.YES_NO, [])
    if lowers and lowers[0] in _IMPERATIVES:
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
    """"What did they build it for?" asks why; "What does ODOP stand for?" does not."""
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
        return "how much", _much_type(line, lowers, at, stems), focus
    fixed = {
        "long": AnswerType.PERIOD,
        "often": AnswerType.PHRASE,
        "soon": AnswerType.PERIOD,
        "come": AnswerType.REASON,
        "old": AnswerType.QUANTITY,
    }
    if after in fixed:
        return f"how {after}", fixed[after], []
    measures = "far tall high big large deep wide heavy fast small hot cold thick strong".split()
    if after in measures:
        return "how far", AnswerType.QUANTITY, []
    return "how", AnswerType.PHRASE, []


def _much_type(line: Line, lowers: list[str], at: int, stems: list[str]) -> AnswerType:
    """"How much did exports rise" asks for a share, "how much rice" for a quantity."""
    rest = set(line.stems[at + 2 :])
    named = [HEAD_TYPES[root] for root in stems[-1:] if root in HEAD_TYPES]
    if named:
        return named[0]
    if stems:
        return AnswerType.QUANTITY
    if rest & _GROWS or (at > 0 and lowers[at - 1] == "by") or lowers[at + 2 : at + 3] == ["of"]:
        return AnswerType.PERCENT
    if rest & _MASS_VERBS and not rest & _MONEY_VERBS:
        return AnswerType.QUANTITY
    return AnswerType.MONEY


def _what_type(line: Line, lowers: list[str], at: int) -> tuple[str, AnswerType, list[int]]:
    word = lowers[at]
    focus = _noun_run(line, lowers, at + 1)
    if focus:
        kind = _head_type(line, lowers, focus)
        return f"{word} noun", kind, focus
    after = lowers[at + 1] if at + 1 < len(lowers) else ""
    if after in ("is", "are", "was", "were", "'s", "s") or lowers[at + 1 : at + 3] == ["'", "s"]:
        return _what_is_type(line, lowers, at + 2)
    if {"mean", "means", "stand"} & set(lowers[-3:]):
        return "what is", AnswerType.DEFINITION, []
    causes = {"caused", "causes", "led", "made", "prompted", "motivated"}
    if after in causes:
        return "what verb", AnswerType.PHRASE, []
    asks_action = after in AUXILIARIES
    return ("what did" if asks_action else "what verb"), AnswerType.PHRASE, []


def _what_is_type(line: Line, lowers: list[str], start: int) -> tuple[str, AnswerType, list[int]]:
    """"What is the area of X" asks for its head noun's type, "What is X" for a definition."""
    plural = start < 1 or lowers[start - 1] in ("are", "were")
    while start < len(lowers) and line.kinds[start] == FUNCTION and lowers[start] not in WH_WORDS:
        start += 1
    focus = _noun_run(line, lowers, start)
    if not focus:
        return "what is", AnswerType.PHRASE, []
    end = focus[-1] + 1
    rest = [i for i in range(end, len(lowers)) if line.kinds[i] != PUNCTUATION]
    kind = _head_type(line, lowers, focus)
    if not rest and kind is AnswerType.PHRASE:
        return "what is", AnswerType.DEFINITION, focus
    if plural and kind in (AnswerType.PHRASE, AnswerType.REASON):
        kind = AnswerType.LIST
    if kind is AnswerType.LIST and not plural:
        kind = AnswerType.PHRASE
    return "what is the", kind, focus


def _head_type(line: Line, lowers: list[str], focus: list[int]) -> AnswerType:
    """The type by the last noun of the focus ("export value"), or by the noun after "of"."""
    head = focus[-1]
    root = line.stems[head]
    if lowers[head] in ("kind", "type", "sort", "kinds", "types", "sorts"):
        return AnswerType.PHRASE
    kind = HEAD_TYPES.get(root) or HEAD_TYPES.get(line.stems[focus[0]])
    plural = _is_plural(lowers[head])
    if lowers[head] == "name":
        after = [line.stems[i] for i in range(head + 1, min(head + 6, len(lowers)))]
        kind = next((HEAD_TYPES[one] for one in after if one in HEAD_TYPES), None)
        return kind or AnswerType.PHRASE
    if plural and kind in (
        None,
        AnswerType.PERSON,
        AnswerType.ORGANISATION,
        AnswerType.PLACE,
        AnswerType.REASON,
    ):
        return AnswerType.LIST
    return kind or AnswerType.PHRASE


def _command_type(line: Line, lowers: list[str]) -> tuple[str, AnswerType, list[int]]:
    start = 1
    while start < len(lowers) and (line.kinds[start] == FUNCTION or lowers[start] in _IMPERATIVES):
        start += 1
    focus = _noun_run(line, lowers, start)
    kind = _head_type(line, lowers, focus) if focus else AnswerType.PHRASE
    if lowers[0] in ("list", "enumerate"):
        kind = AnswerType.LIST
    elif lowers[0] == "define" or (lowers[0] in ("explain", "describe") and not focus):
        kind = AnswerType.DEFINITION
    return "command", kind, focus


def _keyword_type(line: Line, lowers: list[str]) -> tuple[str, AnswerType, list[int]]:
    """A bare "sekong export value 2025": the last noun that names a type decides."""
    for i in range(len(lowers) - 1, -1, -1):
        kind = HEAD_TYPES.get(line.stems[i]) if line.stems[i] else None
        if kind and kind is not AnswerType.PLACE:
            return "keywords", kind, [i]
    return "keywords", AnswerType.PHRASE, []


def _noun_run(line: Line, lowers: list[str], start: int) -> list[int]:
    """The nouns right after a question word: up to the verb, an auxiliary or a preposition."""
    run: list[int] = []
    other = {"other", "different", "many", "new", "of", "the", "more", "most", "least"}
    for i in range(start, min(start + 7, len(lowers))):
        word = lowers[i]
        if not run and word in other:
            continue
        if line.kinds[i] in (FUNCTION, PUNCTUATION) or word in PRONOUNS | CONJUNCTIONS:
            break
        if _is_verb(line, lowers, i, bool(run)):
            break
        run.append(i)
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


FOLLOWS_VERB = frozenset(
    "the a an in on at by to from for with of as its his their this that ? it into".split()
)
COMMON_VERBS = frozenset(
    "led made said began begins became becomes won held rose fell grew got gave took went came "
    "saw ran built sold bought wrote causes makes happened happens exist exists occurred occurs "
    "owns lives lived died brought kept lost met paid sent spent took contains includes comes "
    "goes grows rises plays makes takes gives runs shows helps lies sits stands wants needs grown sold given taken known "
    "seen done found written driven shown chosen spoken".split()
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


def _asks_subject(line: Line, lowers: list[str], at: int, focus: list[int]) -> bool:
    """"Who operates X" and "which firm operates X" ask for the doer; "who did X visit" not."""
    if at < 0:
        return False
    after = (focus[-1] if focus else at) + 1
    return after < len(lowers) and lowers[after] not in AUXILIARIES and bool(line.stems[after])


def _content(line: Line, lowers: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Distinct stems that a passage should show, with the form in which each was asked."""
    seen: dict[str, str] = {}
    for i, root in enumerate(line.stems):
        asked = line.text[line.starts[i] : line.ends[i]]
        if root and lowers[i] not in STOP_WORDS:
            seen.setdefault(root, asked)
    return tuple(seen), tuple(seen.values())


def _entities(line: Line, at: int) -> tuple[str, ...]:
    """Capitalised runs (not the first word by itself being a command) and numbers."""
    found: list[str] = []
    run: list[int] = []
    for i in range(len(line) + 1):
        capital = i < len(line) and line.kinds[i] == CAPITAL and i != at
        if capital and not (i == 0 and line.lowers[0] in _IMPERATIVES):
            run.append(i)
            continue
        if run:
            found.append(line.text[line.starts[run[0]] : line.ends[run[-1]]])
            run = []
        if i < len(line) and line.kinds[i] == NUMBER and line.lowers[i][0].isdigit():
            found.append(line.text[line.starts[i] : line.ends[i]])
    return tuple(dict.fromkeys(found))


def _is_superlative(words: set[str]) -> bool:
    ending = any(
        word.endswith("est") and len(word) > 5 and word not in _NO_SUPERLATIVES for word in words
    )
    return ending or bool(words & _SUPERLATIVES) or bool({"best", "worst", "latest"} & words)
