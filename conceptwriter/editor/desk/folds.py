"""What one view hides: folded sections, and in the outline every paragraph that was not opened.

Outline and text fold independently, so that chapters can be shown beside the full text. A paragraph of the
outline is one row until it is opened, however it came into the document; in the text a paragraph is never
folded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.outline.model import Kind, NodeId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from conceptwriter.outline.document import Document


class Folds(QObject):
    """The folding of one view. `mark` changes it; the caller emits `changed` when everything is in place."""

    changed = Signal(object)
    """NodeId of the one node that was folded or unfolded; None when many were."""

    def __init__(
        self, document: Callable[[], Document], *, closes_paragraphs: bool, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self.closes_paragraphs = closes_paragraphs
        self.sections: set[NodeId] = set()
        """Sections that are folded."""
        self.opened: set[NodeId] = set()
        """Paragraphs that are not folded."""

    def is_folded(self, node: NodeId) -> bool:
        """True when the children of the node are hidden."""
        here = self._document().node(node)
        if here.kind is Kind.PARAGRAPH:
            return self.closes_paragraphs and node not in self.opened and bool(here.children)
        return node in self.sections

    def mark(self, node: NodeId, folded: bool) -> bool:
        """Record that the children of a node are hidden, or shown; False when that changes nothing."""
        here = self._document().node(node)
        if folded == self.is_folded(node) or not here.children:
            return False
        if here.kind is Kind.PARAGRAPH:
            if not self.closes_paragraphs:
                return False
            (self.opened.discard if folded else self.opened.add)(node)
        else:
            (self.sections.add if folded else self.sections.discard)(node)
        return True

    def replace(self, sections: Iterable[NodeId], opened: Iterable[NodeId] = ()) -> None:
        """Fold these sections and open these paragraphs, and no others."""
        self.sections, self.opened = set(sections), set(opened)

    def forget(self, nodes: Iterable[NodeId]) -> None:
        """These nodes no longer exist."""
        self.sections.difference_update(nodes)
        self.opened.difference_update(nodes)

    def above(self, node: NodeId, top: NodeId) -> list[NodeId]:
        """The folded ancestors of a node, up to but excluding `top`, nearest first."""
        found = []
        for above in self._document().ancestors(node):
            if above == top:
                break
            if self.is_folded(above):
                found.append(above)
        return found

    def row_node_of(self, node: NodeId, top: NodeId) -> NodeId:
        """The node in whose row a node is found: itself, or its outermost folded ancestor."""
        if node == top:
            return node
        hiding = self.above(node, top)
        return hiding[-1] if hiding else node
