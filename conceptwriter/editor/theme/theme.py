"""Light, dark or as the system is set: one object that owns palette, style sheet and text scale."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette

from conceptwriter.bundles import resources_folder
from conceptwriter.editor.theme.colours import DARK, LIGHT, Colours
from conceptwriter.editor.theme.stylesheet import style_sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget


class Scheme(StrEnum):
    """What the user chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


MINIMUM_SCALE, MAXIMUM_SCALE = 0.7, 2.5

_QT_SCHEMES = {
    Scheme.SYSTEM: Qt.ColorScheme.Unknown,
    Scheme.LIGHT: Qt.ColorScheme.Light,
    Scheme.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Applies a colour set to the application and follows the system while the scheme is SYSTEM.

    Windows get their style sheet by `dress`, and with it the dialogs that belong to them. One for the whole
    application would be the same to look at, but takes Qt four times as long to change.
    """

    changed = Signal()

    def __init__(self, application: QApplication, scheme: Scheme = Scheme.SYSTEM, scale: float = 1.0) -> None:
        super().__init__(application)
        self._application = application
        self._base_size = max(application.font().pointSizeF(), 9.0)
        self._scheme = scheme
        self._scale = 1.0
        self._applied: tuple[Colours, float] | None = None
        self._sheet = ""
        self._windows: list[QWidget] = []
        application.styleHints().colorSchemeChanged.connect(self._system_changed)
        application.setStyle("Fusion")
        self.set_scale(scale)
        self.set_scheme(scheme)

    @property
    def scheme(self) -> Scheme:
        """What the user chose."""
        return self._scheme

    @property
    def scale(self) -> float:
        """Factor on all text sizes; 1.0 is the system's size."""
        return self._scale

    @property
    def colours(self) -> Colours:
        """The colour set in use now."""
        if self._scheme is Scheme.SYSTEM:
            dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            dark = self._scheme is Scheme.DARK
        return DARK if dark else LIGHT

    def set_scheme(self, scheme: Scheme) -> None:
        """Use `scheme` from now on."""
        self._scheme = scheme
        self._application.styleHints().setColorScheme(_QT_SCHEMES[scheme])
        self._apply()

    def set_scale(self, scale: float) -> None:
        """Scale all text sizes; values outside 0.7 to 2.5 are clamped."""
        self._scale = min(MAXIMUM_SCALE, max(MINIMUM_SCALE, scale))
        font = QFont(self._application.font())
        font.setPointSizeF(round(self._base_size * self._scale, 1))
        self._application.setFont(font)
        self._apply()

    def dress(self, window: QWidget) -> None:
        """Give this window, and whatever belongs to it, the present look and every later one."""
        self._windows.append(window)
        window.destroyed.connect(partial(_forget, self._windows, window))
        window.setStyleSheet(self._sheet)

    def _system_changed(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        colours = self.colours
        if self._applied == (colours, self._scale):
            return
        self._applied = (colours, self._scale)
        self._application.setPalette(qt_palette(colours))
        self._sheet = _scaled(style_sheet(colours, resources_folder() / "style"), self._scale)
        for window in self._windows:
            window.setStyleSheet(self._sheet)
        self.changed.emit()


def _forget(windows: list[QWidget], window: QWidget) -> None:
    if window in windows:
        windows.remove(window)


def qt_palette(colours: Colours) -> QPalette:
    """The QPalette of a colour set, for everything that paints itself."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.ink,
        QPalette.ColorRole.Base: colours.page,
        QPalette.ColorRole.AlternateBase: colours.side,
        QPalette.ColorRole.Text: colours.ink,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.ButtonText: colours.ink,
        QPalette.ColorRole.BrightText: colours.bad,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.ink,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Midlight: colours.hover,
        QPalette.ColorRole.Dark: colours.faint,
        QPalette.ColorRole.Accent: colours.accent,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.faint))
    return palette


def _scaled(sheet: str, scale: float) -> str:
    """The sheet with every `<n>pt` scaled: Qt style sheets have no relative sizes."""
    if scale == 1.0:
        return sheet
    parts = sheet.split("font-size: ")
    scaled = [parts[0]]
    for part in parts[1:]:
        size, rest = part.split("pt", 1)
        scaled.append(f"{float(size) * scale:.1f}pt{rest}")
    return "font-size: ".join(scaled)
