"""Passages: whole sentences of one document, packed to about so many words."""

from __future__ import annotations

from dataclasses import dataclass

from qa.ingest.sentences import Bounds, count_words, split_sentences
from qa.types import Block, BlockKind, Document, Passage

#: A passage this full (share of the wanted words) ends where a heading begins.
_FULL_AT_HEADING = 0.5
#: ... and this full, where a paragraph begins.
_FULL_AT_PARAGRAPH = 0.8
#: The most a passage may hold, as a share of the wanted words, unless one unit is larger.
_MOST = 1.4
#: A last remainder with fewer new words than this share joins the passage before.
_REMAINDER = 0.3
#: A table row stays whole up to this many times the wanted words.
_LARGEST_ROW = 5
#: Words up to which a table row is one sentence.
_ROW_SENTENCE = 60


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence on its way into a passage."""

    start: int
    end: int
    words: int
    first: bool  # of its block
    heading: bool
    glued: bool  # never parted from the sentence before


def make_passages(document: Document, *, words: int = 100, overlap: int = 1) -> list[Passage]:
    """Pack the sentences of `document` to about `words` words each; ids are 0.

    The last `overlap` sentences of a passage open the next one. A heading stays with what
    follows it, a table row stays whole, and a passage ends at a paragraph when it is nearly full.
    """
    text = document.text
    blocks = document.blocks
    if len(blocks) <= 1 and (not blocks or blocks[0].kind is BlockKind.PARAGRAPH):
        start, end = (blocks[0].start, blocks[0].end) if blocks else (0, len(text))
        if count_words(text[start:end]) <= words * _MOST:
            sentences = split_sentences(text, start, end)
            return [_passage(document, sentences)] if sentences else []
        blocks = (Block(BlockKind.PARAGRAPH, start, end),)
    units = [unit for block in blocks for unit in _units(text, block, words)]
    return [_passage(document, group) for group in _Packer(words, overlap).pack(units)]


def _passage(document: Document, sentences: list[Bounds]) -> Passage:
    start, end = sentences[0][0], sentences[-1][1]
    return Passage(
        document.name,
        start,
        end,
        document.text[start:end],
        tuple(sentences),
        document.title,
        document.date,
    )


def _units(text: str, block: Block, words: int) -> list[_Unit]:
    """The sentences of one block with their words and place."""
    row = block.kind is BlockKind.ROW
    whole = text[block.start : block.end]
    total = count_words(whole)
    if row and total <= _ROW_SENTENCE:
        core = whole.strip()
        begin = block.start + whole.find(core)
        sentences = [(begin, begin + len(core))] if core else []
    else:
        sentences = split_sentences(text, block.start, block.end)
    heading = block.kind is BlockKind.HEADING
    glued = heading or (row and total <= words * _LARGEST_ROW)
    return [
        _Unit(start, end, count_words(text[start:end]), number == 0, heading, glued and number > 0)
        for number, (start, end) in enumerate(sentences)
    ]


class _Packer:
    """Greedy packing of one document's sentences."""

    def __init__(self, words: int, overlap: int) -> None:
        self._words = words
        self._overlap = overlap
        self._groups: list[list[_Unit]] = []
        self._current: list[_Unit] = []
        self._count = 0  # words in the current group
        self._shared = 0  # sentences at its head that the group before holds too

    def pack(self, units: list[_Unit]) -> list[list[Bounds]]:
        """Groups of sentence offsets, in order."""
        for unit in units:
            if len(self._current) > self._shared and self._ends_before(unit):
                self._close()
            if self._shared and len(self._current) == self._shared:
                self._drop_heavy_overlap(unit)
            self._current.append(unit)
            self._count += unit.words
        if len(self._current) > self._shared:
            self._finish()
        return [[(unit.start, unit.end) for unit in group] for group in self._groups]

    def _ends_before(self, unit: _Unit) -> bool:
        if unit.glued:
            return False
        if self._count + unit.words <= self._words:
            if not unit.first:
                return False
            full = _FULL_AT_HEADING if unit.heading else _FULL_AT_PARAGRAPH
            return self._count >= full * self._words and not self._only_headings()
        if self._only_headings():
            return self._count > self._words  # a list of "headings" is not held together
        return self._count >= self._words / 2 or self._count + unit.words > _MOST * self._words

    def _only_headings(self) -> bool:
        return all(unit.heading for unit in self._current[self._shared :])

    def _close(self) -> None:
        """End the current group; its last headings and `overlap` sentences open the next."""
        group = self._current
        keep = len(group)
        while keep > self._shared + 1 and group[keep - 1].heading:
            keep -= 1
        headings = group[keep:]
        if sum(unit.words for unit in headings) > self._words / 2 or keep <= self._shared:
            keep, headings = len(group), []
        tail = [] if headings else self._tail(group)
        self._groups.append(group[:keep])
        self._current = tail + headings
        self._shared = len(tail)
        self._count = sum(unit.words for unit in self._current)

    def _tail(self, group: list[_Unit]) -> list[_Unit]:
        """The sentences to share, unless they would fill half of the next passage."""
        tail = group[len(group) - self._overlap :] if 0 < self._overlap < len(group) else []
        heavy = sum(unit.words for unit in tail) > self._words / 2
        return [] if heavy or any(unit.heading for unit in tail) else tail

    def _drop_heavy_overlap(self, unit: _Unit) -> None:
        """Shared sentences give way to a sentence that is long already, and to a heading."""
        if unit.heading or self._count + unit.words > _MOST * self._words:
            self._current, self._count, self._shared = [], 0, 0

    def _finish(self) -> None:
        """The last group stands alone, or joins the one before when little in it is new."""
        fresh = self._current[self._shared :]
        new_words = sum(unit.words for unit in fresh)
        if self._groups and new_words < _REMAINDER * self._words:
            before = self._groups[-1]
            if sum(unit.words for unit in before) + new_words <= _MOST * self._words:
                before.extend(fresh)
                return
        self._groups.append(self._current)
