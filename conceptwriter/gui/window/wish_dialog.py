"""The dialog that asks what should happen next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QInputDialog, QWidget


class WishDialog(QInputDialog):
    """One line, in the writer's own words. It closes when answered."""

    wished = Signal(str)
    """What was written, without space at its ends; never empty."""

    def __init__(self, wish: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setInputMode(QInputDialog.InputMode.TextInput)
        self.setWindowTitle(self.tr("Propose What You Ask For"))
        self.setLabelText(self.tr("What should happen next?"))
        self.setTextValue(wish)
        self.setOkButtonText(self.tr("Propose"))
        self.resize(520, self.sizeHint().height())
        self.textValueSelected.connect(self._answered)
        self.finished.connect(self.deleteLater)

    def _answered(self, text: str) -> None:
        if text.strip():
            self.wished.emit(text.strip())
