"""Text typed into a field belongs to the node and the document that the field was opened on.

Most text is put into the document at each key. A field that waits for a pause in typing, such as that of a
note, keeps its target, project and node together: whatever is open by the time it writes, it writes there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPlainTextEdit

    from conceptwriter.editor.desk.contracts import ProjectLike
    from conceptwriter.editor.desk.desk import Desk
    from conceptwriter.outline import Document, NodeId, Operation


class HeldText:
    """The text of a field, and the node of a project that it goes to."""

    def __init__(
        self,
        desk: Desk,
        *,
        read: Callable[[], str],
        show: Callable[[str], None],
        saved: Callable[[Document, NodeId], str],
        edit: Callable[[Document, NodeId, str], Operation],
    ) -> None:
        """`read` and `show`: the field's own text; `saved`: the document's; `edit` writes it there."""
        self._desk = desk
        self._read, self._show, self._saved, self._edit = read, show, saved, edit
        self._place: tuple[ProjectLike, NodeId] | None = None
        self._base = ""
        """What the field would contain if nothing had been typed."""
        self._known = ""
        """The document's text that the field was loaded from."""
        self._writing = False
        desk.fields.add(self)

    @property
    def node(self) -> NodeId | None:
        """The node whose text it is, if that belongs to the document on the desk."""
        if self._place is None or self._place[0] is not self._desk.project:
            return None
        return self._place[1]

    @property
    def is_dirty(self) -> bool:
        """True when something was typed that is not in the document yet."""
        return self._place is not None and self._read() != self._base

    def open(self, node: NodeId) -> None:
        """Hold this node of the document on the desk from now on; text typed for another is written first."""
        place = (self._desk.project, node)
        if self._place is None or self._place[0] is not place[0] or self._place[1] != node:
            if not self.commit():
                return  # the text stays visible; its target is still the previous one
            self._place = place
            self._load()
        else:
            self.refresh()

    def refresh(self) -> None:
        """Show the document's current text, unless something was typed meanwhile."""
        if self._place is None or self.is_dirty:
            return
        project, node = self._place
        if node in project.document and self._saved(project.document, node) != self._known:
            self._load()

    def _load(self) -> None:
        assert self._place is not None
        project, node = self._place
        self._known = self._saved(project.document, node)
        self._show(self._known)
        self._base = self._read()

    def commit(self) -> bool:
        """Write what was typed into the document it was typed for; False when that cannot be done."""
        if self._place is None or self._writing or not self.is_dirty:
            return True
        project, node = self._place
        if node not in project.document:
            return True  # its node no longer exists
        text = self._read()
        self._writing = True
        try:
            if not self._write(project, node, text):
                return False
        finally:
            self._writing = False
        self._base, self._known = text, self._saved(project.document, node)
        return True

    def _write(self, project: ProjectLike, node: NodeId, text: str) -> bool:
        document, desk = project.document, self._desk
        if project is desk.project:
            return desk.attempt(lambda: self._edit(document, node, text)) is not None
        try:
            project.perform(self._edit(document, node, text))
        except ConceptWriterError as error:
            desk.failed.emit(str(error))
            return False
        return True

    def let_go(self) -> None:
        """Release the node: another document is on the desk, and this field was asked to write before."""
        self._place = None
        self._show("")
        self._base = self._known = ""

    def close(self) -> None:
        """The field is being closed."""
        self._place = None
        self._desk.fields.drop(self)


def show_plain(field: QPlainTextEdit, text: str) -> None:
    """Put another text into a field; the caret keeps its position as far as possible."""
    position = field.textCursor().position()
    field.setPlainText(text)
    cursor = field.textCursor()
    cursor.setPosition(min(position, max(0, field.document().characterCount() - 1)))
    field.setTextCursor(cursor)
