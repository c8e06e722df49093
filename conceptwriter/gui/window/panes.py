"""The three panes: outline, text, inspector. Each can be hidden; their widths are remembered."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QVBoxLayout, QWidget

from conceptwriter.gui.theme.plain import PlainLabel
from conceptwriter.gui.theme.roles import set_role
from conceptwriter.gui.window.breadcrumb import Breadcrumb

OUTLINE, TEXT, INSPECTOR = "outline", "text", "inspector"
NAMES = (OUTLINE, TEXT, INSPECTOR)
_LEAST = {OUTLINE: 170, TEXT: 280, INSPECTOR: 250}


class Panes(QSplitter):
    """A splitter that knows its parts by name."""

    def __init__(
        self, outline: QWidget, text: QWidget, inspector: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.breadcrumb = Breadcrumb()
        self.outline_caption = PlainLabel(self.tr("OUTLINE"))
        self._views = {OUTLINE: outline, TEXT: text, INSPECTOR: inspector}
        self._panes = {
            OUTLINE: self._pane("side", self.outline_caption, outline),
            TEXT: self._pane("page", self.breadcrumb, text),
            INSPECTOR: inspector,
        }
        for name in NAMES:
            self._panes[name].setMinimumWidth(_LEAST[name])
            self.addWidget(self._panes[name])
        for index, stretch in enumerate((0, 1, 0)):
            self.setStretchFactor(index, stretch)

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

    def is_shown(self, name: str) -> bool:
        """Whether a pane is not hidden."""
        return not self._panes[name].isHidden()

    def show_pane(self, name: str, shown: bool) -> None:
        """Show or hide a pane; the last of outline and text stays."""
        other = {OUTLINE: TEXT, TEXT: OUTLINE}.get(name)
        if not shown and other is not None and not self.is_shown(other):
            return
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self._panes[name].isAncestorOf(focus)
        self._panes[name].setVisible(shown)
        if had_focus and not shown:
            self.focus_pane(OUTLINE if name == TEXT else TEXT)

    def stretch_sides(self, factor: float) -> None:
        """Widen outline and inspector with their text; the text in the middle keeps two fifths."""
        sizes = self.sizes()
        room = sum(sizes)
        left, right = (round(sizes[place] * factor) for place in (0, 2))
        if room and left + right > room * 0.6:
            shrink = room * 0.6 / (left + right)
            left, right = round(left * shrink), round(right * shrink)
        self.setSizes([left, max(0, room - left - right), right])

    def hidden(self) -> list[str]:
        """Names of the hidden panes."""
        return [name for name in NAMES if not self.is_shown(name)]

    def focus_pane(self, name: str) -> None:
        """Put the keyboard into a pane."""
        view = self._views[name]
        target = view.focusProxy() or view
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step_pane(self, by: int, focus: QWidget | None) -> None:
        """Put the keyboard into the next or previous pane that is shown."""
        shown = [name for name in NAMES if self.is_shown(name)]
        here = next(
            (
                place
                for place, name in enumerate(shown)
                if focus is not None and (focus is self._panes[name] or self._panes[name].isAncestorOf(focus))
            ),
            -1 if by > 0 else len(shown),
        )
        self.focus_pane(shown[(here + by) % len(shown)])
