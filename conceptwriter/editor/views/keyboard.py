"""Keys in a view: on whole nodes, and those that affect structure while the caret is in text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from conceptwriter.editor.views.row_plan import first_node
from conceptwriter.editor.views.structure import DEFAULT_KEYS
from conceptwriter.outline.model import Kind, NodeId

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.row_editor import RowEditor
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.views.row_plan import RowPlan
    from conceptwriter.editor.views.structure import StructureCommands
    from conceptwriter.editor.views.text_marking import TextMarking
    from conceptwriter.editor.views.travel import Travel

Key = Qt.Key
_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier

_IN_FLOWING_TEXT = {"split": "enter_in_text", "indent": "tab_in_text", "outdent": "backtab_in_text"}
"""Commands that replace a structure command while the caret is in flowing text."""


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

    def __init__(
        self,
        desk: Desk,
        commands: StructureCommands,
        strip: RowStrip,
        editor: RowEditor,
        plan: RowPlan,
        travel: Travel,
        marking: TextMarking,
    ) -> None:
        self._desk, self._commands = desk, commands
        self._strip, self._editor, self._plan = strip, editor, plan
        self._travel, self._marking = travel, marking
        self.keys = dict(DEFAULT_KEYS)
        """Key in portable spelling -> name of the structure command."""

    def _command_of(self, event: QKeyEvent) -> str | None:
        name = self.keys.get(spelling(event))
        if name is not None:
            self._travel.column = None
            if self._plan.flows and self._desk.editing:
                return _IN_FLOWING_TEXT.get(name, name)
        return name

    # -- caret in text ---

    def in_text(self, event: QKeyEvent) -> bool:
        """Handle a key while the caret is in text; False leaves it to the editor."""
        key, flows = Key(event.key()), self._plan.flows
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if flows and self._marking.key(event):
            return True
        is_space = modifiers in (_PLAIN, _SHIFT) and event.text() == " "
        if flows and is_space and self._commands.convert_typed_mark():
            return True
        if key == Key.Key_Escape and modifiers == _PLAIN:
            self._commands.leave_text()
            return True
        if key in (Key.Key_Up, Key.Key_Down) and modifiers in (_PLAIN, _SHIFT):
            return self._up_or_down(-1 if key == Key.Key_Up else 1, extend=modifiers == _SHIFT)
        if key in (Key.Key_PageUp, Key.Key_PageDown) and modifiers == _PLAIN:
            self._desk.place_caret(self._travel.page_away(-1 if key == Key.Key_PageUp else 1), 0)
            return True
        self._travel.column = None
        if modifiers == _PLAIN and key in (Key.Key_Left, Key.Key_Right):
            return self._left_or_right(-1 if key == Key.Key_Left else 1)
        if modifiers == _CONTROL and key in (Key.Key_Home, Key.Key_End):
            self._to_end(-1 if key == Key.Key_Home else 1)
            return True
        if modifiers == _PLAIN and key in (Key.Key_Backspace, Key.Key_Delete):
            name = self._merge_at_edge(backwards=key == Key.Key_Backspace)
        else:
            name = self._command_of(event)
        if name is None:
            return False
        self._commands.command(name)()
        return True

    def _up_or_down(self, step: int, *, extend: bool) -> bool:
        face, field = self._editor.face, self._editor.field
        if face is None:
            return False
        position = min(field.position, len(face.text.text))
        line = face.block.line_of(position) if face.text.text else 0
        last = face.block.lines - 1 if face.text.text else 0
        at_edge = line == 0 if step < 0 else line == last
        if extend:
            if at_edge and not field.textCursor().hasSelection():
                self._commands.leave_text()
                return True
            return False
        column = self._travel.column_at(position)
        if at_edge:
            target = self._travel.next_line(step, column)
        else:
            target = face.text.caret(face.block.position_in_line(line + step, column - face.text_left))
        if target is not None:
            self._desk.place_caret(target.node, target.position)
            self._travel.column = column
        return True

    def _left_or_right(self, arrow: int) -> bool:
        field = self._editor.field
        if self._editor.edited is None or field.textCursor().hasSelection():
            return False
        step = -arrow if self._editor.reads_from_the_right else arrow
        if field.position != (0 if step < 0 else len(field.text)):
            return False
        target = self._travel.next_edge(step)
        if target is not None:
            self._desk.place_caret(target.node, target.position)
        return True

    def _merge_at_edge(self, *, backwards: bool) -> str | None:
        """The command for Backspace and Delete at the edges of a row; None within its text."""
        field = self._editor.field
        if field.textCursor().hasSelection() or field.position != (0 if backwards else len(field.text)):
            return None
        return "merge_previous" if backwards else "merge_next"

    def _to_end(self, step: int) -> None:
        key = self._travel.text_from(0 if step < 0 else len(self._strip.rows) - 1, -step)
        if key is not None:
            target = self._travel.line_of(key, -step, 0.0 if step < 0 else 1e6)
            if target is not None:
                self._desk.place_caret(target.node, target.position)

    # -- whole nodes ---

    def on_nodes(self, event: QKeyEvent) -> bool:
        """Handle a key while whole nodes are selected; False leaves it to the window."""
        key = Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers in (_PLAIN, _SHIFT) and self._move(key, extend=modifiers == _SHIFT):
            return True
        if modifiers == _PLAIN and self._plain(key):
            return True
        name = self._command_of(event)
        if name is not None:
            self._commands.command(name)()
            return True
        typed = event.text()
        if typed and typed.isprintable() and not modifiers & (_CONTROL | _ALT | _META):
            if len(self._desk.selection) > 1:
                self._commands.refuse_typing()
                return True
            self._commands.start_editing()
            self._editor.send(event)
            return True
        return False

    def _move(self, key: Key, *, extend: bool) -> bool:
        target: NodeId | None
        if key in (Key.Key_Up, Key.Key_Down):
            target = self._plan.neighbour(self._desk.current, -1 if key == Key.Key_Up else 1)
        elif key in (Key.Key_PageUp, Key.Key_PageDown):
            target = self._travel.page_away(-1 if key == Key.Key_PageUp else 1)
        elif key in (Key.Key_Home, Key.Key_End) and self._strip.rows:
            at_start = key == Key.Key_Home
            target = first_node(self._desk, self._strip) if at_start else self._plan.last_node()
        else:
            return False
        if target is not None:
            self._travel.go(target, extend=extend)
        return True

    def _plain(self, key: Key) -> bool:
        desk, commands = self._desk, self._commands
        if key == Key.Key_F2:
            commands.start_editing()
        elif key in (Key.Key_Delete, Key.Key_Backspace):
            commands.run("delete")
        elif key == Key.Key_Escape and len(desk.selection) > 1:
            desk.set_current(desk.current)
        elif key in (Key.Key_Left, Key.Key_Right):
            self._fold_or_step(-1 if key == Key.Key_Left else 1)
        else:
            return False
        return True

    def _fold_or_step(self, step: int) -> None:
        """Left folds a branch or goes to the parent, Right unfolds it or goes into it."""
        desk = self._desk
        node = desk.document.node(desk.current)
        if self._plan.flows and node.kind is not Kind.SECTION:
            neighbour = self._plan.neighbour(node.id, step)
            if neighbour is not None:
                desk.set_current(neighbour)
        elif step < 0:
            self._commands.run("fold")
        elif desk.is_folded(node.id):
            self._commands.run("unfold")
        elif node.children:
            neighbour = self._plan.neighbour(node.id, 1)
            if neighbour is not None:
                desk.set_current(neighbour)
