"""A document that crashed the last start is not reopened automatically.

Before a document is opened, its name is written to a note; once the window has shown it, the note is removed.
A note that still exists at the next start, although the program that wrote it has ended, means that it never
got that far.
"""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.processes import is_running

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from conceptwriter.gui.window.main_window import MainWindow
    from conceptwriter.storage import Project

SHOWN_AFTER_MS = 1000
"""After the first paint: by then everything has been laid out, and repainted if necessary."""


class StartNote:
    """The note in a file. Failing to write or read it must not prevent starting."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def died_of(self) -> Path | None:
        """The document that the last start failed to show; None when all was well."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
            written = self.path.stat().st_mtime
            document, process = found["document"], found["process"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        if not isinstance(document, str) or type(process) is not int or not 0 < process < 1 << 31:
            return None
        if process != os.getpid() and is_running(process, since=written):
            return None  # another window is just starting
        return Path(document)

    def holds_back(self, document: Path) -> bool:
        """True when the last start crashed on this document."""
        return self.died_of() == real(document)

    def write(self, document: Path) -> None:
        """This document is about to be opened."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(
                json.dumps({"document": str(real(document)), "process": os.getpid()}), encoding="utf-8"
            )
        except (OSError, ValueError):
            return

    def clear(self) -> None:
        """The document was shown."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return


def real(path: Path) -> Path:
    """The canonical path of the file, whether it exists or not."""
    return Path(os.path.realpath(path))


class ShownWatch(QObject):
    """Clears the note shortly after the document it names was painted on a widget."""

    def __init__(self, note: StartNote, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._note, self._canvas = note, canvas
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._timer.timeout.connect(note.clear)

    def await_painting(self, project: Project) -> None:
        """A project was put on the desk."""
        if self._note.holds_back(project.path):
            self._canvas.installEventFilter(self)
            self._canvas.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The first paint starts the timer."""
        if event.type() == QEvent.Type.Paint and watched is self._canvas:
            self._canvas.removeEventFilter(self)
            self._timer.start()
        return False


def attend_start(window: MainWindow, note: StartNote) -> None:
    """Offer the document that was held back, and clear the note once its document has been shown."""
    held_back = note.died_of()
    if held_back is not None and held_back != window.project.path and held_back.is_file():
        words = window.tr(
            "ConceptWriter stopped unexpectedly while opening {path}, so this document was not opened "
            "automatically this time."
        )
        offer = window.tr("Open Anyway")
        act = partial(window.files.open, held_back)
        window.notices.post(Notice(words.format(path=held_back), Tone.WARN, offer, act, topic="held back"))
    watch = ShownWatch(note, window.text_view.viewport())
    watch.await_painting(window.project.project)
    window.files.opened.connect(watch.await_painting)
