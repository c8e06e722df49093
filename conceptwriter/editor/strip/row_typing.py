"""What typing into a row means for the nodes in it. No Qt here; positions are in characters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conceptwriter.editor.strip.gap_typing import set_lead, typed_between
from conceptwriter.editor.strip.row_text import RowText, TextSpan, Typed
from conceptwriter.editor.strip.translated_typing import shows_translation, type_translation
from conceptwriter.outline import edits
from conceptwriter.outline.model import Caret, NodeId

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document


def typing(
    document: Document, row: RowText, typed: Typed, prefer: NodeId | None, now: float
) -> Operation | None:
    """The operation that makes the document match the row's text; None when no node is affected.

    Within one concept it edits its text; across concepts see `conceptwriter.outline.ranges`. Where a
    translation is shown, only that is changed.
    """
    first = row.span_at(typed.start, prefer)
    if first is None:
        return None
    lead = row.spans[0].start
    if typed.start < lead:
        after_lead = _after_lead(row, typed, lead)
        then = (
            typing(document, row, after_lead, prefer, now) if after_lead.removed or after_lead.added else None
        )
        kept = "" if typed.added else row.text[typed.start + typed.removed : lead]
        return set_lead(document, row, row.text[: typed.start] + kept, then)
    concerned: tuple[TextSpan, ...] = (first,)
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


def _after_lead(row: RowText, typed: Typed, lead: int) -> Typed:
    """Typing before the first concept: the rest of the white space becomes part of its text."""
    end = typed.start + typed.removed
    kept = row.text[end:lead]
    added = typed.added + kept if typed.added else ""
    return Typed(lead, max(0, end - lead), added, lead + typed.caret - typed.start)


def _concerned(row: RowText, start: int, end: int) -> tuple[TextSpan, ...]:
    """The spans that a removal meets; where it removes a separator, the spans on both sides of it."""
    met = [
        index
        for index, span in enumerate(row.spans)
        if (span.start < end and span.end > start) or start < span.start == span.end < end
    ]
    if not met:  # only a separator
        first = max((index for index, span in enumerate(row.spans) if span.end <= start), default=0)
        return row.spans[first : first + 2]
    first, last = met[0], met[-1]
    if first and start < row.spans[first].start:
        first -= 1
    if last + 1 < len(row.spans) and end > row.spans[last].end:
        last += 1
    return row.spans[first : last + 1]


def _within(document: Document, row: RowText, span: TextSpan, typed: Typed, now: float) -> Operation:
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


def _across(document: Document, row: RowText, spans: tuple[TextSpan, ...], typed: Typed) -> Operation:
    first, last = spans[0], spans[-1]
    head = row.text[first.start : typed.start]
    tail = row.text[typed.start + typed.removed : last.end]
    untouched = head + tail == row.text[first.start : first.end] + row.text[last.start : last.end]
    if untouched and len(spans) == 2 and not typed.added:
        return edits.merge_with_previous(document, last.node)
    start = Caret(first.node, min(typed.start, first.end) - first.start)
    end = Caret(last.node, max(last.start, typed.start + typed.removed) - last.start)
    # white space beside the texts that is not removed is kept
    added = (
        row.text[first.end : typed.start] + typed.added + row.text[typed.start + typed.removed : last.start]
    )
    return replace(edits.remove_range(document, start, end, added), caret_before=start)
