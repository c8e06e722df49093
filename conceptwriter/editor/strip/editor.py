"""The one live editor: a plain-text field placed exactly over the row that is being edited.

It keeps no history (undo is the document's) and leaves all keys that concern structure to its owner. While an
input method composes, it keeps all keys to itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QInputMethodEvent,
    QKeyEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from conceptwriter.editor.strip.field_text import characters_of
from conceptwriter.editor.strip.inline_look import InlineHighlighter
from conceptwriter.editor.strip.text_block import Stretch, Units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

    from conceptwriter.editor.strip.shades import Shades

SHEET = (
    "QTextEdit, QTextEdit:focus { background: transparent; border: none; border-radius: 0; "
    "padding: 0; margin: 0; }"
)

_CARET_MOVES = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Delete,
    }
)


class LiveEditor(QTextEdit):
    """The text field over the row being edited. Positions are in characters."""

    typed = Signal(int, int, int)
    """The user changed the text: position, number of characters removed, number added."""
    caret_moved = Signal()
    composing = Signal(bool)
    resized = Signal()
    """The height of its text has changed."""
    dragged_out = Signal(QPoint)
    """The pointer left it with the button held, at this point of the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("live-editor")
        self.setStyleSheet(SHEET)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self.document().setDefaultTextOption(option)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.key_filter: Callable[[QKeyEvent], bool] = lambda _: False
        """Sees every key first, outside composition; returns True when it has handled the key."""
        self.paste_filter: Callable[[QMimeData], bool] = lambda _: False
        self.menu_filter: Callable[[QContextMenuEvent], bool] = lambda _: False
        self.input_filter: Callable[[str], bool] = lambda _: False
        """Sees input method text before a composition; returns True when it has handled it."""
        self._highlighter = InlineHighlighter(self.document())
        self._own_change = False
        self._is_composing = False
        self._gap = 0
        self._text = ""
        self._seen = ""
        """The text as the field returns it."""
        self._units = Units("")
        self.verticalScrollBar().rangeChanged.connect(self._stay_unscrolled)
        self.document().contentsChange.connect(self._note_change)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self.resized.emit())
        self.cursorPositionChanged.connect(self._note_caret)
        self.selectionChanged.connect(self._note_caret)

    # -- text and caret ---

    def load(self, text: str, position: int, anchor: int | None = None) -> None:
        """Show a text with the caret in it, without emitting signals."""
        self._own_change = True
        try:
            if text != self._text or characters_of(self.document()) != self._seen:
                self.setPlainText(text)
                self._text, self._seen = text, characters_of(self.document())
                self._units = Units(text)
                self._space_lines()
            self._set_caret(position, anchor)
        finally:
            self._own_change = False

    def place_caret(self, position: int, anchor: int | None = None) -> None:
        """Move the caret without emitting signals."""
        if (position, anchor) == (self.position, self.anchor):
            return
        self._own_change = True
        try:
            self._set_caret(position, anchor)
        finally:
            self._own_change = False

    def _set_caret(self, position: int, anchor: int | None) -> None:
        cursor = self.textCursor()
        cursor.setPosition(self._units.of(min(position if anchor is None else anchor, len(self._text))))
        if anchor is not None:
            cursor.setPosition(
                self._units.of(min(position, len(self._text))), QTextCursor.MoveMode.KeepAnchor
            )
        self.setTextCursor(cursor)

    @property
    def text(self) -> str:
        """Its text, without any composition in progress."""
        return self._text

    @property
    def position(self) -> int:
        """Where the caret is."""
        return self._units.back(self.textCursor().position())

    @property
    def anchor(self) -> int | None:
        """The other end of the selection; None when nothing is selected."""
        cursor = self.textCursor()
        return self._units.back(cursor.anchor()) if cursor.hasSelection() else None

    @property
    def is_composing(self) -> bool:
        """True while an input method is composing."""
        return self._is_composing

    def set_look(self, font: QFont, gap: int, shades: Shades | None = None) -> None:
        """Font and line gap of the painted row under it; `shades`: style inline marks in these colours."""
        if shades is not self._highlighter.shades:
            self._highlighter.shades = shades
            self._highlighter.rehighlight()
        if font == self.font() and gap == self._gap:
            return
        self.setFont(font)
        self.viewport().setFont(font)  # the placeholder is painted in it
        self._gap = gap
        self._own_change = True
        self._space_lines()
        self._own_change = False

    def _space_lines(self) -> None:
        spacing = QTextBlockFormat()
        spacing.setLineHeight(float(self._gap), QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spacing)

    def after_move(self, position: int, move: QTextCursor.MoveOperation) -> int:
        """Where a caret at this position would be after a move within the text."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._units.of(min(position, len(self._text))))
        cursor.movePosition(move)
        return self._units.back(cursor.position())

    def word_at(self, position: int) -> tuple[int, int]:
        """The word at a position: where it begins and ends."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._units.of(min(position, len(self._text))))
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        return self._units.back(cursor.selectionStart()), self._units.back(cursor.selectionEnd())

    def highlight(self, stretches: Iterable[Stretch]) -> None:
        """Mark stretches of the text lightly."""
        marks = []
        for stretch in stretches:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._units.of(min(stretch.start, len(self._text))))
            cursor.setPosition(
                self._units.of(min(stretch.end, len(self._text))), QTextCursor.MoveMode.KeepAnchor
            )
            mark.cursor, mark.format = cursor, stretch.look
            marks.append(mark)
        self.setExtraSelections(marks)

    def text_height(self) -> int:
        """Height of its text including a composition in progress, without the space below the last line."""
        layout = self.document().documentLayout()
        return round(layout.blockBoundingRect(self.document().lastBlock()).bottom())

    # -- what the user does ---

    def _note_change(self, unit: int, removed: int, added: int) -> None:
        if self._own_change:
            return
        old, old_units = self._seen, self._units
        new = characters_of(self.document())
        if new == old:
            return
        # Qt may report more than what changed: the last paragraph mark, or a block that was only restyled.
        shorter = min(len(old), len(new))
        start = min(old_units.back(unit), shorter) if unit <= old_units.of(len(old)) else shorter
        if removed and added:
            while start < shorter and old[start] == new[start]:
                start += 1
        end = 0
        while end < shorter - start and old[-1 - end] == new[-1 - end]:
            end += 1
        # Keep untouched text as it is, even where the field shows another line ending for it.
        if len(old) == len(self._text):
            text = self._text[:start] + new[start : len(new) - end] + self._text[len(old) - end :]
        else:
            text = new
        self._text, self._seen, self._units = text, new, Units(text)
        self.typed.emit(start, len(old) - end - start, len(new) - end - start)

    def _note_caret(self) -> None:
        if not self._own_change:
            self.caret_moved.emit()

    def event(self, event: QEvent) -> bool:
        """Leave shortcuts to the actions, except plain typing and moving within the text."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._is_composing or types_or_moves(event):
                event.accept()
            else:
                event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Structure keys go to the owner; all others type."""
        if self._is_composing or self.key_filter(event):
            event.accept()  # the input method has already taken what belongs to the composition
        elif types_or_moves(event):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Track whether a composition is in progress."""
        begins = not self._is_composing and bool(event.preeditString() or event.commitString())
        if begins and self.input_filter("" if event.preeditString() else event.commitString()):
            event.accept()
            return
        super().inputMethodEvent(event)
        composing = bool(event.preeditString())
        if composing != self._is_composing:
            self._is_composing = composing
            self.composing.emit(composing)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Report that focus went elsewhere; Qt ends a composition."""
        super().focusOutEvent(event)
        if self._is_composing:
            self._is_composing = False
            self.composing.emit(False)

    def _stay_unscrolled(self, _minimum: int, maximum: int) -> None:
        """It is as high as its text; a pixel of rounding must not scroll it."""
        if maximum:
            self.verticalScrollBar().setRange(0, 0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a selection of text, until the pointer leaves the row."""
        super().mouseMoveEvent(event)
        outside = not -4 <= event.position().y() <= self.height() + 4
        if outside and event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged_out.emit(event.globalPosition().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the owner's menu, if it has one."""
        if self.menu_filter(event):
            event.accept()
        else:
            event.ignore()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste or drop: through the owner first, else as plain text."""
        if not self.paste_filter(source) and source.hasText():
            self.insertPlainText(source.text())


def types_or_moves(event: QKeyEvent) -> bool:
    """True for keys that a text field needs itself: characters, and moving or deleting within the text."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    plain = Qt.KeyboardModifier.NoModifier
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    key = event.key()
    if key in _CARET_MOVES:
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and modifiers == control | shift:
            return False
        return modifiers in (plain, shift, control, control | shift)
    if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        return modifiers in (plain, shift)
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        return modifiers in (plain, shift)
    typed = event.text()
    if not typed or not typed.isprintable():
        return False
    # AltGr reports Ctrl+Alt on some systems, with a text; a shortcut with Ctrl alone has no printable text.
    return (
        modifiers in (plain, shift)
        or bool(modifiers & Qt.KeyboardModifier.GroupSwitchModifier)
        or (
            modifiers == control | Qt.KeyboardModifier.AltModifier
            and not (typed.isascii() and typed.isalnum())
        )
    )
