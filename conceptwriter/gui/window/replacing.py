"""Replacing what the find bar found: computed first, then done as one step or not at all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from conceptwriter.gui.window.sweep import Sweep
from conceptwriter.outline.patterns import SearchBudget
from conceptwriter.outline.search import (
    Change,
    Match,
    Passage,
    Query,
    changes_in,
    possible,
    replace_passages,
    replaceable,
    replacements_of,
    replacing_label,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from conceptwriter.editor.desk import Desk


class Replacing(QObject):
    """Computes the replacements. Errors are reported through the desk."""

    worked_out = Signal(list)
    """All changes, in reading order."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._changes: list[Change] = []
        self._sweep = Sweep(self)
        self._sweep.found.connect(self._changes_found)
        self._sweep.failed.connect(lambda error: desk.failed.emit(str(error)))
        self._sweep.ended.connect(self._end)
        self._sweep.overtaken.connect(
            lambda: desk.failed.emit(
                self.tr("The text changed while it was searched. Nothing was replaced; try again.")
            )
        )

    def work_out(
        self, query: Query, words: str, *, preserve_case: bool, chosen: Container[Match] | None = None
    ) -> None:
        """Start; `worked_out` follows, at once if that takes no time. `chosen` None: at all places."""
        self._changes = []
        look = partial(_changes, query=query, words=words, preserve_case=preserve_case, chosen=chosen)
        self._sweep.start(replaceable(self._desk.document, query), look, on_thread=query.regex)

    def stop(self) -> None:
        """Drop the running computation."""
        self._sweep.stop()

    def finish(self) -> None:
        """Run to the end now."""
        self._sweep.finish()

    def do(self, changes: Sequence[Change], then: Callable[[], object]) -> None:
        """Do the changes as one step, and call `then` if that was possible."""
        document = self._desk.document
        self._desk.change_all(
            possible(document, replacements_of(changes)),
            lambda some: replace_passages(document, some),
            lambda _nodes: then(),
            label="Replace",
            name=replacing_label,
        )

    def _changes_found(self, changes: list[Change]) -> None:
        self._changes.extend(changes)

    def _end(self) -> None:
        changes, self._changes = self._changes, []
        self.worked_out.emit(changes)


def _changes(
    texts: Iterable[Passage],
    patience: SearchBudget,
    *,
    query: Query,
    words: str,
    preserve_case: bool,
    chosen: Container[Match] | None,
) -> Iterator[Change]:
    found = changes_in(texts, query, words, patience, preserve_case=preserve_case)
    return (change for change in found if chosen is None or change.match in chosen)
