"""A thread that asks another process one thing after the other, for as long as there is something to ask."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

IDLE_SECONDS = 60.0
"""How long the process is kept after its last answer."""
_PATIENCE_SECONDS = 0.1

Question = Callable[[], Callable[[], None]]
"""Asked on the thread; what it returns is done with the answer on the window's."""


class Questions(Protocol):
    """What is to be asked. Both are called with the thread's `lock` held."""

    def has_question(self) -> bool:
        """Whether anything is to be asked."""

    def next_question(self) -> Question:
        """What is asked next, taken out of what waits."""


class Asked(Protocol):
    """The process."""

    def close(self) -> None:
        """Give everything back; the next question begins anew."""

    def kill(self) -> None:
        """End what is going on on another thread at once, with an error there."""


class AskingThread(QObject):
    """Started by the first question, it ends some time after the last one."""

    _answered = Signal(object)

    def __init__(self, name: str, questions: Questions, asked: Asked, parent: QObject) -> None:
        super().__init__(parent)
        self.lock = threading.Condition()
        """Held by whoever changes what is to be asked."""
        self._name, self._questions, self._asked = name, questions, asked
        self._thread: threading.Thread | None = None
        self._closed = False
        self._answered.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def closed(self) -> bool:
        """True after `close`: nothing is asked any more."""
        return self._closed

    def wake(self) -> None:
        """There may be something to ask. The caller holds the lock."""
        if self._thread is None and not self._closed and self._questions.has_question():
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        self.lock.notify()

    def close(self) -> None:
        """Ask what still waits, but wait for no answer that takes time; then the thread has ended."""
        with self.lock:
            self._closed = True
            self.lock.notify()
            thread = self._thread
        if thread is None:
            return
        while thread.is_alive():  # it may just be starting a process
            self._asked.kill()
            thread.join(_PATIENCE_SECONDS)
        self._asked.close()

    def answer_later(self, act: Callable[[], None]) -> None:
        """Do something on the window's thread as if it were an answer."""
        self._answered.emit(act)

    def _work(self) -> None:
        given_back = False
        while True:
            with self.lock:
                if not given_back:
                    self.lock.wait_for(lambda: self._closed or self._questions.has_question(), IDLE_SECONDS)
                question = self._questions.next_question() if self._questions.has_question() else None
                if question is None and (self._closed or given_back):
                    self._thread = self._thread if self._closed else None
                    return
            given_back = question is None
            if question is None:
                self._asked.close()  # outside the lock: it takes a moment
            else:
                self._answered.emit(question())

    @Slot(object)
    def _hear(self, act: Callable[[], None]) -> None:
        if not self._closed:
            act()
