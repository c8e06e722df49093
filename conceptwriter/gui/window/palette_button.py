"""The button that opens the command palette, at the end of the menu bar; it never pushes a menu out of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QMenuBar, QToolButton

from conceptwriter.editor.theme.plain import on_button, plain_tip
from conceptwriter.editor.theme.roles import set_role

ROOM_OF_A_MENU = 20
"""Pixels beside the text of a menu."""


class PaletteButton(QToolButton):
    """Shows its words and its key, or only the key, or nothing, depending on the room."""

    def __init__(self, bar: QMenuBar) -> None:
        super().__init__(bar)
        set_role(self, "field")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar = bar
        self._texts: list[str] = []
        bar.setCornerWidget(self, Qt.Corner.TopRightCorner)
        bar.installEventFilter(self)

    def show_words(self, words: str, keys: str) -> None:
        """What it does, and its key."""
        self._texts = [f"{words}    {keys}", keys] if keys else [words]
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(words))
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._bar and event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self.fit()
        return False

    def fit(self) -> None:
        """Choose the longest text for which the menus leave room."""
        metrics = self._bar.fontMetrics()
        menus = sum(
            metrics.horizontalAdvance(action.text().replace("&", "")) + ROOM_OF_A_MENU
            for action in self._bar.actions()
        )
        for text in self._texts:
            self.setText(on_button(text))
            if menus + self.sizeHint().width() + 3 * ROOM_OF_A_MENU <= self._bar.width():
                break
        else:
            self.setText("")
        self.setVisible(bool(self.text()))
