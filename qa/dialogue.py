"""Follow-ups: complete a question that leans on the turn before, and show how it was read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.types import Answer

_OPENING = re.compile(r"(?i)^\s*(?:and|but|so|then)?\s*(?:what|how)\s+about\s+|^\s*(?:and|but)\s+")
_POINTING = re.compile(
    r"(?i)\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|"
    r"there|one|ones)\b"
)
# A question this short that names nothing of its own leans on the one before.
_SHORT = 4


def rewrite(question: str, history: Sequence[Answer]) -> str | None:
    """The question completed from the last turn, or None when it stands on its own.

    >>> from qa.types import Answer, AnswerStatus
    >>> before = Answer("How much did Sekong export?", AnswerStatus.ANSWERED)
    >>> rewrite("And Luang Prabang?", [before])
    'Luang Prabang? (after: How much did Sekong export?)'
    """
    if not history or not _leans(question):
        return None
    last = history[-1]
    before = (last.rewritten or last.question).split(" (after: ")[0]
    rest = _OPENING.sub("", question).strip() or question.strip()
    return f"{rest} (after: {before})"


def _leans(question: str) -> bool:
    words = question.split()
    names = [word for word in words[1:] if word[:1].isupper() or word[:1].isdigit()]
    opening = bool(_OPENING.match(question))
    pointing = bool(_POINTING.search(question)) and not names
    return opening or pointing or (len(words) <= _SHORT and not names)
