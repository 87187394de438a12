"""Which files are not what the index holds any more: found by looking, without reading them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import CorpusError, IndexProblem
from qa.ingest.walk import SourceFile, find_files
from qa.plain import plain_line
from qa.settings import Settings
from qa.store.catalog import Catalog, Source
from qa.store.generations import CATALOG, read_manifest
from qa.terminal.origins import FileState, state_of

# Names told of each sort; a moved folder should not fill the screen.
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Changes:
    """Names of files under the indexed paths that changed, appeared or went, in order."""

    changed: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.appeared or self.gone)

    @property
    def count(self) -> int:
        return len(self.changed) + len(self.appeared) + len(self.gone)


def find_changes(settings: Settings) -> Changes:
    """Compare the files under the indexed paths with the catalogue, by size and time stamp.

    Opens the catalogue on its own, so that it can run beside the engine. An index that cannot
    be read, or was made from no files, shows no changes: whoever opens it says what is wrong.
    """
    index = Path(settings.index)
    try:
        manifest = read_manifest(index)
        catalog = Catalog.open(index / manifest.folder / CATALOG)
    except (IndexProblem, OSError):
        return Changes()
    try:
        known = {source.name: source for source in catalog.sources() if source.sha256}
    finally:
        catalog.close()
    roots = [Path(root) for root in manifest.roots]
    files = _files(roots, index, max_bytes=int(settings.max_file_mib * 2**20))
    return _compare(known, files)


def _files(roots: Sequence[Path], index: Path, *, max_bytes: int) -> dict[str, SourceFile]:
    """What `qa index` would read now; a root that is gone holds nothing."""
    standing = [root for root in roots if root.exists()]
    try:
        found = list(find_files(standing, max_bytes=max_bytes, leave_out=index))
    except CorpusError:  # gone between the two looks
        return {}
    return {file.name: file for file in found if isinstance(file, SourceFile)}


def _compare(known: dict[str, Source], files: dict[str, SourceFile]) -> Changes:
    changed = (
        name
        for name, file in files.items()
        if (source := known.get(name)) is not None
        and (file.size, file.mtime_ns) != (source.size, source.mtime_ns)
        and state_of(source) is not FileState.SAME
    )
    return Changes(
        tuple(sorted(changed)),
        tuple(sorted(files.keys() - known.keys())),
        tuple(sorted(known.keys() - files.keys())),
    )


def change_lines(changes: Changes) -> Iterator[str]:
    """What changed, by name, and what to do about it; nothing when nothing did."""
    if not changes:
        return
    noun = "file differs" if changes.count == 1 else "files differ"
    yield f"{changes.count:,} {noun} from what the index holds:"
    sorts = (("changed", changes.changed), ("new", changes.appeared), ("gone", changes.gone))
    for word, names in sorts:
        if names:
            yield f"  {word}: {_named(names)}"
    yield "Answers come from the index as it is; /index (or y) brings it up to date."


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(plain_line(name) for name in names[:_MOST_NAMED])
    left = len(names) - _MOST_NAMED
    return f"{shown} and {left:,} more" if left > 0 else shown
