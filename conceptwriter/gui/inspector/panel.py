"""The inspector pane: facts about the current node, refreshed when idle and only while visible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.inspector.details_tab import DetailsTab
from conceptwriter.gui.inspector.history_tab import HistoryTab
from conceptwriter.gui.inspector.languages_tab import LanguagesTab
from conceptwriter.gui.inspector.matches_tab import MatchesTab
from conceptwriter.gui.inspector.proposals_tab import ProposalsTab
from conceptwriter.gui.inspector.review_tab import ReviewTab

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QShowEvent

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.proposals.manner import Manner
    from conceptwriter.gui.references.keeper import ReferenceKeeper
    from conceptwriter.gui.review.keeper import ReviewKeeper

REFRESH_MS = 80
"""Moving through the document with the arrow keys refreshes the inspector once, not at every row."""


class Inspector(QWidget):
    """Tabs about the current node."""

    left = Signal()
    """Esc was pressed: keyboard focus goes back to the text."""

    def __init__(
        self,
        desk: Desk,
        manner: Manner,
        keeper: ReviewKeeper,
        references: ReferenceKeeper,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        set_role(self, "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setAccessibleName(self.tr("Inspector"))
        self._desk = desk
        self.title = PlainLabel(self.tr("INSPECTOR"), self)
        set_role(self.title, "caption")
        self.proposals = ProposalsTab(desk, manner, self)
        self.languages = LanguagesTab(desk, self)
        self.matches = MatchesTab(references, self)
        self.review = ReviewTab(desk, keeper, self)
        self.history = HistoryTab(desk, self)
        self.details = DetailsTab(desk, self)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName(self.tr("Inspector"))
        self.tabs.tabBar().setAccessibleName(self.tr("Parts of the inspector"))
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)  # names cut to three letters are useless
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.tabBar().setDrawBase(False)
        for page, name in (
            (self.proposals, self.tr("Proposals")),
            (self.languages, self.tr("Languages")),
            (self.matches, self.tr("Matches")),
            (self.history, self.tr("History")),
            (self.details, self.tr("Details")),
            (self.review, self.tr("Review")),
        ):
            self.tabs.addTab(page, name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(4)
        self.title.setContentsMargins(12, 0, 12, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.tabs, 1)
        self._timer = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self.tabs.currentChanged.connect(self.refresh)
        self.setFocusProxy(self.tabs.tabBar())
        desk.current_changed.connect(self.refresh_soon)
        desk.changed.connect(self.refresh_soon)
        desk.project_changed.connect(self._let_go)

    def refresh_soon(self, *_ignored: object) -> None:
        """Refresh the visible tab shortly."""
        if not self._timer.isActive():
            self._timer.start()

    def _let_go(self) -> None:
        """Everything shown belongs to another document: no key or click may act on it any more."""
        for page in (
            self.proposals,
            self.languages,
            self.matches,
            self.review,
            self.history,
            self.details,
        ):
            page.let_go()
        self.refresh_soon()

    def refresh(self) -> None:
        """Refresh the visible tab now."""
        self._timer.stop()
        if not self.isVisible():
            return
        page = self.tabs.currentWidget()
        if isinstance(page, ProposalsTab | LanguagesTab | MatchesTab | ReviewTab | HistoryTab | DetailsTab):
            page.refresh()

    def set_read_only(self, read_only: bool) -> None:
        """Disable all changes from here."""
        self.languages.read_only = read_only
        self.details.read_only = read_only
        self.refresh_soon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle Esc if none of the fields needs it."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh_soon()
