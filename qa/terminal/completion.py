"""Completion in the chat: commands, files, and the titles and paths of documents, fuzzily."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from qa.plain import plain_line

#: A document to be offered: its name and its title.
Named = tuple[str, str]
_MOST_OFFERED = 30
# Words before the cursor that a title is looked for by, longest first.
_TITLE_WORDS = 4
_LEAST_TYPED = 3
# Letters in order lie within so many times their own number.
_LOOSEST = 3


class ChatCompleter(Completer):
    """After a slash at the start of the line: names, then their arguments. Elsewhere: titles."""

    def __init__(self, documents: Callable[[], Sequence[Named]] = tuple) -> None:
        self._documents = documents
        self._files = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        typed = document.text_before_cursor
        if not typed.startswith("/"):
            # Only when asked for: a menu of titles under every question would be no help.
            return self._titles(typed) if event.completion_requested else ()
        name, space, argument = typed[1:].partition(" ")
        if not space:
            return _commands(typed)
        return self._arguments(name.lower(), argument.lstrip(), event)

    def _arguments(self, name: str, argument: str, event: CompleteEvent) -> Iterable[Completion]:
        from qa.terminal.commands import COMMANDS, Completes

        kinds = {command.name: command.completes for command in COMMANDS}
        kind = kinds.get(name, Completes.NOTHING)
        if kind is Completes.FILES:
            return self._files.get_completions(Document(argument), event)
        return self._names(argument) if kind is Completes.DOCUMENTS else ()

    def _names(self, typed: str) -> Iterator[Completion]:
        """Documents whose path or title is like what was typed; titles beside their paths."""
        documents = self._documents()
        paths = dict(documents)
        for name in fuzzy(typed, paths):
            yield Completion(name, -len(typed), display_meta=plain_line(paths[name]))
        titles = {title: name for name, title in documents if title}
        for title in fuzzy(typed, titles):
            yield Completion(title, -len(typed), display_meta=plain_line(titles[title]))

    def _titles(self, typed: str) -> Iterator[Completion]:
        """Titles like the last words typed, as many of them as make sense of any title."""
        titles = {title: name for name, title in self._documents() if title}
        starts = [found.start() for found in re.finditer(r"\S+", typed)]
        for start in starts[-_TITLE_WORDS:]:
            words = typed[start:]
            found = fuzzy(words, titles) if len(words.strip()) >= _LEAST_TYPED else []
            if found:
                for title in found:
                    yield Completion(title, -len(words), display_meta=plain_line(titles[title]))
                return


def _commands(typed: str) -> Iterator[Completion]:
    from qa.terminal.commands import COMMANDS  # with rich, which the first prompt spares

    helps = {f"/{command.name}": command.help for command in COMMANDS}
    for name in fuzzy(typed, helps) if typed != "/" else helps:
        yield Completion(name, start_position=-len(typed), display_meta=helps[name])


def fuzzy(typed: str, texts: Iterable[str]) -> list[str]:
    """The texts that hold what was typed, or else its letters in order; the nearest first.

    A beginning is nearer than a word's beginning, that than a part, and letters close together
    than far apart. Texts that would not be typed as they are shown are left out.

    >>> fuzzy("srt", ["/status", "/sources", "/start"])
    ['/start']
    """
    wanted = typed.casefold().strip()
    letters = re.compile(".*?".join(map(re.escape, wanted.replace(" ", ""))))
    near: list[tuple[tuple[int, int, str], str]] = []
    far: list[tuple[tuple[int, int, str], str]] = []
    for text in texts:
        low = text.casefold()
        if text != plain_line(text) or not (found := letters.search(low)):
            continue
        at = low.find(wanted)
        if at >= 0:
            inside = at > 0 and low[at - 1].isalnum()
            near.append(((2 if inside else min(at, 1), at, text), text))
        elif len(found.group()) <= _LOOSEST * len(wanted):
            far.append(((3, len(found.group()), text), text))
    return [text for _, text in sorted(near or far)[:_MOST_OFFERED]]
