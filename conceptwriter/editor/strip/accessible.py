"""What a screen reader sees of a strip: the rows on screen as items of a tree, and the live editor.

Rows are painted, so no widgets can represent them. Three rules keep Qt's cache of interfaces from accessing
objects that no longer exist: every interface handed out is kept here until it is removed from the cache;
those of rows that left the screen are removed before there are many; and all are removed before their strip
is destroyed.
"""

from __future__ import annotations

from functools import cache
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QColor, QWindow
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import isValid

ITEMS_KEPT = 200
"""Maximum number of row interfaces kept; a screen shows about fifty rows."""


class SpokenStrip(Protocol):
    """What a strip of rows provides for a screen reader."""

    def spoken_rows(self) -> list[int]:
        """Keys of the rows on screen."""

    def spoken_name(self, key: int) -> str:
        """The text of a row."""

    def spoken_details(self, key: int) -> str:
        """Its kind and marks."""

    def spoken_rect(self, key: int) -> QRect:
        """Its place on screen; empty when it is out of sight."""

    def spoken_state(self, key: int) -> QAccessible.State:
        """Focused, selected, expanded, ..."""

    def spoken_editor(self) -> QWidget | None:
        """The live editor, when it is open."""


# Qt's "none" is a null pointer; PySide's stubs do not say that it may be returned.


class AccessibleRow(QAccessibleInterface):
    """One row."""

    def __init__(self, voice: StripAccessibility, key: int) -> None:
        super().__init__()
        self.voice = voice
        self.key = key

    def isValid(self) -> bool:
        return self.voice.alive

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: ARG002
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: ARG002
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: ARG002
        return -1

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return self.voice.own

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.TreeItem

    def state(self) -> QAccessible.State:
        return self.voice.strip.spoken_state(self.key) if self.voice.alive else QAccessible.State()

    def rect(self) -> QRect:
        return self.voice.strip.spoken_rect(self.key) if self.voice.alive else QRect()

    def text(self, kind: QAccessible.Text) -> str:
        if not self.voice.alive:
            return ""
        if kind == QAccessible.Text.Name:
            return self.voice.strip.spoken_name(self.key)
        if kind == QAccessible.Text.Description:
            return self.voice.strip.spoken_details(self.key)
        return ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:  # noqa: ARG002
        return

    def foregroundColor(self) -> QColor:
        return QColor()

    def backgroundColor(self) -> QColor:
        return QColor()


class StripInterface(QAccessibleWidget):
    """The strip as a tree of the rows on screen."""

    def __init__(self, voice: StripAccessibility, widget: QWidget, name: str) -> None:
        super().__init__(widget, QAccessible.Role.Tree, name)
        self.voice = voice

    def childCount(self) -> int:
        return len(self.voice.children()) if self.voice.alive else 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        children = self.voice.children() if self.voice.alive else []
        return self.voice.interface(children[index]) if 0 <= index < len(children) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, AccessibleRow) and self.voice.alive:
            rows: list[int | QWidget] = self.voice.children()
            return rows.index(child.key) if child.key in rows else -1
        editor = self.voice.strip.spoken_editor() if self.voice.alive else None
        return self.childCount() - 1 if editor is not None and child.object() is editor else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        if self.voice.alive:
            for key in self.voice.strip.spoken_rows():
                if self.voice.strip.spoken_rect(key).contains(QPoint(x, y)):
                    return self.voice.interface(key)
        return None


class StripAccessibility:
    """Speaks for one strip: creates, keeps and removes its interfaces."""

    def __init__(self, strip: SpokenStrip) -> None:
        self.strip = strip
        self.alive = True
        self.own: StripInterface | None = None
        self._items: dict[int, AccessibleRow] = {}

    def start(self, widget: QWidget) -> StripInterface:
        """The interface of the strip itself, created on the first call."""
        if self.own is None:
            self.own = StripInterface(self, widget, widget.accessibleName())
        return self.own

    def children(self) -> list[int | QWidget]:
        """Keys of the rows on screen, and the live editor."""
        editor = self.strip.spoken_editor()
        return [*self.strip.spoken_rows(), *([editor] if editor is not None else [])]

    def interface(self, child: int | QWidget) -> QAccessibleInterface | None:
        """The interface of a row or of the editor."""
        if isinstance(child, QWidget):
            return QAccessible.queryAccessibleInterface(child)
        item = self._items.get(child)
        if item is None:
            self._tidy()
            item = self._items[child] = AccessibleRow(self, child)
            QAccessible.registerAccessibleInterface(item)
        return item

    def focus_moved(self, key: int) -> None:
        """Report that another row is current."""
        if self.own is not None and self.alive and QAccessible.isActive():
            item = self.interface(key)
            if item is not None:
                QAccessible.updateAccessibility(QAccessibleEvent(item, QAccessible.Event.Focus))

    def _tidy(self) -> None:
        if len(self._items) < ITEMS_KEPT:
            return
        shown = set(self.strip.spoken_rows())
        for key in [key for key in self._items if key not in shown]:
            self._forget(self._items.pop(key))

    def stop(self) -> None:
        """Remove all interfaces; called before the strip is destroyed."""
        if not self.alive:
            return
        self.alive = False
        for item in self._items.values():
            self._forget(item)
        self._items.clear()
        if self.own is not None:
            self._forget(self.own)
            self.own = None

    def _forget(self, interface: QAccessibleInterface) -> None:
        if isValid(interface):
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(interface))


@cache
def install_factory() -> None:
    """Let Qt ask a strip for its interface; called once for the whole program."""
    QAccessible.installFactory(_interface_of)


def _interface_of(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    voice = getattr(thing, "voice", None)
    return (
        voice.start(thing) if isinstance(voice, StripAccessibility) and isinstance(thing, QWidget) else None
    )
