"""A branch as a reader sees it: headings set off, sentences joined, and nothing treated as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from conceptwriter.outline import Kind
from conceptwriter.outline.gaps import running_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conceptwriter.outline import Document, NodeId

MOST_CHARACTERS = 6_000
"""More is not shown: nobody reads a book to decide whether to restore it, and the window must not block."""


class BranchText(QTextEdit):
    """Read-only; every text is inserted as characters, never as markup."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(12)

    def show_blocks(self, blocks: list[tuple[str, bool]], more: str = "") -> None:
        """Paragraphs, each with whether it is a heading; `more` comes after them, set apart."""
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for number, (text, heading) in enumerate([*blocks, *([(more, False)] if more else [])]):
            layout = QTextBlockFormat()
            layout.setTopMargin(0 if not number else self.fontMetrics().height() * (0.9 if heading else 0.5))
            layout.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            letters = QTextCharFormat()
            if heading:
                letters.setFontWeight(QFont.Weight.DemiBold)
            if number:
                cursor.insertBlock(layout, letters)
            else:
                cursor.setBlockFormat(layout)
            if more and number == len(blocks):
                letters.setFontItalic(True)
            cursor.insertText(text, letters)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def show_branch(self, document: Document, top: NodeId | None) -> None:
        """Show the first pages of a branch; None: nothing."""
        blocks: list[tuple[str, bool]] = []
        length, more = 0, ""
        for text, heading in branch_blocks(document, top) if top is not None else ():
            blocks.append((text[:MOST_CHARACTERS], heading))
            length += len(text)
            if length > MOST_CHARACTERS:
                more = self.tr("… and more")
                break
        self.show_blocks(blocks, more)


def branch_blocks(document: Document, top: NodeId) -> Iterator[tuple[str, bool]]:
    """(text, is it a heading) of each heading, summary and paragraph of a branch, in reading order."""
    for node in document.subtree(top):
        here = document.node(node)
        text = document.text(node)
        if here.kind is Kind.CONCEPT:
            if node == top and text:
                yield text, False
            continue
        if text:
            yield text, here.kind is Kind.SECTION
        if here.kind is Kind.PARAGRAPH and here.children:
            yield running_text(document, here.children[:500]), False
