"""Published generations of an index: written beside, synced, renamed; verified on open.

    index/
      MANIFEST.json     names the generation, its files with size and SHA-256, encoder, counts
      gen-000007/       catalog.sqlite  vectors.faiss  terms/
      gen-000008.tmp/   one being written, or left by a killed run (removed by the next one)

A reader that has a generation open keeps its files while a new one is published.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qa.errors import IndexDamaged, IndexFormat, IndexLocked, IndexMissing, QAError

FORMAT = 1
MANIFEST = "MANIFEST.json"
CATALOG = "catalog.sqlite"
VECTORS = "vectors.faiss"
TERMS = "terms"
_LOCK = "LOCK"
#: Files up to this size are hashed on every open; larger ones when size or time stamp moved.
_ALWAYS_HASHED = 1 << 20
REBUILD = "run qa index --rebuild"


@dataclass(frozen=True, slots=True)
class FileSeal:
    size: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a published generation consists of and was made with."""

    generation: int
    created: str
    encoder: str
    dimension: int
    passage_words: int
    overlap: int
    columns: tuple[str | None, ...]
    roots: tuple[str, ...]
    sources: int
    documents: int
    passages: int
    files: dict[str, FileSeal]

    @property
    def folder(self) -> str:
        return f"gen-{self.generation:06d}"

    @property
    def fingerprint(self) -> str:
        """Changes whenever the indexed content does."""
        seals = json.dumps({name: seal.sha256 for name, seal in sorted(self.files.items())})
        return hashlib.sha256(seals.encode()).hexdigest()[:16]


def read_manifest(index: Path) -> Manifest:
    """Raises IndexMissing, IndexFormat or IndexDamaged, each with its remedy."""
    path = index / MANIFEST
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(
            f"no index at {index}: make one with qa index PATH, or name one with --index"
        ) from None
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise IndexDamaged(f"{path} is not a manifest: {REBUILD}") from error
    if not isinstance(values, dict) or values.pop("format", None) != FORMAT:
        raise IndexFormat(f"{index} was written by another version of qa: {REBUILD}")
    try:
        files = {name: FileSeal(**seal) for name, seal in values.pop("files").items()}
        values["roots"], values["columns"] = tuple(values["roots"]), tuple(values["columns"])
        return Manifest(files=files, **values)
    except (KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged(f"{path} lacks fields: {REBUILD}") from error


def verify_files(index: Path, manifest: Manifest, *, all_hashes: bool = False) -> None:
    """Hold the generation's files against the manifest; raises IndexDamaged naming the file."""
    folder = index / manifest.folder
    for name, seal in manifest.files.items():
        problem = file_problem(folder / name, seal, always=all_hashes)
        if problem:
            raise IndexDamaged(f"{folder / name} {problem}: {REBUILD}")


def file_problem(path: Path, seal: FileSeal, *, always: bool = False) -> str | None:
    """What is wrong with a sealed file, or None."""
    try:
        found = path.stat()
    except OSError:
        return "is gone or cannot be read"
    if found.st_size != seal.size:
        return f"has {found.st_size} bytes, not {seal.size}"
    trusted = found.st_mtime_ns == seal.mtime_ns and seal.size > _ALWAYS_HASHED
    if trusted and not always:
        return None
    return None if sha256_of(path) == seal.sha256 else "was altered"


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def writer_lock(index: Path) -> Iterator[None]:
    """Hold the index for writing; raises IndexLocked at once when another process does."""
    from filelock import FileLock, Timeout

    try:
        index.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / _LOCK, timeout=0)
        lock.acquire()
    except Timeout:
        raise IndexLocked(
            f"{index} is being written by another qa: wait for it to finish, then run again"
        ) from None
    except OSError as error:
        raise QAError(f"{index} cannot be written ({error.strerror}): choose --index") from error
    try:
        yield
    finally:
        lock.release()


class Draft:
    """A generation being written; `publish` makes it the current one, anything else drops it."""

    def __init__(self, index: Path, generation: int) -> None:
        self._index = index
        self.generation = generation
        self.folder = index / f"gen-{generation:06d}.tmp"

    @classmethod
    def start(cls, index: Path, previous: Manifest | None, *, carry: bool) -> Draft:
        """Begin the next generation; with `carry`, from a copy of the previous one's files."""
        draft = cls(index, previous.generation + 1 if previous else _next_generation(index))
        _remove_leftovers(index, keep=previous.folder if previous else None)
        draft.folder.mkdir()
        try:
            if previous and carry:
                _carry_over(index / previous.folder, draft.folder)
        except BaseException:
            draft.drop()
            raise
        return draft

    def publish(self, **values: Any) -> Manifest:
        """Seal, sync and rename; the manifest's rename is the moment of publication."""
        files = {
            path.relative_to(self.folder).as_posix(): _sealed(path)
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.name.endswith(".lock")
        }
        _sync_folder(self.folder)
        created = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        manifest = Manifest(generation=self.generation, created=created, files=files, **values)
        self.folder.rename(self._index / manifest.folder)
        _replace_file(self._index / MANIFEST, json.dumps({"format": FORMAT} | asdict(manifest)))
        _remove_leftovers(self._index, keep=manifest.folder)
        return manifest

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _next_generation(index: Path) -> int:
    """One above every folder there, so that a damaged manifest never leads to a clash."""
    numbers = [int(path.name[4:10]) for path in index.glob("gen-[0-9][0-9][0-9][0-9][0-9][0-9]*")]
    return max(numbers, default=0) + 1


def _remove_leftovers(index: Path, *, keep: str | None) -> None:
    for path in index.glob("gen-[0-9]*"):
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


def _carry_over(old: Path, new: Path) -> None:
    """Copy the catalogue; link what is never changed in place (tantivy's segment files)."""
    shutil.copyfile(old / CATALOG, new / CATALOG)
    (new / TERMS).mkdir()
    for path in (old / TERMS).iterdir():
        target = new / TERMS / path.name
        if path.suffix in {".json", ".lock"}:
            shutil.copyfile(path, target)
            continue
        try:
            os.link(path, target)
        except OSError:  # a file system without hard links
            shutil.copyfile(path, target)


def _sealed(path: Path) -> FileSeal:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    found = path.stat()
    return FileSeal(size=found.st_size, sha256=digest, mtime_ns=found.st_mtime_ns)


def _replace_file(path: Path, text: str) -> None:
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows cannot open a folder to sync it
    for place in (folder, folder.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
