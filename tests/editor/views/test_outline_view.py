from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from conceptwriter.outline import ROOT, TRASH, Caret, Document, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.editor.rooms import Room

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_every_node_is_a_row(room: Room) -> None:
    document = room.document
    assert room.outline.strip.rows == list(document.subtree(ROOT))
    assert room.shown(room.outline)[:3] == [
        "Chapter 1",
        "Dawn",
        "The boats return and nobody is there",
    ]


def test_typing_edits_the_document_and_both_views(room: Room) -> None:
    node = room.edit(room.outline, "Nobody", 6)
    room.press(" at all")
    assert room.document.text(node) == "Nobody at all was waiting for them on the quay."
    assert "Nobody at all was" in room.text.strip.face_of(room.document.parent(node) or 0).text.text
    assert room.outline.row_editor.field.text == room.document.text(node)
    assert room.desk.caret == Caret(node, 13)
    room.desk.undo()
    assert room.document.text(node) == "Nobody was waiting for them on the quay."
    assert room.outline.row_editor.field.text == room.document.text(node)
    assert room.desk.caret == Caret(node, 6)


def test_enter_splits_at_the_caret(room: Room) -> None:
    node = room.edit(room.outline, "Nobody", 10)
    room.press(Key.Key_Return)
    assert room.document.text(node) == "Nobody was"
    fresh = room.document.next_sibling(node)
    assert fresh is not None
    assert room.desk.caret == Caret(fresh, 0)
    assert room.outline.row_editor.field.text == "waiting for them on the quay."
    assert room.outline.row_editor.field.position == 0


def test_enter_at_the_end_makes_a_sibling_and_a_second_enter_a_paragraph(room: Room) -> None:
    node = room.edit(room.outline, "Nobody")
    room.press(Key.Key_Return, "Gulls.")
    fresh = room.document.next_sibling(node)
    assert fresh is not None
    assert room.document.text(fresh) == "Gulls."
    room.press(Key.Key_Return, Key.Key_Return, "Rain.")
    rain = room.desk.current
    assert room.document.text(rain) == "Rain."
    assert room.document.parent(rain) != room.document.parent(node)
    assert room.document.index_in_parent(rain) == 0


def test_enter_at_the_start_makes_a_node_above(room: Room) -> None:
    node = room.edit(room.outline, "Nobody", 0)
    room.press(Key.Key_Return)
    assert room.texts(room.document.parent(node) or 0)[1] == ""
    assert room.desk.caret == Caret(node, 0)


def test_enter_on_an_open_heading_goes_below_it(room: Room) -> None:
    chapter = room.edit(room.outline, "Chapter 2")
    room.press(Key.Key_Return, "First.")
    paragraph = room.document.children(chapter)[0]
    assert room.texts(paragraph) == ["First."]
    chapter = room.edit(room.outline, "Chapter 2")
    room.desk.set_folded(chapter, True)
    room.press(Key.Key_Return, "Chapter 3")
    assert room.texts(ROOT) == ["Chapter 1", "Chapter 2", "Chapter 3"]


def test_shift_enter_breaks_the_line(room: Room) -> None:
    node = room.edit(room.outline, "Nobody", 6)
    room.press((Key.Key_Return, SHIFT), "x")
    assert room.document.text(node).startswith("Nobody\nx was")
    assert room.outline.row_editor.field.text == room.document.text(node)


def test_backspace_and_delete_merge(room: Room) -> None:
    node = room.edit(room.outline, "Nobody", 0)
    room.press(Key.Key_Backspace)
    assert node not in room.document
    assert room.document.text(room.desk.current).startswith("The boats came in at dawn. Nobody was")
    assert room.desk.caret == Caret(room.desk.current, 27)
    room.edit(room.outline, "The boats came in")
    room.press(Key.Key_Delete)
    assert "quay. A bell" in room.document.text(room.desk.current)


def test_backspace_in_an_empty_node_removes_it(room: Room) -> None:
    node = room.edit(room.outline, "Nobody")
    room.press(Key.Key_Return, Key.Key_Backspace)
    assert room.desk.caret == room.document.caret(node)
    assert room.document.children(TRASH) == []


def test_tab_indents_and_the_caret_stays(room: Room) -> None:
    letter = room.edit(room.outline, "The letter", 4)
    room.press(Key.Key_Tab)
    assert room.document.parent(letter) == room.node("Dawn")
    assert room.desk.caret == Caret(letter, 4)
    assert room.outline.row_editor.field.hasFocus()
    room.press(Key.Key_Backtab)
    assert room.document.parent(letter) == room.node("Chapter 1")
    room.press(Key.Key_Tab, Key.Key_Tab)
    assert len(room.errors) == 1


@pytest.mark.parametrize("modifiers", [ALT | SHIFT, CONTROL | SHIFT])
def test_moving_up_and_down(room: Room, modifiers: Qt.KeyboardModifier) -> None:
    node = room.edit(room.outline, "Nobody", 3)
    room.press((Key.Key_Up, modifiers))
    assert room.document.index_in_parent(node) == 0
    room.press((Key.Key_Down, modifiers), (Key.Key_Down, modifiers))
    assert room.document.index_in_parent(node) == 2
    assert room.desk.caret == Caret(node, 3)
    assert room.outline.strip.rows == list(room.document.subtree(ROOT))


def test_up_and_down_keep_the_column(room: Room) -> None:
    room.edit(room.outline, "The old man counted", 8)
    room.press(Key.Key_Up)
    assert room.desk.current == room.document.parent(room.node("The old man counted"))
    room.press(Key.Key_Up)
    bell = room.node("A bell")
    assert room.desk.current == bell
    face = room.outline.strip.face_of(bell)
    assert room.desk.caret is not None
    assert face.block.line_of(room.desk.caret.position) == face.block.lines - 1
    room.press(Key.Key_Down, Key.Key_Down)
    assert room.desk.current == room.node("The old man counted")
    assert room.desk.caret is not None
    assert abs(room.desk.caret.position - 8) <= 1


def test_left_and_right_cross_nodes(room: Room) -> None:
    room.edit(room.outline, "Nobody", 0)
    room.press(Key.Key_Left)
    assert room.desk.caret == room.document.caret(room.node("The boats came"))
    room.press(Key.Key_Right)
    assert room.desk.caret == Caret(room.node("Nobody"), 0)


def test_escape_selects_the_node_and_enter_returns(room: Room) -> None:
    node = room.edit(room.outline, "Nobody", 6)
    room.press(Key.Key_Escape)
    assert not room.editing()
    assert room.outline.hasFocus()
    assert room.selection() == (node,)
    room.press(Key.Key_Return)
    assert room.desk.caret == room.document.caret(node)
    room.press(Key.Key_Escape, Key.Key_F2)
    assert room.editing()
    room.press(Key.Key_Escape, "!")
    assert room.document.text(node).endswith("quay.!")


def test_moving_and_selecting_whole_nodes(room: Room) -> None:
    node = room.choose(room.outline, "Nobody")
    room.press(Key.Key_Down)
    bell = room.node("A bell")
    assert room.desk.current == bell
    room.press((Key.Key_Up, SHIFT), (Key.Key_Up, SHIFT))
    assert room.selection() == (room.node("The boats came"), node, bell)
    room.press((Key.Key_Down, SHIFT))
    assert room.selection() == (node, bell)
    room.press(Key.Key_Delete)
    assert len(room.document.children(TRASH)) == 2
    assert room.desk.current in room.document
    room.desk.undo()
    assert room.document.children(TRASH) == []
    room.press(Key.Key_Home)
    assert room.desk.current == room.node("Chapter 1")
    room.press(Key.Key_End)
    assert room.desk.current == room.outline.strip.rows[-1]


def test_folding(room: Room) -> None:
    dawn = room.choose(room.outline, "Dawn")
    rows = len(room.outline.strip.rows)
    room.press((Key.Key_Up, CONTROL))
    assert room.desk.is_folded(dawn)
    assert len(room.outline.strip.rows) == rows - 7
    assert room.outline.strip.rows == room.outline.plan.visible.nodes
    room.press((Key.Key_Up, CONTROL))
    assert room.desk.current == room.node("Chapter 1")
    room.choose(room.outline, "Dawn")
    room.press((Key.Key_Down, CONTROL))
    assert len(room.outline.strip.rows) == rows
    room.press((Key.Key_Space, CONTROL))
    assert room.desk.is_folded(dawn)
    room.press(Key.Key_Right, Key.Key_Right)
    assert room.desk.current == room.document.children(dawn)[0]
    room.commands.show_level(1)
    assert room.shown(room.outline) == ["Chapter 1", "Chapter 2"]
    assert room.desk.current == room.node("Chapter 1")
    room.commands.show_level(6)
    assert len(room.outline.strip.rows) == rows


def test_an_edit_below_a_folded_node_unfolds_it(room: Room) -> None:
    node = room.edit(room.outline, "Nobody")
    room.press(" Ever.")
    room.desk.set_current(room.node("Chapter 2"))
    room.desk.set_folded(room.node("Dawn"), True)
    room.desk.undo()
    assert room.desk.current == node
    assert not room.desk.is_folded(room.node("Dawn"))


def test_zoom(room: Room) -> None:
    room.choose(room.outline, "The old man")
    room.commands.zoom_in()
    paragraph = room.document.parent(room.node("The old man"))
    assert room.desk.zoom == paragraph
    assert len(room.outline.strip.rows) == 3
    assert room.text.strip.rows == [paragraph]
    room.commands.zoom_out()
    assert room.desk.zoom == room.node("Dawn")
    room.desk.place_caret(room.node("Chapter 2"))
    assert room.desk.zoom == ROOT
    assert len(room.outline.strip.rows) == len(list(room.document.subtree(ROOT)))


def test_ctrl_a_climbs(room: Room) -> None:
    node = room.edit(room.outline, "Nobody", 3)
    room.press((Key.Key_A, CONTROL))
    assert room.desk.caret == Caret(node, 40, 0)
    assert room.outline.row_editor.field.textCursor().selectedText().startswith("Nobody")
    room.press((Key.Key_A, CONTROL))
    assert room.selection() == (node,)
    assert not room.editing()
    room.press((Key.Key_A, CONTROL))
    assert len(room.selection()) == 3
    room.press((Key.Key_A, CONTROL))
    assert room.selection() == tuple(room.document.children(ROOT))


def test_duplicate_and_trash_keys(room: Room) -> None:
    node = room.edit(room.outline, "Nobody", 3)
    room.press((Key.Key_D, CONTROL))
    assert room.texts(room.document.parent(node) or 0)[1:3] == [room.document.text(node)] * 2
    room.press((Key.Key_Backspace, CONTROL | SHIFT))
    assert len(room.document.children(TRASH)) == 1
    room.press((Key.Key_Delete, CONTROL | SHIFT))
    assert len(room.document.children(TRASH)) == 2


def click(room: Room, key: int, x: int, y: int, **more: object) -> None:
    place = room.outline.strip.place_of(key)
    assert place is not None
    QTest.mouseClick(room.outline.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, place.top + y), **more)  # type: ignore[call-overload]


def test_the_mouse_places_the_caret_and_folds(room: Room) -> None:
    node = room.node("A bell")
    face = room.outline.strip.face_of(node)
    place = face.block.caret_x(6)
    click(room, node, face.text_left + round(place), face.text_top + 5)
    assert room.desk.caret == Caret(node, 6)
    assert room.outline.row_editor.field.hasFocus()
    dawn = room.node("Dawn")
    heading = room.outline.strip.face_of(dawn)
    click(room, dawn, round(heading.handle_x), round(heading.line_middle))  # type: ignore[attr-defined]
    assert room.desk.is_folded(dawn)
    assert room.desk.current == dawn


def test_dragging_a_bullet_moves_the_node(room: Room) -> None:
    view = room.outline
    node, target = room.node("The boats came"), room.node("There was one fewer")
    start, end = view.strip.place_of(node), view.strip.place_of(target)
    assert start is not None
    assert end is not None
    face = view.strip.face_of(node)
    x = round(face.handle_x)  # type: ignore[attr-defined]
    button = Qt.MouseButton.LeftButton
    QTest.mousePress(view.viewport(), button, pos=QPoint(x, start.top + round(face.line_middle)))  # type: ignore[attr-defined]
    for y in range(start.top + 20, end.top + end.height - 2, 12):
        QTest.mouseMove(view.viewport(), QPoint(x, y))
    view.pointer.branches.move(QPoint(x, end.top + end.height - 3))
    assert view.pointer.branches.drop is not None
    view.grab()
    QTest.mouseRelease(view.viewport(), button, pos=QPoint(x, end.top + end.height - 3))
    assert room.document.previous_sibling(node) == target
    assert room.document.undo_label == "Move"


def test_a_place_that_cannot_hold_what_is_dragged_is_passed_over(room: Room) -> None:
    view = room.outline
    room.desk.set_current(room.node("Dawn"))
    place = view.strip.place_of(room.node("Nobody"))
    assert place is not None
    assert view.pointer.branches.place_for_drop(QPoint(60, place.top + 3)) is None
    chapter = view.strip.place_of(room.node("Chapter 2"))
    assert chapter is not None
    drop = view.pointer.branches.place_for_drop(QPoint(60, chapter.top + chapter.height - 2))
    assert drop is not None
    assert room.document.may_hold(drop.parent, Kind.SECTION)


def test_a_row_grows_while_one_types(room: Room) -> None:
    node = room.edit(room.outline, "Nobody")
    before = room.outline.strip.place_of(node)
    below = room.outline.strip.place_of(room.node("A bell"))
    room.press(" They had all gone home long before the lights went out in the town.")
    after, moved = room.outline.strip.place_of(node), room.outline.strip.place_of(room.node("A bell"))
    assert before is not None
    assert after is not None
    assert below is not None
    assert moved is not None
    assert after.height > before.height
    assert moved.top - below.top == after.height - before.height
    assert room.outline.row_editor.field.height() >= room.outline.strip.face_of(node).block.height


def test_the_editor_stands_where_the_text_is_painted(room: Room) -> None:
    """No line may break elsewhere, or the text would jump when one clicks on it."""
    for view in (room.outline, room.text):
        for key in list(view.strip.rows):
            face = view.strip.face_of(key)
            if not face.text.spans or not face.text.text:
                continue
            view.setFocus()
            room.desk.place_caret(face.text.spans[0].node, 0)
            assert view.row_editor.edited == key
            layout = view.row_editor.field.document().firstBlock().layout()
            assert layout.lineCount() == face.block.lines
            assert view.row_editor.field.text_height() == face.block.height
            starts = [layout.lineAt(line).textStart() for line in range(layout.lineCount())]
            assert starts == [face.block._layout.lineAt(line).textStart() for line in range(face.block.lines)]
            tops = [layout.lineAt(line).y() for line in range(layout.lineCount())]
            assert tops == [face.block._layout.lineAt(line).y() for line in range(face.block.lines)]


def test_a_locked_node_keeps_its_text(room: Room) -> None:
    node = room.edit(room.outline, "Nobody", 3)
    room.document.node(node).locked = True
    room.press("x")
    assert room.document.text(node).startswith("Nobody")
    assert room.outline.row_editor.field.text == room.document.text(node)
    assert room.errors


def test_marks_and_tips(room: Room) -> None:
    stale = room.outline.strip.face_of(room.node("Marie"))
    assert "Outdated" in stale.tip(stale.width - 12, 10)  # type: ignore[attr-defined]
    assert stale.tip(stale.text_left + 20, 10) == ""


def test_nothing_on_a_blank_document(room_with: Callable[[Document], Room]) -> None:
    room = room_with(Document())
    assert room.shown(room.outline) == ["Untitled"]
    room.outline.setFocus()
    room.press("A title", Key.Key_Return, "One sentence.")
    assert room.document.text(ROOT) == "A title"
    assert room.shown(room.text) == ["One sentence."]
