"""The text of a text field, character by character."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

_LINE_ENDS = dict.fromkeys((0x2028, 0x2029, 0xFDD0, 0xFDD1), "\n")


def characters_of(document: QTextDocument) -> str:
    """A field's content, with line feeds; Qt's `toPlainText` returns common spaces for no-break spaces."""
    return document.toRawText().translate(_LINE_ENDS)
