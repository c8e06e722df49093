"""Which rows are on screen and where, for a list far too long to measure in full.

The scroll position is defined by an *anchor*: a row and the pixels of it that are above the top edge. Rows
are measured only when they come into view, so the total height is an estimate that keeps improving; because
nothing depends on it, what is on screen never jumps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from conceptwriter.editor.strip.heights import Heights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Placed(NamedTuple):
    """A row on screen: its number, its top edge in viewport pixels, its height."""

    row: int
    top: int
    height: int


class Arrangement:
    """Rows with heights and a scroll position. All lengths are pixels.

    `measure` gives the exact height of a row. The margins are blank space above the first and below the last
    row.
    """

    def __init__(self, measure: Callable[[int], int], top_margin: int = 0, bottom_margin: int = 0) -> None:
        self._measure = measure
        self.top_margin = top_margin
        self.bottom_margin = bottom_margin
        self.heights = Heights()
        self.anchor = 0
        self.offset = -top_margin

    def reset(self, heights: Iterable[int]) -> None:
        """Start over with other rows, scrolled to the top."""
        self.heights = Heights(heights)
        self.anchor, self.offset = 0, -self.top_margin

    def replace_estimates(self, heights: Iterable[int]) -> None:
        """New heights for the same rows (the width has changed); the anchor row stays where it is."""
        old = self.heights[self.anchor] if len(self.heights) else 1
        self.heights = Heights(heights)
        if len(self.heights) and self.offset > 0:  # measured: estimates exclude widgets below rows
            self.offset = self.offset * self.measured(self.anchor) // max(1, old)

    def splice(self, row: int, removed: int, heights: list[int]) -> None:
        """Replace rows; what is on screen stays where it is as long as it still exists."""
        self.heights.splice(row, removed, heights)
        count = len(self.heights)
        if self.anchor >= row + removed and not (self.anchor == row and self.offset <= 0):
            self.anchor += len(heights) - removed
        elif removed and self.anchor >= row:
            self.anchor, self.offset = row, min(self.offset, 0)
        if self.anchor >= count:
            self.anchor, self.offset = max(0, count - 1), 0
        if self.anchor == 0 and self.offset < 0:
            self.offset = max(self.offset, -self.top_margin)

    def refine(self, row: int, heights: list[int]) -> None:
        """Better heights of rows from `row` on; what is on screen stays where it is."""
        self.heights.splice(row, len(heights), heights)

    # -- the scroll bar's values ---

    @property
    def value(self) -> int:
        """The scroll position as a distance from the very top."""
        return self.heights.top(self.anchor) + self.offset + self.top_margin

    def maximum(self, viewport: int) -> int:
        """The largest useful scroll position for a viewport of this height."""
        return max(0, self.top_margin + self.heights.total + self.bottom_margin - viewport)

    def set_value(self, value: int) -> None:
        """Scroll to a distance from the very top."""
        y = value - self.top_margin
        if not len(self.heights) or y < 0:
            self.anchor, self.offset = 0, max(min(y, 0), -self.top_margin)
        else:
            self.anchor, self.offset = self.heights.at(y)
            beyond = y - self.heights.total
            if beyond >= 0:
                self.offset += beyond + 1

    # -- what is on screen ---

    def place(self, viewport: int) -> list[Placed]:
        """The rows on screen, measured exactly; scrolls back if that would leave space below the end."""
        placed = self._placed(viewport)
        if self.value > self.maximum(viewport):
            self._anchor_at_end(viewport)
            placed = self._placed(viewport)
        return placed

    def _placed(self, viewport: int) -> list[Placed]:
        self._normalise()
        placed: list[Placed] = []
        top, row, count = -self.offset, self.anchor, len(self.heights)
        while row < count and top < viewport:
            height = self.measured(row)
            placed.append(Placed(row, top, height))
            top += height
            row += 1
        return placed

    def _anchor_at_end(self, viewport: int) -> None:
        """Scroll so that the end is at the bottom edge, measuring rows upwards from there."""
        top, row = viewport - self.bottom_margin, len(self.heights)
        while row > 0 and top > 0:
            row -= 1
            top -= self.measured(row)
        self.anchor = row
        self.offset = -self.top_margin if row == 0 and top >= self.top_margin else -top

    def measured(self, row: int) -> int:
        """The exact height of a row; it is remembered."""
        height = self._measure(row)
        self.heights[row] = height
        return height

    def reveal(
        self, row: int, viewport: int, top: int = 0, bottom: int | None = None, margin: int = 0
    ) -> bool:
        """Scroll as little as needed to show a row, or the part of it from `top` to `bottom`.

        A distant row is placed in the upper third. False when it was already visible.
        """
        height = self.measured(row)
        bottom = height if bottom is None else bottom
        margin = max(0, min(margin, (viewport - (bottom - top)) // 2))
        place = next((placed for placed in self.place(viewport) if placed.row == row), None)
        if place is not None:
            above, below = place.top + top - margin, place.top + bottom + margin - viewport
            if above >= 0 >= below:
                return False
            self.offset += above if above < 0 or below > viewport else min(below, above)
        elif row == self.anchor - 1:
            self.anchor, self.offset = row, top - margin
        elif self.anchor < row <= self.anchor + len(self.place(viewport)):
            self.anchor, self.offset = row, bottom + margin - viewport
        else:
            self.anchor, self.offset = row, top - max(margin, viewport // 3)
        self._normalise()
        self.place(viewport)
        return True

    def _normalise(self) -> None:
        """Make the anchor the row at the top edge."""
        count = len(self.heights)
        if not count:
            self.anchor, self.offset = 0, -self.top_margin
            return
        while self.offset < 0 and self.anchor > 0:
            self.anchor -= 1
            self.offset += self.measured(self.anchor)
        if self.anchor == 0:
            self.offset = max(self.offset, -self.top_margin)
        while self.anchor < count - 1 and self.offset >= (height := self.measured(self.anchor)):
            self.offset -= height
            self.anchor += 1
