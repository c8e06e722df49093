"""The desk: the one object that both halves of the window share.

It holds the open project and what a person is looking at: the current node, the selected nodes, the caret in
the text, what is folded and what is zoomed into. Views and actions read it and change it; nobody else keeps
such state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.fields import Fields
from conceptwriter.gui.folds import Folds
from conceptwriter.gui.view_state import VIEW_STATE, ViewState, view_state_of
from conceptwriter.gui.views.hints import first_caret
from conceptwriter.outline.model import Caret, Kind, NodeId
from conceptwriter.outline.notice import Cause, ChangeNotice
from conceptwriter.outline.ranges import nodes_in_range, selected_range
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.tree import LanguageView

SAVE_DELAY_MS = 800
"""Folding ten branches in a row is written once."""


class ProjectLike(Protocol):
    """What the desk needs of an open project: the document, a way to change it, and settings kept in the
    file.
    """

    @property
    def document(self) -> Document: ...

    def perform(self, operation: Operation) -> ChangeNotice: ...

    def undo(self) -> ChangeNotice | None: ...

    def redo(self) -> ChangeNotice | None: ...

    @property
    def settings(self) -> MutableMapping[str, Any]: ...


class TextSurface(Protocol):
    """A view with a live editor, in which text may be selected."""

    flows: bool
    """True where a paragraph's text is that of its concepts; False where it is its summary."""

    def text_ends(self) -> tuple[Caret, Caret] | None: ...


class Desk(QObject):
    """An open project and what is looked at. Node ids travel through signals as Python objects.

    `caret` is None while whole nodes are selected (after Esc); otherwise it stands in the text of `current`,
    and the view that has the lead shows its live editor there.
    """

    changed = Signal(object)
    """ChangeNotice: the document changed, however that came about."""
    project_changed = Signal()
    """Another project lies on the desk; everything must be shown anew."""
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
    failed = Signal(str)
    """A message for the person: an edit that could not be done."""
    composing_changed = Signal(bool)
    show_asked = Signal(object)
    """NodeId that should be scrolled into sight."""

    def __init__(self, project: ProjectLike, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._saver = QTimer(self)
        self._saver.setSingleShot(True)
        self._saver.setInterval(SAVE_DELAY_MS)
        self._saver.timeout.connect(self.save_view_state)
        self.fields = Fields()
        """What may hold words that are not in the document yet."""
        self.outline_folds = Folds(lambda: self.document, closes_paragraphs=True, parent=self)
        self.text_folds = Folds(lambda: self.document, closes_paragraphs=False, parent=self)
        self._composing = False
        self._lead: TextSurface | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self._lay_out(project)

    # -- the project ---

    @property
    def project(self) -> ProjectLike:
        """The open project."""
        return self._project

    @property
    def document(self) -> Document:
        """The document of the open project; read it freely, change it only with `perform`."""
        return self._project.document

    def open(self, project: ProjectLike) -> None:
        """Put another project on the desk. The former one is not closed; that is its owner's business.

        The owner has asked `fields` to finish before, and stayed if they could not.
        """
        self.save_view_state()
        self._lay_out(project)
        self.project_changed.emit()
        self.current_changed.emit(self._current)

    def _lay_out(self, project: ProjectLike) -> None:
        self._unsubscribe()
        self._project = project
        self._unsubscribe = project.document.subscribe(self._heed)
        document = project.document
        remembered = view_state_of(project.settings, document)
        document.view = remembered.languages
        self.outline_folds.replace(remembered.folded, remembered.opened)
        self.text_folds.replace(remembered.text_folded)
        self._zoom: NodeId = remembered.zoom
        current = self.first_node() if remembered.current is None else remembered.current
        self._current: NodeId = current
        self._selection: tuple[NodeId, ...] = (current,)
        self._anchor: NodeId = current
        self._caret: Caret | None = None
        if remembered.caret is not None:
            self._caret = Caret(current, min(remembered.caret, len(document.text(current))))
        beginning = first_caret(document)
        if beginning is not None and self._zoom == ROOT:  # a new document: one can write at once
            self._current, self._selection, self._anchor = beginning.node, (beginning.node,), beginning.node
            self._caret = beginning
        self._left: tuple[NodeId, Caret] | None = None
        """The row that stands for the caret's in the outline, and the caret that waits in the text."""
        self._touched: tuple[tuple[Caret, int], tuple[NodeId, ...]] | None = None

    def first_node(self) -> NodeId:
        """The first row below the zoomed node; the zoomed node itself when nothing lies below it."""
        children = self.document.node(self._zoom).children
        return children[0] if children else self._zoom

    def close(self) -> None:
        """Write the view state and stop listening to the document."""
        self.save_view_state()
        self._unsubscribe()

    def hides(self, node: NodeId) -> bool:
        """True for the document's own title, which is no part of its text, once there is a text."""
        return node == ROOT == self._zoom and bool(self.document.root.children)

    # -- changing the document ---

    def perform(self, operation: Operation, *, edit: bool = False) -> ChangeNotice | None:
        """Do an operation; None (and the signal `failed`) when it cannot be done.

        `edit` puts the caret into the text even if whole nodes were selected before. An operation that does
        not say where the caret was is given the one here, so that undoing it leads back.
        """
        if edit and self._caret is None:
            self._caret = Caret(self._current)
        if operation.caret_before is None:
            here = self._caret or self.document.caret(self._current)
            operation = replace(operation, caret_before=here)
        return self._attempt(lambda: self._project.perform(operation))

    def attempt(self, build: Callable[[], Operation | None], *, edit: bool = False) -> ChangeNotice | None:
        """Build an operation and do it; an error of either is told by `failed`, and the answer is None.

        So it is when there is nothing to do. What stands typed in a field comes first.
        """
        self.fields.commit()
        try:
            operation = build()
        except ConceptWriterError as error:
            self.failed.emit(str(error))
            return None
        return None if operation is None else self.perform(operation, edit=edit)

    def undo(self) -> ChangeNotice | None:
        """Take the last step back; caret and current node return to where it was made.

        What stands typed in a field is a step already.
        """
        self.fields.commit()
        return self._attempt(self._project.undo)

    def redo(self) -> ChangeNotice | None:
        """Do the last undone step again."""
        self.fields.commit()
        return self._attempt(self._project.redo)

    def _attempt(self, step: Callable[[], ChangeNotice | None]) -> ChangeNotice | None:
        try:
            return step()
        except ConceptWriterError as error:
            self.failed.emit(str(error))
            return None

    def _heed(self, notice: ChangeNotice) -> None:
        """Bring the desk in line with the changed document before any view hears of it."""
        document = self.document
        before = self._current
        self._forget_lost_anchor()
        for folds in (self.outline_folds, self.text_folds):
            folds.forget(notice.removed)
        if not self._is_there(self._zoom) or self._became_sentence(self._zoom, notice):
            self._zoom = ROOT
            self._leave_what_is_gone()
            self.changed.emit(notice)
            self.zoom_changed.emit(ROOT)
            if before != self._current:
                self.current_changed.emit(self._current)
        else:
            self.changed.emit(notice)
        if notice.caret is not None and not document.in_trash(notice.caret.node):
            self._follow(notice.caret)
            if notice.cause in (Cause.UNDO, Cause.REDO):
                self.ask_to_show(self._current)  # it may be where one is, and yet have been scrolled away
        elif before not in document or document.in_trash(before):
            self.set_current(self.first_node())
        elif any(node not in document or document.in_trash(node) for node in self._selection):
            self.set_current(before)
        else:
            self.unfold_above(before)  # it may have been moved into a folded branch

    def _leave_what_is_gone(self) -> None:
        """No view is shown anew around a node that is no more; where the caret goes is said afterwards."""
        if not self._is_there(self._current):
            here = self.first_node()
            self._current = self._anchor = here
            self._selection = (here,)
            self._caret = None if self._caret is None else Caret(here)

    def _became_sentence(self, node: NodeId, notice: ChangeNotice) -> bool:
        """True for a heading that was made part of a paragraph: there is no branch any more to show."""
        return node in notice.moved and self.document.node(node).kind is Kind.CONCEPT

    def _forget_lost_anchor(self) -> None:
        """A selection of text ends with the node that its other end was in."""
        caret = self._caret
        if caret is not None and caret.anchor_node is not None and not self._is_there(caret.anchor_node):
            self._caret = Caret(caret.node, caret.position)

    def _is_there(self, node: NodeId) -> bool:
        return node in self.document and not self.document.in_trash(node)

    def _follow(self, caret: Caret) -> None:
        if self._caret is not None:
            before = self._caret
            self.place_caret(caret.node, caret.position, caret.anchor, caret.anchor_node)
            if self._caret == before:  # the text around it is another one all the same
                self.caret_changed.emit()
        else:
            self.set_current(caret.node)

    # -- where a person is ---

    @property
    def current(self) -> NodeId:
        """The node that keys act on."""
        return self._current

    @property
    def caret(self) -> Caret | None:
        """The caret in the text shown for `current`, in characters; None while nodes are selected."""
        return self._caret

    @property
    def editing(self) -> bool:
        """True while the caret stands in text."""
        return self._caret is not None

    @property
    def selection(self) -> tuple[NodeId, ...]:
        """The selected nodes in reading order: a block of rows, at least the current node.

        While text is selected across nodes, those that the selection touches.
        """
        caret = self._caret
        if caret is None or caret.anchor_node is None:
            return self._selection
        found = self._touched
        if found is None or found[0] != (caret, self.document.revision):
            ends = selected_range(self.document, caret)
            nodes = nodes_in_range(self.document, *ends) if ends is not None else [self._current]
            found = self._touched = ((caret, self.document.revision), tuple(nodes))
        return found[1]

    @property
    def text_range(self) -> tuple[Caret, Caret] | None:
        """Both ends of the selected text in reading order; None when none is selected.

        A folded heading stands for its branch: where the selection ends behind it, that is selected too.
        """
        ends = selected_range(self.document, self._caret) if self._caret is not None else None
        if ends is None or ends[0].node == ends[1].node:
            return ends
        start, end = ends
        if self.text_folds.is_folded(end.node) and end.position == len(self.document.text(end.node)):
            below = [node for node in self.document.descendants(end.node) if not self._is_paragraph(node)]
            end = self.document.caret(below[-1]) if below else end
        return start, end

    def _is_paragraph(self, node: NodeId) -> bool:
        return self.document.node(node).kind is Kind.PARAGRAPH

    @property
    def selection_anchor(self) -> NodeId:
        """The end of the block that stays where it is while Shift+arrows move the other end (`current`)."""
        return self._anchor

    def set_current(self, node: NodeId) -> None:
        """Select one whole node and leave the text."""
        self.unfold_above(node)
        self._settle(node, (node,), node, None)

    def select(self, nodes: Sequence[NodeId], current: NodeId, anchor: NodeId | None = None) -> None:
        """Select a block of whole nodes, in reading order; `current` is one of them."""
        self.unfold_above(current)
        self._settle(current, tuple(nodes) or (current,), current if anchor is None else anchor, None)

    def place_caret(
        self,
        node: NodeId,
        position: int | None = None,
        anchor: int | None = None,
        anchor_node: NodeId | None = None,
    ) -> None:
        """Put the caret into the text of a node; `position` None: at its end; `anchor`: other end of a
        selection, in `anchor_node` (None: the same).
        """
        length = len(self.document.text(node))
        position = length if position is None else max(0, min(position, length))
        caret = Caret(node, position)
        other = node if anchor_node is None else anchor_node
        if anchor is not None and self._is_there(other):
            anchor = max(0, min(anchor, len(self.document.text(other))))
            if other != node:
                caret = Caret(node, position, anchor, other)
            elif anchor != position:
                caret = Caret(node, position, anchor)
        self.unfold_above(node)
        self._settle(node, (node,), node, caret)

    def leave_text(self) -> None:
        """From the caret to the whole node (Esc)."""
        self._settle(self._current, (self._current,), self._current, None)

    def _settle(
        self, node: NodeId, selection: tuple[NodeId, ...], anchor: NodeId, caret: Caret | None
    ) -> None:
        moved, reselected, typed = node != self._current, selection != self._selection, caret != self._caret
        for end in (caret, self._caret) if typed else ():
            reselected = reselected or (end is not None and end.anchor_node is not None)
        self._current, self._selection, self._anchor, self._caret = node, selection, anchor, caret
        if moved:
            self.current_changed.emit(node)
            self.language_shown.emit(self.document.shown_language(node))
            self._saver.start()
        if reselected:
            self.selection_changed.emit()
        if typed or moved:
            self.caret_changed.emit()

    def ask_to_show(self, node: NodeId) -> None:
        """Have every view scroll a node into sight, without changing what is current."""
        self.show_asked.emit(node)

    # -- who has the live editor ---

    @property
    def lead(self) -> TextSurface | None:
        """The view that had the keyboard last; it alone shows the live editor."""
        return self._lead

    def take_lead(self, view: TextSurface, *, resume: bool = True) -> None:
        """Called by a view when it gets the keyboard.

        `resume`: go on where the text was left, or at the row that stands for that place; else whoever calls
        is about to go elsewhere.
        """
        if view is self._lead:
            return
        self._lead = view
        caret = self._caret
        if caret is not None and caret.anchor_node is not None and not view.flows:
            self.place_caret(caret.node, caret.position)  # nodes one by one could not show the selection
        stand_in = self.folds.stands_for(self._current, self._zoom)
        if resume and view.flows and self._left is not None and self._selection == (self._left[0],):
            left = self._left[1]
            if self._caret is None and self._is_there(left.node):
                self.place_caret(left.node, left.position)
        elif resume and not view.flows and stand_in != self._current:
            self._settle(stand_in, (stand_in,), stand_in, None)
            self._left = (stand_in, caret) if caret is not None else None
        elif view.flows:
            self.unfold_above(self._current)
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
        """The folding of the view that leads; of the outline while none does."""
        return self.text_folds if self._lead is not None and self._lead.flows else self.outline_folds

    def is_folded(self, node: NodeId) -> bool:
        """True when the view that leads hides the children of the node."""
        return self.folds.is_folded(node)

    def set_folded(self, node: NodeId, folded: bool, folds: Folds | None = None) -> None:
        """Hide or show the children of one node in a view (None: the one that leads).

        A current node that its own view hides gives way to the folded one; the other view's is left alone.
        """
        folds = self.folds if folds is None else folds
        if not folds.mark(node, folded):
            return
        hides = folds is self.folds and folded and self._current != node
        if hides and self.document.is_under(self._current, node):
            self.set_current(node)
        folds.changed.emit(node)
        self._saver.start()

    def set_folding(
        self, sections: Iterable[NodeId], opened: Iterable[NodeId] = (), folds: Folds | None = None
    ) -> None:
        """Replace what a view (None: the one that leads) folds and which paragraphs it opens as a whole."""
        folds = self.folds if folds is None else folds
        folds.replace(sections, opened)
        if folds is self.folds:
            stand_in = folds.stands_for(self._current, self._zoom)
            if stand_in != self._current:
                self.set_current(stand_in)
        folds.changed.emit(None)
        self._saver.start()

    def unfold_above(self, node: NodeId) -> None:
        """Show a node: unfold what hides it, and zoom out where it lies outside.

        In the text it is always to be seen. The outline stays as it is unless it leads: the row of the folded
        branch stands for the node there.
        """
        if self._zoom != ROOT and not self.document.is_under(node, self._zoom):
            self.set_zoom(ROOT)
        for folds in dict.fromkeys((self.text_folds, self.folds)):
            for above in folds.above(node, self._zoom):
                folds.mark(above, False)
                folds.changed.emit(above)
                self._saver.start()

    @property
    def zoom(self) -> NodeId:
        """The node whose branch is shown; the root when all is."""
        return self._zoom

    def set_zoom(self, node: NodeId) -> None:
        """Show only the branch of this node."""
        if node == self._zoom:
            return
        self._zoom = node
        if not self._is_there(self._current) or not self.document.is_under(self._current, node):
            self.set_current(self.first_node())
        self.zoom_changed.emit(node)
        self.unfold_above(self._current)
        self._saver.start()

    def show_in(self, view: LanguageView | None) -> None:
        """Look at the whole document in one language; None: each part in the one it is set to.

        Nothing of the text changes, so there is nothing to undo; the caret stays in its node.
        """
        document, caret = self.document, self._caret
        if view == document.view:
            return
        self.fields.commit()
        document.view = view
        self.changed.emit(ChangeNotice(document.revision, Cause.VIEW, "", changed=(ROOT,)))
        if caret is not None:
            self.place_caret(caret.node, caret.position)
            self.caret_changed.emit()  # the text around it is another one, wherever it stands
        self.language_shown.emit(document.shown_language(self._current))
        self._saver.start()

    def save_view_state(self) -> None:
        """Write folding, zoom, the current node and the language looked at into the project file."""
        self._saver.stop()
        folds = self.outline_folds
        state = ViewState(
            frozenset(folds.sections),
            frozenset(folds.opened),
            frozenset(self.text_folds.sections),
            self._zoom,
            self._current,
            None if self._caret is None else self._caret.position,
            self.document.view,
        ).to_setting()
        with suppress(ConceptWriterError):  # that a read-only document forgets what was folded is no news
            self._project.settings[VIEW_STATE] = state
