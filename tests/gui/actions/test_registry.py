"""The commands of the window, their keys, and what cannot be."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from conceptwriter.editor.views.structure import DEFAULT_KEYS, StructureCommands
from conceptwriter.gui.actions.registry import ActionRegistry, KeyClash, normalised
from conceptwriter.gui.actions.spec import MENUS, ActionSpec, Scope
from conceptwriter.gui.window.commands.command import Structural, keys_of_views
from conceptwriter.gui.window.commands.every import all_commands

pytestmark = pytest.mark.usefixtures("qtbot")

PEERS_TABLE = {
    "outline.new": {"Return"},
    "outline.line_break": {"Shift+Return"},
    "outline.note": {"Alt+Return"},
    "outline.indent": {"Tab"},
    "outline.outdent": {"Shift+Tab"},
    "outline.move_up": {"Alt+Shift+Up", "Ctrl+Shift+Up"},
    "outline.move_down": {"Alt+Shift+Down", "Ctrl+Shift+Down"},
    "outline.collapse": {"Ctrl+Up"},
    "outline.expand": {"Ctrl+Down"},
    "outline.toggle_fold": {"Ctrl+Space", "F9"},
    "outline.level_1": {"Alt+Shift+1"},
    "outline.level_6": {"Alt+Shift+6"},
    "outline.zoom_in": {"Alt+Right"},
    "outline.zoom_out": {"Alt+Left"},
    "outline.delete": {"Ctrl+Shift+Backspace", "Ctrl+Shift+Del"},
    "outline.duplicate": {"Ctrl+D"},
    "concept.confirm": {"Ctrl+Return"},
    "concept.next_open": {"F8"},
    "concept.previous_open": {"Shift+F8"},
    "translate.next_untranslated": {"Ctrl+U"},
    "concept.propose": {"Ctrl+J"},
    "concept.reroll": {"Ctrl+R"},
    "concept.next_candidate": {"Alt+Down"},
    "concept.previous_candidate": {"Alt+Up"},
    "concept.take_1": {"Alt+1"},
    "concept.take_5": {"Alt+5"},
    "concept.continue": {"Ctrl+G"},
    "concept.expand": {"Ctrl+E"},
    "concept.summarise": {"Ctrl+M"},
    "concept.rewrite": {"Ctrl+Shift+R"},
    "translate.language": {"Ctrl+L"},
    "translate.source": {"Ctrl+Shift+L"},
    "concept.stop": {"Esc"},
    "concept.stop_all": {"Ctrl+.", "Shift+Esc"},
    "view.focus": {"Ctrl+Shift+D"},
    "view.full_screen": {"F11"},
    "tools.preferences": {"Ctrl+,"},
    "tools.palette": {"Ctrl+Shift+P"},
    "edit.undo": {"Ctrl+Z"},
    "edit.redo": {"Ctrl+Y", "Ctrl+Shift+Z"},
    "edit.paste_plain": {"Ctrl+Shift+V"},
}


@pytest.fixture
def registry(qtbot: QtBot) -> ActionRegistry:
    return ActionRegistry(all_commands())


def test_no_two_actions_have_the_same_key(registry: ActionRegistry) -> None:
    assert registry.clashes() == {}


def test_clashes_are_found() -> None:
    twice = ActionRegistry(
        specs=(ActionSpec("a", MENUS[0], "A", ("Ctrl+1",)), ActionSpec("b", MENUS[0], "B", ("ctrl+1",)))
    )
    assert twice.clashes() == {"Ctrl+1": ["a", "b"]}


def test_ids_are_unique_and_menus_known() -> None:
    ids = [spec.id for spec in all_commands()]
    assert len(ids) == len(set(ids))
    assert {spec.menu for spec in all_commands()} == set(MENUS)


def test_default_keys_are_those_of_the_published_table(registry: ActionRegistry) -> None:
    for action_id, keys in PEERS_TABLE.items():
        assert set(registry.keys(action_id)) == keys, action_id


def test_every_key_is_in_qts_portable_spelling() -> None:
    for spec in all_commands():
        assert normalised(spec.keys) == spec.keys, spec.id


def test_tab_takes_no_offer() -> None:
    for spec in all_commands():
        if any("Tab" in key for key in spec.keys):
            assert spec.id in {"outline.indent", "outline.outdent"}


def test_the_views_carry_out_the_keys_the_commands_promise(registry: ActionRegistry) -> None:
    """Keys of scope VIEW are the views' own: they do the same without a window."""
    methods = keys_of_views(all_commands(), registry)
    assert set(methods) == {key for spec in all_commands() if spec.scope is Scope.VIEW for key in spec.keys}
    for key, method in methods.items():
        assert DEFAULT_KEYS[key] == method, key


def test_every_method_of_a_command_is_there() -> None:
    methods = [command.run.method for command in all_commands() if isinstance(command.run, Structural)]
    assert len(methods) > 30
    for name in methods:
        assert callable(getattr(StructureCommands, name))


def test_mnemonics_are_unique_in_each_menu() -> None:
    for menu in MENUS:
        for submenu in {spec.submenu for spec in all_commands() if spec.menu == menu}:
            texts = [spec.text for spec in all_commands() if spec.menu == menu and spec.submenu == submenu]
            letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
            assert len(letters) == len(set(letters)), (menu, submenu, sorted(letters))


def test_keys_are_changed_checked_and_reset(registry: ActionRegistry) -> None:
    with pytest.raises(KeyClash, match="Expand"):
        registry.set_keys("concept.propose", ["Ctrl+E"])
    registry.set_keys("concept.propose", ["Ctrl+Alt+J"])
    assert registry.overrides() == {"concept.propose": ["Ctrl+Alt+J"]}
    assert registry.action("concept.propose").shortcut() == QKeySequence("Ctrl+Alt+J")
    assert registry.holder("Ctrl+J") is None
    again = ActionRegistry(all_commands(), overrides=registry.overrides())
    assert again.keys("concept.propose") == ("Ctrl+Alt+J",)
    registry.set_keys("concept.expand", ["Ctrl+J"])
    with pytest.raises(KeyClash):
        registry.reset_keys("concept.propose")
    registry.reset_keys()
    assert registry.overrides() == {}


def test_overrides_of_unknown_actions_do_no_harm() -> None:
    assert ActionRegistry(all_commands(), overrides={"gone.action": ["Ctrl+J"], "file.new": ["?!", ""]}).keys(
        "file.new"
    ) in (
        (),
        ("?, !",),
        ("?",),
    )


def test_only_enabled_actions_run(registry: ActionRegistry) -> None:
    ran: list[str] = []
    allowed = False
    registry.bind("file.new", lambda: ran.append("new"), lambda: allowed)
    assert not registry.run("file.new")
    assert not registry.action("file.new").isEnabled()
    allowed = True
    registry.refresh()
    registry.action("file.new").trigger()
    assert ran == ["new"]
    assert not registry.run("file.open"), "an action without a binding does nothing"
