"""Saves a document's view state into its project file."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from conceptwriter.editor.desk.view_state import VIEW_STATE, ViewState
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

SAVE_DELAY_MS = 800
"""Folding ten branches in a row causes one write."""


class ViewMemory(QObject):
    """`state` returns what to remember, `settings` where to write it."""

    def __init__(
        self,
        state: Callable[[], ViewState],
        settings: Callable[[], MutableMapping[str, Any]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._settings = state, settings
        self._delay = QTimer(self, singleShot=True, interval=SAVE_DELAY_MS)
        self._delay.timeout.connect(self.save)

    def save_soon(self) -> None:
        """Write once nothing has changed for a moment."""
        self._delay.start()

    def save(self) -> None:
        """Write now."""
        self._delay.stop()
        with suppress(ConceptWriterError):  # a read-only document may forget its folding silently
            self._settings()[VIEW_STATE] = self._state().to_setting()
