"""What is typed, deleted, copied or pasted where text is selected."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from conceptwriter.editor.views.pasting import NODES_TYPE
from conceptwriter.outline import ROOT, Caret, Kind, NodeId, edits
from conceptwriter.outline.ranges import nodes_in_range
from conceptwriter.outline.translated_ranges import keeps_source
from conceptwriter.storage import StorageError
from tests.editor.selecting import ACROSS, CONTROL, Key, highlighted, select_across, whole

if TYPE_CHECKING:
    from tests.editor.rooms import Room


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


@pytest.mark.parametrize("seed", range(6))
def test_any_selection_is_shown_and_deleted_exactly(room: Room, seed: int) -> None:
    chance = random.Random(seed)
    document = room.document
    room.text.setFocus()
    for _ in range(12):
        nodes = [
            node
            for node in document.descendants(ROOT)
            if document.node(node).kind is not Kind.PARAGRAPH and not document.shows_source(node)
        ]
        ends: list[tuple[NodeId, int]] = []
        for node in (chance.choice(nodes), chance.choice(nodes)):
            ends.append((node, chance.randrange(len(document.text(node)) + 1)))
        (node, position), (other, anchor) = ends
        room.desk.place_caret(node, position, anchor, other)
        selected = room.desk.text_range
        if selected is None or keeps_source(document, nodes_in_range(document, *selected)):
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


def test_junk_is_not_pasted(room: Room) -> None:
    select_across(room)
    room.commands.paste_data(QMimeData())
    assert highlighted(room) == ACROSS
