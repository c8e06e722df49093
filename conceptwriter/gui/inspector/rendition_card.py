"""One language of a node as a card: its text, its origin, and its review state."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from conceptwriter.editor.desk.held_text import HeldText, show_plain
from conceptwriter.editor.strip.field_text import characters_of
from conceptwriter.editor.theme.plain import PlainLabel, on_button, plain_tip
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.theme.wrapping_row import WrappingRow
from conceptwriter.editor.wording import (
    language_in_document,
    language_name,
    moment_words,
    native_language_in_document,
    origin_tip,
    origin_word,
    word,
)
from conceptwriter.gui.inspector.history_search import HistorySearch
from conceptwriter.gui.inspector.source_change import SourceChange
from conceptwriter.gui.proposals.score_bar import usable_meaning, usable_words
from conceptwriter.language import find_language, is_language_code
from conceptwriter.outline import Document, NodeId, Operation, State
from conceptwriter.outline.confidence import confidence_in
from conceptwriter.outline.edits import confirm, drop_rendition, edit_text
from conceptwriter.outline.model import MACHINE_ORIGINS, Rendition
from conceptwriter.outline.translated_by import translated_by
from conceptwriter.outline.versions import written_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.bundles.advice import Advice

TYPING_PAUSE_MS = 500


class RenditionText(QPlainTextEdit):
    """A few lines, as high as its text; emits a signal when typing pauses or focus leaves."""

    paused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.paused)
        self.textChanged.connect(self._typed)

    def _typed(self) -> None:
        self.updateGeometry()
        if self.hasFocus():
            self._pause.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._pause.stop()
        self.paused.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()  # its line breaks change

    def sizeHint(self) -> QSize:
        lines = max(1, self.document().size().toSize().height())
        height = lines * self.fontMetrics().lineSpacing() + 14
        return QSize(super().sizeHint().width(), min(height, self.fontMetrics().lineSpacing() * 9))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())


class CardOwner(Protocol):
    """What a card needs from its tab."""

    desk: Desk
    read_only: bool
    can_translate: Callable[[str], bool]
    advise: Callable[[str], Advice | None]

    @property
    def again_requested(self) -> SignalInstance: ...

    @property
    def confirmed(self) -> SignalInstance: ...

    @property
    def stale_requested(self) -> SignalInstance: ...

    @property
    def written_requested(self) -> SignalInstance: ...

    @property
    def help_requested(self) -> SignalInstance: ...


class RenditionCard(QFrame):
    """One language of a node."""

    def __init__(self, tab: CardOwner, node: NodeId, code: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._tab = tab
        self.node, self.code = node, code
        set_role(self, "card")
        document = tab.desk.document
        name = language_in_document(document, code)
        self.setAccessibleName(name)
        self.title = PlainLabel(native_language_in_document(document, code), self)
        set_role(self.title, "offer")
        self.title.setToolTip(plain_tip(f"{name} · {code}"))
        self.source = self._badge_button(tab.written_requested.emit)
        self.source.setToolTip(self.tr("Set the language this is written in"))
        self.origin = self._badge()
        self.state = self._badge()
        self.stale = self._badge_button(tab.stale_requested.emit)
        self.text = RenditionText(self)
        self.text.setAccessibleName(self.tr("Text in {language}").format(language=language_name(code)))
        words = self.tr("Write it in {language} here.").format(language=language_name(code))
        self.text.setPlaceholderText(words)
        self.held = HeldText(
            tab.desk,
            read=lambda: characters_of(self.text.document()),
            show=partial(show_plain, self.text),
            saved=self._saved,
            edit=self._edit,
        )
        self.held.open(node)
        self.usable = PlainLabel(self)
        set_role(self.usable, "hint")
        self.usable.setToolTip(plain_tip(usable_meaning()))
        self.change = SourceChange(tab.desk, self)
        self.written = PlainLabel(self)
        set_role(self.written, "hint")
        self.written.setAccessibleName(self.tr("Written"))
        self._time = HistorySearch(self)
        if is_language_code(code) and find_language(code).direction == "rtl":
            option = QTextOption()
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            self.text.document().setDefaultTextOption(option)
        self.reviewed = self._button(self.tr("Reviewed"), lambda: self._confirm(State.REVIEWED))
        self.final = self._button(self.tr("Final"), lambda: self._confirm(State.FINAL))
        self.again = self._button(self.tr("Translate Again"), lambda: tab.again_requested.emit(node, code))
        self.again.setToolTip(self.tr("Propose other translations"))
        self.drop = self._button(self.tr("Remove"), self._drop)
        self.lack = PlainLabel(self)
        self.lack.setWordWrap(True)
        set_role(self.lack, "hint")
        self.help = self._button(self.tr("Models..."), lambda: tab.help_requested.emit(code))
        self._lay_out()
        self.text.paused.connect(self.commit)

    def _badge(self) -> QLabel:
        label = PlainLabel(self)
        set_role(label, "badge")
        return label

    def _badge_button(self, act: Callable[[], object]) -> QPushButton:
        """A badge that can be clicked."""
        badge = QPushButton(self)
        set_role(badge, "badge")
        badge.clicked.connect(lambda _checked=False: act())
        return badge

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        set_role(button, "small")
        button.setAccessibleName(f"{text}: {language_name(self.code)}")
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(5)
        head.addWidget(self.title)
        head.addStretch(1)
        for badge in (self.stale, self.source, self.origin, self.state):
            head.addWidget(badge)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.text)
        layout.addWidget(self.usable)
        layout.addWidget(self.change)
        layout.addWidget(self.written)
        buttons = WrappingRow(5)
        for button in (self.reviewed, self.final, self.again, self.drop):
            buttons.add(button)
        layout.addLayout(buttons)
        layout.addWidget(self.lack)
        layout.addWidget(self.help, 0, Qt.AlignmentFlag.AlignLeading)

    def refresh(self) -> None:
        """Show the document's text; a text that is being typed is left alone."""
        document = self._tab.desk.document
        node = document.node(self.node)
        rendition = node.renditions.get(self.code)
        is_source = self.code == node.source_language
        self.held.refresh()
        self._show(self.source, self.tr("source") if is_source else "")
        self._show_origin(rendition)
        self._show_time(rendition)
        same = rendition is not None and (
            rendition.state.value == rendition.origin.value
            or (rendition.state is State.MACHINE and rendition.origin in MACHINE_ORIGINS)
        )
        state = word(rendition.state) if rendition is not None and not same else ""
        self._show(self.state, state if rendition is not None else self.tr("not written yet"))
        stale = document.is_stale(self.node, self.code)
        set_role(self.stale, "badge-warn")
        self._show(self.stale, self.tr("outdated") if stale else "")
        self.stale.setToolTip(
            self.tr("The source has changed since this was written. Press F8 for the next one.")
        )
        chance = confidence_in(document, self.node, self.code)
        self._show(self.usable, "" if chance is None else usable_words(chance))
        self.change.show_for(self.node, self.code)
        locked = document.is_locked(self.node) or self._tab.read_only
        self.text.setReadOnly(locked)
        self.reviewed.setEnabled(rendition is not None and not locked)
        self.final.setEnabled(rendition is not None and not locked)
        self.again.setVisible(not is_source)
        self._name_again(self.tr("Translate Again") if rendition is not None else self.tr("Translate"))
        self.again.setEnabled(self._tab.can_translate(self.code) and not locked)
        self._show_lack(self._tab.advise(self.code) if not is_source else None)
        self.drop.setVisible(not is_source and rendition is not None)
        self.drop.setEnabled(not locked)

    def _show_origin(self, rendition: Rendition | None) -> None:
        """Where the text comes from; of a translator's, its name, and its licence in the tooltip."""
        by = translated_by(self._tab.desk.document, self.node, self.code)
        if by is not None:
            self._show(self.origin, by.title)
            words = self.tr("Translated by {title}. Licence of the model: {licence}.")
            self.origin.setToolTip(plain_tip(words.format(title=by.title, licence=by.licence)))
            return
        self._show(self.origin, origin_word(rendition.origin) if rendition is not None else "")
        self.origin.setToolTip(plain_tip(origin_tip(rendition.origin) if rendition is not None else ""))

    def _show_time(self, rendition: Rendition | None) -> None:
        """When the text was written, once the history has been searched for it."""
        document = self._tab.desk.document
        if rendition is None:
            self._time.stop()
            self._show(self.written, "")
            return

        def show(seconds: float) -> None:
            words = moment_words(datetime.fromtimestamp(seconds, tz=UTC)) if seconds > 0.0 else ""
            self._show(self.written, words)

        sought = (self.node, rendition.text)
        if self._time.seek(sought, lambda: written_at(document, self.node, self.code), show):
            self._show(self.written, "")

    def _show_lack(self, advice: Advice | None) -> None:
        self._show(self.lack, advice.text if advice is not None else "")
        self.help.setVisible(advice is not None)
        if advice is not None:
            self.help.setText(on_button(advice.offer))
            self.help.setAccessibleName(advice.offer)

    def _show(self, label: QLabel | QPushButton, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _name_again(self, words: str) -> None:
        self.again.setText(words)
        self.again.setAccessibleName(f"{words}: {language_name(self.code)}")

    # Writing

    def _saved(self, document: Document, node: NodeId) -> str:
        rendition = document.rendition(node, self.code)
        return rendition.text if rendition is not None else ""

    def _edit(self, document: Document, node: NodeId, text: str) -> Operation:
        return edit_text(document, node, text, self.code, time=time.time())

    def commit(self) -> bool:
        """Write the typed text into the document it was typed for; False when that cannot be done."""
        return self.held.commit()

    def _confirm(self, state: State) -> None:
        desk, node = self._tab.desk, self.held.node
        if self.commit() and node is not None:
            done = desk.attempt(lambda: confirm(desk.document, node, self.code, state))
            if done is not None:
                self._tab.confirmed.emit(node, self.code)

    def _drop(self) -> None:
        desk, node = self._tab.desk, self.held.node
        if self.commit() and node is not None:
            desk.attempt(lambda: drop_rendition(desk.document, node, self.code))

    def leave(self) -> None:
        """The card is being removed; the caller has had it write first."""
        self.held.close()
        self.text.blockSignals(True)
        self.hide()
        self.deleteLater()
