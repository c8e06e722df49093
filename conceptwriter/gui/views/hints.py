"""What stands in muted letters where there is no text yet: painted, never stored. No Qt widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.outline.headings import TITLE
from conceptwriter.outline.model import Caret, Kind, NodeId
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from conceptwriter.outline.document import Document

FEW = 8
"""A document of more nodes is no new one."""


def heading_hint(document: Document, section: NodeId) -> str:
    """Where a heading is still to be written."""
    if section == ROOT:
        return QCoreApplication.translate("TextView", "Untitled")
    if TITLE in document.node(section).attributes:
        return QCoreApplication.translate("TextView", "Title")
    return QCoreApplication.translate("TextView", "Heading")


def paragraph_hint(document: Document, paragraph: NodeId) -> str:
    """In a new document, where to begin and how; nothing in any other empty paragraph."""
    if len(document) > FEW or document.node(paragraph).attributes:
        return ""
    if sum(1 for _ in document.of_kind(Kind.PARAGRAPH)) > 1:
        return ""
    return QCoreApplication.translate(
        "TextView", "Write here: # for a heading, - for a list, > for a quotation."
    )


def first_caret(document: Document) -> Caret | None:
    """Where to begin in a document in which nothing is written yet; None where something is."""
    if len(document) > FEW or any(document.text(node) for node in document.descendants(ROOT)):
        return None
    first = next((node for node in document.descendants(ROOT) if _has_text_row(document, node)), None)
    return None if first is None else Caret(first)


def _has_text_row(document: Document, node: NodeId) -> bool:
    return document.node(node).kind is not Kind.PARAGRAPH
