"""`qa doctor`: verify every file, offset and count of an index, beyond what opening checks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.errors import QAError
from qa.settings import AUTO
from qa.store.generations import file_problem, read_manifest, sha256_of
from qa.store.index import Index
from qa.types import CheckStatus


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined: `what`, how it stands, and a line about it."""

    what: str
    status: CheckStatus
    note: str


def examine(path: Path) -> tuple[Finding, ...]:
    """Examine an index; a failed step ends the examination where the rest depends on it."""
    try:
        manifest = read_manifest(path)
    except QAError as error:
        return (Finding("manifest", CheckStatus.FAIL, str(error)),)
    findings = [
        Finding("manifest", CheckStatus.PASS, f"generation {manifest.generation}"),
        *_examine_files(path),
    ]
    try:
        index = Index.open(path, encoder=AUTO)
    except QAError as error:
        return (*findings, Finding("opening", CheckStatus.FAIL, str(error)))
    steps: tuple[tuple[str, Callable[[Index], tuple[CheckStatus, str]]], ...] = (
        ("counts", _counts),
        ("catalogue", _catalogue),
        ("ids", _ids),
        ("offsets", _offsets),
        ("sources", _sources),
    )
    try:
        findings += [Finding(what, *step(index)) for what, step in steps]
    except (QAError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
        findings.append(Finding("catalogue", CheckStatus.FAIL, str(error)))
    finally:
        index.close()
    return tuple(findings)


def _examine_files(path: Path) -> Iterator[Finding]:
    manifest = read_manifest(path)
    folder = path / manifest.folder
    wrong = 0
    for name, seal in manifest.files.items():
        problem = file_problem(folder / name, seal, always=True)
        if problem:
            wrong += 1
            yield Finding(name, CheckStatus.FAIL, f"{problem}: run qa index --rebuild")
    if not wrong:
        yield Finding("files", CheckStatus.PASS, f"{len(manifest.files)} files as published")


def _counts(index: Index) -> tuple[CheckStatus, str]:
    sources, documents, passages = index.catalog.counts()
    manifest = index.manifest
    agree = (sources, documents, passages) == (
        manifest.sources,
        manifest.documents,
        manifest.passages,
    )
    note = f"{sources} files, {documents} documents, {passages} passages"
    if agree:
        return CheckStatus.PASS, note
    return CheckStatus.FAIL, f"{note}, unlike the manifest: run qa index --rebuild"


def _catalogue(index: Index) -> tuple[CheckStatus, str]:
    said = index.catalog.check()
    return (CheckStatus.PASS if said == "ok" else CheckStatus.FAIL), f"integrity: {said}"


def _ids(index: Index) -> tuple[CheckStatus, str]:
    """The vectors and the catalogue hold the same passage ids."""
    catalogued = [passage.id for passage in index.catalog.all_passages()]
    if catalogued == index.dense.ids.tolist():
        return CheckStatus.PASS, "catalogue and vectors hold the same passages"
    return CheckStatus.FAIL, "catalogue and vectors hold other passages: run qa index --rebuild"


def _offsets(index: Index) -> tuple[CheckStatus, str]:
    """Every passage and sentence gives its words back from the document's text."""
    checked = 0
    for info in index.catalog.documents():
        text = index.catalog.document(info.name).text
        for passage in index.catalog.passages_of(info.name):
            checked += 1
            inside = all(
                passage.start <= start < end <= passage.end for start, end in passage.sentences
            )
            if text[passage.start : passage.end] != passage.text or not inside:
                note = f"{info.name}, characters {passage.start} to {passage.end}, do not hold"
                return CheckStatus.FAIL, f"{note}: run qa index --rebuild"
    return CheckStatus.PASS, f"{checked} passages give their words back"


def _sources(index: Index) -> tuple[CheckStatus, str]:
    """Whether the indexed files are still as they were read."""
    changed = [
        source.name
        for source in index.catalog.sources()
        if source.sha256 and (not source.path.is_file() or sha256_of(source.path) != source.sha256)
    ]
    if not changed:
        return CheckStatus.PASS, "all files are as they were indexed"
    some = ", ".join(changed[:3]) + (" …" if len(changed) > 3 else "")
    return CheckStatus.WARN, f"{len(changed)} changed or gone since ({some}): run qa index"
