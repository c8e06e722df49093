"""After every jump one sees where one is; what happens by itself moves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from conceptwriter.outline import ROOT, Document, edits
from tests.editor.desks import paragraph, section

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.editor.rooms import Room


@pytest.fixture
def far(room_with: Callable[[Document], Room]) -> Room:
    chapters = [
        section(f"Chapter {number}", *(paragraph(f"Part {number} {place}.", "Rain.") for place in range(8)))
        for number in range(20)
    ]
    return room_with(Document.from_draft(section("Rain", *chapters, source_language="eng_Latn")))


def sees_caret(room: Room) -> bool:
    line = room.text.caret_line()
    return line is not None and room.text.viewport().rect().contains(line)


def scroll_away(room: Room, value: int = 0) -> None:
    room.text.verticalScrollBar().setValue(value)


def test_undo_shows_what_was_undone_though_one_had_scrolled_away(far: Room) -> None:
    far.edit(far.text, "Part 15 3")
    far.press("x")
    scroll_away(far)
    assert not sees_caret(far)
    far.desk.undo()
    assert sees_caret(far)


def test_a_click_in_the_outline_brings_the_text_there_again(far: Room) -> None:
    key = far.choose(far.outline, "Chapter 7")
    scroll_away(far)
    assert far.text.strip.place_of(key) is None
    place, face = far.outline.strip.place_of(key), far.outline.strip.face_of(key)
    assert place is not None
    point = QPoint(face.text_left + 10, place.top + face.text_top + 3)
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(far.outline.viewport(), left, plain, point)
    assert far.text.strip.place_of(key) is not None


def test_what_is_found_in_a_long_text_is_seen_while_another_field_has_the_keyboard(far: Room) -> None:
    node = far.edit(far.text, "Part 9 2")
    far.desk.perform(edits.edit_text(far.document, node, "Rain and more rain. " * 400))
    other = QLineEdit(far.window)
    other.show()
    other.setFocus()
    far.desk.place_caret(node, 7000, 7004)
    far.desk.ask_to_show(node)
    assert sees_caret(far)


def test_a_change_elsewhere_does_not_take_the_view_back_to_the_caret(far: Room) -> None:
    far.edit(far.text, "Part 15 3")
    scroll_away(far, 700)
    node = far.node("Part 1 1")
    far.desk.perform(edits.set_rendition(far.document, node, "fra_Latn", "Pluie."))
    assert far.text.verticalScrollBar().value() == 700


def test_a_narrower_window_keeps_the_caret_in_sight(far: Room) -> None:
    far.edit(far.text, "Part 15 3")
    assert sees_caret(far)
    far.window.resize(700, 260)
    assert sees_caret(far)
    far.window.resize(1100, 700)
    assert sees_caret(far)


def test_the_first_line_does_not_stick_to_the_edge(room_with: Callable[[Document], Room]) -> None:
    room = room_with(
        Document.from_draft(section("Rain", paragraph("It rained."), source_language="eng_Latn"))
    )
    key = room.text.plan.key_of(next(room.document.concepts()))
    place = room.text.strip.place_of(key)
    assert place is not None
    assert place.top + room.text.strip.face_of(key).text_top >= 30
    assert room.document.children(ROOT) == [key]
