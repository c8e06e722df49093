"""Where pasted nodes go: replacing the selected text, or at the caret, as one step. No Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline import edits
from conceptwriter.outline.model import Caret, Draft, Kind, NodeId
from conceptwriter.outline.sketch import Sketch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document


def paste_at(
    document: Document,
    caret: Caret,
    selected: tuple[Caret, Caret] | None,
    drafts: Sequence[Draft],
    *,
    flows: bool,
) -> Operation:
    """Insert drafts in place of the selected text.

    In flowing text they go exactly where the caret is: the sentence that contains it is cut there. In a list
    of nodes they follow the caret's node.
    """
    with Sketch(document) as sketch:
        place = caret
        if selected is not None:
            removal = edits.remove_range(document, *selected)
            sketch.follow(removal)
            place = removal.caret_after or caret
        node, hollow = place.node, False
        if flows and document.node(node).kind is Kind.CONCEPT:
            breaks = any(draft.kind is not Kind.CONCEPT for draft in drafts)
            node = _room_at(sketch, place, breaks=breaks)
            hollow = not document.text(node)
        pasted = edits.take_drafts(document, node, drafts, "Paste")
        sketch.follow(pasted)
        after = pasted.caret_after
        if flows and after is not None:  # a paragraph itself is no place for the caret there
            after = document.caret(document.last_below(after.node))
        if hollow:
            _remove_if_empty(sketch, node)
    return sketch.operation("Paste", after, caret)


def _room_at(sketch: Sketch, place: Caret, *, breaks: bool) -> NodeId:
    """Cut the sentence at the caret, and the paragraph if paragraphs follow; the node to insert after."""
    document, node = sketch.document, place.node
    text = document.text(node)
    before = not text[: place.position].strip() and bool(text)
    if before:
        sketch.follow(edits.split(document, node, 0))
        node = document.siblings(node)[document.index_in_parent(node) - 1]
    elif text[place.position :].strip():
        sketch.follow(edits.split(document, node, place.position))
    following = document.next_sibling(node)
    if breaks and following is not None:
        sketch.follow(edits.split_paragraph(document, following))
    return node


def _remove_if_empty(sketch: Sketch, node: NodeId) -> None:
    """Remove an empty sentence that was only a placeholder, and its paragraph if that has no other."""
    document = sketch.document
    parent = document.parent(node)
    assert parent is not None
    alone = len(document.siblings(node)) == 1 and not document.node(parent).renditions
    sketch.remove(parent if alone and not document.node(parent).note else node)
