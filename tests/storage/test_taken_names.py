"""Every way in which one file takes another's name, each after a program was killed that had it open."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conceptwriter.cli.main import main
from conceptwriter.outline import ROOT, Document, edits
from conceptwriter.storage import Project, StorageError, logs, recover
from conceptwriter.storage.logs import LOG, companion
from tests.outline.drafts import find, harbour
from tests.storage.conftest import names

LAST = "the last words before the kill"


def kill_while_writing(path: Path, *notes: str) -> None:
    """A program that has written these notes into the project is killed; all of them were acknowledged."""
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.storage.killed_child", str(path), *notes],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    assert companion(path, LOG).stat().st_size > 0


@pytest.fixture
def killed(path: Path) -> Path:
    """A project whose newest words lie only in the log that a killed program has left."""
    Project.create(path, harbour()).close()
    kill_while_writing(path, "first words", LAST)
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another project, closed as it should be."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    path = folder / "other.concept"
    with Project.create(path, Document("eng_Latn", "Another")) as project:
        project.perform(edits.set_note(project.document, ROOT, "other words"))
    return path


def note_in(path: Path, *, read_only: bool = False) -> str:
    with Project.open(path, read_only=read_only) as project:
        return project.document.root.note


def create_over(path: Path, other: Path) -> None:
    with Project.open(other) as project:
        Project.create(path, project.document, overwrite=True).close()


def save_a_copy_over(path: Path, other: Path) -> None:
    with Project.open(other) as project:
        project.save_copy(path)


def import_over(path: Path, other: Path) -> None:
    text = other.with_name("other.md")
    text.write_text("# Another\n")
    assert main(["import", str(text), "-o", str(path), "--force"]) == 0
    with Project.open(path) as project:
        project.perform(edits.set_note(project.document, ROOT, "other words"))


def new_after_deleting(path: Path, other: Path) -> None:
    path.unlink()
    with Project.open(other) as project:
        Project.create(path, project.document).close()


def recover_after_deleting(path: Path, other: Path) -> None:
    path.unlink()
    recover(other, path)


def save_a_copy_after_deleting(path: Path, other: Path) -> None:
    path.unlink()
    save_a_copy_over(path, other)


def copied_by_hand(path: Path, other: Path) -> None:
    shutil.copyfile(other, path)


def moved_by_hand(path: Path, other: Path) -> None:
    other.rename(path)


def linked_by_hand(path: Path, other: Path) -> None:
    path.unlink()
    path.symlink_to(other)


def copied_from_a_smaller_one(path: Path, other: Path) -> None:
    """The log tells of pages that are not there: together they make no database at all."""
    path.unlink()
    companion(path, LOG).unlink()
    with Project.create(path, harbour()) as project:
        node = find(project.document, "The end.")
        project.perform(edits.set_note(project.document, node, "long " * 9000))
    kill_while_writing(path, LAST)
    shutil.copyfile(other, path)


def in_an_older_format(path: Path, other: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(other)
    connection.execute("DELETE FROM meta WHERE key IN ('marks', 'in_use')")
    connection.commit()
    connection.close()
    shutil.copyfile(other, path)


WAYS = [
    create_over,
    save_a_copy_over,
    import_over,
    new_after_deleting,
    recover_after_deleting,
    save_a_copy_after_deleting,
    copied_by_hand,
    moved_by_hand,
    copied_from_a_smaller_one,
    linked_by_hand,
    in_an_older_format,
]


@pytest.mark.parametrize("way", WAYS)
def test_the_file_that_takes_the_name_of_a_killed_one_keeps_its_own_text(
    killed: Path, other: Path, way: Callable[[Path, Path], None]
) -> None:
    way(killed, other)
    assert note_in(killed, read_only=True) == "other words"
    with Project.open(killed) as project:
        assert project.document.root.note == "other words"
        project.perform(edits.set_note(project.document, ROOT, "and on"))
    assert note_in(killed) == "and on"
    assert not companion(killed.resolve(), LOG).exists()


BY_HAND = [copied_by_hand, moved_by_hand, in_an_older_format]


@pytest.mark.parametrize("way", [*BY_HAND, new_after_deleting])
def test_a_log_that_does_not_belong_is_kept_and_spoken_of(
    killed: Path, other: Path, way: Callable[[Path, Path], None]
) -> None:
    log = companion(killed, LOG).read_bytes()
    if way in BY_HAND:
        way(killed, other)
        with Project.open(killed, read_only=True) as reader:
            assert "It was ignored" in reader.remarks[0]
        with Project.open(killed) as project:
            (remark,) = project.remarks
    else:
        killed.unlink()
        with Project.create(killed, harbour()) as project:
            (remark,) = project.remarks
    (aside,) = [name for name in names(killed.parent) if "unmatched log" in name]
    assert aside in remark
    assert str(killed) in remark
    assert killed.with_name(aside).read_bytes() == log
    with Project.open(killed) as project:
        assert project.remarks == []


@pytest.mark.parametrize("way", ["before", "during", "after another session"])
def test_an_older_copy_of_the_same_project_is_not_mixed_with_newer_words(path: Path, way: str) -> None:
    Project.create(path, harbour()).close()
    older = path.with_name("older.concept")
    with Project.open(path) as project:
        if way == "during":
            shutil.copyfile(path, older)
        project.perform(edits.set_note(project.document, ROOT, "monday"))
    if way == "before":
        shutil.copyfile(path, older)
    if way == "after another session":
        shutil.copyfile(path, older)
        with Project.open(path) as project:
            project.perform(edits.set_note(project.document, ROOT, "tuesday"))
    else:
        with Project.open(path) as project:
            project.settings["k"] = 1
    kill_while_writing(path, LAST)
    shutil.copyfile(older, path)
    with Project.open(path) as project:
        assert project.document.root.note == ("" if way == "during" else "monday")
        assert "unmatched log" in project.remarks[0]


def test_the_copy_that_is_the_very_state_the_log_began_with_takes_it(path: Path) -> None:
    Project.create(path, harbour()).close()
    kill_while_writing(path, LAST)
    copy = path.read_bytes()
    note_in(path)
    path.write_bytes(copy)
    kill_while_writing(path, "again")
    assert note_in(path) == "again"


def test_a_killed_program_s_words_are_there_again(killed: Path) -> None:
    assert note_in(killed, read_only=True) == LAST
    with Project.open(killed) as project:
        assert (project.document.root.note, project.remarks) == (LAST, [])


def test_a_pair_that_was_copied_together_stays_one(killed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    for suffix in ("", LOG):
        shutil.copyfile(companion(killed, suffix), companion(folder / killed.name, suffix))
    assert note_in(folder / killed.name) == LAST


def test_a_renamed_document_finds_the_log_it_was_renamed_without(killed: Path) -> None:
    renamed = killed.with_name("book.concept")
    killed.rename(renamed)
    with Project.open(renamed, read_only=True) as reader:
        assert "its log (book.concept-wal) is missing" in reader.remarks[0]
    with Project.open(renamed) as project:
        assert project.document.root.note == LAST
        assert "harbour.concept-wal" in project.remarks[0]
    assert [name for name in names(killed.parent) if not name.startswith(".")] == ["book.concept"]


def test_a_document_that_lost_its_log_says_so(killed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    alone = folder / killed.name
    shutil.copyfile(killed, alone)
    shutil.copyfile(companion(killed, LOG), folder / "unrelated.concept-wal")
    (folder / "unrelated.concept").write_bytes(b"in use")
    with Project.open(alone) as project:
        assert "the last changes may be missing too" in project.remarks[0]
        assert project.document.root.note == ""
    with Project.open(alone) as project:
        assert project.remarks == []


def test_a_log_that_is_torn_at_its_end_gives_what_is_whole(killed: Path) -> None:
    log = companion(killed, LOG)
    log.write_bytes(log.read_bytes()[:-100])
    assert note_in(killed) == "first words"


def test_what_is_replaced_is_whole_until_it_is_replaced(
    killed: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill between folding in the log and the rename leaves the old text, all of it."""

    class Killed(BaseException):
        pass

    def die(self: Path, target: Path) -> None:
        raise Killed

    with Project.open(other) as project:
        monkeypatch.setattr(Path, "replace", die)
        with pytest.raises(Killed):
            project.save_copy(killed)
        monkeypatch.undo()
    assert note_in(killed) == LAST


def test_nothing_is_changed_when_the_log_cannot_be_tried(
    killed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = companion(killed, LOG).read_bytes()
    monkeypatch.setattr("conceptwriter.storage.logs.shutil.copyfile", full)
    for read_only in (True, False):
        with pytest.raises(StorageError, match="No space left") as raised:
            Project.open(killed, read_only=read_only)
        assert str(killed) in str(raised.value)
    monkeypatch.undo()
    assert companion(killed, LOG).read_bytes() == before
    assert note_in(killed) == LAST


def test_an_old_rollback_journal_of_another_file_is_set_aside(path: Path, other: Path) -> None:
    journal = companion(path, "-journal")
    Project.create(path, harbour()).close()
    code = (
        "import os, signal, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 2')\n"
        "c.execute('PRAGMA cache_spill = 1')\n"
        "c.execute('BEGIN')\n"
        "c.execute(\"UPDATE meta SET value = value || ' next' WHERE key = 'marks'\")\n"
        "c.execute(\"UPDATE nodes SET note = ?\", ('half written ' * 900,))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    before = path.read_bytes()
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert journal.read_bytes().startswith(logs._HOT)
    assert path.read_bytes() != before
    hot = journal.read_bytes()
    assert note_in(path) == ""  # its own: what was half written is taken back
    assert not journal.exists()

    shutil.copyfile(other, path)
    journal.write_bytes(hot)
    with Project.open(path) as project:
        assert project.document.root.note == "other words"
        assert "unmatched log" in project.remarks[0]


def test_a_text_never_gives_its_name_to_a_database(project: Project, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("mine")
    with pytest.raises(StorageError):
        project.save_copy(text)
    with pytest.raises(StorageError):
        Project.create(text, overwrite=True)
    assert text.read_text() == "mine"
