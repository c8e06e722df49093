"""One match of a translation memory: how well it fits, its translation, and what is different."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.inspector.difference_view import DifferenceView
from conceptwriter.gui.references.wording import match_origin, match_title, spoken_difference
from conceptwriter.language import find_language, is_language_code
from conceptwriter.language.word_diff import Change

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from conceptwriter.memory import Match


class MatchCard(QFrame):
    """A double click or Enter takes it."""

    taken = Signal()

    def __init__(self, number: int, match: Match, parent: QWidget) -> None:
        super().__init__(parent)
        self.match = match
        set_role(self, "card")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.number = PlainLabel(str(number), self)
        set_role(self.number, "key")
        self.title = PlainLabel(match_title(match), self)
        set_role(self.title, "offer")
        self.text = PlainLabel(match.bare_text, self)
        self.text.setWordWrap(True)
        if _is_rtl(match.unit.target_language):
            self.text.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.source = DifferenceView(self)
        self.source.setAccessibleName(self.tr("Its source"))
        changed = any(run.change is not Change.KEPT for run in match.difference)
        if changed:
            self.source.show_runs("", match.difference)
        elif not match.difference:
            self.source.show_runs(match.unit.source, ())
        self.source.setVisible(changed or not match.difference)
        self.origin = PlainLabel(match_origin(match), self)
        self.origin.setWordWrap(True)
        set_role(self.origin, "hint")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.number)
        head.addWidget(self.title, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        for part in (self.text, self.source, self.origin):
            layout.addWidget(part)
        spoken = [str(number), match_title(match), match.bare_text, spoken_difference(match.difference)]
        self.setAccessibleName(", ".join(part for part in spoken if part))
        self.setAccessibleDescription(match_origin(match))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.taken.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.taken.emit()
        else:
            super().keyPressEvent(event)


def _is_rtl(code: str) -> bool:
    return is_language_code(code) and find_language(code).direction == "rtl"
