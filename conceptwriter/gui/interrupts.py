"""Ctrl+C in the terminal and a termination signal close the window as its button would.

Qt's event loop is native code: Python's own handlers would run only when some Python code happens to run. So
the signal writes a byte to a socket that the event loop watches.
"""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier

if TYPE_CHECKING:
    from collections.abc import Callable

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)


class Interrupts(QObject):
    """From now until `release`, a termination signal calls `close`. Create it on the main thread."""

    def __init__(self, close: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._close = close
        self._reading, self._writing = socket.socketpair()
        for end in (self._reading, self._writing):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_interrupt)
        self._wakeup_before = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._handlers_before = {number: signal.signal(number, _ignore) for number in SIGNALS}

    def _on_interrupt(self) -> None:
        if self._reading.recv(4096):
            self._close()

    def release(self) -> None:
        """Restore the previous signal handlers."""
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        self._reading.close()
        self._writing.close()


def _ignore(_number: int, _frame: object) -> None:
    """A handler must exist, or Python would write no byte to the socket."""
