"""Has texts checked on another thread, which waits for another process; remembers what was found."""

from __future__ import annotations

import logging
import threading
from collections import deque
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from conceptwriter.assistant import Finding
    from conceptwriter.glossary import Glossary
    from conceptwriter.review import Pair

AT_ONCE = 16
"""Pairs in one request: a confirmed sentence waits for no more than these."""
IDLE_SECONDS = 60.0
"""How long the process is kept after its last answer."""
_PATIENCE_SECONDS = 0.1
_MOST_FAILURES = 3
_MOST_OF_THE_PAST = 1000
_log = logging.getLogger(__name__)


class Checker(Protocol):
    """What checks: `conceptwriter.review.process.CheckingProcess`."""

    def check(self, pairs: Sequence[Pair]) -> Sequence[tuple[Finding, ...]]:
        """The findings on each. Raises ConceptWriterError."""

    def use(self, glossaries: Sequence[Glossary]) -> None:
        """Check the terms of these from now on. Raises ConceptWriterError."""

    def close(self) -> None:
        """Give everything back; the next `check` begins anew."""

    def kill(self) -> None:
        """End a `check` on another thread at once, with an error there."""


class Checking(QObject):
    """The findings on pairs, as far as they are known. Without a checker nothing is ever found."""

    found = Signal(object)
    """list[Pair]: their findings are known now."""
    failed = Signal(str)
    _answered = Signal(object, object, object)
    _broken = Signal(str)

    def __init__(self, checker: Checker | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checker = checker
        self._known: dict[Pair, tuple[Finding, ...]] = {}
        self._waiting: deque[Pair] = deque()
        self._asked: set[Pair] = set()
        """Those that wait, and those being checked."""
        self._glossaries: tuple[Glossary, ...] = ()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._failures = 0
        queued = Qt.ConnectionType.QueuedConnection
        self._answered.connect(self._keep, queued)
        self._broken.connect(self._fail, queued)

    @property
    def waiting(self) -> int:
        """How many pairs are still to be checked."""
        return len(self._asked)

    def findings(self, pair: Pair) -> tuple[Finding, ...] | None:
        """What was found; None: not checked yet."""
        return () if self._checker is None else self._known.get(pair)

    def want(self, pairs: Iterable[Pair], *, first: bool = False) -> None:
        """Have these checked, `first` before all others."""
        if self._checker is None or self._closed or self._failures >= _MOST_FAILURES:
            return
        with self._changed:
            for pair in pairs:
                if pair in self._known or (pair in self._asked and not first):
                    continue
                self._asked.add(pair)
                if first:
                    self._waiting.appendleft(pair)
                else:
                    self._waiting.append(pair)
            if self._waiting and self._thread is None:
                self._thread = threading.Thread(target=self._work, name="task: checks", daemon=True)
                self._thread.start()
            self._changed.notify()

    def keep_only(self, pairs: Collection[Pair]) -> None:
        """Forget what was found in others, once that is more than half of all."""
        if len(self._known) > 2 * len(pairs) + _MOST_OF_THE_PAST:
            self._known = {pair: found for pair, found in self._known.items() if pair in pairs}

    def use(self, glossaries: Sequence[Glossary]) -> None:
        """Check the terms of these from now on; what was found before counts no more."""
        with self._changed:
            self._glossaries = tuple(glossaries)
        self._known.clear()
        self.begin_anew()

    def begin_anew(self) -> None:
        """Another document: what waits is of no use, and failures are forgiven."""
        with self._changed:
            self._waiting.clear()
        self._asked.clear()
        self._failures = 0

    def close(self) -> None:
        """Stop at once, and wait for the thread."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._asked.clear()
            self._changed.notify()
        thread = self._thread
        if self._checker is None or thread is None:
            return
        while thread.is_alive():  # it may just be starting a process
            self._checker.kill()
            thread.join(_PATIENCE_SECONDS)
        self._checker.close()

    # On the thread

    def _work(self) -> None:
        assert self._checker is not None
        given_back = False
        told: tuple[Glossary, ...] | None = None
        while True:
            with self._changed:
                if not self._waiting and not self._closed and not given_back:
                    self._changed.wait(IDLE_SECONDS)
                if self._closed:
                    return
                if not self._waiting and given_back:
                    self._thread = None
                    return
                glossaries = self._glossaries
                pairs = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            given_back = not pairs
            if given_back:
                self._checker.close()  # outside the lock: it takes a moment
                continue
            try:
                if told is not glossaries:
                    self._checker.use(glossaries)
                    told = glossaries
                self._answered.emit(pairs, self._checker.check(pairs), glossaries)
            except ConceptWriterError as error:
                with self._changed:
                    self._waiting.clear()
                self._broken.emit(str(error))

    # On the window's

    @Slot(object, object, object)
    def _keep(
        self, pairs: list[Pair], findings: Sequence[tuple[Finding, ...]], glossaries: tuple[Glossary, ...]
    ) -> None:
        if self._closed or glossaries is not self._glossaries:
            return
        self._failures = 0
        self._known.update(zip(pairs, findings, strict=True))
        self._asked.difference_update(pairs)
        self.found.emit(pairs)

    @Slot(str)
    def _fail(self, why: str) -> None:
        """The rest is tried again with the next change, so often."""
        if self._closed:
            return
        _log.warning("%s", why)
        self._failures += 1
        self._asked.clear()
        self.failed.emit(why)
