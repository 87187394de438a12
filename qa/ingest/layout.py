"""The layout of plain text: which lines are one paragraph, which line is a heading.

Two habits have to be told apart. Wrapped text breaks a line where the next word did not fit, so
its line breaks mean nothing; unwrapped text has a paragraph on each line. A break is taken as
meant when the next word would have fitted easily, or when the line is longer than any wrapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from qa.types import Block, BlockKind

#: A line longer than this was not wrapped.
LONGEST_WRAPPED_LINE = 120
#: Text of more lines than this, most of them nearly as long as the longest, was wrapped.
_FEW_LINES = 4
_NEARLY_FULL = 0.7
_NARROWEST = 45
_HEADING_WORDS = 12
_HEADING_CHARACTERS = 100

_LINE = re.compile(r"[^\r\n\f\u2028\u2029]+")
_BULLET = re.compile(r"(?:[-*+•–—·▪]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+\S")
_UNDERLINE = re.compile(r"={3,}|-{3,}|~{3,}|_{3,}|\*{3,}")
HEADING_MARK = re.compile(r"#{1,6}[ \t]+")
_TABLE_RULE = re.compile(r"\|?[\s:|-]*-{2,}[\s:|-]*")
_FENCE = re.compile(r"```|~~~")


@dataclass(frozen=True, slots=True)
class Line:
    """A line's text without the white space around it."""

    start: int
    end: int
    text: str
    indent: int
    after_blank: bool


def iter_lines(text: str, start: int, end: int) -> Iterator[Line]:
    """The lines of `text[start:end]` that hold anything but white space."""
    last = start
    blank = True
    for match in _LINE.finditer(text, start, end):
        raw = match.group()
        core = raw.strip()
        gap = text[last : match.start()]
        blank = blank or (len(gap) > 1 and _is_blank(gap)) or gap in ("\f", "\u2029")
        last = match.end()
        if core:
            indent = raw.find(core)
            begin = match.start() + indent
            yield Line(begin, begin + len(core), core, indent, blank)
        blank = not core


def _is_blank(gap: str) -> bool:
    """Whether the line ends between two lines leave an empty line, or a page, between them."""
    return gap.count("\n") > 1 or gap.count("\r") > 1 or "\f" in gap or "\u2029" in gap


def find_blocks(text: str, start: int, end: int, *, markdown: bool = False) -> list[Block]:
    """Headings, paragraphs and table rows of `text[start:end]`, in order, without overlap.

    What lies between the blocks is white space, rules under headings and Markdown's marks.
    """
    if not markdown and "\n" not in text and "\r" not in text:
        return [Block(BlockKind.PARAGRAPH, start, end)] if text[start:end].strip() else []
    stretches: list[list[Line]] = []
    for line in iter_lines(text, start, end):
        if line.after_blank or not stretches:
            stretches.append([])
        stretches[-1].append(line)
    read = _MarkdownReader() if markdown else _PlainReader()
    groups = [group for stretch in stretches for group in read.groups(stretch)]
    return list(_to_blocks(groups))


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines that are one block; `kind` is None where only the neighbours can tell."""

    kind: BlockKind | None
    start: int
    end: int
    lines: tuple[Line, ...]


class _PlainReader:
    def groups(self, stretch: list[Line]) -> Iterator[_Group]:
        """The blocks of one stretch of lines without a blank one."""
        width = _meant_width(stretch)
        group: list[Line] = []
        for line in stretch:
            if _UNDERLINE.fullmatch(line.text):  # a rule: it ends what stands above it
                if group:
                    yield self._made(group, _could_be_heading(group))
                group = []
            elif group and _breaks(group, line, width):
                yield self._made(group)
                group = [line]
            else:
                group.append(line)
        if group:
            yield self._made(group)

    def _made(self, lines: list[Line], heading: bool = False) -> _Group:
        kind = BlockKind.HEADING if heading else None
        return _Group(kind, lines[0].start, lines[-1].end, tuple(lines))


class _MarkdownReader(_PlainReader):
    """Adds marked headings, table rows and fenced code, in which no mark means anything."""

    def __init__(self) -> None:
        self._fenced = False

    def groups(self, stretch: list[Line]) -> Iterator[_Group]:
        for kind, same in groupby(stretch, self._kind):
            lines = list(same)
            if kind is None:
                yield from super().groups(lines)
            elif kind is BlockKind.PARAGRAPH:
                yield _Group(kind, lines[0].start, lines[-1].end, tuple(lines))
            else:
                yield from _marked_groups(kind, lines)

    def _kind(self, line: Line) -> BlockKind | None:
        """What the line's mark says of it; fenced code is a paragraph as it stands."""
        fence = _FENCE.match(line.text) is not None
        fenced = self._fenced or fence
        self._fenced ^= fence
        return BlockKind.PARAGRAPH if fenced else _markdown_kind(line.text)


def _marked_groups(kind: BlockKind, lines: list[Line]) -> Iterator[_Group]:
    """A block for each marked line, the rule under a table's names left out."""
    for line in lines:
        if kind is BlockKind.ROW and _TABLE_RULE.fullmatch(line.text):
            continue
        mark = HEADING_MARK.match(line.text) if kind is BlockKind.HEADING else None
        yield _Group(kind, line.start + (mark.end() if mark else 0), line.end, (line,))


def _markdown_kind(line: str) -> BlockKind | None:
    if HEADING_MARK.match(line):
        return BlockKind.HEADING
    return BlockKind.ROW if line.startswith("|") else None


def _meant_width(stretch: list[Line]) -> int:
    """The width below which a line break was meant; 0 where the lines are plainly wrapped."""
    lengths = [len(line.text) for line in stretch]
    width = max(lengths)
    full = sum(length >= _NEARLY_FULL * width for length in lengths)
    wrapped = len(lengths) >= _FEW_LINES and _NARROWEST <= width <= LONGEST_WRAPPED_LINE
    return 0 if wrapped and full > len(lengths) / 2 else width


def _breaks(group: list[Line], line: Line, width: int) -> bool:
    """Whether the line break before `line` was meant, not made by wrapping."""
    before = group[-1]
    if _BULLET.match(line.text):
        return True
    if line.text[0].islower():
        return False
    hanging = _BULLET.match(group[0].text) is not None
    if line.indent >= before.indent + 2 and not hanging:
        return True
    if len(before.text) > LONGEST_WRAPPED_LINE:
        return True
    next_word = len(line.text.split(None, 1)[0])
    return width > 0 and width - (len(before.text) + 1 + next_word) >= width / 2


def _to_blocks(groups: list[_Group]) -> Iterator[Block]:
    for number, group in enumerate(groups):
        following = groups[number + 1] if number + 1 < len(groups) else None
        kind = group.kind
        if kind is None:
            heading = following is not None and _heads(group, following)
            kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
        yield Block(kind, group.start, group.end)


def _heads(group: _Group, following: _Group) -> bool:
    """Whether `group` is a heading over `following`."""
    first, after = group.lines[0], following.lines[0]
    apart = (first.after_blank and after.after_blank) or len(after.text) > LONGEST_WRAPPED_LINE
    return apart and _could_be_heading(group.lines)


def _could_be_heading(lines: list[Line] | tuple[Line, ...]) -> bool:
    return len(lines) == 1 and is_heading_like(lines[0].text)


def is_heading_like(line: str, *, words: int = _HEADING_WORDS) -> bool:
    """A short line without final punctuation that begins like a heading and has words in it.

    >>> is_heading_like("Support for small firms"), is_heading_like("It rose by 5 percent.")
    (True, False)
    """
    parts = line.split()
    if len(parts) > words or len(line) > _HEADING_CHARACTERS * words / _HEADING_WORDS:
        return False
    if line[-1] in '.,;:!)]”’"…' or line[0].islower() or _BULLET.match(line):
        return False
    numbers = sum(part[0].isdigit() for part in parts)
    return any(character.isalpha() for character in line) and numbers * 3 <= len(parts)
