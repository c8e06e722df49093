"""What an action is: id, menu, text, default keys; and the list of menus.

Keys are in Qt's portable spelling. An action of scope VIEW is handled by the outline or the text while it has
focus (Tab indents there and changes focus elsewhere); the others work in the whole window.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

CONTEXT = "Actions"
_OTHER_WORDS = "OtherWords"


class Scope(StrEnum):
    """Where the keys of an action work."""

    WINDOW = "window"
    VIEW = "view"


@dataclass(frozen=True)
class ActionSpec:
    """One action. `group` starts a new block in its menu whenever it changes; `submenu` nests it."""

    id: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    group: int = 0
    scope: Scope = Scope.WINDOW
    submenu: str = ""
    hint: str = ""
    mac_keys: tuple[str, ...] | None = None
    """Default keys on macOS, where the usual ones mean something else; None: the same.

    There Qt's Ctrl is the command key and Alt the option key: command with H, M and the space bar is reserved
    by the system, and the option key types characters with digits and moves by words with the arrows.
    """
    other_words: str = ""
    """Its names in other programs and alternative spellings, in lower case; searches match these too."""
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    """Its menu on macOS."""

    @property
    def title(self) -> str:
        """The text in the interface language, without the ampersand."""
        return translated(self.text).replace("&", "")

    @property
    def translated_other_words(self) -> str:
        """The other words in the interface language; empty if there are none."""
        return QCoreApplication.translate(_OTHER_WORDS, self.other_words) if self.other_words else ""

    def default_keys(self, system: str = sys.platform) -> tuple[str, ...]:
        """The keys for a system, as `sys.platform` names it."""
        return self.keys if self.mac_keys is None or system != "darwin" else self.mac_keys


MENUS = (
    QT_TRANSLATE_NOOP("Actions", "&File"),
    QT_TRANSLATE_NOOP("Actions", "&Edit"),
    QT_TRANSLATE_NOOP("Actions", "Fo&rmat"),
    QT_TRANSLATE_NOOP("Actions", "&Outline"),
    QT_TRANSLATE_NOOP("Actions", "&Concept"),
    QT_TRANSLATE_NOOP("Actions", "&Translate"),
    QT_TRANSLATE_NOOP("Actions", "&View"),
    QT_TRANSLATE_NOOP("Actions", "Too&ls"),
    QT_TRANSLATE_NOOP("Actions", "&Help"),
)
FILE, EDIT, FORMAT, OUTLINE, CONCEPT, TRANSLATE, VIEW, TOOLS, HELP = MENUS


def translated(text: str) -> str:
    """`text` of an action or a menu in the interface language."""
    return QCoreApplication.translate(CONTEXT, text)
