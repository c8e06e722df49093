"""The whole window: panes, bars, keys, and being usable without a model."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu
from pytestqt.qtbot import QtBot

from conceptwriter.editor.theme.theme import Scheme
from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.application import Catcher
from conceptwriter.gui.notices import Tone
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.gui.window.commands.view_menu import set_scale, set_scheme
from conceptwriter.outline import ROOT, Caret
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of


def test_every_action_of_the_table_does_something(stage: Stage) -> None:
    assert stage.window.registry.unbound() == []


def test_every_action_is_in_a_menu(stage: Stage) -> None:
    def below(menu: QMenu) -> set[str]:
        ids: set[str] = set()
        for action in menu.actions():
            inner = action.menu()
            ids |= below(inner) if isinstance(inner, QMenu) else {action.objectName()}
        return ids

    shown: set[str] = set()
    for action in stage.window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        shown |= below(menu)
    assert set(stage.window.registry.specs) <= shown


def test_the_palette_runs_what_it_finds(stage: Stage) -> None:
    window = stage.window
    stage.press("Ctrl+Shift+P")
    assert window.picker.isVisible()
    assert any(entry.right == "Ctrl+J" for entry in window.picker.shown())
    stage.type("focus mode")
    assert window.picker.shown()[0].text == "Focus Mode"
    stage.press("Return")
    assert window.focus_mode.on
    assert not window.picker.isVisible()
    assert window.text_view.has_keyboard, "the keyboard goes back where it was"
    stage.press("Ctrl+Shift+P", "Esc")
    assert not window.picker.isVisible()


def test_panes_hide_but_never_both_views(stage: Stage) -> None:
    window = stage.window
    stage.press("Ctrl+3")
    assert window.panes.hidden() == ["inspector"]
    stage.press("Ctrl+1")
    assert window.panes.hidden() == ["outline", "inspector"]
    stage.press("Ctrl+2")
    assert window.panes.is_shown("text"), "one of outline and text stays"
    stage.press("Ctrl+1", "Ctrl+2")
    assert window.panes.hidden() == ["text", "inspector"]
    assert window.outline_view.has_keyboard


def test_f6_goes_round_the_panes(stage: Stage) -> None:
    window = stage.window
    assert window.text_view.has_keyboard
    stage.press("F6")
    focus = QApplication.focusWidget()
    assert focus is not None
    assert window.inspector.isAncestorOf(focus)
    stage.press("F6")
    assert window.outline_view.has_keyboard
    stage.press("Shift+F6", "Shift+F6")
    assert window.text_view.has_keyboard


def test_shape_keys_and_colours_are_remembered(stage: Stage, tmp_path: Path) -> None:
    window = stage.window
    window._settings_file = tmp_path / "settings.json"
    window.panes.show_pane("inspector", False)
    set_scheme(window.context, Scheme.DARK)
    window.registry.set_keys("concept.propose", ["Ctrl+Alt+J"])
    set_scale(window.context, 1.3)
    stage.close()
    from conceptwriter.gui.settings import load_settings

    again = load_settings(tmp_path / "settings.json")
    assert again.hidden_panes == ["inspector"]
    assert again.scheme == "dark"
    assert again.keys == {"concept.propose": ["Ctrl+Alt+J"]}
    assert again.scale == 1.3
    assert again.recent_files[0].endswith("story.concept")
    window.theme.set_scale(1.0)


def test_changed_keys_work_at_once_in_the_views(stage: Stage) -> None:
    window, document = stage.window, stage.document
    concept = stage.at("Nobody was waiting")
    window.registry.set_keys("outline.duplicate", ["Ctrl+Alt+D"])
    count = len(document.siblings(concept))
    stage.press("Ctrl+D")
    assert len(document.siblings(concept)) == count
    stage.press("Ctrl+Alt+D")
    assert len(document.siblings(concept)) == count + 1


def test_the_title_and_status_tell_where_one_is(stage: Stage) -> None:
    window = stage.window
    window.tally.finish()
    assert window.windowTitle().startswith("story ")
    assert window.status.saved.text() == "saved"
    assert "concept" in window.status.counts.text()
    assert "en → fr 1/2, 1 outdated" in window.status.languages.text()
    assert window.status.models.text().startswith("starter 0.1")


def test_zooming_shows_the_way_back(stage: Stage) -> None:
    window = stage.window
    stage.at("The boats came in")
    stage.press("Alt+Right")
    assert not window.panes.breadcrumb.isHidden()
    steps = [button.text() for button in window.panes.breadcrumb.findChildren(QAbstractButton)]
    assert "The boats return and nobody is there" not in steps, "what is shown says its own name"
    stage.press("Alt+Left")
    links = [button for button in window.panes.breadcrumb.findChildren(QAbstractButton) if button.text()]
    assert [button.text() for button in links] == ["The Harbour", "Chapter 1"], "without Dawn itself"
    links[0].click()
    assert window.desk.zoom == ROOT
    assert window.panes.breadcrumb.isHidden()


def test_undo_names_its_step(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    stage.press("Ctrl+D")
    assert stage.window.registry.action("edit.undo").text() == "&Undo “Duplicate”"
    stage.press("Ctrl+Z")
    assert stage.window.registry.action("edit.redo").text() == "&Redo “Duplicate”"


def test_everything_else_works_without_a_model(bare_stage: Stage, tmp_path: Path) -> None:
    stage, window = bare_stage, bare_stage.window
    concept = stage.at("Nobody was waiting")
    assert window.status.models.text() == "no model"
    stage.press("Ctrl+J")
    assert window.notices.current is not None
    assert window.notices.current.text.startswith("No model is installed")
    assert window.proposals.card is None
    stage.press("Ctrl+L")
    stage.type("german")
    stage.press("Return")
    paragraph = stage.document.parent(concept)
    assert paragraph is not None
    assert stage.document.effective_language(paragraph) == "deu_Latn", "a language needs no model"
    assert window.notices.current.tone is Tone.WARN
    stage.press("Ctrl+Shift+L")
    assert stage.document.effective_language(paragraph) == "eng_Latn"
    assert window.text_view.row_editor.field.hasFocus(), (
        "the keyboard is where it was before the language was chosen"
    )
    stage.type(" A new sentence.")
    assert any(stage.document.text(node) == "A new sentence." for node in stage.document.children(paragraph))


def test_a_failed_edit_is_reported_on_the_bar(stage: Stage) -> None:
    window = stage.window
    concept = stage.at("Nobody was waiting")
    stage.press("Ctrl+Shift+K")
    assert stage.document.node(concept).locked
    stage.type("x")
    assert window.notices.current is not None
    assert "locked" in window.notices.current.text.lower()
    assert stage.document.text(concept).startswith("Nobody was waiting for them on the quay.")


def test_what_nobody_foresaw_becomes_a_sentence(stage: Stage) -> None:
    catcher = Catcher(stage.window)
    try:
        raise ZeroDivisionError("division by zero")
    except ZeroDivisionError as error:
        catcher.caught(type(error), error, error.__traceback__)
    notice = stage.window.notices.current
    assert notice is not None
    assert notice.tone is Tone.BAD
    assert "ZeroDivisionError" in notice.text
    assert "Traceback" not in notice.text
    catcher.caught(ConceptWriterError, ConceptWriterError("Only this."), None)
    assert stage.window.notices.current is not None
    assert stage.window.notices.current.text == "Only this."


def test_undo_brings_a_deleted_sentence_and_the_caret_back(stage: Stage) -> None:
    node = stage.at("The boats came", 3)
    stage.press("Ctrl+Shift+Backspace")
    assert stage.document.in_trash(node)
    assert stage.window.desk.current == stage.node("Nobody was waiting")
    stage.press("Ctrl+Z")
    assert stage.document.text(node).startswith("The boats came")
    assert stage.window.desk.caret == Caret(node, 3)
    stage.type("X")
    assert stage.document.text(node).startswith("TheX boats")


def test_esc_leaves_the_text_when_nothing_is_to_be_stopped(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    assert stage.window.desk.editing
    stage.press("Esc")
    assert not stage.window.desk.editing


def test_the_note_has_a_key(stage: Stage) -> None:
    concept = stage.at("Nobody was waiting")
    stage.press("Alt+Return")
    stage.type("check the tide")
    stage.window.inspector.details.note.commit()
    assert stage.document.node(concept).note == "check the tide"


def test_large_and_right_to_left_it_still_fits(plain_look: None, qtbot: QtBot, tmp_path: Path) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    stage = Stage(
        qtbot, project_of(tmp_path, harbour()), model=True, settings=WindowSettings(scale=2.0, scheme="dark")
    )
    try:
        stage.at("Nobody was waiting")
        stage.press("Ctrl+J")
        stage.wait_for_jobs()
        card = stage.window.proposals.card
        assert card is not None
        assert card.height() >= card.heightForWidth(card.width())
        outline, text = stage.window.panes.widget(0), stage.window.panes.widget(1)
        assert outline is not None
        assert text is not None
        assert outline.geometry().left() > text.geometry().left(), "the panes are mirrored"
    finally:
        stage.close()


def test_menus_show_keys_of_what_the_views_do(stage: Stage) -> None:
    action = stage.window.registry.action("outline.indent")
    assert isinstance(action, QAction)
    assert action.shortcut().toString() == "Tab"
    assert action.shortcutContext() == Qt.ShortcutContext.WidgetShortcut
