"""Both views side by side, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget

from conceptwriter.editor.desk import Desk
from conceptwriter.editor.views.outline_view import OutlineView
from conceptwriter.editor.views.structure import StructureCommands
from conceptwriter.editor.views.text_view import TextView
from conceptwriter.outline import ROOT
from tests.editor.desks import desk_with, node_saying

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from pytestqt.qtbot import QtBot

    from conceptwriter.editor.views.node_view import NodeView
    from conceptwriter.outline import Document, NodeId


class Room:
    """Both views side by side over one desk, with the keyboard at hand; the outline shows every node."""

    def __init__(self, qtbot: QtBot, document: Document) -> None:
        self.desk: Desk = desk_with(document)
        self.desk.outline_folds.replace((), document.subtree(ROOT))
        self.commands = StructureCommands(self.desk)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        row = QHBoxLayout(self.window)
        self.outline = OutlineView(self.desk, self.commands)
        self.text = TextView(self.desk, self.commands)
        row.addWidget(self.outline, 2)
        row.addWidget(self.text, 3)
        self.window.resize(1100, 700)
        self.errors: list[str] = []
        self.desk.failed.connect(self.errors.append)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    @property
    def document(self) -> Document:
        return self.desk.document

    def editing(self) -> bool:
        return self.desk.editing

    def composing(self) -> bool:
        return self.desk.composing

    def selection(self) -> tuple[NodeId, ...]:
        return self.desk.selection

    def node(self, text: str) -> NodeId:
        return node_saying(self.document, text)

    def shown(self, view: NodeView) -> list[str]:
        faces = [view.strip.face_of(key) for key in view.strip.rows]
        return [face.text.text or face.gist or face.placeholder for face in faces if face.height]

    def edit(self, view: NodeView, text: str, position: int | None = None) -> NodeId:
        """Put the caret into the node whose text starts like this."""
        node = self.node(text)
        view.setFocus()
        self.desk.place_caret(node, position)
        assert view.row_editor.field.hasFocus(), "the live editor has the keyboard"
        return node

    def choose(self, view: NodeView, text: str) -> NodeId:
        """Select a whole node."""
        node = self.node(text)
        view.setFocus()
        self.desk.set_current(node)
        assert view.hasFocus()
        return node

    def press(self, *keys: str | Qt.Key | tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
        """Keys, to whatever has the keyboard; a string is typed."""
        for key in keys:
            target = self.window.focusWidget()
            assert target is not None
            if isinstance(key, str):
                QTest.keyClicks(target, key)
            elif isinstance(key, tuple):
                QTest.keyClick(target, key[0], key[1])
            else:
                QTest.keyClick(target, key)

    def texts(self, parent: NodeId) -> list[str]:
        return [self.document.text(child) for child in self.document.children(parent)]


def paragraph_of(room: Room, text: str) -> int:
    parent = room.document.parent(room.node(text))
    assert parent is not None
    return parent
