"""Editing lists and quotations: making, nesting and leaving items, continuing with the next one.

A paragraph stores the lists and quotations around it as the path in its attribute `within`. An item's
contents (its further paragraphs and nested items) are the paragraphs after it whose path continues all of its
steps. They follow the item in and out. The numbers of the items after a change are updated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from conceptwriter.outline.blocks import (
    BLOCK,
    FENCE,
    INFO,
    LEVEL,
    TIGHT,
    VERBATIM,
    WITHIN,
    Container,
    continuation_of,
    following_mark,
    is_item,
    is_verbatim,
    set_steps,
    steps_of,
)
from conceptwriter.outline.model import Kind, NodeId
from conceptwriter.outline.sketch import Sketch

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document

QUOTE = ">"
BULLET = "-"
FIRST = "1."


# -- steps of edits ------------------------------------------------------------------------------------------


def into_item(sketch: Sketch, paragraph: NodeId, mark: str) -> None:
    """Give a paragraph a bullet or a number; one that is already in a list gets the new mark."""
    document = sketch.document
    sketch.require_unlocked(paragraph)
    steps = steps_of(document, paragraph)
    if steps and not steps[-1].is_quote:
        belonging = belonging_to(document, paragraph)
        steps[-1] = Container(mark)
        set_steps(sketch, paragraph, steps)
        for one in belonging:
            path = steps_of(document, one)
            path[len(steps) - 1] = Container(mark, continues=True)
            set_steps(sketch, one, path)
    else:
        _into_text(sketch, paragraph)
        set_steps(sketch, paragraph, [*steps, Container(mark)])
    before = _item_before(document, paragraph)
    if before is not None:
        previous = steps_of(document, before)[len(steps_of(document, paragraph)) - 1]
        if previous.is_numbered == Container(mark).is_numbered:
            steps = steps_of(document, paragraph)
            steps[-1] = Container(following_mark(previous.mark))
            set_steps(sketch, paragraph, steps)
        tight = is_tight(document, before, unless=paragraph)
        sketch.set_attribute(paragraph, TIGHT, "1" if tight else None)
    renumber(sketch, paragraph)


def into_quote(sketch: Sketch, paragraph: NodeId, *, same: bool = False) -> None:
    """Put a paragraph into a quotation; `same`: into that of the paragraph before it."""
    sketch.require_unlocked(paragraph)
    steps = steps_of(sketch.document, paragraph)
    set_steps(sketch, paragraph, [*steps, Container(QUOTE, continues=same)])


def into_plain(sketch: Sketch, paragraph: NodeId) -> None:
    """Make a paragraph running text, outside all lists and quotations; nested items stay items."""
    sketch.require_unlocked(paragraph)
    while steps_of(sketch.document, paragraph):
        leave_innermost(sketch, paragraph)
    _into_text(sketch, paragraph)


def leave_innermost(sketch: Sketch, paragraph: NodeId) -> None:
    """Take a paragraph out of the innermost list or quotation; its item's contents follow."""
    document = sketch.document
    sketch.require_unlocked(paragraph)
    steps = steps_of(document, paragraph)
    if not steps:
        return
    depth = len(steps) - 1
    belonging = belonging_to(document, paragraph) if is_item(steps) else []
    following = document.next_sibling(paragraph)
    set_steps(sketch, paragraph, steps[:-1])
    above = steps[:-1]
    for one in belonging:
        path = steps_of(document, one)
        del path[depth]
        _begin_quotation(path, depth, above)
        set_steps(sketch, one, path)
        above = path
    if steps[-1].is_quote and following is not None:
        path = steps_of(document, following)
        if len(path) > depth and path[depth].is_quote and path[depth].continues:
            path[depth] = Container(QUOTE)
            set_steps(sketch, following, path)
    if depth and not is_item(steps[:-1]):
        sketch.set_attribute(paragraph, TIGHT, None)


def _begin_quotation(path: list[Container], depth: int, above: list[Container]) -> None:
    """Start a new quotation at `depth` of a path unless the paragraph above is in one to continue."""
    if len(path) > depth and path[depth].is_quote and not (len(above) > depth and above[depth].is_quote):
        path[depth] = Container(QUOTE)


def _into_text(sketch: Sketch, paragraph: NodeId) -> None:
    """Turn code or another block into running text."""
    document = sketch.document
    for key in (BLOCK, FENCE, INFO, LEVEL):
        sketch.set_attribute(paragraph, key, None)
    for concept in document.children(paragraph):
        sketch.set_attribute(concept, VERBATIM, None)


def belonging_to(document: Document, paragraph: NodeId) -> list[NodeId]:
    """The contents of an item after its first paragraph: further paragraphs and nested items."""
    depth = len(steps_of(document, paragraph))
    if not depth:
        return []
    found = []
    siblings = document.siblings(paragraph)
    for sibling in siblings[document.index_in_parent(paragraph) + 1 :]:
        path = _path(document, sibling)
        if len(path) < depth or not all(step.continues for step in path[:depth]):
            break
        found.append(sibling)
    return found


def renumber(sketch: Sketch, paragraph: NodeId) -> None:
    """Let the numbers of the items after this one continue from its number."""
    document = sketch.document
    steps = steps_of(document, paragraph)
    if not is_item(steps) or not steps[-1].is_numbered:
        return
    depth, mark = len(steps) - 1, steps[-1].mark
    siblings = document.siblings(paragraph)
    for sibling in siblings[document.index_in_parent(paragraph) + 1 :]:
        path = _path(document, sibling)
        if len(path) <= depth or not all(step.continues for step in path[:depth]):
            return
        here = path[depth]
        if here.mark[-1] != mark[-1]:  # a quotation, bullets, or numbers of another look
            return
        if not here.continues:
            mark = following_mark(mark)
        if here.mark != mark:
            path[depth] = Container(mark, here.continues)
            set_steps(sketch, sibling, path)


def nest(sketch: Sketch, paragraph: NodeId) -> bool:
    """One level deeper: into the item before it; False where there is none."""
    document = sketch.document
    steps = steps_of(document, paragraph)
    if not is_item(steps):
        return False
    above = _item_before(document, paragraph)
    if above is None:
        return False
    depth = len(steps) - 1
    belonging = belonging_to(document, paragraph)
    sketch.require_unlocked(paragraph, *belonging)
    parent = continuation_of(steps_of(document, above)[depth])
    deepest = document.previous_sibling(paragraph)
    previous = steps_of(document, deepest) if deepest is not None else []
    mark = steps[-1].mark
    if len(previous) > depth + 1 and not previous[depth + 1].is_quote:
        mark = following_mark(previous[depth + 1].mark)
    elif steps[-1].is_numbered:
        mark = FIRST[:-1] + mark[-1]
    set_steps(sketch, paragraph, [*steps[:-1], parent, Container(mark)])
    sketch.set_attribute(paragraph, TIGHT, "1" if is_tight(document, above) else None)
    for one in belonging:
        path = steps_of(document, one)
        set_steps(sketch, one, [*path[:depth], parent, Container(mark, continues=True), *path[depth + 1 :]])
    renumber(sketch, above)
    return True


def unnest(sketch: Sketch, paragraph: NodeId) -> bool:
    """One level out: an item after the one it is nested in; False for an outermost item."""
    document = sketch.document
    steps = steps_of(document, paragraph)
    if len(steps) < 2 or steps[-1].is_quote or steps[-2].is_quote:
        return False
    depth = len(steps) - 2
    belonging = belonging_to(document, paragraph)
    sketch.require_unlocked(paragraph, *belonging)
    mark = following_mark(steps[depth].mark)
    set_steps(sketch, paragraph, [*steps[:depth], Container(mark)])
    for one in belonging:
        path = steps_of(document, one)
        set_steps(sketch, one, [*path[:depth], Container(mark, continues=True), *path[depth + 2 :]])
    renumber(sketch, paragraph)
    return True


def continue_below(sketch: Sketch, upper: NodeId, lower: NodeId, original: dict[str, str]) -> None:
    """Two parts of a split paragraph: the lower one is the next item, or continues the quotation.

    `original`: the attributes of the paragraph before it was split.
    """
    document = sketch.document
    for key in (BLOCK, LEVEL):
        if key in document.node(lower).attributes:
            sketch.set_attribute(lower, key, None)
    sketch.set_attribute(upper, WITHIN, original.get(WITHIN))
    sketch.set_attribute(upper, TIGHT, original.get(TIGHT))
    steps = steps_of(document, upper)
    if not steps:
        return
    last = continuation_of(steps[-1]) if steps[-1].is_quote else Container(following_mark(steps[-1].mark))
    set_steps(sketch, lower, [*map(continuation_of, steps[:-1]), last])
    tight = not steps[-1].is_quote and is_tight(document, upper, unless=lower)
    sketch.set_attribute(lower, TIGHT, "1" if tight else None)
    renumber(sketch, lower)


def is_tight(document: Document, item: NodeId, unless: NodeId | None = None) -> bool:
    """True when items of its list have no blank lines between them; a new list is tight.

    `unless`: an item that does not record that yet.
    """
    depth = len(steps_of(document, item)) - 1
    siblings = document.siblings(item)
    place = document.index_in_parent(item)
    if TIGHT in document.node(item).attributes:
        return True
    if depth >= 0 and _item_before(document, item) is not None:
        return False  # it could record so, and does not
    for sibling in siblings[place + 1 :]:
        path = _path(document, sibling)
        if len(path) <= depth:
            break
        if sibling != unless and len(path) == depth + 1 and is_item(path):
            return TIGHT in document.node(sibling).attributes
    return True


def _item_before(document: Document, paragraph: NodeId) -> NodeId | None:
    """The item before one in the same list, at its level."""
    depth = len(steps_of(document, paragraph)) - 1
    siblings = document.siblings(paragraph)
    for sibling in reversed(siblings[: document.index_in_parent(paragraph)]):
        path = _path(document, sibling)
        if len(path) <= depth or path[depth].is_quote:
            return None
        if len(path) == depth + 1 and is_item(path):
            return sibling
        if not path[depth].continues:
            return sibling
    return None


def _path(document: Document, sibling: NodeId) -> list[Container]:
    return steps_of(document, sibling) if document.node(sibling).kind is Kind.PARAGRAPH else []


# -- operations ----------------------------------------------------------------------------------------------


def make_items(document: Document, paragraphs: Sequence[NodeId], mark: str) -> Operation:
    """Make paragraphs the items of a list; if all are already items of such a list, running text again."""
    numbered = Container(mark).is_numbered
    paths = [steps_of(document, paragraph) for paragraph in paragraphs]
    undo = all(is_item(path) and path[-1].is_numbered is numbered for path in paths)
    with Sketch(document) as sketch:
        for paragraph in paragraphs:
            if undo:
                leave_innermost(sketch, paragraph)
            elif not is_verbatim(document, paragraph):
                into_item(sketch, paragraph, mark)
    return sketch.operation("Make paragraph" if undo else "Make list item")


def make_quotes(document: Document, paragraphs: Sequence[NodeId]) -> Operation:
    """Put paragraphs into one quotation; if all are in one already, take them out."""
    paths = [steps_of(document, paragraph) for paragraph in paragraphs]
    undo = all(path and path[-1].is_quote for path in paths)
    with Sketch(document) as sketch:
        before: NodeId | None = None
        for paragraph in paragraphs:
            if undo:
                leave_innermost(sketch, paragraph)
                continue
            if steps_of(document, paragraph):  # an item becomes a quotation instead of containing one
                into_plain(sketch, paragraph)
            if not is_verbatim(document, paragraph):
                into_quote(sketch, paragraph, same=before is not None)
                before = paragraph
    return sketch.operation("Make paragraph" if undo else "Make quote")


def nest_items(document: Document, paragraphs: Sequence[NodeId]) -> Operation | None:
    """One level deeper; None where no item can go deeper."""
    with Sketch(document) as sketch:
        done = [nest(sketch, paragraph) for paragraph in _tops(document, paragraphs)]
    return sketch.operation("Nest list item") if any(done) else None


def unnest_items(document: Document, paragraphs: Sequence[NodeId]) -> Operation | None:
    """One level out; None where no item is nested."""
    with Sketch(document) as sketch:
        done = [unnest(sketch, paragraph) for paragraph in _tops(document, paragraphs)]
    return sketch.operation("Unnest list item") if any(done) else None


def _tops(document: Document, paragraphs: Sequence[NodeId]) -> list[NodeId]:
    """Without those contained in another one: they follow it."""
    following: set[NodeId] = set()
    found = []
    for paragraph in paragraphs:
        if paragraph not in following:
            found.append(paragraph)
            following.update(belonging_to(document, paragraph))
    return found
