"""Folding and zooming: what part of the tree is visible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.editor.views.commands import DeskCommands
from conceptwriter.outline.model import Kind, Node, NodeId

if TYPE_CHECKING:
    from collections.abc import Callable


class FoldingCommands(DeskCommands):
    """Commands that change what is visible, not what exists."""

    def fold(self) -> None:
        """Hide what is below; where there is nothing to hide, go to the parent."""
        node = self._foldable()
        if node.children and not self.desk.is_folded(node.id) and node.id != self.desk.zoom:
            self.desk.set_folded(node.id, True)
        elif node.parent is not None and self.desk.zoom not in (node.id, node.parent):
            self.desk.set_current(node.parent)

    def unfold(self) -> None:
        """Show what is below."""
        self.desk.set_folded(self._foldable().id, False)

    def _foldable(self) -> Node:
        """The current node; in flowing text, where paragraphs do not fold, the section it is in."""
        node, lead = self.document.node(self.desk.current), self.desk.lead
        if lead is not None and lead.flows:
            while node.kind is not Kind.SECTION and node.parent is not None:
                node = self.document.node(node.parent)
        return node

    def toggle_fold(self) -> None:
        """Hide or show what is below; a concept folds its paragraph."""
        node = self._foldable()
        target = node.id if node.children or node.parent in (None, self.desk.zoom) else node.parent
        if target is not None:
            self.desk.set_folded(target, not self.desk.is_folded(target))

    outline_shown: Callable[[], bool] = staticmethod(lambda: True)
    """Where the outline is hidden, the commands that show a number of levels fold the text instead."""

    def show_level(self, level: int) -> None:
        """Fold so that `level` levels are visible below the zoomed node."""
        folded: set[NodeId] = set()
        opened: set[NodeId] = set()
        node = self.document.node
        row = [node(self.desk.zoom)]
        depth = 0
        while row:
            if depth >= level:
                folded.update(here.id for here in row if here.kind is Kind.SECTION and here.children)
            else:
                opened.update(here.id for here in row if here.kind is Kind.PARAGRAPH)
            row = [node(child) for here in row if here.kind is Kind.SECTION for child in here.children]
            depth += 1
        folds = self.desk.outline_folds if self.outline_shown() else self.desk.text_folds
        self.desk.set_folding(folded, opened, folds)

    def show_level_1(self) -> None:
        """One level."""
        self.show_level(1)

    def show_level_2(self) -> None:
        """Two levels."""
        self.show_level(2)

    def show_level_3(self) -> None:
        """Three levels."""
        self.show_level(3)

    def show_level_4(self) -> None:
        """Four levels."""
        self.show_level(4)

    def show_level_5(self) -> None:
        """Five levels."""
        self.show_level(5)

    def show_level_6(self) -> None:
        """Six levels."""
        self.show_level(6)

    def zoom_in(self) -> None:
        """Show only the current branch; for a concept, its paragraph."""
        node = self.document.node(self.desk.current)
        if node.kind is Kind.CONCEPT and node.parent is not None:
            self.desk.set_zoom(node.parent)
        else:
            self.desk.set_zoom(node.id)

    def zoom_out(self) -> None:
        """Show one more level."""
        parent = self.document.node(self.desk.zoom).parent
        if parent is not None:
            self.desk.set_zoom(parent)
