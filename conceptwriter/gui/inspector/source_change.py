"""What changed in the source since a translation was made, as a text with marks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from conceptwriter.gui.inspector.difference_view import DifferenceView
from conceptwriter.language.word_diff import difference
from conceptwriter.outline.versions import source_then

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from conceptwriter.editor.desk import Desk
    from conceptwriter.outline import NodeId, Rendition

_SLICE = 0.006
"""Seconds of searching the history between two events: old steps are read from the file."""


class SourceChange(DifferenceView):
    """Looks for the source that a rendition was made from, and shows the difference; hidden until found."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sought: tuple[NodeId, str, str, str | None] | None = None
        self._search: Iterator[Rendition | None] = iter(())
        self._go_on = QTimer(self, singleShot=True, interval=0)
        self._go_on.timeout.connect(self._search_slice)
        self.setAccessibleName(self.tr("What changed in the source"))
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
                assert self._sought is not None
                self.show_runs(self.tr("Source since: "), difference(found.text, self._sought[2]))
                self.show()
                return
            if time.monotonic() > until:
                self._go_on.start()
                return
