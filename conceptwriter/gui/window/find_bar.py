"""Finding and replacing in the whole document, from a bar above the text; `sweep` searches."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QToolButton

from conceptwriter.gui.keeping.wording import number
from conceptwriter.gui.theme.plain import PlainLabel, plain_tip
from conceptwriter.gui.theme.roles import set_role
from conceptwriter.gui.window.sweep import Sweep
from conceptwriter.outline.patterns import Patience, SearchError, SearchStopped
from conceptwriter.outline.search import (
    Match,
    Passage,
    Query,
    Replacement,
    matches_in,
    passages,
    replace_passages,
    replaceable,
    replacements_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from PySide6.QtWidgets import QWidget

    from conceptwriter.gui.desk import Desk
    from conceptwriter.outline import ChangeNotice, NodeId

PAUSE_MS = 120
MOST_MATCHES = 20_000


class FindBar(QFrame):
    """Enter goes on, Shift+Enter back, Esc closes. `leave` gives the keyboard back to the text."""

    def __init__(self, desk: Desk, leave: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "bar")
        self.setAccessibleName(self.tr("Find and replace"))
        self._desk, self._leave = desk, leave
        self.matches: list[Match] = []
        self._at = -1
        self._go_when_found = False
        self._afterwards: list[Callable[[], object]] = []
        """What was asked for while the search was still on."""
        self._search = Sweep(self)
        self._search.found.connect(self._note)
        self._search.ended.connect(self._finish)
        self._search.failed.connect(self._explain)
        self._search.overtaken.connect(lambda: self._ask(go=False))
        self._replacing = Sweep(self)
        self._replacements: list[Replacement] = []
        self._replacing.found.connect(self._work_out)
        self._replacing.failed.connect(lambda error: desk.failed.emit(str(error)))
        self._replacing.ended.connect(self._put_in)
        self._replacing.overtaken.connect(lambda: desk.failed.emit(self._told_changed()))
        self._then: Callable[[bool], object] = lambda _left: None
        self.field = self._line(self.tr("Find"))
        self.replacement = self._line(self.tr("Replace with"))
        self.case = self._option("Aa", self.tr("Match capitals"))
        self.words = self._option("“ ”", self.tr("Whole words only"))
        self.regex = self._option(".*", self.tr("Regular expression"))
        self.count = PlainLabel(self)
        set_role(self.count, "hint")
        self.count.setAccessibleName(self.tr("Matches"))
        self.count.setMinimumWidth(self.fontMetrics().horizontalAdvance("00000 / 00000"))
        self.previous = self._button("↑", self.tr("Previous match"), lambda: self.step(-1))
        self.next = self._button("↓", self.tr("Next match"), lambda: self.step(1))
        self.close_button = self._button("✕", self.tr("Close"), self.close_bar)
        self.replace_one = QPushButton(self.tr("Replace"), self)
        self.replace_every = QPushButton(self.tr("Replace All"), self)
        for button in (self.replace_one, self.replace_every):
            set_role(button, "small")
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._start)
        self.field.textChanged.connect(lambda _text: self._ask(go=True))
        for option in (self.case, self.words, self.regex):
            option.toggled.connect(lambda _on: self._ask(go=True))
        self.replace_one.clicked.connect(self._replace_one)
        self.replace_every.clicked.connect(self._replace_all)
        desk.changed.connect(self._heed)
        desk.project_changed.connect(self._let_go)
        self.hide()

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setPlaceholderText(name)
        line.setAccessibleName(name)
        line.setMinimumWidth(self.fontMetrics().averageCharWidth() * 48)
        line.installEventFilter(self)
        return line

    def _option(self, text: str, name: str) -> QToolButton:
        button = self._button(text, name, lambda: None)
        button.setCheckable(True)
        set_role(button, "option")
        return button

    def _button(self, text: str, name: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(plain_tip(name))
        button.setAccessibleName(name)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 6, 8, 6)
        grid.setVerticalSpacing(5)
        grid.setHorizontalSpacing(8)
        grid.addWidget(self.field, 0, 0)
        first = QHBoxLayout()
        first.setSpacing(2)
        for widget in (self.case, self.words, self.regex, self.count, self.previous, self.next):
            first.addWidget(widget)
        first.addStretch(1)
        first.addWidget(self.close_button)
        grid.addLayout(first, 0, 1)
        grid.addWidget(self.replacement, 1, 0)
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(self.replace_one)
        second.addWidget(self.replace_every)
        second.addStretch(1)
        grid.addLayout(second, 1, 1)
        grid.setColumnStretch(1, 1)

    # Opening and closing

    def open_bar(self, *, replace: bool = False, text: str = "") -> None:
        """Show the bar, with what is selected in the text as what is looked for."""
        for widget in (self.replacement, self.replace_one, self.replace_every):
            widget.setVisible(replace)
        self.show()
        if text and "\n" not in text:
            self.field.setText(text)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._ask(go=False)

    def close_bar(self) -> None:
        """Hide the bar; the last match stays selected in the text."""
        if self.isHidden():
            return
        self._soon.stop()
        self._search.stop()
        self._replacing.stop()
        self._afterwards.clear()
        self._leave()  # before hiding: Qt would hand the keyboard to whatever comes next
        self.hide()

    def _let_go(self) -> None:
        """Another document lies on the desk: what was found is not in it."""
        self.close_bar()
        self.matches, self._at = [], -1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in (
            QEvent.Type.ShortcutOverride,
            QEvent.Type.KeyPress,
        ):
            key, pressed = event.key(), event.type() == QEvent.Type.KeyPress
            if key == Qt.Key.Key_Escape:
                if pressed:
                    self.close_bar()
                event.accept()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and pressed and not event.modifiers() & _COMMAND:
                if watched is self.replacement:
                    self._replace_one()
                else:
                    self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
        return super().eventFilter(watched, event)

    # Searching

    @property
    def query(self) -> Query:
        """What is looked for."""
        return Query(
            self.field.text(),
            self.regex.isChecked(),
            self.case.isChecked(),
            self.words.isChecked(),
            notes=False,
        )

    def _heed(self, notice: ChangeNotice) -> None:
        if not self.isHidden() and (notice.changed or notice.is_structural):
            self._ask(go=False)

    def _ask(self, *, go: bool) -> None:
        self._go_when_found = self._go_when_found or go
        if not self.isHidden():
            self._soon.start()

    def _start(self) -> None:
        self._soon.stop()
        self.matches, self._at = [], -1
        query = self.query
        self._search.start(
            passages(self._desk.document, query), partial(_matches, query=query), on_thread=query.regex
        )

    @property
    def _pending(self) -> bool:
        return self._soon.isActive() or self._search.running

    def _note(self, matches: list[Match]) -> None:
        self.matches.extend(matches)
        if len(self.matches) >= MOST_MATCHES:
            self._search.stop()
            self._finish()

    def _explain(self, error: SearchError) -> None:
        """An expression is half typed most of the time, which calls for no message; one that hangs does."""
        self._finish()
        self.count.setText("–")
        self.count.setToolTip(plain_tip(str(error)))
        if isinstance(error, SearchStopped):
            self._desk.failed.emit(str(error))

    def _finish(self) -> None:
        go, self._go_when_found = self._go_when_found, False
        if self.matches and go:
            self._at = self._nearest()
            self._show(self.matches[self._at])
        elif self.matches:
            self._at = self._selected()
        self._tell()
        asked, self._afterwards = self._afterwards, []
        for act in asked:
            act()

    def finish_search(self) -> None:
        """Replace what is being replaced and search to the end now."""
        self._replacing.finish()
        if self._soon.isActive() or not self._search.running:
            self._start()
        self._search.finish()

    def _once_found(self, act: Callable[[], object]) -> None:
        """Do something when all is searched; at once where that takes no time."""
        self._afterwards.append(act)
        if self._soon.isActive() or not self._search.running:
            self._start()

    def _selected(self) -> int:
        caret = self._desk.caret
        if caret is None or caret.anchor is None or caret.anchor_node is not None:
            return -1
        start, end = sorted((caret.position, caret.anchor))
        for place, match in enumerate(self.matches):
            if (match.node, match.start, match.end) == (caret.node, start, end):
                return place
        return -1

    def _nearest(self) -> int:
        """The first match at or after where one is."""
        document, current = self._desk.document, self._desk.current
        nodes = {match.node for match in self.matches}
        node: NodeId | None = current
        while node is not None and node not in nodes:
            node = document.following(node)
        return next((place for place, match in enumerate(self.matches) if match.node == node), 0)

    def step(self, by: int) -> None:
        """Go to the next or previous match, around the document's end."""
        if self.isHidden():
            self.open_bar()
        if self._pending:
            self._once_found(lambda: self.step(by))
            return
        if not self.matches:
            self._tell()
            return
        if self._at < 0:
            self._at = self._nearest()
        else:
            self._at = (self._at + by) % len(self.matches)
        self._show(self.matches[self._at])
        self._tell()

    def _show(self, match: Match) -> None:
        self._desk.place_caret(match.node, match.end, match.start)
        self._desk.ask_to_show(match.node)

    def _tell(self) -> None:
        self.count.setToolTip("")
        count = len(self.matches)
        more = "+" if count >= MOST_MATCHES else ""
        if not self.field.text():
            self.count.setText("")
        elif not count:
            self.count.setText(self.tr("none"))
        else:
            here = number(self._at + 1) if self._at >= 0 else "–"
            self.count.setText(f"{here} / {number(count)}{more}")
        set_role(self.count, "warn" if self.field.text() and not count else "hint")
        for button in (self.replace_one, self.replace_every):
            button.setEnabled(bool(count))

    # Replacing

    def _replace_one(self) -> None:
        if self._pending:
            self._once_found(self._replace_one)
        elif self._at < 0:
            self.step(1)
        else:
            at = self._at
            self._replace({self.matches[at]}, lambda left: self._show_again(at + left))

    def _show_again(self, at: int) -> None:
        if self.matches:
            self._at = at % len(self.matches)
            self._show(self.matches[self._at])
        self._tell()

    def _replace_all(self) -> None:
        self._replace(None, lambda _left: self._tell())

    def _replace(self, chosen: Container[Match] | None, then: Callable[[bool], object]) -> None:
        """All or, where something stands against it, nothing: first what it comes to, then one operation."""
        document, query = self._desk.document, self.query
        self._replacements, self._then = [], then
        look = partial(_replacements, query=query, words=self.replacement.text(), chosen=chosen)
        self._replacing.start(replaceable(document, query), look, on_thread=query.regex)

    def _work_out(self, some: list[Replacement]) -> None:
        self._replacements.extend(some)

    def _put_in(self) -> None:
        document, worked_out = self._desk.document, self._replacements
        self._replacements = []
        notice = self._desk.attempt(lambda: replace_passages(document, worked_out))
        if notice is not None:
            left = self._tell_left(notice)
            self._once_found(partial(self._then, left))

    def _told_changed(self) -> str:
        return self.tr("The text changed during the search. Nothing was replaced. Try again.")

    def _tell_left(self, notice: ChangeNotice) -> bool:
        """True, and said, when nothing was replaced: it is locked, or a source that only stands in."""
        if notice.changed or not self.matches:
            return False
        self._desk.failed.emit(
            self.tr("Not replaced: it is locked, or it is source text shown because there is no translation.")
        )
        return True


def _matches(texts: Iterable[Passage], patience: Patience, *, query: Query) -> Iterator[Match]:
    return matches_in(texts, query, patience)


def _replacements(
    texts: Iterable[Passage],
    patience: Patience,
    *,
    query: Query,
    words: str,
    chosen: Container[Match] | None,
) -> Iterator[Replacement]:
    return replacements_in(texts, query, words, chosen, patience)


_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
