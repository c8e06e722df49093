"""Headings by level, as in running text: a heading contains what follows, up to the next of its rank.

The tree of sections is what a reader would infer from the headings in their order. So when a sentence or
paragraph becomes a heading, or a heading changes its level, the paragraphs and lower headings after it move
into it, and what ranks too high moves out. When a heading becomes a paragraph again, its contents go to the
heading before it. The reading order never changes; every branch that moves keeps its ids, notes and
renditions, and the language it is shown in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.outline.blocks import BLOCK, FENCE, INFO, LEVEL, TIGHT, VERBATIM, WITHIN
from conceptwriter.outline.errors import EditError
from conceptwriter.outline.gaps import running_text
from conceptwriter.outline.joining import join_texts, remove_if_empty
from conceptwriter.outline.model import END_ATTRIBUTES, LEAD, Draft, Kind, NodeId
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.tree import Tree

DEEPEST_LEVEL = 6
LONGEST_HEADING = 150
"""A paragraph of at most this many characters becomes a heading as a whole; of a longer one, a sentence."""

TITLE = "title"
"""Attribute of the section whose heading is the title line of the text: chapters are below it."""

_OF_BLOCKS = frozenset({WITHIN, BLOCK, TIGHT, FENCE, INFO, LEVEL})


class _Open(NamedTuple):
    """A section that a heading at some place could go into, and the level of its heading (0: the root)."""

    section: NodeId
    level: int


def heading_level(document: Tree, section: NodeId) -> int:
    """The level of a section's heading as exported, but not limited to six; 0 for the document."""
    level = 0
    for above, node in zip(document.path(section), document.path(section)[1:], strict=False):
        level = _levels_in(document, above, level)[node]
    return level


def _levels_in(document: Tree, parent: NodeId, above: int, fresh: NodeId | None = None) -> dict[NodeId, int]:
    """The levels of the sections in one: deeper than it, but none deeper than the previous sibling.

    `fresh`: a section that has no level yet.
    """
    found: dict[NodeId, int] = {}
    before: int | None = None
    for child in document.node(parent).children:
        node = document.node(child)
        if node.kind is not Kind.SECTION or child == fresh:
            continue
        wished = node.attributes.get(LEVEL, "")
        level = max(above + 1, int(wished) if wished.isdecimal() else 0)
        before = found[child] = level if before is None else min(level, before)
    return found


def _levels_of(document: Document, nodes: Sequence[NodeId], fresh: NodeId | None = None) -> dict[NodeId, int]:
    """The levels of those among the nodes that are sections."""
    found: dict[NodeId, int] = {}
    for parent in {_parent(document, node) for node in nodes}:
        found |= _levels_in(document, parent, heading_level(document, parent), fresh)
    return {node: found[node] for node in nodes if node in found}


def make_heading(document: Document, node: NodeId, level: int) -> Operation:
    """Make a concept, a paragraph or a heading a heading of this level (1 to 6); see the module docstring.

    Raises EditError for the document itself, LockedError where something that would move is locked.
    """
    with Sketch(document) as sketch:
        sketch.require_live(node)
        section = into_heading(sketch, node, level)
    return sketch.operation("Make heading", document.caret(section))


def into_heading(sketch: Sketch, node: NodeId, level: int) -> NodeId:
    """The edit step of `make_heading`; the id of the section."""
    document = sketch.document
    sketch.require_unlocked(node)
    fresh = document.node(node).kind is not Kind.SECTION
    section = _as_section(sketch, node) if fresh else node
    _place(sketch, section, max(1, min(level, DEEPEST_LEVEL)), fresh=fresh)
    return section


def make_paragraph(document: Document, section: NodeId) -> Operation:
    """Make a heading a paragraph again; its contents go to the heading before it."""
    with Sketch(document) as sketch:
        sketch.require_live(section)
        out_of_heading(sketch, section)
    return sketch.operation("Make paragraph", document.caret(section))


def out_of_heading(sketch: Sketch, section: NodeId) -> NodeId:
    """The edit step of `make_paragraph`; the paragraph's id. The sentence takes the section's id."""
    document = sketch.document
    if section == ROOT or document.node(section).kind is not Kind.SECTION:
        raise EditError("Only a heading can be made a paragraph again.")
    sketch.require_unlocked(section)
    parent = _parent(document, section)
    open_sections = _open_before(document, section)
    target = open_sections[-1].section
    children = document.children(section)
    levels = _levels_of(document, children)
    sketch.require_unlocked(target, *children)
    at = document.index_in_parent(section) if target == parent else None
    language = document.effective_language(section)
    draft = Draft(Kind.PARAGRAPH, source_language=language)
    paragraph = sketch.insert(target, at, draft)
    _attach(sketch, children, levels, open_sections, paragraph)
    for key in (LEVEL, TITLE):
        sketch.set_attribute(section, key, None)
    sketch.set_field(section, "kind", Kind.CONCEPT)
    move_and_keep_language(sketch, section, paragraph, None)
    return paragraph


def move_and_keep_language(sketch: Sketch, node: NodeId, parent: NodeId, at: int | None) -> None:
    """Move a branch, keeping the language it is shown in."""
    document = sketch.document
    language = document.effective_language(node)
    sketch.move(node, parent, at)
    if document.effective_language(node) != language:
        sketch.set_field(node, "language", language)


# -- a sentence becomes a section ----------------------------------------------------------------------------


def _as_section(sketch: Sketch, node: NodeId) -> NodeId:
    """A section replacing a concept or paragraph; it does not contain what follows yet."""
    document = sketch.document
    concept, paragraph = node, node
    if document.node(node).kind is Kind.CONCEPT:
        paragraph = _parent(document, node)
    elif not document.node(node).children or _has_summary(document, node):
        return _summary_as_section(sketch, node)
    else:
        concept = document.node(node).children[0]
    sketch.require_unlocked(concept, _parent(document, paragraph))
    if _is_short(document, paragraph):
        concept = _joined_to_one(sketch, paragraph)
    return _concept_as_section(sketch, concept, paragraph)


def _concept_as_section(sketch: Sketch, concept: NodeId, paragraph: NodeId) -> NodeId:
    document = sketch.document
    above = _parent(document, paragraph)
    later = document.node(paragraph).children[document.index_in_parent(concept) + 1 :]
    follow = sketch.insert(paragraph, None, _like(document, paragraph), checked=False) if later else None
    for one in later:
        assert follow is not None
        sketch.move(one, follow)
    language = document.effective_language(concept)
    sketch.set_field(concept, "kind", Kind.SECTION)
    for key in (*END_ATTRIBUTES, VERBATIM):
        sketch.set_attribute(concept, key, None)
    sketch.move(concept, above, document.index_in_parent(paragraph) + 1)
    if follow is not None:
        sketch.move(follow, concept)
    if document.effective_language(concept) != language:
        sketch.set_field(concept, "language", language)
    here = document.node(paragraph)
    if not here.children and here.note and not _has_summary(document, paragraph):
        note = document.node(concept).note
        sketch.set_field(concept, "note", f"{here.note}\n{note}" if note else here.note)
        sketch.set_field(paragraph, "note", "")
    remove_if_empty(sketch, paragraph)
    return concept


def _summary_as_section(sketch: Sketch, paragraph: NodeId) -> NodeId:
    """A paragraph with a summary gets that as its heading; an empty one an empty heading."""
    document = sketch.document
    sketch.require_unlocked(_parent(document, paragraph))
    concepts = document.children(paragraph)
    fresh = sketch.insert(paragraph, None, _like(document, paragraph), checked=False) if concepts else None
    for concept in concepts:
        assert fresh is not None
        sketch.move(concept, fresh)
    sketch.set_field(paragraph, "kind", Kind.SECTION)
    for key in _OF_BLOCKS | END_ATTRIBUTES | {LEAD}:
        sketch.set_attribute(paragraph, key, None)
    return paragraph


def _is_short(document: Document, paragraph: NodeId) -> bool:
    concepts = document.node(paragraph).children
    return len(concepts) > 1 and len(running_text(document, concepts)) <= LONGEST_HEADING


def _joined_to_one(sketch: Sketch, paragraph: NodeId) -> NodeId:
    first, *others = sketch.document.children(paragraph)
    sketch.require_unlocked(*others)
    for other in others:
        join_texts(sketch, first, other)
        sketch.remove(other)
    return first


def _like(document: Document, paragraph: NodeId) -> Draft:
    here = document.node(paragraph)
    return Draft(
        Kind.PARAGRAPH,
        source_language=here.source_language,
        language=here.language,
        attributes=dict(here.attributes),
    )


# -- where a heading of a level belongs ----------------------------------------------------------------------


def _place(sketch: Sketch, section: NodeId, level: int, *, fresh: bool) -> None:
    """Move a section to where a heading of this level belongs, with what then comes under it."""
    document = sketch.document
    parent = _parent(document, section)
    open_sections = _open_before(document, section)
    above = [entry for entry in open_sections if entry.level < level]
    home = above[-1].section
    own = document.children(section)
    first = next((place for place, child in enumerate(own) if _is_section(document, child)), len(own))
    path = document.path(parent)
    outer = path[path.index(home) :] if home in path else [parent]
    items = own[first:] + _captured(document, section, outer, level, fresh=fresh)
    levels = _levels_of(document, items, section if fresh else None)
    sketch.require_unlocked(home, *items)
    if home != parent:
        at = document.index_in_parent(outer[1]) + 1 if home in path else None
        move_and_keep_language(sketch, section, home, at)
    _note_level(sketch, section, level)
    _attach(sketch, items, levels, [*above, _Open(section, level)], section)


def _captured(
    document: Document, section: NodeId, outer: Sequence[NodeId], level: int, *, fresh: bool
) -> list[NodeId]:
    """What follows a section and moves into it. `outer`: from its future place to its present one."""
    found: list[NodeId] = []
    place = section
    for above in reversed(outer):
        siblings = document.node(above).children
        later = siblings[siblings.index(place) + 1 :]
        if above != outer[0]:
            found += later
            place = above
            continue
        flows = fresh or bool(found)
        levels = _levels_of(document, later, section if fresh else None)
        for child in later:
            if _is_section(document, child):
                if levels[child] <= level:
                    break
                flows = False
            elif not flows:
                break
            found.append(child)
    return found


def _attach(
    sketch: Sketch,
    items: Sequence[NodeId],
    levels: dict[NodeId, int],
    open_sections: Sequence[_Open],
    last: NodeId,
) -> None:
    """Append branches in order after the node `last`, each under the nearest heading that outranks it."""
    document = sketch.document
    stack, first = list(open_sections), last
    for item in items:
        old = _parent(document, item)
        if item in levels:
            while stack[-1].level >= levels[item]:
                stack.pop()
            target = stack[-1].section
            stack.append(_Open(item, levels[item]))
        else:
            stays = old == first and any(entry.section == old for entry in stack)
            target = old if stays else stack[-1].section
        if target != old or not _follows(document, item, last):
            move_and_keep_language(sketch, item, target, _place_after(document, target, last))
        if item in levels:
            _note_level(sketch, item, levels[item])
        last = item


def _follows(document: Document, item: NodeId, last: NodeId) -> bool:
    """True when an item already follows `last`, in the branch that contains it."""
    parent = _parent(document, item)
    place: NodeId | None = last
    while place is not None and document.parent(place) != parent:
        place = document.parent(place)
    return place is None or document.index_in_parent(place) < document.index_in_parent(item)


def _place_after(document: Document, target: NodeId, last: NodeId) -> int | None:
    """The index in `target` after the branch that contains `last`; None: at the end."""
    place: NodeId | None = last
    while place is not None and document.parent(place) != target:
        place = document.parent(place)
    return None if place is None else document.index_in_parent(place) + 1


def _note_level(sketch: Sketch, section: NodeId, level: int) -> None:
    """Store the level of a heading if its place does not imply it."""
    document = sketch.document
    natural = heading_level(document, _parent(document, section)) + 1
    sketch.set_attribute(section, LEVEL, str(level) if level > natural else None)


def _open_before(document: Document, section: NodeId) -> list[_Open]:
    """The sections that contain what comes just before this one, outermost first."""
    parent = _parent(document, section)
    found = [_Open(node, heading_level(document, node)) for node in document.path(parent)]
    place = document.previous_sibling(section)
    while place is not None and _is_section(document, place):
        found.append(_Open(place, heading_level(document, place)))
        children = document.node(place).children
        place = children[-1] if children else None
    return found


def last_open_before(document: Document, section: NodeId) -> NodeId:
    """The section that a paragraph just before this heading would be in."""
    return _open_before(document, section)[-1].section


def _is_section(document: Document, node: NodeId) -> bool:
    return document.node(node).kind is Kind.SECTION


def _has_summary(document: Document, paragraph: NodeId) -> bool:
    here = document.node(paragraph)
    return any(rendition.text for rendition in here.renditions.values())


def _parent(document: Document, node: NodeId) -> NodeId:
    parent = document.node(node).parent
    assert parent is not None, "a live node that is no root has a parent"
    return parent
