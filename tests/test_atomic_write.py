from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from conceptwriter.atomic_write import atomic_replacement, atomic_write, temporary_next_to


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def interrupted(temporary: Path) -> None:
    temporary.write_bytes(b"half")
    raise KeyboardInterrupt


def test_a_new_file_is_there_alone(tmp_path: Path) -> None:
    atomic_write(tmp_path / "new", b"content")
    assert (tmp_path / "new").read_bytes() == b"content"
    assert names(tmp_path) == ["new"]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_new_file_may_be_read_as_the_system_or_the_caller_says(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    atomic_write(tmp_path / "new", b"")
    atomic_write(tmp_path / "private", b"", new_mode=0o600)
    assert mode_of(tmp_path / "new") == mode_of(tmp_path / "usual")
    assert mode_of(tmp_path / "private") == 0o600


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old")
    path.chmod(0o640)
    atomic_write(path, b"new", new_mode=0o600)
    assert (path.read_bytes(), mode_of(path)) == (b"new", 0o640)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_nobody_else_reads_what_is_not_finished(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old")
    path.chmod(0o644)
    with atomic_replacement(path) as temporary:
        assert (temporary.parent, mode_of(temporary)) == (tmp_path, 0o600)


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), atomic_replacement(path) as temporary:
        interrupted(temporary)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["old"]


@pytest.mark.parametrize("call", ["fsync", "chmod", "replace"])
def test_what_the_system_refuses_is_raised_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(OSError, match="No space left"):
        atomic_write(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["old"]


@pytest.mark.skipif(os.name != "posix", reason="Windows opens no folders")
def test_content_is_on_the_disk_before_the_name_and_the_name_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "file", []
    real_sync, real_replace = os.fsync, os.replace

    def sync(handle: int) -> None:
        real_sync(handle)
        seen.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else f"{os.fstat(handle).st_size}")

    def replace(source: Path, target: Path) -> None:
        real_replace(source, target)
        seen.append("name")

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", replace)
    atomic_write(path, b"content")
    assert seen == ["7", "name", "folder"]


def test_a_folder_that_cannot_be_synchronised_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def only_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(22, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", only_files)
    atomic_write(tmp_path / "file", b"content")
    assert (tmp_path / "file").read_bytes() == b"content"


@pytest.mark.parametrize("name", ["a" * 255, "ü" * 127])
def test_the_longest_names_can_be_written(tmp_path: Path, name: str) -> None:
    atomic_write(tmp_path / name, b"content")
    assert names(tmp_path) == [name]


def test_the_temporary_file_tells_whose_it_is(tmp_path: Path) -> None:
    with temporary_next_to(tmp_path / "book.concept") as temporary:
        assert temporary.name.startswith(".book.concept.")
        assert temporary.suffix == ".part"
        temporary.unlink()
