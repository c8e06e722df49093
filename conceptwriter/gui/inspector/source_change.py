"""What changed in the source since a translation was made, as a text with marks."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFont, QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from conceptwriter.editor.theme.roles import set_role
from conceptwriter.language.word_diff import Change, Run, difference
from conceptwriter.outline.versions import source_then

if TYPE_CHECKING:
    from conceptwriter.editor.desk import Desk
    from conceptwriter.outline import NodeId, Rendition

_SLICE = 0.006
"""Seconds of searching the history between two events: old steps are read from the file."""


class SourceChange(QPlainTextEdit):
    """Looks for the source that a rendition was made from, and shows the difference; hidden until found."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sought: tuple[NodeId, str, str, str | None] | None = None
        self._search: Iterator[Rendition | None] = iter(())
        self._go_on = QTimer(self, singleShot=True, interval=0)
        self._go_on.timeout.connect(self._search_slice)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.viewport().setAutoFillBackground(False)
        set_role(self, "change")
        self.hide()

    def show_for(self, node: NodeId, language: str) -> None:
        """Show why this rendition is outdated; nothing if it is not, or if the history does not say."""
        document = self._desk.document
        rendition = document.rendition(node, language)
        if rendition is None or not document.is_stale(node, language):
            self._sought = None
            self._stop()
            return
        sought = (node, language, document.source_text(node), rendition.source_fingerprint)
        if sought == self._sought:
            return
        self._stop()
        self._sought = sought
        self._search = source_then(document, node, language)
        self._go_on.start()

    def _stop(self) -> None:
        self._go_on.stop()
        self._search = iter(())
        self.hide()

    def _search_slice(self) -> None:
        until = time.monotonic() + _SLICE
        for found in self._search:
            if found is not None:
                self._show(found.text)
                return
            if time.monotonic() > until:
                self._go_on.start()
                return

    def _show(self, before: str) -> None:
        assert self._sought is not None
        runs = difference(before, self._sought[2])
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.insertText(self.tr("Source since: "), self._look(muted=True))
        for run in runs:
            cursor.insertText(run.text, self._look_of(run))
        self.setAccessibleName(self.tr("What changed in the source"))
        self.setAccessibleDescription(self._spoken(runs))
        self.show()
        self.updateGeometry()

    def _look(self, *, muted: bool = False) -> QTextCharFormat:
        look = QTextCharFormat()
        if muted:
            look.setForeground(self.palette().color(QPalette.ColorRole.PlaceholderText))
        return look

    def _look_of(self, run: Run) -> QTextCharFormat:
        """Not by colour alone."""
        look = self._look(muted=run.change is Change.DELETED)
        look.setFontStrikeOut(run.change is Change.DELETED)
        look.setFontUnderline(run.change is Change.INSERTED)
        if run.change is Change.INSERTED:
            look.setFontWeight(QFont.Weight.Bold)
        return look

    def _spoken(self, runs: Sequence[Run]) -> str:
        words: list[str] = []
        for run in runs:
            if run.change is Change.DELETED:
                words.append(self.tr("removed: {text}").format(text=run.text.strip()))
            elif run.change is Change.INSERTED:
                words.append(self.tr("added: {text}").format(text=run.text.strip()))
        return "; ".join(words)

    def sizeHint(self) -> QSize:
        lines = max(1, self.document().size().toSize().height())
        return QSize(super().sizeHint().width(), lines * self.fontMetrics().lineSpacing() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())
