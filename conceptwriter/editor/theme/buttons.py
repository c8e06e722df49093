"""Buttons of dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


def dialog_button(parent: QWidget, text: str, act: Callable[[], object]) -> QPushButton:
    """A button that Return presses only while it has keyboard focus."""
    button = QPushButton(text, parent)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: act())
    return button
