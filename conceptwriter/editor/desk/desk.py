"""The desk: the one object that outline and page share.

It holds the open project and the view state: the current node, the selected nodes, the caret in the text,
what is folded and what is zoomed into. Views and actions read it and change it; nothing else keeps such
state.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from conceptwriter.editor.desk.fields import Fields
from conceptwriter.editor.desk.in_parts import Changing, InParts, Retracing
from conceptwriter.editor.desk.view_memory import ViewMemory
from conceptwriter.editor.desk.view_state import view_state_of
from conceptwriter.editor.desk.viewpoint import Viewpoint
from conceptwriter.errors import ConceptWriterError
from conceptwriter.outline.history import is_long
from conceptwriter.outline.model import Caret
from conceptwriter.outline.notice import Cause, ChangeNotice
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from conceptwriter.editor.desk.contracts import ProjectLike
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.tree import LanguageView

Item = TypeVar("Item")


class Desk(Viewpoint):
    """An open project, where the writer is in it, and the only way to change it."""

    changed = Signal(object)
    """ChangeNotice: the document changed, however that came about."""
    project_changed = Signal()
    """Another project is on the desk; everything must be redrawn."""
    failed = Signal(str)
    """A message for the user: an edit that could not be done."""

    def __init__(self, project: ProjectLike, parent: QObject | None = None) -> None:
        super().__init__(project.document, view_state_of(project.settings, project.document), parent)
        self._project = project
        self._unsubscribe = project.document.subscribe(self._on_change)
        self.typographic_marks = False
        """Whether straight quotation marks become those of the text's language as they are typed."""
        self.fields = Fields()
        """The fields that may hold text that is not in the document yet."""
        self.parts = InParts(self)
        """What is being changed a part at a time."""
        self.parts.failed.connect(self.failed)
        self.fields.add(self.parts)
        self._memory = ViewMemory(self.view_state, lambda: self._project.settings, self)
        self.shifted.connect(self._memory.save_soon)

    # -- the project ---

    @property
    def project(self) -> ProjectLike:
        """The open project."""
        return self._project

    def open(self, project: ProjectLike) -> None:
        """Put another project on the desk. The previous one is not closed; that is its owner's job.

        The owner has already called `fields.finish`, and did not get here if that failed.
        """
        self.close()
        self._project = project
        self._unsubscribe = project.document.subscribe(self._on_change)
        self.look_at(project.document, view_state_of(project.settings, project.document))
        self.project_changed.emit()
        self.current_changed.emit(self.current)

    def close(self) -> None:
        """Write the view state and stop listening to the document."""
        self.parts.finish()
        self.save_view_state()
        self._unsubscribe()

    def save_view_state(self) -> None:
        """Write folding, zoom, the current node and the language view into the project file."""
        self._memory.save()

    # -- changing the document ---

    def perform(self, operation: Operation, *, edit: bool = False) -> ChangeNotice | None:
        """Do an operation; None (and the signal `failed`) when it cannot be done.

        `edit` puts the caret into the text even if whole nodes were selected before. An operation that does
        not record the caret before it gets the current one, so that undo restores it.
        """
        try:
            return self._project.perform(self._with_caret(operation, edit=edit))
        except ConceptWriterError as error:
            self.failed.emit(str(error))
            return None

    def attempt(self, build: Callable[[], Operation | None], *, edit: bool = False) -> ChangeNotice | None:
        """Build an operation and do it; an error in either emits `failed` and returns None.

        None is also returned when there is nothing to do. Text typed in a field is written first.
        """
        self.fields.commit()
        try:
            operation = build()
            if operation is None:
                return None
            return self._project.perform(self._with_caret(operation, edit=edit))
        except ConceptWriterError as error:
            self.failed.emit(str(error))
            return None

    def _with_caret(self, operation: Operation, *, edit: bool) -> Operation:
        if edit and self.caret is None:
            self._place = replace(self._place, caret=Caret(self.current))
        if operation.caret_before is not None:
            return operation
        return replace(operation, caret_before=self.caret or self.document.caret(self.current))

    def undo(self) -> ChangeNotice | None:
        """Undo the last step; caret and current node return to where it was made.

        Uncommitted text in a field already counts as a step. A long step is undone in parts: None is
        returned, and `parts` is running.
        """
        self.fields.commit()
        history = self.document.history
        if is_long(history.done):
            self.parts.run(Retracing(history.done, self._project.undo))
            return None
        try:
            return self._project.undo()
        except ConceptWriterError as error:
            self.failed.emit(str(error))
            return None

    def redo(self) -> ChangeNotice | None:
        """Do the last undone step again."""
        self.fields.commit()
        history = self.document.history
        if is_long(history.undone):
            self.parts.run(Retracing(history.undone, self._project.redo))
            return None
        try:
            return self._project.redo()
        except ConceptWriterError as error:
            self.failed.emit(str(error))
            return None

    def change_all(
        self,
        found: Iterator[Item],
        build: Callable[[Sequence[Item]], Operation],
        then: Callable[[int], object] = lambda _count: None,
        *,
        label: str,
        name: Callable[[Sequence[Item]], str] | None = None,
    ) -> None:
        """Change all that is found, as one step; if it is much, in parts while the window stays alive.

        See `in_parts.Changing`. `then` gets the number of nodes changed, unless it failed or was stopped.
        """
        self.fields.commit()
        work = Changing(self._project, found, build, partial(self._with_caret, edit=False), label, name)
        self.parts.run(work, lambda: then(work.changed))

    def _on_change(self, notice: ChangeNotice) -> None:
        """Bring the desk in line with the changed document before any view is notified of it."""
        before = self.current
        zoom_lost = self.leave_removed(notice)
        self.changed.emit(notice)
        if zoom_lost:
            self.zoom_changed.emit(ROOT)
            if before != self.current:
                self.current_changed.emit(self.current)
        self.follow(notice, before)

    # -- viewing it in one language ---

    def show_in(self, view: LanguageView | None) -> None:
        """Show the whole document in one language; None: each part in the one it is set to.

        The text does not change, so there is nothing to undo; the caret stays in its node.
        """
        document, caret = self.document, self.caret
        if view == document.view:
            return
        self.fields.commit()
        document.view = view
        self.changed.emit(ChangeNotice(document.revision, Cause.VIEW, "", changed=(ROOT,)))
        if caret is not None:
            self.place_caret(caret.node, caret.position)
            self.caret_changed.emit()  # its surrounding text changed, wherever it is
        self.language_shown.emit(document.shown_language(self.current))
        self.shifted.emit()
