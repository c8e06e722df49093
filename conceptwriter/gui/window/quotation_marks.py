"""Gives the selection or the whole document the quotation marks of its languages, or straight ones."""

from __future__ import annotations

import time
from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.outline import ROOT
from conceptwriter.outline.quotation_marks import (
    WHOLE,
    MarkChange,
    Part,
    PartOf,
    change_marks,
    mark_changes,
    marks_label,
    still_there,
)
from conceptwriter.outline.ranges import nodes_in_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from conceptwriter.editor.desk import Desk
    from conceptwriter.outline import ChangeNotice, NodeId

SLICE_SECONDS = 0.006
TOPIC = "quotation marks"


class QuotationMarks(QObject):
    """One per window. The texts are looked at in slices; then all changes are made as one step, or none."""

    def __init__(self, desk: Desk, post: Callable[[Notice], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._post = desk, post
        self._walk: Iterator[list[MarkChange]] | None = None
        self._found: list[MarkChange] = []
        self._straight = False
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._slice)
        desk.changed.connect(self._overtaken)
        desk.project_changed.connect(self.stop)

    def convert(self, *, straight: bool = False) -> None:
        """Change the selected text or branches; where nothing is selected, the whole document."""
        self._desk.fields.commit()
        self._straight, self._found = straight, []
        nodes, part_of = self._scope()
        self._walk = mark_changes(self._desk.document, nodes, part_of, straight=straight)
        self._slice()

    def convert_node(self, node: NodeId) -> None:
        """Give the text of one node, as it is shown, the marks of its language."""
        self._desk.fields.commit()
        self._straight, self._found = False, []
        self._walk = mark_changes(self._desk.document, [node], lambda other: WHOLE if other == node else None)
        self.finish()

    def stop(self) -> None:
        """Give up; nothing is changed."""
        self._next.stop()
        self._walk, self._found = None, []

    def finish(self) -> None:
        """Do the rest now."""
        while self._walk is not None:
            self._slice()

    def _scope(self) -> tuple[Iterable[NodeId], PartOf]:
        desk, document = self._desk, self._desk.document
        ends = desk.text_range
        if ends is not None:
            first, last = ends
            parts: dict[NodeId, Part] = dict.fromkeys(nodes_in_range(document, first, last), WHOLE)
            parts[last.node] = (0, last.position)
            parts[first.node] = (first.position, parts[first.node][1])
            return parts, parts.get
        if desk.editing:
            return document.subtree(ROOT), lambda _: WHOLE
        tops = desk.selection

        def chosen(node: NodeId) -> Part | None:
            return WHOLE if any(document.is_under(node, top) for top in tops) else None

        return chain.from_iterable(map(document.subtree, tops)), chosen

    def _slice(self) -> None:
        end = time.perf_counter() + SLICE_SECONDS
        while self._walk is not None:
            found = next(self._walk, None)
            if found is None:
                self._end()
                return
            self._found += found
            if time.perf_counter() > end:
                self._next.start()
                return

    def _end(self) -> None:
        changes, self._walk, self._found = self._found, None, []
        if not changes:
            self._post(Notice(self.tr("There are no quotation marks to change."), Tone.GOOD, topic=TOPIC))
            return
        document, straight = self._desk.document, self._straight
        self._desk.change_all(
            still_there(document, changes),
            lambda some: change_marks(document, some, straight=straight),
            lambda _nodes: self._report(len(changes)),
            label=marks_label(straight=straight),
        )

    def _report(self, texts: int) -> None:
        words = self.tr("Quotation marks changed in %Ln text(s).", "", texts)
        self._post(Notice(words, Tone.GOOD, self.tr("Undo"), self._desk.undo, topic=TOPIC))

    def _overtaken(self, _notice: ChangeNotice) -> None:
        if self._walk is None:
            return
        self.stop()
        words = self.tr("The text changed meanwhile. No quotation mark was changed; try again.")
        self._post(Notice(words, Tone.WARN, topic=TOPIC))
