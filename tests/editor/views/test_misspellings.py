"""Misspelt words are underlined where they are painted and where they are edited, in any language shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from conceptwriter.editor.strip.text_block import TextBlock
from conceptwriter.editor.views.outline_face import OutlineFace
from conceptwriter.editor.views.source_above import Places
from conceptwriter.editor.views.text_face import TextFace
from conceptwriter.outline import Document, edits
from tests.editor.desks import paragraph, section
from tests.editor.rooms import Room

if TYPE_CHECKING:
    from conceptwriter.editor.views.node_view import NodeView
    from conceptwriter.outline import NodeId

Key = Qt.Key
ASKED: list[tuple[NodeId, str, str]] = []


def bad_words(node: NodeId, language: str, text: str) -> Places:
    """English texts have the misspelt word `teh`, German ones `dei`."""
    ASKED.append((node, language, text))
    word = {"eng_Latn": "teh", "deu_Latn": "dei"}.get(language, "-")
    return tuple(match.span() for match in re.finditer(rf"\b{word}\b", text))


@pytest.fixture
def room(room_with: Callable[[Document], Room]) -> Room:
    document = Document.from_draft(
        section("On teh quay", paragraph("In teh 😀 boat.", "A 😀 teh bell.", "Nothing.")),
        language="eng_Latn",
    )
    made = room_with(document)
    for view in (made.text, made.outline):
        view.plan.source.misspelt_of = bad_words
        view.strip.touch_all()
    ASKED.clear()
    return made


def marked(view: NodeView, node: NodeId) -> list[str]:
    """The words of a node's row that are underlined as it is now."""
    key = view.plan.key_of(node)
    face = view.strip.face_of(key)
    assert isinstance(face, TextFace | OutlineFace)
    text = face.text.text
    return [text[start:end] for start, end in face.misspellings.places(view.states.state_of(key).typing_at)]


def red_points(view: NodeView) -> int:
    image = view.viewport().grab().toImage()
    colours = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(colour.red() > colour.green() + 60 for colour in colours)


def test_rows_are_painted_with_dashes(room: Room) -> None:
    room.desk.set_current(room.node("Nothing."))
    assert red_points(room.text) > 20
    assert red_points(room.outline) > 20
    for view in (room.text, room.outline):
        view.plan.source.misspelt_of = lambda _node, _language, _text: ()
        view.strip.touch_all()
        assert red_points(view) == 0


def test_each_node_in_the_language_it_is_shown_in(room: Room) -> None:
    node = room.node("In teh 😀 boat.")
    assert marked(room.text, node) == ["teh", "teh"]
    assert marked(room.outline, node) == ["teh"]
    room.document.apply(edits.set_rendition(room.document, node, "deu_Latn", "In dei teh Boot."))
    room.document.apply(edits.set_language(room.document, [node], "deu_Latn"))
    assert marked(room.text, node) == ["dei", "teh"], "the second sentence is still English"
    assert marked(room.outline, node) == ["dei"]
    room.document.apply(edits.set_language(room.document, [room.node("A 😀")], "fra_Latn"))
    assert marked(room.text, node) == ["dei"], "its source is shown in place of the missing translation"


def test_the_lines_are_under_the_words(room: Room) -> None:
    """Also after characters that Qt counts as two, and where a word is broken."""
    face = room.text.strip.face_of(room.text.plan.key_of(room.node("A 😀")))
    block, text = face.block, face.text.text
    start = text.index("teh", text.index("A 😀"))
    (line,) = block.underlines(start, start + 3)
    (box,) = block.rects(start, start + 3)
    assert (line.x1(), line.x2()) == (box.left(), box.right())
    assert box.top() < line.y1() <= box.bottom()
    long = TextBlock("x" * 100, face.font, 200)
    lines = long.underlines(0, 100)
    assert len(lines) == long.lines > 1
    assert all(line.x2() > line.x1() for line in lines)
    assert TextBlock("", face.font, 200).underlines(0, 0) == []


def test_the_same_under_the_live_editor(room: Room) -> None:
    node = room.node("A 😀 teh bell.")
    room.desk.set_current(room.node("Nothing."))
    before = red_points(room.text)
    room.edit(room.text, "A 😀 teh bell.", 0)
    assert marked(room.text, node) == ["teh", "teh"]
    assert red_points(room.text) > before // 2 > 0


def test_not_the_word_being_typed(room: Room) -> None:
    node = room.edit(room.text, "Nothing.")
    room.press(" teh")
    assert marked(room.text, node) == ["teh", "teh"], "it may become “tehran”"
    room.press(" ")
    assert marked(room.text, node) == ["teh", "teh", "teh"]
    room.press(Key.Key_Left)
    assert marked(room.text, node) == ["teh", "teh", "teh"], "the caret is only passing by"
    room.press(Key.Key_Backspace, "h")
    assert marked(room.text, node) == ["teh", "teh"]
    room.press(Key.Key_Home)
    assert marked(room.text, node) == ["teh", "teh", "teh"]
    room.press(Key.Key_End, "s teh")
    assert marked(room.text, node) == ["teh", "teh", "teh"]
    room.choose(room.outline, "On teh quay")
    assert marked(room.text, node) == ["teh", "teh", "teh", "teh"], "somebody else has the keyboard"
    assert not room.errors


def test_nothing_while_an_input_method_composes(room: Room) -> None:
    node = room.edit(room.text, "Nothing.")
    everything = red_points(room.text)
    QApplication.sendEvent(room.text.row_editor.field, QInputMethodEvent("ni", []))
    assert room.text.states.state_of(room.text.plan.key_of(node)).composing
    assert red_points(room.text) < everything


def test_side_by_side_both_columns_are_checked(room: Room) -> None:
    node = room.node("In teh 😀 boat.")
    room.document.apply(edits.set_rendition(room.document, node, "deu_Latn", "In dei Boot."))
    room.document.apply(edits.set_language(room.document, [node], "deu_Latn"))
    room.desk.show_side_by_side(True)
    face = room.text.strip.face_of(room.text.plan.key_of(node))
    assert isinstance(face, TextFace)
    assert face.facing is not None
    assert face.facing.misspellings is not None
    assert face.facing.misspellings.places() == ((3, 6),)
    ASKED.clear()
    red_points(room.text)
    assert (node, "deu_Latn", "In dei Boot.") in ASKED
    assert (node, "eng_Latn", "In teh 😀 boat.") in ASKED
