"""A file is replaced in one step or not at all, and what killed programs began is cleared away."""

from __future__ import annotations

import errno
import sqlite3
import stat
from pathlib import Path

import pytest

from conceptwriter import atomic_write
from conceptwriter.storage import Project, StorageError, WriteProtected, logs, replacing
from conceptwriter.storage.lock import ProjectLock, lock_path
from conceptwriter.storage.logs import companion
from conceptwriter.storage.replacing import permissions_of, sweep, sweep_folder
from tests.outline.drafts import harbour
from tests.storage.conftest import names

COMPANIONS = ("-journal", "-wal", "-shm")


def replace(path: Path, content: bytes = b"new", permissions: int | None = None) -> None:
    with replacing.replacing(path, permissions=permissions) as temporary:
        temporary.write_bytes(content)


def test_the_new_content_takes_the_name_when_the_block_ends(path: Path) -> None:
    path.write_bytes(b"old")
    with replacing.replacing(path) as temporary:
        assert temporary.parent == path.parent
        temporary.write_bytes(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert names(path.parent) == [path.name]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), sqlite3.OperationalError("full")])
def test_a_block_that_fails_leaves_the_old_content_and_nothing_else(path: Path, error: Exception) -> None:
    path.write_bytes(b"old")

    def fail() -> None:
        with replacing.replacing(path) as temporary:
            for suffix in ("", *COMPANIONS):
                companion(temporary, suffix).write_bytes(b"half")
            raise error

    with pytest.raises(StorageError, match="could not be written") as raised:
        fail()
    assert str(path) in str(raised.value)
    assert raised.value.__cause__ is error
    assert path.read_bytes() == b"old"
    assert names(path.parent) == [path.name]


def test_companions_of_the_temporary_file_do_not_stay(path: Path) -> None:
    with replacing.replacing(path) as temporary:
        for suffix in COMPANIONS:
            companion(temporary, suffix).write_bytes(b"left")
    assert names(path.parent) == [path.name]


def test_a_companion_that_cannot_be_removed_is_no_failure(path: Path) -> None:
    with replacing.replacing(path) as temporary:
        companion(temporary, "-journal").mkdir()
        companion(temporary, "-wal").write_bytes(b"left")
    assert path.exists()
    assert [name for name in names(path.parent) if name.endswith("-wal")] == []


def test_what_is_written_is_on_the_disk_before_it_takes_the_name(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    path.write_bytes(b"old")
    monkeypatch.setattr(
        replacing, "synchronise", lambda file: done.append(f"{file.suffix}: {file.read_bytes().decode()}")
    )
    monkeypatch.setattr(logs, "clear", lambda file: done.append(f"log of {file.name}"))

    def take(temporary: Path, target: Path, *, new_mode: int | None) -> None:
        done.append(target.read_bytes().decode())
        atomic_write.take_place(temporary, target, new_mode=new_mode)

    monkeypatch.setattr(replacing, "take_place", take)
    replace(path)
    assert done == [".part: new", "log of harbour.concept", "old"]


def test_the_log_of_the_replaced_file_is_not_replayed_over_the_new_one(path: Path) -> None:
    companion(path, "-wal").write_bytes(b"words")
    replace(path)
    assert not companion(path, "-wal").exists()
    assert any("unmatched log" in name for name in names(path.parent))


def test_a_new_file_gets_the_permissions_asked_for_and_an_old_one_keeps_its_own(path: Path) -> None:
    replace(path, permissions=0o640)
    assert permissions_of(path) == stat.S_IMODE(path.stat().st_mode) == 0o640
    replace(path, permissions=0o600)
    assert permissions_of(path) == 0o640
    assert permissions_of(path.with_name("absent")) is None


def test_a_name_that_may_not_be_replaced_is_refused_before_anything_is_begun(path: Path) -> None:
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(WriteProtected):
        replace(path)
    assert names(path.parent) == [path.name]
    too_long = path.with_name("a" * 250)
    with pytest.raises(StorageError, match="too long"):
        replace(too_long)
    with pytest.raises(StorageError, match="could not be written"):
        replace(path.parent / "absent" / "x.concept")


# -- what was begun and never finished -----------------------------------------------------------------------

BEGUN = [
    ".harbour.concept.abcd1234.part",
    ".harbour.concept.abcd_234.part-journal",
    ".harbour.concept.abcd1234.part-wal",
    ".harbour.concept.abcd1234.part-shm",
    ".harbour.format-1.20260101-101010-123456.concept.abcd1234.part",
]
OTHERS = [
    "harbour.concept.abcd1234.part",
    ".harbour.concept.abc.part",
    ".harbour.concept.abcd12345.part",
    ".harbour.concept.ABCD1234.part",
    ".harbour.concept.abcd1234.part-old",
    ".harbour.concept.abcd1234.parts",
    ".harbour.concept.part",
    ".harbourXconcept.abcd1234.part",
    ".harbour 2.concept.abcd1234.part",
    ".the harbour.concept.abcd1234.part",
    ".harbour.format-x.concept.abcd1234.part",
    ".harbour.format-1.txt.abcd1234.part",
    ".novel.concept.abcd1234.part",
]


def litter(folder: Path, *found: str) -> None:
    for name in found:
        (folder / name).write_bytes(b"begun")


def test_what_was_begun_under_a_name_is_removed_and_nothing_else(path: Path) -> None:
    litter(path.parent, *BEGUN, *OTHERS)
    sweep(path)
    assert names(path.parent) == sorted(OTHERS)
    replace(path)
    litter(path.parent, *BEGUN)
    replace(path)
    assert names(path.parent) == sorted([*OTHERS, path.name])


def test_a_name_is_taken_as_it_is(tmp_path: Path) -> None:
    litter(tmp_path, ".a+b (1).c++.abcd1234.part", ".aab 1.ccc.abcd1234.part")
    sweep(tmp_path / "a+b (1).c++")
    assert names(tmp_path) == [".aab 1.ccc.abcd1234.part"]


def test_what_cannot_be_removed_does_not_keep_the_rest(path: Path) -> None:
    (path.parent / BEGUN[0]).mkdir()
    litter(path.parent, *BEGUN[1:])
    sweep(path)
    assert names(path.parent) == [BEGUN[0]]
    sweep(path.parent / "absent" / "x.concept")


def test_in_a_folder_everything_begun_is_removed_unless_somebody_is_at_work(tmp_path: Path) -> None:
    """Whatever comes first in the folder."""
    others = [
        "..concept.abcd1234.part",
        ".x.txt.abcd1234.part",
        ".x.txt.lock",
        "x.concept.lock",
        ".concept.lock",
    ]
    busy = ["a", "m", "z"]
    locks = [ProjectLock.acquire(tmp_path / f"{name}.concept") for name in busy]
    living = [
        *(f".{name}.concept.abcd1234.part" for name in busy),
        *(f".{name}.concept.lock" for name in busy),
    ]
    for dead in "bcdefn":
        litter(tmp_path, f".{dead}.concept.abcd1234.part", f".{dead}.concept.abcd1234.part-wal")
    litter(tmp_path, ".only a lock.concept.lock", *living[: len(busy)], *others)
    sweep_folder(tmp_path, ".concept")
    assert names(tmp_path) == sorted([*living, *others])
    for lock in locks:
        lock.release()
    sweep_folder(tmp_path, ".concept")
    assert names(tmp_path) == sorted(others)
    sweep_folder(tmp_path / "absent", ".concept")


def test_sweeping_a_folder_leaves_its_files_open_to_everybody(path: Path) -> None:
    Project.create(path, harbour()).close()
    litter(path.parent, BEGUN[0])
    sweep_folder(path.parent, ".concept")
    assert not lock_path(path).exists()
    assert names(path.parent) == [path.name]
    Project.open(path).close()
