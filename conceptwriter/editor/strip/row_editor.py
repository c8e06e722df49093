"""The live editor over one row of a strip: its position, its content, and the room that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from conceptwriter.editor.strip.editor import LiveEditor
from conceptwriter.editor.strip.widget_rows import OFF_SCREEN

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from conceptwriter.editor.strip.face import RowFace
    from conceptwriter.editor.strip.row_strip import RowKey, RowStrip


class RowEditor:
    """Opens the editor over a row and keeps it there. Typing is reported by the signals of `field`."""

    def __init__(self, strip: RowStrip) -> None:
        self._strip = strip
        self.edited: RowKey | None = None
        """The row that is being edited."""
        self.field = LiveEditor(strip.viewport)
        self.field.hide()
        self.field.resized.connect(self._resized)

    @property
    def has_keyboard(self) -> bool:
        """True when this or the strip's area has keyboard focus."""
        return self._strip.area.hasFocus() or self.field.hasFocus()

    @property
    def face(self) -> RowFace | None:
        """The layout of the row that is being edited."""
        return None if self.edited is None else self._strip.face_of(self.edited)

    @property
    def reads_from_the_right(self) -> bool:
        """True where the line that contains the caret is written from right to left."""
        return self.field.textCursor().block().textDirection() == Qt.LayoutDirection.RightToLeft

    def open(self, key: RowKey, position: int, anchor: int | None) -> None:
        """Show the text of a row with the caret in it; keyboard focus moves here if the area had it."""
        field, face = self.field, self._strip.face_of(key)
        self.edited = key
        field.set_look(face.font, face.gap, self._strip.shades if face.styled else None)
        field.setPlaceholderText(face.placeholder)
        self.place()
        field.load(face.text.text, position, anchor)
        self.place()
        if not field.isVisible():
            field.show()
        if self.has_keyboard and not field.hasFocus():
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._strip.viewport.update()

    def close(self) -> None:
        """Hide the editor; keyboard focus stays in the area."""
        if self.edited is None:
            return
        self.edited = None
        if self.field.hasFocus():
            self._strip.area.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.hide()
        self._strip.arrange()

    def place(self) -> None:
        """Move over its row; if that is scrolled away, off screen: hiding would end a composition."""
        if self.edited is None:
            return
        strip = self._strip
        place = strip.place_of(self.edited)
        face = strip.face_of(self.edited) if strip.row_of(self.edited) >= 0 else None
        if place is None or face is None:
            self.field.move(self.field.x(), OFF_SCREEN)
            return
        height = max(face.block.height, self.field.text_height()) + 2
        box = QRect(face.text_left, place.top + face.text_top, face.text_width, height)
        if self.field.geometry() != box:
            self.field.setGeometry(box)

    def extra_height(self, key: RowKey) -> int:
        """While an input method composes, the row is as high as the text with the composition in it."""
        if key != self.edited or not self.field.is_composing:
            return 0
        return max(0, self.field.text_height() - self._strip.face_of(key).block.height)

    def _resized(self) -> None:
        if self.edited is not None and self.field.is_composing:
            self._strip.arrange()

    def show_caret(self) -> None:
        """Scroll as little as needed to show the line the caret is in."""
        if self.edited is not None:
            self._strip.reveal(self.edited, *self.caret_stretch(self.edited))

    def caret_stretch(self, key: RowKey) -> tuple[int, int]:
        """Upper and lower edge of the caret's line, from the row's top."""
        face = self._strip.face_of(key)
        line = face.block.line_rect(face.block.line_of(min(self.field.position, len(face.block.text))))
        return face.text_top + int(line.top()), face.text_top + int(line.bottom()) + 1

    def caret_line(self) -> QRect | None:
        """The line the caret is in, in pixels of the viewport; None when it is not visible."""
        place = self._strip.place_of(self.edited) if self.edited is not None else None
        if place is None or self.edited is None:
            return None
        top, bottom = self.caret_stretch(self.edited)
        face = self._strip.face_of(self.edited)
        line = QRect(face.text_left, place.top + top, face.text_width, bottom - top)
        return line if line.intersects(self._strip.viewport.rect()) else None

    def caret_column(self, position: int) -> float:
        """Position of a caret in the edited row, in pixels from the viewport's left edge."""
        face = self.face
        if face is None:
            return 0.0
        return face.text_left + (face.block.caret_x(position) if face.text.text else 0.0)

    def send(self, event: QKeyEvent) -> None:
        """Pass the editor a key that arrived before it was open."""
        if self.edited is not None:
            QApplication.sendEvent(self.field, event)
