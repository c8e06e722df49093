"""Where writing begins in a document that is still empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline.model import Caret, Kind
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from conceptwriter.outline.document import Document

FEW = 8
"""A document of more nodes is not a new one."""


def first_caret(document: Document) -> Caret | None:
    """Where to begin in a document that has no text yet; None if it has."""
    if len(document) > FEW or any(document.text(node) for node in document.descendants(ROOT)):
        return None
    rows = (node for node in document.descendants(ROOT) if document.node(node).kind is not Kind.PARAGRAPH)
    first = next(rows, None)
    return None if first is None else Caret(first)
