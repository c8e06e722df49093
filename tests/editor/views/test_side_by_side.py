"""Source and translation in two columns: a row for each sentence, written on the right, chosen on both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from conceptwriter.editor.strip.row_text import source_of_row
from conceptwriter.editor.views.text_face import TextFace
from conceptwriter.outline import ROOT, Document, edits
from tests.editor.desks import harbour, paragraph, section
from tests.editor.rooms import Room
from tests.editor.views.test_typing_translations import FRENCH, quay

if TYPE_CHECKING:
    from conceptwriter.outline import NodeId

Key = Qt.Key


@pytest.fixture
def beside(room_with: Callable[[Document], Room]) -> Room:
    room = room_with(quay())
    room.desk.show_side_by_side(True)
    return room


def faces(room: Room) -> list[TextFace]:
    found = [room.text.strip.face_of(key) for key in room.text.strip.rows]
    assert all(isinstance(face, TextFace) for face in found)
    return [face for face in found if isinstance(face, TextFace) and face.height]


def pairs(room: Room) -> list[tuple[str, str]]:
    return [("" if face.facing is None else face.facing.text.text, face.text.text) for face in faces(room)]


def face_of(room: Room, node: NodeId) -> TextFace:
    face = room.text.strip.face_of(room.text.plan.key_of(node))
    assert isinstance(face, TextFace)
    return face


def point_in(room: Room, node: NodeId, x: int) -> QPoint:
    """A point on the first line of a row."""
    strip = room.text.strip
    place = strip.place_of(room.text.plan.key_of(node))
    assert place is not None
    return QPoint(x, place.top + face_of(room, node).text_top + 5)


def test_each_sentence_stands_beside_its_source(beside: Room) -> None:
    assert pairs(beside) == [
        ("Dawn", "Dawn"),
        ("The boats came in.", "The boats came in."),
        ("Nobody waited.", "Nobody waited."),
        ("A bell rang.", "Une cloche sonna."),
        ("Noon", "Noon"),
        ("The sun stood high.", "The sun stood high."),
    ]
    for face in faces(beside):
        assert face.facing is not None
        assert face.facing_left + face.facing.width < face.text_left, "they do not overlap"
        assert face.text_left + face.text_width <= face.width
        assert face.height >= face.text_top + max(face.block.height, face.facing.block.height)


def test_what_is_not_translated_stands_on_the_left_alone(room_with: Callable[[Document], Room]) -> None:
    room = room_with(harbour())
    room.desk.show_side_by_side(True)
    french = [face for face in faces(room) if face.facing is not None]
    assert [face.text.text for face in french] == [
        "Marie avait écrit à la hâte.",
        "L’encre était encore humide.",
    ]
    english = face_of(room, room.node("Nobody was waiting"))
    assert english.facing is None
    assert english.text_left == french[0].facing_left


def test_a_click_on_the_source_goes_to_its_translation(beside: Room) -> None:
    node = beside.node("Une cloche")
    face = face_of(beside, node)
    QTest.mouseClick(
        beside.text.viewport(),
        Qt.MouseButton.LeftButton,
        pos=point_in(beside, node, face.facing_left + 30),
    )
    caret = beside.desk.caret
    assert caret is not None
    assert (caret.node, caret.position) == (node, 0)
    QTest.mouseClick(
        beside.text.viewport(),
        Qt.MouseButton.LeftButton,
        pos=point_in(beside, node, face.text_left + face.text_width - 2),
    )
    caret = beside.desk.caret
    assert caret is not None
    assert caret.position == len("Une cloche sonna.")


def test_typing_writes_the_translation_in_its_column(beside: Room) -> None:
    node = beside.edit(beside.text, "Nobody waited.", 0)
    field, face = beside.text.row_editor.field, face_of(beside, node)
    assert (field.x(), field.width()) == (face.text_left, face.text_width)
    beside.press("Personne n'attendait.")
    assert beside.document.text(node, FRENCH) == "Personne n'attendait."
    assert ("Nobody waited.", "Personne n'attendait.") in pairs(beside)
    beside.press(Key.Key_Down)
    assert beside.desk.current == beside.node("Une cloche")


def test_rows_follow_the_document(beside: Room) -> None:
    document = beside.document
    node = beside.node("Nobody waited.")
    beside.desk.perform(edits.delete(document, [node]))
    assert ("Nobody waited.", "Nobody waited.") not in pairs(beside)
    beside.desk.undo()
    assert ("Nobody waited.", "Nobody waited.") in pairs(beside)
    assert beside.text.strip.rows == beside.text.plan.visible.nodes


def test_there_and_back_the_place_and_the_rows_are_the_same(room_with: Callable[[Document], Room]) -> None:
    paragraphs = [paragraph(f"This is {number}.", f"That is {number}.") for number in range(80)]
    document = Document.from_draft(section("Many", *paragraphs, source_language="eng_Latn"))
    document.apply(edits.set_language(document, [ROOT], FRENCH))
    room = room_with(document)
    rows = list(room.text.strip.rows)
    node = room.edit(room.text, "This is 40.", 3)
    place = room.text.strip.place_of(room.text.plan.key_of(node))
    room.desk.show_side_by_side(True)
    beside = room.text.strip.place_of(room.text.plan.key_of(node))
    assert place is not None
    assert beside is not None
    assert abs(beside.top - place.top) <= 1, "it stays where one is looking"
    assert room.text.row_editor.field.hasFocus()
    assert len(room.text.strip.rows) == len(rows) + 80
    room.desk.show_side_by_side(False)
    assert room.text.strip.rows == rows


def test_the_layout_is_remembered_with_the_document(beside: Room) -> None:
    assert beside.desk.view_state().side_by_side
    assert beside.desk.view_state().to_setting()["side_by_side"] is True


def test_terms_are_underlined_in_the_source_column(beside: Room) -> None:
    node = beside.node("Une cloche")
    beside.text.plan.source.terms_of = lambda one: ((2, 6), (90, 99)) if one == node else ()
    beside.text.strip.touch_all()
    facing = face_of(beside, node).facing
    assert facing is not None
    assert [facing.text.text[start:end] for start, end in facing.terms] == ["bell"]


def test_the_source_of_a_row_is_that_of_its_nodes() -> None:
    document = harbour()
    for parent in [node for node in document.subtree(ROOT) if document.children(node)]:
        nodes = document.children(parent)
        row = source_of_row(document, nodes)
        assert [span.node for span in row.spans] == nodes
        for span in row.spans:
            assert row.text[span.start : span.end] == document.source_text(span.node)
