"""What stands in a lock file, who may break it, and when it is not ours any more."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import weakref
from datetime import datetime
from pathlib import Path

import pytest

from conceptwriter.storage import Owner, ProjectLocked, StorageError
from conceptwriter.storage import lock as lock_module
from conceptwriter.storage.lock import ProjectLock, is_locked, is_own, lock_path, read_owner

HOST = socket.gethostname()


def test_it_tells_whose_it_is(path: Path) -> None:
    lock = ProjectLock.acquire(path)
    assert lock.path == lock_path(path) == path.with_name(".harbour.concept.lock")
    data = json.loads(lock.path.read_text())
    assert data.keys() == {"host", "pid", "since"}
    assert (data["host"], data["pid"]) == (HOST, os.getpid())
    assert datetime.fromisoformat(data["since"]).utcoffset() is not None
    assert datetime.fromisoformat(data["since"]).microsecond == 0
    assert read_owner(lock.path) == Owner(HOST, os.getpid(), data["since"])
    assert lock.path.stat().st_mode & 0o777 & ~0o644 == 0
    lock.release()
    assert not lock.path.exists()


def test_what_a_former_owner_wrote_is_replaced(path: Path) -> None:
    lock_path(path).write_text("x" * 5000)
    lock = ProjectLock.acquire(path)
    assert json.loads(lock.path.read_text())["pid"] == os.getpid()
    lock.release()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "5",
        "[]",
        '{"host": "a"}',
        '{"host": "a", "pid": "x", "since": ""}',
        '{"pid": 5, "since": ""}',
    ],
)
def test_nonsense_tells_no_owner(path: Path, content: str) -> None:
    lock_path(path).write_text(content)
    assert read_owner(lock_path(path)) == Owner()
    assert not is_own(path)
    assert read_owner(path.parent) == Owner()
    assert read_owner(path.parent / "absent") == Owner()


def test_a_refusal_tells_the_owner_or_that_it_is_unknown(path: Path) -> None:
    data = str(ProjectLocked(path, Owner("desk", 7, "noon")))
    assert "(process 7 on desk, since noon)" in data
    assert "(another process)" in str(ProjectLocked(path, Owner()))


def test_it_is_held_until_it_is_let_go_and_locked_for_all_to_see(path: Path) -> None:
    assert not is_locked(path)
    assert not is_own(path)
    lock = ProjectLock.acquire(path)
    assert (lock.is_held(), is_locked(path), is_own(path)) == (True, True, True)
    lock.release()
    assert (lock.is_held(), is_locked(path), is_own(path)) == (False, False, False)
    lock_path(path).write_text(json.dumps({"host": HOST, "pid": os.getpid(), "since": "x"}))
    assert (is_locked(path), is_own(path)) == (False, False), "left behind, and held by nobody"
    lock_path(path).unlink()
    lock_path(path).mkdir()
    assert not is_locked(path)


def test_is_own_looks_at_process_and_machine(path: Path) -> None:
    lock = ProjectLock.acquire(path)
    for other in ({"host": "elsewhere", "pid": os.getpid()}, {"host": HOST, "pid": os.getpid() + 1}):
        lock.path.write_text(json.dumps({**other, "since": "x"}))
        assert not is_own(path)
    lock.release()


def test_a_deleted_file_is_made_again_and_still_guarded(path: Path) -> None:
    lock = ProjectLock.acquire(path)
    lock.path.unlink()
    assert not lock.is_held()
    assert lock.renew()
    assert (lock.is_held(), is_locked(path)) == (True, True)
    with pytest.raises(ProjectLocked):
        ProjectLock.acquire(path)
    lock.release()
    assert (lock_path(path).exists(), is_locked(path)) == (False, False)


def test_a_file_that_another_took_is_left_to_him(path: Path) -> None:
    first = ProjectLock.acquire(path)
    first.path.unlink()
    second = ProjectLock.acquire(path)
    assert not first.is_held()
    assert not first.renew()
    first.release()
    assert second.is_held()
    second.release()


def test_a_lock_file_that_vanishes_between_opening_and_locking_is_made_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[int] = []

    def slow(descriptor: int, flags: int) -> None:
        if not locked:
            lock_path(path).unlink()
        locked.append(flags)

    monkeypatch.setattr(fcntl, "flock", slow)
    lock = ProjectLock.acquire(path)
    assert locked == [fcntl.LOCK_EX | fcntl.LOCK_NB] * 2
    assert lock.is_held()
    lock.release()


def test_a_link_is_not_followed(path: Path) -> None:
    target = path.with_name("mine.txt")
    target.write_text("mine")
    lock_path(path).symlink_to(target)
    with pytest.raises(StorageError, match="no lock file can be created"):
        ProjectLock.acquire(path)
    assert target.read_text() == "mine"


@pytest.mark.parametrize(
    "number", [errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.ENOLCK]
)
def test_where_no_locks_are_known_a_living_owner_decides(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(number, "not supported")

    asked: list[tuple[int, float | None]] = []

    def running(pid: int, *, since: float | None) -> bool:
        asked.append((pid, since))
        return False

    monkeypatch.setattr(fcntl, "flock", unsupported)
    monkeypatch.setattr(lock_module, "is_running", running)
    lock_path(path).write_text(json.dumps({"host": HOST, "pid": 77, "since": "2025-01-01T00:00:00+00:00"}))
    assert not is_locked(path)
    lock_path(path).write_text(json.dumps({"host": HOST, "pid": 78, "since": "x"}))
    assert not is_locked(path)
    assert asked == [(77, datetime.fromisoformat("2025-01-01T00:00:00+00:00").timestamp()), (78, None)]
    lock_path(path).write_text(json.dumps({"host": "elsewhere", "pid": 78, "since": "x"}))
    assert is_locked(path)
    lock_path(path).write_text("")
    assert not is_locked(path), "nobody says it is his"
    assert len(asked) == 2


def test_any_other_refusal_of_the_system_counts_as_locked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EWOULDBLOCK, "try again")

    monkeypatch.setattr(fcntl, "flock", refused)
    with pytest.raises(ProjectLocked):
        ProjectLock.acquire(path)
    assert is_locked(path)


def test_a_child_lets_go_of_its_parent_s_locks_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own children must not close what has got the number of that file since."""
    monkeypatch.setattr(lock_module, "_held", weakref.WeakSet())
    held = ProjectLock.acquire(path)
    number = held._handle.fileno()
    lock_module._forget_all_in_child()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)
    other = os.open(os.devnull, os.O_RDONLY)
    assert other == number
    lock_module._forget_all_in_child()
    os.fstat(other)
    os.close(other)
    with pytest.raises(OSError, match="Bad file descriptor"):
        held._handle.close()


def test_on_windows_a_locked_file_cannot_have_been_replaced(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = ProjectLock.acquire(path)
    lock_path(path).unlink()
    with monkeypatch.context() as patched:
        patched.setattr(os, "name", "nt")
        current = held.is_held()
    assert current
    assert not held.is_held()
    held.release()
