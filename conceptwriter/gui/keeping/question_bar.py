"""A question in a dialog, between its lists and its buttons, before something is replaced or removed."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role


class QuestionBar(QFrame):
    """Hidden until asked; the buttons are its two answers."""

    def __init__(self, yes: QPushButton, no: QPushButton, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "notice-warn")
        self.asked = PlainLabel(self)
        self.asked.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(10)
        row.addWidget(self.asked, 1)
        row.addWidget(yes)
        row.addWidget(no)
        self.hide()
