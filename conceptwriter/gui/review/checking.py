"""Has texts checked on another thread, which waits for another process; remembers what was found."""

from __future__ import annotations

import logging
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from conceptwriter.errors import ConceptWriterError
from conceptwriter.gui.jobs.asking_thread import AskingThread

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from conceptwriter.assistant import Finding
    from conceptwriter.glossary import Glossary
    from conceptwriter.gui.jobs.asking_thread import Question
    from conceptwriter.review import Pair

AT_ONCE = 16
"""Pairs in one request: a confirmed sentence waits for no more than these."""
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

    def __init__(self, checker: Checker | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checker = checker
        self._known: dict[Pair, tuple[Finding, ...]] = {}
        self._waiting: deque[Pair] = deque()
        self._asked: set[Pair] = set()
        """Those that wait, and those being checked."""
        self._glossaries: tuple[Glossary, ...] = ()
        self._told: tuple[Glossary, ...] | None = None
        """Those that the checker uses."""
        self._failures = 0
        self._thread = None if checker is None else AskingThread("task: checks", self, checker, self)

    @property
    def waiting(self) -> int:
        """How many pairs are still to be checked."""
        return len(self._asked)

    def findings(self, pair: Pair) -> tuple[Finding, ...] | None:
        """What was found; None: not checked yet."""
        return () if self._checker is None else self._known.get(pair)

    def want(self, pairs: Iterable[Pair], *, first: bool = False) -> None:
        """Have these checked, `first` before all others."""
        thread = self._thread
        if thread is None or thread.closed or self._failures >= _MOST_FAILURES:
            return
        with thread.lock:
            for pair in pairs:
                if pair in self._known or (pair in self._asked and not first):
                    continue
                self._asked.add(pair)
                if first:
                    self._waiting.appendleft(pair)
                else:
                    self._waiting.append(pair)
            thread.wake()

    def keep_only(self, pairs: Collection[Pair]) -> None:
        """Forget what was found in others, once that is more than half of all."""
        if len(self._known) > 2 * len(pairs) + _MOST_OF_THE_PAST:
            self._known = {pair: found for pair, found in self._known.items() if pair in pairs}

    def use(self, glossaries: Sequence[Glossary]) -> None:
        """Check the terms of these from now on; what was found before counts no more."""
        self._glossaries = tuple(glossaries)
        self._known.clear()
        self.begin_anew()

    def begin_anew(self) -> None:
        """Another document: what waits is of no use, and failures are forgiven."""
        self._drop_waiting()
        self._failures = 0

    def close(self) -> None:
        """Stop at once, and wait for the thread."""
        self._drop_waiting()
        if self._thread is not None:
            self._thread.close()

    def _drop_waiting(self) -> None:
        if self._thread is not None:
            with self._thread.lock:
                self._waiting.clear()
        self._asked.clear()

    # What is asked next, with the lock held

    def has_question(self) -> bool:
        """Whether pairs wait."""
        return bool(self._waiting)

    def next_question(self) -> Question:
        """The next pairs."""
        assert self._checker is not None
        pairs = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
        return partial(self._check, self._checker, pairs, self._glossaries)

    # On the thread

    def _check(
        self, checker: Checker, pairs: list[Pair], glossaries: tuple[Glossary, ...]
    ) -> Callable[[], None]:
        try:
            if glossaries is not self._told:
                checker.use(glossaries)
                self._told = glossaries
            return partial(self._keep, pairs, checker.check(pairs), glossaries)
        except ConceptWriterError as error:
            assert self._thread is not None
            with self._thread.lock:
                self._waiting.clear()
            return partial(self._fail, str(error))

    # On the window's

    def _keep(
        self, pairs: list[Pair], findings: Sequence[tuple[Finding, ...]], glossaries: tuple[Glossary, ...]
    ) -> None:
        if glossaries is not self._glossaries:
            return
        self._failures = 0
        self._known.update(zip(pairs, findings, strict=True))
        self._asked.difference_update(pairs)
        self.found.emit(pairs)

    def _fail(self, why: str) -> None:
        """The rest is tried again with the next change, so often."""
        _log.warning("%s", why)
        self._failures += 1
        self._asked.clear()
        self.failed.emit(why)
