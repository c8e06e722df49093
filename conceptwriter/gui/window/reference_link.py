"""Connects memories and glossaries with the window: what is looked up, shown, taken and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from conceptwriter.glossary.translating import TermLibrary
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.gui.references.keeper import ReferenceKeeper
from conceptwriter.gui.references.store import ReferenceStore
from conceptwriter.gui.window.panes import INSPECTOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.views.node_view import NodeView
    from conceptwriter.editor.views.source_above import Places
    from conceptwriter.glossary import Glossary
    from conceptwriter.gui.files.open_project import OpenProject
    from conceptwriter.gui.inspector.panel import Inspector
    from conceptwriter.gui.notices import NoticeBar
    from conceptwriter.gui.proposals.controller import ProposalController
    from conceptwriter.gui.references.meaning import MeaningSearch
    from conceptwriter.gui.review.keeper import ReviewKeeper
    from conceptwriter.gui.window.panes import Panes
    from conceptwriter.gui.window.translation import TranslationController
    from conceptwriter.outline import NodeId

TOPIC = "references"


class ReferenceLink(QObject):
    """One per window; the store is the window's, too, and ends with it."""

    def __init__(
        self,
        store: ReferenceStore,
        keeper: ReferenceKeeper,
        meaning: MeaningSearch,
        review: ReviewKeeper,
        project: Callable[[], OpenProject],
        inspector: Inspector,
        panes: Panes,
        translation: TranslationController,
        proposals: ProposalController,
        notices: NoticeBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store, self.keeper, self._project = store, keeper, project
        self._inspector, self._panes = inspector, panes
        self._translation, self._proposals = translation, proposals
        self._views: list[NodeView] = []
        store.failed.connect(lambda reason: notices.post(Notice(reason, Tone.WARN, topic=TOPIC)))
        keeper.changed.connect(self._show_terms)
        store.glossaries_read.connect(review.use)
        store.glossaries_read.connect(self._use_terms)
        inspector.matches.take_requested.connect(keeper.take)
        meaning.is_wanted = inspector.matches.isVisible
        inspector.tabs.currentChanged.connect(lambda _page: meaning.look())
        for signal in (translation.confirmed, inspector.languages.confirmed):
            signal.connect(lambda node, _language: self._learn(node))
        self.serve()

    def serve(self) -> None:
        """Another project is open."""
        self._store.serve(self._project().path)

    def show_terms_in(self, *views: NodeView) -> None:
        """Underline terms in the source shown by these views."""
        self._views = list(views)
        for view in views:
            view.plan.source.terms_of = self._places

    def can_take(self, index: int) -> bool:
        """True when the match with this number can be seen, and taken by its key."""
        return self._inspector.matches.isVisible() and self.keeper.can_take(index)

    def show(self) -> None:
        """Move keyboard focus to the matches of the current sentence."""
        self._panes.show_pane(INSPECTOR, True)
        self._inspector.tabs.setCurrentWidget(self._inspector.matches)
        self._inspector.refresh()
        first = next(iter(self._inspector.matches.cards), self._inspector.tabs.tabBar())
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _places(self, node: NodeId) -> Places:
        return tuple((term.start, term.end) for term in self.keeper.terms_of(node))

    def _show_terms(self) -> None:
        for view in self._views:
            view.entry.renew_source()

    def _use_terms(self, glossaries: list[Glossary]) -> None:
        """Translations asked for from now on use the terms of these."""
        self._translation.terms = self._proposals.terms = TermLibrary(glossaries)

    def _learn(self, node: NodeId) -> None:
        if not self._project().read_only:
            self.keeper.learn(node, self._project().path.stem)
