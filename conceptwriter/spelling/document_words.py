"""Words that are right in one document, such as its names: kept in it, and undone like any other edit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from conceptwriter.outline.model import clean_text
from conceptwriter.outline.sketch import Sketch
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.tree import Tree

_PREFIX = "words:"


def document_words(document: Tree, language: str) -> list[str]:
    """The document's words of a language, in order; what somebody else has written there is skipped."""
    value = document.node(ROOT).attributes.get(_PREFIX + language)
    if value is None:
        return []
    try:
        stored = json.loads(value)
    except ValueError:
        return []
    return [word for word in stored if isinstance(word, str)] if isinstance(stored, list) else []


def add_document_word(document: Document, language: str, word: str) -> Operation:
    """Add a word to those of the document."""
    words = sorted({*document_words(document, language), clean_text(word)})
    return _stored(document, language, words, "Add to document’s words")


def remove_document_word(document: Document, language: str, word: str) -> Operation:
    """Take a word out of those of the document."""
    words = [one for one in document_words(document, language) if one != word]
    return _stored(document, language, words, "Remove from document’s words")


def _stored(document: Document, language: str, words: list[str], label: str) -> Operation:
    value = json.dumps(words, ensure_ascii=False) if words else None
    with Sketch(document) as sketch:
        sketch.set_attribute(ROOT, _PREFIX + language, value)
    return sketch.operation(label)
