"""Display text for places, reasons and sizes of what was deleted or kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.storage import BackupReason
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.outline import Document
    from conceptwriter.outline.trash import TrashOrigin

CONTEXT = "Keeping"
MOST_OF_A_NAME = 40

_REASONS = {
    BackupReason.DAILY: QT_TRANSLATE_NOOP("Keeping", "automatic"),
    BackupReason.ASKED: QT_TRANSLATE_NOOP("Keeping", "manual"),
    BackupReason.LARGE_CHANGE: QT_TRANSLATE_NOOP("Keeping", "before a large change"),
    BackupReason.RESTORING: QT_TRANSLATE_NOOP("Keeping", "before a backup was restored"),
    BackupReason.REPLACING: QT_TRANSLATE_NOOP("Keeping", "before the file was replaced"),
    BackupReason.NEW_FORMAT: QT_TRANSLATE_NOOP("Keeping", "before a new file format"),
    BackupReason.DAMAGED: QT_TRANSLATE_NOOP("Keeping", "cannot be opened"),
}


def translated(text: str, count: int = -1, **values: object) -> str:
    """`text` in the interface language, with its values inserted; `count` chooses its plural."""
    return QCoreApplication.translate(CONTEXT, text, "", count).format(**values)


def reason_words(reason: BackupReason) -> str:
    """Why a backup was made."""
    return translated(_REASONS[reason])


def place_words(document: Document, origin: TrashOrigin) -> str:
    """Where a branch of the trash came from: the headings it was under."""
    names = [_short(document.text(above)) for above in origin.above]
    names = [name for name in names if name]
    if not origin.complete:
        names.insert(0, translated(QT_TRANSLATE_NOOP("Keeping", "(a part that no longer exists)")))
    return " › ".join(names)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_OF_A_NAME else line[: MOST_OF_A_NAME - 1].rstrip() + "…"


def words_count(count: int) -> str:
    """A number of words."""
    return translated(QT_TRANSLATE_NOOP("Keeping", "%Ln word(s)"), count)
