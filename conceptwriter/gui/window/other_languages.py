"""Reports what splitting or joining did to the languages that are not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.editor.wording import language_name
from conceptwriter.outline import Cause, Kind, NodeId

if TYPE_CHECKING:
    from conceptwriter.editor.desk import Desk
    from conceptwriter.outline import ChangeNotice

CUTS = frozenset({"Split", "Start paragraph"})
JOINS = frozenset({"Merge"})


class OtherLanguages(QObject):
    """Listens to a desk; silent if a text is in one language only."""

    notified = Signal(str)
    """A sentence for the user."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        desk.changed.connect(self._on_change)

    def _on_change(self, notice: ChangeNotice) -> None:
        if notice.cause is not Cause.APPLY:
            return
        document = self._desk.document
        if notice.label in CUTS and any(document.own_text(node) for node in notice.inserted):
            for node in notice.changed:
                others = self._others(node)
                if others:
                    words = self.tr("Split in {language}; the text in {others} stays in the first part.")
                    here = language_name(document.effective_language(node))
                    self.notified.emit(words.format(language=here, others=", ".join(others)))
                    return
        elif notice.label in JOINS and any(self._others(node) for node in notice.changed):
            self.notified.emit(self.tr("Merged in all its languages."))

    def _others(self, node: NodeId) -> list[str]:
        """Names of the languages besides the one shown in which a node has text."""
        document = self._desk.document
        here = document.get(node)
        if here is None or here.kind is Kind.PARAGRAPH:
            return []
        shown = document.effective_language(node)
        return [language_name(code) for code, one in here.renditions.items() if one.text and code != shown]
