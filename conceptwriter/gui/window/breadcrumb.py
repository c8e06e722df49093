"""Where one is zoomed in: the titles from the document down, each a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from conceptwriter.gui.theme.plain import PlainLabel, on_button
from conceptwriter.gui.theme.roles import set_role
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
        """Show the way from the document to the zoomed node."""
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if zoom != ROOT:
            path = document.path(zoom)
            for place, node in enumerate(path):
                if place:
                    self._layout.addWidget(self._separator())
                self._layout.addWidget(self._step(document, node, last=place == len(path) - 1))
            self._layout.addStretch(1)
        self.setVisible(zoom != ROOT)

    def _separator(self) -> QLabel:
        left_to_right = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        label = PlainLabel("›" if left_to_right else "‹", self)
        set_role(label, "hint")
        return label

    def _step(self, document: Document, node: NodeId, *, last: bool) -> QWidget:
        text = " ".join(_words(document, node).split()) or (
            self.tr("Document") if node == ROOT else self.tr("Untitled")
        )
        text = text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
        if last:
            label = PlainLabel(text, self)
            label.setContentsMargins(5, 0, 0, 0)
            return label
        button = QToolButton(self)
        button.setText(on_button(text))
        set_role(button, "link")
        button.setAccessibleName(self.tr("Zoom out to {title}").format(title=text))
        button.clicked.connect(lambda: self.chosen.emit(node))
        return button


def _words(document: Document, node: NodeId) -> str:
    """What a node says; a paragraph without a summary says what its first concept says."""
    own = document.text(node)
    below = document.node(node).children
    return own or (document.text(below[0]) if below and node != ROOT else "")
