"""Which character of which row is at a point of the viewport."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.outline.model import Caret, NodeId


def caret_at(strip: RowStrip, point: QPoint) -> Caret | None:
    """The caret position nearest to a point on a row; None beside the rows, and on a row without text."""
    place = strip.row_at(point)
    if place is None:
        return None
    face = strip.face_of(strip.rows[place.row])
    if not face.text.text:
        return face.text.caret(0)
    return face.text.caret(face.position_at(point.x(), point.y() - place.top))


def nearest_caret(strip: RowStrip, point: QPoint) -> Caret | None:
    """The end of the last text above a point that is on none, else the beginning of the first one."""
    texts = [(place.top, strip.face_of(strip.rows[place.row]).text) for place in strip.placed]
    texts = [(top, text) for top, text in texts if text.spans]
    above = [text for top, text in texts if top <= point.y()]
    if above:
        return above[-1].caret(len(above[-1].text))
    return texts[0][1].caret(0) if texts else None


def node_at(strip: RowStrip, point: QPoint) -> NodeId | None:
    """The node whose text, or whose row, is under a point."""
    caret = caret_at(strip, point)
    if caret is not None:
        return caret.node
    place = strip.row_at(point)
    return strip.rows[place.row] if place is not None else None
