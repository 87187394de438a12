"""Which files are found, in what order, under what name, and why the others are not."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from qa.errors import CorpusError
from qa.ingest.walk import SourceFile, find_files
from qa.types import SkippedFile

LIMIT = 1 << 20


def put(path: Path, text: str = "Salt fell.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(*paths: Path, limit: int = LIMIT) -> list[str]:
    return [one.name for one in find_files(paths, max_bytes=limit) if isinstance(one, SourceFile)]


def skipped(*paths: Path, limit: int = LIMIT) -> dict[str, str]:
    entries = find_files(paths, max_bytes=limit)
    return {one.path: one.reason for one in entries if isinstance(one, SkippedFile)}


def test_files_in_order_with_names_relative_to_the_root(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.MD", "a/b/c.html", "c.csv", "a.txt"):
        put(tmp_path / name)
    assert found(tmp_path) == ["a/b/c.html", "a/z.MD", "a.txt", "b.txt", "c.csv"]
    first = next(find_files([tmp_path], max_bytes=LIMIT))
    assert isinstance(first, SourceFile)
    assert first.path == tmp_path / "a/b/c.html"
    assert (first.size, first.mtime_ns) == (10, first.path.stat().st_mtime_ns)


def test_a_file_given_directly_has_its_own_name(tmp_path: Path) -> None:
    assert found(put(tmp_path / "deep/down/.hidden.txt")) == [".hidden.txt"]


def test_relative_paths_are_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "x/a.txt")
    monkeypatch.chdir(tmp_path)
    entry = next(find_files([Path("x/../x")], max_bytes=LIMIT))
    assert isinstance(entry, SourceFile)
    assert entry.path == tmp_path / "x/a.txt"


def test_names_that_collide_are_prefixed_with_their_folder(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for name in ("a.txt", "b.txt"):
        put(one / name)
    put(two / "c.txt")
    assert found(one, two) == ["a.txt", "b.txt", "c.txt"]
    put(two / "a.txt")
    assert found(one, two) == ["one/a.txt", "one/b.txt", "two/a.txt", "two/c.txt"]
    again = put(tmp_path / "else/one/a.txt").parent
    here = tmp_path.name  # both folders are called "one": their parents tell them apart
    assert found(one, again) == [f"{here}/one/a.txt", f"{here}/one/b.txt", "else/one/a.txt"]


def test_a_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    assert found(tmp_path, path, tmp_path) == ["a.txt"]


def test_what_is_not_read_is_named_with_its_reason(tmp_path: Path) -> None:
    put(tmp_path / "good.txt")
    put(tmp_path / ".git/config.txt")
    put(tmp_path / ".secret.txt")
    put(tmp_path / "empty.txt", "")
    put(tmp_path / "big.txt", "x" * 2000)
    put(tmp_path / "image.png")
    put(tmp_path / "Makefile")
    reasons = skipped(tmp_path, limit=1000)
    assert found(tmp_path, limit=1000) == ["good.txt"]
    assert set(reasons) == {".git", ".secret.txt", "empty.txt", "big.txt", "image.png", "Makefile"}
    assert reasons[".git"] == reasons[".secret.txt"] == "hidden"
    assert reasons["empty.txt"] == "empty"
    assert "over the limit" in reasons["big.txt"]
    assert ".png" in reasons["image.png"]


def test_links_loops_pipes_and_sockets(tmp_path: Path) -> None:
    put(tmp_path / "a/good.txt")
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket.txt"))
        reasons = skipped(tmp_path)
    assert found(tmp_path) == ["a/good.txt"]
    assert set(reasons) == {"a/up", "self.txt", "gone.txt", "pipe.txt", "socket.txt"}
    assert "read before" in reasons["a/up"]
    assert "pipe" in reasons["pipe.txt"]
    assert "nowhere" in reasons["self.txt"]


def test_a_linked_folder_outside_is_followed(tmp_path: Path) -> None:
    put(tmp_path / "outside/a.txt")
    (tmp_path / "root").mkdir()
    (tmp_path / "root/link").symlink_to(tmp_path / "outside")
    assert found(tmp_path / "root") == ["link/a.txt"]


def test_deep_folders(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(300):
        folder = folder / "ddd"
    put(folder / "a.txt")
    assert found(tmp_path) == ["ddd/" * 300 + "a.txt"]


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"s\xff.txt")).write_text("x", encoding="utf-8")
    assert found(tmp_path) == ["s\\xff.txt"]


def test_an_unreadable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "locked/a.txt")
    put(tmp_path / "open/a.txt")
    real = Path.iterdir

    def refuse(self: Path):  # type: ignore[no-untyped-def]  # the port of a generator
        if self.name == "locked":
            raise PermissionError(13, "Permission denied")
        return real(self)

    monkeypatch.setattr(Path, "iterdir", refuse)  # the tests may run as root, who may read all
    assert found(tmp_path) == ["open/a.txt"]
    assert skipped(tmp_path) == {"locked": "not readable: permission denied"}


def test_a_path_that_is_not_there_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere: no such file or folder; check the path"):
        list(find_files([tmp_path / "nowhere"], max_bytes=LIMIT))


def test_an_empty_folder(tmp_path: Path) -> None:
    assert list(find_files([tmp_path], max_bytes=LIMIT)) == []
