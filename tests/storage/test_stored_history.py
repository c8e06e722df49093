"""The history of a project in its file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from conceptwriter.outline import ROOT, edits
from conceptwriter.storage import Project, StorageError
from tests.outline.drafts import find, harbour, picture
from tests.storage.conftest import reopened


def test_undo_and_redo_continue_after_reopening(path: Path) -> None:
    with Project.create(path, harbour()) as project:
        before = picture(project.document)
        project.perform(edits.delete(project.document, [find(project.document, "One")]))
        project.perform(edits.edit_text(project.document, find(project.document, "The end."), "The start."))
        after = picture(project.document)
        project.undo()
    with Project.open(path) as project:
        assert (project.document.undo_label, project.document.redo_label) == ("Delete", "Typing")
        assert project.redo() is not None
        assert picture(project.document) == after
        assert project.redo() is None
    with Project.open(path) as project:
        project.undo()
        project.undo()
        assert project.undo() is None
        assert picture(project.document) == before


def test_a_burst_of_typing_is_one_step_after_reopening_too(path: Path) -> None:
    text = "The boats came in at dawn."
    times = iter([100.0 + index / 10 for index in range(len(text) + 1)])
    with Project.create(path, harbour(), clock=lambda: next(times)) as project:
        node = find(project.document, "The boats came in.")
        for length in range(len(text) + 1):
            project.perform(edits.edit_text(project.document, node, text[:length]))
    with Project.open(path) as project:
        assert project.document.text(node) == text
        assert [step.label for step in project.document.history.done] == ["Typing"]
        project.perform(edits.edit_text(project.document, node, text + "!", time=102.7))
        assert len(project.document.history.done) == 2, "typing never merges into an earlier session"
        project.undo()
        project.undo()
        assert project.document.text(node) == "The boats came in."


def test_a_new_step_forgets_the_undone_ones_in_the_file_too(project: Project) -> None:
    for text in ("one", "two", "three"):
        project.perform(edits.set_note(project.document, ROOT, text))
    project.undo()
    project.undo()
    project.perform(edits.set_note(project.document, ROOT, "four"))
    history = reopened(project.path).history
    assert [step.label for step in history.done] == ["Edit note"] * 2
    assert history.undone == []


def test_history_is_bounded_in_memory_and_file(project: Project) -> None:
    project.document.history.limit = 5
    for number in range(12):
        project.perform(edits.set_note(project.document, ROOT, str(number) * 4))
    history = reopened(project.path).history
    assert [step.serial for step in history.done] == [8, 9, 10, 11, 12]
    for _ in range(5):
        assert project.undo() is not None
    assert project.undo() is None
    assert project.document.root.note == "6666"
    project.perform(edits.set_note(project.document, ROOT, "again"))
    assert [step.serial for step in reopened(project.path).history.done] == [8]


def test_a_damaged_history_step_keeps_the_text(project: Project) -> None:
    project.perform(edits.set_note(project.document, ROOT, "x"))
    project.close()
    connection = sqlite3.connect(project.path)
    connection.execute("UPDATE history SET operation = x'00'")
    connection.commit()
    connection.close()
    with Project.open(project.path) as again:
        with pytest.raises(StorageError, match="Step 1"):
            again.undo()
        assert again.document.root.note == "x"
