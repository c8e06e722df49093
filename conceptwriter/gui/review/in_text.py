"""What the checks find, at its place in the text: for the rows that are painted, as far as it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.editor.views.text_findings import TextFinding
from conceptwriter.gui.review.items import ReviewItem
from conceptwriter.review.place_of import places_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.review.keeper import ReviewKeeper
    from conceptwriter.gui.settings import WindowSettings
    from conceptwriter.outline import ChangeNotice, NodeId
    from conceptwriter.review import Pair

_Key = tuple["NodeId", str, str]
_TEXTS_KEPT = 500
"""Texts whose findings are remembered: what is on screen is painted often."""


class FindingsInText(QObject):
    """One per window. A text on screen that is not checked yet is checked before others."""

    changed = Signal()
    """What `at` says may have changed."""

    def __init__(
        self, desk: Desk, review: ReviewKeeper, settings: WindowSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._review, self._settings = desk, review, settings
        self._known: dict[_Key, list[tuple[ReviewItem, list[tuple[int, int]]]]] = {}
        self._awaited: set[str] = set()
        """Texts that were painted before anything was known of them."""
        desk.changed.connect(self._follow)
        desk.project_changed.connect(self._forget)
        review.checked.connect(self._take)
        review.changed.connect(self._forget)

    @property
    def is_on(self) -> bool:
        """Whether the text shows what was found."""
        return self._settings.mark_findings

    def turn(self, on: bool) -> None:
        """Show what was found, or stop."""
        self._settings.mark_findings = on
        self._forget()

    def at(self, node: NodeId, language: str, text: str) -> Sequence[TextFinding]:
        """What was found in the text of a node; that of an outdated or missing translation has nothing."""
        return [
            TextFinding(start, end, item.reason)
            for item, places in self._found_in(node, language, text)
            for start, end in places
        ]

    def items_at_caret(self) -> list[ReviewItem]:
        """What was found where the caret is, or in the selected text."""
        caret, document = self._desk.caret, self._desk.document
        if caret is None or caret.node not in document:
            return []
        language, text = document.shown_language(caret.node), document.text(caret.node)
        anchor = caret.position if caret.anchor is None or caret.anchor_node is not None else caret.anchor
        first, last = sorted((caret.position, anchor))
        return [
            item
            for item, places in self._found_in(caret.node, language, text)
            if any(start <= last and first <= end for start, end in places)
        ]

    def _found_in(
        self, node: NodeId, language: str, text: str
    ) -> list[tuple[ReviewItem, list[tuple[int, int]]]]:
        if not self.is_on or node not in self._desk.document:
            return []
        key = node, language, text
        if key not in self._known:
            items = self._review.found_in_text(node, language, text)
            if items is None:
                self._awaited.add(text)
                return []
            if len(self._known) >= _TEXTS_KEPT:
                self._known.clear()
            self._known[key] = [(item, places_of(item.flag, item.reason, text, language)) for item in items]
        return self._known[key]

    def _follow(self, notice: ChangeNotice) -> None:
        gone = {*notice.changed, *notice.removed}
        if gone:
            self._known = {key: found for key, found in self._known.items() if key[0] not in gone}

    def _take(self, pairs: list[Pair]) -> None:
        """Some texts were checked; what is on screen changes only if it waited for one of them."""
        arrived = self._awaited.intersection(pair.text for pair in pairs)
        if arrived:
            self._awaited -= arrived
            self.changed.emit()

    def _forget(self) -> None:
        self._known.clear()
        self._awaited.clear()
        self.changed.emit()
