"""The fields that may hold text that is not in the document yet.

Before the window shows another document, closes or copies this one, all of them are asked to write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit

if TYPE_CHECKING:
    from PySide6.QtCore import QObject


class Field(Protocol):
    """A field that waits for a pause in typing before it writes."""

    def commit(self) -> bool: ...


class Fields:
    """The fields of a window that may hold text that is not in the document yet."""

    def __init__(self) -> None:
        self._open: list[Field] = []

    def add(self, field: Field) -> None:
        """Include this field."""
        self._open.append(field)

    def drop(self, field: Field) -> None:
        """The field no longer exists."""
        if field in self._open:
            self._open.remove(field)

    def commit(self) -> bool:
        """Have all fields write; False when one could not: it keeps its text, and has reported why."""
        written = [field.commit() for field in list(self._open)]
        return all(written)

    def finish(self) -> bool:
        """The same, after ending an input method's composition: this document is about to be left."""
        finish_composition()
        return self.commit()


def finish_composition() -> None:
    """Commit an input method's composition as typed text."""
    widget: QObject | None = QApplication.focusWidget()
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        pending = widget.textCursor().block().layout().preeditAreaText()
        if pending:
            event = QInputMethodEvent()
            event.setCommitString(pending)
            QApplication.sendEvent(widget, event)
            QGuiApplication.inputMethod().reset()
    else:
        QGuiApplication.inputMethod().commit()
