"""Writing a translation by hand in the outline and in the text: the source is never touched."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from conceptwriter.editor.views.node_view import NodeView
from conceptwriter.editor.views.outline_face import OutlineFace
from conceptwriter.editor.views.text_face import TextFace
from conceptwriter.outline import ROOT, Document, Kind, NodeId, Origin, State, edits
from tests.editor.desks import large, paragraph, section
from tests.editor.rooms import Room

Key = Qt.Key
FRENCH, ENGLISH = "fra_Latn", "eng_Latn"


def quay() -> Document:
    """Three sentences and a heading in English, shown in French; only the last one has French."""
    document = Document.from_draft(
        section(
            "The Quay",
            section("Dawn", paragraph("The boats came in.", "Nobody waited.", "A bell rang.")),
            section("Noon", paragraph("The sun stood high.")),
            source_language=ENGLISH,
        )
    )
    document.apply(edits.set_language(document, [ROOT], FRENCH))
    last = next(node for node in document.concepts() if document.source_text(node) == "A bell rang.")
    document.apply(edits.edit_text(document, last, "Une cloche sonna.", merge=False))
    return document


@pytest.fixture
def french(room_with: Callable[[Document], Room]) -> Room:
    return room_with(quay())


def sources(room: Room) -> dict[NodeId, str]:
    return {node: room.document.source_text(node) for node in room.document.subtree(ROOT)}


@pytest.fixture(params=["outline", "text", "side by side"])
def view(request: pytest.FixtureRequest, french: Room) -> NodeView:
    french.desk.show_side_by_side(request.param == "side by side")
    return french.outline if request.param == "outline" else french.text


@pytest.mark.parametrize("position", [0, 3, None])
def test_what_is_typed_is_the_french(french: Room, view: NodeView, position: int | None) -> None:
    before = sources(french)
    node = french.edit(view, "Nobody waited.", position)
    french.press("Personne.")
    rendition = french.document.rendition(node, FRENCH)
    assert rendition is not None
    assert (rendition.text, rendition.origin, rendition.state) == ("Personne.", Origin.WRITTEN, State.EDITED)
    assert rendition.source_fingerprint == french.document.source_fingerprint(node)
    assert sources(french) == before
    assert view.row_editor.field.text.count("Personne.") == 1
    assert "Nobody waited." not in view.row_editor.field.text
    french.desk.undo()
    assert french.document.rendition(node, FRENCH) is None
    assert sources(french) == before


def test_a_heading_is_translated_in_place(french: Room, view: NodeView) -> None:
    before = sources(french)
    node = french.edit(view, "Dawn")
    french.press("Aube")
    assert french.document.text(node, FRENCH) == "Aube"
    assert sources(french) == before


@pytest.mark.parametrize("keys", [(Key.Key_Backspace,), (Key.Key_Delete,), (" ",)])
def test_nothing_can_be_deleted_from_a_source_that_is_only_shown(
    french: Room, view: NodeView, keys: tuple[Key | str, ...]
) -> None:
    before = sources(french)
    node = french.edit(view, "Nobody waited.", 6)
    french.press(*keys * 3)
    assert sources(french) == before
    assert french.document.rendition(node, FRENCH) is None
    assert "Nobody waited." in view.row_editor.field.text, "the field shows again what it stands for"


def test_deleting_the_last_letter_brings_the_source_back_and_typing_continues(
    french: Room, view: NodeView
) -> None:
    before = sources(french)
    node = french.edit(view, "Nobody waited.", 0)
    french.press("Oh", Key.Key_Backspace, Key.Key_Backspace)
    assert french.document.rendition(node, FRENCH) is None
    assert "Nobody waited." in view.row_editor.field.text
    french.press(Key.Key_Backspace, Key.Key_Backspace)
    assert sources(french) == before, "a Backspace too many joins nothing"
    french.press("Ah")
    assert french.document.own_text(node) == "Ah"


def test_an_input_method_writes_the_translation(french: Room, view: NodeView) -> None:
    before = sources(french)
    node = french.edit(view, "Nobody waited.", 4)
    QApplication.sendEvent(view.row_editor.field, QInputMethodEvent("だれ", []))
    assert sources(french) == before
    assert french.document.rendition(node, FRENCH) is None, "it is still being composed"
    done = QInputMethodEvent("", [])
    done.setCommitString("誰も")
    QApplication.sendEvent(view.row_editor.field, done)
    assert french.document.own_text(node) == "誰も"
    assert sources(french) == before
    french.press("a")
    assert french.document.own_text(node) == "誰もa"


def test_replacing_a_selection_in_a_placeholder_writes_the_french(french: Room, view: NodeView) -> None:
    before = sources(french)
    node = french.edit(view, "Nobody waited.")
    french.desk.place_caret(node, 6, 0)
    french.press("P")
    assert french.document.own_text(node) == "P"
    assert sources(french) == before


def test_cutting_a_placeholder_copies_it_and_takes_nothing(french: Room, view: NodeView) -> None:
    before = sources(french)
    node = french.edit(view, "Nobody waited.")
    french.desk.place_caret(node, 6, 0)
    french.commands.run("cut")
    assert QGuiApplication.clipboard().text() == "Nobody"
    assert sources(french) == before


def test_pasting_a_phrase_writes_the_french(french: Room, view: NodeView) -> None:
    before = sources(french)
    node = french.edit(view, "Nobody waited.", 4)
    data = QMimeData()
    data.setText("Personne. Vraiment personne.")
    french.commands.paste_data(data)
    assert french.document.own_text(node) == "Personne. Vraiment personne."
    assert sources(french) == before


@pytest.mark.parametrize("position", [0, 6, None])
def test_enter_in_a_placeholder_cuts_no_source(french: Room, view: NodeView, position: int | None) -> None:
    before = sources(french)
    french.edit(view, "Nobody waited.", position)
    french.press(Key.Key_Return)
    after = sources(french)
    assert {one: after[one] for one in before} == before
    assert not any(after[one] for one in after if one not in before)
    french.desk.undo()
    assert sources(french) == before


def test_enter_in_a_translation_splits_it_alone_and_backspace_gives_all_back(
    french: Room, view: NodeView
) -> None:
    before = sources(french)
    node = french.edit(view, "Une cloche sonna.", 3)
    french.press(Key.Key_Return)
    assert french.document.own_text(node) == "Une"
    assert french.document.own_text(french.desk.current) == "cloche sonna."
    assert {one: french.document.source_text(one) for one in before} == before
    french.press(Key.Key_Backspace)
    if view is french.text:  # there Enter began a paragraph: the first step back joins the paragraphs
        french.press(Key.Key_Backspace)
    assert french.document.own_text(node) == "Une cloche sonna."
    assert sources(french) == before


def test_an_untranslated_sentence_does_not_melt_into_the_one_before(french: Room) -> None:
    before = sources(french)
    french.edit(french.outline, "Nobody waited.", 0)
    french.press(Key.Key_Backspace)
    assert sources(french) == before
    assert "not all of this is written in french" in french.errors[-1].lower()


def test_translated_sentences_join_in_both_languages(french: Room) -> None:
    node = french.edit(french.text, "Nobody waited.")
    french.press("Personne.")
    last = french.edit(french.text, "Une cloche", 0)
    french.press(Key.Key_Backspace)
    assert french.document.own_text(node) == "Personne. Une cloche sonna."
    assert french.document.source_text(node) == "Nobody waited. A bell rang."
    assert not french.document.is_stale(node)
    french.desk.undo()
    assert french.document.source_text(last) == "A bell rang."


def test_deleting_across_sentences_takes_their_french_and_no_source(french: Room) -> None:
    before = sources(french)
    nobody = french.edit(french.text, "Nobody waited.")
    french.press("Personne.")
    first = french.edit(french.text, "The boats")
    french.press("Les bateaux.")
    editor = french.text.row_editor.field
    start = editor.text.index("bateaux")
    cursor = editor.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(editor.text.index("sonna"), cursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    french.press("x")
    assert sources(french) == before
    assert french.document.own_text(first) == "Les x"
    assert french.document.rendition(nobody, FRENCH) is None
    assert [french.document.own_text(one) for one in french.document.siblings(first)][2] == "sonna."
    french.desk.undo()
    assert french.document.own_text(nobody) == "Personne."


def test_an_emptied_translation_is_no_empty_sentence_to_be_thrown_away(french: Room) -> None:
    """Backspace in it once removed the node for good, with its source."""
    before = sources(french)
    node = french.edit(french.outline, "Une cloche", None)
    french.press(*[Key.Key_Backspace] * 20)
    assert node in french.document
    assert sources(french) == before


def test_a_new_sentence_under_the_badge_is_written_in_french(french: Room) -> None:
    french.edit(french.outline, "Une cloche")
    french.press(Key.Key_Return, "Encore.")
    fresh = french.desk.current
    assert french.document.node(fresh).source_language == FRENCH
    assert french.document.own_text(fresh) == "Encore."


def test_an_empty_sentence_first_filled_under_the_badge_is_french(
    room_with: Callable[[Document], Room],
) -> None:
    document = Document.from_draft(section("", paragraph(""), source_language=ENGLISH))
    document.apply(edits.set_language(document, [ROOT], FRENCH))
    room = room_with(document)
    node = next(document.concepts())
    room.text.setFocus()
    room.desk.place_caret(node)
    room.press("Bonjour.")
    assert (document.node(node).source_language, document.own_text(node)) == (FRENCH, "Bonjour.")
    assert list(document.node(node).renditions) == [FRENCH]


# -- the source is to be seen meanwhile ---


def text_top(view: NodeView, key: NodeId) -> int:
    place = view.strip.place_of(key)
    assert place is not None
    return place.top + view.strip.face_of(key).text_top


@pytest.mark.parametrize("view", ["outline", "text"], indirect=True)
def test_the_source_stands_above_while_one_translates(french: Room, view: NodeView) -> None:
    node = french.edit(view, "Nobody waited.")
    face = view.strip.face_of(view.plan.key_of(node))
    assert isinstance(face, TextFace | OutlineFace)
    assert face.source is not None
    assert face.source.block.text.startswith("Nobody waited.")
    assert face.source.chip == "en"
    assert "English: Nobody waited." in view.row_editor.field.accessibleDescription()
    french.press("Personne.")
    face = view.strip.face_of(view.plan.key_of(node))
    assert isinstance(face, TextFace | OutlineFace)
    assert face.source is not None
    assert face.source.block.text == "Nobody waited.", "no hint once it is written"
    assert face.text_top >= face.source.height
    french.desk.leave_text()
    face = view.strip.face_of(view.plan.key_of(node))
    assert isinstance(face, TextFace | OutlineFace)
    assert face.source is None
    assert view.row_editor.field.accessibleDescription() == ""


def test_where_the_source_is_written_nothing_stands_above(room: Room) -> None:
    node = room.edit(room.text, "Nobody was")
    face = room.text.strip.face_of(room.text.plan.key_of(node))
    assert isinstance(face, TextFace)
    assert face.source is None


def test_the_text_under_the_pointer_stays_where_it_is(room_with: Callable[[Document], Room]) -> None:
    room = room_with(large(600))
    document = room.document
    document.apply(edits.set_language(document, [ROOT], FRENCH))
    room.text.setFocus()
    bar = room.text.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    key = next(
        key
        for key in (room.text.strip.rows[place.row] for place in room.text.strip.placed)
        if document.node(key).kind is Kind.PARAGRAPH and text_top(room.text, key) > 150
    )
    before = text_top(room.text, key)
    first, second = document.children(key)[:2]
    for node in (first, second):
        room.desk.place_caret(node, 0)
        assert text_top(room.text, key) == before
    room.desk.leave_text()
    assert text_top(room.text, key) == before


def test_placeholders_are_dimmed_while_the_row_is_edited(french: Room) -> None:
    french.edit(french.text, "Une cloche")
    editor = french.text.row_editor.field
    dimmed = [
        mark.cursor.selectedText()
        for mark in editor.extraSelections()
        if mark.format.foreground().color() == french.text.strip.shades.muted
    ]
    assert dimmed == ["The boats came in. Nobody waited."]
