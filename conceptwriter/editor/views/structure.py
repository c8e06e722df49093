"""What the outliner keys do: one method per command. Needs no view; everything goes through the desk.

`DEFAULT_KEYS` names the method for each key that a view handles itself while it has keyboard focus.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.editor.views.clipboard import ClipboardCommands
from conceptwriter.editor.views.emphasis import EmphasisCommands
from conceptwriter.editor.views.flowing_keys import FlowingKeys
from conceptwriter.editor.views.folding import FoldingCommands
from conceptwriter.outline import edits
from conceptwriter.outline.joining import has_text_or_note
from conceptwriter.outline.model import Caret, Draft, Kind, NodeId
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document

DEFAULT_KEYS = {
    "Return": "split",
    "Enter": "split",
    "Shift+Return": "line_break",
    "Shift+Enter": "line_break",
    "Tab": "indent",
    "Shift+Tab": "outdent",
    "Shift+Backtab": "outdent",
    "Backtab": "outdent",
    "Alt+Shift+Up": "move_up",
    "Ctrl+Shift+Up": "move_up",
    "Alt+Shift+Down": "move_down",
    "Ctrl+Shift+Down": "move_down",
    "Ctrl+D": "duplicate",
    "Ctrl+Shift+Backspace": "delete",
    "Ctrl+Shift+Del": "delete",
    "Ctrl+Up": "fold",
    "Ctrl+Down": "unfold",
    "Ctrl+Space": "toggle_fold",
    "F9": "toggle_fold",
    "Ctrl+C": "copy",
    "Ctrl+X": "cut",
    "Ctrl+V": "paste",
    "Ctrl+Shift+V": "paste_plain",
    "Ctrl+A": "select_all_step",
}
"""Key in Qt's portable spelling -> name of the method; a view handles them while it has keyboard focus."""


class StructureCommands(FlowingKeys, EmphasisCommands, FoldingCommands, ClipboardCommands):
    """The outliner's commands on the current node, the selected nodes or the caret.

    A command that cannot be done reports why through `Desk.failed`. None does anything while an input method
    is composing.
    """

    # -- Enter ---

    def split(self) -> None:
        """Enter: cut the node at the caret, or start one after it; from a whole node: into its text."""
        caret = self.desk.caret
        if caret is None:
            self.start_editing()
            return
        self.remove_selected_text()
        caret = self.desk.caret or caret
        self.do(lambda: self._enter_in_node(caret))

    def _enter_in_node(self, caret: Caret) -> Operation | None:
        document, node = self.document, caret.node
        position = self.cut_position(caret)
        if node == ROOT:
            return self._first_below(ROOT)
        if position >= len(document.text(node)):
            return self._after_the_end(node, empty=not has_text_or_note(document, node))
        if document.shows_source(node):
            return edits.add_sibling(document, node, before=True)
        return edits.split(document, node, position)

    def _after_the_end(self, node: NodeId, *, empty: bool) -> Operation | None:
        """The first child of an open branch, else a sibling; an empty concept moves out a level."""
        document = self.document
        here = document.node(node)
        if here.kind is Kind.CONCEPT:
            if not empty:
                return edits.add_sibling(document, node)
            return edits.split_paragraph(document, node) if document.index_in_parent(node) else None
        if here.children and not self.desk.is_folded(node):
            return self._first_below(node)
        if here.kind is Kind.PARAGRAPH and not here.children:
            return edits.add_child(document, node)
        return edits.add_sibling(document, node)

    def line_break(self) -> None:
        """Shift+Enter: a line break inside the node."""
        self.type_text("\n")

    # -- shape ---

    def new_sibling(self) -> None:
        """A new node of the same kind after the current one, with the caret in it."""
        if self.desk.current == ROOT:
            self.do(lambda: self._first_below(ROOT))
        else:
            self.do(lambda: edits.add_sibling(self.document, self.desk.current))

    def new_child(self) -> None:
        """A new node inside the current one (after it, for a concept), with the caret in it."""
        if self.document.node(self.desk.current).kind is Kind.CONCEPT:
            self.new_sibling()
        else:
            self.desk.set_folded(self.desk.current, False)
            self.do(lambda: edits.add_child(self.document, self.desk.current))

    def new_paragraph(self) -> None:
        """A new paragraph after the one the current node is in, with the caret in its first concept."""
        self.do(self._new_paragraph)

    def _new_paragraph(self) -> Operation:
        document = self.document
        parent, index, _ = edits.insertion_point(document, self.desk.current, Kind.PARAGRAPH)
        with Sketch(document) as sketch:
            sketch.require_unlocked(parent)
            fresh = sketch.insert(parent, index, Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT)]))
            concept = document.node(fresh).children[0]
        return sketch.operation("Add paragraph", Caret(concept))

    def indent(self) -> None:
        """Tab: one level in, with everything below; the caret stays where it is."""
        self._reshape(edits.indent)

    def outdent(self) -> None:
        """Shift+Tab: one level out, with everything below."""
        self._reshape(edits.outdent)

    def move_up(self) -> None:
        """Past the node above, with everything below."""
        self._reshape(edits.move_up)

    def move_down(self) -> None:
        """Past the node below, with everything below."""
        self._reshape(edits.move_down)

    def _reshape(self, build: Callable[[Document, list[NodeId]], Operation]) -> None:
        if self.desk.composing:
            return
        nodes = list(self.desk.selection)
        if self.desk.attempt(lambda: build(self.document, nodes)) is not None:
            self.desk.unfold_above(self.desk.current)
            self.desk.ask_to_show(self.desk.current)

    def duplicate(self) -> None:
        """A copy of each selected branch after it."""
        if not self.desk.composing:
            nodes = list(self.desk.selection)
            self.desk.attempt(lambda: edits.duplicate(self.document, nodes))

    # -- text and nodes ---

    def leave_text(self) -> None:
        """Esc: from the caret to the whole node."""
        if not self.desk.composing:
            self.desk.leave_text()

    def select_all_step(self) -> None:
        """Ctrl+A repeatedly: the text, the node, its siblings, everything."""
        desk, document = self.desk, self.document
        caret, lead = desk.caret, desk.lead
        if caret is not None and lead is not None and lead.flows:
            self._select_more_text(caret, lead.text_ends())
            return
        if caret is not None:
            length = len(document.text(caret.node))
            if length and {caret.position, caret.anchor} != {0, length}:
                desk.place_caret(caret.node, length, 0)
            else:
                desk.leave_text()
            return
        siblings = list(document.siblings(desk.current)) if desk.current != desk.zoom else [desk.current]
        tops = list(document.node(desk.zoom).children) or [desk.zoom]
        chosen = set(desk.selection)
        if not chosen.issuperset(siblings):
            desk.select(siblings, desk.current)
        elif not chosen.issuperset(tops):
            top = next((top for top in tops if document.is_under(desk.current, top)), tops[0])
            desk.select(tops, top)

    def _select_more_text(self, caret: Caret, ends: tuple[Caret, Caret] | None) -> None:
        """In flowing text: the sentence, the paragraph, the text."""
        document, desk = self.document, self.desk
        siblings = [caret.node]
        if document.node(caret.node).kind is Kind.CONCEPT:
            siblings = document.siblings(caret.node)
        steps = [(Caret(caret.node), document.caret(caret.node))]
        steps.append((Caret(siblings[0]), document.caret(siblings[-1])))
        steps.extend([ends] if ends is not None else [])
        selected = desk.text_range
        after = steps.index(selected) + 1 if selected in steps else 0
        for start, end in steps[after:]:
            if start != end and (start, end) != selected:
                desk.place_caret(end.node, end.position, start.position, start.node)
                return
