"""Typing into a row that is shown in another language than it was written in: only the translation changes.

No Qt here. Where there is no translation yet the source is shown instead, like a placeholder: the first
character typed replaces it on screen, and the source itself stays as it is. Deleting across sentences removes
their words in this language and keeps the sentences, for they have text in the other one too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conceptwriter.outline import edits
from conceptwriter.outline.model import Caret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.editor.strip.row_text import RowText, TextSpan, Typed
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document


def shows_translation(document: Document, spans: Sequence[TextSpan]) -> bool:
    """True when typing into one of these spans does not change its source text."""
    return any(document.is_translated(span.node) for span in spans)


def type_translation(
    document: Document, row: RowText, spans: Sequence[TextSpan], typed: Typed, now: float
) -> Operation | None:
    """The operation for a change that meets these spans of a row; None when it changes no written text."""
    if len(spans) == 1:
        return _within(document, row, spans[0], typed, now)
    end = typed.start + typed.removed
    only_a_gap = typed.start >= spans[0].end and end <= spans[-1].start
    if only_a_gap and len(spans) == 2 and not typed.added:
        if not (spans[0].output and spans[1].output):
            return None  # nothing to join with: only one of the two is written in this language
        return edits.merge_with_previous(document, spans[1].node)
    return _across(document, spans, typed)


def _kept(row: RowText, span: TextSpan, typed: Typed) -> tuple[str, str]:
    """What a change leaves of a span before and after it; nothing of a source shown as a fallback."""
    if not span.output:
        return "", ""
    end = typed.start + typed.removed
    head = row.text[span.start : max(span.start, min(typed.start, span.end))]
    tail = row.text[min(max(end, span.start), span.end) : span.end]
    return head, tail


def _within(document: Document, row: RowText, span: TextSpan, typed: Typed, now: float) -> Operation | None:
    head, tail = _kept(row, span, typed)
    added = typed.added if span.output else typed.added.lstrip()
    if not added and not (span.output and typed.removed):
        return None
    new = head + added + tail
    shown = row.text[span.start : span.end]
    before = Caret(span.node, max(0, min(typed.start + typed.removed - span.start, len(shown))))
    one_by_one = len(typed.added) <= 1 and typed.removed <= 1 and added != "\n"
    return edits.edit_text(
        document,
        span.node,
        new,
        caret_before=before,
        caret_after=Caret(span.node, len(head) + len(added)),
        merge=one_by_one,
        time=now,
    )


def _across(document: Document, spans: Sequence[TextSpan], typed: Typed) -> Operation | None:
    first, last = spans[0], spans[-1]
    start = Caret(first.node, max(0, typed.start - first.start))
    end = Caret(last.node, max(0, typed.start + typed.removed - last.start))
    operation = replace(edits.remove_range(document, start, end, typed.added), caret_before=start)
    return operation if operation.changes else None
