"""The command line: options into settings and requests, errors into one line and an exit code.

Everything heavy is imported inside the command that needs it: `qa --help` must be immediate.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from qa.errors import QAError
from qa.terminal import options as opt
from qa.terminal.output import complain, prepare_streams, silence_stdout

if TYPE_CHECKING:
    from qa.settings import Settings

INTERRUPTED = 130


class Guarded(TyperGroup):
    """The command group as a program: whatever happens inside ends in one line and a code."""

    def invoke(self, context: Any) -> int:
        # Here, since the parser's own `main` would turn Ctrl-C and closed pipes into its codes.
        return _guarded(lambda: super(Guarded, self).invoke(context))

    def main(  # type: ignore[override]  # the base declares keyword by keyword what it passes on
        self, args: Sequence[str] | None = None, **extra: Any
    ) -> NoReturn:
        prepare_streams()
        extra |= {"standalone_mode": False, "prog_name": "qa"}
        code = _guarded(lambda: super(Guarded, self).main(args, **extra))
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.exit(code)
        silence_stdout()  # or Python fails at the very end over what it cannot write
        sys.exit(code)


def _guarded(run: Callable[[], object]) -> int:
    try:
        code = run()
        sys.stdout.flush()
    except typer.Exit:
        raise
    except QAError as error:
        complain(str(error))
        return error.exit_code
    except KeyboardInterrupt as stop:
        complain(str(stop) or "interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever reads has seen enough: `qa search … | head` is no failure.
        silence_stdout()
        return 0
    except OSError as error:
        silence_stdout()
        complain(_system_fault(error))
        return 1
    except Exception as error:
        return _unexpected(error)
    return code if isinstance(code, int) else 0


def _system_fault(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    remedies = {
        errno.ENOSPC: "; free some space and run the command again",
        errno.EACCES: "; check the permissions",
    }
    return f"{where}{error.strerror or error}{remedies.get(error.errno or 0, '')}"


def _unexpected(error: Exception) -> int:
    """Wrong usage as the parser saw it, or a defect of this program."""
    told = getattr(error, "format_message", None)
    if told is not None:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "qa"
        complain(f"{told().rstrip('.')}; see {command} --help")
        return int(getattr(error, "exit_code", 2))
    if os.environ.get("QA_DEBUG"):
        traceback.print_exc()
    else:
        complain(f"unexpected {type(error).__name__}: {error} (QA_DEBUG=1 shows where)")
    return 1


app = typer.Typer(
    cls=Guarded,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from qa import __version__

        sys.stdout.write(f"qa {__version__}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def chat(
    context: typer.Context,
    index: opt.Index = None,
    reader: opt.Reader = None,
    cutoff: opt.Cutoff = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> int:
    """Ask your own documents. Without a command: a chat over the index."""
    context.obj = {"index": index, "reader": reader, "cutoff": cutoff}
    if context.invoked_subcommand is not None:
        return 0
    from qa.terminal.start import chat

    return chat(_settings(context))


def _settings(context: typer.Context, **flags: Any) -> Settings:
    """Settings with this command's flags over those given before its name."""
    from qa.settings import Settings

    before = context.obj or {}
    given = {name: value for name, value in flags.items() if value is not None}
    return Settings.load(before | given)


@app.command()
def index(
    context: typer.Context,
    paths: opt.Paths = None,
    rebuild: opt.Rebuild = False,
    index: opt.Index = None,
    encoder: opt.Encoder = None,
    max_file_mib: opt.MaxFile = None,
    text_column: opt.TextColumn = None,
    title_column: opt.TitleColumn = None,
    date_column: opt.DateColumn = None,
    id_column: opt.IdColumn = None,
    json: opt.Json = False,
) -> int:
    """Make the index mirror files and folders: add, update and remove.

    Without a PATH: those of last time, or corpus/.
    """
    from qa.terminal import upkeep

    settings = _settings(context, index=index, encoder=encoder, max_file_mib=max_file_mib)
    names = {"text": text_column, "title": title_column, "date": date_column, "id": id_column}
    columns = upkeep.columns(names)
    request = upkeep.IndexRequest(tuple(paths or ()), settings, rebuild, columns)
    return upkeep.index(request, as_json=json)


@app.command()
def ask(
    context: typer.Context,
    question: opt.Question,
    index: opt.Index = None,
    since: opt.Since = None,
    until: opt.Until = None,
    in_: opt.In = None,
    title: opt.Title = None,
    given: opt.Context = None,
    reader: opt.Reader = None,
    reranker: opt.Reranker = None,
    cutoff: opt.Cutoff = None,
    json: opt.Json = False,
) -> int:
    """Answer one question with an exact quote and its place."""
    from qa.terminal import oneshot, requests

    settings = _settings(context, index=index, reader=reader, reranker=reranker, cutoff=cutoff)
    filters = requests.read_filters(since, until, in_, title)
    text = requests.read_text_file(given) if given else None
    request = oneshot.Request(requests.read_argument(question), settings, json, filters, text)
    return oneshot.ask(request)


@app.command()
def check(
    context: typer.Context,
    claim: opt.Claim,
    against: opt.Against = None,
    strict: opt.Strict = False,
    index: opt.Index = None,
    reader: opt.Reader = None,
    cutoff: opt.Cutoff = None,
    json: opt.Json = False,
) -> int:
    """Judge one claim: supported, refuted or not enough info."""
    from qa.terminal import oneshot, requests

    settings = _settings(context, index=index, reader=reader, cutoff=cutoff)
    text = requests.read_text_file(against) if against else None
    request = oneshot.Request(requests.read_argument(claim), settings, json, given=text)
    return oneshot.check(request, strict=strict)


@app.command()
def search(
    context: typer.Context,
    query: opt.Query,
    limit: opt.SearchLimit = 10,
    explain: opt.Explain = False,
    index: opt.Index = None,
    since: opt.Since = None,
    until: opt.Until = None,
    in_: opt.In = None,
    title: opt.Title = None,
    json: opt.Json = False,
) -> int:
    """List the passages that match best, without an answer."""
    from qa.terminal import oneshot, requests

    filters = requests.read_filters(since, until, in_, title)
    words = requests.read_argument(query)
    request = oneshot.Request(words, _settings(context, index=index), json, filters)
    return oneshot.search(request, limit=limit, explain=explain)


@app.command()
def batch(
    context: typer.Context,
    file: opt.QuestionsFile,
    out: opt.BatchOut = "-",
    resume: opt.Resume = False,
    index: opt.Index = None,
    reader: opt.Reader = None,
    reranker: opt.Reranker = None,
    cutoff: opt.Cutoff = None,
) -> int:
    """Answer a file of questions and claims, a record for each."""
    from qa.terminal import many

    settings = _settings(context, index=index, reader=reader, reranker=reranker, cutoff=cutoff)
    return many.batch(file, out, settings, resume=resume)


@app.command("eval")
def evaluate(
    context: typer.Context,
    dataset: opt.DatasetWords,
    out: opt.EvalOut = Path("eval/results"),
    limit: opt.EvalLimit = None,
    label: opt.Label = None,
    split: opt.Split = "test",
    unit: opt.Unit = "paragraph",
    documents: opt.Conversations = None,
    gold_paragraph: opt.GoldParagraph = False,
    fail_on_regression: opt.FailOnRegression = False,
    index: opt.Index = None,
    encoder: opt.Encoder = None,
    reader: opt.Reader = None,
    reranker: opt.Reranker = None,
    cutoff: opt.Cutoff = None,
    json: opt.Json = False,
) -> int:
    """Measure on a dataset, compare two measurements, or say why they differ.

    DATASET is a BEIR or Cranfield folder, a SQuAD file or a gold .jsonl over the index.
    """
    from qa.terminal import assess

    settings = _settings(
        context, index=index, encoder=encoder, reader=reader, reranker=reranker, cutoff=cutoff
    )
    request = assess.EvalRequest(
        tuple(dataset), settings, out, limit, label, split, gold_paragraph, unit, documents
    )
    return assess.evaluate(request, as_json=json, fail_on_regression=fail_on_regression)


@app.command()
def recheck(
    context: typer.Context,
    file: opt.SavedFile,
    index: opt.Index = None,
    reader: opt.Reader = None,
    reranker: opt.Reranker = None,
    cutoff: opt.Cutoff = None,
    json: opt.Json = False,
) -> int:
    """Test saved answers against the documents as they are indexed now.

    Same, moved, text changed, source gone, or better answer now; exit code 1 unless all are same.
    """
    from qa.terminal import rechecking

    settings = _settings(context, index=index, reader=reader, reranker=reranker, cutoff=cutoff)
    return rechecking.recheck(file, settings, as_json=json)


@app.command()
def calibrate(
    context: typer.Context,
    gold: opt.GoldFile,
    max_wrong: opt.MaxWrong = "5%",
    index: opt.Index = None,
    reader: opt.Reader = None,
    json: opt.Json = False,
) -> int:
    """Choose the cut-off that keeps wrong answers within a budget."""
    from qa.terminal import budget

    settings = _settings(context, index=index, reader=reader)
    return budget.calibrate(gold, max_wrong, settings, as_json=json)


@app.command()
def status(context: typer.Context, index: opt.Index = None, json: opt.Json = False) -> int:
    """Show what is indexed and what was left out."""
    from qa.terminal import upkeep

    return upkeep.status(_settings(context, index=index), as_json=json)


@app.command()
def doctor(context: typer.Context, index: opt.Index = None, json: opt.Json = False) -> int:
    """Verify every file, offset and count of the index."""
    from qa.terminal import upkeep

    return upkeep.doctor(_settings(context, index=index), as_json=json)
