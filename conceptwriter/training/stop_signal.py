"""A request to end a long run, which then saves before it does."""

from __future__ import annotations

import signal
import threading
from contextlib import AbstractContextManager
from types import FrameType, TracebackType
from typing import Any, Self


class StopSignal(AbstractContextManager["StopSignal"]):
    """Whether Ctrl-C or a termination signal requested the end; a second Ctrl-C aborts at once."""

    def __init__(self) -> None:
        self.is_set = False
        self._former: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for which in (signal.SIGINT, signal.SIGTERM):
                self._former[which] = signal.signal(which, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for which, former in self._former.items():
            signal.signal(which, former)

    def _note(self, which: int, _: FrameType | None) -> None:
        if self.is_set and which == signal.SIGINT:
            raise KeyboardInterrupt
        self.is_set = True
