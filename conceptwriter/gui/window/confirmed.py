"""Checks a translation that was just confirmed. It stays confirmed; a notice says what was found."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.gui.notices import Notice
from conceptwriter.gui.review.wording import reasons_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.notices import NoticeBar
    from conceptwriter.gui.review.keeper import ReviewKeeper
    from conceptwriter.outline import NodeId

TOPIC = "confirmed"
_LONGEST = 60


class ConfirmedTexts(QObject):
    """One per window. Several confirmed texts with remarks make one notice."""

    def __init__(
        self,
        desk: Desk,
        review: ReviewKeeper,
        notices: NoticeBar,
        go_to: Callable[[NodeId, str], object],
        show_review: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        """`go_to` makes a text current; `show_review` opens the list of what needs checking."""
        super().__init__(parent)
        self._desk, self._review, self._notices = desk, review, notices
        self._go_to, self._show_review = go_to, show_review
        self._found: dict[tuple[NodeId, str], str] = {}
        """What was found in those that nobody has gone back to, oldest first."""
        desk.project_changed.connect(self.forget)

    def check(self, node: NodeId, language: str) -> None:
        """A text was confirmed."""
        self._found.pop((node, language), None)
        self._review.when_checked(node, language, partial(self._report, node, language))

    def forget(self) -> None:
        """Nobody wants to go back any more."""
        self._found.clear()
        self._notices.withdraw(TOPIC)

    def _report(self, node: NodeId, language: str) -> None:
        document = self._desk.document
        if node not in document or document.in_trash(node):
            return
        found = self._review.findings_at(node, language)
        if not found:
            return
        self._found[node, language] = "; ".join(dict.fromkeys(map(reasons_of, found)))
        self._post(node, language)

    def _post(self, node: NodeId, language: str) -> None:
        if len(self._found) == 1:
            text = " ".join(self._desk.document.text(node, language).split())
            shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
            words = self.tr("Confirmed, but check “{text}”: {remarks}").format(
                text=shown, remarks=self._found[node, language]
            )
            offer = self.tr("Go Back")
            act: Callable[[], None] = partial(self._go_back, node, language)
        else:
            words = self.tr("%Ln confirmed text(s) should be checked.", "", len(self._found))
            offer, act = self.tr("Show the List"), self._open_list
        self._notices.post(Notice(words, offer=offer, act=act, topic=TOPIC, refused=self._found.clear))

    def _go_back(self, node: NodeId, language: str) -> None:
        self._found.clear()
        self._go_to(node, language)

    def _open_list(self) -> None:
        self._found.clear()
        self._show_review()
