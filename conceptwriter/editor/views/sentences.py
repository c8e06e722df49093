"""A concept is a sentence: typing a second one into it starts the next concept.

No Qt here: the rules of `conceptwriter.language` are called directly, at the keystroke.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conceptwriter.language.boundaries import sentence_starts
from conceptwriter.language.rules import rules_for
from conceptwriter.outline import edits
from conceptwriter.outline.model import Caret, Kind, NodeId
from conceptwriter.outline.sketch import Sketch, typing_key

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document

_EMPHASIS = "*_`"
VERBATIM = "verbatim"
"""Attribute of concepts that hold code or similar."""


def begins_sentence(text: str, position: int, language: str) -> bool:
    """True when the character just before `position` is the first of a sentence, with another before it.

    Emphasis marks before it are part of it.
    """
    start = len(text[: position - 1].rstrip(_EMPHASIS))
    if start < 2 or text[start].isspace():
        return False
    if not text[start - 1].isspace() and text[start - 1].isascii():
        return False
    return start in sentence_starts(text[:position], rules_for(language))[1:]


def may_be_cut(document: Document, node: NodeId) -> bool:
    """True for a concept that has text in one language only and is not code."""
    here = document.node(node)
    return (
        here.kind is Kind.CONCEPT
        and VERBATIM not in here.attributes
        and set(here.renditions) <= {here.source_language}
        and not document.shows_source(node)
        and not document.is_locked(node)
    )


def cut_into_sentences(
    document: Document, node: NodeId, caret: Caret | None = None, *, now: float = 0.0
) -> Operation | None:
    """Turn each sentence of a concept into its own concept; None when there is only one.

    A caret in the node stays at its character. The cut joins the undo step of the typing that caused it (at
    the time `now`), and further typing after it does too.
    """
    if not may_be_cut(document, node):
        return None
    text = document.text(node)
    starts = sentence_starts(text, rules_for(document.shown_language(node)))[1:]
    if not starts:
        return None
    pieces = {0: node}
    with Sketch(document) as sketch:
        for start in reversed(starts):
            sketch.follow(edits.split(document, node, start))
            pieces[start] = document.siblings(node)[document.index_in_parent(node) + 1]
        after = None
        if caret is not None:
            start = max(offset for offset in pieces if offset <= caret.position)
            after = Caret(pieces[start], min(caret.position - start, len(document.text(pieces[start]))))
    language = document.effective_language(node)
    operation = sketch.operation("Split", after, caret, typing_key(node, language), now)
    return replace(operation, follow_key=typing_key(after.node if after else node, language))
