"""Every control of the window and its dialogs has a name for a screen reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from conceptwriter.gui.actions.shortcut_editor import ShortcutEditor
from conceptwriter.gui.files.export_dialog import ExportDialog
from conceptwriter.gui.help.help_window import HelpWindow
from conceptwriter.gui.window.about import AboutDialog
from conceptwriter.gui.window.preferences import PreferencesDialog
from tests.gui.accessible_names import nameless
from tests.gui.stage import Stage


def test_every_control_has_a_name(stage: Stage) -> None:
    window = stage.window
    stage.at("The boats came in")
    stage.press("Ctrl+J")
    stage.wait_for_jobs()
    for page in range(window.inspector.tabs.count()):
        window.inspector.tabs.setCurrentIndex(page)
        window.inspector.refresh()
    stage.press("Ctrl+L")
    window.post("Something happened")
    window.desk.set_zoom(stage.node("Dawn"))
    assert nameless(window) == []


@pytest.mark.parametrize("kind", ["export", "preferences", "keys", "help", "about"])
def test_every_control_of_the_dialogs_has_a_name(stage: Stage, kind: str, tmp_path: Path) -> None:
    window = stage.window
    dialog: QDialog
    if kind == "export":
        dialog = ExportDialog(tmp_path / "a.md", ["eng_Latn", "fra_Latn"], window)
    elif kind == "preferences":
        dialog = PreferencesDialog(window.settings, window)
    elif kind == "help":
        dialog = HelpWindow(window.registry, window.theme, lambda: None, window)
    elif kind == "keys":
        dialog = ShortcutEditor(window.registry, window)
    else:
        dialog = AboutDialog("starter 0.1", window)
    stage.qtbot.addWidget(dialog)
    assert nameless(dialog) == []
