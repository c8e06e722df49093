"""What the system refuses is said in a sentence that names the file, and nothing is half done."""

from __future__ import annotations

import os
import socket
import stat
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, edits
from conceptwriter.storage import (
    NotAProject,
    Project,
    StorageError,
    WriteProtected,
    back_up,
    recover,
)
from conceptwriter.storage.lock import ProjectLock, lock_path
from conceptwriter.storage.places import LONGEST_ADDITION
from tests.outline.drafts import harbour
from tests.storage.conftest import names
from tests.storage.formats import make_first_format

NOBODY = 65534


def as_nobody(folder: Path, work: Callable[[], None]) -> None:
    """Do it as a user whom permissions bind, for root may do everything."""
    if os.geteuid():
        work()
        return
    for place in (folder, *folder.rglob("*")):
        os.chown(place, NOBODY, NOBODY)
    for above in folder.parents:
        if above.stat().st_uid == 0 and above.name.startswith(("pytest-", "mutants-", "popen-gw")):
            above.chmod(0o755)
    child = os.fork()
    if not child:
        try:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            work()
        except BaseException:  # noqa: BLE001
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


# -- what is no file -----------------------------------------------------------------------------------------


def a_folder(path: Path) -> None:
    path.mkdir()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket may be a hundred characters long
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


def a_device(path: Path) -> None:
    path.symlink_to("/dev/null")


@pytest.mark.filterwarnings("ignore:unclosed")
@pytest.mark.parametrize(
    ("make", "words"),
    [(a_folder, "folder"), (a_pipe, "named pipe"), (a_socket, "socket"), (a_device, "device")],
)
def test_what_is_no_file_is_refused_and_left(
    project: Project, tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "strange.concept"
    make(path)
    kind = stat.S_IFMT(path.stat().st_mode)
    for attempt in (
        lambda: Project.open(path),
        lambda: Project.open(path, read_only=True),
        lambda: Project.create(path, overwrite=True),
        lambda: project.save_copy(path),
        lambda: recover(path, tmp_path / "out.concept"),
    ):
        with pytest.raises(NotAProject, match=words) as raised:
            attempt()
        assert str(path.resolve()) in str(raised.value)
    assert stat.S_IFMT(path.stat().st_mode) == kind
    left = set(names(tmp_path)) - {lock_path(project.path).name, "harbour.concept-wal", "harbour.concept-shm"}
    assert left == {"harbour.concept", "strange.concept"}


def test_a_pipe_as_lock_file_does_not_wait_for_ever(path: Path) -> None:
    Project.create(path, harbour()).close()
    os.mkfifo(lock_path(path))
    with pytest.raises(StorageError):
        Project.open(path)


def test_a_circle_of_links_is_refused(project: Project, tmp_path: Path) -> None:
    first, second = tmp_path / "first.concept", tmp_path / "second.concept"
    first.symlink_to(second)
    second.symlink_to(first)
    for attempt in (
        lambda: Project.open(first),
        lambda: Project.create(first, overwrite=True),
        lambda: project.save_copy(first),
        lambda: recover(first, tmp_path / "out.concept"),
    ):
        with pytest.raises(StorageError, match="circle") as raised:
            attempt()
        assert "first.concept" in str(raised.value)


def test_a_link_stays_and_its_target_is_replaced(project: Project, tmp_path: Path) -> None:
    target, link = tmp_path / "deep" / "target.concept", tmp_path / "link.concept"
    target.parent.mkdir()
    link.symlink_to(target)
    Project.create(link, harbour()).close()
    project.perform(edits.set_note(project.document, ROOT, "copied"))
    project.save_copy(link)
    assert link.is_symlink()
    with Project.open(target, read_only=True) as reader:
        assert reader.document.root.note == "copied"
    assert names(target.parent) == ["target.concept"]


@pytest.mark.parametrize("letter", ["a", "é", "字"])
def test_names_that_leave_no_room_for_companions_are_refused(
    project: Project, tmp_path: Path, letter: str
) -> None:
    room = 255 - LONGEST_ADDITION - len(".concept")
    fits = tmp_path / f"{letter * (room // len(letter.encode()))}.concept"
    project.save_copy(fits)
    Project.open(fits).close()
    for more in (20, 300):
        path = tmp_path / f"{letter * (240 // len(letter.encode()))}{'x' * more}.concept"
        for attempt in (lambda: Project.create(path), lambda: project.save_copy(path)):  # noqa: B023
            with pytest.raises(StorageError, match=r"too long|cannot be used") as raised:
                attempt()
            assert letter * 20 in str(raised.value)
    assert not [name for name in names(tmp_path) if name.endswith(".part")]


def test_a_place_too_deep_for_sqlite_is_refused(project: Project, tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 200) / ("e" * 200)
    deep.mkdir(parents=True)
    path = deep / f"{'x' * 100}.concept"
    for attempt in (lambda: Project.create(path), lambda: project.save_copy(path)):
        with pytest.raises(StorageError, match="is too long"):
            attempt()
    assert names(deep) == []


def test_a_name_with_a_zero_byte_is_refused() -> None:
    with pytest.raises(StorageError, match="cannot be used as a file name"):
        Project.open("a\0b.concept")


# -- permissions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_copies_are_as_private_as_the_project(project: Project, tmp_path: Path, mode: int) -> None:
    project.path.chmod(mode)
    copy = tmp_path / "copy.concept"
    project.save_copy(copy)
    kept = back_up(project)
    recover(copy, tmp_path / "recovered.concept")
    for path in (copy, kept, tmp_path / "recovered.concept"):
        assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_replaced_file_keeps_its_permissions(project: Project, tmp_path: Path) -> None:
    copy = tmp_path / "copy.concept"
    Project.create(copy).close()
    copy.chmod(0o600)
    project.path.chmod(0o644)
    project.save_copy(copy)
    Project.create(copy, overwrite=True).close()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_nobody_else_may_read_a_copy_while_it_is_written(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def watch(path: Path) -> None:
        if path.suffix == ".part":
            seen.append(stat.S_IMODE(path.stat().st_mode))

    from conceptwriter.storage import replacing

    monkeypatch.setattr(replacing, "synchronise", watch)
    project.save_copy(tmp_path / "copy.concept")
    Project.create(tmp_path / "new.concept").close()
    assert seen == [0o600, 0o600]


def test_a_backup_before_a_new_format_is_as_private_as_the_file(path: Path) -> None:
    Project.create(path, harbour()).close()
    make_first_format(path)
    path.chmod(0o600)
    Project.open(path).close()
    (kept,) = [name for name in names(path.parent) if ".format-1." in name]
    assert stat.S_IMODE(path.with_name(kept).stat().st_mode) == 0o600


def test_a_write_protected_file_is_not_replaced(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "kept.concept"
    with Project.create(path) as other:
        other.perform(edits.set_note(other.document, ROOT, "kept"))
    path.chmod(0o444)
    before = path.read_bytes()
    for attempt in (
        lambda: Project.create(path, overwrite=True),
        lambda: project.save_copy(path),
        lambda: Project.open(path),
    ):
        with pytest.raises(WriteProtected, match="write-protected") as raised:
            attempt()
        assert str(path) in str(raised.value)
        assert raised.value.path == path
    assert path.read_bytes() == before
    with Project.open(path, read_only=True) as reader:
        assert reader.document.root.note == "kept"


def test_a_folder_that_becomes_read_only_lets_a_project_close(tmp_path: Path) -> None:
    folder = tmp_path / "medium"
    folder.mkdir()
    path = folder / "harbour.concept"

    def work() -> None:
        project = Project.create(path, harbour())
        project.perform(edits.set_note(project.document, ROOT, "written"))
        folder.chmod(0o555)
        project.close()
        assert project.closed
        with Project.open(path, read_only=True) as reader:
            assert reader.document.root.note == "written"
        with pytest.raises(StorageError, match=str(folder)):
            Project.create(folder / "new.concept")
        folder.chmod(0o755)
        with Project.open(path) as again:
            assert again.document.root.note == "written"
        assert names(folder) == ["harbour.concept"]

    as_nobody(tmp_path, work)


def test_a_read_only_folder_is_said_on_opening_and_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "medium"
    folder.mkdir()
    path = folder / "harbour.concept"
    Project.create(path, harbour()).close()

    def work() -> None:
        folder.chmod(0o555)
        with pytest.raises(StorageError, match="no lock file can be created in its folder") as raised:
            Project.open(path)
        assert str(path) in str(raised.value)
        Project.open(path, read_only=True).close()
        folder.chmod(0o755)

    as_nobody(tmp_path, work)


def test_a_lock_file_that_cannot_be_removed_does_not_stop_the_closing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "unlink", refuse)
    project.close()
    assert project.closed
    monkeypatch.undo()
    Project.open(project.path).close()


def test_a_full_disk_does_not_stop_the_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("conceptwriter.storage.lock.json.dump", full)
    held = ProjectLock.acquire(path)
    monkeypatch.undo()
    with pytest.raises(StorageError, match="another process"):
        ProjectLock.acquire(path)
    held.release()


# -- what killed programs began ------------------------------------------------------------------------------


def test_what_killed_programs_began_is_swept_away_and_what_lives_is_not(path: Path) -> None:
    Project.create(path, harbour()).close()
    folder = path.parent
    backups = folder / "harbour backups"
    backups.mkdir()
    litter = [
        folder / ".harbour.concept.abcd1234.part",
        folder / ".harbour.concept.abcd1234.part-journal",
        folder / ".harbour.format-1.20260101-101010-123456.concept.a_cd1234.part",
        folder / ".other.concept.abcd1234.part",
        folder / ".gone.concept.lock",
        backups / ".harbour aaaaaa 20260101-101010.concept.abcd1234.part",
    ]
    others = [folder / ".notes.md.abcd1234.part", folder / ".harbour.concept.part", folder / ".bashrc"]
    busy = folder / ".busy.concept.abcd1234.part"
    for file in [*litter, *others, busy]:
        file.write_bytes(b"begun")
    lock = ProjectLock.acquire(folder / "busy.concept")
    with Project.open(path):
        assert [file for file in litter if file.exists()] == []
        assert all(file.exists() for file in [*others, busy])
    lock.release()
    with Project.open(path):
        assert not busy.exists()


def test_a_backup_that_was_killed_leaves_nothing_that_looks_like_one(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from conceptwriter.storage import backup_copy

    class Killed(BaseException):
        pass

    def die(path: Path) -> None:
        raise Killed

    monkeypatch.setattr(backup_copy, "synchronise", die)
    with pytest.raises(Killed):
        back_up(project)
    folder = project.path.with_name("harbour backups")
    assert not folder.exists()
    monkeypatch.undo()
    kept = back_up(project)
    assert names(folder) == [kept.name]
