"""What Enter, Backspace, Delete and Tab mean in lists, quotations, headings and code of flowing text.

No Qt here. Each function returns the operation, or a place for the caret where the key only moves it; None:
nothing special, so that the key does what it does in running text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.editor.views.sentences import cut_into_sentences
from conceptwriter.editor.views.typed_marks import empty_paragraph, structure_of_line
from conceptwriter.outline import edits
from conceptwriter.outline.blocks import CODE, RULE, block_of, is_item, is_verbatim, steps_of
from conceptwriter.outline.headings import TITLE, last_open_before, out_of_heading
from conceptwriter.outline.joining import has_text_or_note, join_paragraphs
from conceptwriter.outline.lists import continue_below, into_plain, leave_innermost, unnest
from conceptwriter.outline.model import Caret, Draft, Kind, NodeId
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT
from conceptwriter.outline.wording import write_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document

    Break = Callable[[NodeId, int], Operation]

CODE_INDENT = "    "

# -- Enter ---------------------------------------------------------------------------------------------------


def enter_in_heading(document: Document, caret: Caret, position: int) -> Operation | Caret | None:
    """Enter in a heading: the text after the caret becomes the first paragraph under it.

    Before the text an empty paragraph is inserted above; an empty heading becomes a paragraph.
    """
    section = caret.node
    text = document.text(section)
    if not text and TITLE not in document.node(section).attributes:
        return edits.make_paragraph(document, section)
    if not text[:position].strip() and text:
        return _paragraph_above(document, section, caret)
    if not text[position:].strip():
        first = next(iter(document.node(section).children), None)
        if first is not None and is_empty_paragraph(document, first):
            return Caret(document.node(first).children[0])
        return edits.add_child(document, section, first=True)
    with Sketch(document) as sketch:
        sketch.follow(edits.split(document, section, position))
        fresh = document.siblings(section)[document.index_in_parent(section) + 1]
        paragraph = out_of_heading(sketch, fresh)
        concept = document.node(paragraph).children[0]
        _cut(sketch, concept)
    return sketch.operation("Start paragraph", Caret(concept), caret)


def _paragraph_above(document: Document, section: NodeId, caret: Caret) -> Operation:
    with Sketch(document) as sketch:
        parent, target = document.node(section).parent, last_open_before(document, section)
        sketch.require_unlocked(target)
        language = document.effective_language(section)
        draft = Draft(
            Kind.PARAGRAPH,
            source_language=language,
            children=[Draft(Kind.CONCEPT, source_language=language)],
        )
        sketch.insert(target, document.index_in_parent(section) if target == parent else None, draft)
    return sketch.operation("Start paragraph", Caret(section), caret)


def enter_in_paragraph(
    document: Document, caret: Caret, position: int, break_at: Break
) -> Operation | str | None:
    """Enter in a paragraph that is not running text; a returned string is to be typed.

    `break_at` builds the operation that starts a new paragraph at a position of a sentence.
    """
    concept = caret.node
    paragraph = document.node(concept).parent
    assert paragraph is not None
    if is_verbatim(document, paragraph):
        return _enter_in_block(document, paragraph, caret)
    made = structure_of_line(document, caret)
    steps = steps_of(document, paragraph)
    if made is not None or not steps:
        return made
    if is_empty_paragraph(document, paragraph):
        return _leave(document, paragraph, caret)
    original = dict(document.node(paragraph).attributes)
    with Sketch(document) as sketch:
        broken = break_at(concept, position)
        sketch.follow(broken)
        after = broken.caret_after or caret
        lower = document.node(after.node).parent
        upper: NodeId | None = paragraph
        if lower == paragraph:
            upper = document.previous_sibling(paragraph)
        if upper is not None and lower is not None and upper != lower:
            continue_below(sketch, upper, lower, original)
    label = "New list item" if not steps[-1].is_quote else "Start paragraph"
    return sketch.operation(label, after, Caret(concept, position))


def _enter_in_block(document: Document, paragraph: NodeId, caret: Caret) -> Operation | str | None:
    """A new line in code; after an empty last line, and after a rule, a new paragraph."""
    text = document.text(caret.node)
    lines, end_of_line, last = text.rpartition("\n")
    leaves = caret.position >= len(text) and bool(end_of_line) and not last.strip()
    if block_of(document, paragraph) != RULE and not leaves:
        line = text[: caret.position].rpartition("\n")[2]
        return "\n" + line[: len(line) - len(line.lstrip(" \t"))]
    with Sketch(document) as sketch:
        above = document.node(paragraph).parent
        assert above is not None
        sketch.require_unlocked(above)
        if leaves:
            write_text(sketch, caret.node, document.typed_language(caret.node), lines)
        draft = empty_paragraph(document, paragraph)
        fresh = sketch.insert(above, document.index_in_parent(paragraph) + 1, draft)
        first = document.node(fresh).children[0]
    return sketch.operation("Start paragraph", Caret(first), caret)


def _leave(document: Document, paragraph: NodeId, caret: Caret) -> Operation:
    """Enter in an empty item or quoted paragraph: one level out, and finally out of the list or quotation."""
    with Sketch(document) as sketch:
        listed = is_item(steps_of(document, paragraph))
        if not (listed and unnest(sketch, paragraph)):
            leave_innermost(sketch, paragraph)
    return sketch.operation("Leave list" if listed else "Leave quote", Caret(caret.node), caret)


# -- Backspace and Delete ------------------------------------------------------------------------------------


def backspace_at_start(document: Document, node: NodeId) -> Operation | Caret | None:
    """Backspace before the first character of a heading or sentence."""
    here = document.node(node)
    if here.kind is Kind.SECTION:
        return None if node == ROOT else _to_paragraph(document, node)
    paragraph = here.parent
    if here.kind is not Kind.CONCEPT or paragraph is None or document.index_in_parent(node):
        return None
    before = document.previous_sibling(paragraph)
    if is_verbatim(document, paragraph):
        return Caret(node) if document.text(node) else _plain(document, paragraph, node)
    steps = steps_of(document, paragraph)
    if steps and not steps[-1].continues:
        with Sketch(document) as sketch:
            leave_innermost(sketch, paragraph)
        return sketch.operation("Make paragraph", Caret(node), Caret(node))
    if before is not None and block_of(document, before) == RULE:
        return _without(document, before, Caret(node), Caret(node))
    if not has_text_or_note(document, node):
        return None
    if before is None or document.node(before).kind is Kind.SECTION:
        return _after_heading(document, paragraph, node)
    return _end_of(document, before) if is_verbatim(document, before) else None


def _after_heading(document: Document, paragraph: NodeId, node: NodeId) -> Operation | Caret | None:
    """At the start of a paragraph after a heading: an empty heading is removed, else the caret goes there."""
    above = document.node(paragraph).parent
    assert above is not None
    if document.previous_sibling(paragraph) is None:
        if above == ROOT:
            return None
        if not has_text_or_note(document, above):
            return _remove_heading(document, above, Caret(node), Caret(node))
        return document.caret(above)
    before = document.preceding(paragraph)
    return _end_of(document, before) if before is not None else None


def delete_at_end(document: Document, node: NodeId) -> Operation | Caret | None:
    """Delete after the last character of a heading or sentence."""
    here = document.node(node)
    end = document.caret(node)
    if here.kind is Kind.SECTION:
        return _delete_after_heading(document, node)
    paragraph = here.parent
    if here.kind is not Kind.CONCEPT or paragraph is None or document.next_sibling(node) is not None:
        return None
    following = document.following(node)
    if following is None:
        return None
    empty = is_empty_paragraph(document, paragraph)
    target = _start_of(document, following)
    if empty and document.preceding(paragraph) is not None:
        return _without(document, paragraph, target, Caret(node))
    if document.node(following).kind is Kind.SECTION:
        with Sketch(document) as sketch:
            fresh = out_of_heading(sketch, following)
            join_paragraphs(sketch, paragraph, fresh)
        return sketch.operation("Merge", end, end)
    if block_of(document, following) == RULE:
        return _without(document, following, end, end)
    if document.node(following).kind is Kind.PARAGRAPH and is_verbatim(document, following):
        return target
    return end if is_verbatim(document, paragraph) else None


def _delete_after_heading(document: Document, section: NodeId) -> Operation | Caret | None:
    following = document.following(section)
    if following is None or section == ROOT:
        return None
    if document.node(following).kind is Kind.SECTION:
        return None
    if is_empty_paragraph(document, following):
        end = document.caret(section)
        return _without(document, following, end, end)
    target = _start_of(document, following)
    return target if has_text_or_note(document, section) else _remove_heading(document, section, target, None)


def _remove_heading(document: Document, section: NodeId, after: Caret, before: Caret | None) -> Operation:
    """Remove an empty heading; its content stays."""
    with Sketch(document) as sketch:
        paragraph = out_of_heading(sketch, section)
        sketch.remove(paragraph)
    return sketch.operation("Delete heading", after, before or Caret(section))


def _to_paragraph(document: Document, section: NodeId) -> Operation:
    with Sketch(document) as sketch:
        out_of_heading(sketch, section)
        _cut(sketch, section)
    return sketch.operation("Make paragraph", Caret(section), Caret(section))


def _plain(document: Document, paragraph: NodeId, node: NodeId) -> Operation:
    with Sketch(document) as sketch:
        into_plain(sketch, paragraph)
    return sketch.operation("Make paragraph", Caret(node), Caret(node))


def _without(document: Document, paragraph: NodeId, after: Caret, before: Caret) -> Operation:
    """Remove a rule or an empty paragraph permanently: it leaves no trace in the trash."""
    with Sketch(document) as sketch:
        sketch.require_unlocked(paragraph)
        sketch.remove(paragraph)
    return sketch.operation("Delete", after, before)


def _end_of(document: Document, node: NodeId) -> Caret:
    return document.caret(document.last_below(node))


def _start_of(document: Document, node: NodeId) -> Caret:
    children = document.node(node).children
    first = children[0] if document.node(node).kind is Kind.PARAGRAPH and children else node
    return Caret(first)


def _cut(sketch: Sketch, concept: NodeId) -> None:
    """Each sentence of the previous heading becomes a concept."""
    cut = cut_into_sentences(sketch.document, concept)
    if cut is not None:
        sketch.follow(cut)


def is_empty_paragraph(document: Document, node: NodeId) -> bool:
    """True for a paragraph that has one empty sentence and nothing else."""
    here = document.node(node)
    return (
        here.kind is Kind.PARAGRAPH
        and len(here.children) == 1
        and not has_text_or_note(document, node)
        and not has_text_or_note(document, here.children[0])
    )


# -- Tab -----------------------------------------------------------------------------------------------------


def tab_in_paragraphs(
    document: Document, paragraphs: list[NodeId], caret: Caret, *, out: bool
) -> Operation | str | None:
    """Tab nests list items and indents code; elsewhere in flowing text it does nothing."""
    inside = [one for one in paragraphs if any(not step.is_quote for step in steps_of(document, one))]
    if inside:
        return (edits.unnest_items if out else edits.nest_items)(document, inside)
    if len(paragraphs) == 1 and block_of(document, paragraphs[0]) == CODE:
        return _outdent_code(document, caret) if out else CODE_INDENT
    return None


def _outdent_code(document: Document, caret: Caret) -> Operation | None:
    """Remove up to four blanks at the start of the line."""
    text = document.text(caret.node)
    start = text.rfind("\n", 0, caret.position) + 1
    before = text[start : start + len(CODE_INDENT)]
    blanks = len(before) - len(before.lstrip(" \t"))
    if not blanks:
        return None
    place = Caret(caret.node, max(start, caret.position - blanks))
    with Sketch(document) as sketch:
        sketch.require_unlocked(caret.node)
        shorter = text[:start] + text[start + blanks :]
        write_text(sketch, caret.node, document.typed_language(caret.node), shorter)
    return sketch.operation("Typing", place, caret)
