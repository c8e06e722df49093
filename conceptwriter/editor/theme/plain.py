"""Text that came from a document, a file or a model is shown literally, whatever it looks like.

Qt treats what resembles HTML in labels, tool tips and message boxes as HTML, and would load the pictures it
names; in buttons and menus it treats `&` as a mnemonic. Everything in the window that can hold such text is
made with the functions here; a test enforces that.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget


class PlainLabel(QLabel):
    """A label that never treats its text as HTML."""

    def __init__(self, text: str | QWidget | None = "", parent: QWidget | None = None) -> None:
        """Like QLabel: with a text and a parent, or with a parent alone."""
        super().__init__(parent if isinstance(text, str) else text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if isinstance(text, str):
            self.setText(text)


def plain_tip(text: str) -> str:
    """A text as a tool tip that shows just that; only text with a `<` in it could be taken for HTML."""
    if "<" not in text:
        return text
    return f"<div style='white-space:pre-wrap'>{escape(text, quote=False)}</div>"


def on_button(text: str) -> str:
    """A text for a button, tab or menu entry: none of its letters becomes a mnemonic."""
    return text.replace("&", "&&")


def title_words(text: str) -> str:
    """A text for a window title: Qt would replace `[*]` with its own mark."""
    return text.replace("[*]", "[*][*]")


def plain_box(icon: QMessageBox.Icon, title: str, text: str, parent: QWidget | None = None) -> QMessageBox:
    """A message box that shows just this text."""
    box = QMessageBox(icon, title, "", parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    return box
