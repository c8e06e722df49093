"""Roles: what a widget is to the style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def set_role(widget: QWidget, role: str) -> None:
    """Let the style sheet treat the widget as `role`; cheap when it is that already."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
