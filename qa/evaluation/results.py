"""Writing an evaluation down: rows, run, judgements and a summary, with all that it depends on."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from qa.errors import QAError
from qa.evaluation.options import EvaluationOptions
from qa.evaluation.record import EvaluationRecord
from qa.evaluation.report import evaluation_tables, markdown_report
from qa.evaluation.rows import DOCUMENTS, PER_QUERY, Row
from qa.evaluation.trec import Judgements, Run, write_judgements, write_run
from qa.plain import json_line

SUMMARY = "summary.json"
REPORT = "summary.md"
RUN = "run.trec"
JUDGEMENTS = "judgements.trec"

#: Packages that can change a figure.
_PACKAGES = (
    "faiss-cpu",
    "ir-measures",
    "numpy",
    "onnxruntime",
    "sentence-transformers",
    "sentencex",
    "tantivy",
    "tokenizers",
    "torch",
    "wordllama",
)


@dataclass(frozen=True, slots=True)
class Results:
    record: EvaluationRecord
    rows: tuple[Row, ...]
    judgements: Judgements
    run: Run
    digests: Mapping[str, str | None] = field(default_factory=dict)


def write_results(results: Results, options: EvaluationOptions) -> EvaluationRecord:
    """Write a new folder under `options.results`; return the record with the path of its rows.

    The folder appears whole or not at all, and never replaces an older one. Raises QAError when
    it cannot be written.
    """
    try:
        options.results.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=options.results))
        try:
            folder = _free_folder(options, results.record.dataset)
            record = replace(results.record, per_query=(folder / PER_QUERY).as_posix())
            _write_files(partial, replace(results, record=record), options)
            partial.chmod(0o755)  # mkdtemp makes it private
            partial.rename(folder)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    except OSError as error:
        raise QAError(
            f"{options.results}: the results cannot be written ({error.strerror or error}); "
            "free space or choose another folder"
        ) from None
    return record


def describe_setup(options: EvaluationOptions) -> dict[str, Any]:
    """What the figures depend on, apart from the dataset: versions, seed, command, machine."""
    return {
        "command": options.command,
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "mode": options.mode.value,
        "depth": options.depth,
        "limit": options.limit,
        "seed": options.seed,
        "settings": asdict(options.settings) if options.settings else None,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "versions": _versions(),
    }


def _free_folder(options: EvaluationOptions, dataset: str) -> Path:
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    name = re.sub(r"[^\w.-]+", "-", options.label or f"{dataset}-{options.mode.value}-{stamp}")
    name = name.strip(".-")[:150] or "results"
    folder, number = options.results / name, 1
    while folder.exists():
        number += 1
        folder = options.results / f"{name}-{number}"
    return folder


def _write_files(folder: Path, results: Results, options: EvaluationOptions) -> None:
    record, setup = results.record, describe_setup(options)
    rows = "".join(f"{json_line(row.to_record())}\n" for row in results.rows)
    _write(folder / PER_QUERY, rows)
    if results.digests:
        _write(folder / DOCUMENTS, json.dumps(dict(results.digests), indent=0) + "\n")
    summary = {"record": record.to_record(), "detail": record.to_detail(), "setup": setup}
    _write(folder / SUMMARY, json.dumps(summary, indent=2, allow_nan=False) + "\n")
    title = f"Evaluation on {record.dataset}"
    _write(folder / REPORT, markdown_report(title, evaluation_tables(record), _setup_lines(setup)))
    if results.judgements:
        write_run(folder / RUN, results.run)
        write_judgements(folder / JUDGEMENTS, results.judgements)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _setup_lines(setup: Mapping[str, Any]) -> tuple[str, ...]:
    lines = []
    for name, value in setup.items():
        if isinstance(value, Mapping):
            value = ", ".join(f"{key} {item}" for key, item in value.items())
        if value is not None:
            lines.append(f"{name}: {value}")
    return tuple(lines)


def _versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    from qa import __version__

    found = {"qa": __version__}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
