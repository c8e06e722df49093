"""What an action is: id, menu, text, default keys; and the menus there are.

Keys are in Qt's portable spelling. An action of scope VIEW is carried out by the outline or the text while it
has the focus (Tab is an indent there and a change of focus elsewhere); the others work in the whole window.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str: ...  # PySide's stub says object
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP


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

    There Qt's Ctrl is the command key and Alt the option key: command with H, M and the space bar is the
    system's, and the option key types characters with digits and walks over words with the arrows.
    """
    other_words: str = ""
    """What other programs call it, and how else it is spelt, in lower case; searches find it by these too."""
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    """Where macOS shows it."""

    @property
    def title(self) -> str:
        """The text in the language of the program, without the ampersand."""
        return translated(self.text).replace("&", "")

    @property
    def translated_other_words(self) -> str:
        """The other words in the language of the program; empty where there are none."""
        return QCoreApplication.translate(_OTHER_WORDS, self.other_words) if self.other_words else ""

    def default_keys(self, system: str = sys.platform) -> tuple[str, ...]:
        """The keys that suit a system, as `sys.platform` names it."""
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
    """`text` of an action or a menu in the language of the program."""
    return QCoreApplication.translate(CONTEXT, text)
