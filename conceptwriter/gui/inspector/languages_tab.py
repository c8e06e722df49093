"""Every rendition of the current node: its text, where it came from, how far it has been looked after."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from conceptwriter.gui.inspector.wording import language_name, native_language_name, word
from conceptwriter.gui.theme.roles import set_role
from conceptwriter.language import find_language, is_language_code
from conceptwriter.outline import NodeId, State
from conceptwriter.outline.edits import confirm, drop_rendition, edit_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.gui.desk import Desk
    from conceptwriter.gui.models.advice import Advice

TYPING_PAUSE_MS = 500


class RenditionText(QPlainTextEdit):
    """A few lines, as high as its text; tells when typing pauses or the focus leaves."""

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

    def sizeHint(self) -> QSize:
        lines = max(1, self.document().size().toSize().height())
        height = lines * self.fontMetrics().lineSpacing() + 14
        return QSize(super().sizeHint().width(), min(height, self.fontMetrics().lineSpacing() * 9))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())


class RenditionCard(QFrame):
    """One language of a node."""

    def __init__(self, tab: LanguagesTab, node: NodeId, code: str) -> None:
        super().__init__(tab)
        self._tab = tab
        self.node, self.code = node, code
        set_role(self, "card")
        self.setAccessibleName(language_name(code))
        self.title = QLabel(native_language_name(code), self)
        set_role(self.title, "offer")
        self.title.setToolTip(f"{language_name(code)} · {code}")
        self.source = self._badge()
        self.origin = self._badge()
        self.state = self._badge()
        self.stale = self._badge()
        self.text = RenditionText(self)
        self.text.setAccessibleName(self.tr("Text in {language}").format(language=language_name(code)))
        if is_language_code(code) and find_language(code).direction == "rtl":
            option = QTextOption()
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            self.text.document().setDefaultTextOption(option)
        self.reviewed = self._button(self.tr("Reviewed"), lambda: self._confirm(State.REVIEWED))
        self.final = self._button(self.tr("Final"), lambda: self._confirm(State.FINAL))
        self.redo = self._button(self.tr("Redo"), lambda: tab.redo_requested.emit(node, code))
        self.redo.setToolTip(self.tr("Let the model translate it again"))
        self.drop = self._button(self.tr("Remove"), self._drop)
        self.lack = QLabel(self)
        self.lack.setWordWrap(True)
        set_role(self.lack, "hint")
        self.help = self._button(self.tr("Models..."), lambda: tab.help_requested.emit(code))
        self._lay_out()
        self.text.paused.connect(self.commit)

    def _badge(self) -> QLabel:
        label = QLabel(self)
        set_role(label, "badge")
        return label

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
        buttons = QHBoxLayout()
        buttons.setSpacing(5)
        for button in (self.reviewed, self.final, self.redo, self.drop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.text)
        layout.addLayout(buttons)
        layout.addWidget(self.lack)
        layout.addWidget(self.help, 0, Qt.AlignmentFlag.AlignLeading)

    def refresh(self) -> None:
        """Show what the document says; a text with the focus is left alone while it differs by typing."""
        document = self._tab.desk.document
        node = document.node(self.node)
        rendition = node.renditions.get(self.code)
        is_source = self.code == node.source_language
        text = rendition.text if rendition is not None else ""
        if self.text.toPlainText() != text and not self.text.hasFocus():
            self.text.setPlainText(text)
        self._show(self.source, self.tr("source") if is_source else "")
        self._show(self.origin, word(rendition.origin) if rendition is not None else "")
        same = rendition is not None and rendition.state.value == rendition.origin.value
        self._show(self.state, word(rendition.state) if rendition is not None and not same else "")
        stale = document.is_stale(self.node, self.code)
        set_role(self.stale, "badge-warn")
        self._show(self.stale, self.tr("stale") if stale else "")
        self.stale.setToolTip(self.tr("The source has changed since this was made."))
        locked = document.is_locked(self.node) or self._tab.read_only
        self.text.setReadOnly(locked)
        self.reviewed.setEnabled(rendition is not None and not locked)
        self.final.setEnabled(rendition is not None and not locked)
        self.redo.setVisible(not is_source)
        self.redo.setEnabled(self._tab.can_translate(self.code) and not locked)
        self._show_lack(self._tab.advise(self.code) if not is_source else None)
        self.drop.setVisible(not is_source)
        self.drop.setEnabled(not locked)

    def _show_lack(self, advice: Advice | None) -> None:
        self._show(self.lack, advice.text if advice is not None else "")
        self.help.setVisible(advice is not None)
        if advice is not None:
            self.help.setText(advice.offer)
            self.help.setAccessibleName(advice.offer)

    def _show(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def commit(self) -> None:
        """Put what was typed into the document."""
        desk, text = self._tab.desk, self.text.toPlainText()
        if self.node not in desk.document:
            return
        rendition = desk.document.rendition(self.node, self.code)
        if text != (rendition.text if rendition is not None else ""):
            desk.attempt(lambda: edit_text(desk.document, self.node, text, self.code, time=time.time()))

    def _confirm(self, state: State) -> None:
        self.commit()
        desk = self._tab.desk
        desk.attempt(lambda: confirm(desk.document, self.node, self.code, state))

    def _drop(self) -> None:
        desk = self._tab.desk
        desk.attempt(lambda: drop_rendition(desk.document, self.node, self.code))


class LanguagesTab(QScrollArea):
    """One card a language; the source first, then the output language, then the others."""

    redo_requested = Signal(object, str)
    """NodeId, language: translate it again."""
    add_requested = Signal()
    """Translate the node into one more language."""
    help_requested = Signal(str)
    """Language that the models do not know: do what was advised."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.read_only = False
        self.can_translate: Callable[[str], bool] = lambda _code: False
        self.advise: Callable[[str], Advice | None] = lambda _code: None
        """What a language needs that the models do not know."""
        self.cards: list[RenditionCard] = []
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Languages of the node"))
        inner = QWidget(self)
        set_role(inner, "side")
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(10, 10, 10, 10)
        self._layout.setSpacing(10)
        self.empty = QLabel(self.tr("Nothing is written here yet."), inner)
        set_role(self.empty, "hint")
        self.empty.setWordWrap(True)
        self._layout.addWidget(self.empty)
        self.add = QPushButton(self.tr("Translate into..."), inner)
        set_role(self.add, "small")
        self.add.clicked.connect(lambda _checked=False: self.add_requested.emit())
        self._layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeading)
        self._layout.addStretch(1)
        self.setWidget(inner)

    def refresh(self) -> None:
        """Show the current node; cards that stay keep their focus and their half-typed words."""
        document, current = self.desk.document, self.desk.current
        node = document.node(current)
        output = document.effective_language(current)
        codes = sorted(
            node.renditions,
            key=lambda code: (code != node.source_language, code != output, language_name(code)),
        )
        if [(card.node, card.code) for card in self.cards] != [(current, code) for code in codes]:
            self._rebuild(current, codes)
        for card in self.cards:
            card.refresh()
        self.empty.setVisible(not codes)
        self.add.setVisible(bool(codes))
        self.add.setEnabled(bool(document.source_text(current)) and not self.read_only)

    def _rebuild(self, node: NodeId, codes: list[str]) -> None:
        for card in self.cards:
            if card.text.hasFocus():
                card.commit()
            self._layout.removeWidget(card)
            card.text.blockSignals(True)
            card.hide()
            card.deleteLater()
        self.cards = [RenditionCard(self, node, code) for code in codes]
        for place, card in enumerate(self.cards):
            self._layout.insertWidget(place, card)
            card.show()
