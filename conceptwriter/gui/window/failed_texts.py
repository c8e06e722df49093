"""The texts that a translation left out, as a list from which one goes to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.editor.wording import language_name
from conceptwriter.gui.actions.picker import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.actions.picker import Picker
    from conceptwriter.gui.window.translation_report import TranslationFigures
    from conceptwriter.outline import NodeId

LONGEST = 120
"""Characters of a text in the list."""


class FailedTexts(QObject):
    """One per window: those of the last translation that are still missing."""

    def __init__(
        self, desk: Desk, picker: Picker, go: Callable[[NodeId, str], object], parent: QObject | None = None
    ) -> None:
        """`go`: to a node, and to its text in a language."""
        super().__init__(parent)
        self._desk, self._picker, self._go = desk, picker, go
        self._failed: list[tuple[NodeId, str]] = []
        self._language = ""
        desk.project_changed.connect(self._failed.clear)

    def note(self, report: TranslationFigures) -> None:
        """A translation has ended."""
        self._failed[:] = report.failed
        self._language = report.to

    def missing(self) -> list[tuple[NodeId, str]]:
        """The nodes that still have no text in the language, and why."""
        document = self._desk.document
        return [
            (node, reason)
            for node, reason in self._failed
            if node in document
            and not document.in_trash(node)
            and document.rendition(node, self._language) is None
        ]

    def show(self) -> None:
        """List them; the one that is chosen is gone to."""
        entries = [
            Entry(str(node), self._words(node), detail=reason, search=reason)
            for node, reason in self.missing()
        ]
        title = self.tr("Not translated into {language}").format(language=language_name(self._language))
        self._picker.ask(title, entries, lambda key: self._go(int(key), self._language))

    def _words(self, node: NodeId) -> str:
        words = " ".join(self._desk.document.source_text(node).split())
        return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
