"""Keys with a digit where the digit row types something else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QInputMethod
from pytestqt.qtbot import QtBot

from conceptwriter.gui.actions.digit_row import digit_row_twins
from conceptwriter.gui.actions.registry import ActionRegistry
from conceptwriter.gui.window.commands.every import all_commands


@pytest.mark.parametrize(
    ("key", "locale", "twin"),
    [
        ("Alt+1", "fr_FR", ["Alt+&"]),
        ("Ctrl+0", "fr_FR", ["Ctrl+À"]),
        ("Alt+2", "cs_CZ", ["Alt+Ě"]),
        ("Alt+1", "de_DE", []),
        ("Alt+Shift+1", "fr_FR", []),
        ("1", "fr_FR", []),
        ("F1", "fr_FR", []),
        ("Alt+Left", "fr_FR", []),
    ],
)
def test_twins(key: str, locale: str, twin: list[str]) -> None:
    assert digit_row_twins(key, QLocale(locale)) == twin


def test_the_first_offer_is_taken_with_the_key_1_of_a_french_keyboard(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QInputMethod, "locale", lambda _self: QLocale("fr_FR"))
    registry = ActionRegistry(all_commands())
    keys = [key.toString() for key in registry.action("concept.take_1").shortcuts()]
    assert keys == ["Alt+1", "Alt+&"]
    assert registry.shown_keys("concept.take_1") == "Alt+1", "what is printed on the key"
    assert registry.overrides() == {}
    registry.set_keys("view.focus", ["Alt+É"])
    registry.set_keys("concept.take_2", ["Alt+2"])
    assert [key.toString() for key in registry.action("concept.take_2").shortcuts()] == ["Alt+2"]
