"""The words and marks every view uses, so that screen, pipe and chat say the same."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.plain import plain_line
from qa.types import Alternative, Answer, Check, CheckStatus, Citation, Filters, Verdict

# A sentence longer than this is no sentence; only the part around the quote is shown.
LONGEST_SENTENCE = 1200
_KEPT_AROUND = 400
# An alternative this much less likely than the answer is no rival to it.
_CLOSE = 0.3
_LEAST_SHOWN = 0.05
# The checks that name the parts of a claim.
_PART = "claim"
_CLOSERS = " \"')]”’»）」』"
_ENDS = tuple(".!?…:;。！？।။៕")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

VERDICTS = {
    Verdict.SUPPORTED: "Supported",
    Verdict.REFUTED: "Refuted",
    Verdict.NOT_ENOUGH_INFO: "Not enough info",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """Signs that tell apart without colour."""

    passed: str = "✓"
    warned: str = "!"
    failed: str = "✗"
    dot: str = " · "
    left: str = "«"
    right: str = "»"
    times: str = "= "

    def of(self, status: CheckStatus) -> str:
        table = {CheckStatus.PASS: self.passed, CheckStatus.WARN: self.warned}
        return table.get(status, self.failed)

    def of_verdict(self, verdict: Verdict) -> str:
        table = {Verdict.SUPPORTED: self.passed, Verdict.REFUTED: self.failed}
        return table.get(verdict, "?")


ASCII_MARKS = Marks(passed="+", failed="x", dot=" - ", left="[", right="]")


def marks_for(encoding: str | None) -> Marks:
    """The signs a stream of this encoding can show."""
    try:
        "✓✗·«»".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII_MARKS
    return Marks()


def confidence_words(confidence: float) -> str:
    """A probability in [0, 1] in a word and a number.

    >>> confidence_words(0.934)
    'high (93 %)'
    """
    steps = ((0.9, "high"), (0.75, "good"), (0.5, "fair"))
    word = next((word for least, word in steps if confidence >= least), "low")
    return f"{word} ({confidence * 100:.0f} %)"


def date_words(date: dt.date | None) -> str:
    """29 August 2025, or that there is none."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}" if date else "no date"


def filter_words(filters: Filters) -> str:
    """The filters in words.

    >>> filter_words(Filters(since=dt.date(2024, 1, 1), path="notes"))
    'from 1 January 2024, in notes'
    """
    parts = []
    if filters.since:
        parts.append(f"from {date_words(filters.since)}")
    if filters.until:
        parts.append(f"until {date_words(filters.until)}")
    if filters.path is not None:
        parts.append(f"in {plain_line(filters.path)}")
    if filters.title is not None:
        parts.append(f"titled “{plain_line(filters.title)}”")
    return ", ".join(parts)


def place(citation: Citation) -> str:
    """file:line, with the page where the format has pages."""
    page = f", page {citation.page}" if citation.page else ""
    return f"{plain_line(citation.document)}:{citation.line}{page}"


def source(citation: Citation, marks: Marks) -> str:
    """Title, date and place on one line."""
    title = plain_line(citation.title)
    parts = (title, date_words(citation.date), place(citation))
    return marks.dot.join(part for part in parts if part)


def sentence_parts(citation: Citation) -> tuple[str, str, str]:
    """The sentence before the quote, the quote and the rest, made safe to show.

    A citation that does not say where its sentence begins (one read back from a record) has its
    quote found by its text, as whole words where it can be ("12" is not part of "2012"). Where
    the sentence does not hold it, the quote part is empty.
    """
    start = _position(citation)
    if start < 0:
        return plain_line(citation.sentence), "", ""
    before, found = citation.sentence[:start], citation.quote
    after = citation.sentence[start + len(found) :]
    if len(citation.sentence) > LONGEST_SENTENCE:
        before = "… " + before[-_KEPT_AROUND:] if len(before) > _KEPT_AROUND else before
        after = after[:_KEPT_AROUND] + " …" if len(after) > _KEPT_AROUND else after
    return _spaced(before), plain_line(found), _spaced(after)


def _position(citation: Citation) -> int:
    """Where the quote begins in its sentence; -1 when it is not there."""
    if citation.sentence_start is not None:
        return citation.start - citation.sentence_start
    quote = re.escape(citation.quote)
    whole = re.search(rf"(?<!\w)(?<!\d[.,]){quote}(?!\w|[.,]\d)", citation.sentence)
    return whole.start() if whole else citation.sentence.find(citation.quote)


def _spaced(text: str) -> str:
    """`plain_line` that keeps one space at an edge that had one."""
    if not text.strip():
        return " " if text else ""
    left = " " if text[0].isspace() else ""
    right = " " if text[-1].isspace() else ""
    return left + plain_line(text) + right


def outcome(answer: Answer, marks: Marks) -> str:
    """What comes first: the verdict, the answer, or that there is none."""
    if answer.error is not None:
        return f"Error: {plain_line(answer.error)}"
    if answer.verdict is not None:
        return f"{marks.of_verdict(answer.verdict)} {VERDICTS[answer.verdict]}"
    return plain_line(answer.text) if answer.text is not None else "No answer"


def notable(checks: tuple[Check, ...]) -> tuple[tuple[Check, ...], tuple[Check, ...]]:
    """(checks that passed, checks to be read: a doubt, a fault, or one part of a claim).

    The parts of a claim are told apart by their notes alone.
    """
    parts = sum(item.kind == _PART for item in checks) > 1
    passed = tuple(
        item
        for item in checks
        if item.status is CheckStatus.PASS and not (parts and item.kind == _PART)
    )
    return passed, tuple(item for item in checks if item not in passed)


def passed_words(passed: Iterable[Check]) -> tuple[str, ...]:
    """The kinds of the checks that passed, each once, with how often when more than once.

    >>> check = Check("value", CheckStatus.PASS)
    >>> passed_words([check, Check("unit", CheckStatus.PASS), check])
    ('value ×2', 'unit')
    """
    counts = Counter(plain_line(item.kind) for item in passed)
    return tuple(kind if count == 1 else f"{kind} ×{count}" for kind, count in counts.items())


def ends_sentence(text: str) -> bool:
    """Whether a text closes as sentences do; a heading or a table's row does not.

    >>> ends_sentence("It rained."), ends_sentence("He said “no.”"), ends_sentence("Rain and snow")
    (True, True, False)
    """
    return text.rstrip(_CLOSERS).endswith(_ENDS)


def answered(answer: Answer) -> bool:
    """Whether something is asserted: an answer, or a verdict either way."""
    if answer.verdict is not None:
        return answer.verdict is not Verdict.NOT_ENOUGH_INFO
    return answer.text is not None


def close_alternatives(answer: Answer) -> tuple[Alternative, ...]:
    """The other candidates worth a line: near in confidence, and not the same words again.

    Under a refusal, where nothing else is shown, the nearest one is.
    """
    least = max(_LEAST_SHOWN, answer.confidence * _CLOSE) if answered(answer) else _LEAST_SHOWN
    return distinct_alternatives(answer, least)


def distinct_alternatives(answer: Answer, least: float) -> tuple[Alternative, ...]:
    """The other candidates of at least this confidence, each place in a document once."""
    taken = list(answer.citations)
    shown: list[Alternative] = []
    for other in answer.alternatives:
        if other.confidence >= least and not _overlap(other.citations, taken):
            shown.append(other)
            taken += other.citations
    return tuple(shown)


def _overlap(mine: Iterable[Citation], taken: Sequence[Citation]) -> bool:
    return any(
        one.document == other.document and one.start < other.end and other.start < one.end
        for one in mine
        for other in taken
    )
