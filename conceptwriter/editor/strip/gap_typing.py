"""Typing and deleting in the white space of a row: between two concepts, or before the first.

No Qt here. That white space is not part of any concept's text: it is changed character by character where it
is stored, so that deleting one of two spaces keeps the other.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from conceptwriter.outline import edits
from conceptwriter.outline.gaps import Separation, kept_gap, separation_of
from conceptwriter.outline.model import LEAD, Caret
from conceptwriter.outline.sketch import Sketch, typing_key

if TYPE_CHECKING:
    from conceptwriter.editor.strip.row_text import RowText, TextSpan, Typed
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document


def typed_between(document: Document, row: RowText, typed: Typed, now: float = 0.0) -> Operation | None:
    """The operation for an edit strictly inside the white space between two concepts.

    None when the edit was elsewhere, or removed all of the white space: then the texts are affected.
    """
    end = typed.start + typed.removed
    for one, two in pairwise(row.spans):
        if one.end <= typed.start and end <= two.start:
            left, right = row.text[one.end : typed.start], row.text[end : two.start]
            if typed.removed and not typed.added and (left or right):
                return _shorter(document, one, two, left, right)
            if typed.added and ((left and right) or (typed.removed and (left or right))):
                return _into_the_first(document, row, one, two, (left + typed.added, right), now)
    return None


def _shorter(document: Document, one: TextSpan, two: TextSpan, left: str, right: str) -> Operation:
    with Sketch(document) as sketch:
        sketch.require_unlocked(one.node)
        sketch.separate(one.node, _as_separation(document, one, two, left + right))
    caret = Caret(two.node) if left and not right else document.caret(one.node)
    return sketch.operation("Typing", caret)


def _into_the_first(
    document: Document, row: RowText, one: TextSpan, two: TextSpan, parts: tuple[str, str], now: float
) -> Operation:
    added, right = parts
    text = row.text[one.start : one.end] + added
    with Sketch(document) as sketch:
        sketch.require_unlocked(one.node)
        sketch.follow(edits.edit_text(document, one.node, text, one.language, merge=False))
        sketch.separate(one.node, _as_separation(document, one, two, right))
    key = typing_key(one.node, one.language)
    return sketch.operation("Typing", Caret(one.node, len(text)), merge_key=key, time=now)


def _as_separation(document: Document, one: TextSpan, two: TextSpan, white: str) -> Separation:
    """Displayed white space as it is stored: a line feed is a hard break if it was one before."""
    old = separation_of(document.node(one.node))
    if old.breaks:
        rest = white.lstrip("\n")
        breaks = len(white) - len(rest)
        if breaks:
            return Separation(breaks, rest or None)
        white = rest
    before, after = document.text(one.node), document.text(two.node)
    return Separation(gap=kept_gap(white, before, after, one.language))


def set_lead(document: Document, row: RowText, lead: str, then: Operation | None) -> Operation:
    """The white space before the first concept of a row becomes `lead`, in one step with another edit."""
    first = row.spans[0].node
    paragraph = document.node(first).parent
    assert paragraph is not None
    with Sketch(document) as sketch:
        sketch.require_unlocked(paragraph)
        if then is not None:
            sketch.follow(then)
        sketch.set_attribute(paragraph, LEAD, lead or None)
    if then is None:
        return sketch.operation("Typing", Caret(first))
    return sketch.operation("Typing", then.caret_after, then.caret_before)
