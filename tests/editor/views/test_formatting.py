"""Bold, italic, code and links by keys: on what is selected, across sentences too, and on what comes next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication

from conceptwriter.interchange import import_text
from conceptwriter.outline import Document, edits
from tests.editor.rooms import Room


@pytest.fixture
def room(room_with: Callable[[Document], Room]) -> Room:
    text = "# The quay\n\nIt rained. Nobody came.\n\nThe lamp went out.\n"
    document = import_text(text, language="en")
    document.root.renditions.clear()
    room = room_with(document)
    room.text.setFocus()
    return room


def mark(room: Room, start: str, position: int, end: str, behind: int) -> None:
    room.desk.place_caret(room.node(end), behind, position, room.node(start))


def test_a_selection_across_sentences_and_paragraphs_is_one_step(room: Room) -> None:
    mark(room, "It rained", 3, "The lamp", 8)
    room.commands.bold()
    texts = [room.document.text(node) for node in room.document.concepts()]
    assert texts == ["It **rained.**", "**Nobody came.**", "**The lamp** went out."]
    assert room.document.undo_label == "Bold"
    room.commands.bold()
    texts = [room.document.text(node) for node in room.document.concepts()]
    assert texts == ["It rained.", "Nobody came.", "The lamp went out."]
    room.desk.undo()
    room.desk.undo()
    assert room.commands.selected_text() == "rained. Nobody came.\n\nThe lamp"


def test_what_is_partly_bold_becomes_bold_as_a_whole(room: Room) -> None:
    mark(room, "Nobody", 0, "Nobody", 6)
    room.commands.italic()
    mark(room, "It rained", 0, "*Nobody", 14)
    room.commands.italic()
    assert [room.document.text(node) for node in room.document.concepts()][:2] == [
        "*It rained.*",
        "*Nobody came.*",
    ]


def test_what_is_typed_next_is_bold_until_the_key_comes_again(room: Room) -> None:
    room.desk.place_caret(room.node("The lamp"))
    room.press(" It was ")
    room.commands.bold()
    room.press("dark")
    room.commands.bold()
    room.press(" then.")
    assert room.document.text(room.desk.current) == "It was **dark** then."


def test_a_sentence_that_begins_with_emphasis_is_a_sentence(room: Room) -> None:
    room.desk.place_caret(room.node("The lamp"))
    room.press(" ")
    room.commands.bold()
    room.press("Nobody")
    room.commands.bold()
    room.press(" saw it. ")
    room.commands.italic()
    room.press("Nobody.")
    texts = [room.document.text(node) for node in room.document.concepts()]
    assert texts[2:] == ["The lamp went out.", "**Nobody** saw it.", "*Nobody.*"]


def test_headings_and_words_at_the_caret(room: Room) -> None:
    room.desk.place_caret(room.node("The quay"), 6)
    room.commands.code()
    assert room.document.text(room.desk.current) == "The `quay`"
    room.commands.code()
    assert room.document.text(room.desk.current) == "The quay"


def test_a_link_takes_the_address_from_the_clipboard(room: Room) -> None:
    QGuiApplication.clipboard().setText("https://a.example")
    mark(room, "The lamp", 4, "The lamp", 8)
    room.commands.link()
    assert room.document.text(room.desk.current) == "The [lamp](https://a.example) went out."
    mark(room, "It rained", 0, "Nobody", 3)
    room.commands.link()
    assert "one sentence" in room.errors[-1]


def test_a_plain_document_keeps_its_stars(room_with: Callable[[Document], Room]) -> None:
    document = import_text("2 * 3 * 4 and *x*.\n\nA *star*.\n", "text", language="en")
    sentence, other = document.concepts()
    document.apply(edits.set_rendition(document, other, "fra_Latn", "Une *étoile*."))
    room = room_with(document)
    room.text.setFocus()
    room.desk.place_caret(sentence, 13, 10)
    room.commands.bold()
    assert document.text(sentence).replace("\\", "") == "2 * 3 * 4 **and** *x*."
    assert room.commands.selected_text() == "and"
    assert document.text(other) == "A \\*star\\*."
    assert document.text(other, "fra_Latn") == "Une \\*étoile\\*."
    assert not document.is_stale(other, "fra_Latn")
    room.desk.undo()
    assert document.text(sentence) == "2 * 3 * 4 and *x*."


def test_code_and_what_is_not_translated_yet_are_left_alone(room: Room) -> None:
    node = room.node("The lamp")
    room.desk.place_caret(node)
    room.commands.make_code_block()
    revision = room.document.revision
    room.commands.bold()
    assert room.document.revision == revision
    room.commands.make_code_block()
    room.desk.perform(edits.set_language(room.document, [1], "fra_Latn"))
    room.commands.bold()
    assert room.document.text(node) == "The lamp went out."
