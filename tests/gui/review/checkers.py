"""Checkers for tests: one in this process, one that waits, one that fails."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from conceptwriter.assistant import Finding
from conceptwriter.glossary import Glossary
from conceptwriter.review import Pair
from conceptwriter.review.checker import PairChecker
from conceptwriter.review.process import CheckingFailed


class HereChecker:
    """Checks in this process; `asked` are the pairs, in the order they came."""

    def __init__(self) -> None:
        self._checker = PairChecker()
        self.asked: list[Pair] = []
        self.closed = 0

    def check(self, pairs: Sequence[Pair]) -> list[tuple[Finding, ...]]:
        self.asked += pairs
        return [self._checker.check(pair) for pair in pairs]

    def use(self, glossaries: Sequence[Glossary]) -> None:
        self._checker = PairChecker(glossaries)

    def close(self) -> None:
        self.closed += 1

    def kill(self) -> None:
        pass


class HeldChecker(HereChecker):
    """Answers when `release` is called; `kill` makes it fail."""

    def __init__(self) -> None:
        super().__init__()
        self._go = threading.Event()
        self._killed = False
        self.holds = False
        """Somebody waits for an answer."""

    def check(self, pairs: Sequence[Pair]) -> list[tuple[Finding, ...]]:
        self.holds = True
        assert self._go.wait(20)
        if self._killed:
            raise CheckingFailed("killed")
        return super().check(pairs)

    def release(self) -> None:
        self._go.set()

    def kill(self) -> None:
        self._killed = True
        self._go.set()


class BrokenChecker(HereChecker):
    """Fails each time, until it is `mended`."""

    mended = False

    def check(self, pairs: Sequence[Pair]) -> list[tuple[Finding, ...]]:
        if self.mended:
            return super().check(pairs)
        self.asked += pairs
        raise CheckingFailed("It is broken.")
