"""Messages about a file that cannot be opened, or only read-only."""

from __future__ import annotations

import socket
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox

from conceptwriter.editor.theme.plain import plain_box
from conceptwriter.editor.wording import moment_words
from conceptwriter.gui.files.file_work import readable_error
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.storage import PROJECT_SUFFIX, DamagedProject, NewerProject, named_copies
from conceptwriter.storage.lock import lock_path
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from conceptwriter.storage import OpenedBackup, Owner, ProjectLocked

_CONTEXT = "FileController"


def _translated(text: str, **values: object) -> str:
    return QCoreApplication.translate(_CONTEXT, text).format(**values)


def locked_words(path: Path, owner: Owner) -> tuple[str, str, str]:
    """That a document is open elsewhere; what to do; and technical details for an administrator."""
    since = _moment(owner.since)
    elsewhere = bool(owner.host) and owner.host != socket.gethostname()
    values = {"name": path.stem, "computer": owner.host, "moment": since}
    if elsewhere and since:
        words = QT_TRANSLATE_NOOP(
            "FileController", "“{name}” is open on the computer “{computer}” (opened: {moment})."
        )
    elif elsewhere:
        words = QT_TRANSLATE_NOOP("FileController", "“{name}” is open on the computer “{computer}”.")
    elif since:
        words = QT_TRANSLATE_NOOP(
            "FileController", "“{name}” is already open in another window (opened: {moment})."
        )
    else:
        words = QT_TRANSLATE_NOOP("FileController", "“{name}” is already open in another window.")
    advice = _translated(
        QT_TRANSLATE_NOOP(
            "FileController",
            "To write in it, use that window, or close it and open the document again. You can open it "
            "read-only here to read, search and export it.",
        )
    )
    if elsewhere:
        advice += "\n\n" + _translated(
            QT_TRANSLATE_NOOP(
                "FileController",
                "If ConceptWriter is no longer running on that computer, delete the file {lock} beside "
                "the document.",
            ),
            lock=lock_path(path).name,
        )
    details = [str(path)]
    if owner.pid:
        details.append(f"{owner.host} · PID {owner.pid} · {owner.since}")
    return _translated(words, **values), advice, "\n".join(details)


def _moment(since: str) -> str:
    try:
        return moment_words(datetime.fromisoformat(since))
    except ValueError:
        return ""


def ask_read_only(error: ProjectLocked, parent: QWidget | None = None) -> bool:
    """The document is open elsewhere: open it read-only? The one question that needs an answer."""
    words, advice, details = locked_words(error.path, error.owner)
    title = _translated(QT_TRANSLATE_NOOP("FileController", "Open elsewhere"))
    box = plain_box(QMessageBox.Icon.Information, title, words, parent)
    box.setInformativeText(advice)
    box.setDetailedText(details)
    words = _translated(QT_TRANSLATE_NOOP("FileController", "Open &Read-Only"))
    read = box.addButton(words, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(read)
    box.exec()
    chosen = box.clickedButton() is read
    box.deleteLater()
    return chosen


def backup_notice(error: OpenedBackup) -> Notice:
    """The notice for a backup that is opened read-only."""
    words = QT_TRANSLATE_NOOP(
        "FileController",
        "This is a backup of {name} ({moment}) and cannot be changed. Restore it under File › Backups, "
        "or save a copy to make changes.",
    )
    name = f"“{Path(error.of or error.path).stem}”"
    words = _translated(words, name=name, moment=moment_words(error.made))
    return Notice(words, Tone.WARN, topic="backup")


def write_protected_notice(path: Path) -> Notice:
    """The notice for a file opened read-only because of its permissions."""
    words = QT_TRANSLATE_NOOP(
        "FileController", "{path} is write-protected and was opened read-only. Save a copy to make changes."
    )
    return Notice(_translated(words, path=path), Tone.WARN, topic="write-protected")


def failure_notice(error: Exception, path: Path | None = None) -> Notice:
    """Why a file could not be opened.

    With its path for a damaged file, or for an empty or missing one that has backups.
    """
    damaged = error.path if isinstance(error, DamagedProject) else None
    lost = damaged is None and path is not None and not isinstance(error, NewerProject)
    if lost and path is not None and path.suffix == PROJECT_SUFFIX and named_copies(path.resolve()):
        damaged = path.resolve()
    if isinstance(error, DamagedProject):  # the remedy is on the notice's button, not in a terminal
        words = QT_TRANSLATE_NOOP(
            "FileController", "{path} is damaged and cannot be opened. It was not changed."
        )
        return Notice(_translated(words, path=error.path), Tone.BAD, damaged=damaged)
    return Notice(readable_error(error), Tone.BAD, damaged=damaged)
