"""Changes of very many nodes: made a part at a time, between the events of the window, as one undo step.

Each part is an operation of its own, complete in the file before the next. A program that is killed in
between leaves the parts made so far, and they are undone together.

Nothing comes between two parts: the rest is done at once before anything else is changed.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from conceptwriter.editor.desk.contracts import ProjectLike
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.history import Step
    from conceptwriter.outline.notice import ChangeNotice

Item = TypeVar("Item")

AT_ONCE = 60
"""Nodes that are changed at once: with the file and the views, less than a frame."""
FIRST_PART, SMALLEST_PART = 30, 8
"""Nodes. How many follow depends on how long the part before took."""
PART_SECONDS = 0.006
"""Of processor time: waiting for the disk takes as long whatever the size of a part."""

_HARMLESS = {
    Qt.Key.Key_Escape,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
}
"""Keys that change no text."""


class Work(Protocol):
    """What is done in parts."""

    @property
    def label(self) -> str:
        """The name of the step."""

    @property
    def done(self) -> int: ...

    @property
    def total(self) -> int:
        """Nodes or parts; 0 while it is not known."""

    def some(self, *, whole: bool) -> bool:
        """Do a part, or all that is left; True when more is left. Raises ConceptWriterError."""


class Changing(Generic[Item]):
    """Changes that are prepared, all of them, and then made."""

    def __init__(
        self,
        project: ProjectLike,
        found: Iterator[Item],
        build: Callable[[Sequence[Item]], Operation],
        with_caret: Callable[[Operation], Operation],
        label: str,
        name: Callable[[Sequence[Item]], str] | None = None,
    ) -> None:
        """`found` raises ConceptWriterError if they are impossible: nothing is changed then.

        `build` makes an operation of some of them, as the document is then. `name`: a label that depends on
        what there is.
        """
        self._project, self._build, self._with_caret, self._name = project, build, with_caret, name
        self._found: Iterator[Item] | None = found
        self.items: list[Item] = []
        self.label = label
        self.done = 0
        self.changed = 0
        """How many nodes are different now."""
        self._size = FIRST_PART
        self._time = time.time()

    @property
    def total(self) -> int:
        """How many there are; 0 while that is not known."""
        return 0 if self._found is not None else len(self.items)

    def some(self, *, whole: bool) -> bool:
        """Prepare for as long as a part may take, or make the next part."""
        if self._found is not None:
            end = time.perf_counter() + PART_SECONDS
            for item in self._found:
                self.items.append(item)
                if not whole and time.perf_counter() > end:
                    return True
            self._found = None
            self.label = self._name(self.items) if self._name is not None else self.label
            if not whole and len(self.items) > AT_ONCE:
                return True
            whole = True
        start = time.thread_time()
        size = len(self.items) - self.done if whole else self._size
        some = self.items[self.done : self.done + size]
        if some:
            self._make(some)
        spent = time.thread_time() - start
        self._size = max(SMALLEST_PART, min(2 * size, int(size * PART_SECONDS / max(spent, 0.001))))
        return self.done < len(self.items)

    def _make(self, some: Sequence[Item]) -> None:
        operation = self._build(some)
        if len(some) < len(self.items):
            operation = replace(operation, group=f"{self._time:.6f}", merge_key=None)
        operation = replace(operation, label=self.label, time=self._time)
        if operation.changes:
            self.changed += len(self._project.perform(self._with_caret(operation)).changed)
        self.done += len(some)


class Retracing:
    """A step that was made in parts is undone, or redone."""

    def __init__(self, steps: list[Step], step: Callable[..., ChangeNotice | None]) -> None:
        """`steps`: those that are left, the next at the end."""
        self._steps, self._step = steps, step
        first = steps[-1]
        self.label = first.label
        self.done = 0
        self.total = sum((one.label, one.time) == (first.label, first.time) for one in steps)

    def some(self, *, whole: bool) -> bool:
        """Undo the next parts."""
        end = time.perf_counter() + PART_SECONDS / 2
        while True:
            last = self._steps[-1]
            if self._step(one_part=not whole) is None:
                return False
            self.done += 1
            if not self._steps or not self._steps[-1].is_part_with(last):
                return False
            if time.perf_counter() > end:
                return True


class InParts(QObject):
    """One piece of work at a time; a field too, which has to be written before anything else happens."""

    began = Signal(object)
    """Work that is not done at once."""
    advanced = Signal(object)
    """The same work, after another part."""
    ended = Signal(object, bool)
    """The same work, and whether it was stopped before the end."""
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Work | None = None
        self._then: Callable[[], object] | None = None
        self._is_making = False
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._part)

    @property
    def is_running(self) -> bool:
        """Whether something is being done."""
        return self._work is not None

    def run(self, work: Work, then: Callable[[], object] | None = None) -> None:
        """Do this, and then call `then` unless it was stopped or failed; at once if it is little."""
        self.finish()
        self._work, self._then = work, then
        if self._do(whole=False):
            application = QCoreApplication.instance()
            if application is not None:
                application.installEventFilter(self)
            self.began.emit(work)
            self._next.start()

    def stop(self) -> None:
        """Leave it at what is done so far."""
        self._end(stopped=True)

    def finish(self) -> None:
        """Do the rest now."""
        if self._work is not None and not self._is_making:
            self._do(whole=True)

    def commit(self) -> bool:
        """As a field: write what is not in the document yet."""
        self.finish()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Before something is typed, the text must be the one that will be there."""
        kind = event.type()
        if kind in (QEvent.Type.InputMethod, QEvent.Type.Drop) or (
            kind == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and Qt.Key(event.key()) not in _HARMLESS
        ):
            self.finish()
        return super().eventFilter(watched, event)

    def _part(self) -> None:
        if self._work is not None and self._do(whole=False):
            self.advanced.emit(self._work)
            self._next.start()

    def _do(self, *, whole: bool) -> bool:
        """Do a part or the rest; True when more is left."""
        work = self._work
        if work is None or self._is_making:
            return False
        self._is_making = True
        try:
            more = work.some(whole=whole)
        except ConceptWriterError as error:
            self._is_making = False
            self._end(stopped=True)
            self.failed.emit(str(error))
            return False
        finally:
            self._is_making = False
        if not more:
            self._end(stopped=False)
        return more

    def _end(self, *, stopped: bool) -> None:
        work, then = self._work, self._then
        if work is None:
            return
        self._next.stop()
        self._work = self._then = None
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.ended.emit(work, stopped)
        if then is not None and not stopped:
            then()
