"""The zoom path: the titles above what is shown, each a link back, and the title of what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from conceptwriter.editor.theme.plain import PlainLabel, on_button
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.outline import ROOT

if TYPE_CHECKING:
    from conceptwriter.outline import Document, NodeId

LONGEST = 42


class Breadcrumb(QFrame):
    """Hidden while nothing is zoomed."""

    chosen = Signal(object)
    """NodeId to zoom to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "bar")
        self.setAccessibleName(self.tr("Zoomed in to"))
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(12, 3, 12, 3)
        self._layout.setSpacing(4)
        self.hide()

    def show_path(self, document: Document, zoom: NodeId) -> None:
        """Show the path from the document to the zoomed node."""
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if zoom != ROOT:
            for node in self._way(document, zoom):
                self._layout.addWidget(self._step(document, node))
                self._layout.addWidget(self._separator())
            self._layout.addStretch(1)
        self.setVisible(zoom != ROOT)

    def _way(self, document: Document, zoom: NodeId) -> list[NodeId]:
        """The ancestors, the document first; of a parent and child with the same title, only the parent."""
        way: list[NodeId] = []
        for node in document.path(zoom)[:-1]:
            title = self._title(document, node)
            if not way or title != self._title(document, way[-1]):
                way.append(node)
        return way

    def _separator(self) -> QLabel:
        left_to_right = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        label = PlainLabel("›" if left_to_right else "‹", self)
        set_role(label, "hint")
        return label

    def _title(self, document: Document, node: NodeId) -> str:
        text = " ".join(document.text(node).split()) or (
            self.tr("Document") if node == ROOT else self.tr("Untitled")
        )
        return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"

    def _step(self, document: Document, node: NodeId) -> QWidget:
        text = self._title(document, node)
        button = QToolButton(self)
        button.setText(on_button(text))
        set_role(button, "link")
        button.setAccessibleName(self.tr("Zoom out to {title}").format(title=text))
        button.clicked.connect(lambda: self.chosen.emit(node))
        return button
