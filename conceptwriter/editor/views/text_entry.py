"""Writing in a view: the live editor shows the desk's caret, and typing there changes the document."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QBrush, QTextCharFormat

from conceptwriter.editor.strip.row_text import Typed
from conceptwriter.editor.strip.row_typing import typing
from conceptwriter.editor.strip.text_block import Stretch
from conceptwriter.editor.views.marks_as_typed import mark_as_typed
from conceptwriter.editor.views.sentences import begins_sentence, cut_into_sentences, may_be_cut
from conceptwriter.editor.views.source_above import source_wanted, spoken_source
from conceptwriter.editor.views.text_face import stretch_of
from conceptwriter.outline.model import Caret, NodeId
from conceptwriter.outline.sketch import typing_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.strip.face import RowFace
    from conceptwriter.editor.strip.row_editor import RowEditor
    from conceptwriter.editor.strip.row_strip import RowStrip
    from conceptwriter.editor.strip.row_text import RowText, TextSpan
    from conceptwriter.editor.strip.shades import Shades
    from conceptwriter.editor.views.lead import Lead
    from conceptwriter.editor.views.row_plan import RowPlan
    from conceptwriter.editor.views.row_states import RowStates
    from conceptwriter.outline.changes import Operation
    from conceptwriter.outline.document import Document


class TextEntry(QObject):
    """Rows of text that are edited in place. The caret is the desk's; the editor only shows it."""

    def __init__(
        self,
        desk: Desk,
        strip: RowStrip,
        editor: RowEditor,
        plan: RowPlan,
        states: RowStates,
        lead: Lead,
    ) -> None:
        super().__init__(strip.area)
        self._desk, self._strip, self._editor, self._plan = desk, strip, editor, plan
        self._states, self._lead = states, lead
        self._from_editor = False
        """True while a change comes from the editor, which already shows it."""
        self._types = False
        self._typing: Caret | None = None
        """Where the caret is since something was typed: the word there is not finished."""
        editor.field.typed.connect(self._typed)
        editor.field.caret_moved.connect(self._caret_moved)
        editor.field.composing.connect(desk.set_composing)

    # -- from the desk to the editor ---

    def sync(self) -> None:
        """Synchronise the live editor with the desk's caret."""
        desk, strip, editor = self._desk, self._strip, self._editor
        caret, leads = desk.caret, self._lead.is_here
        self._show_source(source_wanted(desk) if leads else None)
        if caret is None or not leads or caret.node not in desk.document:
            editor.close()
            return
        if strip.row_width <= 0:
            return  # nothing is laid out yet; this runs again when the view is shown
        key = self._plan.key_of(caret.node)
        face = strip.face_of(key) if strip.row_of(key) >= 0 else None
        position = face.text.place(caret) if face is not None else None
        if face is None or position is None:
            editor.close()
            if editor.has_keyboard:
                desk.leave_text()
            return
        if not self._from_editor or editor.field.text != face.text.text or key != editor.edited:
            editor.open(key, position, self._anchor_in_row(key, face, caret))
        self._mark_spots(key, face)

    def renew_source(self) -> None:
        """More is known of the source shown above a row."""
        node = self._plan.source.translated
        if node is not None and node in self._desk.document:
            self._renew([self._plan.key_of(node)])

    def show_caret(self) -> None:
        """Scroll as little as needed to show the line the caret is in."""
        if self._lead.is_here:
            self._editor.show_caret()

    def _show_source(self, node: NodeId | None) -> None:
        """Show the source of one node above its row; the text in that row stays where it is on screen."""
        source, document = self._plan.source, self._desk.document
        before = source.translated
        if node == before:
            return
        source.translated = node
        self._editor.field.setAccessibleDescription(spoken_source(document, node))
        keys = [self._plan.key_of(one) for one in (before, node) if one is not None and one in document]
        if keys:
            self._renew(keys)

    def _renew(self, keys: list[NodeId]) -> None:
        strip = self._strip

        def renew() -> None:
            for key in keys:
                strip.touch(key)
            strip.arrange()

        strip.keep_steady(keys[-1], renew)

    def _anchor_in_row(self, key: NodeId, face: RowFace, caret: Caret) -> int | None:
        """The other end of a selection as a position in the row; the row's edge where it is beyond."""
        if caret.anchor is None:
            return None
        node = caret.node if caret.anchor_node is None else caret.anchor_node
        position = face.text.place(Caret(node, caret.anchor))
        if position is None:
            before = self._strip.row_of(self._plan.key_of(node)) < self._strip.row_of(key)
            position = 0 if before else len(face.text.text)
        return position

    def _mark_spots(self, key: NodeId, face: RowFace) -> None:
        self._note_typing(key, face)
        shades = self._strip.shades
        spots = [spot for spot in self._states.spots_of(key) if not spot.marked]  # the editor shows those
        self._editor.field.highlight(
            [*(stretch_of(spot, shades) for spot in spots), *_dimmed(face.text.spans, shades)]
        )

    def _note_typing(self, key: NodeId, face: RowFace) -> None:
        """A word being typed is not called misspelt, until the caret has left it."""
        caret = self._desk.caret
        if self._types:
            self._typing = caret
        typing_at = face.text.place(caret) if caret is not None and caret == self._typing else None
        if typing_at != self._states.typing_at:
            self._states.typing_at = typing_at
            self._strip.update_row(key)

    # -- from the editor to the desk ---

    def _typed(self, start: int, removed: int, added: int) -> None:
        """The user changed the text of the row: change the document accordingly."""
        face, field = self._editor.face, self._editor.field
        if face is None:
            return
        row, document, caret = face.text, self._desk.document, self._desk.caret
        typed = Typed(start, removed, field.text[start : start + added], field.position)
        prefer = caret.node if caret is not None else None
        if caret is not None and caret.anchor is not None:
            document.end_typing()
        elif self._begins_sentence(row, typed):
            document.history.break_at_sentence()
        self._from_editor = self._types = True
        try:
            notice = self._desk.attempt(
                lambda: _from_selection(typing(document, row, typed, prefer, time.time()), caret, document)
            )
        finally:
            self._from_editor = self._types = False
        if notice is None or field.position != self._caret_in_row():
            self.sync()
        elif self._plan.flows and typed.added:
            self._cut_sentences(typed.added)
        if notice is not None and len(typed.added) == 1 and self._desk.typographic_marks:
            self._replace_mark()

    def _replace_mark(self) -> None:
        """A straight mark that was just typed becomes the one of the language; one undo brings it back."""
        face, caret = self._editor.face, self._desk.caret
        if face is None or caret is None or self._editor.field.is_composing:
            return
        row, document = face.text, self._desk.document
        self._types = True
        try:
            self._desk.attempt(lambda: mark_as_typed(document, row, caret, time.time()))
        finally:
            self._types = False

    def _cut_sentences(self, added: str) -> None:
        """A second sentence typed or pasted into a concept becomes the next concept."""
        document, caret = self._desk.document, self._desk.caret
        if caret is None or caret.node not in document or not may_be_cut(document, caret.node):
            return
        language = document.shown_language(caret.node)
        pasted = len(added) > 1
        if pasted or begins_sentence(document.text(caret.node), caret.position, language):
            self._desk.attempt(lambda: cut_into_sentences(document, caret.node, caret, now=time.time()))

    def _begins_sentence(self, row: RowText, typed: Typed) -> bool:
        """Whether this letter starts a sentence: each typed sentence is an undo step."""
        caret = self._desk.caret
        span = row.span_at(typed.start, caret.node if caret is not None else None)
        if not self._plan.flows or span is None or len(typed.added) != 1 or typed.removed:
            return False
        text = row.text[span.start : typed.start] + typed.added
        return may_be_cut(self._desk.document, span.node) and begins_sentence(text, len(text), span.language)

    def _caret_in_row(self) -> int | None:
        caret, edited = self._desk.caret, self._editor.edited
        if caret is None or edited is None or self._strip.row_of(edited) < 0:
            return None
        return self._strip.face_of(edited).text.place(caret)

    def _caret_moved(self) -> None:
        """The user moved the caret within the row."""
        face, field = self._editor.face, self._editor.field
        if face is None or self._from_editor or field.text != face.text.text:
            return  # the change is reported in a moment
        caret = face.text.caret(field.position, field.anchor, self._desk.current)
        if caret is None or caret == self._desk.caret:
            return
        self._typing = None
        self._from_editor = True
        try:
            self._desk.place_caret(caret.node, caret.position, caret.anchor, caret.anchor_node)
        finally:
            self._from_editor = False


def _dimmed(spans: Iterable[TextSpan], shades: Shades) -> list[Stretch]:
    """Fallback sources as they are painted: what is typed will replace them.

    Adjacent ones are merged into one stretch, so that a long paragraph has few.
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
    """Undoing what was typed over a selection restores it; further typing stays in the same step."""
    if operation is None or caret is None or caret.anchor is None:
        return operation
    after = operation.caret_after
    language = document.typed_language(caret.node)
    follow_key = operation.follow_key or (typing_key(after.node, language) if after else None)
    return replace(operation, caret_before=caret, merge_key=None, follow_key=follow_key)
