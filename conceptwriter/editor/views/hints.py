"""Muted hints where there is no text yet: painted, never stored. No Qt widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.editor.desk.beginning import FEW
from conceptwriter.outline.headings import TITLE
from conceptwriter.outline.model import Kind, NodeId
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from conceptwriter.outline.document import Document


def heading_hint(document: Document, section: NodeId) -> str:
    """The hint of a heading that is still to be written."""
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
