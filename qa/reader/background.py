"""What a follow-up leans on, said behind it in brackets.

"And its imports?" reads "And its imports? (How much did Sekong export in 2024)": the words of the
turns before help to find the passage, and the reader is trained on questions in this form
(`qa.reader.train.turns`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.reader.lexicon import find_tokens, is_stop_word

_DIGIT = re.compile(r"\d")
#: Words of each part at most: the last question, its answer, the question that set the topic.
_QUESTION, _ANSWER, _TOPIC = 18, 8, 10


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: the question as it was typed, and the answer's words, "" for none."""

    question: str
    answer: str = ""


def with_background(question: str, turns: Sequence[Said]) -> str:
    """The question with the last turn and what the topic began with behind it.

    `turns` are those since the topic was set, oldest first; without any the question stays.

    >>> with_background("Who is he?", [Said("Who owned Marl Mining in 1986?", "Bo Lam")])
    'Who is he? (Who owned Marl Mining in 1986; Bo Lam)'
    """
    if not turns:
        return question
    last = turns[-1]
    # an amount is nothing that the next question is about, and would be looked for
    answer = "" if _DIGIT.search(last.answer) else last.answer
    parts = [_words(last.question)[:_QUESTION], _words(answer)[:_ANSWER]]
    if len(turns) > 1:
        known = {word.lower() for part in parts for word in part}
        telling = [word for word in _words(turns[0].question) if not is_stop_word(word.lower())]
        parts.append([word for word in telling if word.lower() not in known][:_TOPIC])
    told = "; ".join(" ".join(part) for part in parts if part)
    return f"{question.strip()} ({told})" if told else question


def without_background(question: str, read: str) -> bool:
    """Whether `read` is a question in its own words, with nothing put behind what was typed.

    >>> without_background("Who is he?", "Who is he? (Who owned Marl Mining in 1986; Bo Lam)")
    False
    """
    typed = question.strip()
    return not (read.startswith(f"{typed} (") and read.endswith(")"))


def _words(text: str) -> list[str]:
    """Words by blanks, without marks at their ends; currency signs and the like stay."""
    found = (word.strip('.,;:?!()"“”') for word in text.split())
    return [word for word in found if word and find_tokens(word)]
