"""A view follows the desk: its rows match the document, and the current place is scrolled into view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.editor.desk.beginning import FEW
from conceptwriter.outline.model import Kind, NodeId
from conceptwriter.outline.notice import Cause

if TYPE_CHECKING:
    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.accessible import StripAccessibility
    from conceptwriter.editor.strip.face import RowFace
    from conceptwriter.editor.strip.row_editor import RowEditor
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.views.lead import Lead
    from conceptwriter.editor.views.row_plan import RowPlan
    from conceptwriter.editor.views.row_states import RowStates
    from conceptwriter.editor.views.text_entry import TextEntry
    from conceptwriter.outline.notice import ChangeNotice


class Following(QObject):
    """Receives the desk's signals for one view."""

    reloaded = Signal()
    """Another project or another top is shown."""

    def __init__(
        self,
        desk: Desk,
        strip: RowStrip,
        editor: RowEditor,
        plan: RowPlan,
        states: RowStates,
        entry: TextEntry,
        lead: Lead,
        voice: StripAccessibility,
    ) -> None:
        super().__init__(strip.area)
        self._desk, self._strip, self._editor, self._plan = desk, strip, editor, plan
        self._states, self._entry, self._lead, self._voice = states, entry, lead, voice
        desk.changed.connect(self._follow)
        desk.project_changed.connect(self._reload)
        desk.zoom_changed.connect(self._reload)
        if plan.flows:
            desk.side_by_side_changed.connect(self._relayout)
        plan.folds.changed.connect(self._refold)
        desk.current_changed.connect(self._show_current)
        desk.selection_changed.connect(self._update_selection)
        desk.caret_changed.connect(self._follow_caret)
        desk.lead_changed.connect(self._follow_lead)
        desk.show_asked.connect(self.show_node)
        strip.set_rows(plan.visible.nodes)

    # -- the document ---

    def _reload(self) -> None:
        self._plan.reset()
        self.reloaded.emit()
        self._editor.close()
        self._states.selected = frozenset(self._desk.selection)
        self._strip.set_rows(self._plan.visible.nodes)
        self._show_current()
        self._follow_caret()

    def _relayout(self) -> None:
        """Rows are cut in another way; the current one begins where it did on screen, if that is possible."""
        strip, plan = self._strip, self._plan
        place = strip.place_of(plan.key_of(self._desk.current))
        self._editor.close()
        plan.reset()
        strip.set_rows(plan.visible.nodes)
        self._entry.sync()
        key = plan.key_of(self._desk.current)
        strip.reveal(key)
        now = strip.place_of(key)
        if place is not None and now is not None:
            strip.arrangement.offset += now.top - place.top
            strip.arrange()

    def _follow(self, notice: ChangeNotice) -> None:
        """Update the rows that a change affects."""
        desk, strip, plan = self._desk, self._strip, self._plan
        if desk.zoom != plan.visible.top:
            return  # the desk is about to show another top
        plan.forget(notice.parents)
        for splice in plan.visible.follow(notice):
            strip.splice(*splice)
        branches: set[NodeId] = set()
        for node in dict.fromkeys([*notice.changed, *notice.parents]):
            self._touch(node, notice, branches)
        if branches:
            self._touch_branches(branches)
        strip.arrange()
        if notice.caret is None:
            self._entry.sync()
        if (
            plan.flows and len(desk.document) <= FEW + 4
        ):  # the hint where to begin is shown only while nothing is written
            strip.touch_where(lambda key, face: bool(face.placeholder) and key in desk.document)
            strip.arrange()

    def _touch(self, node: NodeId, notice: ChangeNotice, branches: set[NodeId]) -> None:
        """Note that a node has changed, and in `branches` if all below it may have."""
        here = self._desk.document.get(node)
        if here is None:
            return
        strip, plan = self._strip, self._plan
        strip.touch(plan.key_of(node))
        if node in notice.parents:
            for key in plan.further_rows(node):
                strip.touch(key)
        if here.kind is Kind.CONCEPT:
            if here.parent is not None:
                strip.touch(here.parent)
        elif node in notice.changed and here.children and notice.cause is not Cause.MERGE:
            branches.add(node)

    def _touch_branches(self, tops: set[NodeId]) -> None:
        """The output language may have changed for everything below these."""
        document = self._desk.document

        def is_below(key: NodeId, _face: RowFace) -> bool:
            return key not in document or not tops.isdisjoint((key, *document.ancestors(key)))

        self._strip.touch_where(is_below)

    def _refold(self, node: NodeId | None) -> None:
        strip, plan = self._strip, self._plan
        if node is not None:
            for splice in plan.visible.refold(node):
                strip.splice(*splice)
            strip.touch(node)
            strip.arrange()
            return
        place = strip.place_of(plan.key_of(self._desk.current))
        plan.visible.reset(self._desk.document, self._desk.zoom)
        strip.set_rows(plan.visible.nodes)
        if place is not None:
            strip.reveal(plan.key_of(self._desk.current), margin=max(24, place.top))

    # -- where the writer is ---

    def _follow_caret(self) -> None:
        """The caret moved: make it visible.

        Selected text is painted here too while another view, or the find bar, leads.
        """
        self._entry.sync()
        self._entry.show_caret()
        if not self._lead.is_here:
            self._strip.viewport.update()

    def _follow_lead(self) -> None:
        self._entry.sync()
        self._strip.viewport.update()
        self._entry.show_caret()

    def _show_current(self) -> None:
        self._update_selection()
        leads = self._lead.is_here
        if leads and not self._desk.editing:
            self._voice.focus_moved(self._plan.key_of(self._desk.current))
        if not (leads and self._desk.editing):
            self.show_node(self._desk.current)

    def _update_selection(self) -> None:
        self._states.update_selection()
        self._strip.viewport.update()

    def show_node(self, node: NodeId) -> None:
        """Scroll as little as needed to show a node."""
        strip, key = self._strip, self._plan.key_of(node)
        if strip.row_of(key) < 0 or strip.row_width <= 0:
            return
        if self._editor.edited == key and self._desk.current == node:
            self._entry.show_caret()  # in a long text, what was found in it
            return
        face = strip.face_of(key)
        span = face.text.span_of(node)
        rects = face.block.rects(span.start, span.end) if span is not None and face.text.text else []
        if not rects:
            strip.reveal(key, 0, face.height)
            return
        strip.reveal(key, face.text_top + int(rects[0].top()), face.text_top + int(rects[-1].bottom()) + 1)

    # -- another size, other fonts ---

    def sees_current(self) -> bool:
        """True when the caret's line, or the current row, is visible."""
        if self._editor.edited is not None:
            return self._editor.caret_line() is not None
        return self._strip.place_of(self._plan.key_of(self._desk.current)) is not None

    def show_place(self) -> None:
        """Scroll the caret's line, or the current row, into view."""
        if self._editor.edited is not None:
            self._entry.show_caret()
        else:
            self.show_node(self._desk.current)

    def shown(self) -> None:
        """The view is shown again: show the current place, after a restart too."""
        self._strip.refit()
        self._entry.sync()
        self.show_place()

    def restyle(self) -> None:
        """Reload fonts and colours, keeping the visible place in view."""
        seen = bool(self._strip.rows) and self.sees_current()
        self._plan.restyle()
        self._strip.restyle()
        if self._strip.rows:
            self._entry.sync()
        if seen:
            self.show_place()
