"""Which view has the live editor, and how one gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from conceptwriter.editor.desk import Desk
    from conceptwriter.editor.desk.contracts import TextSurface
    from conceptwriter.editor.strip.row_editor import RowEditor


class Lead:
    """The lead of one view: keys go where the lead is."""

    def __init__(self, desk: Desk, surface: TextSurface, area: QWidget, editor: RowEditor) -> None:
        """`surface` is the view as the desk knows it, `area` its widget."""
        self._desk, self._surface, self._area, self._editor = desk, surface, area, editor

    @property
    def is_here(self) -> bool:
        """True when this view has the live editor."""
        return self._desk.lead is self._surface

    def take(self) -> None:
        """The view got keyboard focus: continue where the writer was writing."""
        self._desk.take_lead(self._surface)

    def take_for_press(self) -> None:
        """Keys come here from now on; the press decides where they go."""
        self._desk.take_lead(self._surface, resume=False)
        if not self._editor.has_keyboard:
            self._area.setFocus(Qt.FocusReason.MouseFocusReason)

    def take_for_drop(self) -> None:
        """Writing continues here, after the dropped text."""
        self.take()
        self._area.setFocus(Qt.FocusReason.OtherFocusReason)
