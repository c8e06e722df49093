"""The virtualised strip of rows in a scroll area.

A `RowStrip` knows a list of row keys and a `RowSource` that lays rows out; it knows nothing of documents. It
keeps heights for all rows, layouts only for those recently seen, and the scroll position as an anchor row, so
that nothing on screen jumps. What takes up space in rows besides their text, or covers them, is an `Overlay`:
the live editor, widgets under rows.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QFrame

from conceptwriter.editor.strip.arrangement import Arrangement, Placed
from conceptwriter.editor.strip.face import NoRows, RowFace, RowSource, RowState
from conceptwriter.editor.strip.painting import painting
from conceptwriter.editor.strip.shades import shades_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor, QPainter
    from PySide6.QtWidgets import QAbstractScrollArea, QWidget

RowKey = int

FACES_KEPT = 1500
"""Number of layouts kept in memory, about 11 KB each."""

TOP_MARGIN, BOTTOM_MARGIN = 8, 48
"""Blank pixels above the first and below the last row."""

WHEEL_STEP = 22

FEW = 1000
"""The heights of so many rows are estimated at once; those of more in slices, between two events."""
ROWS_A_STEP = 200
SLICE_SECONDS = 0.004


class Overlay(Protocol):
    """Something over or under rows that moves with them."""

    def extra_height(self, key: RowKey) -> int:
        """Pixels that it needs in a row in addition to the row's own height."""

    def place(self) -> None:
        """Move to where the rows are now."""


class RowStrip:
    """A scrollable column of self-painted rows in an area that forwards its events to it."""

    def __init__(self, area: QAbstractScrollArea, top_margin: int = TOP_MARGIN) -> None:
        """Shows nothing until `source` is set and `set_rows` is called."""
        self.area = area
        self.source: RowSource = NoRows()
        self.overlays: list[Overlay] = []
        self.rows: list[RowKey] = []
        self.arrangement = Arrangement(self._measure, top_margin, BOTTOM_MARGIN)
        self.hovered: RowKey | None = None
        """The row under the pointer."""
        self.shades = shades_of(area.palette())
        self._faces: OrderedDict[RowKey, RowFace] = OrderedDict()
        self._placed: list[Placed] = []
        self._syncing = False
        self._laid_out_width = -1
        self._last_found = 0
        self._estimate_soon = QTimer(area)
        self._estimate_soon.setSingleShot(True)
        self._estimate_soon.setInterval(200)
        self._estimate_soon.timeout.connect(self.touch_all)
        self._rough_from = 0
        """The heights of the rows from here on are as rough as a mean."""
        self._refine_next = QTimer(area)
        self._refine_next.setSingleShot(True)
        self._refine_next.setInterval(0)
        self._refine_next.timeout.connect(self._refine)
        _prepare(area)

    @property
    def viewport(self) -> QWidget:
        """What the rows are painted on."""
        return self.area.viewport()

    # -- rows ---

    def set_rows(self, keys: Sequence[RowKey]) -> None:
        """Replace all rows, scrolled to the top."""
        self.rows = list(keys)
        self._faces.clear()
        self.arrangement.reset(self._estimates())
        self.arrange()

    def splice(self, row: int, removed: int, keys: Sequence[RowKey]) -> None:
        """Replace rows; the only way to change their order. What is on screen stays where it is."""
        for key in self.rows[row : row + removed]:
            self._faces.pop(key, None)
        self.rows[row : row + removed] = keys
        if self._rough_from >= row:
            self._rough_from = max(row, self._rough_from + len(keys) - removed)
        self.arrangement.splice(row, removed, self._heights_of(keys, row))

    def touch(self, key: RowKey) -> None:
        """The content of a row has changed; call `arrange` after the last one."""
        self._faces.pop(key, None)

    def touch_where(self, concerned: Callable[[RowKey, RowFace], bool]) -> None:
        """The content of all rows that are laid out and match has changed; call `arrange` afterwards."""
        for key, face in list(self._faces.items()):
            if concerned(key, face):
                del self._faces[key]

    def touch_all(self) -> None:
        """Fonts or colours have changed."""
        self._faces.clear()
        self.arrangement.replace_estimates(self._estimates())
        self.arrange()

    def _estimates(self) -> list[int]:
        """Likely heights of all rows; any value will do until there is something to show."""
        self._rough_from = len(self.rows)
        if not self.area.isVisible() or self.row_width <= 0:
            self._laid_out_width = -1
            return [WHEEL_STEP] * len(self.rows)
        self._laid_out_width = self.row_width
        return self._heights_of(self.rows, 0)

    def _heights_of(self, keys: Sequence[RowKey], row: int) -> list[int]:
        """Likely heights of rows that begin at `row`; of many rows, at first all the same."""
        if len(keys) <= FEW:
            return self.source.estimates(keys, self.row_width)
        some = self.source.estimates(keys[:: len(keys) // FEW + 1], self.row_width)
        self._rough_from = min(row, self._rough_from)
        self._refine_next.start()
        return [round(sum(some) / len(some))] * len(keys)

    def _refine(self) -> None:
        """Estimate some of the rows that have a rough height, between two events."""
        end = time.perf_counter() + SLICE_SECONDS
        width = self.row_width
        while self._rough_from < len(self.rows) and self.area.isVisible() and width == self._laid_out_width:
            row = self._rough_from
            keys = self.rows[row : row + ROWS_A_STEP]
            heights = self.source.estimates(keys, width)
            for place, key in enumerate(keys):
                if key in self._faces:
                    heights[place] = self.height_of(key)
            self.arrangement.refine(row, heights)
            self._rough_from += len(keys)
            if time.perf_counter() > end:
                self._refine_next.start()
                break
        self._sync_scroll_bar()

    def row_of(self, key: RowKey) -> int:
        """Number of the row with this key; -1 when it is not shown."""
        rows, guess = self.rows, self._last_found
        for row in (guess, guess + 1, guess - 1):
            if 0 <= row < len(rows) and rows[row] == key:
                self._last_found = row
                return row
        for placed in self._placed:
            if placed.row < len(rows) and rows[placed.row] == key:
                self._last_found = placed.row
                return placed.row
        try:
            self._last_found = rows.index(key)
        except ValueError:
            return -1
        return self._last_found

    @property
    def row_width(self) -> int:
        """The width of all rows."""
        return self.viewport.width()

    def face_of(self, key: RowKey) -> RowFace:
        """The layout of a row, created if necessary."""
        face = self._faces.get(key)
        if face is None:
            face = self._faces[key] = self.source.face(key, self.row_width)
            if len(self._faces) > FACES_KEPT:
                self._faces.popitem(last=False)
        else:
            self._faces.move_to_end(key)
        return face

    def _measure(self, row: int) -> int:
        return self.height_of(self.rows[row])

    def height_of(self, key: RowKey) -> int:
        """Height of a row including what is over and under it."""
        height = self.face_of(key).height
        for overlay in self.overlays:
            height += overlay.extra_height(key)
        return height

    # -- arranging and scrolling ---

    def arrange(self) -> None:
        """Measure what is on screen, position the scroll bar and the overlays, and repaint."""
        if self.row_width <= 0 or not self.area.isVisible():
            return
        self._placed = self.arrangement.place(self.viewport.height())
        self._sync_scroll_bar()
        for overlay in self.overlays:
            overlay.place()
        self.viewport.update()

    @property
    def placed(self) -> list[Placed]:
        """The rows on screen."""
        return self._placed

    def place_of(self, key: RowKey) -> Placed | None:
        """Where a row is on screen; None when it is not."""
        rows = self.rows
        return next((place for place in self._placed if rows[place.row] == key), None)

    def reveal(self, key: RowKey, top: int = 0, bottom: int | None = None, margin: int = 24) -> None:
        """Scroll as little as needed to show a row, or the part of it from `top` to `bottom`."""
        row = self.row_of(key)
        if row < 0 or self.row_width <= 0 or not self.area.isVisible():
            return
        if self.arrangement.reveal(row, self.viewport.height(), top, bottom, margin):
            self.arrange()

    def keep_steady(self, key: RowKey | None, change: Callable[[], None]) -> None:
        """Make a change that moves rows; a row on screen (its text, if that moves within it) stays put."""
        before = self._text_top(key)
        change()
        after = self._text_top(key)
        if before is not None and after is not None and after != before:
            self.arrangement.offset += after - before
            self.arrange()

    def _text_top(self, key: RowKey | None) -> int | None:
        """Where the text of a row begins on screen."""
        place = self.place_of(key) if key is not None and self.row_of(key) >= 0 else None
        return None if key is None or place is None else place.top + self.face_of(key).text_top

    def _sync_scroll_bar(self) -> None:
        bar, height = self.area.verticalScrollBar(), self.viewport.height()
        self._syncing = True
        bar.setRange(0, self.arrangement.maximum(height))
        bar.setPageStep(height)
        bar.setEnabled(bar.maximum() > 0)
        bar.setValue(self.arrangement.value)
        self._syncing = False

    def scrolled(self) -> None:
        """The scroll bar moved."""
        if not self._syncing:
            self.arrangement.set_value(self.area.verticalScrollBar().value())
            self.arrange()
            self.hover_at(self.viewport.mapFromGlobal(self.area.cursor().pos()))

    def refit(self) -> None:
        """Resized or shown again: a new width rewraps every row; the row at the top stays."""
        if self._rough_from < len(self.rows):
            self._refine_next.start()
        if not self.area.isVisible() or self.row_width == self._laid_out_width:
            self.arrange()
        elif self._laid_out_width < 0:
            self.touch_all()
        else:  # while a splitter is dragged, only what is on screen is measured again
            self._faces.clear()
            self._estimate_soon.start()
            self.arrange()

    # -- pointer ---

    def row_at(self, point: QPoint) -> Placed | None:
        """The row under a point of the viewport."""
        return next(
            (place for place in self._placed if place.top <= point.y() < place.top + place.height), None
        )

    def hover_at(self, point: QPoint) -> None:
        """The pointer is at a point of the viewport, or outside it."""
        place = self.row_at(point) if self.viewport.rect().contains(point) else None
        key = self.rows[place.row] if place is not None else None
        if key != self.hovered:
            for changed in (self.hovered, key):
                if changed is not None:
                    self.update_row(changed)
            self.hovered = key

    def tip_at(self, point: QPoint) -> str:
        """The tool tip for a point of the viewport; empty: none."""
        place = self.row_at(point)
        if place is None:
            return ""
        return self.face_of(self.rows[place.row]).tip(point.x(), point.y() - place.top)

    def update_row(self, key: RowKey) -> None:
        """Repaint one row."""
        place = self.place_of(key)
        if place is not None:
            self.viewport.update(0, place.top - 2, self.row_width, place.height + 4)

    # -- painting ---

    def paint(
        self,
        rect: QRect,
        ground: QColor,
        state_of: Callable[[RowKey], RowState],
        over: Callable[[QPainter], None],
    ) -> None:
        """Paint the rows that intersect a rectangle, and what covers them, in the viewport's paint event.

        A row that fails to paint does not affect the others.
        """
        failure: Exception | None = None
        with painting(self.viewport) as painter:
            painter.fillRect(rect, ground)
            for place in self._placed:
                if place.top > rect.bottom():
                    break
                if place.top + place.height < rect.top():
                    continue
                key = self.rows[place.row]
                try:
                    self.face_of(key).paint(painter, place.top, self.shades, state_of(key))
                except Exception as error:  # noqa: BLE001 - raised below, once the others are painted
                    failure = failure or error
            over(painter)
        if failure is not None:
            raise failure

    def restyle(self) -> None:
        """Apply changed colours and fonts."""
        self.shades = shades_of(self.area.palette())
        self.touch_all()


def _prepare(area: QAbstractScrollArea) -> None:
    """Rows are as wide as the area, scroll up and down only, and paint all of the viewport."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # only the target knows what a press means
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    area.verticalScrollBar().setSingleStep(WHEEL_STEP)
    area.verticalScrollBar().setStyleSheet("QScrollBar::handle:disabled { background: transparent; }")
    area.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    area.viewport().setMouseTracking(True)
    area.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
