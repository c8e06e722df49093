"""A row laid out: its height, the position of its text, and its painting."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont, QPainter

    from conceptwriter.editor.strip.row_text import RowText
    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.editor.strip.text_block import TextBlock


class Spot(NamedTuple):
    """Characters to highlight.

    Lightly where the caret is, strongly where a whole node is selected, `marked` where their text is
    selected.
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
    """A node above it is selected, and operations on that apply to its branch."""
    hovered: bool = False
    edited: bool = False
    """The live editor paints the text."""
    focused: bool = False
    """The strip has keyboard focus."""
    spots: tuple[Spot, ...] = ()
    typing_at: int | None = None
    """Where in its text a word is being typed; None: nowhere."""
    composing: bool = False
    """An input method composes in it, so that the live editor shows more text than the row has."""


class RowSource(Protocol):
    """What a strip needs to know about its rows. Widths and heights are pixels."""

    def estimates(self, keys: Sequence[int], width: int) -> list[int]:
        """Likely heights, quickly, without laying anything out."""

    def face(self, key: int, width: int) -> RowFace:
        """The row laid out for this width."""


class NoRows:
    """The source of a strip that has no rows yet."""

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
    """The live editor's placeholder where there is no text."""
    gist: str = ""
    """Shown instead of missing text: the beginning of what is hidden below."""
    font: QFont
    gap: int
    foldable: bool = False
    """True when a triangle hides and shows what is below."""
    styled: bool = False
    """True when the text's inline marks are styled."""
    height: int
    text_left: int
    text_top: int
    text_width: int

    def position_at(self, x: int, y: int) -> int:
        """The caret position in the text that is nearest to a point of the row."""
        return self.block.position_at(x - self.text_left, y - self.text_top)

    def paint(self, painter: QPainter, top: int, shades: Shades, state: RowState) -> None:
        """Paint the row with its top edge at `top`."""
        raise NotImplementedError

    def on_handle(self, x: int, y: int) -> bool:  # noqa: ARG002
        """True on the handle that folds and unfolds the row."""
        return False

    def on_bullet(self, x: int, y: int) -> bool:  # noqa: ARG002
        """True on the bullet that zooms into the row."""
        return False

    def badge_at(self, x: int, y: int) -> str:  # noqa: ARG002
        """The name of the clickable badge at a point of the row; empty: none."""
        return ""

    def misspelt(self, typing_at: int | None = None) -> tuple[tuple[int, int], ...]:  # noqa: ARG002
        """First character and end of its misspelt words, but for the one being typed at a position."""
        return ()

    def reasons_at_places(self, typing_at: int | None = None) -> tuple[tuple[int, str], ...]:  # noqa: ARG002
        """What checks have found in its texts: where each begins and why; not in one being typed."""
        return ()

    def tip(self, x: int, y: int) -> str:  # noqa: ARG002
        """The tool tip for a point of the row; empty: none."""
        return ""
