"""A strip of rows with the live editor over the one the caret is in: typing changes the document."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QTextCharFormat
from PySide6.QtWidgets import QApplication

from conceptwriter.gui.strip.editor import LiveEditor
from conceptwriter.gui.strip.face import RowFace, Spot
from conceptwriter.gui.strip.row_strip import OFF_SCREEN, RowSource, RowStrip
from conceptwriter.gui.strip.row_text import Typed, typing
from conceptwriter.gui.strip.text_block import Stretch
from conceptwriter.gui.views.sentences import begins_sentence, cut_into_sentences, may_be_cut
from conceptwriter.gui.views.source_above import source_wanted, spoken_source
from conceptwriter.gui.views.text_face import stretch_of
from conceptwriter.outline.model import Caret, NodeId
from conceptwriter.outline.sketch import typing_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from conceptwriter.gui.desk import Desk
    from conceptwriter.gui.strip.row_text import RowText, Span
    from conceptwriter.gui.strip.shades import Shades
    from conceptwriter.gui.views.structure import StructureCommands
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document


class TranslatingRows(RowSource, Protocol):
    """Rows that can show the source of what is being translated in one of them."""

    translated: NodeId | None


class EditedStrip(RowStrip):
    """Rows of text that are edited in place. The caret is the desk's; the editor only shows it."""

    flows = False
    source: TranslatingRows

    def __init__(self, desk: Desk, commands: StructureCommands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.commands = commands
        self._edited: NodeId | None = None
        self._from_editor = False
        self.editor = LiveEditor(self.viewport())
        self.editor.hide()
        self.editor.paste_filter = self._paste
        self.editor.typed.connect(self._typed)
        self.editor.caret_moved.connect(self._caret_moved)
        self.editor.composing.connect(desk.set_composing)
        self.editor.resized.connect(self._editor_resized)

    # -- what subclasses say ---

    def key_of(self, node: NodeId) -> NodeId:
        """The node in whose row a node is shown."""
        raise NotImplementedError

    def spots_of(self, key: NodeId) -> tuple[Spot, ...]:  # noqa: ARG002
        """Stretches of a row's text to mark."""
        return ()

    # -- the live editor ---

    @property
    def leads(self) -> bool:
        """True when this view has the live editor."""
        return self.desk.lead is self

    @property
    def has_keyboard(self) -> bool:
        """True when keys come here."""
        return self.hasFocus() or self.editor.hasFocus()

    @property
    def edited(self) -> NodeId | None:
        """Key of the row that is being edited here."""
        return self._edited

    def steady_row(self) -> NodeId | None:
        """Where one writes, nothing moves."""
        return self._edited

    def _lead_changed(self) -> None:
        self.sync_editor()
        self.viewport().update()

    def restyle(self) -> None:
        """Fonts and colours anew."""
        super().restyle()
        if self.rows:
            self.sync_editor()

    def sync_editor(self) -> None:
        """Bring the live editor in line with the caret on the desk."""
        caret = self.desk.caret
        self._show_source(source_wanted(self.desk) if self.leads else None)
        if caret is None or not self.leads or caret.node not in self.desk.document:
            self.close_editor()
            return
        if self.row_width <= 0:
            return  # nothing is laid out yet; it is done when the view is shown
        key = self.key_of(caret.node)
        face = self.face_of(key) if self.row_of(key) >= 0 else None
        position = face.text.place(caret) if face is not None else None
        if face is None or position is None:
            self.close_editor()
            if self.has_keyboard:
                self.desk.leave_text()
            return
        if not self._from_editor or self.editor.text != face.text.text or key != self._edited:
            self._load(key, face, position, self._anchor_in_row(key, face, caret))
        self._mark_spots(key)

    def _show_source(self, node: NodeId | None) -> None:
        """Show the source of one node over its row; the text in that row stays where it is on the screen."""
        before = self.source.translated
        if node == before:
            return
        self.source.translated = node
        self.editor.setAccessibleDescription(spoken_source(self.desk.document, node))
        keys = [self.key_of(one) for one in (before, node) if one is not None and one in self.desk.document]
        if not keys:
            return
        top = self._text_top(keys[-1])
        for key in keys:
            self.touch(key)
        self.arrange()
        now = self._text_top(keys[-1])
        if top is not None and now is not None and now != top:
            self.arrangement.offset += now - top
            self.arrange()

    def _text_top(self, key: NodeId) -> int | None:
        """Where the text of a row begins on the screen."""
        place = self.place_of(key) if self.row_of(key) >= 0 else None
        return None if place is None else place.top + self.face_of(key).text_top

    def _anchor_in_row(self, key: NodeId, face: RowFace, caret: Caret) -> int | None:
        """The other end of a selection as a position in the row; the row's edge where it lies beyond."""
        if caret.anchor is None:
            return None
        node = caret.node if caret.anchor_node is None else caret.anchor_node
        position = face.text.place(Caret(node, caret.anchor))
        if position is None:
            before = self.row_of(self.key_of(node)) < self.row_of(key)
            position = 0 if before else len(face.text.text)
        return position

    def _load(self, key: NodeId, face: RowFace, position: int, anchor: int | None) -> None:
        self._edited = key
        self.editor.set_look(face.font, face.gap, self.shades if face.styled else None)
        self.editor.setPlaceholderText(face.placeholder)
        self.place_editor()
        self.editor.load(face.text.text, position, anchor)
        self.place_editor()
        if not self.editor.isVisible():
            self.editor.show()
        if self.has_keyboard and not self.editor.hasFocus():
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.viewport().update()

    def close_editor(self) -> None:
        """Put the live editor away; the keyboard stays in the view."""
        if self._edited is None:
            return
        self._edited = None
        if self.editor.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editor.hide()
        self.arrange()

    def place_editor(self) -> None:
        """Over its row; off the screen, not hidden, when that is scrolled away: hiding would end a
        composition.
        """
        if self._edited is None:
            return
        place = self.place_of(self._edited)
        face = self.face_of(self._edited) if self.row_of(self._edited) >= 0 else None
        if place is None or face is None:
            self.editor.move(self.editor.x(), OFF_SCREEN)
            return
        height = max(face.block.height, self.editor.text_height()) + 2
        box = QRect(face.text_left, place.top + face.text_top, face.text_width, height)
        if self.editor.geometry() != box:
            self.editor.setGeometry(box)

    def extra_height(self, key: NodeId) -> int:
        """While an input method composes, the row is as high as the text with the composition in it."""
        if key != self._edited or not self.editor.is_composing:
            return 0
        return max(0, self.editor.text_height() - self.face_of(key).block.height)

    def _editor_resized(self) -> None:
        if self._edited is not None and self.editor.is_composing:
            self.arrange()

    def _mark_spots(self, key: NodeId) -> None:
        spots = [spot for spot in self.spots_of(key) if not spot.marked]  # those the editor shows itself
        marks = [stretch_of(spot, self.shades) for spot in spots]
        self.editor.highlight([*marks, *_dimmed(self.face_of(key).text.spans, self.shades)])

    def show_caret(self) -> None:
        """Scroll as little as needed to show the line the caret is in."""
        if self._edited is not None and self.leads:
            self.reveal(self._edited, *self.caret_stretch(self._edited))

    def caret_stretch(self, key: NodeId) -> tuple[int, int]:
        """Upper and lower edge of the caret's line, from the row's top."""
        face = self.face_of(key)
        line = face.block.line_rect(face.block.line_of(min(self.editor.position, len(face.block.text))))
        return face.text_top + int(line.top()), face.text_top + int(line.bottom()) + 1

    def caret_line(self) -> QRect | None:
        """The line the caret is in, in pixels of the viewport; None where none is to be seen."""
        place = self.place_of(self._edited) if self._edited is not None else None
        if place is None or self._edited is None:
            return None
        top, bottom = self.caret_stretch(self._edited)
        face = self.face_of(self._edited)
        line = QRect(face.text_left, place.top + top, face.text_width, bottom - top)
        return line if line.intersects(self.viewport().rect()) else None

    def _typed(self, start: int, removed: int, added: int) -> None:
        """The person changed the text of the row: change the document accordingly."""
        if self._edited is None:
            return
        row = self.face_of(self._edited).text
        text = self.editor.text[start : start + added]
        typed = Typed(start, removed, text, self.editor.position)
        caret = self.desk.caret
        prefer = caret.node if caret is not None else None
        document = self.desk.document
        if caret is not None and caret.anchor is not None:
            document.end_typing()
        elif self._begins_sentence(row, typed):
            document.history.break_at_sentence()
        self._from_editor = True
        try:
            notice = self.desk.attempt(
                lambda: _from_selection(typing(document, row, typed, prefer, time.time()), caret, document)
            )
        finally:
            self._from_editor = False
        if notice is None or self.editor.position != self._caret_in_row():
            self.sync_editor()
        elif self.flows and typed.added:
            self._cut_sentences(typed.added)

    def _cut_sentences(self, added: str) -> None:
        """A second sentence typed or pasted into a concept is the next concept."""
        document, caret = self.desk.document, self.desk.caret
        if caret is None or caret.node not in document or not may_be_cut(document, caret.node):
            return
        language = document.shown_language(caret.node)
        pasted = len(added) > 1
        if pasted or begins_sentence(document.text(caret.node), caret.position, language):
            self.desk.attempt(lambda: cut_into_sentences(document, caret.node, caret, now=time.time()))

    def _begins_sentence(self, row: RowText, typed: Typed) -> bool:
        """Whether this letter is the first of a sentence: each sentence typed is a step of its own."""
        caret = self.desk.caret
        span = row.span_at(typed.start, caret.node if caret is not None else None)
        if not self.flows or span is None or len(typed.added) != 1 or typed.removed:
            return False
        text = row.text[span.start : typed.start] + typed.added
        return may_be_cut(self.desk.document, span.node) and begins_sentence(text, len(text), span.language)

    def _caret_in_row(self) -> int | None:
        caret = self.desk.caret
        if caret is None or self._edited is None or self.row_of(self._edited) < 0:
            return None
        return self.face_of(self._edited).text.place(caret)

    def _caret_moved(self) -> None:
        """The person moved the caret within the row."""
        if self._edited is None or self._from_editor:
            return
        row = self.face_of(self._edited).text
        if self.editor.text != row.text:
            return  # the change is told in a moment
        caret = row.caret(self.editor.position, self.editor.anchor, self.desk.current)
        if caret is None or caret == self.desk.caret:
            return
        self._from_editor = True
        try:
            self.desk.place_caret(caret.node, caret.position, caret.anchor, caret.anchor_node)
        finally:
            self._from_editor = False

    def text_ends(self) -> tuple[Caret, Caret] | None:
        """Where the text of the rows begins and ends; None when there is none."""
        with_text = (key for key in self.rows if self.face_of(key).text.spans)
        first = next(with_text, None)
        last = next((key for key in reversed(self.rows) if self.face_of(key).text.spans), None)
        if first is None or last is None:
            return None
        end = self.face_of(last).text.spans[-1]
        return Caret(self.face_of(first).text.spans[0].node, 0), Caret(end.node, end.end - end.start)

    def _paste(self, data: QMimeData) -> bool:
        self.commands.paste_data(data)
        return True

    def send_to_editor(self, event: QKeyEvent) -> None:
        """Let the live editor have a key that came before it was open."""
        if self._edited is not None:
            QApplication.sendEvent(self.editor, event)


def _dimmed(spans: Iterable[Span], shades: Shades) -> list[Stretch]:
    """Sources that only stand in, as they are painted: what is typed will take their place.

    Those that follow each other are one stretch, so that a long paragraph has few.
    """
    look = QTextCharFormat()
    look.setForeground(QBrush(shades.muted))
    found: list[Stretch] = []
    for waits, run in groupby(spans, key=lambda span: not span.output):
        if waits:
            first, *others = run
            found.append(Stretch(first.start, others[-1].end if others else first.end, look))
    return found


def _from_selection(operation: Operation | None, caret: Caret | None, document: Document) -> Operation | None:
    """What was typed over a selection leads back to that when undone; typing goes on in the same step."""
    if operation is None or caret is None or caret.anchor is None:
        return operation
    after = operation.caret_after
    language = document.typed_language(caret.node)
    follow_key = operation.follow_key or (typing_key(after.node, language) if after else None)
    return replace(operation, caret_before=caret, merge_key=None, follow_key=follow_key)
