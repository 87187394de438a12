"""What a question asks for, read from its words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.reader.question_types import type_of_question
from qa.reader.question_words import ALSO_ACCEPTED
from qa.reader.wh_words import IMPERATIVES, mend_wh, wh_position
from qa.reader.words import AUXILIARIES, CAPITAL, NUMBER, PREPOSITIONS, STOP_WORDS, Line, word_set
from qa.types import AnswerType

_LONGEST = 2_000  # characters looked at; what follows can no longer change the type
_NEGATIONS = word_set("not no never none without neither nor except cannot")
_COMPARISONS = word_set(
    "than compare compared comparison versus vs difference between higher lower larger "
    "smaller bigger greater fewer exceed exceeds exceeded"
)
_SUPERLATIVES = word_set("most least first last main top best worst only")
_NO_SUPERLATIVES = word_set(
    "interest forest request invest harvest protest northwest southwest southeast northeast "
    "contest suggest budapest arrest manifest conquest guest quest digest latest priest "
    "everest midwest bucharest"
)
# What comes before a question that is asked of a person rather than of a document.
_LEAD_IN = re.compile(
    r"(?i)^\s*(?:(?:please|hi|hello|hey|so|and|ok(?:ay)?|well)[\s,!]+){0,2}"
    r"(?:(?:do|does|did|would)\s+(?:you|anyone|anybody|it)\s+(?:happen\s+to\s+)?(?:know|say|remember)"
    r"|(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:tell|show|say|remind)(?:\s+me)?"
    r"|(?:please\s+)?tell\s+me|let\s+me\s+know|i\s+(?:want|would\s+like|need|wonder)(?:\s+to\s+know)?"
    r"|i['’]d\s+like\s+to\s+know|(?:any|no)\s+idea|i\s+was\s+wondering)[\s,:]+(?:please[\s,]+)?"
    r"(?=(?:in\s+|to\s+|from\s+|for\s+|by\s+|at\s+|on\s+)?"
    r"(?:who|whom|whose|what|which|when|where|why|how)\b)"
)
_YEAR = re.compile(r"(?:1[0-9]|20)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question's reading. `words[i]` is the form in which the stem `content[i]` was asked.

    `form` is a short name of the question's shape ("who", "how many", "what noun", …) which
    the reader's weights are kept by; `entities` are capitalised runs, numbers and years;
    `preposition` governs the question word ("in which …", "… come from?", else "");
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
    preposition: str
    subject_asked: bool
    negated: bool
    superlative: bool
    wants_list: bool
    comparison: bool


def without_lead_in(question: str) -> str:
    """The question itself, without "Do you know" or "Could you tell me" before it.

    >>> without_lead_in("Do you know when the dry port was opened?")
    'when the dry port was opened?'
    """
    return question[match.end() :] if (match := _LEAD_IN.match(question)) else question


def understand(question: str) -> Understanding:
    """Read a question of any style: asked, keyword-like, commanded, in lower case, misspelt.

    "How many products does it support?" → COUNT with the focus "products".
    """
    line = Line.of(question[:_LONGEST])
    lowers = mend_wh(line)
    at = wh_position(lowers)
    form, expected, focus = type_of_question(line, lowers, at)
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
        preposition=_governing_preposition(lowers, at),
        subject_asked=_asks_subject(line, lowers, at, focus),
        negated=bool(tokens & _NEGATIONS) or any(word.endswith("n't") for word in tokens),
        superlative=_is_superlative(tokens),
        wants_list=expected is AnswerType.LIST,
        comparison=bool(tokens & _COMPARISONS),
    )


def _asks_subject(line: Line, lowers: list[str], at: int, focus: list[int]) -> bool:
    """ "Who operates X" and "which firm operates X" ask for the doer; "who did X visit" not."""
    if at < 0:
        return False
    after = (focus[-1] if focus else at) + 1
    return after < len(lowers) and lowers[after] not in AUXILIARIES and bool(line.stems[after])


def _governing_preposition(lowers: list[str], at: int) -> str:
    """The preposition before the question word, or the one that the question ends in."""
    if at > 0 and lowers[at - 1] in PREPOSITIONS:
        return lowers[at - 1]
    ending = next((word for word in reversed(lowers) if word[0].isalnum()), "")
    return ending if at >= 0 and ending in PREPOSITIONS else ""


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
        if capital and not (i == 0 and line.lowers[0] in IMPERATIVES):
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
