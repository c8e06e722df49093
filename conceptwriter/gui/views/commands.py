"""What all commands on the outline share: the desk, doing an operation, and typing for the person."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from conceptwriter.outline import edits
from conceptwriter.outline.model import Caret, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.gui.desk import Desk
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document


class DeskCommands(QObject):
    """Base of the commands on the current node, the selected nodes or the caret."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    @property
    def document(self) -> Document:
        """The document on the desk."""
        return self.desk.document

    def run(self, name: str) -> bool:
        """Do the command with this name; False while an input method is composing."""
        if self.desk.composing:
            return False
        command: Callable[[], object] = getattr(self, name)
        command()
        return True

    def do(self, build: Callable[[], Operation]) -> None:
        """Do what `build` makes, with the caret in the text; nothing while an input method is composing."""
        if not self.desk.composing:
            self.desk.attempt(build, edit=True)

    def selected_text(self, caret: Caret) -> str:
        """The text selected in the live editor, else in the node of the caret."""
        lead = self.desk.lead
        if lead is not None and lead.selected_text():
            return lead.selected_text()
        if caret.anchor is None:
            return ""
        start, end = sorted((caret.anchor, caret.position))
        return self.document.text(caret.node)[start:end]

    def remove_selected_text(self) -> None:
        """In the live editor, where a selection may go across sentences; else in the current node."""
        lead, caret = self.desk.lead, self.desk.caret
        if lead is not None and lead.selected_text():
            lead.remove_selected_text()
        elif caret is not None and caret.anchor is not None:
            self.type_text("")

    def type_text(self, typed: str) -> None:
        """Put a text in the place of the selected one, or at the caret."""
        if typed:
            self.remove_selected_text()
        caret = self.desk.caret
        if caret is None or self.desk.composing:
            return
        text = self.document.own_text(caret.node)
        start, end = sorted((caret.position, caret.position if caret.anchor is None else caret.anchor))
        if self.document.stands_in(caret.node):
            start, end, typed = 0, 0, typed.lstrip()
        if not typed and start == end:
            return
        after = Caret(caret.node, start + len(typed))
        self.desk.attempt(
            lambda: edits.edit_text(
                self.document,
                caret.node,
                text[:start] + typed + text[end:],
                caret_before=caret,
                caret_after=after,
                merge=False,
                time=time.time(),
            )
        )

    def cut_position(self, caret: Caret) -> int:
        """Where a caret cuts its node: a source that only stands in for a translation is never cut."""
        if not self.document.stands_in(caret.node):
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

    def delete(self) -> None:
        """The selected branches go to the trash."""
        if not self.desk.composing:
            nodes = list(self.desk.selection)
            self.desk.attempt(lambda: edits.delete(self.document, nodes))
