"""The text of a row as the spans of the nodes in it.

No Qt here. In the outline a row holds one node; in the text view a paragraph's row holds its concepts, joined
by the gaps between them. Positions are in characters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.outline.gaps import ShownText, edges_of, shown_text, space_between
from conceptwriter.outline.model import Caret, NodeId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.outline.document import Document


_NOT_SHOWN = re.compile(r"[\r\v\f\x1c-\x1f\x85\u2028\u2029]")


class TextSpan(NamedTuple):
    """The characters of a row from `start` to `end` are a node's text in `language`.

    `output` is False where the node has no text in its output language and its source is shown instead.
    """

    node: NodeId
    start: int
    end: int
    language: str
    output: bool = True


class RowText(NamedTuple):
    """The text of a row and which node each part belongs to; the spans are in order and do not overlap."""

    text: str
    spans: tuple[TextSpan, ...]

    def span_of(self, node: NodeId) -> TextSpan | None:
        """The span of a node."""
        return next((span for span in self.spans if span.node == node), None)

    def span_at(self, position: int, prefer: NodeId | None = None) -> TextSpan | None:
        """The span of a caret at this position; between two, `prefer` if it is one, else the first."""
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
"""For a row without any editable text."""


def node_text(document: Document, node: NodeId) -> RowText:
    """A row that shows one node."""
    text = document.text(node)
    return RowText(text, (_span(document, node, 0, len(text)),))


def paragraph_text(
    document: Document, paragraph: NodeId, concepts: Sequence[NodeId] | None = None
) -> RowText:
    """A row that shows the concepts of a paragraph (`concepts`: some of them) as running text."""
    spans: list[TextSpan] = []
    parts: list[str] = []
    length = 0
    here = document.node(paragraph)
    before: ShownText | None = None
    for concept in here.children if concepts is None else concepts:
        wanted = document.typed_language(concept)
        now = shown_text(document, concept, wanted)
        if before is None:
            gap = edges_of(here)[0] if concept == here.children[0] else ""
        else:
            gap = space_between(document.node(spans[-1].node), before, now)
        parts.append(_shown_gap(gap))
        length += len(gap)
        end = length + len(now.text)
        spans.append(TextSpan(concept, length, end, now.language, now.language == wanted or length == end))
        parts.append(now.text)
        length += len(now.text)
        before = now
    return RowText("".join(parts), tuple(spans))


def source_of_row(document: Document, nodes: Sequence[NodeId]) -> RowText:
    """The source texts of the nodes of one row as running text, whatever languages are shown."""
    spans: list[TextSpan] = []
    parts: list[str] = []
    length = 0
    before: ShownText | None = None
    for node in nodes:
        language = document.node(node).source_language
        now = shown_text(document, node, language)
        if before is not None:
            gap = _shown_gap(space_between(document.node(spans[-1].node), before, now))
            parts.append(gap)
            length += len(gap)
        spans.append(TextSpan(node, length, length + len(now.text), language))
        parts.append(now.text)
        length += len(now.text)
        before = now
    return RowText("".join(parts), tuple(spans))


def _shown_gap(gap: str) -> str:
    """A gap as a text field can show it, character for character: what it cannot show becomes a space."""
    return gap if gap in ("", " ") else _NOT_SHOWN.sub(" ", gap)


def _span(document: Document, node: NodeId, start: int, end: int) -> TextSpan:
    shown, wanted = document.shown_language(node), document.typed_language(node)
    return TextSpan(node, start, end, shown, shown == wanted or start == end)


class Typed(NamedTuple):
    """An edit by the user to the text of a row: at `start`, `removed` characters were replaced by `added`."""

    start: int
    removed: int
    added: str
    caret: int
    """Where the caret is now, in the new text of the row."""
