"""Text selected across sentences, paragraphs and headings: what is highlighted is what is acted on."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QInputMethodEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from conceptwriter.editor.views.pasting import NODES_TYPE
from conceptwriter.outline import ROOT, TRASH, Caret, Document, Kind, NodeId, edits
from conceptwriter.outline.ranges import nodes_in_range
from conceptwriter.outline.translated_ranges import keeps_its_source
from conceptwriter.storage import StorageError
from tests.editor.desks import paragraph, section

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.editor.rooms import Room

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def point_of(room: Room, text: str, position: int) -> QPoint:
    """Where a caret stands in the text view."""
    node = room.node(text)
    key = room.text.plan.key_of(node)
    face, place = room.text.strip.face_of(key), room.text.strip.place_of(key)
    assert place is not None
    at = face.text.place(Caret(node, position))
    assert at is not None
    line = face.block.line_rect(face.block.line_of(at))
    return QPoint(
        face.text_left + round(face.block.caret_x(at)), place.top + face.text_top + round(line.center().y())
    )


def send(room: Room, kind: QEvent.Type, point: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    viewport = room.text.viewport()
    where = QPointF(viewport.mapToGlobal(point))
    event = QMouseEvent(kind, QPointF(point), where, LEFT, LEFT, modifiers)
    QApplication.sendEvent(viewport, event)


def drag(room: Room, start: QPoint, *through: QPoint) -> None:
    send(room, QEvent.Type.MouseButtonPress, start)
    for point in through:
        send(room, QEvent.Type.MouseMove, point)
    QTest.mouseRelease(room.text.viewport(), LEFT, NONE, through[-1])


def highlighted(room: Room) -> str:
    """The characters that are painted as selected, row by row."""
    view, parts = room.text, []
    for key in view.strip.rows:
        if key == view.row_editor.edited:
            parts.append(view.row_editor.field.textCursor().selectedText())
        else:
            text = view.strip.face_of(key).text.text
            parts.extend(text[spot.start : spot.end] for spot in view.states.spots_of(key) if spot.marked)
    return "\n\n".join(part for part in parts if part)


def whole(room: Room) -> str:
    document = room.document
    return "".join(
        document.text(node)
        for node in document.descendants(ROOT)
        if document.node(node).kind is not Kind.PARAGRAPH
    )


ACROSS = (
    "waiting for them on the quay. A bell rang across the water, and then there was only the sound of the "
    "ropes.\n\nThe old man"
)


def select_across(room: Room) -> None:
    room.text.setFocus()
    drag(room, point_of(room, "Nobody", 11), point_of(room, "A bell", 9), point_of(room, "The old man", 11))


def test_dragging_selects_exactly_the_text_between(room: Room) -> None:
    select_across(room)
    assert highlighted(room) == room.commands.selected_text() == ACROSS
    assert room.desk.caret == Caret(room.node("The old man"), 11, 11, room.node("Nobody"))
    assert room.selection() == (room.node("Nobody"), room.node("A bell"), room.node("The old man"))


def test_dragging_upwards_selects_the_same(room: Room) -> None:
    room.text.setFocus()
    drag(room, point_of(room, "The old man", 11), point_of(room, "Nobody", 11))
    assert highlighted(room) == room.commands.selected_text() == ACROSS


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_delete_takes_exactly_that_and_undo_selects_it_again(room: Room, key: Qt.Key) -> None:
    select_across(room)
    before, caret = whole(room), room.desk.caret
    room.press(key)
    assert whole(room) == before.replace(ACROSS.replace("\n\n", "").replace("quay. A", "quay.A"), "")
    assert room.document.text(room.node("Nobody")) == "Nobody was  counted them twice."
    assert room.desk.caret == Caret(room.node("Nobody"), 11)
    room.desk.undo()
    assert whole(room) == before
    assert room.desk.caret == caret
    assert highlighted(room) == ACROSS


def test_typing_takes_its_place_as_one_step(room: Room) -> None:
    select_across(room)
    steps = len(room.document.history.done)
    room.press("x")
    assert room.document.text(room.node("Nobody")) == "Nobody was x counted them twice."
    assert len(room.document.history.done) == steps + 1
    room.press("y")
    assert room.document.text(room.node("Nobody")).startswith("Nobody was xy counted")


def test_copy_cut_and_paste(room: Room) -> None:
    select_across(room)
    room.press((Key.Key_C, CONTROL))
    assert QGuiApplication.clipboard().text() == ACROSS
    steps = len(room.document.history.done)
    room.press((Key.Key_X, CONTROL))
    assert QGuiApplication.clipboard().text() == ACROSS
    assert room.document.text(room.node("Nobody")) == "Nobody was  counted them twice."
    assert len(room.document.history.done) == steps + 1
    room.desk.undo()
    QGuiApplication.clipboard().setText("sure that he")
    room.press((Key.Key_V, CONTROL))
    assert room.document.text(room.node("Nobody")) == "Nobody was sure that he counted them twice."
    assert len(room.document.history.done) == steps + 1


def test_pasting_paragraphs_in_its_place(room: Room) -> None:
    select_across(room)
    QGuiApplication.clipboard().setText("He slept.\n\nShe woke. It rained.")
    room.press((Key.Key_V, CONTROL))
    dawn = room.node("Dawn")
    shown = [room.texts(key) for key in room.document.children(dawn)]
    assert shown == [
        ["The boats came in at dawn.", "Nobody was"],
        ["He slept."],
        ["She woke.", "It rained."],
        ["counted them twice.", "There was one fewer than the night before."],
    ]
    room.desk.undo()
    assert highlighted(room) == ACROSS


def test_whole_sentences_are_copied_as_nodes_too(room: Room) -> None:
    node = room.node("The old man")
    room.desk.perform(edits.set_note(room.document, node, "who?"))
    room.text.setFocus()
    room.desk.place_caret(room.node("There was one"), None, 0, node)
    room.press((Key.Key_X, CONTROL))
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasFormat(NODES_TYPE)
    assert data.text() == "The old man counted them twice. There was one fewer than the night before."
    assert room.document.in_trash(node)
    room.edit(room.text, "Nobody")
    room.press((Key.Key_V, CONTROL))
    pasted = room.document.next_sibling(room.node("Nobody"))
    assert pasted is not None
    assert room.document.node(pasted).note == "who?"


def test_shift_click_extends(room: Room) -> None:
    room.edit(room.text, "Nobody", 11)
    send(room, QEvent.Type.MouseButtonPress, point_of(room, "The old man", 11), SHIFT)
    assert highlighted(room) == room.commands.selected_text() == ACROSS
    send(room, QEvent.Type.MouseButtonPress, point_of(room, "Dawn", 2), SHIFT)
    assert room.commands.selected_text() == "wn\n\nThe boats came in at dawn. Nobody was "


def test_shift_click_extends_from_a_whole_node(room: Room) -> None:
    room.choose(room.text, "Dawn")
    send(room, QEvent.Type.MouseButtonPress, point_of(room, "Nobody", 6), SHIFT)
    assert room.commands.selected_text() == "Dawn\n\nThe boats came in at dawn. Nobody"


def test_shift_and_arrows_go_through_rows(room: Room) -> None:
    room.edit(room.text, "Dawn", 2)
    for _ in range(6):
        room.press((Key.Key_Right, SHIFT))
    assert highlighted(room) == room.commands.selected_text() == "wn\n\nThe"
    for _ in range(5):
        room.press((Key.Key_Left, SHIFT))
    assert room.commands.selected_text() == "w"
    room.press((Key.Key_End, SHIFT), (Key.Key_Right, SHIFT | CONTROL), (Key.Key_Right, SHIFT | CONTROL))
    assert room.commands.selected_text() == "wn\n\nThe "
    room.press((Key.Key_End, SHIFT | CONTROL))
    assert room.commands.selected_text().startswith("wn\n\nThe boats")
    assert room.commands.selected_text().endswith("full of strangers.")
    room.press((Key.Key_Home, SHIFT | CONTROL))
    assert room.commands.selected_text() == "Chapter 1\n\nDa"


def test_shift_up_down_and_page_keys(room: Room) -> None:
    room.edit(room.text, "The old man", 4)
    room.press((Key.Key_Up, SHIFT), (Key.Key_Up, SHIFT))
    text = room.commands.selected_text()
    assert text.endswith("\n\nThe ")
    assert highlighted(room) == text
    room.press((Key.Key_Down, SHIFT), (Key.Key_Down, SHIFT))
    assert room.commands.selected_text() == ""
    room.press((Key.Key_PageDown, SHIFT))
    assert room.commands.selected_text().startswith("old man")
    assert highlighted(room).startswith("old man")


def test_arrows_leave_a_selection_at_its_ends(room: Room) -> None:
    for key, expected in (
        (Key.Key_Left, Caret(room.node("Nobody"), 11)),
        (Key.Key_Right, Caret(room.node("The old man"), 11)),
    ):
        select_across(room)
        room.press(key)
        assert room.desk.caret == expected
        assert highlighted(room) == ""


def test_a_double_click_takes_a_word_a_third_the_paragraph_control_the_sentence(room: Room) -> None:
    room.text.setFocus()
    point = point_of(room, "Nobody", 13)
    viewport = room.text.viewport()
    QTest.mouseClick(viewport, LEFT, NONE, point)
    QTest.mouseDClick(viewport, LEFT, NONE, point)
    assert room.commands.selected_text() == highlighted(room) == "waiting"
    QTest.mouseClick(viewport, LEFT, NONE, point)
    assert room.commands.selected_text().startswith("The boats came in at dawn. Nobody")
    assert room.commands.selected_text().endswith("of the ropes.")
    QTest.mouseClick(viewport, LEFT, CONTROL, point)
    assert room.commands.selected_text() == "Nobody was waiting for them on the quay."


def test_control_a_takes_the_sentence_the_paragraph_the_text(room: Room) -> None:
    room.edit(room.text, "Nobody", 4)
    room.press((Key.Key_A, CONTROL))
    assert room.commands.selected_text() == "Nobody was waiting for them on the quay."
    room.press((Key.Key_A, CONTROL))
    assert room.commands.selected_text().startswith("The boats came in at dawn. Nobody")
    room.press((Key.Key_A, CONTROL))
    assert room.commands.selected_text().startswith("Chapter 1\n\nDawn\n\nThe boats")
    assert room.commands.selected_text().endswith("full of strangers.")
    assert highlighted(room) == room.commands.selected_text()


def test_an_input_method_takes_the_place_of_the_selection(room: Room) -> None:
    select_across(room)
    steps = len(room.document.history.done)
    event = QInputMethodEvent("", [])
    event.setCommitString("é")
    QApplication.sendEvent(room.text.row_editor.field, event)
    assert room.document.text(room.node("Nobody")) == "Nobody was é counted them twice."
    assert len(room.document.history.done) == steps + 1
    room.desk.undo()
    QApplication.sendEvent(room.text.row_editor.field, QInputMethodEvent("に", []))
    assert room.composing()
    done = QInputMethodEvent("", [])
    done.setCommitString("日")
    QApplication.sendEvent(room.text.row_editor.field, done)
    assert room.document.text(room.node("Nobody")) == "Nobody was 日 counted them twice."


def test_a_project_that_is_only_read_keeps_text_and_selection(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_operation: object) -> None:
        raise StorageError("open read-only")

    select_across(room)
    before = whole(room)
    monkeypatch.setattr(room.desk.project, "perform", refuse)
    room.press(Key.Key_Delete, "x", (Key.Key_X, CONTROL))
    assert whole(room) == before
    assert highlighted(room) == ACROSS
    assert len(room.errors) == 3


def test_a_locked_sentence_in_it_refuses_the_whole(room: Room) -> None:
    room.document.node(room.node("A bell")).locked = True
    select_across(room)
    before = whole(room)
    room.press(Key.Key_Delete)
    assert whole(room) == before
    assert "locked" in room.errors[0]


def test_from_the_right(room: Room) -> None:
    node = room.edit(room.text, "שלום", 0)
    room.press((Key.Key_Left, SHIFT), (Key.Key_Left, SHIFT))
    assert room.commands.selected_text() == "של"
    room.press((Key.Key_Right, SHIFT), (Key.Key_Right, SHIFT), (Key.Key_Right, SHIFT))
    assert room.desk.caret == Caret(room.node("Chapter 2"), 9, 0, node)


def test_emoji_and_pairs(room_with: Callable[[Document], Room]) -> None:
    room = room_with(
        Document.from_draft(
            section("Book", paragraph("A bell 🔔 rang.", "🚢 came."), source_language="eng_Latn")
        )
    )
    room.edit(room.text, "A bell", 7)
    for _ in range(9):
        room.press((Key.Key_Right, SHIFT))
    assert room.commands.selected_text() == highlighted(room) == "🔔 rang. 🚢"
    room.press(Key.Key_Delete)
    assert room.texts(room.document.children(ROOT)[0]) == ["A bell  came."]


def test_what_is_painted_is_what_is_selected(room: Room) -> None:
    """In the picture itself: the accent is where the selected characters are, and nowhere else."""
    select_across(room)
    view = room.text
    view.row_editor.field.hide()
    view.row_editor.edited = None  # so that every row is painted by the view itself
    image: QImage = view.viewport().grab().toImage()
    accent = view.strip.shades.accent.rgb()
    for key in view.strip.rows:
        face, place = view.strip.face_of(key), view.strip.place_of(key)
        if place is None or not face.text.text:
            continue
        spots = [spot for spot in view.states.spots_of(key) if spot.marked]
        for at in range(len(face.text.text)):
            inside = any(spot.start <= at < spot.end for spot in spots)
            rect = face.block.rects(at, at + 1)[0]
            if rect.width() < 3 or face.text.text[at] == " ":
                continue
            x = face.text_left + round(rect.center().x())
            y = place.top + face.text_top + round(rect.top()) + 1
            assert (image.pixel(x, y) == accent) is inside, (face.text.text, at)


@pytest.mark.parametrize("seed", range(6))
def test_any_selection_is_shown_and_deleted_exactly(room: Room, seed: int) -> None:
    chance = random.Random(seed)
    document = room.document
    room.text.setFocus()
    for _ in range(12):
        nodes = [
            node
            for node in document.descendants(ROOT)
            if document.node(node).kind is not Kind.PARAGRAPH and not document.stands_in(node)
        ]
        ends: list[tuple[NodeId, int]] = []
        for node in (chance.choice(nodes), chance.choice(nodes)):
            ends.append((node, chance.randrange(len(document.text(node)) + 1)))
        (node, position), (other, anchor) = ends
        room.desk.place_caret(node, position, anchor, other)
        selected = room.desk.text_range
        if selected is None or keeps_its_source(document, nodes_in_range(document, *selected)):
            continue
        assert highlighted(room).replace("\n", "") == room.commands.selected_text().replace("\n", "")
        before, (start, end) = whole(room), selected
        text = "".join(
            document.text(node)[start.position if node == start.node else 0 :][
                : (end.position - (start.position if node == start.node else 0)) if node == end.node else None
            ]
            for node in nodes_in_range(document, start, end)
        )
        steps = len(document.history.done)
        room.press(Key.Key_Delete)
        letters = sorted("".join((whole(room) + text).split()))
        assert letters == sorted("".join(before.split())), "white space may have become a gap"
        if len(document.history.done) == steps:
            assert whole(room) == before, "nothing but the break beside a heading"
            continue
        room.desk.undo()
        assert whole(room) == before
        assert room.desk.text_range == selected
        if chance.random() < 0.5:
            room.press(Key.Key_Delete)
            if not [node for node in document.descendants(ROOT) if document.text(node)]:
                break


# -- the outline: whole nodes ---


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


def test_a_menu_on_selected_text_is_for_that(room: Room) -> None:
    select_across(room)
    caret = room.desk.caret
    room.text.marking.menu_at(point_of(room, "A bell", 12))
    assert room.desk.caret == caret
    room.text.marking.menu_at(point_of(room, "There was one", 5))
    assert room.desk.caret == Caret(room.node("There was one"), 5)


def test_a_selection_ends_with_the_node_its_other_end_is_in(room: Room) -> None:
    select_across(room)
    node = room.node("Nobody")
    room.desk.perform(edits.delete(room.document, [node]))
    room.text.grab()
    assert room.desk.text_range is None


def test_text_that_is_dragged_over_beyond_the_edge_scrolls(room_with: Callable[[Document], Room]) -> None:
    many = [paragraph(f"Some words {number}.") for number in range(200)]
    room = room_with(Document.from_draft(section("Book", *many, source_language="eng_Latn")))
    send(room, QEvent.Type.MouseButtonPress, point_of(room, "Some words 2.", 5))
    send(room, QEvent.Type.MouseMove, QPoint(300, room.text.viewport().height() + 40))
    before = room.commands.selected_text()
    for _ in range(30):
        room.text.pointer._scroll_on()
    assert len(room.commands.selected_text()) > len(before) + 100
    QTest.mouseRelease(room.text.viewport(), LEFT)
    assert not room.text.pointer._scroller.isActive()


def test_junk_is_not_pasted(room: Room) -> None:
    select_across(room)
    room.commands.paste_data(QMimeData())
    assert highlighted(room) == ACROSS
