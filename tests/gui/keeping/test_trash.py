"""The trash in the window: seen, restored and emptied with the keyboard alone."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from conceptwriter.editor.theme.two_lines import BELOW, REMARK, choose
from conceptwriter.gui.keeping.branch_text import MOST_CHARACTERS, BranchText
from conceptwriter.gui.keeping.trash_dialog import TrashDialog
from conceptwriter.gui.keeping.trash_model import TrashModel
from conceptwriter.outline import ROOT, TRASH, Document, Draft, Kind
from conceptwriter.outline.edits import delete, edit_text, purge, restore, set_locked
from tests.editor.desks import LooseProject, desk_with, harbour, large, node_saying, paragraph, section
from tests.gui.accessible_names import nameless
from tests.gui.stage import Stage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from conceptwriter.editor.desk import Desk

Role = Qt.ItemDataRole


def drop(desk: Desk, *texts: str) -> None:
    for text in texts:
        document = desk.document
        assert desk.perform(delete(document, [node_saying(document, text)], 1_700_000_000)) is not None


def rows(model: TrashModel) -> list[str]:
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def everything(document: Document) -> list[tuple[int, str]]:
    return [(node, document.text(node)) for node in document.subtree(ROOT)]


# -- the model -----------------------------------------------------------------------------------------------


def test_a_row_tells_what_where_and_when(qtbot: QtBot) -> None:
    desk = desk_with(harbour())
    drop(desk, "Nobody was", "Dawn", "The letter")
    model = TrashModel(desk)
    assert rows(model) == ["The letter", "Dawn", "Nobody was waiting for them on the quay."]
    sentence = model.index(2)
    assert model.data(sentence, BELOW) == [
        "Concept",
        "from Chapter 1 › Dawn › The boats return and nobody is there",
    ]
    assert "2023" in model.data(sentence, REMARK)
    spoken = model.data(sentence, Role.AccessibleTextRole)
    assert spoken.startswith("Nobody was waiting")
    assert "from Chapter 1" in spoken
    assert "deleted " in spoken
    assert model.data(model.index(9)) is None


def test_the_model_follows_whatever_happens(qtbot: QtBot) -> None:
    chance = random.Random(8)
    desk = desk_with(harbour())
    model = TrashModel(desk)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for _ in range(150):
        document = desk.document
        lying, standing = document.children(TRASH), list(document.descendants(ROOT))
        what = chance.randrange(6)
        if what == 0 and lying:
            desk.perform(restore(document, chance.sample(lying, chance.randint(1, len(lying)))))
        elif what == 1 and lying:
            desk.perform(purge(document, chance.sample(lying, 1)))
        elif what == 2:
            desk.undo()
        elif what == 3 and standing:
            desk.perform(edit_text(document, chance.choice(standing), "Changed."))
        elif what == 4 and chance.random() < 0.2:
            desk.open(LooseProject(harbour()))
        elif standing:
            desk.perform(delete(document, chance.sample(standing, chance.randint(1, min(3, len(standing))))))
        assert model.nodes(range(model.rowCount())) == desk.document.children(TRASH)


def test_what_is_selected_next_to_a_change_stays_selected(qtbot: QtBot) -> None:
    desk = desk_with(harbour())
    drop(desk, "Nobody was", "The letter", "The old man")
    dialog = TrashDialog(desk)
    qtbot.addWidget(dialog)
    choose(dialog.list, 1)
    (chosen,) = dialog.chosen
    drop(desk, "Chapter 2")
    assert dialog.chosen == [chosen]
    desk.perform(restore(desk.document, [desk.document.children(TRASH)[-1]]))
    assert dialog.chosen == [chosen]


def test_only_what_is_seen_is_worked_out(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document.from_draft(section("Book", *(paragraph(f"Sentence {n}.") for n in range(5000))))
    desk = desk_with(document)
    desk.perform(delete(document, document.children(ROOT)))
    asked: set[int] = set()
    plain = TrashModel.data

    def counted(self: TrashModel, index: object, role: int = Role.DisplayRole) -> object:
        asked.add(index.row())  # type: ignore[attr-defined]
        return plain(self, index, role)  # type: ignore[arg-type]

    monkeypatch.setattr(TrashModel, "data", counted)
    dialog = TrashDialog(desk)
    qtbot.addWidget(dialog)
    dialog.open_at()
    qtbot.waitUntil(lambda: bool(asked))
    QApplication.processEvents()
    desk.perform(restore(document, document.children(TRASH)[:1]))
    QApplication.processEvents()
    assert 0 < len(asked) < 100


# -- the text ------------------------------------------------------------------------------------------------


def test_a_branch_reads_as_it_did_and_nothing_in_it_is_markup(qtbot: QtBot) -> None:
    evil = '<img src="/etc/passwd"><b>bold</b>'
    document = Document.from_draft(
        section("Book", section(evil, paragraph("One.", "Two."), paragraph(evil, summary="In short")))
    )
    text = BranchText("Text")
    qtbot.addWidget(text)
    text.show_branch(document, document.children(ROOT)[0])
    assert text.toPlainText().split("\n") == [evil, "One. Two.", "In short", evil]
    text.show_branch(document, None)
    assert not text.toPlainText()


def test_a_long_branch_is_cut(qtbot: QtBot) -> None:
    document = large(4000)
    text = BranchText("Text")
    qtbot.addWidget(text)
    text.show_branch(document, document.children(ROOT)[0])
    assert MOST_CHARACTERS < len(text.toPlainText()) < 2 * MOST_CHARACTERS
    assert text.toPlainText().endswith("… and more")


def test_an_empty_branch_says_so(qtbot: QtBot) -> None:
    draft = Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "")])
    desk = desk_with(Document.from_draft(section("Book", draft)))
    desk.perform(delete(desk.document, desk.document.children(ROOT)))
    assert rows(TrashModel(desk)) == ["(no text)"]


# -- the dialog ----------------------------------------------------------------------------------------------


def trash_of(stage: Stage) -> TrashDialog:
    """The trash, opened with its key."""
    stage.press("Ctrl+Shift+T")
    dialog = stage.window.keeping.trash
    stage.qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def key(widget: object, which: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, which)


def test_it_is_restored_with_two_keys(stage: Stage) -> None:
    before = everything(stage.document)
    stage.at("Nobody was")
    drop(stage.window.desk, "Nobody was", "Dawn")
    dialog = trash_of(stage)
    assert dialog.list.hasFocus()
    assert dialog.windowTitle() == "Trash (2)"
    assert "The old man counted" in dialog.text.toPlainText()
    key(dialog, Qt.Key.Key_Return)
    assert dialog.answer.text() == "Restored to Chapter 1."
    key(dialog, Qt.Key.Key_Return)
    assert everything(stage.document) == before
    assert dialog.left.currentWidget() is dialog.nothing
    assert not dialog.restore_button.isEnabled()
    dialog.undo_button.click()
    assert dialog.windowTitle() == "Trash (1)"
    key(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_several_and_all_are_restored(stage: Stage) -> None:
    before = everything(stage.document)
    drop(stage.window.desk, "Nobody was", "The letter", "The old man")
    dialog = trash_of(stage)
    QTest.keyClick(dialog.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(dialog.chosen) == 2
    assert "2 selected" in dialog.facts.text()
    dialog.restore_button.click()
    assert stage.document.undo_label == "Restore"
    assert len(stage.document.children(TRASH)) == 1
    dialog.all_button.click()
    assert everything(stage.document) == before


def test_emptying_says_what_goes_and_waits(stage: Stage) -> None:
    drop(stage.window.desk, "Nobody was", "The letter")
    stage.process_events()
    assert stage.window.registry.run("outline.empty_trash")
    dialog = stage.window.keeping.trash
    stage.qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.question.isVisible()
    assert "2" in dialog.asked.text()
    assert "20 word" in dialog.asked.text()
    assert dialog.keep.hasFocus(), "the key that comes next does no harm"
    dialog.keep.click()
    assert len(stage.document.children(TRASH)) == 2
    dialog.empty_button.click()
    dialog.surely.click()
    assert stage.document.children(TRASH) == []
    assert stage.document.undo_label == "Empty trash"
    dialog.undo_button.click()
    assert len(stage.document.children(TRASH)) == 2


def test_what_cannot_be_restored_is_reported_in_the_dialog(stage: Stage) -> None:
    drop(stage.window.desk, "Nobody was")
    stage.window.desk.perform(set_locked(stage.document, [stage.node("Dawn")], locked=True))
    dialog = trash_of(stage)
    dialog.restore_button.click()
    assert "locked" in dialog.answer.text()
    assert not dialog.undo_button.isVisible()
    assert len(stage.document.children(TRASH)) == 1


def test_a_document_that_is_only_read_has_a_trash_to_look_at(stage: Stage) -> None:
    drop(stage.window.desk, "Nobody was")
    stage.window.project.project.read_only = True
    dialog = trash_of(stage)
    assert dialog.text.toPlainText().startswith("Nobody was")
    for button in (dialog.restore_button, dialog.all_button, dialog.empty_button):
        assert not button.isEnabled()
    key(dialog, Qt.Key.Key_Return)
    assert len(stage.document.children(TRASH)) == 1
    assert not stage.window.registry.is_enabled("outline.empty_trash")
    stage.window.project.project.read_only = False


def test_an_empty_trash_says_what_it_is_for(stage: Stage) -> None:
    dialog = trash_of(stage)
    assert dialog.nothing.isVisible()
    assert not stage.window.registry.is_enabled("outline.empty_trash")


def test_every_control_has_a_name_and_words_are_spoken(stage: Stage) -> None:
    QAccessible.setActive(True)
    try:
        drop(stage.window.desk, "Nobody was")
        dialog = trash_of(stage)
        dialog.ask_to_empty()
        assert nameless(dialog) == []
        dialog.empty()
        assert dialog.answer.accessibleName() == dialog.answer.text()
    finally:
        QAccessible.setActive(False)


def test_a_key_still_held_adds_nothing_to_the_selection(qtbot: QtBot) -> None:
    desk = desk_with(harbour())
    drop(desk, "Nobody was", "The letter", "The old man")
    dialog = TrashDialog(desk)
    qtbot.addWidget(dialog)
    QTest.mousePress(dialog.question, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier)
    choose(dialog.list, 1)
    QTest.mouseRelease(dialog.question, Qt.MouseButton.LeftButton)
    assert len(dialog.chosen) == 1
