"""Text selected across sentences, paragraphs and headings: what is highlighted is what is acted on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from conceptwriter.outline import ROOT, Caret, Document
from tests.editor.desks import paragraph, section
from tests.editor.selecting import (
    ACROSS,
    CONTROL,
    LEFT,
    NONE,
    SHIFT,
    Key,
    drag,
    highlighted,
    point_of,
    select_across,
    send,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.editor.rooms import Room


def test_dragging_selects_exactly_the_text_between(room: Room) -> None:
    select_across(room)
    assert highlighted(room) == room.commands.selected_text() == ACROSS
    assert room.desk.caret == Caret(room.node("The old man"), 11, 11, room.node("Nobody"))
    assert room.selection() == (room.node("Nobody"), room.node("A bell"), room.node("The old man"))


def test_dragging_upwards_selects_the_same(room: Room) -> None:
    room.text.setFocus()
    drag(room, point_of(room, "The old man", 11), point_of(room, "Nobody", 11))
    assert highlighted(room) == room.commands.selected_text() == ACROSS


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


def test_a_menu_on_selected_text_is_for_that(room: Room) -> None:
    select_across(room)
    caret = room.desk.caret
    room.text.marking.menu_at(point_of(room, "A bell", 12))
    assert room.desk.caret == caret
    room.text.marking.menu_at(point_of(room, "There was one", 5))
    assert room.desk.caret == Caret(room.node("There was one"), 5)


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
