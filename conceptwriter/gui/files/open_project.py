"""A project as the window holds it: what cannot be written stays in memory, and the window says so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from conceptwriter.outline import Remove, SetRendition
from conceptwriter.storage import Diverged, NotSaved, Project

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from pathlib import Path

    from conceptwriter.outline import ChangeNotice, Document, NodeId, Operation, ProposalSet


LARGE = 100
"""A backup is made first if at least this many texts are replaced or removed at once."""


def texts_at_risk(operation: Operation) -> int:
    """How many texts an operation replaces or removes."""
    return sum(
        len(change.nodes) if isinstance(change, Remove) else 1
        for change in operation.changes
        if isinstance(change, Remove) or (isinstance(change, SetRendition) and change.old is not None)
    )


class OpenProject(QObject):
    """What the desk works on. A change that could not be written has still happened."""

    saved_changed = Signal()
    """`failure` has changed."""
    diverged = Signal(object)
    """storage.Diverged: another program had changed the file; changes made here go to a file next to it."""

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.failure = ""
        """Why the last change is not in the file; empty when everything is saved."""
        self.settings: MutableMapping[str, Any] = project.settings
        if project.read_only:
            self.settings = dict(project.settings)
        """The stored view state; that of a read-only project is discarded with the window."""
        self.before_large_change: Callable[[], object] = lambda: None
        """Called before an operation that replaces or removes many texts, and before a step in many parts."""
        self._group: str | None = None
        """That of the last operation."""

    @property
    def path(self) -> Path:
        """The project file."""
        return self.project.path

    @property
    def read_only(self) -> bool:
        """True when the project cannot be written from this window."""
        return self.project.read_only

    @property
    def document(self) -> Document:
        """The document; it may be read freely."""
        return self.project.document

    # Changing

    def perform(self, operation: Operation) -> ChangeNotice:
        """Do an operation. Raises EditError or StorageError when it was not done."""
        group, self._group = self._group, operation.group
        is_new = operation.group is None or operation.group != group
        if is_new and (operation.group is not None or texts_at_risk(operation) >= LARGE):
            self.before_large_change()
        try:
            notice = self.project.perform(operation)
        except NotSaved as error:
            self._on_not_saved(error)
            if error.notice is None:
                raise
            return error.notice
        self._note("")
        return notice

    def undo(self, *, one_part: bool = False) -> ChangeNotice | None:
        """Undo the last step, or one part of it."""
        return self._step(partial(self.project.undo, one_part=one_part))

    def redo(self, *, one_part: bool = False) -> ChangeNotice | None:
        """Do the last undone step, or one part of it, again."""
        return self._step(partial(self.project.redo, one_part=one_part))

    def _step(self, step: Any) -> ChangeNotice | None:
        try:
            notice: ChangeNotice | None = step()
        except NotSaved as error:
            self._on_not_saved(error)
            return error.notice
        self._note("")
        return notice

    def save_proposals(self, proposals: ProposalSet) -> None:
        """Store a proposal set with the document; in memory only if the file cannot be written."""
        if self.read_only:
            self.document.proposals.put(proposals)
            return
        self._write(lambda: self.project.save_proposals(proposals))

    def drop_proposals(self, anchor: NodeId, kind: str | None = None) -> None:
        """Forget the proposals of a node."""
        if self.read_only:
            self.document.proposals.drop(anchor, kind)
            return
        self._write(lambda: self.project.drop_proposals(anchor, kind))

    def retry(self) -> None:
        """Write what is pending."""
        if not self.read_only:
            self._write(self.project.retry)

    def _write(self, write: Any) -> None:
        try:
            write()
        except NotSaved as error:
            self._on_not_saved(error)
        else:
            self._note("")

    def _on_not_saved(self, error: NotSaved) -> None:
        """After a divergence everything is saved, elsewhere; after any other error it is not."""
        if isinstance(error, Diverged):
            self._note("")
            self.diverged.emit(error)
        else:
            self._note(str(error))

    def _note(self, failure: str) -> None:
        if failure != self.failure:
            self.failure = failure
            self.saved_changed.emit()

    # Leaving

    def close(self, *, discard: bool = False) -> None:
        """Close the file. Raises NotSaved and stays open when something cannot be written."""
        try:
            self.project.close(discard=discard)
        except Diverged as error:
            self._on_not_saved(error)
