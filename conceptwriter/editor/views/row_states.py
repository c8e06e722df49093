"""The current look of a view's rows: which are current or selected, and what is highlighted in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.editor.strip.face import RowState, Spot
from conceptwriter.outline.model import Kind, NodeId
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.row_editor import RowEditor
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.views.row_plan import RowPlan
    from conceptwriter.editor.views.text_marking import TextMarking


class RowStates:
    """The states of the rows of one view, from the desk's current node, caret and selection."""

    def __init__(
        self, desk: Desk, strip: RowStrip, editor: RowEditor, plan: RowPlan, marking: TextMarking
    ) -> None:
        self._desk, self._strip, self._editor, self._plan = desk, strip, editor, plan
        self._marking = marking
        self.typing_at: int | None = None
        """Where in the row being edited a word is being typed."""
        self.selected: frozenset[NodeId] = frozenset(desk.selection)
        """The nodes that are selected as a whole; while writing, the one that contains the caret."""
        self._current_key: NodeId = plan.key_of(desk.current)

    def look_again(self) -> None:
        """Update which row is current, before all rows are painted."""
        self._current_key = self._plan.key_of(self._desk.current)

    def update_selection(self) -> None:
        """The selected nodes have changed."""
        desk = self._desk
        self.selected = frozenset([desk.current] if desk.editing else desk.selection)

    def state_of(self, key: NodeId) -> RowState:
        """Current, selected, edited."""
        whole = not self._desk.editing
        edited = key == self._editor.edited
        return RowState(
            current=key == self._current_key,
            selected=whole and key in self.selected and not self._only_begins_with(key),
            taken_along=whole and self._is_moved_too(key),
            hovered=key == self._strip.hovered,
            edited=edited,
            focused=self._editor.has_keyboard,
            spots=self.spots_of(key),
            typing_at=self.typing_at if edited else None,
            composing=edited and self._editor.field.is_composing,
        )

    def _only_begins_with(self, key: NodeId) -> bool:
        """A row of flowing text that begins with a selected sentence is not selected with it."""
        return self._plan.flows and self._desk.document.node(key).kind is Kind.CONCEPT

    def _is_moved_too(self, key: NodeId) -> bool:
        if self.selected == {ROOT}:
            return False  # the document itself cannot be moved
        return not self.selected.isdisjoint(self._desk.document.ancestors(key))

    def spots_of(self, key: NodeId) -> tuple[Spot, ...]:
        """In flowing text, the concept under the caret lightly, selected concepts strongly."""
        desk, flows = self._desk, self._plan.flows
        if not flows:
            return ()
        marked = self._marking.spot(key)
        if marked is not None:
            return (marked,)
        if desk.document.node(key).kind is Kind.SECTION:
            return ()
        spans = self._strip.face_of(key).text.spans
        if desk.editing:
            span = next((span for span in spans if span.node == desk.current), None)
            return (Spot(span.start, span.end),) if span is not None and len(spans) > 1 else ()
        chosen = self.selected
        return tuple(Spot(span.start, span.end, strong=True) for span in spans if span.node in chosen)
