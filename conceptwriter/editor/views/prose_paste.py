"""Markdown pasted into flowing text: headings, lists and code keep their structure. No Qt here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conceptwriter.editor.views.pasting_place import paste_at
from conceptwriter.interchange import InterchangeError, import_text
from conceptwriter.outline.changes import Insert
from conceptwriter.outline.headings import heading_level, into_heading
from conceptwriter.outline.model import Draft, Kind
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import Caret, NodeId

_BECOMES = "pasted.level"
"""Attribute of a pasted paragraph that is to become a heading of this level."""

_STRUCTURE = re.compile(
    r"^ {0,3}(?:#{1,6}[ \t]+\S|[-*+][ \t]+\S|\d{1,9}[.)][ \t]+\S|>[ \t]?\S|`{3,}|~{3,})", re.MULTILINE
)


def has_structure(text: str) -> bool:
    """True when a text of several lines has headings, items, quotations or code in it."""
    return "\n" in text.strip() and _STRUCTURE.search(text) is not None


def drafts_of_markdown(text: str, language: str) -> list[Draft]:
    """The blocks of a Markdown text as paragraphs, in order; none if it cannot be parsed."""
    try:
        pasted = import_text(text, "markdown", language)
    except InterchangeError:
        return []
    drafts = []
    for node in pasted.descendants(ROOT):
        here = pasted.node(node)
        if here.kind is Kind.SECTION:
            attributes = {_BECOMES: str(min(6, heading_level(pasted, node)))}
            heading = Draft(Kind.CONCEPT, pasted.text(node), language)
            drafts.append(Draft(Kind.PARAGRAPH, children=[heading], attributes=attributes))
        elif here.kind is Kind.PARAGRAPH:
            drafts.append(Draft(Kind.PARAGRAPH, attributes=dict(here.attributes)))
            for child in here.children:
                concept = pasted.node(child)
                text_draft = Draft(
                    Kind.CONCEPT, pasted.text(child), language, attributes=dict(concept.attributes)
                )
                drafts[-1].children.append(text_draft)
    return drafts


def paste_markdown(
    document: Document, caret: Caret, selected: tuple[Caret, Caret] | None, drafts: list[Draft]
) -> Operation:
    """Insert the drafts at the caret; headings take what follows them, as in the original text."""
    with Sketch(document) as sketch:
        pasted = paste_at(document, caret, selected, drafts, flows=True)
        sketch.follow(pasted)
        inserted = [
            data
            for change in pasted.changes
            if isinstance(change, Insert)
            for data in change.nodes
            if _BECOMES in data.attributes
        ]
        for data in inserted:
            _become_heading(sketch, data.id, int(data.attributes[_BECOMES]))
    return sketch.operation("Paste", pasted.caret_after, caret)


def _become_heading(sketch: Sketch, paragraph: NodeId, level: int) -> None:
    document = sketch.document
    if paragraph not in document:
        return
    sketch.set_attribute(paragraph, _BECOMES, None)
    concepts = document.node(paragraph).children
    if concepts:
        into_heading(sketch, concepts[0], level)
