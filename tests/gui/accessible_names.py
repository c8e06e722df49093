"""What a screen reader could say of each control."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QWidget,
)

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QMenu,
)


def nameless(root: QWidget) -> list[str]:
    """Controls a screen reader could say nothing about."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        if not isinstance(widget, CONTROLS) or _is_qts_own(widget):
            continue
        said = widget.accessibleName() or _text_of(widget) or _buddy_text(root, widget)
        if not said.strip("&. …‹›↻✕"):
            path, parent = [type(widget).__name__], widget.parent()
            while parent is not None:
                path.append(type(parent).__name__)
                parent = parent.parent()
            found.append(" < ".join(path))
    return found


def _is_qts_own(widget: QWidget) -> bool:
    """Parts that Qt makes inside its own widgets: scroll areas' corners, tool button extensions."""
    names = ("qt_", "ScrollLeftButton", "ScrollRightButton")
    inside: QObject | None = widget
    while inside is not None:
        if inside.objectName().startswith(names):
            return True
        parent = inside.parent()
        if isinstance(parent, QComboBox | QAbstractSpinBox) and not parent.accessibleName():
            return False
        if isinstance(parent, QComboBox | QAbstractSpinBox):
            return True
        inside = parent
    if isinstance(widget, QMenu) and isinstance(widget.parent(), QMenuBar) and not widget.title():
        return True  # what a menu bar shows when it is too narrow
    return type(widget).__name__ in {"QTableCornerButton", "QHeaderView"}


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QAbstractButton):
        return widget.text()
    return widget.title() if isinstance(widget, QMenu) else ""


def _buddy_text(root: QWidget, widget: QWidget) -> str:
    from PySide6.QtWidgets import QLabel

    return next((label.text() for label in root.findChildren(QLabel) if label.buddy() is widget), "")
