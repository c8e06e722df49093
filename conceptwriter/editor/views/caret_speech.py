"""Says at the caret what others see as lines under the text: a misspelt word, a sentence to be checked.

Qt's text interface says of a stretch of text only how it is formatted. "invalid:spelling" is none of its
attributes, and PySide has no way to add one. So it is announced as the caret comes there, and the field's
description has it for the whole row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from conceptwriter.editor.views.margin_notes import reasons_to_review
from conceptwriter.editor.views.marks import Mark, mark_text, marks_of

if TYPE_CHECKING:
    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.face import RowFace
    from conceptwriter.editor.strip.row_editor import RowEditor
    from conceptwriter.editor.views.row_states import RowStates
    from conceptwriter.outline.document import Document
    from conceptwriter.outline.model import NodeId

_TO_CHECK = frozenset({Mark.MISSING, Mark.STALE, Mark.DOUBTFUL, Mark.OUTDATED})


def words_about_row(document: Document, face: RowFace, typing_at: int | None = None) -> list[str]:
    """What is to be checked in a row: its sentences' marks, the reasons for a review, the misspelt words."""
    nodes = [span.node for span in face.text.spans]
    found = {mark for node in nodes for mark in marks_of(document, node)}
    words = [mark_text(mark) for mark in Mark if mark in found]
    reasons = [reason for node in nodes for reason in reasons_to_review(document, node)]
    reasons += [reason for _, reason in face.reasons_at_places(typing_at)]
    words += dict.fromkeys(reasons)
    misspelt = [face.text.text[start:end] for start, end in face.misspelt(typing_at)]
    return [*words, misspelt_text(", ".join(misspelt))] if misspelt else words


def misspelt_text(words: str) -> str:
    """`Misspelt: teh`."""
    return QCoreApplication.translate("Speech", "Misspelt: {words}").format(words=words)


class CaretSpeech(QObject):
    """Speaks for the live editor of one view, if a screen reader listens."""

    def __init__(self, desk: Desk, editor: RowEditor, states: RowStates, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._editor, self._states = desk, editor, states
        self._node: NodeId | None = None
        self._said: set[str] = set()
        """Reasons that were announced since the caret came to the node."""
        self._word: tuple[NodeId, int, int] | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._look)
        desk.caret_changed.connect(self.look_soon)

    def look_soon(self) -> None:
        """The caret has moved, or more is known about the words or from the checks."""
        if QAccessible.isActive():
            self._soon.start()

    def _look(self) -> None:
        face, caret, field = self._editor.face, self._desk.caret, self._editor.field
        position = None if face is None or caret is None else face.text.place(caret)
        if face is None or caret is None or position is None or not field.hasFocus():
            self._node = self._word = None
            return
        document, typing_at = self._desk.document, self._states.typing_at
        description = ", ".join(words_about_row(document, face, typing_at))
        if description != field.accessibleDescription():
            field.setAccessibleDescription(description)
        news: list[str] = []
        if caret.node != self._node:
            self._node = caret.node
            self._said.clear()
            news += [mark_text(mark) for mark in marks_of(document, caret.node) if mark in _TO_CHECK]
        reasons = [*reasons_to_review(document, caret.node), *_found_in(face, caret.node, typing_at)]
        news += [reason for reason in dict.fromkeys(reasons) if reason not in self._said]
        self._said.update(reasons)
        place = _misspelt_at(face, position, typing_at)
        word = None if place is None else (caret.node, *place)
        if word != self._word:
            self._word = word
            news += [misspelt_text(face.text.text[place[0] : place[1]])] if place is not None else []
        if news:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(field, ", ".join(news)))


def _found_in(face: RowFace, node: NodeId, typing_at: int | None) -> list[str]:
    """What checks have found in the text of one node of a row; they may answer after the caret came."""
    span = face.text.span_of(node)
    if span is None:
        return []
    return [reason for start, reason in face.reasons_at_places(typing_at) if span.start <= start < span.end]


def _misspelt_at(face: RowFace, position: int, typing_at: int | None) -> tuple[int, int] | None:
    """The misspelt word that the caret touches, or that was typed just before."""
    for start, end in face.misspelt(typing_at):
        was_typed = typing_at is not None and not any(map(str.isalnum, face.text.text[end:position]))
        if start <= position and (position <= end or was_typed):
            return start, end
    return None
