"""A screen reader hears what others see as lines under the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

from conceptwriter.editor.views.text_findings import TextFinding
from conceptwriter.editor.views.text_view import TextView
from conceptwriter.outline import Document, edits
from conceptwriter.outline.model import Origin, Rendition, State
from conceptwriter.outline.remarks import Remark
from tests.editor.desks import paragraph, section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from conceptwriter.editor.views.node_view import NodeView
    from conceptwriter.editor.views.source_above import Places
    from conceptwriter.outline import NodeId
    from tests.editor.rooms import Room

Key = Qt.Key


def bad_words(_node: NodeId, _language: str, text: str) -> Places:
    return tuple(match.span() for match in re.finditer(r"\b(teh|kway)\b", text))


@pytest.fixture(autouse=True)
def a_screen_reader() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def room(room_with: Callable[[Document], Room]) -> Room:
    document = Document.from_draft(
        section("On teh quay", paragraph("In teh boat.", "A 😀 bell on teh kway.", "Nothing.")),
        language="eng_Latn",
    )
    made = room_with(document)
    for view in (made.text, made.outline):
        view.plan.source.misspelt_of = bad_words
        view.strip.touch_all()
    return made


@pytest.fixture
def heard(room: Room, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was announced."""
    said: list[str] = []

    def keep(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            assert event.object() is room.text.row_editor.field
            said.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", keep)
    return said


def description_of(view: NodeView, node: NodeId) -> str:
    tree = QAccessible.queryAccessibleInterface(view)
    assert tree is not None
    row = view.voice.strip.spoken_rows().index(view.plan.key_of(node))
    return tree.child(row).text(QAccessible.Text.Description)


def doubtful(room: Room, node: NodeId) -> None:
    rendition = Rendition("Une cloche.", Origin.MACHINE, State.MACHINE)
    remarks = {node: [Remark("numbers", "numbers: lost 2")]}
    renditions = [(node, "fra_Latn", rendition)]
    room.document.apply(edits.set_renditions(room.document, renditions, remarks=remarks))
    room.document.apply(edits.set_language(room.document, [node], "fra_Latn"))


def test_a_row_says_which_words_are_misspelt(room: Room) -> None:
    bell = room.node("A 😀 bell")
    assert description_of(room.outline, bell) == "Concept, level 2, Misspelt: teh, kway"
    assert description_of(room.text, bell) == "Paragraph, level 1, Misspelt: teh, teh, kway"
    assert description_of(room.outline, room.node("Nothing.")) == "Concept, level 2"


def test_a_row_says_what_is_to_be_reviewed_in_its_sentences(room: Room) -> None:
    bell = room.node("A 😀 bell")
    doubtful(room, bell)
    for view, kind in ((room.outline, "Concept, level 2"), (room.text, "Paragraph, level 1")):
        doubt = f"{kind}, Translated by the model and doubtful; please review, numbers: lost 2"
        assert description_of(view, bell).startswith(doubt)


def test_the_caret_comes_to_a_misspelt_word(qtbot: QtBot, room: Room, heard: list[str]) -> None:
    room.edit(room.text, "A 😀 bell", 9)
    qtbot.wait_until(lambda: bool(room.text.row_editor.field.accessibleDescription()))
    assert heard == []
    room.press(Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Right)
    qtbot.wait_until(lambda: heard == ["Misspelt: teh"])
    room.press(Key.Key_Right)
    room.desk.place_caret(room.node("A 😀 bell"), 18)
    qtbot.wait_until(lambda: heard == ["Misspelt: teh", "Misspelt: kway"])


def test_the_word_just_typed_is_announced_when_it_is_finished(
    qtbot: QtBot, room: Room, heard: list[str]
) -> None:
    room.edit(room.text, "Nothing.")
    room.press(" kway")
    room.text.underlines_changed()
    qtbot.wait_until(lambda: bool(room.text.row_editor.field.accessibleDescription()))
    assert heard == [], "it is still being typed"
    room.press(" ")
    qtbot.wait_until(lambda: heard == ["Misspelt: kway"])


def test_it_is_announced_when_the_dictionary_answers(qtbot: QtBot, room: Room, heard: list[str]) -> None:
    room.text.plan.source.misspelt_of = lambda _node, _language, _text: ()
    room.text.strip.touch_all()
    room.edit(room.text, "In teh boat.", 4)
    room.text.plan.source.misspelt_of = bad_words
    room.text.strip.touch_all()
    room.text.underlines_changed()
    qtbot.wait_until(lambda: heard == ["Misspelt: teh"])
    room.text.underlines_changed()
    room.press(Key.Key_Right)
    qtbot.wait_until(lambda: not room.text._caret_speech._soon.isActive())
    assert heard == ["Misspelt: teh"], "once"


def test_the_caret_comes_to_a_sentence_to_be_reviewed(qtbot: QtBot, room: Room, heard: list[str]) -> None:
    bell = room.node("A 😀 bell")
    doubtful(room, bell)
    room.edit(room.text, "In teh boat.", 0)
    room.text.setFocus()
    room.desk.place_caret(bell, 2)
    qtbot.wait_until(lambda: bool(heard))
    assert heard[-1] == "Translated by the model and doubtful; please review, numbers: lost 2"


def test_what_checks_have_found_is_announced_once_whenever_they_answer(
    qtbot: QtBot, room: Room, heard: list[str]
) -> None:
    view, bell = room.text, room.node("A 😀 bell")

    def found(node: NodeId, _language: str, _text: str) -> list[TextFinding]:
        return [TextFinding(0, 1, "“(” is not closed"), TextFinding(2, 4, "numbers: lost 2")] * (node == bell)

    assert isinstance(view, TextView)
    room.edit(view, "In teh boat.", 0)
    room.desk.place_caret(bell, 2)
    qtbot.wait_until(lambda: bool(view.row_editor.field.accessibleDescription()))
    assert heard == [], "nothing is known yet"
    view.show_findings(found)
    view.strip.touch_all()
    view.underlines_changed()
    qtbot.wait_until(lambda: heard == ["“(” is not closed, numbers: lost 2"])
    assert "“(” is not closed, numbers: lost 2" in view.row_editor.field.accessibleDescription()
    view.underlines_changed()
    room.desk.place_caret(bell, 3)
    qtbot.wait_until(lambda: not view._caret_speech._soon.isActive())
    assert len(heard) == 1, "once"
    room.desk.place_caret(room.node("Nothing."), 1)
    qtbot.wait_until(lambda: not view._caret_speech._soon.isActive())
    assert len(heard) == 1, "it is of another sentence"
    room.desk.place_caret(bell, 3)
    qtbot.wait_until(lambda: len(heard) == 2)
    assert heard[1] == heard[0]


def test_a_reason_that_is_stored_and_found_is_said_once(qtbot: QtBot, room: Room, heard: list[str]) -> None:
    view, bell = room.text, room.node("A 😀 bell")
    doubtful(room, bell)
    assert isinstance(view, TextView)
    view.show_findings(lambda _node, _language, _text: [TextFinding(0, 1, "numbers: lost 2")])
    view.strip.touch_all()
    room.edit(view, "In teh boat.", 0)
    room.text.setFocus()
    room.desk.place_caret(bell, 2)
    qtbot.wait_until(lambda: bool(heard))
    assert heard[-1].count("numbers: lost 2") == 1


def test_nobody_listens(room: Room, heard: list[str]) -> None:
    QAccessible.setActive(False)
    room.edit(room.text, "In teh boat.", 4)
    assert not room.text._caret_speech._soon.isActive()
    assert heard == []
