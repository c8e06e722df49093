"""Straight quotation marks become those of the text's language as they are typed; Undo brings them back."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.outline import Document, Draft, Kind, NodeId, edits
from tests.editor.rooms import Room


def room_with(qtbot: QtBot, *sentences: str, language: str = "eng_Latn") -> Room:
    concepts = [Draft(Kind.CONCEPT, text) for text in sentences]
    paragraph = Draft(Kind.PARAGRAPH, children=concepts)
    draft = Draft(Kind.SECTION, "Title", source_language=language, language=language, children=[paragraph])
    room = Room(qtbot, Document.from_draft(draft, language))
    room.desk.typographic_marks = True
    return room


def at_end(room: Room, node: NodeId) -> None:
    room.text.setFocus()
    room.desk.place_caret(node, len(room.document.text(node)))


def first_concept(room: Room) -> NodeId:
    document = room.document
    return next(node for node in document.subtree(1) if document.node(node).kind is Kind.CONCEPT)


def concepts(room: Room) -> list[str]:
    document = room.document
    return [document.text(node) for node in document.subtree(1) if document.node(node).kind is Kind.CONCEPT]


def type_text(room: Room, text: str) -> None:
    """Character by character, those of an input method too."""
    for character in text:
        room.text.row_editor.field.insertPlainText(character)


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [
        ("eng_Latn", "\"It's 'his'\"", "“It’s ‘his’”"),
        ("deu_Latn", "\"Es ist 'seins'\"", "„Es ist ‚seins‘“"),
        ("fra_Latn", "\"c'est l'eau\"", "«\u202fc’est l’eau\u202f»"),
        ("swe_Latn", '"Ja"', "”Ja”"),
        ("pol_Latn", '"Tak"', "„Tak”"),
        ("jpn_Jpan", '彼"はい"', "彼「はい」"),
        ("eng_Latn", '`print("x")` "y"', '`print("x")` “y”'),
        ("eng_Latn", '[a](b "c") <i id="d">', '[a](b "c") <i id="d">'),
    ],
)
def test_marks_follow_the_language(qtbot: QtBot, language: str, typed: str, shown: str) -> None:
    room = room_with(qtbot, "", language=language)
    at_end(room, first_concept(room))
    type_text(room, typed)
    assert "".join(concepts(room)) == shown
    assert room.text.row_editor.field.text == shown
    assert not room.errors


def test_undo_brings_the_typed_character_back_and_typing_on_is_one_step(qtbot: QtBot) -> None:
    room = room_with(qtbot, "He said,")
    node = room.node("He said,")
    at_end(room, node)
    steps = len(room.document.history.done)
    type_text(room, ' "')
    assert concepts(room) == ["He said, “"]
    room.desk.undo()
    assert concepts(room) == ['He said, "']
    assert room.desk.caret is not None
    assert room.desk.caret.position == len('He said, "')
    room.desk.redo()
    assert concepts(room) == ["He said, “"]
    room.desk.undo()
    type_text(room, "no")
    assert concepts(room) == ['He said, "no']
    room.desk.undo()
    room.desk.undo()
    assert concepts(room) == ["He said,"]
    at_end(room, node)
    type_text(room, " don't and can't")
    assert concepts(room) == ["He said, don’t and can’t"]
    assert len(room.document.history.done) == steps + 1
    room.desk.undo()
    assert concepts(room) == ["He said,"]
    room.desk.redo()
    assert concepts(room) == ["He said, don’t and can’t"]


def test_a_quotation_goes_on_over_sentences(qtbot: QtBot) -> None:
    room = room_with(qtbot, "", language="deu_Latn")
    at_end(room, first_concept(room))
    type_text(room, '"Er kam. Er sah. Er siegte." Dann "ging" er.')
    assert concepts(room) == ["„Er kam.", "Er sah.", "Er siegte.“", "Dann „ging“ er."]


def test_a_translation_has_the_marks_of_its_own_language(qtbot: QtBot) -> None:
    room = room_with(qtbot, '"Go," he said.')
    node = room.node('"Go," he said.')
    room.desk.perform(edits.set_language(room.document, [node], "fra_Latn"))
    at_end(room, node)
    type_text(room, '"Va", dit-il d\'un ton')
    assert room.document.text(node) == "«\u202fVa\u202f», dit-il d’un ton"
    assert room.document.source_text(node) == '"Go," he said.'


def test_off_means_off_and_code_is_left_alone(qtbot: QtBot) -> None:
    room = room_with(qtbot, "He said,", "print(")
    room.desk.typographic_marks = False
    at_end(room, room.node("He said,"))
    type_text(room, ' "don\'t"')
    assert concepts(room)[0] == 'He said, "don\'t"'
    room.desk.typographic_marks = True
    code = room.node("print(")
    room.desk.perform(edits.set_attributes(room.document, code, {"verbatim": "1"}))
    at_end(room, code)
    type_text(room, '"x")')
    assert concepts(room)[1] == 'print("x")'
