"""Selecting text in a flowing view: from any character to any other, with the keyboard and the pointer.

The selection is the desk's caret. The live editor shows the part in its row; the other rows paint theirs. A
selection across nodes never reaches the editor: keys that act on it are handled here.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from conceptwriter.editor.strip.editor import types_or_moves
from conceptwriter.editor.strip.face import Spot
from conceptwriter.editor.strip.hit_testing import caret_at
from conceptwriter.outline.model import Caret, Kind, NodeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QKeyEvent

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.row_editor import RowEditor
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.views.row_plan import RowPlan
    from conceptwriter.editor.views.structure import StructureCommands
    from conceptwriter.editor.views.travel import Travel

Key = Qt.Key
Move = QTextCursor.MoveOperation
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_PLAIN = Qt.KeyboardModifier.NoModifier

_MOVES = {
    (Key.Key_Left, False): Move.Left,
    (Key.Key_Right, False): Move.Right,
    (Key.Key_Left, True): Move.WordLeft,
    (Key.Key_Right, True): Move.WordRight,
    (Key.Key_Home, False): Move.StartOfLine,
    (Key.Key_End, False): Move.EndOfLine,
}
_TRAVEL = frozenset({Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Home, Key.Key_End})
_PAGES = frozenset({Key.Key_PageUp, Key.Key_PageDown})
GAP_TRIES = 8
"""Up to this many characters between two sentences are skipped at once."""


class _Rows(NamedTuple):
    """A selection as rows: from a position in the first to one in the last."""

    first: int
    start: int
    last: int
    end: int


class TextMarking:
    """The text selection of one view."""

    def __init__(
        self,
        desk: Desk,
        commands: StructureCommands,
        strip: RowStrip,
        editor: RowEditor,
        plan: RowPlan,
        travel: Travel,
    ) -> None:
        self._desk, self._commands, self._strip = desk, commands, strip
        self._editor, self._plan, self._travel = editor, plan, travel
        self._held: tuple[_Rows | None] | None = None

    # -- what is selected ---

    def spot(self, key: NodeId) -> Spot | None:
        """The selected characters of a row; None where none are."""
        rows = self._rows() if self._held is None else self._held[0]
        if rows is None:
            return None
        row, length = self._strip.row_of(key), len(self._strip.face_of(key).text.text)
        if not rows.first <= row <= rows.last:
            return None
        start = rows.start if row == rows.first else 0
        end = rows.end if row == rows.last else length
        return Spot(start, end, marked=True) if start < end else None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Compute the rows once for a whole paint."""
        self._held = (self._rows(),)
        try:
            yield
        finally:
            self._held = None

    def _rows(self) -> _Rows | None:
        strip, desk = self._strip, self._desk
        ends = desk.text_range if self._plan.flows else None
        if ends is None:
            return None
        places = []
        for end in ends:
            key = self._plan.key_of(end.node)
            row = strip.row_of(key)
            position = strip.face_of(key).text.place(end) if row >= 0 else None
            places.append((row, position))
        (first, start), (last, end_place) = places
        if first < 0 or start is None:
            return None
        if last < 0 or end_place is None:  # in a folded branch: its heading represents it
            node = ends[1].node
            last = strip.row_of(self._plan.key_of(node)) if desk.caret is None else self._last_shown(node)
            end_place = len(strip.face_of(strip.rows[last]).text.text)
        return _Rows(first, start, last, end_place)

    def _last_shown(self, node: NodeId) -> int:
        strip = self._strip
        shown = (strip.row_of(above) for above in self._desk.document.ancestors(node))
        return next((row for row in shown if row >= 0), len(strip.rows) - 1)

    def extend_to(self, caret: Caret) -> None:
        """Move the free end of the selection, or start one."""
        here = self._desk.caret
        if here is None:  # from the node that is selected as a whole
            first = self._desk.selection[0]
            if self._desk.document.node(first).kind is Kind.PARAGRAPH:
                first = caret.node
            self._desk.place_caret(caret.node, caret.position, 0, first)
            return
        position = here.position if here.anchor is None else here.anchor
        node = here.node if here.anchor is None or here.anchor_node is None else here.anchor_node
        self._desk.place_caret(caret.node, caret.position, position, node)

    # -- keys ---

    def key(self, event: QKeyEvent) -> bool:
        """A key while the caret is in flowing text; False leaves it to others."""
        caret = self._desk.caret
        if caret is None:
            return False
        key = Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers in (_SHIFT, _SHIFT | _CONTROL) and (key in _TRAVEL or key in _PAGES):
            return self._extend(key, control=bool(modifiers & _CONTROL))
        if caret.anchor_node is None:
            return False
        if modifiers in (_PLAIN, _CONTROL) and (key in _TRAVEL or key in _PAGES):
            return self._collapse(key, caret)
        deletes = key in (Key.Key_Backspace, Key.Key_Delete)
        if deletes and modifiers in (_PLAIN, _SHIFT, _CONTROL):
            self._commands.remove_selected_text()
            return True
        if not deletes and event.text().isprintable() and event.text() and types_or_moves(event):
            self._commands.type_text(event.text())
            return True
        return False

    def before_input(self, committed: str) -> bool:
        """Text from an input method replaces text that is selected across nodes."""
        caret = self._desk.caret
        if not self._plan.flows or caret is None:
            return False
        if caret.anchor_node is None:
            return committed == " " and self._commands.convert_typed_mark()
        self._commands.type_text(committed)
        return bool(committed)

    def _collapse(self, key: Key, caret: Caret) -> bool:
        """Left and Right go to the ends of a selection; other keys continue from the caret."""
        desk, ends = self._desk, self._desk.text_range
        if key in (Key.Key_Left, Key.Key_Right) and ends is not None:
            end = ends[(key == Key.Key_Right) is not self._editor.reads_from_the_right]
            desk.place_caret(end.node, end.position)
            return True
        desk.place_caret(caret.node, caret.position)
        return False

    def _extend(self, key: Key, *, control: bool) -> bool:
        if (control and key in (Key.Key_Up, Key.Key_Down)) or (control and key in _PAGES):
            return False
        if key in (Key.Key_Up, Key.Key_Down):
            self._extend_line(-1 if key == Key.Key_Up else 1)
            return True
        target: Caret | None
        if key in _PAGES:
            target = self._page_away(-1 if key == Key.Key_PageUp else 1)
        else:
            self._travel.column = None
            if control and key in (Key.Key_Home, Key.Key_End):
                ends = self._travel.text_ends()
                target = ends[key == Key.Key_End] if ends is not None else None
            else:
                target = self._moved(_MOVES[key, control])
        if target is not None:
            self.extend_to(target)
        return True

    def _moved(self, move: Move) -> Caret | None:
        """The free end after a move within its row, or into the next one at its edge."""
        caret, face = self._desk.caret, self._editor.face
        if caret is None or face is None:
            return None
        row = face.text
        position = row.place(caret)
        if position is None:
            return None
        for _ in range(GAP_TRIES):
            moved = self._editor.field.after_move(position, move)
            if moved == position:
                break
            target = row.caret(moved, prefer=caret.node)
            if target is not None and target != Caret(caret.node, caret.position):
                return target
            position = moved
        if move in (Move.StartOfLine, Move.EndOfLine) or 0 < position < len(row.text):
            return None
        forward = (move in (Move.Right, Move.WordRight)) is not self._editor.reads_from_the_right
        if forward is (position < len(row.text)) and row.text:
            return None
        return self._travel.next_edge(1 if forward else -1)

    def _extend_line(self, step: int) -> None:
        """One line up or down, near the starting column; at the last line to the end of the text."""
        caret, face = self._desk.caret, self._editor.face
        if caret is None or face is None:
            return
        position = face.text.place(caret) or 0
        column = self._travel.column_at(position)
        line = (face.block.line_of(position) if face.text.text else 0) + step
        target: Caret | None
        if face.text.text and 0 <= line < face.block.lines:
            target = face.text.caret(face.block.position_in_line(line, column - face.text_left))
        else:
            target = self._travel.next_line(step, column)
            if target is None:
                target = face.text.caret(len(face.text.text) if step > 0 else 0)
        if target is not None:
            self.extend_to(target)
        self._travel.column = column

    def _page_away(self, step: int) -> Caret:
        node = self._travel.page_away(step)
        return Caret(node, 0) if step < 0 else self._desk.document.caret(node)

    # -- the pointer ---

    def select_word(self, caret: Caret) -> None:
        """Select the word at a place in the row that is being edited."""
        row, position = self._row_and_place(caret)
        if row is not None:
            self._select(row, *self._editor.field.word_at(position))

    def select_sentence(self, caret: Caret) -> None:
        """Select all text of a node."""
        self._desk.place_caret(caret.node, None, 0)

    def select_row(self, caret: Caret) -> None:
        """Select the paragraph or heading."""
        row, _ = self._row_and_place(caret)
        if row is not None:
            self._select(row, 0, len(self._strip.face_of(row).text.text))

    def _row_and_place(self, caret: Caret) -> tuple[NodeId | None, int]:
        key = self._plan.key_of(caret.node)
        if self._strip.row_of(key) < 0:
            return None, 0
        return key, self._strip.face_of(key).text.place(caret) or 0

    def _select(self, row: NodeId, start: int, end: int) -> None:
        found = self._strip.face_of(row).text.caret(end, start)
        if found is not None:
            self._desk.place_caret(found.node, found.position, found.anchor, found.anchor_node)

    def menu_at(self, point: QPoint) -> None:
        """A menu is requested: on selected text it applies to that, elsewhere the caret goes there."""
        caret = caret_at(self._strip, point)
        if caret is None:
            return
        key = self._plan.key_of(caret.node)
        spot, place = self.spot(key), self._strip.face_of(key).text.place(caret)
        if spot is None or place is None or not spot.start <= place <= spot.end:
            self._desk.place_caret(caret.node, caret.position)
