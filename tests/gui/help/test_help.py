"""The sheet of keys and the guide say what is true now."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QPushButton

from conceptwriter.bundles import resources_folder
from conceptwriter.gui.actions.registry import ActionRegistry
from conceptwriter.gui.actions.shortcut_editor import ShortcutEditor
from conceptwriter.gui.help.guide import guide_file, guide_html
from conceptwriter.gui.help.help_window import GUIDE, KEYS, HelpWindow
from conceptwriter.gui.help.key_sheet import key_groups, sheet_html
from conceptwriter.gui.window.commands.every import all_commands
from tests.gui.stage import Stage


def shown(stage: Stage) -> HelpWindow:
    found = stage.window.findChild(HelpWindow)
    assert isinstance(found, HelpWindow)
    return found


def test_the_sheet_has_every_command_that_has_a_key_under_its_menu(stage: Stage) -> None:
    registry = stage.window.registry
    rows = {row.action_id: row.keys for group in key_groups(registry) for row in group.rows}
    assert rows == {name: registry.shown_keys(name) for name in registry.specs if registry.keys(name)}
    assert key_groups(registry)[0].title == "File"


def test_the_sheet_is_searched_by_name_by_key_and_by_what_others_say(stage: Stage) -> None:
    registry = stage.window.registry

    def found(query: str) -> set[str]:
        return {row.action_id for group in key_groups(registry, query) for row in group.rows}

    assert found("focus mode") == {"view.focus"}
    assert "concept.reroll" in found("ctrl+r")
    assert "tools.preferences" in found("configuration")
    assert "view.dark" in found("dark"), "what has no key is found as well"
    assert found("xyzzy") == set()


def test_f1_opens_the_sheet_once_and_follows_changed_keys(stage: Stage) -> None:
    stage.press("F1")
    window = shown(stage)
    assert window.isVisible()
    assert window.tabs.currentIndex() == KEYS
    assert not stage.window.picker.isVisible()
    stage.window.registry.set_keys("view.focus", ["Ctrl+F5"])
    window.search.setText("focus mode")
    top = window.keys.tree.topLevelItem(0)
    assert top is not None
    item = top.child(0)
    assert item is not None
    assert item.text(1) == "Ctrl+F5"
    stage.window.registry.run("help.guide")
    assert shown(stage) is window
    assert window.tabs.currentIndex() == GUIDE
    assert len(stage.window.findChildren(HelpWindow)) == 1
    window.close()


def test_enter_in_the_search_closes_nothing(stage: Stage) -> None:
    stage.press("F1")
    window = shown(stage)
    assert not any(button.isDefault() for button in window.findChildren(QPushButton))
    window.close()


def test_the_guide_names_keys_as_they_are_and_menus_where_there_are_none(stage: Stage) -> None:
    registry = stage.window.registry
    registry.set_keys("concept.propose", ["F5"])
    html, chapters = guide_html(
        "# One\n\n{concept.propose} and {translate.document}\n\n# Two & three", registry
    )
    assert "F5" in html
    assert "Translate" in html
    assert "{" not in html
    assert chapters == ["One", "Two & three"]
    with pytest.raises(KeyError):
        guide_html("{no.action}", registry)


def test_every_guide_that_is_shipped_can_be_shown(stage: Stage) -> None:
    files = sorted((resources_folder() / "guide").glob("*.md"))
    assert guide_file(QLocale("xx_XX")).name == "en.md"
    assert guide_file(QLocale(QLocale.Language.English)) in files
    for path in files:
        html, chapters = guide_html(path.read_text(encoding="utf-8"), ActionRegistry(all_commands()))
        assert len(chapters) >= 6, path
        assert "{" not in html, path


def test_the_guide_is_searched(stage: Stage) -> None:
    stage.press("Shift+F1")
    window = shown(stage)
    window.search.setText("backups")
    first = window.guide.text.textCursor()
    assert first.selectedText().lower() == "backups"
    window.search.setText("trash")
    assert window.guide.text.textCursor().selectedText() == "trash"
    window.close()


def test_both_pages_become_pdf_files_and_a_failure_is_said(stage: Stage, tmp_path: Path) -> None:
    stage.press("F1")
    window = shown(stage)
    for page in (KEYS, GUIDE):
        window.show_page(page)
        window.write_pdf(tmp_path / f"{page}.pdf")
        assert (tmp_path / f"{page}.pdf").read_bytes().startswith(b"%PDF")
        assert not window.message.isVisible()
    window.write_pdf(tmp_path / "no folder" / "keys.pdf")
    assert "keys.pdf" in window.message.text()
    assert window.message.isVisible()
    window.close()


def test_the_printed_sheet_takes_no_name_for_markup(stage: Stage) -> None:
    registry = stage.window.registry
    registry.set_keys("view.focus", ["Ctrl+<"])
    assert "Ctrl+&lt;" in sheet_html(key_groups(registry))


def test_the_sheet_leads_to_the_key_editor(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[ShortcutEditor] = []
    monkeypatch.setattr(ShortcutEditor, "exec", lambda self: opened.append(self))  # noqa: PLW0108 - bound
    stage.press("F1")
    window = shown(stage)
    window.change_button.click()
    assert opened
    window.close()
