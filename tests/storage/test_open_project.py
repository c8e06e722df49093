"""An open project: what each call does with the file, and what it refuses."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.outline import ROOT, ChangeNotice, Document, EditError, ProposalSet, edits
from conceptwriter.storage import (
    DamagedProject,
    NotSaved,
    Project,
    ProjectLocked,
    StorageError,
    WrongName,
    tidying,
    transactions,
)
from conceptwriter.storage import project as project_file
from conceptwriter.storage.lock import ProjectLock, lock_path
from tests.outline.drafts import find, harbour, picture, type_in
from tests.storage.conftest import names, reopened
from tests.storage.formats import make_first_format
from tests.storage.test_full_disk import LONG, fill_disk, free_disk

# -- opening -------------------------------------------------------------------------------------------------


def test_writing_a_file_does_not_open_it(path: Path) -> None:
    written = Project.write(path, harbour())
    assert (written.path, written.remarks) == (path, [])
    assert names(path.parent) == [path.name]
    with pytest.raises(StorageError, match="already exists"):
        Project.write(path, Document())
    Project.write(str(path), Document(), overwrite=True)
    assert reopened(path).root.children == []


def test_a_created_project_is_empty_or_what_is_given(tmp_path: Path) -> None:
    with Project.create(tmp_path / "a.concept") as project:
        assert picture(project.document) == picture(Document())
        assert (project.read_only, project.remarks, project.pending) == (False, [], 0)
    with Project.create(str(tmp_path / "b.concept"), harbour()) as project:
        assert project.path == tmp_path / "b.concept"
        assert picture(project.document) == picture(harbour())


def test_a_file_older_than_the_oldest_format_is_first_opened_for_writing(path: Path) -> None:
    Project.write(path, harbour())
    make_first_format(path)
    Project.open(path, read_only=True).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")
    with pytest.raises(StorageError, match=r"older format\. Open it for writing once"):
        Project.open(path, read_only=True)
    with pytest.raises(DamagedProject, match="format 0 was never written"):
        Project.open(path)
    assert not lock_path(path).exists()


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(5, "Input/output error"), "cannot be opened: Input/output error. Check its disk"),
        (sqlite3.OperationalError("no such thing"), "is damaged"),
        (ZeroDivisionError(), "^$"),
    ],
)
def test_a_file_that_cannot_be_taken_over_is_let_go(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, says: str
) -> None:
    Project.write(path, harbour())
    closed: list[sqlite3.Connection] = []
    close_as_it_is = transactions.close_as_it_is

    def refuse(*_: object) -> None:
        raise error

    def close(connection: sqlite3.Connection) -> None:
        closed.append(connection)
        close_as_it_is(connection)

    monkeypatch.setattr(project_file, "Transactions", refuse)
    monkeypatch.setattr(project_file, "close_as_it_is", close)
    expected = ZeroDivisionError if isinstance(error, ZeroDivisionError) else StorageError
    with pytest.raises(expected, match=says):
        Project.open(path)
    assert len(closed) == 1
    with pytest.raises(sqlite3.ProgrammingError):
        closed[0].execute("SELECT 1")
    monkeypatch.undo()
    Project.open(path).close()
    assert names(path.parent) == [path.name]


def test_only_an_updated_file_is_rewritten_so_that_it_can_be_shortened(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Any] = []
    monkeypatch.setattr(project_file, "allow_shortening", done.append)
    Project.write(path, harbour())
    Project.open(path).close()
    assert done == []
    make_first_format(path)
    Project.open(path).close()
    assert len(done) == 1


# -- closing -------------------------------------------------------------------------------------------------


def test_a_project_is_tidied_on_closing_unless_something_is_wrong(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Document] = []
    tidy = tidying.tidy

    def note(connection: sqlite3.Connection, begin: Any, vectors: Any, document: Document) -> None:
        done.append(document)
        tidy(connection, begin, vectors, document)

    monkeypatch.setattr(project_file, "tidy", note)
    with Project.open(project.path, read_only=True):
        pass
    assert done == []
    fill_disk(project)
    with pytest.raises(NotSaved):
        project.perform(edits.edit_text(project.document, find(project.document, "The end."), LONG))
    with pytest.raises(NotSaved):
        project.close()
    assert (done, project.closed) == ([], False)
    free_disk(project)
    project.close()
    assert done == [project.document]
    assert project.closed


def test_discarding_closes_without_trying_again(project: Project) -> None:
    fill_disk(project)
    node = find(project.document, "The end.")
    with pytest.raises(NotSaved):
        project.perform(edits.edit_text(project.document, node, LONG))
    free_disk(project)
    project.close(discard=True)
    assert reopened(project.path).text(node) == "The end."
    assert names(project.path.parent) == [project.path.name]


def test_a_closed_project_takes_no_part_in_its_document_any_more(project: Project) -> None:
    document = project.document
    project.close()
    document.apply(edits.set_note(document, ROOT, "elsewhere"))
    assert project.pending == 0
    assert reopened(project.path).root.note == ""
    refused: list[Callable[[], object]] = [
        project.undo,
        project.redo,
        project.retry,
        lambda: project.drop_proposals(ROOT),
        lambda: project.save_proposals(ProposalSet(ROOT, "propose", 0, "", ())),
    ]
    for call in refused:
        with pytest.raises(StorageError, match="is closed"):
            call()


def test_a_reader_changes_nothing_and_says_so(project: Project) -> None:
    with Project.open(project.path, read_only=True) as reader:
        assert reader.read_only
        for call in (reader.undo, reader.redo, reader.retry, lambda: reader.drop_proposals(ROOT)):
            with pytest.raises(StorageError, match=r"open read-only\. Save a copy"):
                call()
        copy = project.path.with_name("copy.concept")
        reader.save_copy(copy)
        assert picture(reopened(copy)) == picture(project.document)
        reader.document.apply(edits.set_note(reader.document, ROOT, "only here"))
        assert reader.pending == 0


def test_a_file_that_went_away_is_completed_where_it_is(project: Project) -> None:
    project.perform(edits.set_note(project.document, ROOT, "last words"))
    elsewhere = project.path.with_name("elsewhere.concept")
    project.path.rename(elsewhere)
    project.close()
    assert project.closed
    assert reopened(elsewhere).root.note == "last words"
    assert not lock_path(project.path).exists()


def test_a_log_that_cannot_be_taken_in_stays_and_completes_the_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    project.perform(edits.set_note(project.document, ROOT, "last words"))
    monkeypatch.setattr(transactions.Transactions, "leave", fail)
    project.close()
    monkeypatch.undo()
    assert project.closed
    assert f"{project.path.name}-wal" in names(project.path.parent)
    assert reopened(project.path).root.note == "last words"


# -- changing ------------------------------------------------------------------------------------------------


def test_only_continued_typing_does_not_wait_for_the_disk(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_file, "DURABLE", "EXTRA")
    monkeypatch.setattr(project_file, "QUICK", "NORMAL")

    def level() -> int:
        return int(project._connection.execute("PRAGMA synchronous").fetchone()[0])

    document = project.document
    node = find(document, "The end.")
    type_in(document, node, "The end!", 5.0)
    assert level() == 3
    type_in(document, node, "The end!!", 5.1)
    assert level() == 1
    project.undo()
    assert level() == 3


def test_there_may_be_nothing_to_undo_or_redo(project: Project) -> None:
    assert project.undo() is None
    assert project.redo() is None
    notice = project.perform(edits.set_note(project.document, ROOT, "x"))
    assert isinstance(notice, ChangeNotice)
    assert project.redo() is None
    for step in (project.undo(), project.redo()):
        assert step is not None
        assert step.changed == (ROOT,)


def test_proposals_are_dropped_by_kind_or_all_and_only_of_their_node(project: Project) -> None:
    first, second = find(project.document, "It rained."), find(project.document, "The end.")
    for node in (first, second):
        for kind in ("propose", "rewrite"):
            project.save_proposals(ProposalSet(node, kind, 0, "", ()))
    assert len(reopened(project.path).proposals) == 4
    project.drop_proposals(first, "rewrite")
    kept = {(found.anchor, found.kind) for found in reopened(project.path).proposals}
    assert kept == {(first, "propose"), (second, "propose"), (second, "rewrite")}
    project.drop_proposals(second)
    assert [(found.anchor, found.kind) for found in reopened(project.path).proposals] == [(first, "propose")]
    project.drop_proposals(second)
    assert project.pending == 0
    with pytest.raises(EditError):
        project.save_proposals(ProposalSet(999, "propose", 0, "", ()))
    assert (project.pending, len(project.document.proposals)) == (0, 1)


def test_what_could_not_be_written_is_named_with_its_reason(project: Project) -> None:
    fill_disk(project)
    with pytest.raises(NotSaved, match=r"could not be written \(database or disk is full\)") as raised:
        project.perform(edits.edit_text(project.document, find(project.document, "The end."), LONG))
    assert isinstance(raised.value.__cause__, sqlite3.Error)
    with pytest.raises(NotSaved) as again:
        project.retry()
    assert again.value.notice is None
    free_disk(project)
    project.retry()
    project.retry()
    assert project.pending == 0


# -- copies --------------------------------------------------------------------------------------------------


def test_a_copy_has_changes_that_could_be_written_only_now(project: Project) -> None:
    node = find(project.document, "The end.")
    fill_disk(project)
    with pytest.raises(NotSaved):
        project.perform(edits.edit_text(project.document, node, LONG))
    free_disk(project)
    copy = project.path.with_name("copy.concept")
    project.save_copy(copy)
    assert project.pending == 0
    assert reopened(copy).text(node) == reopened(project.path).text(node) == LONG
    assert not lock_path(copy).exists()


def test_a_copy_never_takes_the_name_of_the_project_or_of_another_kind(project: Project) -> None:
    folder = project.path.parent
    second = folder / "second.concept"
    os.link(project.path, second)
    link = folder / "link.concept"
    link.symlink_to(project.path)
    for target in (project.path, second, link):
        with pytest.raises(StorageError, match="this project itself"):
            project.save_copy(target)
    second.unlink()
    with pytest.raises(WrongName):
        project.save_copy(folder / "copy.md")
    held = ProjectLock.acquire(folder / "copy.concept")
    with pytest.raises(ProjectLocked):
        project.save_copy(folder / "copy.concept")
    held.release()
    project.save_copy(str(folder / "copy"))
    assert picture(reopened(folder / "copy")) == picture(project.document)


def test_a_project_with_an_old_suffix_is_copied_with_it(path: Path) -> None:
    Project.write(path, harbour())
    old = path.rename(path.with_suffix(".cw"))
    with Project.open(old) as project:
        project.save_copy(old.with_name("copy.cw"))
        with pytest.raises(WrongName):
            project.save_copy(old.with_name("copy.md"))
    assert picture(reopened(old.with_name("copy.cw"))) == picture(harbour())
