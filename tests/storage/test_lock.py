from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, edits
from conceptwriter.storage import Owner, Project, ProjectLocked, StorageError
from conceptwriter.storage import lock as lock_module
from conceptwriter.storage.lock import ProjectLock, lock_path, read_owner
from tests.outline.drafts import harbour
from tests.storage.conftest import names

HOLD = """
import sys
from conceptwriter.storage import Project
project = Project.open(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def test_a_second_window_learns_who_has_it(project: Project) -> None:
    with pytest.raises(ProjectLocked, match=f"process {os.getpid()} on {socket.gethostname()}") as raised:
        Project.open(project.path)
    assert raised.value.owner.pid == os.getpid()
    with pytest.raises(ProjectLocked):
        Project.create(project.path, overwrite=True)
    project.close()
    Project.open(project.path).close()
    assert not lock_path(project.path).exists()


def test_a_killed_window_leaves_no_lock(path: Path) -> None:
    Project.create(path, harbour()).close()
    process = holder(path)
    with process:
        with pytest.raises(ProjectLocked) as raised:
            Project.open(path)
        assert raised.value.owner.pid == process.pid
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert lock_path(path).exists()
        with Project.open(path) as project:
            project.perform(edits.set_note(project.document, ROOT, "mine now"))
    assert names(path.parent) == [path.name]


def test_a_forked_child_does_not_hold_the_lock_for_its_dead_parent(project: Project) -> None:
    context = multiprocessing.get_context("fork")
    ready, leave = context.Event(), context.Event()

    def child() -> None:
        ready.set()
        leave.wait(30)

    process = context.Process(target=child)
    process.start()
    try:
        assert ready.wait(30)
        project.close()
        Project.open(project.path).close()
    finally:
        leave.set()
        process.join()


def test_a_refused_file_is_not_left_locked(path: Path) -> None:
    with Project.create(path, harbour()):
        pass
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StorageError):
        Project.open(path)
    path.write_bytes(whole)
    Project.open(path).close()


def test_a_folder_that_takes_no_lock_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StorageError, match="no lock file"):
        ProjectLock.acquire(path.parent / "absent" / "x.concept")


def test_a_lock_file_without_a_readable_owner(path: Path) -> None:
    lock_path(path).write_text("{}")
    assert read_owner(lock_path(path)) == Owner()
    ProjectLock.acquire(path).release()


def test_where_the_file_system_knows_no_locks_the_process_id_decides(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import fcntl

    def unsupported(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "not supported")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    first = ProjectLock.acquire(path)
    with pytest.raises(ProjectLocked):
        ProjectLock.acquire(path)
    first.release()
    first.release()
    lock_path(path).write_text(f'{{"host": "{socket.gethostname()}", "pid": 1, "since": "x"}}')
    with pytest.raises(ProjectLocked):
        ProjectLock.acquire(path)
    lock_path(path).write_text(
        f'{{"host": "{socket.gethostname()}", "pid": {os.getpid()}, "since": "2001-01-01T00:00:00+00:00"}}'
    )
    ProjectLock.acquire(path).release()  # a process that has the number of a former one
    monkeypatch.setattr(lock_module, "is_running", lambda pid, since: False)
    lock_path(path).write_text(f'{{"host": "{socket.gethostname()}", "pid": 1, "since": "x"}}')
    ProjectLock.acquire(path).release()
    lock_path(path).write_text('{"host": "elsewhere", "pid": 1, "since": "x"}')
    with pytest.raises(ProjectLocked):
        ProjectLock.acquire(path)
