"""The text of a row as the spans of the nodes in it, and what typing into it means for those nodes.

No Qt here. In the outline a row holds one node; in the text view a paragraph's row holds its concepts, joined
with what stands between them. Positions are in characters.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.gui.strip.gap_typing import set_lead, typed_between
from conceptwriter.gui.strip.translated_typing import shows_translation, type_translation
from conceptwriter.outline import edits
from conceptwriter.outline.gaps import Said, edges_of, said, space_between
from conceptwriter.outline.model import Caret, Kind, NodeId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document


_NOT_SHOWN = re.compile(r"[\r\v\f\x1c-\x1f\x85\u2028\u2029]")


class Span(NamedTuple):
    """The characters of a row from `start` to `end` are a node's text in `language`.

    `output` is False where the node has nothing in its output language, so that its source text stands in.
    """

    node: NodeId
    start: int
    end: int
    language: str
    output: bool = True


class RowText(NamedTuple):
    """The text of a row and whose it is; the spans are in order and do not overlap."""

    text: str
    spans: tuple[Span, ...]

    def span_of(self, node: NodeId) -> Span | None:
        """The span of a node."""
        return next((span for span in self.spans if span.node == node), None)

    def span_at(self, position: int, prefer: NodeId | None = None) -> Span | None:
        """The span a caret at this position belongs to; between two, `prefer` if it is one of them, else the
        first.
        """
        touching = [span for span in self.spans if span.start <= position <= span.end]
        for span in touching:
            if span.node == prefer:
                return span
        if touching:
            return touching[0]
        before = [span for span in self.spans if span.end < position]
        return before[-1] if before else (self.spans[0] if self.spans else None)

    def place(self, caret: Caret) -> int | None:
        """Position in the row of a caret in one of its nodes."""
        span = self.span_of(caret.node)
        return None if span is None else min(span.start + caret.position, span.end)

    def caret(self, position: int, anchor: int | None = None, prefer: NodeId | None = None) -> Caret | None:
        """The caret in a node for a position in the row, with the other end of a selection."""
        span = self.span_at(position, prefer)
        if span is None:
            return None
        inside = max(span.start, min(position, span.end)) - span.start
        if anchor is None:
            return Caret(span.node, inside)
        begun = self.span_at(anchor, span.node)
        if begun is None or begun.node == span.node:
            other = max(span.start, min(anchor, span.end)) - span.start
            return Caret(span.node, inside, other if other != inside else None)
        return Caret(span.node, inside, max(begun.start, min(anchor, begun.end)) - begun.start, begun.node)


NO_TEXT = RowText("", ())
"""Of a row without any text to edit."""


def node_text(document: Document, node: NodeId) -> RowText:
    """A row that shows one node."""
    text = document.text(node)
    return RowText(text, (_span(document, node, 0, len(text)),))


def paragraph_text(
    document: Document, paragraph: NodeId, concepts: Sequence[NodeId] | None = None
) -> RowText:
    """A row that shows the concepts of a paragraph, run on, or (`concepts`) some of them."""
    spans: list[Span] = []
    parts: list[str] = []
    length = 0
    here = document.node(paragraph)
    before: Said | None = None
    for concept in here.children if concepts is None else concepts:
        wanted = document.typed_language(concept)
        now = said(document, concept, wanted)
        if before is None:
            gap = edges_of(here)[0] if concept == here.children[0] else ""
        else:
            gap = space_between(document.node(spans[-1].node), before, now)
        parts.append(_shown_gap(gap))
        length += len(gap)
        end = length + len(now.text)
        spans.append(Span(concept, length, end, now.language, now.language == wanted or length == end))
        parts.append(now.text)
        length += len(now.text)
        before = now
    return RowText("".join(parts), tuple(spans))


def _shown_gap(gap: str) -> str:
    """A gap as a text field can show it, character for character: what it has no sign for is a space."""
    return gap if gap in ("", " ") else _NOT_SHOWN.sub(" ", gap)


def _span(document: Document, node: NodeId, start: int, end: int) -> Span:
    shown, wanted = document.shown_language(node), document.typed_language(node)
    return Span(node, start, end, shown, shown == wanted or start == end)


class Typed(NamedTuple):
    """What a person did to the text of a row: at `start`, `removed` characters gave way to `added`."""

    start: int
    removed: int
    added: str
    caret: int
    """Where the caret is now, in the new text of the row."""


def typing(
    document: Document, row: RowText, typed: Typed, prefer: NodeId | None, now: float
) -> Operation | None:
    """The operation that makes the document say what the row says now; None when no node is concerned.

    Within one concept it edits its text; across concepts see `conceptwriter.outline.ranges`. Where a
    translation is shown, only that is changed.
    """
    first = row.span_at(typed.start, prefer)
    if first is None:
        return None
    lead = row.spans[0].start
    if typed.start < lead:
        behind = _behind_lead(row, typed, lead)
        then = typing(document, row, behind, prefer, now) if behind.removed or behind.added else None
        kept = "" if typed.added else row.text[typed.start + typed.removed : lead]
        return set_lead(document, row, row.text[: typed.start] + kept, then)
    concerned: tuple[Span, ...] = (first,)
    if typed.removed:
        concerned = _concerned(row, typed.start, typed.start + typed.removed)
    if shows_translation(document, concerned):
        return type_translation(document, row, concerned, typed, now)
    between = typed_between(document, row, typed, now)
    if between is not None:
        return between
    if len(concerned) == 1:
        return _within(document, row, concerned[0], typed, now)
    return _across(document, row, concerned, typed)


def _behind_lead(row: RowText, typed: Typed, lead: int) -> Typed:
    """What typing before the first concept does to it: the rest of the white space becomes its text."""
    end = typed.start + typed.removed
    kept = row.text[end:lead]
    added = typed.added + kept if typed.added else ""
    return Typed(lead, max(0, end - lead), added, lead + typed.caret - typed.start)


def _concerned(row: RowText, start: int, end: int) -> tuple[Span, ...]:
    """The spans that a removal meets; where it takes a separator, the spans on both sides of that."""
    met = [
        index
        for index, span in enumerate(row.spans)
        if (span.start < end and span.end > start) or start < span.start == span.end < end
    ]
    if not met:  # nothing but a separator
        first = max((index for index, span in enumerate(row.spans) if span.end <= start), default=0)
        return row.spans[first : first + 2]
    first, last = met[0], met[-1]
    if first and start < row.spans[first].start:
        first -= 1
    if last + 1 < len(row.spans) and end > row.spans[last].end:
        last += 1
    return row.spans[first : last + 1]


def _within(document: Document, row: RowText, span: Span, typed: Typed, now: float) -> Operation:
    old = row.text[span.start : span.end]
    start = max(0, min(typed.start, span.end) - span.start)
    new = old[:start] + typed.added + old[start + typed.removed :]
    before = Caret(span.node, min(start + typed.removed, len(old)))
    after = Caret(span.node, max(0, min(typed.caret - span.start, len(new))))
    one_by_one = len(typed.added) <= 1 and typed.removed <= 1
    return edits.edit_text(
        document,
        span.node,
        new,
        span.language,
        caret_before=before,
        caret_after=after,
        merge=one_by_one and typed.added != "\n",
        time=now,
    )


def _across(document: Document, row: RowText, spans: tuple[Span, ...], typed: Typed) -> Operation:
    first, last = spans[0], spans[-1]
    head = row.text[first.start : typed.start]
    tail = row.text[typed.start + typed.removed : last.end]
    untouched = head + tail == row.text[first.start : first.end] + row.text[last.start : last.end]
    if untouched and len(spans) == 2 and not typed.added:
        return edits.merge_with_previous(document, last.node)
    start = Caret(first.node, min(typed.start, first.end) - first.start)
    end = Caret(last.node, max(last.start, typed.start + typed.removed) - last.start)
    # white space beside the texts that is not removed stays where it is
    added = (
        row.text[first.end : typed.start] + typed.added + row.text[typed.start + typed.removed : last.start]
    )
    return replace(edits.remove_range(document, start, end, added), caret_before=start)


def is_text_row(document: Document, node: NodeId) -> bool:
    """True for the nodes that have a row of their own in the text view: sections and paragraphs."""
    return document.node(node).kind is not Kind.CONCEPT
