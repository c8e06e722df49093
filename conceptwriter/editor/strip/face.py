"""A row laid out: how high it is, where its text is, and how it is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont, QPainter

    from conceptwriter.editor.strip.row_text import RowText
    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.editor.strip.text_block import TextBlock


class Spot(NamedTuple):
    """Characters to mark: lightly where the caret is, strongly where a whole node is selected, `marked` where
    their text is.
    """

    start: int
    end: int
    strong: bool = False
    marked: bool = False


class RowState(NamedTuple):
    """What changes in a row's look without changing its layout."""

    current: bool = False
    selected: bool = False
    taken_along: bool = False
    """A node above it is selected, and what is done to that is done to its branch."""
    hovered: bool = False
    edited: bool = False
    """The live editor paints the text."""
    focused: bool = False
    """The strip has the keyboard."""
    spots: tuple[Spot, ...] = ()


class RowSource(Protocol):
    """What a strip asks about its rows. Widths and heights are pixels."""

    def estimates(self, keys: Sequence[int], width: int) -> list[int]:
        """Likely heights, quickly, without laying anything out."""

    def face(self, key: int, width: int) -> RowFace:
        """The row laid out for this width."""


class NoRows:
    """What lays out the rows of a strip that has none yet."""

    def estimates(self, keys: Sequence[int], width: int) -> list[int]:  # noqa: ARG002
        """No heights."""
        return []

    def face(self, key: int, width: int) -> RowFace:  # noqa: ARG002
        """Raises KeyError."""
        raise KeyError(key)


class RowFace:
    """Base of all row layouts. Lengths are pixels; the text is placed relative to the top left corner."""

    text: RowText
    block: TextBlock
    placeholder: str = ""
    """What the live editor says where there is no text."""
    gist: str = ""
    """What stands for the text where there is none: the beginning of what lies hidden below."""
    font: QFont
    gap: int
    foldable: bool = False
    """True when a triangle hides and shows what lies below."""
    styled: bool = False
    """True when the text's inline marks are shown in their own looks."""
    height: int
    text_left: int
    text_top: int
    text_width: int

    def paint(self, painter: QPainter, top: int, shades: Shades, state: RowState) -> None:
        """Paint the row with its top edge at `top`."""
        raise NotImplementedError

    def on_handle(self, x: int, y: int) -> bool:  # noqa: ARG002
        """True on what folds and unfolds the row."""
        return False

    def on_bullet(self, x: int, y: int) -> bool:  # noqa: ARG002
        """True on what zooms into the row."""
        return False

    def badge_at(self, x: int, y: int) -> str:  # noqa: ARG002
        """The name of what in the row can be pressed like a button, at a point; empty: nothing."""
        return ""

    def tip(self, x: int, y: int) -> str:  # noqa: ARG002
        """What to explain at a point of the row; empty: nothing."""
        return ""
