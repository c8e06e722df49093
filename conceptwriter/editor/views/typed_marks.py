"""Structure by typing: `# `, `- `, `1. `, `> ` at the start of a paragraph; `---` and code fences as a line.

No Qt here. The marks are first typed like any text; turning them into structure is a separate operation, so
that undoing it restores the typed characters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conceptwriter.outline.blocks import (
    BLOCK,
    CODE,
    FENCE,
    INFO,
    RULE,
    VERBATIM,
    Container,
    following_mark,
    is_verbatim,
    steps_of,
)
from conceptwriter.outline.headings import into_heading
from conceptwriter.outline.lists import into_item, into_plain, into_quote
from conceptwriter.outline.model import Caret, Draft, Kind, NodeId
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT
from conceptwriter.outline.wording import write_text

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document

_MARK = re.compile(r"#{1,6}|[-*+]|\d{1,9}[.)]|>")
_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\s`]*)")
_RULE = re.compile(r"([-_*])(?:[ \t]*\1){2,}")
_RULE_IN_ITEM = re.compile(r"([-*])[ \t]+\1")


def mark_before(document: Document, caret: Caret) -> str:
    """The mark between the start of a paragraph or heading and the caret; empty when there is none."""
    node = document.node(caret.node)
    mark = document.text(node.id)[: caret.position]
    if caret.anchor is not None or not _MARK.fullmatch(mark) or document.shows_source(node.id):
        return ""
    if node.kind is Kind.SECTION:
        return mark if mark[0] == "#" and node.id != ROOT else ""
    if node.kind is not Kind.CONCEPT or document.index_in_parent(node.id):
        return ""
    assert node.parent is not None
    return mark if _fits(document, node.parent, mark) else ""


def _fits(document: Document, paragraph: NodeId, mark: str) -> bool:
    """Whether a mark makes sense for this paragraph: `1984. ` begins a sentence, not a list."""
    steps = steps_of(document, paragraph)
    if is_verbatim(document, paragraph):
        return False
    if mark == ">":
        return True
    if mark[0] == "#":
        return not steps
    if steps and not steps[-1].is_quote:
        return False
    return not mark[0].isdecimal() or mark[:-1] in ("0", "1") or mark == _expected(document, paragraph)


def _expected(document: Document, paragraph: NodeId) -> str:
    """The mark that the next item of the list just before a paragraph would have."""
    before = document.previous_sibling(paragraph)
    steps = steps_of(document, before) if before is not None else []
    depth = len(steps_of(document, paragraph))
    return following_mark(steps[depth].mark) if len(steps) > depth else ""


def structure_of_mark(document: Document, caret: Caret, mark: str) -> Operation:
    """Convert the paragraph or heading according to a mark and the space after it, just before the caret."""
    node = caret.node
    paragraph = document.node(node).parent
    with Sketch(document) as sketch:
        language = document.effective_language(node)
        write_text(sketch, node, language, document.text(node)[caret.position :])
        assert paragraph is not None
        if mark[0] == "#":
            into_heading(sketch, node, len(mark))
            label = "Make heading"
        elif mark == ">":
            into_quote(sketch, paragraph)
            label = "Make quote"
        else:
            into_item(sketch, paragraph, mark)
            label = "Make list item"
    return sketch.operation(label, Caret(node), caret)


def structure_of_line(document: Document, caret: Caret) -> Operation | None:
    """Convert a typed line when Enter is pressed after it: to a rule or the start of code; else None."""
    node = document.node(caret.node)
    text = document.text(node.id)
    if node.kind is not Kind.CONCEPT or caret.position < len(text) or document.shows_source(node.id):
        return None
    paragraph = node.parent
    assert paragraph is not None
    if len(document.node(paragraph).children) > 1 or is_verbatim(document, paragraph):
        return None
    fence = _FENCE.fullmatch(text.strip())
    if fence is not None:
        return _begin_code(document, node.id, fence["fence"], fence["info"], caret)
    steps = steps_of(document, paragraph)
    if _RULE.fullmatch(text.strip()):
        return _make_rule(document, node.id, text.strip(), caret)
    in_item = _RULE_IN_ITEM.fullmatch(text.strip())
    if in_item and steps and steps[-1] == Container(in_item[1]):  # `* * *`: the first star made an item
        return _make_rule(document, node.id, f"{in_item[1]} {text.strip()}", caret)
    return None


def _begin_code(document: Document, concept: NodeId, fence: str, info: str, caret: Caret) -> Operation:
    with Sketch(document) as sketch:
        paragraph = document.node(concept).parent
        assert paragraph is not None
        sketch.require_unlocked(concept)
        write_text(sketch, concept, document.effective_language(concept), "")
        sketch.set_attribute(concept, VERBATIM, "1")
        for key, value in ((BLOCK, CODE), (FENCE, fence), (INFO, info or None)):
            sketch.set_attribute(paragraph, key, value)
    return sketch.operation("Make code block", Caret(concept), caret)


def _make_rule(document: Document, concept: NodeId, rule: str, caret: Caret) -> Operation:
    """A rule, and an empty paragraph after it to continue in."""
    with Sketch(document) as sketch:
        paragraph = document.node(concept).parent
        assert paragraph is not None
        above = document.node(paragraph).parent
        assert above is not None
        sketch.require_unlocked(concept, above)
        into_plain(sketch, paragraph)
        write_text(sketch, concept, document.effective_language(concept), rule)
        sketch.set_attribute(concept, VERBATIM, "1")
        sketch.set_attribute(paragraph, BLOCK, RULE)
        fresh = sketch.insert(
            above, document.index_in_parent(paragraph) + 1, empty_paragraph(document, paragraph)
        )
        first = document.node(fresh).children[0]
    return sketch.operation("Insert rule", Caret(first), caret)


def empty_paragraph(document: Document, node: NodeId) -> Draft:
    """A paragraph to write in, in the language shown in `node` next to it."""
    language = document.effective_language(node)
    return Draft(
        Kind.PARAGRAPH,
        source_language=language,
        language=document.node(node).language,
        children=[Draft(Kind.CONCEPT, source_language=language)],
    )
