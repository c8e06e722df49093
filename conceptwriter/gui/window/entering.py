"""Puts many texts into the document a few at a time, so that typing goes on between them."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from conceptwriter.outline.history import later_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from conceptwriter.editor.desk import Desk
    from conceptwriter.outline import Operation

Item = TypeVar("Item")

AT_ONCE = 40
"""Texts in one change: with the file and the views, a few milliseconds."""
MOST_IN_A_STEP = 1500
"""Texts in one undo step; it is rewritten with each part."""


class Entering(Generic[Item]):
    """Items become changes of the document, in order, all in one undo step if they are not too many.

    The first few are entered at once. If the writer undoes something meanwhile, the rest is given up: it
    would discard what can be redone.
    """

    def __init__(
        self,
        desk: Desk,
        build: Callable[[Sequence[Item], str], Operation | None],
        step_key: str,
        parent: QObject,
    ) -> None:
        """`build` makes an operation from a few items as the document is then, with this merge key."""
        self._desk, self._project, self._build = desk, desk.project, build
        self.step_key = step_key
        """Merge key of the undo step that the next texts belong to."""
        self.entered = 0
        """How many nodes got a text."""
        self._in_step = 0
        self._waiting: deque[Item] = deque()
        self._undone = 0
        self._then: Callable[[], object] | None = None
        self._next = QTimer(parent, singleShot=True, interval=0)
        self._next.timeout.connect(self._enter_some)

    def enter(self, items: Iterable[Item]) -> None:
        """Enter these after those that wait."""
        if not self._waiting:
            self._undone = len(self._desk.document.history.undone)
        self._waiting.extend(items)
        if self._waiting and not self._next.isActive():
            self._enter_some()

    def when_done(self, act: Callable[[], object]) -> None:
        """Call `act` when nothing waits any more; at once if that is now."""
        self._then = act
        if not self._waiting:
            self._end()

    def _enter_some(self) -> None:
        if self._desk.project is not self._project:
            self._waiting.clear()
            return
        if len(self._desk.document.history.undone) > self._undone:
            self._waiting.clear()
        some = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
        if some:
            if self._in_step > MOST_IN_A_STEP:
                self.step_key, self._in_step = later_key(time.time()), 0
            self._in_step += len(some)
            done = self._desk.attempt(lambda: self._build(some, self.step_key))
            self.entered += len(done.changed) if done is not None else 0
            self._undone = len(self._desk.document.history.undone)
        if self._waiting:
            self._next.start()
        else:
            self._end()

    def _end(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            self._next.deleteLater()
            then()
