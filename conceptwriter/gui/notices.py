"""The unobtrusive bar on which the program reports errors and results: never a modal box."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from conceptwriter.editor.theme.plain import PlainLabel, on_button
from conceptwriter.editor.theme.roles import set_role

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHORT_MS = 6000
"""How long a notice stays that only reports success."""


class Tone(StrEnum):
    """How serious a notice is."""

    GOOD = "good"
    HINT = "hint"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Notice:
    """One message; `offer` and `act` make a button. `topic` lets a newer notice replace an older one.

    `damaged` is the project file that could not be opened and whose text may be recovered. `refused` is
    called when the user dismisses the notice without its action.
    """

    text: str
    tone: Tone = Tone.WARN
    offer: str = ""
    act: Callable[[], object] | None = None
    topic: str = ""
    damaged: Path | None = None
    refused: Callable[[], object] | None = None


class NoticeBar(QFrame):
    """Shows the newest notice, hints last; dismissing it shows the previous one. Good news times out."""

    shown = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: list[Notice] = []
        self.setAccessibleName(self.tr("Notice"))
        self.mark = PlainLabel(self)
        self.label = PlainLabel(self)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.count = PlainLabel(self)
        set_role(self.count, "hint")
        self.button = QPushButton(self)
        self.button.setAccessibleName(self.tr("Action of the notice"))
        self.close_button = QToolButton(self)
        self.close_button.setText("✕")
        self.close_button.setToolTip(self.tr("Dismiss"))
        self.close_button.setAccessibleName(self.tr("Dismiss notice"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 8, 6)
        layout.setSpacing(10)
        layout.addWidget(self.mark)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.count)
        layout.addWidget(self.button)
        layout.addWidget(self.close_button)
        self.button.clicked.connect(self._act)
        self.close_button.clicked.connect(self.dismiss)
        self.setFocusProxy(self.close_button)
        self._timer = QTimer(self, singleShot=True, interval=SHORT_MS)
        self._timer.timeout.connect(self._drop_good)
        self.hide()

    def post(self, notice: Notice) -> None:
        """Show a notice, replacing one of the same topic or text. A hint waits behind all others."""
        self._notices = [
            old
            for old in self._notices
            if old.text != notice.text and (not notice.topic or old.topic != notice.topic)
        ]
        if notice.tone is Tone.HINT:
            self._notices.insert(0, notice)  # it must not cover an error
        else:
            self._notices = [old for old in self._notices if old.tone is not Tone.GOOD]
            self._notices.append(notice)
        self._show()
        self.shown.emit(notice)

    def withdraw(self, topic: str) -> None:
        """Remove the notices of a topic: they no longer apply."""
        kept = [notice for notice in self._notices if notice.topic != topic]
        if len(kept) != len(self._notices):
            self._notices = kept
            self._show()

    def dismiss(self) -> None:
        """Dismiss the newest notice."""
        notice = self._notices.pop() if self._notices else None
        self._show()
        if notice is not None and notice.refused is not None:
            notice.refused()

    @property
    def current(self) -> Notice | None:
        """The notice being shown."""
        return self._notices[-1] if self._notices else None

    def width_wanted(self) -> int:
        """Its width in pixels with all of its text on one line."""
        parts = (self.mark, self.count, self.button, self.close_button)
        taken_width = sum(part.sizeHint().width() + 10 for part in parts if not part.isHidden())
        return taken_width + self.label.fontMetrics().horizontalAdvance(self.label.text()) + 48

    def height_for(self, width: int) -> int:
        """Its height in pixels at this width."""
        layout = self.layout()
        assert layout is not None
        height = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        return height + 2  # the border is outside the layout

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc dismisses it."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _drop_good(self) -> None:
        self._notices = [notice for notice in self._notices if notice.tone is not Tone.GOOD]
        self._show()

    def _act(self) -> None:
        notice = self.current
        if notice is not None and notice.act is not None:
            self._notices.remove(notice)
            self._show()
            notice.act()

    def _show(self) -> None:
        notice = self.current
        self._timer.stop()
        if notice is None:
            self.hide()
            return
        set_role(self, _BAR_ROLES[notice.tone])
        set_role(self.mark, notice.tone.value)
        self.mark.setText(_MARKS[notice.tone])
        self.label.setText(notice.text)
        self.label.setAccessibleName(notice.text)
        older = len(self._notices) - 1
        self.count.setVisible(older > 0)
        self.count.setText(self.tr("+ %Ln more", "", older) if older else "")
        self.button.setVisible(bool(notice.offer))
        self.button.setText(on_button(notice.offer))
        self.button.setAccessibleName(notice.offer or self.tr("Action of the notice"))
        self.setFocusProxy(self.button if notice.offer else self.close_button)
        self.show()
        self.updateGeometry()
        if notice.tone is Tone.GOOD:
            self._timer.start()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self.label, QAccessible.Event.Alert))


_BAR_ROLES = {Tone.GOOD: "notice", Tone.HINT: "notice", Tone.WARN: "notice-warn", Tone.BAD: "notice-bad"}
_MARKS = {Tone.GOOD: "✓", Tone.HINT: "i", Tone.WARN: "!", Tone.BAD: "!"}
