"""The fields and buttons of the find bar, laid out; find_bar.py adds the behaviour."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from conceptwriter.editor.theme.plain import PlainLabel, plain_tip
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.window.replace_list import ReplaceList


class FindFields(QFrame):
    """Search text and options, replacement, and the list of places."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "bar")
        self.setAccessibleName(self.tr("Find and replace"))
        self.field = self._line(self.tr("Find"))
        self.replacement = self._line(self.tr("Replace with"))
        self.case = self._option("Aa", self.tr("Match capitals"))
        self.words = self._option("“ ”", self.tr("Whole words only"))
        self.regex = self._option(".*", self.tr("Regular expression"))
        self.preserve_case = self._option("aA→", self.tr("Preserve case of what is replaced"))
        self.scope = QComboBox(self)
        self.scope.setAccessibleName(self.tr("Where to look"))
        self.scope.addItem(self.tr("In the whole document"), False)
        self.scope.addItem(self.tr("In this section"), True)
        self.count = PlainLabel(self)
        set_role(self.count, "hint")
        self.count.setAccessibleName(self.tr("Matches"))
        self.count.setMinimumWidth(self.fontMetrics().horizontalAdvance("00000 / 00000"))
        self.previous = self._button("↑", self.tr("Previous match"))
        self.next = self._button("↓", self.tr("Next match"))
        self.close_button = self._button("✕", self.tr("Close"))
        self.replace_one = QPushButton(self.tr("Replace"), self)
        self.replace_every = QPushButton(self.tr("Replace All…"), self)
        self.replace_every.setToolTip(
            plain_tip(self.tr("Shows every place before it is changed (Ctrl+Enter)"))
        )
        self.places = ReplaceList(self)
        for button in (self.replace_one, self.replace_every):
            set_role(button, "small")
        self._lay_out()

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setPlaceholderText(name)
        line.setAccessibleName(name)
        line.setMinimumWidth(self.fontMetrics().averageCharWidth() * 48)
        return line

    def _option(self, text: str, name: str) -> QToolButton:
        button = self._button(text, name)
        button.setCheckable(True)
        set_role(button, "option")
        return button

    def _button(self, text: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(plain_tip(name))
        button.setAccessibleName(name)
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 6, 8, 6)
        grid.setVerticalSpacing(5)
        grid.setHorizontalSpacing(8)
        grid.addWidget(self.field, 0, 0)
        first = QHBoxLayout()
        first.setSpacing(2)
        for widget in (self.case, self.words, self.regex, self.count, self.previous, self.next):
            first.addWidget(widget)
        first.addSpacing(6)
        first.addWidget(self.scope)
        first.addStretch(1)
        first.addWidget(self.close_button)
        grid.addLayout(first, 0, 1)
        grid.addWidget(self.replacement, 1, 0)
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(self.preserve_case)
        second.addWidget(self.replace_one)
        second.addWidget(self.replace_every)
        second.addStretch(1)
        grid.addLayout(second, 1, 1)
        grid.addWidget(self.places, 2, 0, 1, 2)
        grid.setColumnStretch(1, 1)
