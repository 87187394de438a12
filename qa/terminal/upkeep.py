"""`qa index`, `qa status` and `qa doctor`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import IndexMissing, IndexProblem
from qa.plain import plain_line
from qa.settings import Settings
from qa.terminal.output import note, stdout_marks, write_lines, write_record
from qa.types import CheckStatus, IndexStatus, SkippedFile

if TYPE_CHECKING:
    from qa.ingest.load import Columns
    from qa.store.indexer import IndexReport

CORPUS = Path("corpus")
# A folder of photographs should not push the summary off the screen; `qa status` has them all.
_MOST_SKIPPED = 20


class Interrupted(KeyboardInterrupt):
    """Ctrl-C with something to say about what it left behind."""


@dataclass(frozen=True, slots=True)
class IndexRequest:
    paths: tuple[Path, ...]
    settings: Settings
    rebuild: bool = False
    columns: Columns | None = None


def columns(names: Mapping[str, str | None]) -> Columns | None:
    """The columns of tables named by flags; None when the usual names are to be looked for."""
    given = {role: name for role, name in names.items() if name}
    if not given:
        return None
    from qa.ingest.load import Columns

    return Columns(**given)


def index(request: IndexRequest, *, as_json: bool = False) -> int:
    """Bring the index up to date and say what changed."""
    calibrated = calibrated_cutoff(request.settings)
    report = build(request)
    if as_json:
        write_record(_report_record(report))
    else:
        write_lines(report_lines(report))
        tell_skipped("skipped", report.skipped)
        tell_skipped("note", report.notes)
    if calibrated is not None and calibrated_cutoff(request.settings) is None:
        note(expiry_line(calibrated))
    return 0


def calibrated_cutoff(settings: Settings) -> float | None:
    """The cut-off that `qa calibrate` chose for the index as it is now; None without one."""
    from qa.store.cutoff import read_cutoff
    from qa.store.generations import read_manifest

    index = Path(settings.index)
    stored = read_cutoff(index)
    if stored is None:
        return None
    try:
        fingerprint = read_manifest(index).fingerprint
    except IndexProblem:  # whatever is wrong with it is told by whoever opens it
        return None
    return stored.cutoff if stored.fingerprint == fingerprint else None


def expiry_line(cutoff: float) -> str:
    return f"the calibrated cut-off {cutoff:g} has expired with this change: run qa calibrate again"


def build(request: IndexRequest) -> IndexReport:
    """Index with a progress bar; an interruption says that nothing was lost."""
    from qa.store.indexer import index_paths
    from qa.terminal.progress import index_progress

    try:
        with index_progress() as progress:
            return index_paths(
                request.paths,
                request.settings,
                rebuild=request.rebuild,
                columns=request.columns,
                progress=progress,
            )
    except KeyboardInterrupt:
        place = plain_line(request.settings.index)
        raise Interrupted(f"interrupted; the index at {place} is as it was before") from None


def ensure_index(settings: Settings) -> None:
    """Build the index from `corpus/` when there is none; raises IndexMissing without either."""
    from qa.store.generations import read_manifest

    try:
        read_manifest(Path(settings.index))
    except IndexMissing:
        if not CORPUS.is_dir():
            raise
        note(f"no index at {settings.index} yet: indexing {CORPUS}/")
        report = build(IndexRequest((CORPUS,), settings))
        for line in report_lines(report):
            note(line)
        tell_skipped("skipped", report.skipped)


def report_lines(report: IndexReport) -> Iterator[str]:
    """What the run did, in one line."""
    if not report.changed:
        yield f"nothing changed: {_counted(report.unchanged, 'file')}, {report.passages:,} passages"
        return
    names = ("added", "updated", "removed", "unchanged")
    counts = [(name, getattr(report, name)) for name in names]
    words = [f"{count:,} {name}" for name, count in counts if count]
    yield (
        f"{_counted(report.documents, 'document')}, {report.passages:,} passages "
        f"in {report.seconds:.1f} s (files: {', '.join(words)})"
    )


def tell_skipped(word: str, files: Sequence[SkippedFile]) -> None:
    """One line per file left out, to standard error."""
    for item in files[:_MOST_SKIPPED]:
        note(f"{word}: {item.path}: {item.reason}")
    if len(files) > _MOST_SKIPPED:
        note(f"{word}: {len(files) - _MOST_SKIPPED} more; qa status lists all")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _report_record(report: IndexReport) -> dict[str, Any]:
    names = ("added", "updated", "removed", "unchanged", "documents", "passages", "changed")
    return {name: getattr(report, name) for name in names} | {
        "skipped": _file_records(report.skipped),
        "notes": _file_records(report.notes),
        "seconds": round(report.seconds, 3),
    }


def _file_records(files: Sequence[SkippedFile]) -> list[dict[str, str]]:
    return [{"path": item.path, "reason": item.reason} for item in files]


def status(settings: Settings, *, as_json: bool = False) -> int:
    """What is indexed, from where, by what, and what was left out."""
    from qa.store.cutoff import cutoff_in_force, reader_name
    from qa.store.index import Index

    opened = Index.open(Path(settings.index), encoder=settings.encoder)
    try:
        found = opened.status()
        fingerprint = opened.manifest.fingerprint
        cutoff = cutoff_in_force(opened.path, fingerprint, settings, reader_name(settings))
    finally:
        opened.close()
    if as_json:
        write_record(_status_record(found) | {"cutoff": asdict(cutoff)})
    else:
        write_lines(status_lines(found, str(cutoff)))
    return 0


def _status_record(found: IndexStatus) -> dict[str, Any]:
    names = ("path", "generation", "encoder", "documents", "passages", "bytes")
    return {name: getattr(found, name) for name in names} | {
        "roots": list(found.roots),
        "built": found.built.isoformat(),
        "skipped": _file_records(found.skipped),
        "notes": _file_records(found.notes),
    }


def status_lines(found: IndexStatus, cutoff: str) -> Iterator[str]:
    """What is indexed; `cutoff` says what answers are held to, and why."""
    yield f"index      {plain_line(found.path)} (generation {found.generation})"
    yield f"documents  {found.documents:,}"
    yield f"passages   {found.passages:,}"
    for number, root in enumerate(found.roots):
        yield f"{'' if number else 'from':<11}{plain_line(root)}"
    yield f"encoder    {plain_line(found.encoder)}"
    yield f"size       {found.bytes / 2**20:.1f} MiB"
    yield f"built      {found.built:%Y-%m-%d %H:%M:%S %Z}".rstrip()
    yield f"cut-off    {plain_line(cutoff)}"
    for word, files in (("skipped", found.skipped), ("notes", found.notes)):
        if files:
            yield f"{word:<11}{len(files):,}"
        for item in files:
            yield f"           {plain_line(item.path)}: {plain_line(item.reason)}"


def doctor(settings: Settings, *, as_json: bool = False) -> int:
    """Verify every file, offset and count; 1 when something failed."""
    from qa.store.doctor import examine

    findings = examine(Path(settings.index))
    failed = any(item.status is CheckStatus.FAIL for item in findings)
    if as_json:
        rows = [
            {"what": item.what, "status": item.status.value, "note": item.note} for item in findings
        ]
        write_record({"index": settings.index, "healthy": not failed, "findings": rows})
        return 1 if failed else 0
    marks = stdout_marks()
    write_lines(
        f"{marks.of(item.status)} {plain_line(item.what)}: {plain_line(item.note)}".rstrip(": ")
        for item in findings
    )
    return 1 if failed else 0
