"""Text goes to other programs as prose, Markdown and HTML, and comes in as what it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from conceptwriter.editor.views.lazy_clip import HTML_TYPE, TEXT_TYPE, LazyClip
from conceptwriter.interchange import export_document, import_text
from conceptwriter.outline import Document
from tests.editor.rooms import Room

BOOK = """\
# The *quay*

It rained. **Nobody** came.

- rope
- oil
  1. lamp

> Who goes?

***

```
x = 1
```

## Two

The end.
"""


@pytest.fixture
def room(room_with: Callable[[Document], Room]) -> Room:
    document = import_text(BOOK, language="en")
    document.root.renditions.clear()
    room = room_with(document)
    room.text.setFocus()
    return room


def copy_all(room: Room) -> QMimeData:
    ends = room.text.text_ends()
    assert ends is not None
    room.desk.place_caret(ends[1].node, ends[1].position, 0, ends[0].node)
    room.commands.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert data is not None
    return data


def test_the_text_in_three_forms(room: Room) -> None:
    data = copy_all(room)
    assert data.text() == (
        "The quay\n\nIt rained. Nobody came.\n\n- rope\n- oil\n  1. lamp\n\nWho goes?\n\n* * *\n\nx = 1"
        "\n\nTwo\n\nThe end."
    )
    assert bytes(data.data("text/markdown").data()).decode() == BOOK
    html = data.html()
    for part in ("<h1>The <em>quay</em></h1>", "<strong>Nobody</strong>", "<ol>", "<blockquote>", "<h2>"):
        assert part in html


def test_a_phrase_keeps_its_emphasis_where_that_is_known(room: Room) -> None:
    node = room.node("**Nobody")
    room.desk.place_caret(node, 12, 0)
    room.commands.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "Nobody c"
    assert bytes(data.data("text/markdown").data()) == b"**Nobody** c"
    assert "<strong>Nobody</strong> c" in data.html()
    room.desk.place_caret(room.node("The end"), 4)
    room.commands.paste()
    assert room.document.text(room.desk.current) == "The **Nobody** cend."


def test_what_was_copied_pastes_as_it_was(room: Room) -> None:
    copy_all(room)
    room.desk.place_caret(room.node("The end"))
    room.press(Qt.Key.Key_Return)
    room.commands.paste()
    assert export_document(room.document) == BOOK + "\n" + BOOK
    assert room.document.undo_label == "Paste"


def test_markdown_from_elsewhere_comes_as_structure(room: Room) -> None:
    room.desk.place_caret(room.node("The end"))
    QGuiApplication.clipboard().setText("## Three\n\nOne. Two.\n\n- a\n- b\n")
    room.commands.paste()
    assert export_document(room.document) == BOOK + "\n## Three\n\nOne. Two.\n\n- a\n- b\n"
    room.desk.undo()
    assert export_document(room.document) == BOOK


def test_in_code_everything_is_text(room: Room) -> None:
    room.desk.place_caret(room.node("x = 1"))
    QGuiApplication.clipboard().setText("\n# y\n- z")
    room.commands.paste()
    assert room.document.text(room.desk.current) == "x = 1\n# y\n- z"


def test_the_outline_gives_the_list(room: Room) -> None:
    room.choose(room.outline, "Two")
    room.commands.copy()
    assert QGuiApplication.clipboard().text() == "- Two\n  - …\n    - The end."


def drop(room: Room, data: QMimeData, point: QPoint) -> bool:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(point, Qt.DropAction.CopyAction, data, left, none)
    enter.ignore()
    QApplication.sendEvent(room.text.viewport(), enter)
    room.text.viewport().repaint()
    event = QDropEvent(QPointF(point), Qt.DropAction.CopyAction, data, left, none)
    event.ignore()
    QApplication.sendEvent(room.text.viewport(), event if enter.isAccepted() else QDragLeaveEvent())
    return enter.isAccepted()


def point_of(room: Room, text: str) -> QPoint:
    key = room.text.plan.key_of(room.node(text))
    place, face = room.text.strip.place_of(key), room.text.strip.face_of(key)
    assert place is not None
    return QPoint(face.text_left + 1, place.top + face.text_top + 6)


def test_text_from_another_program_is_dropped_where_the_pointer_is(room: Room) -> None:
    data = QMimeData()
    data.setText("At last: ")
    assert drop(room, data, point_of(room, "It rained"))
    assert room.document.text(room.desk.current) == "At last: It rained."
    assert room.text.row_editor.field.hasFocus()


def test_a_file_is_not_dropped_as_text(room: Room) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/a.md")])
    data.setText("/tmp/a.md")
    revision = room.document.revision
    assert not drop(room, data, point_of(room, "It rained"))
    assert room.document.revision == revision


def test_a_form_is_made_when_it_is_asked_for_and_once(qapp: object) -> None:
    made: list[str] = []

    def maker(form: str) -> Callable[[], str]:
        def make() -> str:
            made.append(form)
            return f"as {form}"

        return make

    data = LazyClip({form: maker(form) for form in (TEXT_TYPE, HTML_TYPE, "text/markdown")})
    assert data.hasText()
    assert data.hasFormat("text/markdown")
    assert made == []
    assert data.text() == "as text/plain"
    assert data.html() == "as text/html"
    assert bytes(data.data("text/markdown").data()) == b"as text/markdown"
    assert data.text() == "as text/plain"
    assert made == [TEXT_TYPE, HTML_TYPE, "text/markdown"]
    assert not data.hasFormat("image/png")
    assert data.data("image/png").isEmpty()
