"""What an action is: id, menu, text, default keys; and the menus there are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str: ...  # PySide's stub says object
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP


CONTEXT = "Actions"


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
    checkable: bool = False
    submenu: str = ""
    hint: str = ""

    @property
    def title(self) -> str:
        """The text in the language of the program, without the ampersand."""
        return translated(self.text).replace("&", "")


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
    """`text` of this table in the language of the program."""
    return QCoreApplication.translate(CONTEXT, text)
