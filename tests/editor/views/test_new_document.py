"""A new document: the caret in a title line, hints that are painted and not stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from conceptwriter.gui.files.file_work import new_project
from conceptwriter.interchange import export_document
from conceptwriter.outline import Document, Kind
from tests.editor.desks import LooseProject
from tests.editor.rooms import Room

Key = Qt.Key


@pytest.fixture
def fresh(tmp_path: Path) -> Document:
    project = new_project(tmp_path / "a.concept", "eng_Latn", "a")
    document = project.document
    project.close()
    return document


@pytest.fixture
def room(qtbot: QtBot, fresh: Document) -> Room:
    return Room(qtbot, fresh)


def test_one_can_write_at_once(room: Room) -> None:
    assert room.text.row_editor.field.hasFocus()
    shown = room.shown(room.text)
    assert shown[0] == "Title"
    assert shown[1].startswith("Write here")
    room.press("My Book", Key.Key_Return)
    assert room.shown(room.text)[1].startswith("Write here")
    room.press("It rained.", Key.Key_Return)
    assert room.shown(room.text) == ["My Book", "It rained.", ""]
    assert export_document(room.document) == "# My Book\n\nIt rained.\n"


def test_markdown_in_the_title_line_is_the_title(room: Room) -> None:
    room.press("# My Book", Key.Key_Return, "Rain.")
    assert export_document(room.document) == "# My Book\n\nRain.\n"


def test_chapters_are_under_the_title(room: Room) -> None:
    room.press("My Book")
    for title in ("One", "Two"):
        room.commands.new_chapter()
        room.press(title, Key.Key_Return, "Rain.")
    room.commands.new_section()
    room.press("Three")
    assert export_document(room.document).split("\n\n") == [
        "# My Book",
        "## One",
        "Rain.",
        "## Two",
        "Rain.",
        "## Three\n",
    ]


def test_whoever_wants_no_title_has_none(room: Room) -> None:
    room.press(Key.Key_Backspace, "Rain.")
    assert export_document(room.document) == "Rain.\n"
    assert not [n for n in room.document.of_kind(Kind.SECTION) if n != 1]


def test_another_project_brings_the_keyboard_into_the_text(room: Room, tmp_path: Path) -> None:
    room.outline.setFocus()
    project = new_project(tmp_path / "b.concept", "eng_Latn", "b")
    room.desk.open(LooseProject(project.document))
    project.close()
    assert room.text.row_editor.field.hasFocus()
    assert room.desk.editing


def test_a_click_below_the_text_goes_to_its_end(room: Room) -> None:
    room.press("My Book", Key.Key_Return, "It rained.")
    room.desk.place_caret(room.node("My Book"), 0)
    viewport = room.text.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(300, viewport.height() - 20))
    assert room.desk.caret == room.document.caret(room.node("It rained."))
    room.press(" Then it stopped.")
    assert export_document(room.document) == "# My Book\n\nIt rained. Then it stopped.\n"
