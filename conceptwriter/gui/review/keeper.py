"""Finds what needs checking in the whole document, in slices, and again after every change."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from conceptwriter.gui.review.checking import Checking
from conceptwriter.gui.review.items import (
    ReviewFilter,
    ReviewItem,
    Sort,
    as_item,
    fields_of_sort,
    items_of,
    least_likely_first,
)
from conceptwriter.outline import ROOT, Kind, State
from conceptwriter.outline.translatable import has_words, is_verbatim
from conceptwriter.review import Consistency, Pair, pairs_of
from conceptwriter.review.within_node import with_dismissals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from conceptwriter.assistant import Finding
    from conceptwriter.editor.desk import Desk
    from conceptwriter.glossary import Glossary
    from conceptwriter.gui.review.checking import Checker
    from conceptwriter.outline import ChangeNotice, NodeId

SLICE_SECONDS = 0.004
LOOK_AT_CLOCK = 16
PAUSE_MS = 250
"""A burst of typing is checked once, when it pauses."""
NEWS_MS = 1000
"""How often the list is renewed while checks are running."""


class ReviewKeeper(QObject):
    """`items` in reading order, and the counts per language; correct once `complete`.

    The texts themselves are checked elsewhere: `waiting` says how many are to come.
    """

    changed = Signal()
    checked = Signal(object)
    """list[Pair]: these were checked; `changed` follows, later, where that changes the list."""

    def __init__(self, desk: Desk, checker: Checker | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._checking = Checking(checker, self)
        self.items: list[ReviewItem] = []
        """All of them, dismissed ones too; `shown` are those that the filter lets through."""
        self._shown: list[ReviewItem] | None = None
        self._sorts: dict[Sort, int] = {}
        self._is_measured = False
        self.filter = ReviewFilter()
        self.texts = 0
        """Texts with something to translate."""
        self.written: Counter[str] = Counter()
        """How many of them there are in each language."""
        self.unread: Counter[str] = Counter()
        """How many of them the model made and nobody has reviewed."""
        self.complete = False
        self.problem = ""
        """Why texts are not checked; empty: they are."""
        self._walk: Iterator[None] | None = None
        self._walked = False
        """True once the whole document has been walked through."""
        self._gathering: Iterator[None] | None = None
        self._spent: list[dict[Any, Any]] = []
        """What is of no use any more, to be given back little by little."""
        self._consistency = Consistency()
        self._begin()
        self._order: dict[NodeId, int] = {}
        self._within: dict[NodeId, list[ReviewItem]] = {}
        self._between: dict[NodeId, list[ReviewItem]] = {}
        self._users: dict[Pair, list[NodeId]] = {}
        self._on_checked: dict[Pair, list[Callable[[], object]]] = {}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.start)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._slice)
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._gather_some)
        self._news = QTimer(self, singleShot=True, interval=NEWS_MS)
        self._news.timeout.connect(self._publish)
        self._checking.found.connect(self._take_findings)
        self._checking.failed.connect(self._take_failure)
        desk.project_changed.connect(self._restart)
        desk.changed.connect(self._on_change)
        self.start()

    @property
    def waiting(self) -> int:
        """How many texts are still to be checked."""
        return self._checking.waiting

    @property
    def shown(self) -> list[ReviewItem]:
        """What the filter lets through."""
        if self._shown is None:
            self._shown = [item for item in self.items if self.filter.lets_through(item)]
            if self.filter.least_likely_first:
                self._shown = least_likely_first(self._shown)
        return self._shown

    @property
    def is_measured(self) -> bool:
        """Whether it is known of any text how likely it is usable."""
        return self._is_measured

    @property
    def sorts(self) -> dict[Sort, int]:
        """How many items there are of each sort."""
        return self._sorts

    def set_filter(self, chosen: ReviewFilter) -> None:
        """List, and stop with F8 at, only these."""
        if chosen != self.filter:
            self.filter, self._shown = chosen, None
            self.changed.emit()

    def use(self, glossaries: Sequence[Glossary]) -> None:
        """Check the terms of these glossaries as well, from now on; none: no terms."""
        self._checking.use(glossaries)
        self.start()

    def items_at(self, node: NodeId) -> list[ReviewItem]:
        """What the filter lets through in a node, as it is now."""
        if self._is_current:
            found = [*self._within.get(node, ()), *self._between.get(node, ())]
        else:
            found = [*items_of(self._desk.document, node, self._known), *self._between.get(node, ())]
        return [item for item in found if self.filter.lets_through(item)]

    def is_listed(self, node: NodeId) -> bool:
        """Whether F8 stops at a node: something in it stands."""
        return any(item.stands for item in self.items_at(node))

    def when_checked(self, node: NodeId, language: str, act: Callable[[], object]) -> None:
        """Call `act` once the present text is checked, at once if it is. A text that changes is forgotten."""
        pair = dict(pairs_of(self._desk.document, node)).get(language)
        if pair is None:
            return
        if self._checking.findings(pair) is not None:
            act()
            return
        self._on_checked.setdefault(pair, []).append(act)
        self._checking.want([pair], first=True)

    def findings_at(self, node: NodeId, language: str) -> list[ReviewItem]:
        """What stands against the present text in one language, whatever the filter."""
        found = [*items_of(self._desk.document, node, self._known), *self._between.get(node, ())]
        return [item for item in found if item.language == language and item.stands]

    def found_in_text(self, node: NodeId, language: str, text: str) -> list[ReviewItem] | None:
        """What the checks find in a translation and stands; None: it is not checked yet, and will be, first.

        What only the model reported when it translated is not among it.
        """
        document = self._desk.document
        pair = dict(pairs_of(document, node)).get(language)
        if pair is None or pair.text != text:
            return []
        findings = self._checking.findings(pair)
        if findings is None:
            self._checking.want([pair], first=True)
            return None
        flags = {finding.flag.value for finding in findings}
        found = [item for item in items_of(document, node, self._known) if item.flag in flags]
        found += self._between.get(node, ()) if self._is_current else ()
        return [item for item in found if item.language == language and item.stands]

    def start(self) -> None:
        """Check everything from the beginning."""
        self._pause.stop()
        self._begin()
        self._walk = self._steps()
        self._next.start()

    def finish(self) -> None:
        """Walk through the rest now; texts that are checked elsewhere may still be waiting."""
        if self._pause.isActive() or self._walk is None:
            self.start()
        self._next.stop()
        while self._walk is not None:
            self._slice(seconds=60.0)
        if self._gathering is not None:
            self._more.stop()
            self._gather_some(seconds=60.0)

    def close(self) -> None:
        """Stop all checks."""
        for timer in (self._pause, self._next, self._more, self._news):
            timer.stop()
        self._walk = self._gathering = None
        self._checking.close()

    @property
    def _is_current(self) -> bool:
        return self._walk is None and self._walked and not self._pause.isActive()

    def _begin(self) -> None:
        if self._walked:  # what an unfinished walk has found
            found = self._new_order, self._new_within, self._new_between, self._new_users
            self._spent += [*found, *self._consistency.tables]
        self._new_order: dict[NodeId, int] = {}
        self._new_within: dict[NodeId, list[ReviewItem]] = {}
        self._new_between: dict[NodeId, list[ReviewItem]] = {}
        self._new_users: dict[Pair, list[NodeId]] = {}
        self._consistency = Consistency()
        self._count, self._counts, self._unread = 0, Counter[str](), Counter[str]()

    def _restart(self) -> None:
        self.items, self._shown, self._sorts, self._is_measured = [], None, {}, False
        self.texts, self.complete, self._walked = 0, False, False
        self.written, self.unread = Counter(), Counter()
        self._order, self._within, self._between, self._users = {}, {}, {}, {}
        self._on_checked.clear()
        self.problem = ""
        self._checking.begin_anew()
        self.start()

    def _on_change(self, _notice: ChangeNotice) -> None:
        """The walk visits nodes that may have been removed: it restarts when typing pauses."""
        self._walk = self._gathering = None
        self._next.stop()
        self._more.stop()
        self._pause.start()

    def _slice(self, seconds: float = SLICE_SECONDS) -> None:
        if self._walk is None:
            return
        end = time.perf_counter() + seconds
        for number, _ in enumerate(self._walk, start=1):
            if number % LOOK_AT_CLOCK == 0 and time.perf_counter() > end:
                self._next.start()
                return
        self._walk = None
        self._spent += [self._order, self._within, self._between, self._users]
        self._order, self._within, self._between = self._new_order, self._new_within, self._new_between
        self._users = self._new_users
        self._new_order, self._new_within, self._new_between, self._new_users = {}, {}, {}, {}
        self.texts, self.written, self.unread = self._count, self._counts, self._unread
        self._walked = True
        self._checking.keep_only(self._users.keys())
        self._on_checked = {pair: acts for pair, acts in self._on_checked.items() if pair in self._users}
        self._publish()

    def _publish(self) -> None:
        """Tell what is known, once it is gathered."""
        self._news.stop()
        if self._is_current:
            self._gathering = self._gather()
            self._more.start()

    def _gather_some(self, seconds: float = SLICE_SECONDS) -> None:
        if self._gathering is None:
            return
        end = time.perf_counter() + seconds
        for number, _ in enumerate(self._gathering, start=1):
            if number % LOOK_AT_CLOCK == 0 and time.perf_counter() > end:
                self._more.start()
                return
        self._gathering = None

    def _gather(self) -> Iterator[None]:
        """Put the list together in reading order, then give back what it replaces."""
        items: list[ReviewItem] = []
        shown: list[ReviewItem] = []
        sorts = Counter[tuple[Any, ...]]()
        chosen, is_measured = self.filter, False
        for node in self._order:
            for part in (self._within, self._between):
                for item in part.get(node, ()):
                    items.append(item)
                    sorts[fields_of_sort(item)] += 1
                    is_measured = is_measured or item.confidence is not None
                    if chosen.lets_through(item):
                        shown.append(item)
            yield
        is_usable = chosen == self.filter and not chosen.least_likely_first
        self.items, self._shown, self._is_measured = items, shown if is_usable else None, is_measured
        self._sorts = {Sort(*fields): count for fields, count in sorts.items()}
        self.complete = True
        self.changed.emit()
        yield from self._given_back()

    def _given_back(self) -> Iterator[None]:
        """Give back what is spent: all at once it takes more than a frame."""
        while self._spent:
            if self._spent[-1]:
                self._spent[-1].popitem()
                yield
            else:
                self._spent.pop()

    def _steps(self) -> Iterator[None]:
        document = self._desk.document
        yield from self._given_back()
        for node in document.subtree(ROOT):
            self._look_at(node)
            yield
        for remark in self._consistency.remarks():
            if remark is not None:
                here = with_dismissals(document, remark.node, remark.language, [remark])
                found = [as_item(document, one) for one in here]
                self._new_between.setdefault(remark.node, []).extend(found)
            yield
        for pair in self._new_users:
            if self._checking.findings(pair) is None:
                self._checking.want([pair])
            yield

    def _look_at(self, node: NodeId) -> None:
        document = self._desk.document
        here = document.node(node)
        if here.kind is Kind.PARAGRAPH and not here.renditions:
            return

        def known(pair: Pair) -> tuple[Finding, ...]:
            self._new_users.setdefault(pair, []).append(node)
            self._consistency.add(node, pair)
            return self._known(pair)

        found = items_of(document, node, known)
        self._new_order[node] = len(self._new_order)
        if found:
            self._new_within[node] = found
        if not is_verbatim(here) and has_words(document.source_text(node)):
            self._count += 1
            written = {code: one for code, one in here.renditions.items() if one.text}
            self._counts.update(list(written))
            self._unread.update(code for code, one in written.items() if one.state is State.MACHINE)

    def _known(self, pair: Pair) -> tuple[Finding, ...]:
        return self._checking.findings(pair) or ()

    def _take_findings(self, pairs: list[Pair]) -> None:
        self.problem = ""
        if self._is_current:
            for node in {node for pair in pairs for node in self._users.get(pair, ())}:
                found = items_of(self._desk.document, node, self._known)
                if found:
                    self._within[node] = found
                else:
                    self._within.pop(node, None)
            if not self._news.isActive():
                self._news.start()
            if not self.waiting:
                self._publish()
        self.checked.emit(pairs)
        for pair in pairs:
            for act in self._on_checked.pop(pair, ()):
                act()

    def _take_failure(self, why: str) -> None:
        self.problem = why
        self.changed.emit()
