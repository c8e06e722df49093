"""Other facts and settings of the current node, and of the models."""

from __future__ import annotations

import time
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.editor.desk.held_text import HeldText, show_plain
from conceptwriter.editor.strip.field_text import characters_of
from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.wording import language_in_document, language_name, number, origin_word, word
from conceptwriter.gui.inspector.fold import Fold
from conceptwriter.outline import Kind, NodeId
from conceptwriter.outline.edits import set_locked, set_note, set_status
from conceptwriter.outline.statistics import progress
from conceptwriter.outline.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent

    from conceptwriter.editor.desk import Desk

TYPING_PAUSE_MS = 500
MOST_COUNTED, MOST_TRANSLATED = 4000, 1000
"""Maximum number of nodes below the current one that are counted; beyond it the figure is "more than"."""


class NoteEditor(QPlainTextEdit):
    """Writes to the note of the node it was opened on when typing pauses or focus leaves."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(self.tr("A note for yourself; it is not part of the text."))
        self.setAccessibleName(self.tr("Note"))
        self.held = HeldText(
            desk,
            read=lambda: characters_of(self.document()),
            show=partial(show_plain, self),
            saved=lambda document, node: document.node(node).note,
            edit=lambda document, node, text: set_note(document, node, text, time=time.time()),
        )
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.commit)
        self.textChanged.connect(self._typed)

    def show_node(self, node: NodeId) -> None:
        """Edit the note of this node from now on."""
        self.held.open(node)

    def commit(self) -> bool:
        """Write the typed text into the document it was typed for; False when that cannot be done."""
        self._pause.stop()
        return self.held.commit()

    def _typed(self) -> None:
        if self.hasFocus():
            self._pause.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.commit()


class DetailsTab(QScrollArea):
    """A scrollable form."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.read_only = False
        self.engine_text: Callable[[], str] = lambda: ""
        self.technical_text: Callable[[], str] = lambda: ""
        self.vector_text: Callable[[NodeId], str] = lambda _node: ""
        """What the model reports about a node; empty if there is no model or no text."""
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Details of the node"))
        inner = QWidget(self)
        set_role(inner, "side")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        self._form = QFormLayout()
        self._form.setVerticalSpacing(7)
        self._form.setHorizontalSpacing(14)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._values: dict[str, QLabel] = {}
        for name, title in self._rows():
            self._values[name] = self._add_value(title)
        self.status = QComboBox(inner)
        self.status.setEditable(True)
        self.status.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.status.addItems(["", self.tr("idea"), self.tr("draft"), self.tr("to check"), self.tr("done")])
        self.status.setAccessibleName(self.tr("Status"))
        self.held_status = HeldText(
            desk,
            read=lambda: self.status.currentText().strip(),
            show=self.status.setEditText,
            saved=lambda document, node: document.node(node).status,
            edit=lambda document, node, text: set_status(document, [node], text),
        )
        field = self.status.lineEdit()
        if isinstance(field, QLineEdit):
            field.setAccessibleName(self.tr("Status"))
            field.editingFinished.connect(self._set_status)
        self._form.insertRow(2, self._caption(self.tr("Status")), self.status)
        self.locked = QCheckBox(self.tr("Locked against changes"), inner)
        self._form.insertRow(3, self._caption(""), self.locked)
        layout.addLayout(self._form)
        layout.addWidget(self._caption(self.tr("Note")))
        self.note = NoteEditor(desk, inner)
        self.note.setMinimumHeight(110)
        layout.addWidget(self.note)
        layout.addSpacing(6)
        self._add_models(layout, inner)
        layout.addStretch(1)
        self.setWidget(inner)
        self.status.activated.connect(lambda _index: self._set_status())
        self.locked.clicked.connect(self._set_locked)

    def _add_models(self, layout: QVBoxLayout, inner: QWidget) -> None:
        layout.addWidget(self._heading(self.tr("Models")))
        self.engine = PlainLabel(inner)
        self.engine.setWordWrap(True)
        self.engine.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.engine.setAccessibleName(self.tr("Models and memory"))
        layout.addWidget(self.engine)
        self.technical = Fold(self.tr("Technical details"), inner)
        layout.addWidget(self.technical)

    def _rows(self) -> list[tuple[str, str]]:
        return [
            ("kind", self.tr("Kind")),
            ("language", self.tr("Language")),
            ("counts", self.tr("Size")),
            ("translated", self.tr("Translated")),
            ("origin", self.tr("Origin")),
            ("vector", self.tr("Model")),
            ("id", self.tr("Number")),
        ]

    def _add_value(self, title: str) -> QLabel:
        label = PlainLabel(self)
        label.setWordWrap(True)
        label.setAccessibleName(title)
        self._form.addRow(self._caption(title), label)
        return label

    def _caption(self, text: str) -> QLabel:
        label = PlainLabel(text, self)
        set_role(label, "hint")
        return label

    def _heading(self, text: str) -> QLabel:
        label = PlainLabel(text, self)
        set_role(label, "offer")
        return label

    # Showing

    def refresh(self) -> None:
        """Show the current node."""
        document, current = self._desk.document, self._desk.current
        node = document.node(current)
        shown = document.effective_language(current)
        language = language_name(shown)
        if shown != node.source_language:
            language = self.tr("{output}, written in {source}").format(
                output=language, source=language_name(node.source_language)
            )
        if node.language is None:
            language += self.tr(" (inherited)")
        rendition = document.rendition(current, document.shown_language(current))
        self._show("kind", word(node.kind))
        self._show("language", language)
        self._show("counts", self._counts(current))
        translated = "" if node.kind is Kind.CONCEPT else self._translated(current)
        self._show("translated", translated)
        self._form.setRowVisible(self._values["translated"], bool(translated))
        origin = origin_word(rendition.origin) if rendition is not None else "–"
        self._show("origin", self.tr("not written yet") if document.shows_source(current) else origin)
        self._show("id", str(current))
        self.held_status.open(current)
        self.locked.setChecked(document.is_locked(current))
        above = document.parent(current)
        self.locked.setEnabled(
            not self.read_only and current != ROOT and (above is None or not document.is_locked(above))
        )
        self.note.setReadOnly(document.is_locked(current) or self.read_only)
        self.status.setEnabled(not self.read_only)
        self.note.show_node(current)
        known = self.vector_text(current)
        self._show("vector", known)
        self._form.setRowVisible(self._values["vector"], bool(known))
        self.engine.setText(self.engine_text())
        self.technical.show_text(self.technical_text())

    def _show(self, name: str, text: str) -> None:
        label = self._values[name]
        label.setText(text)
        label.setAccessibleDescription(text)

    def _counts(self, node: NodeId) -> str:
        document = self._desk.document
        characters = words = concepts = 0
        more = ""
        for seen, below in enumerate(document.subtree(node)):
            if seen >= MOST_COUNTED:
                more = "> "
                break
            text = document.text(below)
            characters += len(text)
            words += len(text.split())
            concepts += document.node(below).kind is Kind.CONCEPT
        parts = [
            more + self.tr("%Ln word(s)", "", words),
            more + self.tr("%Ln character(s)", "", characters),
        ]
        if document.node(node).kind is not Kind.CONCEPT:
            parts.insert(0, more + self.tr("%Ln concept(s)", "", concepts))
        return " · ".join(parts)

    def _translated(self, branch: NodeId) -> str:
        """How many texts of a branch are there in each language that they were not written in."""
        document = self._desk.document
        is_large = any(True for _ in islice(document.subtree(branch), MOST_TRANSLATED, None))
        written = document.node(branch).source_language
        parts = []
        for code, found in progress(document, branch, most=MOST_TRANSLATED).items():
            if code == written:
                continue
            words = self.tr("{language}: {count} of {total}")
            total = f"> {number(found.total)}" if is_large else number(found.total)
            count = number(found.done + found.stale)
            line = words.format(language=language_in_document(document, code), count=count, total=total)
            stale = self.tr(", {count} outdated").format(count=number(found.stale)) if found.stale else ""
            parts.append(line + stale)
        return "\n".join(parts)

    # Setting

    def _set_status(self) -> None:
        self.held_status.commit()

    def _set_locked(self) -> None:
        desk, node, locked = self._desk, self.held_status.node, self.locked.isChecked()
        if node is not None and node in desk.document:
            desk.attempt(lambda: set_locked(desk.document, [node], locked))
        self.refresh()

    def let_go(self) -> None:
        """Another document is on the desk: nothing here belongs to it."""
        self.note.held.let_go()
        self.held_status.let_go()
