"""The actions about what was deleted and what was kept; the table puts them into their menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conceptwriter.gui.actions.spec import FILE, OUTLINE, ActionSpec

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str: ...  # PySide's stub says object
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

BACKUP_ACTIONS = (
    ActionSpec(
        "file.back_up",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Back Up Now"),
        (),
        2,
        hint=QT_TRANSLATE_NOOP("Actions", "Makes one more backup; backups are also made automatically"),
    ),
    ActionSpec(
        "file.backups",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Back&ups..."),
        ("Ctrl+Shift+B",),
        2,
        hint=QT_TRANSLATE_NOOP("Actions", "Show the backups of this document, or restore one"),
    ),
)

TRASH_ACTIONS = (
    ActionSpec(
        "outline.trash",
        OUTLINE,
        QT_TRANSLATE_NOOP("Actions", "T&rash..."),
        ("Ctrl+Shift+T",),
        2,
        hint=QT_TRANSLATE_NOOP("Actions", "Show deleted text, or restore it"),
    ),
    ActionSpec("outline.empty_trash", OUTLINE, QT_TRANSLATE_NOOP("Actions", "Empt&y Trash..."), (), 2),
)
