"""Keys in a view: on whole nodes, and those that matter to structure while the caret stands in text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from conceptwriter.gui.views.structure import DEFAULT_KEYS
from conceptwriter.outline.model import Kind, NodeId

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from conceptwriter.gui.views.node_view import NodeView

Key = Qt.Key
_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier

_IN_FLOWING_TEXT = {"split": "enter_in_text", "indent": "tab_in_text", "outdent": "backtab_in_text"}
"""What a key for a structure command does instead while the caret stands in flowing text."""


def spelling(event: QKeyEvent) -> str:
    """A key in Qt's portable spelling, such as `Ctrl+Shift+Up`."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Key(event.key())
    if key == Key.Key_Backtab:
        key, modifiers = Key.Key_Tab, modifiers | _SHIFT
    if key == Key.Key_Enter:
        key = Key.Key_Return
    return QKeySequence(QKeyCombination(modifiers, key)).toString(QKeySequence.SequenceFormat.PortableText)


class Keyboard:
    """What keys do in one view."""

    def __init__(self, view: NodeView) -> None:
        self.view = view
        self.keys = dict(DEFAULT_KEYS)
        self.column: float | None = None
        """Where Up and Down want to stay, in viewport pixels."""

    def _run_command(self, event: QKeyEvent) -> bool:
        name = self.keys.get(spelling(event))
        if name is None:
            return False
        if self.view.flows and self.view.desk.editing:
            name = _IN_FLOWING_TEXT.get(name, name)
        self.column = None
        self.view.commands.run(name)
        return True

    # -- caret in text ---

    def in_text(self, event: QKeyEvent) -> bool:
        """A key while the caret stands in text; False leaves it to the editor."""
        key = event.key()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.view.flows and self.view.marking.key(event):
            return True
        is_space = modifiers in (_PLAIN, _SHIFT) and event.text() == " "
        if self.view.flows and is_space and self.view.commands.convert_typed_mark():
            return True
        if key == Key.Key_Escape and modifiers == _PLAIN:
            self.view.commands.leave_text()
            return True
        if key in (Key.Key_Up, Key.Key_Down) and modifiers in (_PLAIN, _SHIFT):
            return self._up_or_down(-1 if key == Key.Key_Up else 1, extend=modifiers == _SHIFT)
        if key in (Key.Key_PageUp, Key.Key_PageDown) and modifiers == _PLAIN:
            self._page(-1 if key == Key.Key_PageUp else 1)
            return True
        self.column = None
        if modifiers == _PLAIN and key in (Key.Key_Left, Key.Key_Right):
            return self._left_or_right(-1 if key == Key.Key_Left else 1)
        if modifiers == _PLAIN and key in (Key.Key_Backspace, Key.Key_Delete):
            return self._merge_at_edge(backwards=key == Key.Key_Backspace)
        if modifiers == _CONTROL and key in (Key.Key_Home, Key.Key_End):
            self._to_end(-1 if key == Key.Key_Home else 1)
            return True
        return self._run_command(event)

    def _up_or_down(self, step: int, *, extend: bool) -> bool:
        view, editor = self.view, self.view.editor
        if view.edited is None:
            return False
        face = view.face_of(view.edited)
        position = min(editor.position, len(face.text.text))
        line = face.block.line_of(position) if face.text.text else 0
        last = face.block.lines - 1 if face.text.text else 0
        at_edge = line == 0 if step < 0 else line == last
        if extend:
            if at_edge and not editor.textCursor().hasSelection():
                view.commands.leave_text()
                return True
            return False
        column = self.column
        if column is None:
            column = face.text_left + (face.block.caret_x(position) if face.text.text else 0.0)
        if at_edge:
            if self._enter_row(self.row_beside(view.edited, step), step, column):
                self.column = column
            return True
        target = face.block.position_in_line(line + step, column - face.text_left)
        self._place(view.edited, target)
        self.column = column
        return True

    def row_beside(self, key: NodeId, step: int) -> int:
        row = self.view.row_of(key)
        return row + step if row >= 0 else -1

    def _enter_row(self, row: int, step: int, column: float) -> bool:
        """Put the caret into the first or last line of a row, near a column."""
        view = self.view
        while 0 <= row < len(view.rows):
            face = view.face_of(view.rows[row])
            if face.text.spans:
                position = 0
                if face.text.text:
                    position = face.block.position_in_line(0 if step > 0 else -1, column - face.text_left)
                self._place(view.rows[row], position)
                return True
            row += step
        return False

    def _place(self, key: NodeId, position: int) -> None:
        caret = self.view.face_of(key).text.caret(position)
        if caret is not None:
            self.view.desk.place_caret(caret.node, caret.position)

    def _left_or_right(self, arrow: int) -> bool:
        view, editor = self.view, self.view.editor
        if view.edited is None or editor.textCursor().hasSelection():
            return False
        rtl = editor.textCursor().block().textDirection() == Qt.LayoutDirection.RightToLeft
        step = -arrow if rtl else arrow
        if editor.position != (0 if step < 0 else len(editor.text)):
            return False
        row = self.row_beside(view.edited, step)
        while 0 <= row < len(view.rows):
            text = view.face_of(view.rows[row]).text
            if text.spans:
                self._place(view.rows[row], 0 if step > 0 else len(text.text))
                break
            row += step
        return True

    def _merge_at_edge(self, *, backwards: bool) -> bool:
        editor = self.view.editor
        if editor.textCursor().hasSelection() or editor.position != (0 if backwards else len(editor.text)):
            return False
        self.view.commands.run("merge_previous" if backwards else "merge_next")
        return True

    def _page(self, step: int) -> None:
        view = self.view
        node = self.page_away(step)
        column = self.column
        view.desk.place_caret(node, 0)
        self.column = column

    def page_away(self, step: int) -> NodeId:
        """The node a screenful away."""
        view = self.view
        node, row = view.desk.current, view.row_of(view.key_of(view.desk.current))
        height = view.viewport().height() - view.arrangement.heights[max(0, row)]
        while height > 0:
            beside = view.neighbour(node, step)
            if beside is None:
                break
            height -= view.arrangement.heights[max(0, view.row_of(view.key_of(beside)))]
            node = beside
        return node

    def _to_end(self, step: int) -> None:
        view = self.view
        row = 0 if step < 0 else len(view.rows) - 1
        self._enter_row(row, -step, 0.0 if step < 0 else 1e6)

    # -- whole nodes ---

    def on_nodes(self, event: QKeyEvent) -> bool:
        """A key while whole nodes are selected; False leaves it to the window."""
        key = Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers in (_PLAIN, _SHIFT) and self._move(key, extend=modifiers == _SHIFT):
            return True
        if modifiers == _PLAIN and self._plain(key):
            return True
        if self._run_command(event):
            return True
        typed = event.text()
        if typed and typed.isprintable() and not modifiers & (_CONTROL | _ALT | _META):
            if len(self.view.desk.selection) > 1:
                self.view.commands.refuse_typing()
                return True
            self.view.commands.start_editing()
            self.view.send_to_editor(event)
            return True
        return False

    def _move(self, key: Key, *, extend: bool) -> bool:
        view, desk = self.view, self.view.desk
        target: NodeId | None
        if key in (Key.Key_Up, Key.Key_Down):
            target = view.neighbour(desk.current, -1 if key == Key.Key_Up else 1)
        elif key in (Key.Key_PageUp, Key.Key_PageDown):
            target = self.page_away(-1 if key == Key.Key_PageUp else 1)
        elif key in (Key.Key_Home, Key.Key_End) and view.rows:
            target = view.first_node() if key == Key.Key_Home else view.last_node()
        else:
            return False
        if target is not None:
            self.go(target, extend=extend)
        return True

    def go(self, target: NodeId, *, extend: bool) -> None:
        """Make a node current, alone or as the end of a block."""
        desk = self.view.desk
        if not extend:
            desk.set_current(target)
            return
        anchor = desk.selection_anchor
        desk.select(self.view.nodes_between(anchor, target), target, anchor)

    def _plain(self, key: Key) -> bool:
        view, desk = self.view, self.view.desk
        if key == Key.Key_F2:
            view.commands.start_editing()
        elif key in (Key.Key_Delete, Key.Key_Backspace):
            view.commands.run("delete")
        elif key == Key.Key_Escape and len(desk.selection) > 1:
            desk.set_current(desk.current)
        elif key in (Key.Key_Left, Key.Key_Right):
            self._fold_or_step(-1 if key == Key.Key_Left else 1)
        else:
            return False
        return True

    def _fold_or_step(self, step: int) -> None:
        """Left closes a branch or goes to the node above, Right opens it or goes into it."""
        desk = self.view.desk
        node = desk.document.node(desk.current)
        if self.view.flows and node.kind is not Kind.SECTION:
            beside = self.view.neighbour(node.id, step)
            if beside is not None:
                desk.set_current(beside)
        elif step < 0:
            self.view.commands.run("fold")
        elif desk.is_folded(node.id):
            self.view.commands.run("unfold")
        elif node.children:
            beside = self.view.neighbour(node.id, 1)
            if beside is not None:
                desk.set_current(beside)
