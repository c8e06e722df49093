"""What changed in the source since a translation was made, as a text with marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.inspector.difference_view import DifferenceView
from conceptwriter.gui.inspector.history_search import HistorySearch
from conceptwriter.language.word_diff import difference
from conceptwriter.outline.versions import source_then

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from conceptwriter.editor.desk import Desk
    from conceptwriter.outline import NodeId, Rendition


class SourceChange(DifferenceView):
    """Looks for the source that a rendition was made from, and shows the difference; hidden until found."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._search = HistorySearch(self)
        self.setAccessibleName(self.tr("What changed in the source"))
        self.hide()

    def show_for(self, node: NodeId, language: str) -> None:
        """Show why this rendition is outdated; nothing if it is not, or if the history does not say."""
        document = self._desk.document
        rendition = document.rendition(node, language)
        if rendition is None or not document.is_stale(node, language):
            self._search.stop()
            self.hide()
            return
        source = document.source_text(node)

        def show(then: Rendition) -> None:
            self.show_runs(self.tr("Source since: "), difference(then.text, source))
            self.show()

        sought = (node, language, source, rendition.source_fingerprint)
        if self._search.seek(sought, lambda: source_then(document, node, language), show):
            self.hide()
