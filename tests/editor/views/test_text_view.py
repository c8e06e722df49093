from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from conceptwriter.editor.strip.widget_rows import GAP
from conceptwriter.outline import ROOT, TRASH, Caret, Document, edits
from tests.editor.desks import paragraph, section
from tests.editor.rooms import paragraph_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.editor.rooms import Room

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_headings_and_paragraphs_are_rows(room: Room) -> None:
    shown = room.shown(room.text)
    assert shown[:2] == ["Chapter 1", "Dawn"]
    assert shown[2].startswith(
        "The boats came in at dawn. Nobody was waiting for them on the quay. A bell rang"
    )
    assert "Marie avait écrit à la hâte. L’encre était encore humide." in shown


def test_one_edits_in_the_middle_of_a_paragraph(room: Room) -> None:
    node = room.edit(room.text, "Nobody", 6)
    assert room.text.row_editor.field.text.startswith("The boats came in at dawn. Nobody")
    assert room.text.row_editor.field.position == 33
    room.press(" else")
    assert room.document.text(node).startswith("Nobody else was")
    assert room.desk.caret == Caret(node, 11)
    assert room.outline.strip.face_of(node).text.text == room.document.text(node)


def test_the_caret_wanders_from_sentence_to_sentence(room: Room) -> None:
    room.edit(room.text, "Nobody", 0)
    room.press(Key.Key_Left)
    assert room.desk.caret == room.document.caret(room.node("The boats came"))
    room.press(Key.Key_Right, Key.Key_Right)
    assert room.desk.caret == Caret(room.node("Nobody"), 1)
    room.press((Key.Key_Home, CONTROL))
    assert room.desk.current == room.node("Chapter 1")
    room.press((Key.Key_End, CONTROL))
    assert room.desk.current == room.node("In the morning")


def test_up_and_down_go_through_lines_and_paragraphs(room: Room) -> None:
    room.edit(room.text, "The old man", 4)
    seen = []
    for _ in range(4):
        room.press(Key.Key_Up)
        seen.append(room.desk.current)
    assert room.node("Dawn") in seen
    for _ in range(4):
        room.press(Key.Key_Down)
    caret = room.desk.caret
    assert caret is not None
    assert caret.node == room.node("The old man")
    assert abs(caret.position - 4) <= 1


def test_enter_in_a_sentence_starts_a_paragraph_there(room: Room) -> None:
    node = room.edit(room.text, "Nobody", 10)
    rows = len(room.text.strip.rows)
    room.press(Key.Key_Return)
    assert len(room.text.strip.rows) == rows + 1
    fresh = room.desk.current
    assert room.document.text(node) == "Nobody was"
    assert room.document.text(fresh) == "waiting for them on the quay."
    assert room.texts(room.document.parent(fresh) or 0)[1].startswith("A bell")
    assert room.text.row_editor.field.position == 0
    room.desk.undo()
    assert len(room.text.strip.rows) == rows
    assert room.document.text(node).startswith("Nobody was waiting")


def test_enter_between_sentences_and_at_the_end(room: Room) -> None:
    room.edit(room.text, "The boats came")
    room.press(Key.Key_Return)
    assert room.document.index_in_parent(room.node("Nobody")) == 0
    room.edit(room.text, "In the morning")
    room.press(Key.Key_Return, "It rained.")
    assert room.texts(room.document.parent(room.desk.current) or 0) == ["It rained."]
    room.press(Key.Key_Return, Key.Key_Backspace)
    assert room.desk.caret == room.document.caret(room.node("It rained."))


def test_backspace_at_the_start_joins_paragraphs(room: Room) -> None:
    room.edit(room.text, "The old man", 0)
    room.press(Key.Key_Backspace)
    assert len(room.texts(paragraph_of(room, "The boats came"))) == 5
    assert room.desk.caret == Caret(room.node("The old man"), 0)
    room.desk.undo()
    room.edit(room.text, "A bell")
    room.press(Key.Key_Delete)
    assert len(room.texts(paragraph_of(room, "The boats came"))) == 5


def test_backspace_between_sentences_makes_them_one(room: Room) -> None:
    room.edit(room.text, "Nobody", 0)
    room.press(Key.Key_Backspace)
    assert room.document.text(room.desk.current).startswith("The boats came in at dawn. Nobody")
    assert (
        room.text.row_editor.field.text == room.text.strip.face_of(room.text.row_editor.edited or 0).text.text
    )


def test_deleting_across_sentences(room: Room) -> None:
    one = room.edit(room.text, "The boats came", 10)
    for _ in range(26):
        room.press((Key.Key_Right, SHIFT))
    assert room.commands.selected_text() == "came in at dawn. Nobody wa"
    room.press((Key.Key_C, CONTROL))
    assert QApplication.clipboard().text() == "came in at dawn. Nobody wa"
    room.press("x")
    assert room.document.text(one) == "The boats xs waiting for them on the quay."
    assert room.text.row_editor.field.text.startswith("The boats xs waiting")
    assert room.desk.caret == Caret(one, 11)
    room.desk.undo()
    assert room.text.row_editor.field.text.startswith("The boats came in at dawn. Nobody")


def test_typing_at_the_end_of_a_sentence(room: Room) -> None:
    node = room.edit(room.text, "The boats came")
    room.press(", slowly")
    assert room.document.text(node) == "The boats came in at dawn., slowly"
    assert room.document.text(room.node("Nobody")).startswith("Nobody was")


def test_the_concept_under_the_caret_is_marked(room: Room) -> None:
    node = room.edit(room.text, "Nobody", 3)
    key = paragraph_of(room, "Nobody")
    (spot,) = room.text.states.spots_of(key)
    assert room.text.strip.face_of(key).text.text[spot.start : spot.end] == room.document.text(node)
    assert len(room.text.row_editor.field.extraSelections()) == 1
    room.press(Key.Key_Escape)
    assert room.text.states.spots_of(key)[0].strong
    room.press(Key.Key_Right, Key.Key_Down)
    assert room.desk.current == room.node("The old man")


def test_whole_sentences_are_selected_with_shift(room: Room) -> None:
    room.choose(room.text, "Nobody")
    room.press((Key.Key_Down, SHIFT), (Key.Key_Down, SHIFT))
    assert room.selection() == (room.node("Nobody"), room.node("A bell"), room.node("The old man"))
    room.press((Key.Key_X, CONTROL))
    assert len(room.document.children(TRASH)) == 3
    assert QApplication.clipboard().text().startswith("- Nobody was waiting")


def test_the_other_view_follows(room: Room) -> None:
    node = room.edit(room.text, "There was one fewer", 3)
    assert not room.outline.row_editor.field.isVisible()
    room.outline.grab()
    assert room.outline.states.state_of(node).current
    room.outline.setFocus()
    assert room.outline.lead.is_here
    assert room.text.row_editor.edited is None
    assert room.outline.row_editor.edited == node
    assert room.outline.row_editor.field.hasFocus()
    room.desk.set_folded(room.node("Dawn"), True, room.desk.text_folds)
    assert paragraph_of(room, "The old man") not in room.text.strip.rows
    assert room.text.strip.rows == room.text.plan.visible.nodes


def test_a_widget_under_a_row_scrolls_with_it(room: Room) -> None:
    key = paragraph_of(room, "The old man")
    before = room.text.strip.place_of(key)
    label = QLabel("a proposal")
    label.setFixedHeight(80)
    room.text.widget_rows.put(key, label)
    after = room.text.strip.place_of(key)
    assert before is not None
    assert after is not None
    assert after.height == before.height + 80 + 2 * GAP
    assert label.y() == after.top + before.height + GAP
    assert label.x() == room.text.strip.face_of(key).text_left
    label.setFixedHeight(120)
    QApplication.processEvents()
    grown = room.text.strip.place_of(key)
    assert grown is not None
    assert grown.height == before.height + 120 + 2 * GAP
    room.text.verticalScrollBar().setValue(30)
    place = room.text.strip.place_of(key)
    assert place is not None
    assert label.y() == place.top + before.height + GAP
    assert room.text.widget_rows.take(key) is label
    assert room.text.widget_rows.at(key) is None
    label.deleteLater()


def test_a_widget_goes_out_of_sight_with_its_row(room: Room) -> None:
    key = paragraph_of(room, "The old man")
    label = QLabel("a proposal")
    room.text.widget_rows.put(key, label)
    room.desk.set_folded(room.node("Dawn"), True, room.desk.text_folds)
    assert label.y() < -1000
    room.desk.set_folded(room.node("Dawn"), False, room.desk.text_folds)
    assert label.y() > 0


def test_nothing_jumps_when_rows_above_change(room_with: Callable[[Document], Room]) -> None:
    chapters = [section(f"Chapter {number}", paragraph(*["Some words."] * 12)) for number in range(40)]
    room = room_with(Document.from_draft(section("Book", *chapters, source_language="eng_Latn")))
    room.text.verticalScrollBar().setValue(1500)
    first = room.text.strip.placed[1]
    key = room.text.strip.rows[first.row]
    concept = next(room.document.concepts())
    room.desk.perform(edits.edit_text(room.document, concept, "words " * 200, merge=False))
    place = room.text.strip.place_of(key)
    assert place is not None
    assert place.top == first.top
    room.desk.set_folded(room.document.children(ROOT)[0], True, room.desk.text_folds)
    place = room.text.strip.place_of(key)
    assert place is not None
    assert place.top == first.top


def test_a_job_that_ends_moves_nothing(room: Room) -> None:
    room.edit(room.text, "Nobody", 6)
    caret, value = room.desk.caret, room.text.verticalScrollBar().value()
    node = room.node("In the morning")
    room.desk.perform(edits.set_rendition(room.document, node, "fra_Latn", "Au matin."))
    assert room.desk.caret == caret
    assert room.text.verticalScrollBar().value() == value
    assert room.text.row_editor.field.position == 33
    assert room.document.text(node, "fra_Latn") == "Au matin."


def test_the_mouse_finds_the_sentence(room: Room) -> None:
    key = paragraph_of(room, "Nobody")
    face, place = room.text.strip.face_of(key), room.text.strip.place_of(key)
    assert place is not None
    rect = face.block.rects(27 + 7, 27 + 10)[0]
    point = QPoint(face.text_left + round(rect.left()), place.top + face.text_top + round(rect.center().y()))
    QTest.mouseClick(room.text.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert room.desk.caret == Caret(room.node("Nobody"), 7)
    assert room.text.row_editor.field.hasFocus()


def test_an_empty_paragraph_can_be_entered(room_with: Callable[[Document], Room]) -> None:
    room = room_with(Document.from_draft(section("Book", paragraph(), source_language="eng_Latn")))
    key = room.document.children(ROOT)[0]
    room.text.setFocus()
    room.desk.set_current(key)
    room.press(Key.Key_Return)
    room.press("Now.")
    assert room.texts(key) == ["Now."]


@pytest.mark.parametrize("dark", [False, True])
def test_both_views_paint_in_light_and_dark(room: Room, dark: bool) -> None:
    palette = room.window.palette()
    palette.setColor(palette.ColorRole.Base, "#202020" if dark else "#ffffff")
    room.window.setPalette(palette)
    for view in (room.outline, room.text):
        image = view.viewport().grab().toImage()
        assert (image.pixelColor(2, image.height() - 2).lightness() < 100) is dark


def test_a_second_sentence_is_the_next_concept(room: Room) -> None:
    node = room.edit(room.text, "There was one fewer")
    room.press(" Dr. Lee had gone. So had the dog.")
    key = room.document.parent(node)
    assert key is not None
    assert room.texts(key)[1:] == [
        "There was one fewer than the night before.",
        "Dr. Lee had gone.",
        "So had the dog.",
    ]
    assert room.desk.caret == room.document.caret(room.node("So had"))
    assert room.text.row_editor.field.position == len(room.text.row_editor.field.text)


def test_pasting_sentences_into_the_text(room: Room) -> None:
    node = room.edit(room.text, "There was one fewer")
    QApplication.clipboard().setText(" He knew. She knew.")
    room.press((Key.Key_V, CONTROL))
    assert room.texts(room.document.parent(node) or 0)[-2:] == ["He knew.", "She knew."]
    assert room.desk.caret == room.document.caret(room.node("She knew."))


def test_undoing_a_delete_brings_sentence_and_caret_back(room: Room) -> None:
    node = room.edit(room.text, "The boats came", 9)
    room.press((Key.Key_Backspace, CONTROL | SHIFT))
    assert room.document.in_trash(node)
    assert room.desk.caret == Caret(room.node("Nobody"), 0)
    assert room.text.row_editor.field.hasFocus()
    room.desk.undo()
    assert room.document.index_in_parent(node) == 0
    assert room.desk.caret == Caret(node, 9)
    assert room.text.row_editor.field.hasFocus()
    assert room.text.row_editor.field.position == 9


def test_undoing_leads_back_to_where_a_sentence_was_moved(room: Room) -> None:
    node = room.edit(room.text, "Nobody", 4)
    room.press((Key.Key_Up, Qt.KeyboardModifier.AltModifier | SHIFT))
    assert room.document.index_in_parent(node) == 0
    room.edit(room.text, "In the morning", 2)
    room.desk.undo()
    assert room.document.index_in_parent(node) == 1
    assert room.desk.caret == Caret(node, 4)


def test_undoing_the_delete_of_a_whole_node_selects_it_again(room: Room) -> None:
    node = room.choose(room.outline, "The letter")
    room.press((Key.Key_Delete, CONTROL | SHIFT))
    assert room.document.in_trash(node)
    room.desk.undo()
    assert room.desk.current == node
    assert not room.editing()


def test_backspace_in_an_empty_first_sentence_continues_in_the_next(room: Room) -> None:
    node = room.edit(room.text, "The boats came")
    room.desk.perform(edits.edit_text(room.document, node, ""))
    room.desk.place_caret(node, 0)
    room.press(Key.Key_Backspace)
    assert node not in room.document
    assert room.desk.caret == Caret(room.node("Nobody"), 0)
    room.desk.undo()
    assert room.desk.caret == Caret(node, 0)
