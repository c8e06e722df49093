"""Edits of the outline's structure. Each function reads a document and returns the operation to perform.

The rules, from a writer's point of view:

* Sections contain sections and paragraphs; paragraphs contain concepts; concepts contain nothing. Nothing
  else is possible.
* **Indent** (Tab). A section or paragraph becomes the last child of the section just before it among its
  siblings. A concept that starts its paragraph takes that paragraph along into the paragraph above: the two
  become one. Everything else is an error: there is nothing above to go into.
* **Outdent** (Shift+Tab). A section or paragraph moves to just after the section it is in; its later siblings
  stay. A concept starts a new paragraph there: it and the concepts after it move to a new paragraph below, so
  the reading order never changes. The first concept of a paragraph already starts one: an error.
* **Move up and down** (Alt+Shift+Up/Down). Past the neighbour in the same parent; at the first or last place,
  into the neighbouring paragraph (concepts) or section (paragraphs, sections), entering it from its near
  side.
* A paragraph that loses its last concept to another paragraph is removed, unless it has a summary or a note.
* **Locks** are inherited. A locked node keeps its text, its place and its children; nothing that contains a
  locked node can be deleted. Only unlocking is always possible.

What deleting does is in `conceptwriter.outline.deleting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from conceptwriter.outline.changes import Operation
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.joining import join_paragraphs, remove_if_empty
from conceptwriter.outline.model import END_ATTRIBUTES, Caret, Draft, Kind, NodeId, Origin, renumbered
from conceptwriter.outline.sketch import Sketch

if TYPE_CHECKING:
    from conceptwriter.outline.document import Document

# -- adding --------------------------------------------------------------------------------------------------


def add_node(
    document: Document,
    parent: NodeId,
    index: int | None = None,
    kind: Kind = Kind.CONCEPT,
    text: str = "",
    language: str | None = None,
    origin: Origin = Origin.WRITTEN,
) -> Operation:
    """A new node as child number `index` (None: last) of `parent`.

    It is written in `language` (None: the one shown there).

    The caret goes to its end; its id is `operation.caret_after.node`.
    """
    label = {Kind.SECTION: "Add section", Kind.PARAGRAPH: "Add paragraph", Kind.CONCEPT: "Add concept"}[kind]
    return add_subtree(document, parent, index, Draft(kind, text, language, origin=origin), label)


def add_sibling(document: Document, node: NodeId, text: str = "", *, before: bool = False) -> Operation:
    """A new node of the same kind just after (or before) another, at the same level."""
    here = document.node(node)
    if here.parent is None:
        raise EditError("Nothing can be added beside the document itself. Add a section inside it.")
    index = document.index_in_parent(node) + (0 if before else 1)
    return add_node(document, here.parent, index, here.kind, text)


def add_child(document: Document, node: NodeId, text: str = "", *, first: bool = False) -> Operation:
    """A new child: a concept in a paragraph, a paragraph with one concept in a section."""
    kind = document.node(node).kind
    index = 0 if first else None
    if kind is Kind.SECTION:
        draft = Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, text)])
        with Sketch(document) as sketch:
            sketch.require_unlocked(node)
            paragraph = sketch.insert(node, index, draft)
            concept = document.node(paragraph).children[0]
        return sketch.operation("Add paragraph", Caret(concept, len(text)))
    return add_node(document, node, index, Kind.CONCEPT, text)


def add_subtree(
    document: Document, parent: NodeId, index: int | None, draft: Draft, label: str = "Insert"
) -> Operation:
    """A whole branch as child number `index` (None: last) of `parent`."""
    return add_subtrees(document, parent, index, [draft], label)


def add_subtrees(
    document: Document, parent: NodeId, index: int | None, drafts: Sequence[Draft], label: str = "Insert"
) -> Operation:
    """Several branches in a row as one operation; the caret goes to the end of the last one's top."""
    with Sketch(document) as sketch:
        sketch.require_unlocked(parent)
        caret = None
        for offset, draft in enumerate(drafts):
            node = sketch.insert(parent, None if index is None else index + offset, draft)
            caret = document.caret(node)
    return sketch.operation(label, caret)


def duplicate(document: Document, nodes: Sequence[NodeId]) -> Operation:
    """Duplicate each branch, with fresh ids, just after it."""
    with Sketch(document) as sketch:
        caret = None
        for node in document.tops(nodes):
            sketch.require_live(node)
            parent = _parent(document, node)
            sketch.require_unlocked(parent)
            fresh: dict[NodeId, NodeId] = {parent: parent}
            copies = []
            for data in document.branch(node):
                fresh[data.id] = document.take_id()
                copies.append(renumbered(data, fresh))
            sketch.insert_nodes(parent, document.index_in_parent(node) + 1, tuple(copies))
            caret = document.caret(copies[0].id)
    return sketch.operation("Duplicate", caret)


# -- moving --------------------------------------------------------------------------------------------------


def move(document: Document, nodes: Sequence[NodeId], parent: NodeId, index: int | None = None) -> Operation:
    """Move branches, in reading order, to child number `index` (None: last) of `parent`.

    `index` counts the present children, so a drop position between two rows can be passed unchanged.
    """
    with Sketch(document) as sketch:
        tops = document.tops(nodes)
        sketch.require_live(*tops)
        sketch.require_unlocked(parent, *tops)
        children = document.node(parent).children
        if document.in_trash(parent):
            raise EditError("To put something into the trash, delete it.")
        follower = None
        if index is not None:
            follower = next((child for child in children[max(0, index) :] if child not in tops), None)
        for node in tops:
            _move_and_tidy(
                sketch, node, parent, None if follower is None else children.index(follower), follower
            )
    return sketch.operation("Move", document.caret(tops[0], 0) if tops else None)


def move_up(document: Document, nodes: Sequence[NodeId]) -> Operation:
    """Past the sibling above, or into the end of the paragraph or section above (see the module's rules)."""
    with Sketch(document) as sketch:
        chosen = _movable(sketch, nodes)
        for node in chosen:
            parent, index = _parent(document, node), document.index_in_parent(node)
            if index and document.siblings(node)[index - 1] not in chosen:
                sketch.move(node, parent, index - 1)
            elif not index:
                _move_and_tidy(sketch, node, _neighbour(document, node, forward=False), None)
    return sketch.operation("Move up")


def move_down(document: Document, nodes: Sequence[NodeId]) -> Operation:
    """Past the sibling below, or to the start of the paragraph or section below (see the module's rules)."""
    with Sketch(document) as sketch:
        chosen = _movable(sketch, nodes)
        for node in reversed(chosen):
            parent, index, siblings = (
                _parent(document, node),
                document.index_in_parent(node),
                document.siblings(node),
            )
            if index + 1 == len(siblings):
                _move_and_tidy(sketch, node, _neighbour(document, node, forward=True), 0)
            elif siblings[index + 1] not in chosen:
                sketch.move(node, parent, index + 1)
    return sketch.operation("Move down")


def indent(document: Document, nodes: Sequence[NodeId]) -> Operation:
    """One level in (see the module's rules)."""
    with Sketch(document) as sketch:
        for node in _run_starts(document, _movable(sketch, nodes)):
            if document.node(node).kind is Kind.CONCEPT:
                _indent_concept(sketch, node)
                continue
            above = document.previous_sibling(node)
            if above is None or document.node(above).kind is not Kind.SECTION:
                raise EditError("There is no section above to indent this into.")
            sketch.require_unlocked(above)
            sketch.move(node, above)
    return sketch.operation("Indent")


def outdent(document: Document, nodes: Sequence[NodeId]) -> Operation:
    """One level out (see the module's rules)."""
    with Sketch(document) as sketch:
        for node in reversed(_run_starts(document, _movable(sketch, nodes))):
            parent = _parent(document, node)
            if document.node(node).kind is Kind.CONCEPT:
                start_paragraph(sketch, node)
                continue
            above = document.node(parent).parent
            if above is None:
                raise EditError("This is already at the outermost level.")
            sketch.move(node, above, document.index_in_parent(parent) + 1)
    return sketch.operation("Outdent")


def split_paragraph(document: Document, concept: NodeId) -> Operation:
    """Start a new paragraph with this concept: it and those after it move there."""
    with Sketch(document) as sketch:
        sketch.require_live(concept)
        sketch.require_unlocked(concept)
        if document.node(concept).kind is not Kind.CONCEPT:
            raise EditError("Only a concept can start a new paragraph.")
        start_paragraph(sketch, concept)
    return sketch.operation("Start paragraph", Caret(concept))


def _indent_concept(sketch: Sketch, concept: NodeId) -> None:
    document = sketch.document
    paragraph = _parent(document, concept)
    above = document.previous_sibling(paragraph)
    if document.index_in_parent(concept):
        raise EditError(
            "This concept is inside a paragraph. Only the first concept of a paragraph can be joined "
            "to the paragraph above."
        )
    if above is None or document.node(above).kind is not Kind.PARAGRAPH:
        raise EditError("There is no paragraph above to join.")
    join_paragraphs(sketch, above, paragraph)


def start_paragraph(sketch: Sketch, concept: NodeId) -> None:
    """Move a concept and those after it into a new paragraph below theirs."""
    document = sketch.document
    paragraph = document.node(_parent(document, concept))
    index = document.index_in_parent(concept)
    if not index:
        raise EditError("This concept already starts a paragraph.")
    above = _parent(document, paragraph.id)
    sketch.require_unlocked(above, *paragraph.children[index:])
    draft = Draft(
        Kind.PARAGRAPH,
        source_language=paragraph.source_language,
        language=paragraph.language,
        attributes={key: value for key, value in paragraph.attributes.items() if key != "apart"},
    )
    fresh = sketch.insert(above, document.index_in_parent(paragraph.id) + 1, draft)
    for key in END_ATTRIBUTES:
        sketch.set_attribute(paragraph.id, key, None)
    for follower in paragraph.children[index:]:
        sketch.move(follower, fresh)


def _movable(sketch: Sketch, nodes: Sequence[NodeId]) -> list[NodeId]:
    tops = sketch.document.tops(nodes)
    sketch.require_live(*tops)
    for node in tops:
        sketch.require_unlocked(node)
    return tops


def _run_starts(document: Document, nodes: list[NodeId]) -> list[NodeId]:
    """The nodes without concepts that follow another selected one in its paragraph: those move anyway."""
    chosen = set(nodes)
    return [
        node
        for node in nodes
        if document.node(node).kind is not Kind.CONCEPT or document.previous_sibling(node) not in chosen
    ]


def _neighbour(document: Document, node: NodeId, *, forward: bool) -> NodeId:
    """The paragraph or section adjacent to the parent of `node` that could contain it."""
    parent = _parent(document, node)
    neighbour = document.next_sibling(parent) if forward else document.previous_sibling(parent)
    if neighbour is None or not document.may_hold(neighbour, document.node(node).kind):
        place = "paragraph" if document.node(node).kind is Kind.CONCEPT else "section"
        raise EditError(f"There is no {place} {'below' if forward else 'above'} to move this into.")
    return neighbour


def _move_and_tidy(
    sketch: Sketch, node: NodeId, parent: NodeId, index: int | None, follower: NodeId | None = None
) -> None:
    """Move a node; a paragraph that lost its last concept is removed."""
    document = sketch.document
    sketch.require_unlocked(parent)
    old_parent = _parent(document, node)
    if (
        follower is not None
        and index is not None
        and old_parent == parent
        and document.index_in_parent(node) < index
    ):
        index -= 1  # its own place before the follower is vacated
    sketch.move(node, parent, index)
    if old_parent != parent:
        remove_if_empty(sketch, old_parent)


def _parent(document: Document, node: NodeId) -> NodeId:
    parent = document.node(node).parent
    if parent is None:
        raise EditError("The document itself cannot be moved, split or deleted.")
    return parent
