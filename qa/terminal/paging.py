"""Blocks shown a screenful at a time: the rest waits until it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, RenderableType
from rich.segment import Segment, Segments
from rich.text import Text

# Lines kept free below a screenful: what is left to say, the prompt and the line under it.
_SPARED = 4
_LEAST = 6


class Pages:
    """Shows on a console what fits, and keeps what does not."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._rest: list[Sequence[Segment]] = []

    def show(self, block: RenderableType) -> None:
        """A block from its beginning; what waited before is let go."""
        self._rest = list(self._console.render_lines(block, pad=False, new_lines=True))
        self.more()

    def more(self) -> bool:
        """The next screenful; False when nothing waits."""
        if not self._rest:
            return False
        room = len(self._rest)
        if self._console.is_terminal:
            room = max(_LEAST, self._console.size.height - _SPARED)
        if len(self._rest) <= room + 1:  # no use in parting from a single line
            room = len(self._rest)
        shown, self._rest = self._rest[:room], self._rest[room:]
        self._console.print(Segments([segment for line in shown for segment in line]), end="")
        if self._rest:
            left = f"… {len(self._rest):,} more lines: /more"
            self._console.print(Text(left, style="dim"))
        return True
