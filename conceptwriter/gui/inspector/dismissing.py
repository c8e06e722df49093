"""The line in which a remark is dismissed, with a reason or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.review.wording import reasons_of

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from conceptwriter.gui.review.items import ReviewItem


class DismissBar(QFrame):
    """Hidden until asked. Return dismisses, Esc leaves the remark; the window's focus then goes back."""

    dismissed = Signal(object, str)
    """ReviewItem, reason"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "notice-warn")
        self._item: ReviewItem | None = None
        self.about = PlainLabel(self)
        self.about.setWordWrap(True)
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(self.tr("Reason (optional)"))
        self.reason.setAccessibleName(self.tr("Why the remark is dismissed (optional)"))
        self.reason.returnPressed.connect(self._finish)
        self.yes = QPushButton(self.tr("Dismiss"), self)
        self.yes.clicked.connect(self._finish)
        self.no = QPushButton(self.tr("Cancel"), self)
        self.no.clicked.connect(self.leave)
        for button in (self.yes, self.no):
            set_role(button, "small")
        row = QHBoxLayout()
        row.addWidget(self.yes)
        row.addWidget(self.no)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self.about)
        layout.addWidget(self.reason)
        layout.addLayout(row)
        self.hide()

    def ask(self, item: ReviewItem) -> None:
        """Ask for the reason."""
        self._item = item
        words = self.tr("Dismiss “{remark}”?").format(remark=reasons_of(item))
        self.about.setText(words)
        self.reason.setAccessibleDescription(words)
        self.reason.clear()
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Close without dismissing."""
        self._item = None
        self.hide()

    def _finish(self) -> None:
        item, reason = self._item, self.reason.text().strip()
        self.leave()
        if item is not None:
            self.dismissed.emit(item, reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.leave()
        else:
            super().keyPressEvent(event)
