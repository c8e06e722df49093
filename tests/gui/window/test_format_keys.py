"""The keys of the Format menu act on the text, and only on that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.gui.stage import Stage


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("Ctrl+B", "Bold"),
        ("Ctrl+I", "Italic"),
        ("Ctrl+Shift+C", "Code"),
        ("Ctrl+K", "Link"),
        ("Ctrl+Shift+2", "Make heading"),
        ("Ctrl+Shift+7", "Make list item"),
        ("Ctrl+Shift+8", "Make list item"),
        ("Ctrl+Shift+9", "Make quote"),
        ("Ctrl+Alt+Return", "New section"),
        ("Ctrl+Alt+Shift+Return", "New chapter"),
    ],
)
def test_keys_of_the_window(stage: Stage, key: str, step: str) -> None:
    stage.at("Nobody was waiting")
    stage.press(key)
    assert stage.document.undo_label == step
    stage.press("Ctrl+Z")
    assert stage.document.undo_label is None


def test_paragraph_again(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    stage.press("Ctrl+Shift+2", "Ctrl+Shift+N")
    assert stage.document.undo_label == "Make paragraph"


def test_a_field_keeps_its_keys(stage: Stage) -> None:
    stage.at("Nobody was waiting")
    stage.press("Ctrl+F", "Ctrl+B", "Ctrl+Shift+2")
    assert stage.document.undo_label is None


def test_import_has_another_key_now(stage: Stage) -> None:
    assert stage.window.registry.keys("file.import") == ("Ctrl+Shift+I",)
    assert not stage.window.registry.clashes()
