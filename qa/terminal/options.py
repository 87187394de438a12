"""The arguments and options of all commands, by name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

#: The cut-off of settings.py that stands for the one of `qa calibrate`.
_AS_CALIBRATED = -1.0

Index = Annotated[
    str | None, typer.Option("--index", metavar="DIR", help="The index (default index/, QA_INDEX).")
]
Json = Annotated[bool, typer.Option("--json", help="Print the record as JSON.")]
Encoder = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Built-in, or a sentence-transformers name or folder."),
]
Reader = Annotated[str | None, typer.Option(metavar="NAME", help="Built-in, or a reader model.")]
Reranker = Annotated[
    str | None, typer.Option(metavar="NAME", help="A cross-encoder that orders the passages.")
]


def _confidence(value: float | None) -> float | None:
    if value is None or value == _AS_CALIBRATED or 0 <= value <= 1:
        return value
    raise typer.BadParameter(f"{value:g} is not between 0 and 1; -1 takes the calibrated one")


Cutoff = Annotated[
    float | None,
    typer.Option(
        metavar="P",
        callback=_confidence,
        help="Withhold answers less sure than this (0 to 1; -1: as calibrated).",
    ),
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Only documents from this date.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only documents up to this date.")]
In = Annotated[
    str | None, typer.Option("--in", metavar="PATH", help="Only this file, folder or glob.")
]
Title = Annotated[str | None, typer.Option(metavar="WORDS", help="Only titles that contain this.")]
Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH", show_default=False, help="Files and folders."),
]
Rebuild = Annotated[bool, typer.Option("--rebuild", help="Read everything again.")]
MaxFile = Annotated[float | None, typer.Option(metavar="MIB", help="Skip files larger than this.")]
TextColumn = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="Tables: the text's column.")
]
TitleColumn = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="Tables: the title's column.")
]
DateColumn = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="Tables: the date's column.")
]
IdColumn = Annotated[str | None, typer.Option(metavar="COLUMN", help="Tables: the id's column.")]
Question = Annotated[
    list[str], typer.Argument(metavar="QUESTION", help="The question; - reads standard input.")
]
Context = Annotated[
    str | None, typer.Option("--context", metavar="FILE", help="Read this file instead.")
]
Claim = Annotated[
    list[str], typer.Argument(metavar="CLAIM", help="The claim; - reads standard input.")
]
Against = Annotated[str | None, typer.Option(metavar="FILE", help="Judge by this file alone.")]
Strict = Annotated[
    bool, typer.Option("--strict", help="Take bounds at their word, not as usually meant.")
]
Query = Annotated[
    list[str], typer.Argument(metavar="QUERY", help="The words; - reads standard input.")
]
SearchLimit = Annotated[
    int, typer.Option("-k", metavar="N", min=1, max=10_000, help="Passages at most.")
]
Explain = Annotated[bool, typer.Option("--explain", help="Show each side's score.")]
QuestionsFile = Annotated[
    str, typer.Argument(metavar="FILE", help=".jsonl, .csv, .tsv, .txt or - (standard input).")
]
BatchOut = Annotated[
    str, typer.Option("-o", "--out", metavar="OUT", help=".jsonl, .csv, .tsv, .md or -.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with an unfinished OUT.")]
DatasetWords = Annotated[
    list[str],
    typer.Argument(
        metavar="DATASET", show_default=False, help="Its path; or: compare A B, diff A B"
    ),
]
Unit = Annotated[
    str, typer.Option(metavar="UNIT", help="SQuAD retrieval over: paragraph or sentence.")
]
Conversations = Annotated[
    str | None,
    typer.Option("--documents", metavar="NAME", help="Gold: only conversations over these."),
]
GoldFile = Annotated[Path, typer.Argument(metavar="GOLD", help="Gold questions (.jsonl).")]
MaxWrong = Annotated[
    str, typer.Option("--max-wrong", metavar="SHARE", help="Wrong answers at most, as 5%.")
]
EvalOut = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where results are kept.")]
EvalLimit = Annotated[int | None, typer.Option(metavar="N", min=1, help="Only the first so many.")]
Label = Annotated[str | None, typer.Option(metavar="NAME", help="Name of the results' folder.")]
Split = Annotated[str, typer.Option(metavar="NAME", help="Which judgements of a BEIR folder.")]
GoldParagraph = Annotated[
    bool, typer.Option("--gold-paragraph", help="SQuAD: give the reader the right paragraph.")
]
FailOnRegression = Annotated[
    bool, typer.Option("--fail-on-regression", help="compare: exit 1 when B is worse.")
]
SavedFile = Annotated[Path, typer.Argument(metavar="FILE", help="Saved answers (.jsonl).")]
