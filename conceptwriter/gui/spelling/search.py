"""Finding the next misspelt word, in slices: words may have to be asked for on the way."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from conceptwriter.outline import ROOT, Kind

if TYPE_CHECKING:
    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.spelling.keeper import SpellKeeper
    from conceptwriter.outline import NodeId
    from conceptwriter.spelling.whole import Misspelling

SLICE_SECONDS = 0.004


class MisspeltSearch(QObject):
    """From the caret to the end, then from the beginning to the caret. A change of the document ends it."""

    found = Signal(object)
    """Misspelling"""
    none = Signal()
    """There is no misspelt word."""

    def __init__(self, desk: Desk, keeper: SpellKeeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._keeper = desk, keeper
        self._node: NodeId | None = None
        """The next node to look at; None: nothing is being looked for."""
        self._start: NodeId = ROOT
        self._after = 0
        self._wraps = False
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._slice)
        keeper.changed.connect(self._resume)
        desk.changed.connect(lambda _notice: self.stop())
        desk.project_changed.connect(self.stop)

    def start(self) -> None:
        """Look for the next one after the caret."""
        desk, caret = self._desk, self._desk.caret
        self._start = self._node = desk.current
        self._after = 0
        if caret is not None:
            self._after = (
                max(caret.position, caret.anchor or 0) if caret.anchor_node is None else caret.position
            )
        self._wraps = False
        self._next.start()

    def stop(self) -> None:
        """Stop looking."""
        self._node = None
        self._next.stop()

    def _resume(self) -> None:
        if self._node is not None:
            self._next.start()

    def _slice(self) -> None:
        end = time.perf_counter() + SLICE_SECONDS
        while self._node is not None:
            node = self._node
            there = self._shown(node)
            if there is None:
                return  # words were asked for; the keeper says when more is known
            for one in there:
                if node != self._start or (one.start >= self._after) is not self._wraps:
                    self.stop()
                    self.found.emit(one)
                    return
            if node == self._start and self._wraps:
                self.stop()
                self.none.emit()
                return
            self._step(node)
            if time.perf_counter() > end:
                self._next.start()
                return

    def _step(self, node: NodeId) -> None:
        following = self._desk.document.following(node)
        self._node = ROOT if following is None else following
        if self._node == self._start or following is None:
            self._wraps = True

    def _shown(self, node: NodeId) -> list[Misspelling] | None:
        """What is misspelt in a node, where its text is part of the text of the document."""
        document = self._desk.document
        is_summary = document.node(node).kind is Kind.PARAGRAPH and node != self._start
        if is_summary or self._desk.hides(node):
            return []
        return self._keeper.misspellings(node)
