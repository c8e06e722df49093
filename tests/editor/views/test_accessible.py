from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible

from conceptwriter.editor.strip import accessible
from conceptwriter.editor.strip.accessible import StripAccessibility

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QAccessibleInterface

    from conceptwriter.editor.views.node_view import NodeView
    from tests.editor.rooms import Room


@pytest.fixture(autouse=True)
def a_screen_reader() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def interface_of(view: NodeView) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(view)
    assert found is not None
    return found


def index_of(room: Room, text: str) -> int:
    return room.outline.voice.strip.spoken_rows().index(room.node(text))


def test_rows_are_items_of_a_tree(room: Room) -> None:
    tree = interface_of(room.outline)
    assert tree.role() == QAccessible.Role.Tree
    assert tree.text(QAccessible.Text.Name) == "Outline"
    assert tree.childCount() == len(room.outline.strip.rows) - 1, "the title of the document is no row"
    row = index_of(room, "Marie")
    item = tree.child(row)
    assert item.role() == QAccessible.Role.TreeItem
    assert item.text(QAccessible.Text.Name) == "Marie avait écrit à la hâte."
    assert item.text(QAccessible.Text.Description) == "Concept, level 4, Outdated: the source has changed"
    assert item.parent().role() == QAccessible.Role.Tree
    assert tree.indexOfChild(item) == row
    centre = item.rect().center()
    assert tree.childAt(centre.x(), centre.y()).text(QAccessible.Text.Name).startswith("Marie")
    assert tree.childAt(-9, -9) is None
    assert tree.child(999) is None


def test_states(room: Room) -> None:
    dawn = room.choose(room.outline, "Dawn")
    room.desk.set_folded(dawn, True)
    tree = interface_of(room.outline)
    state = tree.child(index_of(room, "Dawn")).state()
    assert state.focused
    assert state.selected
    assert state.collapsed
    other = tree.child(0).state()
    assert not other.focused
    assert other.expanded


def test_the_live_editor_is_a_child_with_a_name(room: Room) -> None:
    room.edit(room.text, "Nobody", 3)
    tree = interface_of(room.text)
    editor = tree.child(tree.childCount() - 1)
    assert editor.object() is room.text.row_editor.field
    assert editor.text(QAccessible.Text.Name) == "Text of the paragraph"
    assert tree.indexOfChild(editor) == tree.childCount() - 1


def test_items_of_rows_that_left_are_given_back(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accessible, "ITEMS_KEPT", 4)
    tree = interface_of(room.outline)
    room.desk.set_folded(room.node("Chapter 1"), True)
    for index in range(tree.childCount()):
        tree.child(index)
    room.desk.set_folded(room.node("Chapter 1"), False)
    for index in range(tree.childCount()):
        assert tree.child(index) is not None
    room.desk.set_folded(room.node("Chapter 1"), True)
    room.choose(room.outline, "Chapter 2")
    room.commands.duplicate()
    for index in range(tree.childCount()):
        assert tree.child(index).role() == QAccessible.Role.TreeItem
    assert tree.childAt(*point(room.outline)) is not None
    assert set(room.outline.voice._interfaces.rows) == set(room.outline.strip.rows[1:])


def point(view: NodeView) -> tuple[int, int]:
    place = view.viewport().mapToGlobal(QPoint(40, 20))
    return place.x(), place.y()


def test_an_item_of_a_node_that_is_gone_says_nothing(room: Room) -> None:
    room.choose(room.outline, "Nobody")
    tree = interface_of(room.outline)
    item = tree.child(index_of(room, "Nobody"))
    room.commands.delete()
    assert item.rect().isEmpty()
    room.outline.voice.stop()
    assert item.text(QAccessible.Text.Name) == ""
    assert not item.isValid()


def test_interfaces_of_a_strip_that_was_only_collected_are_removed(room: Room) -> None:
    """Python may take a view whose widget was never destroyed; Qt's cache must not keep what went with it."""
    voice = StripAccessibility(room.outline.voice.strip)
    item = voice.interface(room.node("Dawn"))
    assert item is not None
    number = QAccessible.uniqueId(item)
    collected = weakref.ref(voice)
    del voice
    gc.collect()
    assert collected() is None, "what Qt was given keeps no view alive"
    assert not shiboken6.isValid(item)
    assert QAccessible.accessibleInterface(number) is None


def test_when_qt_asks_again_it_gets_an_interface_of_its_own(room: Room) -> None:
    """It would destroy one that it has been given twice as often."""
    voice = room.outline.voice
    first, again = voice.start(room.outline), voice.start(room.outline)
    assert first is not again
    assert voice.own is again
    for interface in (first, again):
        QAccessible.registerAccessibleInterface(interface)
    assert QAccessible.uniqueId(first) != QAccessible.uniqueId(again)
    voice.stop()
    assert not shiboken6.isValid(first)
    assert not shiboken6.isValid(again)
