"""Which proposals belong to where the writer is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conceptwriter.outline import Document, NodeId, ProposalSet


def belongs_to(document: Document, anchor: NodeId, current: NodeId) -> bool:
    """True when offers at `anchor` are meant for a writer at `current`: there or just below it."""
    return anchor in document and (current == anchor or document.parent(current) == anchor)


def offers_at(document: Document, current: NodeId) -> list[ProposalSet]:
    """All sets for a writer at a node: its own, then those of its parent, such as a summary."""
    above = document.parent(current)
    return [
        *document.proposals.of(current),
        *(document.proposals.of(above) if above is not None else ()),
    ]
