"""Writes into the project file what the view of its document remembers."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from conceptwriter.editor.desk.view_state import VIEW_STATE, ViewState
from conceptwriter.errors import ConceptWriterError

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

SAVE_DELAY_MS = 800
"""Folding ten branches in a row is written once."""


class ViewMemory(QObject):
    """`state` tells what is to be remembered, `settings` where it is written."""

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
        """Write when nothing has changed for a moment."""
        self._delay.start()

    def save(self) -> None:
        """Write now."""
        self._delay.stop()
        with suppress(ConceptWriterError):  # that a read-only document forgets what was folded is no news
            self._settings()[VIEW_STATE] = self._state().to_setting()
