"""What the trash records about each branch: its place, its neighbours, and when it was deleted.

It is stored in attributes of the branch's top, so it persists through files, undo and restarts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conceptwriter.outline.model import Draft, Kind, NodeId
from conceptwriter.outline.tree import ROOT, TRASH, kind_may_hold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conceptwriter.outline.document import Document
    from conceptwriter.outline.sketch import Sketch

PARENT = "trash.parent"
INDEX = "trash.index"
ABOVE = "trash.above"
"""Ids of the ancestors except the document, innermost first."""
BEFORE, AFTER = "trash.before", "trash.after"
"""Ids of the previous and next sibling."""
TIME = "trash.time"
"""Whole seconds since 1970."""
MARKS = (PARENT, INDEX, ABOVE, BEFORE, AFTER, TIME)


@dataclass(frozen=True, slots=True)
class TrashOrigin:
    """Where a branch of the trash came from. `time` is in seconds since 1970, 0 when it is not known.

    `above` are the nodes it was in, outermost first, as far as they are still in the document or the trash;
    `complete` is False where one of them no longer exists.
    """

    above: tuple[NodeId, ...] = ()
    time: float = 0.0
    complete: bool = True


def places_of(document: Document, nodes: Iterable[NodeId]) -> dict[NodeId, int]:
    """The index of each of these and of all their siblings, computed once per parent."""
    parents = {document.node(node).parent for node in nodes}
    return {
        child: index
        for parent in parents
        if parent is not None
        for index, child in enumerate(document.node(parent).children)
    }


def note_place(sketch: Sketch, node: NodeId, places: dict[NodeId, int], time: float) -> None:
    """Record a node's present place on it; `places` from `places_of`."""
    document = sketch.document
    parent = document.node(node).parent
    siblings, index = document.siblings(node), places[node]
    marks = {
        PARENT: str(parent),
        INDEX: str(index),
        ABOVE: " ".join(str(above) for above in document.ancestors(node) if above != ROOT),
        BEFORE: str(siblings[index - 1]) if index else "",
        AFTER: str(siblings[index + 1]) if index + 1 < len(siblings) else "",
        TIME: str(int(time)),
    }
    kept = {key: value for key, value in document.node(node).attributes.items() if key not in MARKS}
    sketch.set_field(node, "attributes", {**kept, **{key: value for key, value in marks.items() if value}})


def forget_place(sketch: Sketch, node: NodeId) -> None:
    """Remove the record of its place: it is back."""
    attributes = sketch.document.node(node).attributes
    sketch.set_field(
        node, "attributes", {key: value for key, value in attributes.items() if key not in MARKS}
    )


def origin(document: Document, node: NodeId) -> TrashOrigin:
    """Where a top node of the trash came from, as far as recorded."""
    attributes = document.node(node).attributes
    noted = _ids(attributes.get(ABOVE) or attributes.get(PARENT, ""))
    known = [above for above in noted if above in document and above not in (ROOT, TRASH)]
    time = attributes.get(TIME, "")
    return TrashOrigin(
        tuple(reversed(known)),
        float(time) if time.isdecimal() and len(time) < 12 else 0.0,
        len(known) == len([above for above in noted if above != ROOT]),
    )


def old_place(document: Document, node: NodeId) -> tuple[NodeId, int | None] | None:
    """The (parent, index) to restore a branch to.

    This is its old place, else next to its former neighbours, else at the end of the nearest part it was in;
    None when none of these exists.
    """
    kind, attributes = document.node(node).kind, document.node(node).attributes
    parent, index = _ids(attributes.get(PARENT, "")), attributes.get(INDEX, "")
    if parent and index.isdecimal() and len(index) < 12 and _takes(document, parent[0], kind):
        return parent[0], _restored_index(document, node, parent[0], int(index))
    for key, shift in ((BEFORE, 1), (AFTER, 0)):
        for sibling in _ids(attributes.get(key, "")):
            above = document.parent(sibling) if sibling in document else None
            if above is not None and _takes(document, above, kind):
                return above, document.index_in_parent(sibling) + shift
    for above in _ids(attributes.get(ABOVE, "")):
        if _takes(document, above, kind):
            return above, None
    return None


def _restored_index(document: Document, node: NodeId, parent: NodeId, index: int) -> int:
    """The old index, adjusted for later changes before it: next to the sibling that was there."""
    attributes, siblings = document.node(node).attributes, document.node(parent).children
    before, after = _ids(attributes.get(BEFORE, "")), _ids(attributes.get(AFTER, ""))
    if TIME not in attributes:  # deleted by a version that did not record siblings
        return index
    if not before:
        return 0
    if 0 < index <= len(siblings) and siblings[index - 1] == before[0]:
        return index
    if before[0] in document and document.parent(before[0]) == parent:
        return document.index_in_parent(before[0]) + 1
    if after and after[0] in document and document.parent(after[0]) == parent:
        return document.index_in_parent(after[0])
    return index


def make_place(sketch: Sketch, node: NodeId) -> NodeId:
    """A parent for a branch that has lost its own.

    This is the document itself, or for a concept a new paragraph at the end of the nearest section it was in.
    """
    document = sketch.document
    if document.node(node).kind is not Kind.CONCEPT:
        return ROOT
    noted = _ids(document.node(node).attributes.get(ABOVE, ""))
    section = next((above for above in noted if _takes(document, above, Kind.PARAGRAPH)), ROOT)
    return sketch.insert(section, None, Draft(Kind.PARAGRAPH))


def _takes(document: Document, place: NodeId, kind: Kind) -> bool:
    return (
        place in document and kind_may_hold(document.node(place).kind, kind) and not document.in_trash(place)
    )


def _ids(text: str) -> list[NodeId]:
    return [int(word) for word in text.split() if word.isdecimal() and len(word) < 19]


def excerpt(document: Document, node: NodeId, most: int = 160) -> str:
    """The beginning of a branch, on one line: its heading or summary, else its first sentences."""
    parts: list[str] = []
    length = 0
    for below in document.subtree(node):
        text = " ".join(document.text(below)[: most + 1].split())
        if text:
            parts.append(text)
            length += len(text) + 1
        if length > most or (text and document.node(below).kind is not Kind.CONCEPT):
            break
    whole = " ".join(parts)
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def tops_in_order(document: Document, nodes: Iterable[NodeId]) -> list[NodeId]:
    """Top nodes of the trash, without duplicates, in its order.

    The last deleted comes first, and so finds the places as they were. Others raise EditError when they are
    restored.
    """
    wanted = dict.fromkeys(nodes)
    if len(wanted) == 1:
        return list(wanted)
    lying = [node for node in document.trash.children if node in wanted]
    return lying + [node for node in wanted if document.node(node).parent != TRASH]
