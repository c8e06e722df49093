"""Deleting, restoring and purging: the edits that fill and empty the trash.

Delete moves branches to the trash, and each one's place is remembered for restoring. Deleting all concepts of
a paragraph deletes the paragraph, unless it has its own summary or note.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import time as clock
from typing import TYPE_CHECKING

from conceptwriter.outline.changes import Operation, Remove
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.joining import has_text_or_note
from conceptwriter.outline.model import Caret, Kind, NodeId
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.trash import (
    forget_place,
    make_place,
    note_place,
    old_place,
    places_of,
    tops_in_order,
)
from conceptwriter.outline.tree import ROOT, TRASH

if TYPE_CHECKING:
    from conceptwriter.outline.document import Document


def delete(document: Document, nodes: Sequence[NodeId], time: float | None = None) -> Operation:
    """Move branches to the trash, as one step. Paragraphs whose concepts are all selected go as a whole.

    The trash records their places and the `time` (seconds since 1970; None: now).
    """
    with Sketch(document) as sketch:
        tops = document.tops(_with_emptied_paragraphs(document, nodes))
        sketch.require_live(*tops)
        caret = _caret_after_delete(document, tops)
        put_in_trash(sketch, tops, time)
    return sketch.operation("Delete", caret)


def put_in_trash(sketch: Sketch, tops: Sequence[NodeId], time: float | None = None) -> None:
    """Move branches, in reading order, to the trash, recording each one's place and the time (None: now).

    Raises LockedError.
    """
    document = sketch.document
    for node in tops:
        sketch.require_unlocked_branch(node)
    places, moment = places_of(document, tops), clock() if time is None else time
    for node in tops:
        note_place(sketch, node, places, moment)
    for node in reversed(tops):  # so that the places remembered fit together when restored in order
        sketch.move(node, TRASH, 0)


def _with_emptied_paragraphs(document: Document, nodes: Sequence[NodeId]) -> list[NodeId]:
    chosen = set(nodes)
    parents = {document.node(node).parent for node in chosen}
    hollow = [
        parent
        for parent in parents
        if parent is not None
        and document.node(parent).kind is Kind.PARAGRAPH
        and chosen.issuperset(document.node(parent).children)
        and not has_text_or_note(document, parent)
    ]
    return [*chosen, *hollow]


def _caret_after_delete(document: Document, tops: list[NodeId]) -> Caret | None:
    """In a paragraph that stays: the start of the next sentence, else the end of the one before it.

    Otherwise the end of the node before the first deleted one, else the start of what comes after. Where
    there are sentences the caret goes into one: flowing text cannot show the paragraph itself as current.
    """
    if not tops:
        return None
    first, gone = tops[0], set(tops)
    if document.node(first).kind is Kind.CONCEPT:
        siblings, index = document.siblings(first), document.index_in_parent(first)
        next_one = next((node for node in siblings[index + 1 :] if node not in gone), None)
        if next_one is not None:
            return Caret(next_one)
        if index:
            return document.caret(siblings[index - 1])
    before = document.preceding(first)
    if before is not None and before != ROOT:
        return document.caret(before)
    after = document.following(document.last_below(first))
    while after in gone:
        after = document.following(document.last_below(after))
    if after is None:
        return document.caret(ROOT)
    here = document.node(after)
    kept = [child for child in here.children if here.kind is Kind.PARAGRAPH and child not in gone]
    return Caret(kept[0] if kept else after)


def restore(
    document: Document, nodes: Sequence[NodeId], parent: NodeId | None = None, index: int | None = None
) -> Operation:
    """Restore top nodes of the trash to where they were, or under `parent`.

    If the old place no longer exists they go next to their former neighbours, else to the end of the nearest
    part they were in, else of the document.
    """
    with Sketch(document) as sketch:
        caret = None
        for node in tops_in_order(document, nodes):
            if document.node(node).parent != TRASH:
                raise EditError(
                    f"Node {node} has no entry of its own in the trash. Restore the text it was deleted with."
                )
            found = (parent, index) if parent is not None else old_place(document, node)
            if index is not None:
                index += 1
            target, place = found or (make_place(sketch, node), None)
            sketch.require_unlocked(target)
            sketch.move(node, target, place)
            forget_place(sketch, node)
            caret = document.caret(node)
    return sketch.operation("Restore", caret)


def purge(document: Document, nodes: Sequence[NodeId] | None = None) -> Operation:
    """Remove top nodes of the trash, or (None) all of it, permanently. Undo can still bring them back."""
    going = document.children(TRASH) if nodes is None else tops_in_order(document, nodes)
    for node in going:
        if document.node(node).parent != TRASH:
            raise EditError(f"Node {node} is not in the trash.")
    index = {node: place for place, node in enumerate(document.trash.children)}
    # From the end, so that each index is still valid when used, without a sketch.
    changes = (Remove(TRASH, index[node], document.branch(node)) for node in reversed(going))
    return Operation("Empty trash", tuple(changes))
