"""The keyboard goes back where it was, whatever had it for a while; notices lie over the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from conceptwriter.gui.notices import Notice, Tone

if TYPE_CHECKING:
    from tests.gui.stage import Stage


@pytest.mark.parametrize(
    "way", ["tools.palette", "translate.language", "translate.document_language", "file.recent", "edit.find"]
)
def test_esc_leads_back_to_the_caret(stage: Stage, way: str) -> None:
    stage.at("Nobody was waiting", 6)
    caret = stage.window.desk.caret
    stage.window.registry.run(way)
    stage.process_events()
    assert not stage.window.text_view.has_keyboard
    stage.press("Esc")
    assert stage.window.text_view.row_editor.field.hasFocus()
    assert stage.window.desk.caret == caret
    stage.type("x")
    assert stage.document.text(stage.window.desk.current).startswith("Nobodyx")


def test_a_language_chosen_leads_back_too(stage: Stage) -> None:
    stage.at("The old man counted")
    stage.press("Ctrl+L")
    stage.type("deu")
    stage.press("Return")
    stage.wait_for_jobs()
    assert stage.window.text_view.row_editor.field.hasFocus()


def test_from_the_find_bar_the_picker_leads_back_to_the_find_bar(stage: Stage) -> None:
    stage.at("Nobody was waiting", 6)
    stage.press("Ctrl+F", "Ctrl+Shift+P", "Esc")
    assert stage.window.find_bar.field.hasFocus()
    stage.press("Esc")
    assert stage.window.text_view.row_editor.field.hasFocus()


def test_what_is_disabled_under_the_keyboard_gives_it_back(stage: Stage) -> None:
    stage.at("Nobody was waiting", 6)
    stage.press("Ctrl+H")
    stage.window.find_bar.field.setText("dawn")
    button = stage.window.find_bar.replace_every
    stage.window.find_bar.finish_search()
    button.setFocus()
    button.setEnabled(False)
    assert stage.window.find_bar.field.hasFocus(), "not the next widget in tab order"
    stage.window.find_bar.close_bar()


def test_a_panel_that_is_hidden_gives_it_back(stage: Stage) -> None:
    stage.at("Nobody was waiting", 6)
    stage.press("Alt+Return")
    assert stage.window.inspector.details.note.hasFocus()
    stage.window.inspector.hide()
    assert stage.window.text_view.row_editor.field.hasFocus()
    stage.window.inspector.show()


def test_esc_leads_from_a_note_to_the_text_and_the_key_of_the_note_too(stage: Stage) -> None:
    stage.at("Nobody was waiting", 6)
    for key in ("Esc", "Alt+Return"):
        stage.press("Alt+Return")
        assert stage.window.inspector.details.note.hasFocus()
        stage.press(key)
        assert stage.window.text_view.row_editor.field.hasFocus(), key


def test_a_dialog_gives_it_back(stage: Stage) -> None:
    stage.at("Nobody was waiting", 6)
    dialog = QDialog(stage.window)
    QLineEdit(dialog).setFocus()
    dialog.open()
    stage.qtbot.waitUntil(dialog.isActiveWindow)
    dialog.reject()
    stage.window.activateWindow()
    stage.qtbot.waitUntil(stage.window.isActiveWindow)
    assert stage.window.text_view.row_editor.field.hasFocus()
    dialog.deleteLater()


def test_a_window_disabled_for_a_while_continues_where_it_was(stage: Stage) -> None:
    stage.at("Nobody was waiting", 6)
    middle = stage.window.centralWidget()
    assert middle is not None
    middle.setEnabled(False)
    QApplication.processEvents()
    middle.setEnabled(True)
    assert stage.window.text_view.has_keyboard


def test_a_click_on_a_button_leaves_the_keyboard_in_the_text(stage: Stage) -> None:
    stage.at("Nobody was waiting", 6)
    QTest.mouseClick(stage.window.inspector.proposals.propose, Qt.MouseButton.LeftButton)
    assert stage.window.text_view.row_editor.field.hasFocus()
    stage.wait_for_jobs()


# Notices


def on_screen(stage: Stage) -> QRect:
    bar = stage.window.notices
    return QRect(bar.mapToGlobal(QPoint(0, 0)), bar.size())


def test_a_notice_moves_no_pane(stage: Stage) -> None:
    stage.at("Nobody was waiting", 6)
    window = stage.window
    before = window.panes.geometry(), window.navigation.caret_line()
    window.post("Something is to be known. " * 12)
    stage.process_events()
    assert window.notices.isVisible()
    assert (window.panes.geometry(), window.navigation.caret_line()) == before
    assert window.panes.rect().contains(window.panes.mapFromGlobal(on_screen(stage).center()))
    window.notices.dismiss()
    assert (window.panes.geometry(), window.navigation.caret_line()) == before


def test_a_notice_stays_over_the_text(stage: Stage) -> None:
    """At the upper edge it would otherwise cover the tabs of the inspector."""
    window = stage.window
    stage.at("Nobody was waiting", 6)
    window.post("Something that is long enough to fill the whole width of the window. " * 3)
    stage.process_events()
    assert window.panes.middle().contains(window.notices.geometry())
    window.panes.show_pane("inspector", False)
    stage.process_events()
    assert window.panes.middle().contains(window.notices.geometry())


def test_a_notice_never_covers_the_line_of_the_caret(stage: Stage) -> None:
    window = stage.window
    window.post("Something is to be known.")
    window.resize(900, 320)
    for node in list(stage.document.concepts()):
        window.desk.place_caret(node)
        stage.process_events()
        line = window.navigation.caret_line()
        assert line is not None
        assert not line.intersects(on_screen(stage)), stage.document.text(node)


def test_the_keyboard_reaches_a_notice_and_comes_back(stage: Stage) -> None:
    stage.at("Nobody was waiting", 6)
    done: list[str] = []
    window = stage.window
    window.notices.post(Notice("A question.", Tone.WARN, "Do it", lambda: done.append("done")))
    stage.press("F6")
    assert window.inspector.isAncestorOf(QApplication.focusWidget() or window)
    stage.press("F6")
    assert window.notices.button.hasFocus()
    stage.press("Space")
    assert done == ["done"]
    assert window.notices.isHidden()
    assert window.inspector.isAncestorOf(QApplication.focusWidget() or window), "where it was before"
    window.notices.post(Notice("Another one.", Tone.WARN))
    stage.at("Nobody was waiting", 6)
    window.notices.close_button.setFocus()
    stage.press("Esc")
    assert window.notices.isHidden()
    assert window.text_view.row_editor.field.hasFocus()
