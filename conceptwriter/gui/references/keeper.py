"""What is known of the sentence the writer is at: asked for when the caret rests, taken by a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from conceptwriter.memory.documents import asked_of, enter, units_of_node

if TYPE_CHECKING:
    from collections.abc import Callable

    from conceptwriter.editor.desk import Desk
    from conceptwriter.gui.references.store import References, ReferenceStore
    from conceptwriter.gui.references.terms import TermHint
    from conceptwriter.memory import Asked, Match
    from conceptwriter.outline import NodeId

REST_MS = 60
"""Moving through a document with the arrow keys looks up the sentence one stops at."""


class ReferenceKeeper(QObject):
    """One per window. `found` is for `asked`; both are None where nothing is being translated."""

    changed = Signal()

    def __init__(self, desk: Desk, store: ReferenceStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._store = desk, store
        self.language_of: Callable[[NodeId], str] = lambda _node: ""
        """The language that a node is being translated into; empty: none."""
        self.asked: Asked | None = None
        self.found: References | None = None
        self.waiting = False
        """True while the answer is awaited."""
        self._node: NodeId | None = None
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self.look_up)
        desk.current_changed.connect(self._soon)
        desk.changed.connect(self._soon)
        desk.project_changed.connect(self._let_go)
        store.found.connect(self._arrived)
        store.learned.connect(self._look_up_again)
        self._soon()

    @property
    def matches(self) -> tuple[Match, ...]:
        """The matches for the current sentence, best first."""
        return self.found.matches if self.found is not None and self._is_current() else ()

    @property
    def terms(self) -> tuple[TermHint, ...]:
        """The terms in the current sentence."""
        return self.found.terms if self.found is not None and self._is_current() else ()

    def terms_of(self, node: NodeId) -> tuple[TermHint, ...]:
        """The terms in the source of a node, as far as they are known by now."""
        return self.terms if node == self._node else ()

    def look_up(self) -> None:
        """Look up the current sentence now, unless it is known already."""
        self._timer.stop()
        node = self._desk.current
        document = self._desk.document
        language = self.language_of(node)
        asked = asked_of(document, node, language) if language else None
        self._node = node
        if asked == self.asked:
            return
        self.asked, self.waiting = asked, asked is not None
        self.found = None
        if asked is None:
            self._store.forget_look_up()
        else:
            self._store.look_up(asked)
        self.changed.emit()

    def can_take(self, index: int) -> bool:
        """True when there is such a match for the current sentence."""
        return index < len(self.matches)

    def take(self, index: int) -> bool:
        """Enter a match as the translation of the current sentence: one undo step."""
        if not self.can_take(index):
            return False
        match, document, node = self.matches[index], self._desk.document, self._desk.current
        language, text = match.unit.target_language, match.bare_text
        done = self._desk.attempt(
            lambda: enter(document, language, {node: text}, force=True, label="Take match"), edit=True
        )
        return done is not None

    def learn(self, node: NodeId, name: str) -> None:
        """Remember the confirmed translations of a node. `name`: of the document."""
        if node in self._desk.document:
            self._store.learn(list(units_of_node(self._desk.document, node, name)))

    def _soon(self, *_ignored: object) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _look_up_again(self) -> None:
        self.asked = None
        self._soon()

    def _let_go(self) -> None:
        self.asked, self.found, self._node = None, None, None
        self._soon()

    def _is_current(self) -> bool:
        """False for a moment after the writer has moved on."""
        document, node = self._desk.document, self._desk.current
        return node == self._node and self.asked is not None and document.source_text(node) == self.asked.text

    def _arrived(self, found: References) -> None:
        if found.asked == self.asked:
            self.found, self.waiting = found, False
            self.changed.emit()
