"""No default key is one that a desktop, an input method or a keyboard keeps for itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from conceptwriter.editor.strip.editor import types_or_moves
from conceptwriter.gui.actions.registry import normalised
from conceptwriter.gui.actions.taken_keys import Taker, objection, taker
from conceptwriter.gui.window.commands.every import all_commands

SYSTEMS = ("linux", "win32", "darwin")


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_default_key_is_the_desktops_or_types_a_character(system: str) -> None:
    kept = {
        (spec.id, key): taker(key, system)
        for spec in all_commands()
        for key in spec.default_keys(system)
        if taker(key, system) in (Taker.DESKTOP, Taker.CHARACTER)
    }
    assert not kept


@pytest.mark.parametrize("system", SYSTEMS)
def test_whoever_types_with_an_input_method_has_another_key(system: str) -> None:
    for spec in all_commands():
        keys = spec.default_keys(system)
        assert not keys or any(taker(key, system) is None for key in keys), spec.id


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_keys_of_a_system_do_not_clash(system: str) -> None:
    keys = [key for spec in all_commands() for key in spec.default_keys(system)]
    assert len(keys) == len(set(keys))


def test_keys_of_a_mac_are_well_spelt() -> None:
    changed = [spec.mac_keys for spec in all_commands() if spec.mac_keys is not None]
    assert changed
    assert all(normalised(keys) == keys for keys in changed)


@pytest.mark.parametrize(
    ("key", "system", "kind"),
    [
        ("Ctrl+Alt+Left", "linux", Taker.DESKTOP),
        ("Ctrl+Alt+Q", "win32", Taker.CHARACTER),  # @ in German
        ("Ctrl+Alt+4", "win32", Taker.CHARACTER),  # { in French
        ("Ctrl+Alt++", "win32", Taker.CHARACTER),
        ("Ctrl+Alt+Return", "win32", None),
        ("Ctrl++", "linux", None),
        ("Alt+5", "linux", None),
        ("Alt+5", "darwin", Taker.CHARACTER),  # [ in German
        ("Ctrl+H", "darwin", Taker.DESKTOP),
        ("Ctrl+H", "linux", None),
        ("Ctrl+Space", "linux", Taker.INPUT_METHOD),
    ],
)
def test_takers(key: str, system: str, kind: Taker | None) -> None:
    assert taker(key, system) is kind
    assert (key in objection(key, key, system)) is (kind is not None)


@pytest.mark.parametrize("typed", ["ą", "ł", "@", "€", "ß"])
def test_altgr_that_comes_as_ctrl_and_alt_types(typed: str) -> None:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, held, typed)
    assert types_or_moves(event)
