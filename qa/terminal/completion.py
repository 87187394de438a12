"""Completion of the chat's commands."""

from __future__ import annotations

from collections.abc import Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document


class CommandCompleter(Completer):
    """Names after a slash at the start of the line, with their help beside them."""

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterable[Completion]:
        from qa.terminal.commands import COMMANDS  # with rich, which the first prompt spares

        typed = document.text_before_cursor
        if not typed.startswith("/") or " " in typed:
            return
        for command in COMMANDS:
            if command.name.startswith(typed[1:].lower()):
                yield Completion(
                    f"/{command.name}", start_position=-len(typed), display_meta=command.help
                )
