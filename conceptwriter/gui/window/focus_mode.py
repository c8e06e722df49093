"""Show only the text, and later restore the other panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.window.panes import INSPECTOR, OUTLINE, TEXT

if TYPE_CHECKING:
    from conceptwriter.gui.window.panes import Panes


class FocusMode:
    """One per window."""

    def __init__(self, panes: Panes) -> None:
        self._panes = panes
        self.on = False
        self._hidden_before: list[str] = []

    def toggle(self) -> None:
        """Hide all but the text, or restore the other panes."""
        self.on = not self.on
        if self.on:
            self._hidden_before = self._panes.hidden()
            self._panes.show_pane(TEXT, True)
            for name in (OUTLINE, INSPECTOR):
                self._panes.show_pane(name, False)
        else:
            for name in (OUTLINE, INSPECTOR):
                self._panes.show_pane(name, name not in self._hidden_before)
