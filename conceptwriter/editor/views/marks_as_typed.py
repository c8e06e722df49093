"""A straight quotation mark that was just typed becomes the one of the text's language. No Qt here.

That is a step of its own until more is typed, so that Undo brings the typed character back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conceptwriter.language.typed_quotes import as_typed
from conceptwriter.outline import edits
from conceptwriter.outline.history import own_step_key
from conceptwriter.outline.model import Caret
from conceptwriter.outline.regional_tags import region_in
from conceptwriter.outline.sketch import typing_key
from conceptwriter.outline.translatable import is_verbatim

if TYPE_CHECKING:
    from conceptwriter.editor.strip.row_text import RowText, TextSpan
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document


def mark_as_typed(document: Document, row: RowText, caret: Caret, now: float) -> Operation | None:
    """The operation for the character just before the caret; None where it stays as it was typed."""
    span = row.span_of(caret.node)
    if span is None or caret.anchor is not None or is_verbatim(document.node(caret.node)):
        return None
    start = _beginning(row, span)
    region = region_in(document, span.language)
    found = as_typed(row.text[start : span.end], span.start + caret.position - start, span.language, region)
    if found is None:
        return None
    first, last = found.start + start - span.start, found.end + start - span.start
    if first < 0:
        return None
    old = row.text[span.start : span.end]
    operation = edits.edit_text(
        document,
        span.node,
        old[:first] + found.text + old[last:],
        span.language,
        caret_before=Caret(span.node, caret.position),
        caret_after=Caret(span.node, first + len(found.text)),
        time=now,
    )
    key = typing_key(span.node, span.language)
    return replace(operation, label="Quotation mark", merge_key=own_step_key(key), follow_key=key)


def _beginning(row: RowText, span: TextSpan) -> int:
    """Where the text of the paragraph begins that is in the same language, up to this span."""
    start = span.start
    for other in reversed(row.spans[: row.spans.index(span)]):
        if other.language != span.language or not other.output:
            break
        start = other.start
    return start
