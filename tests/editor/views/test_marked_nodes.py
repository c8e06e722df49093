"""A selection across whole nodes, in the outline and the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline import TRASH, Caret, edits
from tests.editor.selecting import SHIFT, Key, select_across, whole

if TYPE_CHECKING:
    from tests.editor.rooms import Room


def test_in_the_outline_a_selected_branch_is_shown_as_a_whole(room: Room) -> None:
    dawn = room.choose(room.outline, "Dawn")
    shown = {
        key
        for key in room.outline.strip.rows
        if room.outline.states.state_of(key).selected or room.outline.states.state_of(key).taken_along
    }
    assert shown == set(room.document.subtree(dawn))
    room.press(Key.Key_Delete)
    assert all(room.document.in_trash(node) for node in shown)
    assert room.document.children(TRASH) == [dawn]


def test_a_selection_across_nodes_ends_where_it_could_not_be_shown(room: Room) -> None:
    select_across(room)
    room.outline.setFocus()
    assert room.desk.caret == Caret(room.node("The old man"), 11)
    assert room.outline.row_editor.field.textCursor().selectedText() == ""


def test_typing_never_takes_the_place_of_several_nodes(room: Room) -> None:
    room.choose(room.outline, "Nobody")
    room.press((Key.Key_Down, SHIFT))
    before = whole(room)
    room.press("x")
    assert whole(room) == before
    assert "Several nodes" in room.errors[0]


def test_a_selection_ends_with_the_node_its_other_end_is_in(room: Room) -> None:
    select_across(room)
    node = room.node("Nobody")
    room.desk.perform(edits.delete(room.document, [node]))
    room.text.grab()
    assert room.desk.text_range is None
