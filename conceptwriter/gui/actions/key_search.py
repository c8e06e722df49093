"""A search by words or by pressing a key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from conceptwriter.gui.actions.registry import as_shown, normalised

_MODIFIERS = frozenset(
    {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta}
)


class KeySearch(QWidget):
    """A search field; while its button is down, the field shows the pressed key instead of typing."""

    pressed = Signal(str)
    """The pressed key, in portable spelling; empty: search by words again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = ""
        self.field = QLineEdit(self)
        self.by_key = QPushButton(self)
        self.by_key.setAutoDefault(False)
        self.by_key.setText(self.tr("Press a &Key"))
        self.by_key.setToolTip(self.tr("Press a key to find its action"))
        self.by_key.setAccessibleName(self.tr("Search by pressing a key"))
        self.by_key.setCheckable(True)
        self.by_key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.by_key)
        self.setFocusProxy(self.field)
        self.field.installEventFilter(self)
        self.by_key.toggled.connect(self._switched)
        self.field.textChanged.connect(self._cleared)
        self._name()

    def _name(self) -> None:
        words = (
            self.tr("Press a key; Esc returns to the search for words")
            if self.by_key.isChecked()
            else self.tr("Search actions or shortcuts")
        )
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(words)

    def _switched(self, _on: bool) -> None:
        self.key = ""
        self.field.clear()
        self._name()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pressed.emit("")

    def _cleared(self, text: str) -> None:
        if not text:
            self.key = ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and self.by_key.isChecked() and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._pressed(event)
        return super().eventFilter(watched, event)

    def _pressed(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() in _MODIFIERS:
            return True
        if event.key() == Qt.Key.Key_Escape and plain:
            self.by_key.setChecked(False)
            return True
        spelt = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        keys = normalised([spelt.replace("Backtab", "Tab").replace("Enter", "Return")])
        if keys:
            self.key = keys[0]
            self.field.setText(as_shown(self.key))
            self.pressed.emit(self.key)
        return True
