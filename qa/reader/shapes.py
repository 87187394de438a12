"""What a stretch of tokens looks like from outside: its ends, its neighbours, its size."""

from __future__ import annotations

from qa.reader.words import CAPITAL, FUNCTION, NUMBER, PUNCTUATION, Line

#: Distances are counted up to this.
FAR = 99
#: Name of a distance, in growing steps.
STEPS = tuple(
    "0" if d == 0 else "1" if d == 1 else "2" if d == 2 else "4" if d <= 4 else "8" if d <= 8
    else "16" if d <= 16 else "far"
    for d in range(FAR + 1)
)  # fmt: skip
_NEIGHBOURS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "to",
        "into",
        "as",
        "and",
        "or",
        "but",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "had",
        "have",
        "that",
        "which",
        "who",
        "than",
        "between",
        "after",
        "before",
        "during",
        "since",
        "until",
        "about",
        "over",
        "under",
        "its",
        "his",
        "her",
        "their",
        "because",
        "when",
        "where",
        "while",
        "not",
        "also",
        "called",
        "named",
        "known",
        "including",
        "such",
        "like",
        ",",
        ".",
        ";",
        ":",
        "(",
        ")",
        '"',
        "'",
        "“",
        "”",
        "-",
    ]
)
_ENDINGS = ("tion", "ing", "ment", "ity", "ed", "ly", "er", "al", "ous", "ive", "ic", "s")


class Marker:
    """Features of token ranges of one line that no question changes, looked up per token."""

    def __init__(self, line: Line) -> None:
        shapes = [_shape(line, i) for i in range(len(line))]
        words = [
            "edge",
            "edge",
            *(_neighbour(line, i, shapes[i]) for i in range(len(line))),
            "edge",
        ]
        self._before = ["before prev:" + word for word in words]
        self._prev = ["prev:" + word for word in words]
        self._next = ["next:" + word for word in words]
        self._begins = ["begins:" + shape for shape in shapes]
        self._ends = ["ends:" + shape for shape in shapes]

    def of(self, first: int, last: int, kind: str) -> tuple[str, ...]:
        """Marks of tokens [first, last).

        In "It supports 29 products ." the token "29" has prev:s, next:s and begins:n.
        """
        return (
            "kind:" + kind,
            "size:" + STEPS[min(last - first, FAR)],
            self._prev[first + 1],
            self._next[last + 2],
            self._before[first],
            self._begins[first],
            self._ends[last - 1],
        )


def _neighbour(line: Line, i: int, shape: str) -> str:
    word = line.lowers[i]
    if word in _NEIGHBOURS:
        return word
    return line.kinds[i] if line.kinds[i] != "w" else shape


def _shape(line: Line, i: int) -> str:
    kind = line.kinds[i]
    if kind in (FUNCTION, PUNCTUATION):
        return line.lowers[i] if line.lowers[i] in _NEIGHBOURS else kind
    if kind in (CAPITAL, NUMBER):
        return kind
    word = line.lowers[i]
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "w")
