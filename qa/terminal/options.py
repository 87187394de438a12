"""The options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Index = Annotated[
    str | None, typer.Option("--index", metavar="DIR", help="The index (default index/, QA_INDEX).")
]
Json = Annotated[bool, typer.Option("--json", help="Print the record as JSON.")]
Encoder = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Built-in, or a sentence-transformers name or folder."),
]
Reader = Annotated[str | None, typer.Option(metavar="NAME", help="Built-in, or a reader model.")]
Cutoff = Annotated[
    float | None, typer.Option(metavar="P", help="Withhold answers less sure than this (0 to 1).")
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Only documents from this date.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only documents up to this date.")]
In = Annotated[
    str | None, typer.Option("--in", metavar="PATH", help="Only this file, folder or glob.")
]
Title = Annotated[str | None, typer.Option(metavar="WORDS", help="Only titles that contain this.")]
