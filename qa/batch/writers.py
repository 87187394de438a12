"""Where records go: JSON lines, a table for spreadsheets, or Markdown for people.

Every record is one `write` and a flush, so that what is there after an interruption is whole
but perhaps for the last line, which `--resume` drops.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

from qa.errors import BatchError
from qa.plain import json_line, plain_line
from qa.types import Answer, AnswerStatus, Citation


class Format(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    MARKDOWN = "md"


_SUFFIXES = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
}
_CITED = ("document", "title", "date", "page", "line", "start", "end", "quote", "sentence")
_OWN = ("id", "question", "claim", "rewritten", "status", "verdict", "answer")
_REST = ("answer_type", "confidence", "computed", "formula")
COLUMNS = (*_OWN, *_REST, *_CITED, "sources", "reason", "error", "elapsed_ms")


def format_of(path: str) -> Format:
    """The format the name's ending asks for; JSON lines for standard output and no ending."""
    return _SUFFIXES.get(Path(path).suffix.lower(), Format.JSONL)


@dataclass(frozen=True, slots=True)
class Writer:
    """Turns answers into lines of one format and hands them to `out` whole."""

    out: TextIO
    format: Format

    def begin(self) -> None:
        """What stands before the first record: the header of a table."""
        if self.format in _DELIMITERS:
            self._put(_cells(COLUMNS, _DELIMITERS[self.format]))

    def write(self, answer: Answer) -> None:
        self._put(_LINES[self.format](answer))

    def _put(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()


# Spreadsheets of some languages take the full-width signs for the narrow ones.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def safe_cell(value: Any) -> str:
    """A table cell that no spreadsheet takes for a formula, on one physical line.

    >>> safe_cell("=1+1"), safe_cell("two\\nlines"), safe_cell(None)
    ("'=1+1", 'two lines', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    line = plain_line(text)
    return "'" + line if text.startswith(_FORMULA) or line.startswith(_FORMULA) else line


def _table_row(answer: Answer, delimiter: str) -> str:
    record = answer.to_record()
    first = record["citations"][0] if record["citations"] else {}
    sources = "; ".join(f"{item.document}:{item.line}" for item in answer.citations)
    values = first | record | {"sources": sources}
    return _cells(tuple(safe_cell(values.get(name)) for name in COLUMNS), delimiter)


def _cells(cells: tuple[str, ...], delimiter: str) -> str:
    row = io.StringIO()
    csv.writer(row, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return row.getvalue()


_MARKUP = re.compile(r"([\\`*_\[\]<>|~#$!&])")
_BULLET = re.compile(r"^([-+=:])")
_NUMBER = re.compile(r"^(\d+)([.)])")


def safe_markdown(text: str) -> str:
    r"""`text` as Markdown that shows it, and nothing but it.

    >>> safe_markdown("1. <b> [a](javascript:b)")
    '1\\. \\<b\\> \\[a\\](javascript:b)'
    """
    line = _MARKUP.sub(r"\\\1", plain_line(text))
    line = _NUMBER.sub(r"\1\\\2", _BULLET.sub(r"\\\1", line))
    return line.replace("://", "&#58;//").replace("www.", "www&#46;")


def _markdown(answer: Answer) -> str:
    asked = safe_markdown(answer.question) or "(nothing that could be read)"
    lines = [f"## {safe_markdown(answer.id or '')} · {asked}", ""]
    if answer.rewritten:
        lines += [f"Searched as: {safe_markdown(answer.rewritten)}", ""]
    lines += [_outcome(answer), ""]
    if answer.formula:
        lines += [f"Computed: {safe_markdown(answer.formula)}", ""]
    for citation in answer.citations:
        lines += [f"> {safe_markdown(citation.sentence)}", ">", f"> {_place(citation)}", ""]
    lines += [
        f"- {check.kind}: {check.status.value} {safe_markdown(check.note)}".rstrip()
        for check in answer.checks
    ]
    return "\n".join(lines).rstrip() + "\n\n"


def _outcome(answer: Answer) -> str:
    if answer.status is AnswerStatus.ERROR:
        return f"**Error:** {safe_markdown(answer.error or '')}"
    if answer.verdict is not None:
        said = answer.verdict.value.replace("_", " ").capitalize()
        tail = f" {safe_markdown(answer.reason)}" if answer.reason else ""
        return f"**{said}** (confidence {answer.confidence:.2f}).{tail}"
    if answer.text is None:
        return f"**No answer.** {safe_markdown(answer.reason or '')}".rstrip()
    return f"**{safe_markdown(answer.text)}** (confidence {answer.confidence:.2f})"


def _place(citation: Citation) -> str:
    page = f", page {citation.page}" if citation.page else ""
    date = f", {citation.date.isoformat()}" if citation.date else ""
    title = f"{safe_markdown(citation.title)}{date}, " if citation.title else date[2:]
    return f"{title}{safe_markdown(citation.document)}, line {citation.line}{page}"


_DELIMITERS = {Format.CSV: ",", Format.TSV: "\t"}
_LINES: dict[Format, Callable[[Answer], str]] = {
    Format.JSONL: lambda answer: json_line(answer.to_record()) + "\n",
    Format.CSV: lambda answer: _table_row(answer, ","),
    Format.TSV: lambda answer: _table_row(answer, "\t"),
    Format.MARKDOWN: _markdown,
}


def finished_lines(path: Path, form: Format) -> Iterator[tuple[str, str]]:
    """(id, line) of each whole record of an earlier run that did not fail.

    A last line without its end and failed records are left out: they are asked again. Raises
    BatchError for Markdown, which holds no ids to go by, and for a file of something else,
    so that nothing of anyone's is thrown away.
    """
    if form is Format.MARKDOWN:
        raise BatchError(f"{plain_line(str(path))}: only .jsonl, .csv and .tsv can be resumed")
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith("\n") or (number == 1 and _is_header(line, form)):
                continue
            record = _record(line, form)
            if record is None:
                raise BatchError(
                    f"{plain_line(str(path))}: line {number} was not written by qa batch; "
                    "give another output file"
                )
            identity, status = record
            if status != AnswerStatus.ERROR:
                yield identity, line


def _is_header(line: str, form: Format) -> bool:
    return form in _DELIMITERS and line == _cells(COLUMNS, _DELIMITERS[form])


def _record(line: str, form: Format) -> tuple[str, str] | None:
    """(id, status) of a record line, None for a line that is no record."""
    if form is Format.JSONL:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            return None
        if not isinstance(record, dict):
            return None
        identity, status = record.get("id"), record.get("status")
        whole = isinstance(identity, str) and isinstance(status, str)
        return (str(identity), str(status)) if whole else None
    cells = next(csv.reader([line], delimiter=_DELIMITERS[form]), [])
    return (cells[0], cells[COLUMNS.index("status")]) if len(cells) == len(COLUMNS) else None
