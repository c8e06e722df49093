"""The colours the rows are painted with: the theme's set that matches the palette in use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette

from conceptwriter.editor.theme.colours import DARK, LIGHT

if TYPE_CHECKING:
    from conceptwriter.editor.theme.colours import Colours


@dataclass(frozen=True)
class Shades:
    """Precomputed colours for painting rows."""

    ink: QColor
    muted: QColor
    faint: QColor
    line: QColor
    accent: QColor
    chosen: QColor
    hover: QColor
    page: QColor
    side: QColor
    stale: QColor
    machine: QColor
    missing: QColor
    locked: QColor
    spot: QColor
    """Behind the concept under the caret."""
    on_accent: QColor
    """Selected text, on the accent."""


@lru_cache(maxsize=2)
def _shades(colours: Colours) -> Shades:
    spot = QColor(colours.accent)
    spot.setAlphaF(0.13 if colours.dark else 0.09)
    return Shades(
        ink=QColor(colours.ink),
        muted=QColor(colours.muted),
        faint=QColor(colours.faint),
        line=QColor(colours.line),
        accent=QColor(colours.accent),
        chosen=QColor(colours.chosen),
        hover=QColor(colours.hover),
        page=QColor(colours.page),
        side=QColor(colours.side),
        stale=QColor(colours.warn),
        machine=QColor(colours.proposal_line),
        missing=QColor(colours.bad),
        locked=QColor(colours.muted),
        spot=spot,
        on_accent=QColor(colours.on_accent),
    )


def shades_of(palette: QPalette) -> Shades:
    """The shades that match the palette's base colour."""
    dark = palette.color(QPalette.ColorRole.Base).lightness() < 128
    return _shades(DARK if dark else LIGHT)
