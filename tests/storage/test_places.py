"""Where a project may lie, said before anything is done there."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.storage import NotAProject, StorageError, WriteProtected
from conceptwriter.storage.errors import OpenedBackup
from conceptwriter.storage.places import (
    LONGEST_ADDITION,
    free_path,
    real_path,
    reason,
    require_companion_names,
    require_replaceable,
    require_single_name,
    require_writable,
    status_of,
)


def test_a_name_has_room_for_those_of_its_companions(tmp_path: Path) -> None:
    fits = tmp_path / ("a" * (255 - len("-journal")))
    require_companion_names(fits)
    with pytest.raises(StorageError, match="Shorten it by 1 bytes"):
        require_companion_names(fits.with_name(f"{fits.name}a"))
    with pytest.raises(StorageError, match="Shorten it by 2 bytes"):
        require_companion_names(fits.with_name(f"{fits.name}ä"))
    with pytest.raises(StorageError, match="Shorten it by 15 bytes"):
        require_replaceable(fits)
    require_replaceable(tmp_path / ("a" * (255 - LONGEST_ADDITION)))
    assert len("..12345678.part-journal") == LONGEST_ADDITION


def test_a_path_is_no_longer_than_sqlite_opens() -> None:
    folder = Path("/") / "/".join(["d" * 99] * 4)
    longest = folder / ("a" * (512 - len(str(folder)) - 1 - 8))
    require_companion_names(longest)
    with pytest.raises(StorageError, match="together may have 504 bytes"):
        require_companion_names(longest.with_name(f"{longest.name}a"))


def test_where_the_system_tells_no_limit_the_usual_one_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (AttributeError, OSError, ValueError):

        def unknown(*_: object, error: type[Exception] = error) -> int:
            raise error

        monkeypatch.setattr(os, "pathconf", unknown)
        require_companion_names(Path("/a") / ("a" * 247))
        with pytest.raises(StorageError, match="Shorten it by 1 bytes"):
            require_companion_names(Path("/a") / ("a" * 248))


def test_a_file_that_nobody_may_write_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "book.concept"
    require_writable(path)
    path.touch()
    for mode in (0o600, 0o420, 0o402):
        path.chmod(mode)
        monkeypatch.setattr(os, "access", lambda *_: True)
        require_writable(path)
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(WriteProtected):
            require_writable(path)
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: True)
    with pytest.raises(WriteProtected) as raised:
        require_replaceable(path)
    assert raised.value.path == path


def test_a_free_name(tmp_path: Path) -> None:
    path = tmp_path / "book.concept"
    assert free_path(path) == path
    path.touch()
    assert free_path(path) == tmp_path / "book 2.concept"
    (tmp_path / "book 2.concept").symlink_to(tmp_path / "nowhere")
    assert free_path(path) == tmp_path / "book 3.concept"


def test_a_second_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.concept"
    path.touch()
    require_single_name(path)
    (tmp_path / "second").hardlink_to(path)
    with pytest.raises(StorageError, match="another name as well"):
        require_single_name(path)


def test_what_the_system_knows_of_a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "book.concept"
    assert status_of(path) is None
    path.write_bytes(b"123")
    status = status_of(path)
    assert status is not None
    assert status.st_size == 3
    with pytest.raises(NotAProject, match="a folder, not a file"):
        status_of(tmp_path)
    with pytest.raises(NotAProject, match="a device"):
        status_of(Path("/dev/null"))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotAProject, match="is a named pipe, not a file"):
        status_of(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)  # the name of a socket may be a hundred characters long
    with closing(socket.socket(socket.AF_UNIX)) as bound:
        bound.bind("socket")
        with pytest.raises(NotAProject, match="is a socket, not a file"):
            status_of(tmp_path / "socket")
    with pytest.raises(StorageError, match="cannot be read: Not a directory"):
        status_of(path / "below")
    with pytest.raises(StorageError, match="cannot be read"):
        status_of(tmp_path / "a\0b")


def test_links_are_followed_to_where_the_file_is(tmp_path: Path) -> None:
    target, link = tmp_path / "book.concept", tmp_path / "link.concept"
    link.symlink_to(target)
    assert real_path(link) == target.resolve()
    target.touch()
    assert real_path(str(link)) == target.resolve()
    for name in ("a\0b", f"{target}/below", str(tmp_path / ("a" * 300))):
        with pytest.raises(StorageError, match="cannot be used as a file name"):
            real_path(name)


def test_reasons_come_without_numbers_and_names() -> None:
    assert reason(OSError(28, "No space left on device", "/x")) == "No space left on device"
    assert reason(ValueError("embedded null byte")) == "embedded null byte"


def test_whose_backup_it_is_is_reported_when_it_is_known(tmp_path: Path) -> None:
    from datetime import datetime

    made = datetime(2025, 3, 1, 12, 30).astimezone()
    assert "is a backup from 2025-03-01 at 12:30" in str(OpenedBackup(tmp_path, "", made))
    assert "is a backup of /a/b from 2025-03-01" in str(OpenedBackup(tmp_path, "/a/b", made))
