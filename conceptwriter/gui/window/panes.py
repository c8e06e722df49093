"""The three panes: outline, text, inspector. Each can be hidden; their widths are remembered.

The text keeps room to write in: in a narrow window the panes beside it become narrower, and if that is not
enough they are hidden until there is room again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QVBoxLayout, QWidget

from conceptwriter.editor.theme.plain import PlainLabel
from conceptwriter.editor.theme.roles import set_role
from conceptwriter.gui.window.breadcrumb import Breadcrumb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent

OUTLINE, TEXT, INSPECTOR = "outline", "text", "inspector"
NAMES = (OUTLINE, TEXT, INSPECTOR)
_SIDES = (OUTLINE, INSPECTOR)
_LEAST = {OUTLINE: 170, TEXT: 280, INSPECTOR: 250}
WIDE_ENOUGH = 440
"""Minimum width in pixels of a text over which a list of commands can open and be read."""
TEXT_SHARE = 0.45
"""Share of the width that the text keeps, unless the user gave it less, while the panes beside it can still
yield some of theirs."""


class Panes(QSplitter):
    """A splitter that knows its panes by name."""

    shown_changed = Signal()
    """The user showed or hid a pane."""

    def __init__(
        self, outline: QWidget, text: QWidget, inspector: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.setMinimumWidth(_LEAST[TEXT])
        self.breadcrumb = Breadcrumb()
        self.outline_caption = PlainLabel(self.tr("OUTLINE"))
        self._views = {OUTLINE: outline, TEXT: text, INSPECTOR: inspector}
        self._panes = {
            OUTLINE: self._pane("side", self.outline_caption, outline),
            TEXT: self._pane("page", self.breadcrumb, text),
            INSPECTOR: inspector,
        }
        self._wanted = {OUTLINE: 300, TEXT: 640, INSPECTOR: 340}
        """Widths as the user set them; what a narrow window makes of them is not stored."""
        self._crowded_out: set[str] = set()
        """Panes that are hidden only until the window is wider."""
        self._asked = OUTLINE
        """The pane requested last: it is the last one to be hidden."""
        self.notice: QWidget | None = None
        """A widget over the panes that is one more focus stop while it is visible."""
        for name in NAMES:
            self._panes[name].setMinimumWidth(_LEAST[name])
            self.addWidget(self._panes[name])
        for index, stretch in enumerate((0, 1, 0)):
            self.setStretchFactor(index, stretch)
        self.splitterMoved.connect(lambda *_place: self._take_as_wanted())

    def _pane(self, role: str, head: QWidget, view: QWidget) -> QWidget:
        pane = QWidget(self)
        set_role(pane, role)
        layout = QVBoxLayout(pane)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if isinstance(head, QLabel):
            set_role(head, "caption")
            head.setContentsMargins(12, 10, 12, 4)
        layout.addWidget(head)
        layout.addWidget(view, 1)
        return pane

    def view(self, name: str) -> QWidget:
        """The widget inside a pane."""
        return self._views[name]

    @property
    def all_panes(self) -> list[QWidget]:
        """Outline, text and inspector with their headers."""
        return [self._panes[name] for name in NAMES]

    def is_shown(self, name: str) -> bool:
        """Whether a pane is not hidden."""
        return not self._panes[name].isHidden()

    def show_pane(self, name: str, shown: bool) -> None:
        """Show or hide a pane; the last of outline and text stays."""
        other = {OUTLINE: TEXT, TEXT: OUTLINE}.get(name)
        if not shown and other is not None and not self.is_shown(other):
            return
        if shown:
            self._asked = name
        self._crowded_out.discard(name)
        self._set_visible(name, shown)
        self._share_room()
        self.shown_changed.emit()

    def _set_visible(self, name: str, shown: bool) -> None:
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self._panes[name].isAncestorOf(focus)
        self._panes[name].setVisible(shown)
        if had_focus and not shown:
            self.focus_pane(OUTLINE if name == TEXT else TEXT)

    def middle(self) -> QRect:
        """The area where an overlay covers the least: the text, or all panes if that is narrow."""
        pane = self._panes[TEXT]
        shown = pane if self.is_shown(TEXT) and pane.width() >= WIDE_ENOUGH else self
        return QRect(shown.mapTo(self.window(), QPoint(0, 0)), shown.size())

    # -- widths ---

    def want(self, sizes: Sequence[int]) -> None:
        """Preferred widths of outline, text and inspector, used where there is room."""
        for name, size in zip(NAMES, sizes, strict=True):
            if size > 0:
                self._wanted[name] = max(size, _LEAST[name])
        self._share_room()

    def wanted(self) -> list[int]:
        """The widths to be stored, including those of hidden panes."""
        return [self._wanted[name] for name in NAMES]

    def _take_as_wanted(self) -> None:
        for name, size in zip(NAMES, self.sizes(), strict=True):
            if self.is_shown(name) and size > 0:
                self._wanted[name] = size

    def scale_sides(self, factor: float) -> None:
        """Widen outline and inspector with their text; the text in the middle keeps two fifths."""
        for name in _SIDES:
            self._wanted[name] = max(_LEAST[name], round(self._wanted[name] * factor))
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Give each pane its width; the panes beside the text first become narrower, then are hidden."""
        room = self.width()
        if not self.isVisible():
            self.setSizes(self.wanted())
            return
        self._crowd_out(room)
        sides = {name: self._wanted[name] for name in _SIDES if self.is_shown(name)}
        if not self.is_shown(TEXT):
            return
        share = min(TEXT_SHARE, self._wanted[TEXT] / sum(self._wanted.values()))
        left = max(0, room - max(_LEAST[TEXT], round(room * share)))
        if sum(sides.values()) > left:
            least = sum(_LEAST[name] for name in sides)
            spare = max(0, left - least)
            more = {name: size - _LEAST[name] for name, size in sides.items()}
            total = max(1, sum(more.values()))
            sides = {name: _LEAST[name] + more[name] * spare // total for name in sides}
        text = max(0, room - sum(sides.values()))
        self.setSizes([sides.get(OUTLINE, 0), text, sides.get(INSPECTOR, 0)])

    def _crowd_out(self, room: int) -> None:
        """Hide panes that do not fit, and show again those that now do."""
        kept = [name for name in NAMES if self.is_shown(name) or name in self._crowded_out]
        for name in sorted((INSPECTOR, OUTLINE), key=lambda name: name == self._asked):
            if name in kept and len(kept) > 1 and sum(_LEAST[each] for each in kept) > room:
                kept.remove(name)
                self._crowded_out.add(name)
                if self.is_shown(name):
                    self._set_visible(name, False)
        for name in kept:
            if name in self._crowded_out:
                self._crowded_out.discard(name)
                self._panes[name].setVisible(True)

    def hidden(self) -> list[str]:
        """Names of the hidden panes, except those hidden only for lack of room."""
        return [name for name in NAMES if not self.is_shown(name) and name not in self._crowded_out]

    # -- keyboard focus ---

    def focus_pane(self, name: str) -> None:
        """Move keyboard focus into a pane."""
        view = self._views[name]
        target = view.focusProxy() or view
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step_pane(self, by: int, focus: QWidget | None) -> None:
        """Move keyboard focus to the next or previous visible pane, or to the notice over them."""
        stops = [self._panes[name] for name in NAMES if self.is_shown(name)]
        names = [name for name in NAMES if self.is_shown(name)]
        if self.notice is not None and self.notice.isVisible():
            stops.append(self.notice)
        here = next(
            (
                place
                for place, stop in enumerate(stops)
                if focus is not None and (focus is stop or stop.isAncestorOf(focus))
            ),
            -1 if by > 0 else len(stops),
        )
        place = (here + by) % len(stops)
        if place < len(names):
            self.focus_pane(names[place])
        else:
            stops[place].setFocus(Qt.FocusReason.ShortcutFocusReason)
