"""Find and replace in the document or a part of it, from a bar above the text; `sweep` searches."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit

from conceptwriter.editor.theme.plain import plain_tip
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.editor.wording import number
from conceptwriter.gui.window.find_fields import FindFields
from conceptwriter.gui.window.replacing import Replacing
from conceptwriter.gui.window.sweep import Sweep
from conceptwriter.outline import ROOT, Kind
from conceptwriter.outline.patterns import SearchBudget, SearchError, SearchStopped
from conceptwriter.outline.search import Change, Match, Passage, Query, matches_in, passages

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from PySide6.QtWidgets import QWidget

    from conceptwriter.editor.desk import Desk
    from conceptwriter.outline import ChangeNotice, NodeId

PAUSE_MS = 120
MOST_MATCHES = 20_000
LONG_QUERY = 200
"""Characters; building a search from more would block the window."""


class FindBar(FindFields):
    """Enter goes forward, Shift+Enter back, Esc closes. `leave` returns keyboard focus to the text."""

    def __init__(self, desk: Desk, leave: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._leave = desk, leave
        self.matches: list[Match] = []
        self._at = -1
        self._go_when_found = False
        self._afterwards: list[Callable[[], object]] = []
        """What was requested while the search was still running."""
        self._search = Sweep(self)
        self._search.found.connect(self._note)
        self._search.ended.connect(self._finish)
        self._search.failed.connect(self._explain)
        self._search.overtaken.connect(lambda: self._ask(go=False))
        self._replacing = Replacing(desk, self)
        self._replacing.worked_out.connect(self._take_changes)
        self._take: Callable[[list[Change]], object] = lambda _changes: None
        self._under: NodeId = ROOT
        self.field.installEventFilter(self)
        self.replacement.installEventFilter(self)
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.close_button.clicked.connect(self.close_bar)
        self.places.asked.connect(self._do_all)
        self.places.left.connect(self._leave_places)
        self.places.looked_at.connect(lambda change: self._show(change.match))
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._start)
        self.field.textChanged.connect(lambda _text: self._ask(go=True))
        for option in (self.case, self.words, self.regex):
            option.toggled.connect(lambda _on: self._ask(go=True))
        self.scope.activated.connect(self._narrow)
        for changed in (self.replacement.textChanged, self.preserve_case.toggled):
            changed.connect(lambda _to: self._hide_places())
        self.replace_one.clicked.connect(self._replace_one)
        self.replace_every.clicked.connect(self.preview)
        desk.changed.connect(self._on_change)
        desk.project_changed.connect(self._let_go)
        self.hide()

    # Opening and closing

    def open_bar(self, *, replace: bool = False, text: str = "") -> None:
        """Show the bar, with the selected text as the search text."""
        for widget in (self.replacement, self.replace_one, self.replace_every, self.preserve_case):
            widget.setVisible(replace)
        self._hide_places()
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
        self._hide_places()
        self._leave()  # before hiding: Qt would move focus to the next widget
        self.hide()

    def _let_go(self) -> None:
        """Another document is on the desk: the matches are not in it."""
        self.close_bar()
        self.matches, self._at = [], -1
        self.scope.setCurrentIndex(0)
        self._under = ROOT

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in (
            QEvent.Type.ShortcutOverride,
            QEvent.Type.KeyPress,
        ):
            if event.matches(QKeySequence.StandardKey.Undo) and not self._has_typing(watched):
                event.ignore()  # so that the key undoes the replacement
                return True
            key, pressed = event.key(), event.type() == QEvent.Type.KeyPress
            if key == Qt.Key.Key_Escape:
                if pressed:
                    self.close_bar()
                event.accept()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._asks_for_all(event):
                if pressed:
                    self.preview()
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
        """The current search query."""
        return Query(
            self.field.text(),
            self.regex.isChecked(),
            self.case.isChecked(),
            self.words.isChecked(),
            notes=False,
            under=self._under,
        )

    def _narrow(self, _index: int) -> None:
        """Search in the section that contains the caret, or everywhere again; stepping keeps the scope."""
        document, node = self._desk.document, self._desk.current
        self._under = ROOT
        if self.scope.currentData():
            path = [node, *document.ancestors(node)]
            self._under = next(each for each in path if document.node(each).kind is Kind.SECTION)
        self._ask(go=True)

    def _on_change(self, notice: ChangeNotice) -> None:
        if not self.isHidden() and (notice.changed or notice.is_structural):
            self._ask(go=False)

    def _ask(self, *, go: bool) -> None:
        self._go_when_found = self._go_when_found or go
        self._hide_places()
        if not self.isHidden():
            self._soon.start()

    def _start(self) -> None:
        self._soon.stop()
        self.matches, self._at = [], -1
        if self._under not in self._desk.document:
            self._under = ROOT
            self.scope.setCurrentIndex(0)
        query = self.query
        takes_time = query.regex or len(query.text) > LONG_QUERY
        self._search.start(
            passages(self._desk.document, query), partial(_matches, query=query), on_thread=takes_time
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
        """An expression is incomplete most of the time, which needs no message; one that hangs does."""
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
        self._show_count()
        asked, self._afterwards = self._afterwards, []
        for act in asked:
            act()

    def finish_search(self) -> None:
        """Finish a pending replacement and the search now."""
        self._replacing.finish()
        if self._soon.isActive() or not self._search.running:
            self._start()
        self._search.finish()

    def _once_found(self, act: Callable[[], object]) -> None:
        """Do something when the search is complete; immediately if that takes no time."""
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
        """The first match at or after the current place."""
        document, current = self._desk.document, self._desk.current
        nodes = {match.node for match in self.matches}
        node: NodeId | None = current
        while node is not None and node not in nodes:
            node = document.following(node)
        return next((place for place, match in enumerate(self.matches) if match.node == node), 0)

    def step(self, by: int) -> None:
        """Go to the next or previous match, wrapping around the document's end."""
        if self.isHidden():
            self.open_bar()
        if self._pending:
            self._once_found(lambda: self.step(by))
            return
        if not self.matches:
            self._show_count()
            return
        if self._at < 0:
            self._at = self._nearest()
        else:
            self._at = (self._at + by) % len(self.matches)
        self._show(self.matches[self._at])
        self._show_count()

    def _show(self, match: Match) -> None:
        self._desk.place_caret(match.node, match.end, match.start)
        self._desk.ask_to_show(match.node)

    def _show_count(self) -> None:
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
        self._show_count()

    def _replace(self, chosen: Container[Match], then: Callable[[bool], object]) -> None:
        """Replace, or leave everything as it is if something prevents it."""
        self._take = lambda changes: self._do(changes, then)
        self._replacing.work_out(
            self.query,
            self.replacement.text(),
            preserve_case=self.preserve_case.isChecked(),
            chosen=chosen,
        )

    def preview(self) -> None:
        """List what Replace All would change; nothing is changed yet."""
        if self.replacement.isHidden():
            return
        if self._pending:
            self._once_found(self.preview)
            return
        self._take = self._list
        self._replacing.work_out(
            self.query, self.replacement.text(), preserve_case=self.preserve_case.isChecked()
        )

    @staticmethod
    def _has_typing(watched: QObject) -> bool:
        return isinstance(watched, QLineEdit) and watched.isUndoAvailable()

    def _asks_for_all(self, event: QKeyEvent) -> bool:
        return event.modifiers() == Qt.KeyboardModifier.ControlModifier and not self.replacement.isHidden()

    def _take_changes(self, changes: list[Change]) -> None:
        self._take(changes)

    def _list(self, changes: list[Change]) -> None:
        if changes:
            self.places.show_changes(changes)
        elif self.matches:
            self._show_count_left()

    def _do_all(self, changes: list[Change]) -> None:
        self._leave_places()
        self._do(changes, lambda _left: self._show_count())

    def _leave_places(self) -> None:
        """Return to the replacement field; the bar stays open."""
        self.replacement.setFocus(Qt.FocusReason.OtherFocusReason)
        self._hide_places()

    def _hide_places(self) -> None:
        if not self.places.isHidden():
            focus = QApplication.focusWidget()
            if focus is not None and self.places.isAncestorOf(focus):
                self.replacement.setFocus(Qt.FocusReason.OtherFocusReason)
            self.places.hide()

    def _do(self, changes: list[Change], then: Callable[[bool], object]) -> None:
        self._replacing.do(changes, partial(self._done, bool(changes), then))

    def _done(self, any_changed: bool, then: Callable[[bool], object]) -> None:
        for line in (self.field, self.replacement):
            line.setText(line.text())  # from here on, undo means the replacement
        left = not any_changed and bool(self.matches)
        if left:
            self._show_count_left()
        self._once_found(partial(then, left))

    def _show_count_left(self) -> None:
        """Say why nothing was replaced: it is locked, or a source shown for a missing translation."""
        self._desk.failed.emit(
            self.tr("Not replaced: it is locked, or it is source text shown because there is no translation.")
        )


def _matches(texts: Iterable[Passage], patience: SearchBudget, *, query: Query) -> Iterator[Match]:
    return matches_in(texts, query, patience)


_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
