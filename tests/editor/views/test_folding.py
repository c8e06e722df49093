"""Outline and text fold each for itself; a paragraph of the outline is one row until it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from conceptwriter.editor.desk import Desk
from conceptwriter.editor.desk.view_state import VIEW_STATE, view_state_of
from conceptwriter.editor.views.marks import Mark
from conceptwriter.editor.views.outline_face import placeholder
from conceptwriter.outline import ROOT, Caret, Document, Kind, edits
from tests.editor.desks import LooseProject, harbour, node_saying, paragraph, section
from tests.editor.rooms import Room

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from conceptwriter.editor.views.node_view import NodeView
    from conceptwriter.outline import NodeId

Key, Left = Qt.Key, Qt.MouseButton.LeftButton


@pytest.fixture
def closed(qtbot: QtBot) -> Room:
    """The small story as it is shown at first: paragraphs are one row in the outline."""
    room = Room(qtbot, harbour())
    room.desk.set_folding((), (), room.desk.outline_folds)
    return room


def paragraph_with(room: Room, text: str) -> NodeId:
    found = room.document.parent(room.node(text))
    assert found is not None
    return found


def click_triangle(view: NodeView, key: NodeId) -> None:
    place, face = view.strip.place_of(key), view.strip.face_of(key)
    assert place is not None
    y = face.text_top + int(face.block.line_rect(0).height() / 2)
    x = next(x for x in range(face.text_left) if face.on_handle(x, y))
    QTest.mouseClick(view.viewport(), Left, Qt.KeyboardModifier.NoModifier, QPoint(x + 3, place.top + y))


def test_the_outline_says_everything_once(closed: Room) -> None:
    assert closed.shown(closed.outline) == [
        "Chapter 1",
        "Dawn",
        "The boats return and nobody is there",
        "The old man counted them twice.",
        "The letter",
        "Marie avait écrit à la hâte.",
        "Chapter 2",
        "שלום לכולם, הסירות חזרו.",
        "In the morning the harbour was full of strangers.",
    ]
    closed.choose(closed.outline, "Chapter 1")
    closed.desk.set_current(paragraph_with(closed, "The old man"))
    closed.press(Key.Key_Right)
    shown = closed.shown(closed.outline)
    assert shown.count("The old man counted them twice.") == 1
    assert any(words.startswith("Paragraph of 2 ") for words in shown)
    closed.press(Key.Key_Left)
    assert not any(words.startswith("Paragraph of") for words in closed.shown(closed.outline))


def test_zoomed_in_to_a_paragraph_the_outline_does_not_repeat_it(closed: Room) -> None:
    closed.desk.set_zoom(paragraph_with(closed, "The old man"))
    shown = closed.shown(closed.outline)
    assert shown[0].startswith("Paragraph of 2 ")
    assert shown[1:] == ["The old man counted them twice.", "There was one fewer than the night before."]


def test_a_gist_is_two_lines_and_follows_the_sentence(closed: Room) -> None:
    node, key = closed.node("The old man"), paragraph_with(closed, "The old man")
    one_line = closed.outline.strip.face_of(key).height
    closed.desk.perform(edits.edit_text(closed.document, node, "He counted the boats again. " * 60))
    face = closed.outline.strip.face_of(key)
    assert face.gist.startswith("He counted")
    assert face.gist.endswith("…")
    assert one_line < face.height < 3 * one_line


def test_a_closed_paragraph_shows_the_marks_of_its_sentences(closed: Room) -> None:
    key = paragraph_with(closed, "Marie")
    assert Mark.STALE in closed.outline.strip.face_of(key).marks  # type: ignore[attr-defined]
    closed.desk.set_folded(key, False, closed.desk.outline_folds)
    assert Mark.STALE not in closed.outline.strip.face_of(key).marks  # type: ignore[attr-defined]


def test_chapters_are_next_to_the_full_text(closed: Room) -> None:
    node = closed.edit(closed.text, "Nobody", 6)
    texts, chapter = list(closed.text.strip.rows), closed.node("Chapter 1")
    click_triangle(closed.outline, chapter)
    assert closed.shown(closed.outline)[:2] == ["Chapter 1", "Chapter 2"]
    assert closed.text.strip.rows == texts
    assert closed.desk.caret == Caret(node, 6), "folding in the outline leaves the caret in the text alone"
    assert closed.text.row_editor.field.hasFocus()
    closed.outline.grab()
    assert closed.outline.states.state_of(chapter).current, "the folded row stands for where one is"
    closed.press("x", Key.Key_Down, Key.Key_Down)
    assert closed.shown(closed.outline)[:2] == ["Chapter 1", "Chapter 2"], "walking the text unfolds nothing"
    closed.commands.show_level_2()
    assert closed.text.strip.rows == texts
    assert closed.shown(closed.outline)[:3] == ["Chapter 1", "Dawn", "The letter"]


def test_the_text_folds_by_itself(closed: Room) -> None:
    closed.edit(closed.text, "Dawn")
    closed.commands.run("fold")
    assert paragraph_with(closed, "Nobody") not in closed.text.strip.rows
    assert paragraph_with(closed, "Nobody") in closed.outline.strip.rows
    assert "The boats return and nobody is there" in closed.shown(closed.outline)
    closed.choose(closed.outline, "The letter")
    closed.desk.set_current(paragraph_with(closed, "Nobody"))
    assert paragraph_with(closed, "Nobody") in closed.text.strip.rows, (
        "what is chosen is to be seen in the text"
    )


def test_to_the_outline_and_back_the_caret_waits(closed: Room) -> None:
    node = closed.edit(closed.text, "There was one", 4)
    closed.outline.setFocus()
    assert closed.desk.current == paragraph_with(closed, "There was one")
    assert not closed.desk.editing, "keys act on the row that is seen"
    assert node not in closed.outline.strip.rows
    closed.text.setFocus()
    assert closed.desk.caret == Caret(node, 4)
    closed.outline.setFocus()
    closed.press(Key.Key_Down)
    closed.text.setFocus()
    assert closed.desk.current == closed.node("The letter"), "who went elsewhere stays there"


def test_a_click_on_a_gist_selects_the_paragraph(closed: Room) -> None:
    key = paragraph_with(closed, "The old man")
    place, face = closed.outline.strip.place_of(key), closed.outline.strip.face_of(key)
    assert place is not None
    point = QPoint(face.text_left + 20, place.top + face.text_top + 4)
    QTest.mouseClick(closed.outline.viewport(), Left, Qt.KeyboardModifier.NoModifier, point)
    assert closed.selection() == (key,)
    assert not closed.editing()


def test_new_paragraphs_are_one_row(closed: Room) -> None:
    closed.edit(closed.text, "There was one")
    rows = len(closed.outline.strip.rows)
    closed.press(Key.Key_Return, "Gulls. They cried.")
    assert len(closed.outline.strip.rows) == rows + 1
    assert "Gulls." in closed.shown(closed.outline)


def test_what_both_views_folded_once_is_folded_in_both() -> None:
    document = harbour()
    chapter = node_saying(document, "Chapter 2")
    state = view_state_of({VIEW_STATE: {"folded": [chapter]}}, document)
    assert state.folded == state.text_folded == {chapter}


def test_undoing_what_opened_a_paragraph_leaves_no_trace(qtbot: QtBot) -> None:
    desk = Desk(LooseProject(harbour()))
    paragraph = next(node for node in desk.document.subtree(ROOT) if _is_paragraph(desk, node))
    desk.set_folded(paragraph, False)
    desk.perform(edits.delete(desk.document, [paragraph]))
    desk.undo()
    assert paragraph in desk.document
    assert desk.outline_folds.opened <= set(desk.document.subtree(ROOT))


def _is_paragraph(desk: Desk, node: NodeId) -> bool:
    return desk.document.node(node).kind is Kind.PARAGRAPH


def test_a_paragraph_without_a_word_is_called_empty(qapp: object) -> None:
    document = Document.from_draft(section("", paragraph(""), paragraph("One.", "Two.")))
    empty, full = document.node(ROOT).children
    assert placeholder(document, empty) == "Empty paragraph"
    assert placeholder(document, full).startswith("Paragraph of 2 ")
