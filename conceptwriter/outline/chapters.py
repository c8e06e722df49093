"""New sections and chapters: where they are inserted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.outline.blocks import LEVEL
from conceptwriter.outline.headings import TITLE
from conceptwriter.outline.joining import has_text_or_note
from conceptwriter.outline.model import Caret, Draft, Kind, NodeId
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document


def new_section(document: Document, node: NodeId) -> Operation:
    """An empty section after the one a node is in, at its level; below the title, its first section."""
    section = _enclosing(document, node)
    if _is_title(document, section):
        return _added(document, section, _first_section(document, section), "New section")
    if section == ROOT:
        return _added(document, ROOT, _first_section(document, ROOT, node), "New section")
    parent = _parent(document, section)
    return _added(document, parent, document.index_in_parent(section) + 1, "New section", like=section)


def new_chapter(document: Document, node: NodeId) -> Operation:
    """An empty chapter after the one a node is in. Chapters are the sections below the title line.

    Without a title line they are the outermost sections; a single outermost section that contains sections
    and no text of its own counts as a title.
    """
    top = _chapters_in(document)
    path = [one for one in document.path(node) if _is_section(document, one)]
    if top in path and path.index(top) + 1 < len(path):
        chapter = path[path.index(top) + 1]
        return _added(document, top, document.index_in_parent(chapter) + 1, "New chapter", like=chapter)
    inside = node if top in path else None
    return _added(document, top, _first_section(document, top, inside), "New chapter")


def _chapters_in(document: Document) -> NodeId:
    tops = [top for top in document.root.children if _is_section(document, top)]
    titles = [top for top in tops if _is_title(document, top)]
    if titles:
        return titles[0] if len(tops) == 1 else ROOT
    if len(tops) == 1:
        children = document.node(tops[0]).children
        prose = [child for child in children if document.node(child).kind is Kind.PARAGRAPH]
        said = any(has_text_or_note(document, one) for child in prose for one in document.subtree(child))
        if not said and len(prose) < len(children):
            return tops[0]
    return ROOT


def _is_title(document: Document, section: NodeId) -> bool:
    return TITLE in document.node(section).attributes


def _enclosing(document: Document, node: NodeId) -> NodeId:
    return next(one for one in (node, *document.ancestors(node)) if document.node(one).kind is Kind.SECTION)


def _first_section(document: Document, parent: NodeId, after: NodeId | None = None) -> int:
    """The index of the first section after the child that contains `after`, present or not; None: of all."""
    children = document.node(parent).children
    start = 0
    if after is not None and after != parent and document.is_under(after, parent):
        path = document.path(after)
        start = children.index(path[path.index(parent) + 1]) + 1
    later = enumerate(children[start:], start)
    return next((place for place, child in later if _is_section(document, child)), len(children))


def _added(
    document: Document, parent: NodeId, index: int, label: str, like: NodeId | None = None
) -> Operation:
    with Sketch(document) as sketch:
        sketch.require_unlocked(parent)
        level = None if like is None else document.node(like).attributes.get(LEVEL)
        draft = Draft(Kind.SECTION, attributes={} if level is None else {LEVEL: level})
        fresh = sketch.insert(parent, index, draft)
    return sketch.operation(label, Caret(fresh))


def _is_section(document: Document, node: NodeId) -> bool:
    return document.node(node).kind is Kind.SECTION


def _parent(document: Document, node: NodeId) -> NodeId:
    parent = document.node(node).parent
    assert parent is not None, "a live node that is no root has a parent"
    return parent
