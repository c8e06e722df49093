"""What all outline commands share: the desk, doing an operation, and typing on the user's behalf."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.outline import edits
from conceptwriter.outline.model import Kind
from conceptwriter.outline.ranges import range_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import Caret


class DeskCommands(QObject):
    """Base of the commands on the current node, the selected nodes or the caret."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    @property
    def document(self) -> Document:
        """The document on the desk."""
        return self.desk.document

    def command(self, name: str) -> Callable[[], object]:
        """The command with this name; while an input method is composing, one that does nothing."""
        if self.desk.composing:
            return lambda: None
        command: Callable[[], object] = getattr(self, name)
        return command

    def run(self, name: str) -> bool:
        """Do the command with this name; False while an input method is composing."""
        composing = self.desk.composing
        self.command(name)()
        return not composing

    def do(self, build: Callable[[], Operation | None]) -> None:
        """Do what `build` returns, with the caret in the text; nothing while an input method is composing."""
        if not self.desk.composing:
            self.desk.attempt(build, edit=True)

    def selected_text(self) -> str:
        """The selected text, exactly; empty when none is selected."""
        ends = self.desk.text_range
        return range_text(self.document, *ends) if ends is not None else ""

    def remove_selected_text(self) -> None:
        """Delete the selected text, exactly, as one step."""
        if self.desk.text_range is not None:
            self.type_text("")

    def type_text(self, typed: str) -> None:
        """Replace the selected text, or insert at the caret, as one step."""
        caret = self.desk.caret
        if caret is None or self.desk.composing:
            return
        start, end = self.desk.text_range or (caret, caret)
        if typed or start != end:
            self.desk.attempt(lambda: edits.remove_range(self.document, start, end, typed, time=time.time()))

    def cut_position(self, caret: Caret) -> int:
        """Where a caret cuts its node: a source shown in place of a missing translation is never cut."""
        if not self.document.shows_source(caret.node):
            return caret.position
        shown = len(self.document.text(caret.node))
        return shown if caret.position >= shown else 0

    def start_editing(self) -> None:
        """Enter or F2 on a whole node: the caret goes to the end of its text."""
        node, lead = self.document.node(self.desk.current), self.desk.lead
        if lead is None or not lead.flows or node.kind is not Kind.PARAGRAPH:
            self.desk.place_caret(node.id)
        elif node.children:
            self.desk.place_caret(node.children[-1])
        else:
            self.do(lambda: edits.add_child(self.document, node.id))

    def refuse_typing(self) -> None:
        """Report that typing replaces text, never nodes."""
        self.desk.failed.emit(
            self.tr("Several nodes are selected. Press Delete to delete them, or Enter to edit the last one.")
        )

    def delete(self) -> None:
        """Move the selected branches to the trash."""
        if not self.desk.composing:
            nodes = list(self.desk.selection)
            self.desk.attempt(lambda: edits.delete(self.document, nodes))
