"""A difference between two texts, as a text with marks: not by colour alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPalette, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from conceptwriter.editor.theme.roles import set_role
from conceptwriter.language.word_diff import Change, Run


class DifferenceView(QPlainTextEdit):
    """A few lines, as high as its text. What was removed is struck out, what was added underlined."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.document().setDocumentMargin(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.viewport().setAutoFillBackground(False)
        set_role(self, "change")

    def show_runs(self, intro: str, runs: Sequence[Run]) -> None:
        """Show a difference after a few words that say what it is."""
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.insertText(intro, self._look(muted=True))
        for run in runs:
            cursor.insertText(run.text, self._look_of(run))
        self.setAccessibleDescription(self.spoken(runs))
        self.updateGeometry()

    def _look(self, *, muted: bool = False) -> QTextCharFormat:
        look = QTextCharFormat()
        if muted:
            look.setForeground(self.palette().color(QPalette.ColorRole.PlaceholderText))
        return look

    def _look_of(self, run: Run) -> QTextCharFormat:
        look = self._look(muted=run.change is Change.DELETED)
        look.setFontStrikeOut(run.change is Change.DELETED)
        look.setFontUnderline(run.change is Change.INSERTED)
        if run.change is Change.INSERTED:
            look.setFontWeight(QFont.Weight.Bold)
        return look

    def spoken(self, runs: Sequence[Run]) -> str:
        """The same for a screen reader."""
        words: list[str] = []
        for run in runs:
            if run.change is Change.DELETED:
                words.append(self.tr("removed: {text}").format(text=run.text.strip()))
            elif run.change is Change.INSERTED:
                words.append(self.tr("added: {text}").format(text=run.text.strip()))
        return "; ".join(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()  # its line breaks change

    def sizeHint(self) -> QSize:
        lines = max(1, self.document().size().toSize().height())
        return QSize(super().sizeHint().width(), lines * self.fontMetrics().lineSpacing() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())
