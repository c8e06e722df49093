"""Keys that never reach a program, or that type a character.

GNOME, KDE Plasma, Windows and macOS reserve some, the input methods IBus and Fcitx others. Our default keys
must be free of them on every system; a user who chooses one is warned.
"""

from __future__ import annotations

import sys
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

_CONTEXT = "TakenKeys"


class Taker(StrEnum):
    """What reserves a key."""

    DESKTOP = "desktop"
    INPUT_METHOD = "input method"
    CHARACTER = "character"


_ARROWS = ("Left", "Right", "Up", "Down")
_ANY_DESKTOP = frozenset(
    {
        # Workspaces (GNOME, KDE), screen rotation (graphics drivers on Windows).
        *(f"Ctrl+Alt+{arrow}" for arrow in _ARROWS),
        *(f"Ctrl+Alt+Shift+{arrow}" for arrow in _ARROWS),
        *(f"Meta+{arrow}" for arrow in _ARROWS),
        # Linux consoles.
        *(f"Ctrl+Alt+F{number}" for number in range(1, 13)),
        # Windows, menus and the desktop itself.
        *(f"{keys}{key}" for keys in ("Alt+", "Alt+Shift+", "Ctrl+Alt+") for key in ("Tab", "Esc")),
        *("Alt+Backtab", "Ctrl+Alt+Backtab", "Ctrl+Esc", "Ctrl+Shift+Esc", "Alt+Space"),
        *(f"Alt+F{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
        *("F10", "Ctrl+Alt+Del", "Ctrl+Alt+Backspace", "Print", "Shift+Print", "Alt+Print", "Ctrl+Print"),
        # KDE: virtual desktops and the overview.
        *(f"Ctrl+F{number}" for number in (1, 2, 3, 4, 7, 8, 9, 10, 12)),
    }
)
_MAC = frozenset(
    {
        # Hide, minimise, quit, Spotlight, screenshots, the next window; Ctrl is the command key there.
        *("Ctrl+H", "Ctrl+Alt+H", "Ctrl+M", "Ctrl+Alt+M", "Ctrl+Space", "Ctrl+Alt+Space", "Ctrl+Tab"),
        *("Ctrl+Shift+3", "Ctrl+Shift+4", "Ctrl+Shift+5", "Ctrl+Shift+Q", "Ctrl+Alt+D", "Ctrl+Alt+Esc"),
        *("F11", "Ctrl+`", "Meta+Space"),
    }
)
_INPUT_METHODS = frozenset(
    {
        # Input on and off (Fcitx, Windows in Chinese), typing by code, emoji, full-width letters.
        *("Ctrl+Space", "Shift+Space", "Ctrl+.", "Ctrl+;", "Ctrl+Shift+U", "Ctrl+Shift+E", "Ctrl+Shift+0"),
    }
)


def taker(key: str, system: str = sys.platform) -> Taker | None:
    """What reserves `key` (in Qt's portable spelling) on a system, as `sys.platform` names it."""
    mac = system == "darwin"
    if key in (_MAC if mac else _ANY_DESKTOP):
        return Taker.DESKTOP
    if _types_a_character(key, mac=mac):
        return Taker.CHARACTER
    return Taker.INPUT_METHOD if not mac and key in _INPUT_METHODS else None


def _types_a_character(key: str, *, mac: bool) -> bool:
    """AltGr is Ctrl+Alt on Windows, and the option key of a Mac types like AltGr elsewhere."""
    held, plain = _parts(key)
    if len(plain) != 1:
        return False
    with_alt = "Alt" in held
    if mac:
        return with_alt and not held & {"Ctrl", "Meta"}
    return with_alt and "Ctrl" in held


def _parts(key: str) -> tuple[set[str], str]:
    held, _, plain = key.rpartition("+")
    if not plain and held.endswith("+"):  # the key is "+" itself
        held, plain = held[:-1], "+"
    return {each for each in held.split("+") if each}, plain


def objection(key: str, shown: str, system: str = sys.platform) -> str:
    """Why a key may not work, in a sentence for the user; empty when there is no objection."""
    kind = taker(key, system)
    if kind is Taker.DESKTOP:
        words = QCoreApplication.translate(
            _CONTEXT, "{key} often belongs to the desktop and may not arrive here."
        )
    elif kind is Taker.CHARACTER:
        words = QCoreApplication.translate(
            _CONTEXT, "{key} types a character on many keyboards (AltGr, Option)."
        )
    elif kind is Taker.INPUT_METHOD:
        words = QCoreApplication.translate(
            _CONTEXT, "{key} often belongs to the input method and may not arrive here."
        )
    else:
        return ""
    return words.format(key=shown)
