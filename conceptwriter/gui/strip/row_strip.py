"""The virtualised strip of rows under both views.

A `RowStrip` knows a list of row keys and a `RowSource` that lays rows out; it knows nothing of documents. It
keeps heights for all rows, layouts only for those recently seen, and the scroll position as an anchor row, so
that nothing a person looks at jumps. A widget can be placed under a row (`set_widget_row`); it scrolls with
it.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from conceptwriter.gui.strip.arrangement import Arrangement, Placed
from conceptwriter.gui.strip.face import NoRows, RowFace, RowSource, RowState
from conceptwriter.gui.strip.painting import painting
from conceptwriter.gui.strip.shades import Shades, shades_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent

RowKey = int

FACES_KEPT = 1500
"""Layouts kept in memory, some 11 KB each."""

WIDE_ENOUGH, NARROW_EDGE = 430, 10
"""A widget under a row of narrower text takes the space beside that too, up to so near the edge."""

WHEEL_STEP = 22
OFF_SCREEN = -20_000


class RowStrip(QAbstractScrollArea):
    """A scrollable column of self-painted rows."""

    top_margin, bottom_margin = 8, 48
    """Blank pixels above the first and below the last row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Shows nothing until `source` is set and `set_rows` is called."""
        super().__init__(parent)
        self.source: RowSource = NoRows()
        self.rows: list[RowKey] = []
        self.arrangement = Arrangement(self._measure, self.top_margin, self.bottom_margin)
        self._faces: OrderedDict[RowKey, RowFace] = OrderedDict()
        self._placed: list[Placed] = []
        self._widgets: dict[RowKey, QWidget] = {}
        self._syncing = False
        self._hovered: RowKey | None = None
        self._laid_out_width = -1
        self._last_found = 0
        self._estimate_soon = QTimer(self)
        self._estimate_soon.setSingleShot(True)
        self._estimate_soon.setInterval(200)
        self._estimate_soon.timeout.connect(self.touch_all)
        self.shades = shades_of(self.palette())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # what a press means, only its target can tell
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(WHEEL_STEP)
        self.verticalScrollBar().setStyleSheet("QScrollBar::handle:disabled { background: transparent; }")
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    # -- rows ---

    def set_rows(self, keys: Sequence[RowKey]) -> None:
        """Show other rows, from the top."""
        self.rows = list(keys)
        self._faces.clear()
        self.arrangement.reset(self._estimates())
        self.arrange()

    def splice(self, row: int, removed: int, keys: Sequence[RowKey]) -> None:
        """Replace rows; the one way to change their order. What is on screen stays where it is."""
        for key in self.rows[row : row + removed]:
            self._faces.pop(key, None)
        self.rows[row : row + removed] = keys
        self.arrangement.splice(row, removed, self.source.estimates(keys, self.row_width))

    def touch(self, key: RowKey) -> None:
        """The content of a row has changed; call `arrange` when all is told."""
        self._faces.pop(key, None)

    def touch_all(self) -> None:
        """Fonts or colours have changed."""
        self._faces.clear()
        self.arrangement.estimate_anew(self._estimates())
        self.arrange()

    def _estimates(self) -> list[int]:
        """Likely heights of all rows; anything will do until there is something to see."""
        if not self.isVisible() or self.row_width <= 0:
            self._laid_out_width = -1
            return [WHEEL_STEP] * len(self.rows)
        self._laid_out_width = self.row_width
        return self.source.estimates(self.rows, self.row_width)

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
        """Width of all rows."""
        return self.viewport().width()

    def face_of(self, key: RowKey) -> RowFace:
        """The layout of a row, made if need be."""
        face = self._faces.get(key)
        if face is None:
            face = self._faces[key] = self.source.face(key, self.row_width)
            if len(self._faces) > FACES_KEPT:
                self._faces.popitem(last=False)
        else:
            self._faces.move_to_end(key)
        return face

    def _measure(self, row: int) -> int:
        key = self.rows[row]
        return self.face_of(key).height + self.extra_height(key) + self.widget_height(key)

    def extra_height(self, key: RowKey) -> int:  # noqa: ARG002
        """What the live editor needs beyond the row's own height; for subclasses."""
        return 0

    # -- arranging and scrolling ---

    def arrange(self) -> None:
        """Measure what is on screen, put scroll bar, widgets and editor in their places, and repaint."""
        if self.row_width <= 0 or not self.isVisible():
            return
        self._placed = self.arrangement.place(self.viewport().height())
        self._sync_scroll_bar()
        self._place_widgets()
        self.viewport().update()

    @property
    def placed(self) -> list[Placed]:
        """The rows on screen."""
        return self._placed

    def place_of(self, key: RowKey) -> Placed | None:
        """Where a row is on screen; None when it is not."""
        rows = self.rows
        return next((place for place in self._placed if rows[place.row] == key), None)

    def reveal(self, key: RowKey, top: int = 0, bottom: int | None = None, margin: int = 24) -> None:
        """Scroll as little as needed to show a row, or the stretch of it from `top` to `bottom`."""
        row = self.row_of(key)
        if row < 0 or self.row_width <= 0 or not self.isVisible():
            return
        if self.arrangement.reveal(row, self.viewport().height(), top, bottom, margin):
            self.arrange()

    def _sync_scroll_bar(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        self._syncing = True
        bar.setRange(0, self.arrangement.maximum(height))
        bar.setPageStep(height)
        bar.setEnabled(bar.maximum() > 0)
        bar.setValue(self.arrangement.value)
        self._syncing = False

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002
        """The scroll bar moved."""
        if not self._syncing:
            self.arrangement.set_value(self.verticalScrollBar().value())
            self.arrange()
            self._hover_at(self.viewport().mapFromGlobal(self.cursor().pos()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps every row anew; the row at the top stays."""
        super().resizeEvent(event)
        self._refit()

    def _refit(self) -> None:
        if not self.isVisible() or self.row_width == self._laid_out_width:
            self.arrange()
        elif self._laid_out_width < 0:
            self.touch_all()
        else:  # while a splitter is dragged, only what is on screen is measured anew
            self._faces.clear()
            self._estimate_soon.start()
            self.arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Everything may have changed while it was hidden."""
        super().showEvent(event)
        self._refit()

    # -- widgets under rows ---

    def set_widget_row(self, key: RowKey, widget: QWidget) -> None:
        """Place a widget under a row; it scrolls with the row, and another one there gives way."""
        if self._widgets.get(key) is widget:
            self.refit_widget_rows()
            return
        self.take_widget_row(key)
        for other in [other for other, held in self._widgets.items() if held is widget]:
            del self._widgets[other]
        self._widgets[key] = widget
        widget.setParent(self.viewport())
        widget.move(0, OFF_SCREEN)
        widget.installEventFilter(self)
        widget.show()
        self.arrange()

    def take_widget_row(self, key: RowKey) -> QWidget | None:
        """Take the widget under a row away, hidden and without a parent; None when there is none."""
        widget = self._widgets.pop(key, None)
        if widget is not None:
            widget.removeEventFilter(self)
            widget.hide()
            widget.setParent(None)
            self.arrange()
        return widget

    def widget_row(self, key: RowKey) -> QWidget | None:
        """The widget under a row."""
        return self._widgets.get(key)

    def refit_widget_rows(self) -> None:
        """The size of a placed widget has changed; the row that is worked in stays where it is seen."""
        steady = self.steady_row()
        before = self.place_of(steady) if steady is not None else None
        self.arrange()
        after = self.place_of(steady) if steady is not None and before is not None else None
        if before is not None and after is not None and after.top != before.top:
            self.arrangement.offset += after.top - before.top
            self.arrange()

    def steady_row(self) -> RowKey | None:
        """The row that must not move when a widget above it changes; for subclasses."""
        return None

    def widget_height(self, key: RowKey) -> int:
        """Height of what is placed under a row."""
        widget = self._widgets.get(key)
        if widget is None:
            return 0
        width = self.widget_span(key)[1]
        height = widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
        height = max(widget.minimumHeight(), min(height, widget.maximumHeight()), 0)
        return height + 2 * self.widget_gap

    widget_gap = 6

    def widget_span(self, key: RowKey) -> tuple[int, int]:
        """Left edge and width of a widget under this row."""
        face = self.face_of(key)
        if face.text_width >= WIDE_ENOUGH:
            return face.text_left, face.text_width
        room = max(120, min(WIDE_ENOUGH, self.row_width - 2 * NARROW_EDGE))
        left = max(NARROW_EDGE, min(face.text_left, self.row_width - NARROW_EDGE - room))
        return left, room

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A placed widget that wants another size moves the rows below it."""
        if event.type() == QEvent.Type.LayoutRequest and watched in self._widgets.values():
            self.refit_widget_rows()
        return super().eventFilter(watched, event)

    def _place_widgets(self) -> None:
        shown: set[RowKey] = set()
        if self._widgets:
            for place in self._placed:
                key = self.rows[place.row]
                widget = self._widgets.get(key)
                if widget is not None:
                    shown.add(key)
                    left, width = self.widget_span(key)
                    height = self.widget_height(key) - 2 * self.widget_gap
                    top = place.top + place.height - height - self.widget_gap
                    widget.setGeometry(QRect(left, top, width, height))
            for key, widget in self._widgets.items():
                if key not in shown:
                    widget.move(0, OFF_SCREEN)
        self.place_editor()

    def place_editor(self) -> None:
        """Put the live editor over its row; for subclasses."""

    # -- pointer ---

    def row_at(self, point: QPoint) -> Placed | None:
        """The row under a point of the viewport."""
        return next(
            (place for place in self._placed if place.top <= point.y() < place.top + place.height), None
        )

    @property
    def hovered(self) -> RowKey | None:
        """Key of the row under the pointer."""
        return self._hovered

    def _hover_at(self, point: QPoint) -> None:
        place = self.row_at(point) if self.viewport().rect().contains(point) else None
        key = self.rows[place.row] if place is not None else None
        if key != self._hovered:
            for changed in (self._hovered, key):
                if changed is not None:
                    self.update_row(changed)
            self._hovered = key

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self._hover_at(event.position().toPoint())
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """The pointer leaves, or a placed widget wants another size."""
        if event.type() == QEvent.Type.Leave:
            self._hover_at(QPoint(-1, -1))
        elif event.type() == QEvent.Type.LayoutRequest and self._widgets:
            self.refit_widget_rows()
        return super().viewportEvent(event)

    def update_row(self, key: RowKey) -> None:
        """Repaint one row."""
        place = self.place_of(key)
        if place is not None:
            self.viewport().update(0, place.top - 2, self.row_width, place.height + 4)

    # -- painting ---

    def state_of(self, key: RowKey) -> RowState:
        """How a row is to be painted; subclasses add what they know."""
        return RowState(hovered=key == self._hovered)

    def paper(self) -> QPalette.ColorRole:
        """The palette's role of the background."""
        return QPalette.ColorRole.Base

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that the event touches. A row that cannot be painted costs only itself."""
        failure: Exception | None = None
        with painting(self.viewport()) as painter:
            self.paint_paper(painter, event.rect())
            top, bottom = event.rect().top(), event.rect().bottom()
            for place in self._placed:
                if place.top > bottom:
                    break
                if place.top + place.height < top:
                    continue
                key = self.rows[place.row]
                try:
                    self.face_of(key).paint(painter, place.top, self.shades, self.state_of(key))
                except Exception as error:  # noqa: BLE001 - raised below, when the others are painted
                    failure = failure or error
            self.paint_over(painter)
        if failure is not None:
            raise failure

    def paint_paper(self, painter: QPainter, rect: QRect) -> None:
        """The background."""
        painter.fillRect(rect, self.palette().color(self.paper()))

    def paint_over(self, painter: QPainter) -> None:
        """What lies over the rows, such as a drop line; for subclasses."""

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, style or font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.restyle()

    def restyle(self) -> None:
        """Take colours and fonts anew."""
        self.shades = shades_of(self.palette())
        self.touch_all()


__all__ = ["RowFace", "RowKey", "RowSource", "RowState", "RowStrip", "Shades"]
