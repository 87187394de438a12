"""Indexing: mirrors the files, touches only what changed, and never loses what was published."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from qa.engine import Engine
from qa.errors import (
    CorpusError,
    EncoderMismatch,
    IndexDamaged,
    IndexFormat,
    IndexLocked,
    IndexMissing,
    UsageError,
)
from qa.settings import Settings
from qa.store.doctor import examine
from qa.store.generations import CATALOG, MANIFEST, TERMS, VECTORS, read_manifest, writer_lock
from qa.store.index import Index
from qa.store.indexer import IndexReport, Progress, index_paths
from qa.types import CheckStatus, Filters


def run(root: Path, settings: Settings, **options: object) -> IndexReport:
    return index_paths([root], settings, **options)  # type: ignore[arg-type]


def names(settings: Settings) -> list[str]:
    index = Index.open(Path(settings.index))
    try:
        return [info.name for info in index.catalog.documents()]
    finally:
        index.close()


def healthy(settings: Settings) -> bool:
    return all(finding.status is CheckStatus.PASS for finding in examine(Path(settings.index)))


def age(root: Path) -> None:
    """Stamp all files long ago, as files that were not just written are."""
    for path in root.rglob("*"):
        if path.is_file():
            os.utime(path, (1_600_000_000, 1_600_000_000))


def test_a_first_run(stories: Path, settings: Settings) -> None:
    seen: list[Progress] = []
    report = run(stories, settings, progress=seen.append)
    assert (report.added, report.updated, report.removed, report.unchanged) == (3, 0, 0, 0)
    assert report.documents == 3
    assert report.changed
    assert names(settings) == ["notes/mine.md", "salt.txt", "tea.txt"]
    assert (seen[-1].files_done, seen[-1].files_total) == (3, 3)
    assert seen[-1].passages == report.passages > 0
    assert healthy(settings)


def test_the_same_files_twice_change_nothing(stories: Path, settings: Settings) -> None:
    run(stories, settings)
    before = (Path(settings.index) / MANIFEST).read_bytes()
    for _ in range(2):
        report = run(stories, settings)
        assert (report.unchanged, report.changed) == (3, False)
        assert (Path(settings.index) / MANIFEST).read_bytes() == before


def test_only_the_changed_file_is_encoded_again(
    stories: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa.store.encoders import StaticEncoder

    run(stories, settings)
    (stories / "salt.txt").write_text("Salt prices fell by half in Marl.", encoding="utf-8")
    (stories / "new.txt").write_text("A lime works opens in Tham.", encoding="utf-8")
    (stories / "tea.txt").unlink()
    encoded: list[str] = []
    original = StaticEncoder.encode
    monkeypatch.setattr(
        StaticEncoder, "encode", lambda self, texts: encoded.extend(texts) or original(self, texts)
    )
    report = run(stories, settings)
    assert (report.added, report.updated, report.removed, report.unchanged) == (1, 1, 1, 1)
    assert len(encoded) == 2
    assert names(settings) == ["new.txt", "notes/mine.md", "salt.txt"]
    assert healthy(settings)
    engine = Engine.open(settings.index)
    assert engine.search("salt prices")[0].passage.text == "Salt prices fell by half in Marl."
    found = {hit.passage.document for hit in engine.search("tea growers Germany", limit=50)}
    assert "tea.txt" not in found


def test_a_touched_file_is_not_read_again(stories: Path, settings: Settings) -> None:
    run(stories, settings)
    age(stories)
    report = run(stories, settings)
    assert (report.unchanged, report.changed) == (3, False)


def test_an_edit_within_the_same_time_stamp_is_seen(stories: Path, settings: Settings) -> None:
    run(stories, settings)
    path = stories / "tea.txt"
    stamp, text = path.stat().st_mtime_ns, path.read_bytes()
    path.write_bytes(text.replace(b"210", b"310"))
    os.utime(path, ns=(stamp, stamp))
    assert run(stories, settings).updated == 1


def test_the_incremental_index_answers_as_a_fresh_one(
    stories: Path, settings: Settings, tmp_path: Path
) -> None:
    (stories / "salt.txt").rename(tmp_path / "later.txt")
    run(stories, settings)
    (tmp_path / "later.txt").rename(stories / "salt.txt")
    run(stories, settings)
    other = Settings(index=str(tmp_path / "fresh"))
    run(stories, other)
    for query in ("salt pans", "Who owns the copper mine?", "members of the union"):
        pair = [Engine.open(each.index).search(query) for each in (settings, other)]
        first, second = ([(hit.passage.text, round(hit.score, 6)) for hit in p] for p in pair)
        assert first == second


def test_files_that_cannot_be_read_are_reported_once_and_kept(
    stories: Path, settings: Settings
) -> None:
    (stories / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    (stories / "empty.txt").write_bytes(b"")
    (stories / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    report = run(stories, settings)
    reasons = {item.path: item.reason for item in report.skipped}
    assert set(reasons) == {"broken.pdf", "empty.txt", "picture.png"}
    assert report.documents == 3
    again = run(stories, settings)
    assert not again.changed
    assert again.skipped == report.skipped
    assert Engine.open(settings.index).status().skipped == report.skipped


def test_nothing_readable_leaves_the_previous_index(
    stories: Path, settings: Settings, tmp_path: Path
) -> None:
    run(stories, settings)
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "void.txt").write_bytes(b"")
    with pytest.raises(CorpusError, match="nothing readable"):
        run(empty, settings)
    assert len(names(settings)) == 3
    with pytest.raises(CorpusError, match="absent"):
        run(tmp_path / "absent", settings)
    assert len(names(settings)) == 3
    assert not list(Path(settings.index).glob("*.tmp"))


def test_the_paths_of_last_time_are_the_default(
    stories: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(stories.parent)  # where there is no corpus/
    with pytest.raises(UsageError, match="qa index PATH"):
        index_paths([], Settings(index=str(stories.parent / "none")))
    run(stories, settings)
    (stories / "more.txt").write_text("More on lime.", encoding="utf-8")
    assert index_paths([], settings).added == 1


def test_the_index_never_indexes_itself(stories: Path) -> None:
    settings = Settings(index=str(stories / "index"))
    run(stories, settings)
    (stories / "index" / "README.md").write_text("# Generated", encoding="utf-8")
    assert run(stories, settings).changed is False
    assert names(settings) == ["notes/mine.md", "salt.txt", "tea.txt"]


def test_other_passage_settings_make_all_passages_again(stories: Path, settings: Settings) -> None:
    few = run(stories, settings).passages
    many = run(stories, Settings(index=settings.index, passage_words=12, overlap=0)).passages
    assert many > few
    assert healthy(settings)


def test_filters_come_before_the_best(stories: Path, settings: Settings) -> None:
    run(stories, settings)
    engine = Engine.open(settings.index)
    import datetime as dt

    def found(**filters: object) -> set[str]:
        hits = engine.search("salt", limit=1, filters=Filters(**filters))  # type: ignore[arg-type]
        return {hit.passage.document for hit in hits}

    assert found() == {"salt.txt"}
    assert found(path="notes") == found(path="notes/*.md") == {"notes/mine.md"}
    assert found(title="tea GROWERS") == {"tea.txt"}
    assert found(until=dt.date(2023, 12, 31)) == {"notes/mine.md"}
    assert found(since=dt.date(2023, 11, 21)) == {"salt.txt"}
    assert found(path="nowhere") == set()


def test_two_writers_at_once(stories: Path, settings: Settings) -> None:
    with writer_lock(Path(settings.index)), pytest.raises(IndexLocked, match="another qa"):
        run(stories, settings)


def test_opening_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="qa index PATH"):
        Index.open(tmp_path / "none")
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexMissing):
        Index.open(tmp_path / "file")


def test_another_encoder_is_refused(stories: Path, settings: Settings) -> None:
    run(stories, settings)
    other = Settings(index=settings.index, encoder="some/model")
    for attempt in (lambda: Index.open(Path(settings.index), encoder="some/model"),):
        with pytest.raises(EncoderMismatch, match="--rebuild --encoder some/model"):
            attempt()
    with pytest.raises(EncoderMismatch, match="--rebuild"):
        run(stories, other)


@pytest.mark.slow
def test_a_model_folder_as_encoder(stories: Path, settings: Settings, tiny_model: Path) -> None:
    chosen = Settings(index=settings.index, encoder=str(tiny_model))
    run(stories, chosen)
    assert Engine.open(settings.index).status().encoder == str(tiny_model)
    assert Engine.open(settings.index).search("copper mine")[0].passage.document == "notes/mine.md"
    assert healthy(settings)
    run(stories, Settings(index=settings.index, encoder="builtin"), rebuild=True)
    assert Engine.open(settings.index).status().encoder == "builtin"


def damage(index: Path, part: str, how: str) -> None:
    folder = index / read_manifest(index).folder
    path = folder / part
    if path.is_dir():
        path = max(path.iterdir(), key=lambda each: each.stat().st_size)
    data = path.read_bytes()
    if how == "delete":
        path.unlink()
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    else:
        stat = path.stat()
        middle = len(data) // 2
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :])
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.mark.parametrize("part", [CATALOG, VECTORS, TERMS])
@pytest.mark.parametrize("how", ["delete", "cut", "flip a bit"])
def test_a_damaged_file_is_named_with_the_remedy(
    stories: Path, settings: Settings, part: str, how: str
) -> None:
    run(stories, settings)
    damage(Path(settings.index), part, how)
    with pytest.raises(IndexDamaged, match=f"{part}.*qa index --rebuild"):
        Index.open(Path(settings.index))
    assert any(f.status is CheckStatus.FAIL for f in examine(Path(settings.index)))
    with pytest.raises(IndexDamaged):
        run(stories, settings)
    index_paths([], settings, rebuild=True)
    assert healthy(settings)
    assert len(names(settings)) == 3


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00\xff", '{"format": 1}', "null"])
def test_a_damaged_manifest(stories: Path, settings: Settings, text: str) -> None:
    run(stories, settings)
    (Path(settings.index) / MANIFEST).write_text(text, encoding="latin-1")
    with pytest.raises((IndexDamaged, IndexFormat), match="qa index --rebuild"):
        Index.open(Path(settings.index))
    run(stories, settings, rebuild=True)
    assert healthy(settings)


def test_an_index_of_another_version(stories: Path, settings: Settings) -> None:
    run(stories, settings)
    path = Path(settings.index) / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(IndexFormat, match="another version"):
        Index.open(Path(settings.index))


def test_parts_that_disagree_do_not_open(stories: Path, settings: Settings) -> None:
    """Even when every file is as its seal says, the passages must be the same everywhere."""
    run(stories, settings)
    index = Path(settings.index)
    manifest = read_manifest(index)
    catalog = index / manifest.folder / CATALOG
    db = sqlite3.connect(catalog)
    db.execute("DELETE FROM passages WHERE id = 1")
    db.commit()
    db.close()
    from qa.store.generations import sha256_of

    values = json.loads((index / MANIFEST).read_text())
    seal = {"size": catalog.stat().st_size, "sha256": sha256_of(catalog), "mtime_ns": 0}
    values["files"][CATALOG] = seal
    (index / MANIFEST).write_text(json.dumps(values))
    with pytest.raises(IndexDamaged, match=r"catalogue holds \d+ passages, the vectors \d+"):
        Index.open(index)


def test_leftovers_of_a_killed_run_are_cleared(stories: Path, settings: Settings) -> None:
    run(stories, settings)
    left = Path(settings.index) / "gen-000002.tmp"
    left.mkdir()
    (left / "catalog.sqlite").write_bytes(b"half")
    (stories / "more.txt").write_text("More on lime.", encoding="utf-8")
    run(stories, settings)
    assert not left.exists()
    assert read_manifest(Path(settings.index)).generation == 2
    assert healthy(settings)


def test_an_open_index_survives_a_newer_generation(stories: Path, settings: Settings) -> None:
    run(stories, settings)
    engine = Engine.open(settings.index)
    (stories / "salt.txt").unlink()
    run(stories, settings)
    assert engine.search("salt pans")[0].passage.document == "salt.txt"
