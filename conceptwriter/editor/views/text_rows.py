"""Lays out the rows of the text: fonts, the columns, the space between rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontMetricsF, QPalette

from conceptwriter.editor.strip.inline_look import MONOSPACED
from conceptwriter.editor.strip.shades import shades_of
from conceptwriter.editor.views.facing_source import GUTTER
from conceptwriter.editor.views.misspellings import MisspeltOf, no_misspellings
from conceptwriter.editor.views.source_above import Places, SourceAbove, no_terms
from conceptwriter.editor.views.text_face import LINE_SPACING, MARGIN, TextFace
from conceptwriter.editor.views.text_findings import FindingsOf, no_findings
from conceptwriter.editor.views.type_face import book_font, measure_width, sans_font
from conceptwriter.interchange.blocks import MARKUP, PLAIN
from conceptwriter.outline.model import Kind, NodeId

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.views.blocks import Frame
    from conceptwriter.editor.views.segments import Segments
    from conceptwriter.editor.views.visible_rows import VisibleRows
    from conceptwriter.outline.document import Document

HEADING_SCALES = (2.0, 1.65, 1.4, 1.25, 1.15, 1.08, 1.0)
LEAST_MARGIN = 30
"""Space on each side of the columns in a narrow pane; it is an eighth of the width, up to `MARGIN`."""


class TextRows:
    """Lays out the rows of the text view."""

    def __init__(self, desk: Desk, rows: VisibleRows, segments: Segments, base: QFont) -> None:
        self.desk = desk
        self.rows = rows
        self.segments = segments
        self.shades = shades_of(QPalette())
        self.translated: NodeId | None = None
        """The node being translated: its row shows the source too."""
        self.terms_of: Callable[[NodeId], Places] = no_terms
        self.misspelt_of: MisspeltOf = no_misspellings
        self.findings_of: FindingsOf = no_findings
        self.set_font(base)

    @property
    def styled(self) -> bool:
        """True when the texts are Markdown."""
        return self.document.root.attributes.get(MARKUP) != PLAIN

    @property
    def document(self) -> Document:
        """The document on the desk."""
        return self.desk.document

    def set_font(self, base: QFont) -> None:
        """Derive the fonts from the interface font."""
        size, bold = 1.3, QFont.Weight.DemiBold
        self.body = book_font(base, size)
        self.fonts = [book_font(base, size * scale, bold) for scale in HEADING_SCALES]
        self.code = QFont(base)
        self.code.setFamilies(MONOSPACED)
        self.code.setStyleHint(QFont.StyleHint.Monospace)
        self.small, self.quiet = sans_font(base, 0.82), sans_font(base, 0.94)
        self.unit = round(QFontMetricsF(self.body).height())
        self.wanted_width = measure_width(self.body)
        self.line = round(self.unit * LINE_SPACING)

    def source_above(self, key: NodeId, width: int) -> SourceAbove | None:
        """The source above the row in which it is being translated."""
        node = self.translated
        if node is None or node not in self.document or key not in (node, self.document.parent(node)):
            return None
        if key != node and self.document.node(node).kind is not Kind.CONCEPT:
            return None
        return SourceAbove(self.document, node, self.quiet, width, self.terms_of(node))

    def column(self, width: int) -> tuple[int, int]:
        """Left edge and width of the column of text."""
        margin = max(LEAST_MARGIN, min(MARGIN, width // 8))
        wanted = 2 * self.wanted_width + GUTTER if self.desk.side_by_side else self.wanted_width
        column = max(120, min(wanted, width - 2 * margin))
        return max(8, (width - column) // 2), column

    def font_of(self, depth: int, heading: bool, frame: Frame) -> QFont:
        """The font of a row."""
        if heading:
            return self.fonts[min(depth, len(self.fonts) - 1)]
        if frame.heading:
            return self.fonts[3]
        return self.code if frame.mono else self.body

    def air(self, depth: int, heading: bool, frame: Frame) -> tuple[int, int]:
        """Space above and below the text of a row."""
        if heading:
            above = (0.9, 1.15, 0.95, 0.8)[min(depth, 3)]
            return round(self.unit * above), round(self.unit * (0.75 if depth == 0 else 0.3))
        if frame.tight:
            return round(self.unit * 0.02), round(self.unit * 0.24)
        if frame.boxed:
            return round(self.unit * 0.62), round(self.unit * 0.66)
        return round(self.unit * 0.24), round(self.unit * 0.34)

    def estimates(self, keys: Sequence[NodeId], width: int) -> list[int]:
        """Estimated from the length of the source texts."""
        nodes = self.document.node
        column = self.column(width)[1]
        if self.desk.side_by_side:
            column = (column - GUTTER) // 2
        per_line = max(10, int(column / max(1.0, self.wanted_width / 70)))
        base = self.line + round(self.unit * 0.6)
        found = []
        for key in keys:
            node = nodes(key)
            if node.kind is Kind.SECTION:
                found.append(base + self.unit)
                continue
            length = 0
            for child in self.segments.concepts_of(key):
                concept = nodes(child)
                rendition = concept.renditions.get(concept.source_language)
                length += len(rendition.text) + 1 if rendition is not None else 1
            found.append(base + self.line * (length // per_line))
        return found

    def face(self, key: NodeId, width: int) -> TextFace:
        """The row of a section or paragraph."""
        depth = 0
        place: NodeId | None = key
        if self.document.node(key).kind is Kind.CONCEPT:
            place = self.document.parent(key)
        while place is not None and place != self.rows.top:
            place = self.document.node(place).parent
            depth += 1
        return TextFace(self, key, depth, width)
