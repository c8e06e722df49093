"""What is typed belongs to the document it was typed in, however and whenever the window leaves it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from conceptwriter.gui.files.export_dialog import ExportDialog
from conceptwriter.gui.files.file_work import ExportPlan
from conceptwriter.gui.window.main_window import MainWindow
from conceptwriter.interchange import ExportOptions
from conceptwriter.outline import Document, EditError, NodeId
from conceptwriter.outline.edits import set_locked, set_note
from conceptwriter.storage import Project, ProjectLocked
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of

DETAILS, LANGUAGES, HISTORY, PROPOSALS = "details", "languages", "history", "proposals"
FRENCH = "fra_Latn"


def show(stage: Stage, page: str) -> None:
    inspector = stage.window.inspector
    inspector.tabs.setCurrentWidget(getattr(inspector, page))
    stage.window.inspector.refresh()


def typed_into(field: QWidget | None, text: str) -> None:
    assert field is not None
    field.setFocus()
    QTest.keyClicks(field, text)


def type_note(stage: Stage) -> tuple[NodeId, str]:
    node = stage.at("Nobody was waiting")
    show(stage, DETAILS)
    typed_into(stage.window.inspector.details.note, "Why nobody?")
    return node, "Why nobody?"


def type_status(stage: Stage) -> tuple[NodeId, str]:
    node = stage.at("Nobody was waiting")
    show(stage, DETAILS)
    typed_into(stage.window.inspector.details.status.lineEdit(), "shaky")
    return node, "shaky"


def type_rendition(stage: Stage) -> tuple[NodeId, str]:
    node = stage.at("Marie avait")
    show(stage, LANGUAGES)
    card = next(card for card in stage.window.inspector.languages.cards if card.code == FRENCH)
    typed_into(card.text, "Non ! ")
    return node, "Non ! "


def type_text(stage: Stage) -> tuple[NodeId, str]:
    node = stage.at("Nobody was waiting")
    stage.type("Quay9")
    return node, "Quay9"


def compose_text(stage: Stage) -> tuple[NodeId, str]:
    node = stage.at("Nobody was waiting", 6)
    QApplication.sendEvent(stage.window.text_view.row_editor.field, QInputMethodEvent("にほん", []))
    return node, "にほん"


def compose_note(stage: Stage) -> tuple[NodeId, str]:
    node = stage.at("Nobody was waiting")
    show(stage, DETAILS)
    stage.window.inspector.details.note.setFocus()
    QApplication.sendEvent(stage.window.inspector.details.note, QInputMethodEvent("にほん", []))
    return node, "にほん"


KINDS = [type_note, type_status, type_rendition, type_text, compose_text, compose_note]
Kind = Callable[[Stage], tuple[NodeId, str]]


@pytest.fixture(params=KINDS, ids=[kind.__name__ for kind in KINDS])
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


def everything(document: Document) -> list[Any]:
    """All that a document says, without what tells one project from another."""
    return [document.branch(node) for node in document.root.children]


def says(document: Document, node: NodeId, words: str) -> bool:
    here = document.node(node)
    return words in " ".join([here.note, here.status, *(one.text for one in here.renditions.values())])


def second(tmp_path: Path) -> Project:
    """Another document whose nodes have the same numbers."""
    return project_of(tmp_path, harbour(), "other.concept")


def refusing(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer the question whether to lose text with no; what was asked is in the list."""
    asked: list[str] = []

    def no(failure: str) -> bool:
        asked.append(failure)
        return False

    monkeypatch.setattr(window.saving, "ask_discard", no)
    return asked


def test_opening_another_document_writes_what_is_typed_where_it_belongs(
    stage: Stage, tmp_path: Path, kind: Kind
) -> None:
    node, words = kind(stage)
    stage.window.show_project(second(tmp_path))
    stage.process_events()
    for page in (PROPOSALS, LANGUAGES, HISTORY, DETAILS):
        show(stage, page)
    stage.window.text_view.setFocus()
    stage.window.desk.fields.finish()
    stage.process_events()
    assert everything(stage.document) == everything(harbour()), "nothing of it lands in the other document"
    assert not stage.document.history.done
    with Project.open(tmp_path / "story.concept") as project:
        assert says(project.document, node, words)
    stage.window.desk.undo()
    assert everything(stage.document) == everything(harbour())


def test_closing_the_window_writes_what_is_typed(stage: Stage, tmp_path: Path, kind: Kind) -> None:
    node, words = kind(stage)
    stage.close()
    with Project.open(tmp_path / "story.concept") as project:
        assert says(project.document, node, words)


def test_undo_takes_back_what_is_typed_in_a_field_and_not_the_step_before(stage: Stage) -> None:
    kept = stage.at("The old man")
    stage.type("Kept.")
    node, words = type_note(stage)
    stage.window.desk.undo()
    assert not says(stage.document, node, words)
    assert says(stage.document, kept, "Kept.")
    show(stage, DETAILS)
    assert stage.window.inspector.details.note.toPlainText() == ""
    stage.window.desk.redo()
    assert says(stage.document, node, words)


def test_a_disk_that_is_full_keeps_the_window_and_the_words(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    def full(*_arguments: Any, **_options: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    window = stage.window
    here, other = window.project, second(tmp_path)
    journal = type(here.project._journal)
    real = journal.statements
    monkeypatch.setattr(journal, "statements", full)
    node, words = kind(stage)
    asked = refusing(window, monkeypatch)
    window.show_project(other)
    assert asked
    assert "could not be written" in asked[0]
    assert window.project is here
    assert other.closed
    assert says(stage.document, node, words)
    assert not window.close()
    assert says(stage.document, node, words)
    monkeypatch.setattr(journal, "statements", real)


def test_words_that_no_document_takes_stay_in_their_field(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = stage.window
    node, words = type_note(stage)
    stage.document.apply(set_locked(stage.document, [node], True))  # behind the field's back
    asked = refusing(window, monkeypatch)
    here = window.project
    window.show_project(second(tmp_path))
    assert window.project is here
    assert len(asked) == 1
    assert window.inspector.details.note.toPlainText() == words
    stage.document.apply(set_locked(stage.document, [node], False))
    assert window.desk.fields.finish()
    assert says(stage.document, node, words)


def test_a_field_writes_into_its_own_document_even_when_asked_late(stage: Stage, tmp_path: Path) -> None:
    """The owner of a desk should ask before; a field that was not asked still knows where it belongs."""
    node, words = type_note(stage)
    before, other = stage.window.project, second(tmp_path)
    note = stage.window.inspector.details.note
    note.held._desk._project = other
    assert note.commit()
    note.held._desk._project = before
    assert says(before.document, node, words)
    assert everything(other.document) == everything(harbour())
    other.close()


def test_a_field_that_nobody_typed_into_never_writes(stage: Stage) -> None:
    """A note shown long ago in a hidden tab once wrote itself over what had come since."""
    node = stage.at("Nobody was waiting")
    show(stage, DETAILS)
    show(stage, PROPOSALS)
    document = stage.document
    stage.window.desk.attempt(lambda: set_note(document, node, "Came since."))
    stage.at("The old man")
    show(stage, DETAILS)
    stage.window.inspector.details.note.setFocus()
    stage.window.text_view.setFocus()
    assert document.node(node).note == "Came since."


def test_locking_a_node_keeps_the_note_that_is_being_typed(stage: Stage) -> None:
    node, words = type_note(stage)
    stage.window.registry.run("outline.lock")
    assert stage.document.node(node).locked
    assert stage.document.node(node).note == words


def test_an_offer_kept_as_a_note_goes_after_what_is_being_typed(stage: Stage) -> None:
    node = stage.at("Nobody was waiting")
    stage.press("Ctrl+J")
    stage.wait_for_jobs()
    show(stage, DETAILS)
    typed_into(stage.window.inspector.details.note, "Mine.")
    assert stage.window.proposals.take_as_note()
    assert stage.document.node(node).note.startswith("Mine.\n")


def test_a_status_goes_to_the_node_it_was_typed_for(stage: Stage) -> None:
    node, words = type_status(stage)
    other = stage.node("The old man")
    stage.window.desk.set_current(other)
    stage.window.inspector.refresh()
    stage.window.text_view.setFocus()
    assert stage.document.node(node).status == words
    assert stage.document.node(other).status == ""


def test_a_copy_and_an_export_have_what_is_typed(stage: Stage, tmp_path: Path) -> None:
    node, words = type_note(stage)
    stage.window.files.save_copy(tmp_path / "copy.concept")
    stage.wait_for_jobs()
    with Project.open(tmp_path / "copy.concept") as copy:
        assert says(copy.document, node, words)
    typed_into(stage.window.inspector.details.note, " More.")
    plan = ExportPlan(tmp_path / "out.md", "markdown", ExportOptions(include_notes=True))
    stage.window.files.export(plan)
    stage.wait_for_jobs()
    assert "More." in (tmp_path / "out.md").read_text(encoding="utf-8")


def test_a_copy_under_way_is_finished_though_another_document_is_opened(stage: Stage, tmp_path: Path) -> None:
    _node, _words = type_text(stage)
    stage.window.files.save_copy(tmp_path / "copy.concept")
    stage.window.show_project(second(tmp_path))
    stage.wait_for_jobs()
    with Project.open(tmp_path / "copy.concept") as copy:
        assert any("Quay9" in copy.document.text(node) for node in copy.document.concepts())
    Project.open(tmp_path / "story.concept").close()  # the one before was closed in the end


def test_of_two_documents_asked_for_the_last_is_shown_and_the_other_closed(
    stage: Stage, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("one.concept", "two.concept")]
    for path in paths:
        project_of(tmp_path, harbour(), path.name).close()
        stage.window.files.open(path)
    stage.wait_for_jobs()
    assert stage.window.project.path == paths[1]
    Project.open(paths[0]).close()
    with pytest.raises(ProjectLocked):
        Project.open(paths[1])


def test_steps_still_to_be_undone_are_not_taken_from_the_next_document(stage: Stage, tmp_path: Path) -> None:
    stage.at("Nobody was waiting")
    for _ in range(30):
        stage.window.structure.duplicate()
    other = second(tmp_path)
    for number in range(30):
        node = next(other.document.concepts())
        other.perform(set_note(other.document, node, f"{number}", time=1000.0 * number + 1))
    steps = len(other.document.history.done)
    show(stage, HISTORY)
    stage.window.inspector.history.go_to(0)
    stage.window.show_project(other)
    QTest.qWait(50)
    assert len(stage.document.history.done) == steps


def test_a_choice_left_open_is_not_made_in_the_next_document(stage: Stage, tmp_path: Path) -> None:
    stage.at("Nobody was waiting")
    stage.window.language_choice.ask_add_translation()
    assert stage.window.picker.isVisible()
    stage.window.show_project(second(tmp_path))
    assert not stage.window.picker.isVisible()


def test_an_edit_error_is_reported_and_not_raised(stage: Stage) -> None:
    node, _words = type_note(stage)
    stage.document.apply(set_locked(stage.document, [node], True))
    assert not stage.window.desk.fields.commit()
    assert stage.window.notices.current is not None
    assert "locked" in stage.window.notices.current.text
    with pytest.raises(EditError):
        set_note(stage.document, node, "x")
    stage.document.apply(set_locked(stage.document, [node], False))


def test_what_was_asked_of_one_document_is_not_done_to_the_next(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another document may arrive while a dialog waits for its answer."""
    node, words = type_text(stage)
    window, text = stage.window, tmp_path / "out.md"

    def open_other(*_arguments: Any) -> tuple[str, str]:
        window.show_project(second(tmp_path))
        return str(tmp_path / "copy.concept"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", open_other)
    window.files.ask_copy()
    stage.wait_for_jobs()
    assert window.project.path.name == "other.concept"
    with Project.open(tmp_path / "copy.concept") as copy:
        assert says(copy.document, node, words)
    third = project_of(tmp_path, harbour(), "third.concept")
    typed = stage.at("The old man")
    stage.type("Other.")

    def accept(dialog: ExportDialog) -> int:
        dialog.path.setText(str(text))
        window.show_project(third)
        return QDialog.DialogCode.Accepted.value

    monkeypatch.setattr(ExportDialog, "exec", accept)
    window.files.ask_export()
    stage.wait_for_jobs()
    assert "Other." in text.read_text(encoding="utf-8")
    assert not says(stage.document, typed, "Other.")
