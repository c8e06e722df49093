"""Moves keyboard focus: into the text, to the next open item, back from a side pane."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from conceptwriter.gui.jobs.sliced import Sliced
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.gui.review.items import ReviewFilter, is_untranslated
from conceptwriter.gui.review.wording import spoken_items
from conceptwriter.gui.window.panes import TEXT
from conceptwriter.gui.window.travel import nodes_from
from conceptwriter.outline.translatable import awaits_confirmation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.views.outline_view import OutlineView
    from conceptwriter.editor.views.text_view import TextView
    from conceptwriter.gui.inspector.panel import Inspector
    from conceptwriter.gui.jobs.service import JobService
    from conceptwriter.gui.proposals.controller import ProposalController
    from conceptwriter.gui.review.keeper import ReviewKeeper
    from conceptwriter.gui.window.panes import Panes
    from conceptwriter.outline import NodeId


REASON_MS = 20_000
"""How long the status bar shows what needs checking in a sentence."""


class Navigation(QObject):
    """One per window."""

    notified = Signal(object)
    """Notice"""
    arrived = Signal(str)
    """What needs checking in the node just visited, as text."""

    def __init__(
        self,
        desk: Desk,
        jobs: JobService,
        outline_view: OutlineView,
        text_view: TextView,
        panes: Panes,
        inspector: Inspector,
        review: ReviewKeeper,
        proposals: ProposalController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs = desk, jobs
        self._outline_view, self._text_view = outline_view, text_view
        self._panes, self._inspector = panes, inspector
        self._review, self._proposals = review, proposals

    # To a node

    def go_to_open(self, by: int, *, offers: bool = True) -> None:
        """Go to the next or previous node with an offer, or with a text that needs checking.

        Where the list of these is filtered, only to what it shows. Without `offers`: only to texts missing or
        stale in the language shown.
        """
        document, review = self._desk.document, self._review
        filtered = offers and review.filter.is_set
        anchors = {found.anchor for found in document.proposals} if offers and not filtered else set()

        def is_open(node: NodeId) -> bool:
            listed = review.is_listed(node) if offers else is_untranslated(document, node)
            return listed or node in anchors

        if offers and review.complete and not anchors and not any(item.stands for item in review.shown):
            if filtered:
                self._offer_all()
                return
            words = self.tr("There are no proposals, and nothing is doubtful, missing or outdated.")
            self.notified.emit(Notice(words, Tone.GOOD))
            return

        def arrive(found: NodeId | None) -> None:
            if found is None and filtered:
                self._offer_all()
                return
            if found is None:
                words = self.tr("Nothing else is missing or outdated in this language.")
                self.notified.emit(Notice(words, Tone.GOOD))
                return
            self.go_to_node(found)
            sets = document.proposals.of(found)
            if offers and sets:
                self._proposals.open(sets[0])

        self._find(is_open, by, arrive)

    def go_to_unconfirmed(self) -> None:
        """Go to the next text that a person still has to write or approve in the language shown.

        If there is none, to what needs checking elsewhere.
        """
        document, current = self._desk.document, self._desk.current

        def arrive(found: NodeId | None) -> None:
            if found is None or found == current:
                self.go_to_open(1)
            else:
                self.go_to_node(found)

        self._find(partial(awaits_confirmation, document), 1, arrive)

    def _find(
        self, is_open: Callable[[NodeId], bool], by: int, then: Callable[[NodeId | None], None]
    ) -> None:
        """Find the nearest node that is open; nothing follows if the writer goes elsewhere meanwhile."""
        document, start = self._desk.document, self._desk.current
        found: list[NodeId] = []

        def look() -> Iterator[None]:
            for node in nodes_from(document, start, by):
                if is_open(node):
                    found.append(node)
                    return
                yield

        def end() -> None:
            if self._desk.current == start and (not found or found[0] in document):
                then(found[0] if found else None)

        Sliced(self._jobs, self).run(self.tr("Looking for the next text"), look(), end, node=start)

    def _offer_all(self) -> None:
        """The filter of the list hides everything that is left."""
        words = self.tr("Nothing (else) matches the filter of the review list.")
        offer = self.tr("Show All")
        self.notified.emit(Notice(words, Tone.HINT, offer, lambda: self._review.set_filter(ReviewFilter())))

    def go_to_node(self, node: NodeId) -> None:
        """Make a node current, visible, and show what needs checking in it."""
        self._desk.set_current(node)
        self._desk.ask_to_show(node)
        words = spoken_items(item for item in self._review.items_at(node) if item.stands)
        if words:
            self.arrived.emit(words)

    def go_to_item_in(self, key: NodeId) -> None:
        """Go to what needs checking in a row of the text; if already there, to the next item in it."""
        document = self._desk.document
        nodes = [key, *document.children(key)]
        listed = [node for node in nodes if self._review.is_listed(node)]
        after = listed[listed.index(self._desk.current) + 1 :] if self._desk.current in listed else []
        if listed:
            self.go_to_node((after or listed)[0])

    def go_to_item(self, node: NodeId, code: str) -> None:
        """Go to a text of the list; the inspector shows it if the page shows another language."""
        if node not in self._desk.document:
            return
        self.go_to_node(node)
        if code != self._desk.document.shown_language(node):
            self._inspector.tabs.setCurrentWidget(self._inspector.languages)

    # Into a view

    def back_to_text(self) -> None:
        """Move keyboard focus to the view that had it last."""
        outline_leads = self._desk.lead is self._outline_view or not self._text_view.isVisible()
        in_outline = outline_leads and self._outline_view.isVisible()
        view = self._outline_view if in_outline else self._text_view
        view.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_writing(self) -> None:
        """A document was just opened: move focus into its text, where it was left or at its start."""
        desk = self._desk
        view = self._text_view if self._panes.is_shown(TEXT) else self._outline_view
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        untouched = desk.caret is None and desk.current == desk.first_node()
        ends = view.text_ends() if view.flows and untouched else None
        if ends is not None:
            desk.place_caret(ends[0].node, 0)

    # Positions

    def caret_line(self) -> QRect | None:
        """The caret's line on screen; None if it is not visible."""
        view = self._outline_view if self._desk.lead is self._outline_view else self._text_view
        line = view.caret_line()
        return None if line is None else QRect(view.viewport().mapToGlobal(line.topLeft()), line.size())

    def field_with_keyboard(self) -> QLineEdit | QPlainTextEdit | None:
        """The field that has keyboard focus, unless it is the live editor of a view."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit | QPlainTextEdit) and not self._is_view_part(focus):
            return focus
        return None

    def _is_view_part(self, widget: QWidget) -> bool:
        return self._outline_view.isAncestorOf(widget) or self._text_view.isAncestorOf(widget)
