"""Where the writer is in a document, and what is shown of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.editor.desk.beginning import first_caret
from conceptwriter.editor.desk.folds import Folds
from conceptwriter.editor.desk.place import (
    CaretPlace,
    fitting_caret,
    in_text,
    selected_text,
    touched_nodes,
    whole,
)
from conceptwriter.editor.desk.view_state import ViewState
from conceptwriter.outline.model import Caret, Kind, NodeId
from conceptwriter.outline.notice import Cause, ChangeNotice
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conceptwriter.editor.desk.contracts import TextSurface
    from conceptwriter.outline.document import Document


class Viewpoint(QObject):
    """The current node, the selection, the caret, folding and zoom; it changes nothing in the document.

    `caret` is None while whole nodes are selected (after Esc); otherwise it is in the text of `current`, and
    the view that leads shows its live editor there. Node ids travel through signals as Python objects.
    """

    current_changed = Signal(object)
    """NodeId of the new current node."""
    selection_changed = Signal()
    caret_changed = Signal()
    zoom_changed = Signal(object)
    """NodeId of the node now shown as the top."""
    lead_changed = Signal(object)
    """The view (QWidget) that has the live editor from now on."""
    language_shown = Signal(str)
    """FLORES-200 code of the language the current node is shown in."""
    side_by_side_changed = Signal()
    composing_changed = Signal(bool)
    show_asked = Signal(object)
    """NodeId to scroll into view."""
    shifted = Signal()
    """`view_state` has changed."""

    def __init__(self, document: Document, state: ViewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.outline_folds = Folds(lambda: self.document, closes_paragraphs=True, parent=self)
        self.text_folds = Folds(lambda: self.document, closes_paragraphs=False, parent=self)
        self._composing = False
        self._lead: TextSurface | None = None
        self.look_at(document, state)

    def look_at(self, document: Document, state: ViewState) -> None:
        """Switch to a document with a saved view state; emits nothing."""
        self._document = document
        document.view = state.languages
        self._side_by_side = state.side_by_side
        self.outline_folds.replace(state.folded, state.opened)
        self.text_folds.replace(state.text_folded)
        self._zoom: NodeId = state.zoom
        self._place = self._place_at_opening(state)
        self._left: tuple[NodeId, Caret] | None = None
        """The outline row that represents the caret's node, and the caret to return to in the text."""
        self._touched: tuple[tuple[Caret, int], tuple[NodeId, ...]] | None = None
        """The nodes that a selection touches, with the caret and the revision they were computed for."""

    def _place_at_opening(self, state: ViewState) -> CaretPlace:
        beginning = first_caret(self.document)
        if beginning is not None and self._zoom == ROOT:  # a new document: start with the caret in it
            return in_text(beginning)
        current = self.first_node() if state.current is None else state.current
        if state.caret is None:
            return whole(current)
        return in_text(fitting_caret(self.document, current, state.caret))

    def view_state(self) -> ViewState:
        """The state to be remembered."""
        return ViewState(
            frozenset(self.outline_folds.sections),
            frozenset(self.outline_folds.opened),
            frozenset(self.text_folds.sections),
            self._zoom,
            self.current,
            None if self.caret is None else self.caret.position,
            self.document.view,
            self._side_by_side,
        )

    @property
    def side_by_side(self) -> bool:
        """Whether the text shows translations beside their sources."""
        return self._side_by_side

    def show_side_by_side(self, beside: bool) -> None:
        """Show translations beside their sources, or alone."""
        if beside != self._side_by_side:
            self._side_by_side = beside
            self.side_by_side_changed.emit()
            self.shifted.emit()

    @property
    def document(self) -> Document:
        """The document being viewed."""
        return self._document

    def first_node(self) -> NodeId:
        """The first row below the zoomed node; the zoomed node itself when it has none."""
        children = self.document.node(self._zoom).children
        return children[0] if children else self._zoom

    def hides(self, node: NodeId) -> bool:
        """True for the document's own title, which is not part of its text, once there is a text."""
        return node == ROOT == self._zoom and bool(self.document.root.children)

    # -- the document has changed ---

    def leave_removed(self, notice: ChangeNotice) -> bool:
        """Before any view is notified: leave nodes that no longer exist. True when the zoom is lost.

        Nothing is emitted yet; `follow` decides where the caret goes.
        """
        self._forget_lost_anchor()
        for folds in (self.outline_folds, self.text_folds):
            folds.forget(notice.removed)
        if self._is_there(self._zoom) and not self._became_sentence(self._zoom, notice):
            return False
        self._zoom = ROOT
        if not self._is_there(self.current):
            here = self.first_node()
            self._place = whole(here) if self.caret is None else in_text(Caret(here))
        return True

    def follow(self, notice: ChangeNotice, before: NodeId) -> None:
        """Go where the change was made; otherwise stay at `before`, which was current, if it still exists."""
        if notice.caret is not None and not self.document.in_trash(notice.caret.node):
            self._go_to(notice.caret)
            if notice.cause in (Cause.UNDO, Cause.REDO):
                self.ask_to_show(self.current)  # already current, but it may have been scrolled away
        elif not self._is_there(before):
            self.set_current(self.first_node())
        elif not all(self._is_there(node) for node in self._place.nodes):
            self.set_current(before)
        else:
            self.unfold_above(before)  # it may have been moved into a folded branch

    def _became_sentence(self, node: NodeId, notice: ChangeNotice) -> bool:
        """True for a heading that became part of a paragraph: there is no branch left to show."""
        return node in notice.moved and self.document.node(node).kind is Kind.CONCEPT

    def _forget_lost_anchor(self) -> None:
        """A selection of text ends when the node of its other end is removed."""
        caret = self.caret
        if caret is not None and caret.anchor_node is not None and not self._is_there(caret.anchor_node):
            self._place = replace(self._place, caret=Caret(caret.node, caret.position))

    def _is_there(self, node: NodeId) -> bool:
        return node in self.document and not self.document.in_trash(node)

    def _go_to(self, caret: Caret) -> None:
        if self.caret is not None:
            before = self.caret
            self.place_caret(caret.node, caret.position, caret.anchor, caret.anchor_node)
            if self.caret == before:  # its surrounding text changed all the same
                self.caret_changed.emit()
        else:
            self.set_current(caret.node)

    # -- where the writer is ---

    @property
    def current(self) -> NodeId:
        """The node that keys act on."""
        return self._place.current

    @property
    def caret(self) -> Caret | None:
        """The caret in the text shown for `current`, in characters; None while nodes are selected."""
        return self._place.caret

    @property
    def editing(self) -> bool:
        """True while the caret is in text."""
        return self._place.caret is not None

    @property
    def selection(self) -> tuple[NodeId, ...]:
        """The selected nodes in reading order: a block of rows, at least the current node.

        While text is selected across nodes, those that the selection touches.
        """
        caret = self.caret
        if caret is None or caret.anchor_node is None:
            return self._place.nodes
        asked = (caret, self.document.revision)
        if self._touched is None or self._touched[0] != asked:
            self._touched = (asked, touched_nodes(self.document, caret))
        return self._touched[1]

    @property
    def text_range(self) -> tuple[Caret, Caret] | None:
        """Both ends of the selected text in reading order; None when none is selected."""
        return selected_text(self.document, self.caret, self.text_folds.is_folded)

    @property
    def selection_anchor(self) -> NodeId:
        """The fixed end of the block while Shift+arrows move the other end (`current`)."""
        return self._place.anchor

    def set_current(self, node: NodeId) -> None:
        """Select one whole node and leave the text."""
        self.unfold_above(node)
        self._move_to(whole(node))

    def select(self, nodes: Sequence[NodeId], current: NodeId, anchor: NodeId | None = None) -> None:
        """Select a block of whole nodes, in reading order; `current` is one of them."""
        self.unfold_above(current)
        self._move_to(CaretPlace(current, tuple(nodes) or (current,), current if anchor is None else anchor))

    def place_caret(
        self,
        node: NodeId,
        position: int | None = None,
        anchor: int | None = None,
        anchor_node: NodeId | None = None,
    ) -> None:
        """Put the caret into the text of a node; `position` None: at its end.

        `anchor`: the other end of a selection, in `anchor_node` (None: the same node).
        """
        if anchor_node is not None and not self._is_there(anchor_node):
            anchor = anchor_node = None
        caret = fitting_caret(self.document, node, position, anchor, anchor_node)
        self.unfold_above(node)
        self._move_to(in_text(caret))

    def leave_text(self) -> None:
        """From the caret to the whole node (Esc)."""
        self._move_to(whole(self.current))

    def _move_to(self, place: CaretPlace) -> None:
        before, self._place = self._place, place
        moved, typed = place.current != before.current, place.caret != before.caret
        reselected = place.nodes != before.nodes
        for end in (place.caret, before.caret) if typed else ():
            reselected = reselected or (end is not None and end.anchor_node is not None)
        if moved:
            self.current_changed.emit(place.current)
            self.language_shown.emit(self.document.shown_language(place.current))
            self.shifted.emit()
        if reselected:
            self.selection_changed.emit()
        if typed or moved:
            self.caret_changed.emit()

    def ask_to_show(self, node: NodeId) -> None:
        """Have every view scroll a node into view, without changing what is current."""
        self.show_asked.emit(node)

    # -- who has the live editor ---

    @property
    def lead(self) -> TextSurface | None:
        """The view that had keyboard focus last; only it shows the live editor."""
        return self._lead

    def take_lead(self, view: TextSurface, *, resume: bool = True) -> None:
        """Called by a view when it gets keyboard focus.

        `resume`: continue where the text was left, or at the row that represents that place; otherwise the
        caller is about to go elsewhere.
        """
        if view is self._lead:
            return
        self._lead = view
        caret = self.caret
        if caret is not None and caret.anchor_node is not None and not view.flows:
            self.place_caret(caret.node, caret.position)  # whole nodes could not show the selection
        shown = self.folds.row_node_of(self.current, self._zoom)
        if resume and view.flows and self._left is not None and self._place.nodes == (self._left[0],):
            left = self._left[1]
            if self.caret is None and self._is_there(left.node):
                self.place_caret(left.node, left.position)
        elif resume and not view.flows and shown != self.current:
            self._move_to(whole(shown))
            self._left = (shown, caret) if caret is not None else None
        elif view.flows:
            self.unfold_above(self.current)
        self.lead_changed.emit(view)

    @property
    def composing(self) -> bool:
        """True while an input method composes text: structure keys then do nothing."""
        return self._composing

    def set_composing(self, composing: bool) -> None:
        """Called by the live editor."""
        if composing != self._composing:
            self._composing = composing
            self.composing_changed.emit(composing)

    # -- folding and zoom ---

    @property
    def folds(self) -> Folds:
        """The folding of the leading view; of the outline while none leads."""
        return self.text_folds if self._lead is not None and self._lead.flows else self.outline_folds

    def is_folded(self, node: NodeId) -> bool:
        """True when the leading view hides the children of the node."""
        return self.folds.is_folded(node)

    def set_folded(self, node: NodeId, folded: bool, folds: Folds | None = None) -> None:
        """Hide or show the children of one node in a view (None: the leading one).

        If its own view hides the current node, the folded one becomes current; the other view is left alone.
        """
        folds = self.folds if folds is None else folds
        if not folds.mark(node, folded):
            return
        hides = folds is self.folds and folded and self.current != node
        if hides and self.document.is_under(self.current, node):
            self.set_current(node)
        folds.changed.emit(node)
        self.shifted.emit()

    def set_folding(
        self, sections: Iterable[NodeId], opened: Iterable[NodeId] = (), folds: Folds | None = None
    ) -> None:
        """Replace what a view (None: the leading one) folds and which paragraphs it opens as a whole."""
        folds = self.folds if folds is None else folds
        folds.replace(sections, opened)
        if folds is self.folds:
            shown = folds.row_node_of(self.current, self._zoom)
            if shown != self.current:
                self.set_current(shown)
        folds.changed.emit(None)
        self.shifted.emit()

    def unfold_above(self, node: NodeId) -> None:
        """Show a node: unfold what hides it, and zoom out if it is outside.

        In the text it always becomes visible. The outline stays as it is unless it leads: there, the row of
        the folded branch represents the node.
        """
        if self._zoom != ROOT and not self.document.is_under(node, self._zoom):
            self.set_zoom(ROOT)
        for folds in dict.fromkeys((self.text_folds, self.folds)):
            for above in folds.above(node, self._zoom):
                folds.mark(above, False)
                folds.changed.emit(above)
                self.shifted.emit()

    @property
    def zoom(self) -> NodeId:
        """The node whose branch is shown; the root when everything is."""
        return self._zoom

    def set_zoom(self, node: NodeId) -> None:
        """Show only the branch of this node."""
        if node == self._zoom:
            return
        self._zoom = node
        if not self._is_there(self.current) or not self.document.is_under(self.current, node):
            self.set_current(self.first_node())
        self.zoom_changed.emit(node)
        self.unfold_above(self.current)
        self.shifted.emit()
