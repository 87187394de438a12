"""Which files are to be read: folders walked in a fixed order, and why the others are not."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.errors import CorpusError
from qa.types import SkippedFile

SUFFIXES = frozenset(
    f".{name}"
    for name in re.findall(r"\w+", "txt text md markdown html htm pdf docx csv tsv jsonl ndjson")
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read; `name` is its path relative to its root with `/` between the parts."""

    path: Path
    name: str
    size: int
    mtime_ns: int


Found = SourceFile | SkippedFile


def find_files(
    paths: Sequence[Path], *, max_bytes: int, leave_out: Path | None = None
) -> Iterator[Found]:
    """All files under `paths`, in order of root and name; those not read come with the reason.

    Nothing under the folder `leave_out` (the index itself) is walked or reported.

    Names of several roots that would collide are prefixed with the name of the root's folder.
    Raises CorpusError for a path that does not exist.
    """
    roots = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100 - links stay as they are
    for given, root in zip(paths, roots, strict=True):
        if not os.path.lexists(root):
            raise CorpusError(f"{given}: no such file or folder; check the path")
    walker = _Walker(max_bytes)
    if leave_out is not None:
        walker.pass_over(leave_out)
    found = [list(walker.walk(root)) for root in roots]
    for prefix, entries in zip(_prefixes(roots, found), found, strict=True):
        for entry in entries:
            yield _prefixed(entry, prefix) if prefix else entry


class _Walker:
    """Walks several roots; a file or folder reached a second time is not read again."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._seen: set[str] = set()
        self._left_out: str | None = None

    def pass_over(self, folder: Path) -> None:
        """Treat a folder as if it were not there."""
        self._left_out = os.path.realpath(folder)

    def walk(self, root: Path) -> Iterator[Found]:
        """The files of one root. The root may be hidden, or a link: it was named on purpose."""
        stack = [(root, "")]
        while stack:
            path, name = stack.pop()
            try:
                status = path.stat()
                real = os.path.realpath(path)
                folder = stat.S_ISDIR(status.st_mode)
                children = sorted(child.name for child in path.iterdir()) if folder else None
            except OSError as error:
                yield SkippedFile(_readable(name or path.name), _why(path, error))
                continue
            if real == self._left_out:
                continue
            if real in self._seen:
                if children is not None:
                    yield SkippedFile(_readable(name or path.name), "leads to a folder read before")
                continue
            self._seen.add(real)
            if children is None:
                yield self._file(path, name or path.name, status)
                continue
            yield from _hidden(name, children)
            shown = [child for child in children if not child.startswith(".")]
            stack += [(path / child, f"{name}/{child}" if name else child) for child in shown[::-1]]

    def _file(self, path: Path, name: str, status: os.stat_result) -> Found:
        name = _readable(name)
        reason = self._objection(path, status)
        if reason:
            return SkippedFile(name, reason)
        return SourceFile(path, name, status.st_size, status.st_mtime_ns)

    def _objection(self, path: Path, status: os.stat_result) -> str | None:
        if not stat.S_ISREG(status.st_mode):
            return "a pipe, socket or device, not a file"
        if path.suffix.lower() not in SUFFIXES:
            return f"unsupported type {path.suffix or '(no suffix)'}"
        if status.st_size == 0:
            return "empty"
        if status.st_size > self._max_bytes:
            limit = self._max_bytes / 2**20
            return f"{status.st_size / 2**20:.1f} MiB is over the limit of {limit:g} MiB"
        if not os.access(path, os.R_OK):
            return "not readable: permission denied"
        return None


def _hidden(folder: str, children: Iterable[str]) -> Iterator[SkippedFile]:
    for child in children:
        if child.startswith("."):
            yield SkippedFile(_readable(f"{folder}/{child}" if folder else child), "hidden")


def _why(path: Path, error: OSError) -> str:
    if path.is_symlink():
        return "a link that leads nowhere or to itself"
    return f"not readable: {(error.strerror or str(error)).lower()}"


def _readable(name: str) -> str:
    """A file name that can be stored as UTF-8 whatever bytes it has on disk."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def _prefixes(roots: Sequence[Path], found: Sequence[Sequence[Found]]) -> list[str]:
    """For each root what its names begin with: nothing, unless names collide across roots.

    Then every root is prefixed with its folder's name, and with as many parent folders as it
    takes to tell the roots apart.
    """
    names = [entry.name for entries in found for entry in entries if isinstance(entry, SourceFile)]
    if len(names) == len(set(names)):
        return ["" for _ in roots]
    folders = [root if root.is_dir() else root.parent for root in roots]
    deepest = max(len(folder.parts) for folder in folders)
    for depth in range(1, deepest + 1):
        prefixes = ["/".join(folder.parts[-depth:]).lstrip("/") for folder in folders]
        if len(set(prefixes)) == len(set(folders)):
            break
    return [f"{_readable(prefix)}/" if prefix else "" for prefix in prefixes]


def _prefixed(entry: Found, prefix: str) -> Found:
    if isinstance(entry, SkippedFile):
        return replace(entry, path=prefix + entry.path)
    return replace(entry, name=prefix + entry.name)
