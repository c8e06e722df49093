"""Text that came from a document, a file or a model is shown letter by letter, whatever it looks like.

Qt takes what resembles HTML in labels, tool tips and message boxes for HTML, and would look up the pictures
it names; in buttons and menus it takes `&` for the mark of a key. Everything in the window that can hold such
text is made with what is here; a test of the house sees to that.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget


class PlainLabel(QLabel):
    """A label that never takes its text for HTML."""

    def __init__(self, text: str | QWidget | None = "", parent: QWidget | None = None) -> None:
        """As a QLabel: with a text and a parent, or with a parent alone."""
        super().__init__(parent if isinstance(text, str) else text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if isinstance(text, str):
            self.setText(text)


def plain_tip(text: str) -> str:
    """A text as a tool tip that shows just that; only what has a `<` in it could be taken for HTML."""
    if "<" not in text:
        return text
    return f"<div style='white-space:pre-wrap'>{escape(text, quote=False)}</div>"


def on_button(text: str) -> str:
    """A text as a button, tab or menu entry shows it: no letter of it becomes a key."""
    return text.replace("&", "&&")


def title_words(text: str) -> str:
    """A text as a window's title shows it: Qt would put a mark of its own in the place of `[*]`."""
    return text.replace("[*]", "[*][*]")


def plain_box(icon: QMessageBox.Icon, title: str, text: str, parent: QWidget | None = None) -> QMessageBox:
    """A message box that shows just this text."""
    box = QMessageBox(icon, title, "", parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    return box
