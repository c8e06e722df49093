"""No default key is one that a desktop, an input method or a keyboard keeps for itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from conceptwriter.gui.actions.mac_keys import MAC_KEYS, for_system
from conceptwriter.gui.actions.registry import normalised
from conceptwriter.gui.actions.table import ACTIONS
from conceptwriter.gui.actions.taken_keys import Taker, objection, taker
from conceptwriter.gui.strip.editor import types_or_moves

SYSTEMS = ("linux", "win32", "darwin")


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_default_key_is_the_desktops_or_types_a_character(system: str) -> None:
    kept = {
        (spec.id, key): taker(key, system)
        for spec in for_system(ACTIONS, system)
        for key in spec.keys
        if taker(key, system) in (Taker.DESKTOP, Taker.CHARACTER)
    }
    assert not kept


@pytest.mark.parametrize("system", SYSTEMS)
def test_whoever_types_with_an_input_method_has_another_key(system: str) -> None:
    for spec in for_system(ACTIONS, system):
        assert not spec.keys or any(taker(key, system) is None for key in spec.keys), spec.id


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_keys_of_a_system_do_not_clash(system: str) -> None:
    keys = [key for spec in for_system(ACTIONS, system) for key in spec.keys]
    assert len(keys) == len(set(keys))


def test_keys_of_a_mac_are_of_known_actions_and_well_spelt() -> None:
    assert set(MAC_KEYS) <= {spec.id for spec in ACTIONS}
    assert all(normalised(keys) == keys for keys in MAC_KEYS.values())


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
