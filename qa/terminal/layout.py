"""Two small layouts: text kept to a readable width, indented, without trailing spaces."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

#: Longer lines are hard to follow back to the next one's start.
READABLE_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Indented:
    """`body` moved right by `by` columns; `lead`, when given, stands in that space once."""

    body: RenderableType
    by: int = 2
    lead: Text | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(1, min(options.max_width, READABLE_COLUMNS) - self.by)
        inner = options.update(width=width, height=None)
        lines = console.render_lines(self.body, inner, pad=False)
        for number, line in enumerate(lines):
            if number == 0 and self.lead is not None:
                yield from console.render(self.lead, options.update(no_wrap=True))
            else:
                yield Segment(" " * self.by)
            yield from _trimmed(line)
            yield Segment.line()


def _trimmed(line: list[Segment]) -> list[Segment]:
    """The line without the spaces that wrapping leaves at its end."""
    kept = list(line)
    while kept:
        last = kept.pop()
        text = last.text.rstrip()
        if text:
            return [*kept, Segment(text, last.style, last.control)]
    return kept


def hanging(lead: Text, body: RenderableType) -> Indented:
    """`body` beside `lead`, its further lines under its first one."""
    single = lead.copy()
    single.end = ""  # a Text ends its line unless told otherwise
    return Indented(body, single.cell_len, single)
