"""`qa index`: make the index mirror files, touching only what changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field
from functools import partial
from pathlib import Path

from qa.errors import CorpusError, EncoderMismatch, IndexMissing, LoadError, UsageError
from qa.ingest.load import Columns, iter_documents
from qa.ingest.walk import SourceFile, find_files
from qa.settings import AUTO, BUILT_IN, Settings
from qa.store.catalog import Catalog, Source
from qa.store.encoders import Encoder, load_encoder
from qa.store.generations import (
    CATALOG,
    Draft,
    Manifest,
    read_manifest,
    sha256_of,
    verify_files,
    writer_lock,
)
from qa.store.writer import IndexWriter, Making, storing
from qa.types import Document, SkippedFile

_DEFAULT_CORPUS = Path("corpus")
# A file stamped within this time of the last run may have changed again under the same stamp.
_RACY_NS = 2_000_000_000
# Documents of one file between two words on the progress.
_TELL_EVERY = 256


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, for a progress bar."""

    files_done: int
    files_total: int
    passages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did: counts of files, passages in the index now, and what was left out."""

    added: int
    updated: int
    removed: int
    unchanged: int
    documents: int
    passages: int
    skipped: tuple[SkippedFile, ...]
    notes: tuple[SkippedFile, ...]
    seconds: float
    changed: bool


@dataclass(slots=True)
class _Plan:
    """Files sorted by what must be done with them."""

    add: list[SourceFile] = field(default_factory=list)
    update: list[tuple[Source, SourceFile]] = field(default_factory=list)
    remove: list[Source] = field(default_factory=list)
    touch: list[tuple[Source, SourceFile]] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[SkippedFile] = field(default_factory=list)

    @property
    def work(self) -> list[SourceFile]:
        return self.add + [file for _, file in self.update]


def index_paths(
    paths: Sequence[Path],
    settings: Settings,
    *,
    rebuild: bool = False,
    columns: Columns | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> IndexReport:
    """Make the index at `settings.index` mirror `paths` (those of last time when none).

    Raises CorpusError when nothing readable is found, IndexLocked when another process writes;
    a run that fails or is interrupted leaves the previous generation as it was.
    """
    index = Path(settings.index)
    with writer_lock(index):
        run = _Run(index, settings, rebuild=rebuild, columns=columns, progress=progress)
        return run.mirror(paths)


def index_documents(documents: Iterable[Document], folder: Path, settings: Settings) -> Manifest:
    """Build an index of documents that come from memory (an evaluation's dataset)."""
    encoder = load_encoder(settings.encoder)
    with writer_lock(folder):
        draft = Draft.start(folder, None, carry=False)
        try:
            writer = IndexWriter.start(draft, _making(encoder, settings))
            source = writer.catalog.add_source("memory", folder, size=0, mtime_ns=0, sha256="")
            writer.add_documents(source, documents)
            return writer.publish(_description(encoder, settings, Columns(), ()))
        except BaseException:
            draft.drop()
            raise


def _making(encoder: Encoder, settings: Settings) -> Making:
    return Making(encoder, words=settings.passage_words, overlap=settings.overlap)


def _description(
    encoder: Encoder, settings: Settings, columns: Columns, roots: Sequence[str]
) -> Callable[[tuple[int, int, int]], dict[str, object]]:
    def describe(counts: tuple[int, int, int]) -> dict[str, object]:
        sources, documents, passages = counts
        return {
            "encoder": encoder.name,
            "dimension": encoder.dimension,
            "passage_words": settings.passage_words,
            "overlap": settings.overlap,
            "columns": astuple(columns),
            "roots": tuple(roots),
            "sources": sources,
            "documents": documents,
            "passages": passages,
        }

    return describe


class _Run:
    """One run of `qa index` while the lock is held."""

    def __init__(
        self,
        index: Path,
        settings: Settings,
        *,
        rebuild: bool,
        columns: Columns | None,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._index = index
        self._settings = settings
        self._progress = progress
        self._began = time.perf_counter()
        self._previous = self._read_previous(rebuild=rebuild)
        self._columns = columns or self._earlier_columns()
        self._max_bytes = int(settings.max_file_mib * 2**20)

    def mirror(self, paths: Sequence[Path]) -> IndexReport:
        roots = self._roots(paths)
        carry = self._can_carry()
        known = self._known_sources() if carry else {}
        plan = self._plan(roots, known)
        idle = not plan.work and not plan.remove
        if carry and self._previous and idle and self._same_skipped(plan):
            return self._report(plan, self._previous, changed=False)
        encoder = load_encoder(self._encoder_name())
        with storing():
            draft = Draft.start(self._index, self._previous, carry=carry)
        try:
            writer = self._writer(draft, encoder, carry=carry)
            self._apply(writer, plan)
            if not writer.catalog.counts()[1]:
                left_out = (*plan.skipped, *writer.catalog.unreadable())
                raise _nothing_readable(roots, left_out)
            writer.catalog.replace_skipped(plan.skipped)
            columns, names = self._columns, [str(root) for root in roots]
            manifest = writer.publish(_description(encoder, self._settings, columns, names))
        except BaseException:
            draft.drop()
            raise
        return self._report(plan, manifest, changed=True)

    # Before

    def _read_previous(self, *, rebuild: bool) -> Manifest | None:
        if rebuild:
            return None
        try:
            manifest = read_manifest(self._index)
        except IndexMissing:
            return None
        verify_files(self._index, manifest)
        return manifest

    def _earlier_columns(self) -> Columns:
        return Columns(*self._previous.columns) if self._previous else Columns()

    def _roots(self, paths: Sequence[Path]) -> list[Path]:
        if paths:
            return [path.absolute() for path in paths]
        earlier = self._earlier_roots()
        if earlier:
            return earlier
        if _DEFAULT_CORPUS.is_dir():
            return [_DEFAULT_CORPUS.absolute()]
        raise UsageError("nothing to index: name files or folders, as in qa index PATH")

    def _earlier_roots(self) -> list[Path]:
        """The paths of last time; a rebuild of a damaged index still knows them if it can."""
        try:
            manifest = self._previous or read_manifest(self._index)
        except Exception:  # whatever is wrong with it, it names no paths
            return []
        return [Path(root) for root in manifest.roots]

    def _encoder_name(self) -> str:
        wanted, previous = self._settings.encoder, self._previous
        if previous is None:
            return BUILT_IN if wanted == AUTO else wanted
        if wanted not in (AUTO, previous.encoder):
            raise EncoderMismatch(
                f"{self._index} was built with the encoder {previous.encoder!r}, not {wanted!r}: "
                f"run qa index --rebuild --encoder {wanted}"
            )
        return previous.encoder

    def _can_carry(self) -> bool:
        """Whether the previous passages are what these settings would make."""
        self._encoder_name()
        previous, settings = self._previous, self._settings
        return previous is not None and (
            (previous.passage_words, previous.overlap, previous.columns)
            == (settings.passage_words, settings.overlap, astuple(self._columns))
        )

    def _open_previous(self) -> Catalog:
        assert self._previous is not None
        return Catalog.open(self._index / self._previous.folder / CATALOG)

    def _known_sources(self) -> dict[str, Source]:
        catalog = self._open_previous()
        try:
            return {source.name: source for source in catalog.sources()}
        finally:
            catalog.close()

    # Planning

    def _plan(self, roots: Sequence[Path], known: dict[str, Source]) -> _Plan:
        plan, seen = _Plan(), set()
        files = find_files(roots, max_bytes=self._max_bytes, leave_out=self._index)
        for found in files:
            if isinstance(found, SkippedFile):
                plan.skipped.append(found)
            else:
                seen.add(found.name)
                self._sort(found, known.get(found.name), plan)
        plan.remove = [source for name, source in known.items() if name not in seen]
        return plan

    def _sort(self, file: SourceFile, source: Source | None, plan: _Plan) -> None:
        if source is None:
            plan.add.append(file)
        elif self._surely_same(file, source):
            plan.unchanged += 1
        elif file.size == source.size and sha256_of(file.path) == source.sha256:
            plan.touch.append((source, file))
            plan.unchanged += 1
        else:
            plan.update.append((source, file))

    def _surely_same(self, file: SourceFile, source: Source) -> bool:
        """Same size and time stamp, and stamped well before the last run looked."""
        if (file.size, file.mtime_ns) != (source.size, source.mtime_ns) or not self._previous:
            return False
        stamped = (self._index / self._previous.folder / CATALOG).stat().st_mtime_ns
        return bool(file.mtime_ns < stamped - _RACY_NS)

    def _same_skipped(self, plan: _Plan) -> bool:
        catalog = self._open_previous()
        try:
            return sorted(map(astuple, catalog.skipped())) == sorted(map(astuple, plan.skipped))
        finally:
            catalog.close()

    # Writing

    def _writer(self, draft: Draft, encoder: Encoder, *, carry: bool) -> IndexWriter:
        making = _making(encoder, self._settings)
        if not carry or self._previous is None:
            return IndexWriter.start(draft, making)
        return IndexWriter.resume(draft, making, self._index / self._previous.folder)

    def _apply(self, writer: IndexWriter, plan: _Plan) -> None:
        for source in plan.remove:
            writer.remove_source(source.id)
        for source, file in plan.touch:
            writer.catalog.touch_source(source.id, path=file.path, mtime_ns=file.mtime_ns)
        for source, _ in plan.update:
            writer.remove_source(source.id)
        total = len(plan.work)
        for done, file in enumerate(plan.work):
            self._add_file(writer, file, plan, partial(self._tell, done, total, writer))
        writer.flush()
        self._tell(total, total, writer)

    def _add_file(
        self, writer: IndexWriter, file: SourceFile, plan: _Plan, tell: Callable[[], None]
    ) -> None:
        """Add one file; one that cannot be read is kept by name with the reason."""
        try:
            digest = sha256_of(file.path)
        except OSError as error:
            plan.skipped.append(SkippedFile(file.name, f"cannot be read ({error.strerror})"))
            return
        source = writer.catalog.add_source(
            file.name, file.path, size=file.size, mtime_ns=file.mtime_ns, sha256=digest
        )
        notes: list[str] = []
        problem = None
        try:
            documents = _telling(self._documents(file, notes.append), tell)
            if not writer.add_documents(source, documents):
                problem = "holds no text"
        except LoadError as error:
            writer.remove_documents(source)
            problem = str(error)
        writer.catalog.describe_source(source, problem=problem, notes=notes)

    def _documents(self, file: SourceFile, note: Callable[[str], None]) -> Iterator[Document]:
        """The file's documents; whatever a parser raises on a bad file becomes a LoadError."""
        documents = iter_documents(
            file, columns=self._columns, max_bytes=self._max_bytes, note=note
        )
        while True:
            try:
                document = next(documents, None)
            except LoadError:
                raise
            except Exception as error:  # third-party parsers raise anything on hostile files
                reason = (str(error).strip().splitlines() or [""])[0]
                raise LoadError(f"broken ({type(error).__name__}: {reason})") from error
            if document is None:
                return
            yield document

    def _tell(self, done: int, total: int, writer: IndexWriter) -> None:
        if self._progress:
            seconds = time.perf_counter() - self._began
            self._progress(Progress(done, total, writer.passages_added, seconds))

    # After

    def _report(self, plan: _Plan, manifest: Manifest, *, changed: bool) -> IndexReport:
        catalog = Catalog.open(self._index / manifest.folder / CATALOG)
        try:
            skipped, notes = catalog.skipped() + catalog.unreadable(), catalog.notes()
        finally:
            catalog.close()
        unread = {item.path for item in skipped}
        return IndexReport(
            added=sum(file.name not in unread for file in plan.add),
            updated=sum(file.name not in unread for _, file in plan.update),
            removed=len(plan.remove),
            unchanged=plan.unchanged,
            documents=manifest.documents,
            passages=manifest.passages,
            skipped=skipped,
            notes=notes,
            seconds=time.perf_counter() - self._began,
            changed=changed,
        )


def _telling(documents: Iterator[Document], tell: Callable[[], None]) -> Iterator[Document]:
    """The same documents, with a word on the progress now and then."""
    for number, document in enumerate(documents):
        if number % _TELL_EVERY == 0:
            tell()
        yield document


def _nothing_readable(roots: Sequence[Path], skipped: Sequence[SkippedFile]) -> CorpusError:
    places = ", ".join(str(root) for root in roots)
    why = f"; {skipped[0].path}: {skipped[0].reason}" if skipped else ""
    more = f" and {len(skipped) - 1} more" if len(skipped) > 1 else ""
    return CorpusError(
        f"nothing readable in {places} ({len(skipped)} files skipped{why}{more}): "
        "add documents or name another path; an index made before is untouched"
    )
