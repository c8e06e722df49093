"""What a screen reader sees of a strip: the rows on screen as items of a tree, and the live editor.

Rows are painted, so no widgets can represent them. Qt's cache of interfaces does not own what Python made:
when an interface is collected that the cache still knows, the program crashes, at the latest when it ends.
So every interface handed out is kept until it is removed from the cache; those of rows that left the screen
are removed before there are many; and all are removed before their strip is destroyed or collected,
whichever is first. Interfaces refer to their strip weakly: what Qt is given keeps no view alive.
"""

from __future__ import annotations

import weakref
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
        self._voice = weakref.ref(voice)
        self.key = key

    def _strip(self) -> SpokenStrip | None:
        return _live_strip(self._voice())

    def isValid(self) -> bool:
        return self._strip() is not None

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
        voice = self._voice()
        return voice.own if voice is not None else None

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.TreeItem

    def state(self) -> QAccessible.State:
        strip = self._strip()
        return strip.spoken_state(self.key) if strip is not None else QAccessible.State()

    def rect(self) -> QRect:
        strip = self._strip()
        return strip.spoken_rect(self.key) if strip is not None else QRect()

    def text(self, kind: QAccessible.Text) -> str:
        strip = self._strip()
        if strip is not None and kind == QAccessible.Text.Name:
            return strip.spoken_name(self.key)
        if strip is not None and kind == QAccessible.Text.Description:
            return strip.spoken_details(self.key)
        return ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:  # noqa: ARG002
        return

    def foregroundColor(self) -> QColor:
        return QColor()

    def backgroundColor(self) -> QColor:
        return QColor()


def _live_strip(voice: StripAccessibility | None) -> SpokenStrip | None:
    return voice.strip if voice is not None and voice.alive else None


class StripInterface(QAccessibleWidget):
    """The strip as a tree of the rows on screen."""

    def __init__(self, voice: StripAccessibility, widget: QWidget, name: str) -> None:
        super().__init__(widget, QAccessible.Role.Tree, name)
        self._voice = weakref.ref(voice)

    def _live(self) -> StripAccessibility | None:
        voice = self._voice()
        return voice if voice is not None and voice.alive else None

    def childCount(self) -> int:
        voice = self._live()
        return len(voice.children()) if voice is not None else 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        voice = self._live()
        children = voice.children() if voice is not None else []
        return voice.interface(children[index]) if voice is not None and 0 <= index < len(children) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        voice = self._live()
        if voice is None:
            return -1
        if isinstance(child, AccessibleRow):
            rows: list[int | QWidget] = voice.children()
            return rows.index(child.key) if child.key in rows else -1
        editor = voice.strip.spoken_editor()
        return self.childCount() - 1 if editor is not None and child.object() is editor else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        voice = self._live()
        if voice is not None:
            for key in voice.strip.spoken_rows():
                if voice.strip.spoken_rect(key).contains(QPoint(x, y)):
                    return voice.interface(key)
        return None


class _Interfaces:
    """The interfaces of one strip that Qt's cache knows."""

    def __init__(self) -> None:
        self.strips: list[StripInterface] = []
        self.rows: dict[int, AccessibleRow] = {}

    def remove_rows_except(self, kept: set[int]) -> None:
        for key in self.rows.keys() - kept:
            _remove_from_cache(self.rows.pop(key))

    def remove_all(self) -> None:
        self.remove_rows_except(set())
        while self.strips:
            _remove_from_cache(self.strips.pop())


def _remove_from_cache(interface: QAccessibleInterface) -> None:
    if isValid(interface):
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(interface))


class StripAccessibility:
    """Speaks for one strip: creates, keeps and removes its interfaces."""

    def __init__(self, strip: SpokenStrip) -> None:
        self.strip = strip
        self._interfaces = _Interfaces()
        # Also called when the garbage collector takes a view whose widget was never destroyed.
        self._remove_all = weakref.finalize(self, self._interfaces.remove_all)

    @property
    def alive(self) -> bool:
        """Whether the strip still exists."""
        return self._remove_all.alive

    @property
    def own(self) -> StripInterface | None:
        """The interface of the strip itself, once Qt has asked for it."""
        return self._interfaces.strips[-1] if self._interfaces.strips else None

    def start(self, widget: QWidget) -> StripInterface:
        """Another interface of the strip itself, for Qt's cache.

        Qt asks again for a widget whose class has changed since, and PySide changes classes at run time. The
        same interface would then be in the cache twice, and destroyed twice.
        """
        own = StripInterface(self, widget, widget.accessibleName())
        self._interfaces.strips.append(own)
        return own

    def children(self) -> list[int | QWidget]:
        """Keys of the rows on screen, and the live editor."""
        editor = self.strip.spoken_editor()
        return [*self.strip.spoken_rows(), *([editor] if editor is not None else [])]

    def interface(self, child: int | QWidget) -> QAccessibleInterface | None:
        """The interface of a row or of the editor."""
        if isinstance(child, QWidget):
            return QAccessible.queryAccessibleInterface(child)
        rows = self._interfaces.rows
        item = rows.get(child)
        if item is None:
            if len(rows) >= ITEMS_KEPT:
                self._interfaces.remove_rows_except(set(self.strip.spoken_rows()))
            item = rows[child] = AccessibleRow(self, child)
            QAccessible.registerAccessibleInterface(item)
        return item

    def focus_moved(self, key: int) -> None:
        """Report that another row is current."""
        if self.own is not None and self.alive and QAccessible.isActive():
            item = self.interface(key)
            if item is not None:
                QAccessible.updateAccessibility(QAccessibleEvent(item, QAccessible.Event.Focus))

    def stop(self) -> None:
        """Remove all interfaces; called before the strip is destroyed."""
        self._remove_all()


@cache
def install_factory() -> None:
    """Let Qt ask a strip for its interface; called once for the whole program."""
    QAccessible.installFactory(_interface_of)


def _interface_of(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    voice = getattr(thing, "voice", None)
    return (
        voice.start(thing) if isinstance(voice, StripAccessibility) and isinstance(thing, QWidget) else None
    )
