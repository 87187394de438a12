"""`qa ask`, `qa check` and `qa search`: one request, one result, an exit code."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import IndexMissing
from qa.settings import Settings
from qa.terminal.narrowing import nothing_passes
from qa.terminal.origins import Scene, links_work, scene_of
from qa.terminal.output import (
    is_screen,
    make_console,
    note,
    stdout_marks,
    write_lines,
    write_record,
)
from qa.types import Answer, AnswerStatus, Document, Filters, Hit, SideScore, Verdict

if TYPE_CHECKING:
    from qa.engine import Engine

NO_ANSWER = 3
REFUTED = 4


@dataclass(frozen=True, slots=True)
class Request:
    """What one command is asked for, and how to show it."""

    text: str
    settings: Settings
    as_json: bool = False
    filters: Filters = field(default_factory=Filters)
    given: str | None = None


def ask(request: Request) -> int:
    """Answer one question; the exit code says whether there is an answer."""
    with _opened(request) as engine:
        filters = request.filters or None
        answer = engine.ask(request.text, filters=filters, context=request.given)
        if answer.status is AnswerStatus.NO_ANSWER and request.given is None:
            none_passes = nothing_passes(engine.documents(), request.filters)
            answer = replace(answer, reason=none_passes or answer.reason)
        scene = Scene() if request.given is not None else scene_of(engine, answer)
    show_answer(answer, scene, as_json=request.as_json)
    return exit_code(answer)


def check(request: Request, *, strict: bool = False) -> int:
    """Judge one claim; the exit code is its verdict."""
    from qa.batch import of_a_claim

    with _opened(request) as engine, of_a_claim():
        answer = engine.check(request.text, against=request.given, strict=strict)
        scene = Scene() if request.given is not None else scene_of(engine, answer)
    show_answer(answer, scene, as_json=request.as_json)
    return exit_code(answer)


@contextlib.contextmanager
def _opened(request: Request) -> Iterator[Engine]:
    """The engine over the index; over nothing but the given text when there is no index."""
    from qa.engine import Engine

    with contextlib.ExitStack() as stack:
        try:
            engine = Engine.open(request.settings.index, request.settings)
        except IndexMissing:
            if request.given is None:
                raise
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="qa-"))
            document = Document(name="context", text=request.given)
            engine = Engine.from_documents([document], Path(folder), request.settings)
        stack.callback(engine.close)
        yield engine


def search(request: Request, *, limit: int, explain: bool) -> int:
    """List the best passages; 3 when there is none."""
    with _opened(request) as engine:
        hits = engine.search(request.text, limit=limit, filters=request.filters or None)
        none_passes = "" if hits else nothing_passes(engine.documents(), request.filters)
    if request.as_json:
        for hit in hits:
            write_record(hit_record(hit))
    else:
        _show_hits(hits, explain=explain)
    if not hits:
        note(f"no passage matches; {none_passes or 'try other words or fewer filters'}")
    return 0 if hits else NO_ANSWER


def exit_code(answer: Answer) -> int:
    """0 answered or supported, 3 no answer or not enough info, 4 refuted, 1 an error."""
    if answer.status is AnswerStatus.ERROR:
        return 1
    if answer.verdict is not None:
        codes = {Verdict.SUPPORTED: 0, Verdict.REFUTED: REFUTED}
        return codes.get(answer.verdict, NO_ANSWER)
    return 0 if answer.status is AnswerStatus.ANSWERED else NO_ANSWER


def show_answer(answer: Answer, scene: Scene, *, as_json: bool = False) -> None:
    """One answer to standard output: a record, a screen, or plain lines into a pipe."""
    if as_json:
        write_record(answer.to_record())
    elif is_screen(sys.stdout):
        from qa.terminal.render import Look, render_answer

        links = links_work(os.environ)
        look = Look(stdout_marks(), scene.surroundings, scene.origins, links=links, full=True)
        make_console().print(render_answer(answer, look))
    else:
        from qa.terminal.plainly import answer_lines

        write_lines(answer_lines(answer, stdout_marks()))


def hit_record(hit: Hit) -> dict[str, Any]:
    """A passage as `qa search --json` prints it, one object a line."""
    passage = hit.passage
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "document": passage.document,
        "title": passage.title,
        "date": passage.date.isoformat() if passage.date else None,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "terms": _side_record(hit.terms),
        "dense": _side_record(hit.dense),
    }


def _side_record(side: SideScore | None) -> dict[str, Any] | None:
    return {"score": round(side.score, 6), "rank": side.rank} if side else None


def _show_hits(hits: tuple[Hit, ...], *, explain: bool) -> None:
    if is_screen(sys.stdout) and hits:
        from qa.terminal.hits import render_hits

        make_console().print(render_hits(hits, stdout_marks(), explain=explain))
        return
    from qa.terminal.plainly import hit_lines

    for hit in hits:
        write_lines(hit_lines(hit, stdout_marks(), explain=explain))
