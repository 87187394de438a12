"""Commands that keep something: the transcript, and verdicts on answers as gold."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.batch import Format, Writer, format_of
from qa.errors import QAError, UsageError
from qa.plain import plain_line
from qa.terminal import goldrows
from qa.terminal.requests import expanded
from qa.terminal.session import Session, Turn
from qa.terminal.words import VERDICTS
from qa.types import Answer

if TYPE_CHECKING:
    from qa.engine import Engine

# Passages searched for the text of a /fix, and places of it that are kept of cited documents.
_LOOKED_THROUGH = 20
_MOST_PLACES = 5


def save(session: Session, argument: str) -> None:
    """Write every turn so far, with its citations, in the format of the file's ending."""
    if not argument:
        raise UsageError("/save: name a file, such as chat.md or chat.jsonl")
    path = expanded(argument)
    if path.suffix.lower() not in (".md", ".markdown", ".jsonl", ".csv", ".tsv"):
        raise UsageError(f"/save: {plain_line(path.name)} must end in .md or .jsonl")
    if session.last() is None:
        return
    try:
        if path.exists() and path.resolve() not in session.saved:
            raise UsageError(f"/save: {plain_line(argument)} is there already; give another name")
        _write(path, session.turns)
    except OSError as error:
        raise _unsaved(argument, path, error) from None
    session.saved.add(path.resolve())
    again = f"; qa recheck {plain_line(argument)} tests it later" if _is_json(path) else ""
    session.say(f"saved {_counted(len(session.turns), 'answer')} in {argument}{again}")


def _write(path: Path, turns: Iterable[Turn]) -> None:
    """Beside itself and renamed, so that a failure leaves what was saved before."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", errors="replace", newline="") as out:
            writer = Writer(out, format_of(str(path)))
            if writer.format is Format.MARKDOWN:
                out.write("# Questions and answers\n\n")
            writer.begin()
            for number, turn in enumerate(turns, 1):
                writer.write(replace(turn.answer, id=str(number)))
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def _unsaved(argument: str, path: Path, error: OSError) -> QAError:
    """In words, and of the file that was named: not of the draft that was to become it."""
    reason = error.strerror or type(error).__name__
    remedy = "name another file"
    absent = isinstance(error, FileNotFoundError | NotADirectoryError)
    if absent and not path.parent.is_dir():
        reason, remedy = f"there is no folder {path.parent}", f"make it or {remedy}"
    return QAError(plain_line(f"/save: {argument} cannot be written: {reason}; {remedy}"))


def _is_json(path: Path) -> bool:
    return format_of(str(path)) is Format.JSONL


def good(session: Session, argument: str) -> None:
    _takes_no_words("/good", argument)
    turn = session.last()
    if turn is not None:
        verdict = turn.answer.verdict
        said = VERDICTS[verdict].lower() if verdict is not None else "answered right"
        _keep(session, turn, goldrows.right_row(turn.answer), said)


def none(session: Session, argument: str) -> None:
    _takes_no_words("/none", argument)
    turn = session.last()
    if turn is not None:
        _keep(session, turn, goldrows.none_row(turn.answer), "not answered by the documents")


def bad(session: Session, argument: str) -> None:
    """Wrong, without what is right: no gold, so it is put aside, and taken out of the gold."""
    _takes_no_words("/bad", argument)
    turn = session.last()
    if turn is None:
        return
    gold = goldrows.gold_path(os.environ)
    review, row = goldrows.review_path(gold), goldrows.review_row(turn.answer)
    goldrows.keep_row(review, row)
    goldrows.drop_row(gold, row)
    session.say(
        f"noted as wrong in {review}, which is no gold yet: "
        "/fix TEXT gives the right words, /none says that there are none"
    )


def _takes_no_words(command: str, argument: str) -> None:
    """Words behind a verdict would be lost, and may have been meant as the right answer."""
    if argument:
        raise UsageError(
            f"{command}: takes no words and kept nothing; /fix TEXT keeps TEXT as the right answer"
        )


def fix(session: Session, argument: str) -> None:
    """The right answer in the documents' own words, found where they stand."""
    turn = session.last()
    if turn is None:
        return
    if not argument:
        raise UsageError("/fix: give the right answer, word for word as a document has it")
    if turn.answer.is_claim:
        _fix_claim(session, turn, argument)
        return

    def look(engine: Engine) -> tuple[list[tuple[str, int, int, str]], str]:
        places = _places(engine, turn, argument)
        return places, _with_line(engine, places[0]) if places else ""

    looked = session.attempt(look)
    if looked is None:
        return
    found, where = looked
    if not found:
        raise UsageError(
            f"/fix: no document found for this says {plain_line(argument)!r} word for word; "
            "copy it from the document, or use /none"
        )
    said = f"answered by “{plain_line(argument)}” in {where}"
    _keep(session, turn, goldrows.fixed_row(turn.answer, found), said)


def _fix_claim(session: Session, turn: Turn, argument: str) -> None:
    verdicts = {"supported": "supported", "refuted": "refuted", "not enough info": ""}
    wanted = argument.lower().replace("_", " ").strip()
    if wanted not in verdicts:
        raise UsageError(f"/fix: a claim is {', '.join(verdicts)}; {plain_line(argument)!r} is not")
    if not verdicts[wanted]:
        none(session, "")
        return
    row = goldrows.right_row(turn.answer) | {"verdict": verdicts[wanted]}
    _keep(session, turn, row, wanted)


def _places(engine: Engine, turn: Turn, wanted: str) -> list[tuple[str, int, int, str]]:
    """Where the words stand in the passage that suits the question best and has them.

    The same words elsewhere may mean something else: "12" is a day here and a price there.
    """
    question = goldrows.searched(turn.answer)
    filters = turn.filters or None
    for query in (question, f"{question} {wanted}"[-1000:]):
        for hit in engine.search(query, limit=_LOOKED_THROUGH, filters=filters):
            passage = hit.passage
            found = goldrows.find_text(wanted, [(passage.document, passage.text)])
            if found:
                return [
                    (name, start + passage.start, end + passage.start, text)
                    for name, start, end, text in found
                ]
    cited = dict.fromkeys(citation.document for citation in turn.answer.citations)
    texts = ((name, engine.text_of(name) or "") for name in cited)
    return goldrows.find_text(wanted, texts)[:_MOST_PLACES]


def _with_line(engine: Engine, place: tuple[str, int, int, str]) -> str:
    document, start, *_ = place
    line = (engine.text_of(document) or "").count("\n", 0, start) + 1
    return f"{plain_line(document)}:{line}"


def _keep(session: Session, turn: Turn, row: dict[str, Any], said: str) -> None:
    gold = goldrows.gold_path(os.environ)
    replaced = goldrows.keep_row(gold, row)
    goldrows.drop_row(goldrows.review_path(gold), row)
    again = " (in place of what you said before)" if replaced else ""
    session.say(f"kept in {gold}: {_quoted(turn.answer)} is {said}{again}")


def _quoted(answer: Answer) -> str:
    return f"“{plain_line(goldrows.searched(answer))}”"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
