"""A whole window on a project file, with the fake assistant or without one, played with keys."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractAnimation, Qt, QThreadPool, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from conceptwriter.editor.theme.theme import Scheme, Theme
from conceptwriter.gui.jobs.models import EngineHost, choose_models
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.gui.window.main_window import MainWindow
from conceptwriter.storage import Project
from tests.editor.desks import node_saying
from tests.gui.fakes import FakeAssistant, fake_choice

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from conceptwriter.bundles import FoundBundle
    from conceptwriter.gui.review.checking import Checker
    from conceptwriter.gui.spelling.asking import Speller
    from conceptwriter.outline import Document, NodeId

WAIT_MS = 5000
Key, Modifier = Qt.Key, Qt.KeyboardModifier


class Stage:
    """A window for tests: `window` is shown and has the keyboard in the text.

    `bundles`: with the real engine; `codec` is then the folder that a person has chosen. `checker`: of
    translations; without one, the review lists only what the document itself says. `speller`: without one, no
    word is misspelt.
    """

    def __init__(
        self,
        qtbot: QtBot,
        project: Project,
        *,
        model: bool,
        settings: WindowSettings | None = None,
        bundles: list[FoundBundle] | None = None,
        codec: Path | None = None,
        checker: Checker | None = None,
        speller: Speller | None = None,
    ) -> None:
        self.qtbot = qtbot
        self._closed = False
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.theme = Theme(application, Scheme.LIGHT)
        self.models = EngineHost()
        self.assistant = FakeAssistant()
        if bundles is not None:
            self.models.find("cpu", lambda: choose_models(bundles, codec=codec))
        elif model:
            self.models.use(self.assistant, fake_choice())
        self.settings = settings or WindowSettings()
        self.window = MainWindow(
            project,
            models=self.models,
            theme=self.theme,
            settings=self.settings,
            checker=checker,
            speller=speller,
        )
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.window.text_view.setFocus()

    @property
    def document(self) -> Document:
        return self.window.desk.document

    def has_card(self) -> bool:
        """True while offers lie under a row."""
        return self.window.proposals.card is not None

    def node(self, text: str) -> NodeId:
        """The node that starts like this; of several the deepest first one."""
        document = self.document
        return next(
            (node for node in document.concepts() if document.text(node).startswith(text)),
            None,
        ) or node_saying(document, text)

    def at(self, text: str, position: int | None = None) -> NodeId:
        """Put the caret into a node's text."""
        node = self.node(text)
        self.window.text_view.setFocus()
        self.window.desk.place_caret(node, position)
        self.process_events()
        return node

    def press(self, *keys: str) -> None:
        """Keys in Qt's portable spelling, one after the other, to whatever has the keyboard."""
        for key in keys:
            self.process_events()
            target = QApplication.focusWidget() or self.window
            QTest.keySequence(target, key)
            self.process_events()

    def type(self, text: str) -> None:
        """Letters, to whatever has the keyboard."""
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, text)

    def process_events(self) -> None:
        """Let queued signals arrive and short timers run."""
        self.window.registry.refresh()
        QApplication.processEvents()

    def wait_for_jobs(self, timeout: int = WAIT_MS) -> None:
        """Until nothing runs any more; `timeout` in milliseconds."""
        self.qtbot.waitUntil(lambda: not self.window.jobs.running(), timeout=timeout)
        self.process_events()

    def close(self) -> None:
        """Close the window; nothing may go on after it. Twice is fine."""
        if self._closed:
            return
        self._closed = True
        if not self.window.project.project.closed:
            assert self.window.close()
        self.models.close()
        self.assistant.close()
        # Qt's style moves a busy progress bar by itself, and sees at the next tick that it is hidden.
        self.qtbot.waitUntil(lambda: not self._moving(), timeout=2000)
        assert QThreadPool.globalInstance().activeThreadCount() == 0
        for timer in self.window.findChildren(QTimer):
            timer.stop()
        self.theme.deleteLater()
        self.window.deleteLater()
        QApplication.processEvents()

    def _moving(self) -> list[QAbstractAnimation]:
        return [
            child
            for child in self.window.findChildren(QAbstractAnimation)
            if child.state() == QAbstractAnimation.State.Running
        ]


def project_of(folder: Path, document: Document, name: str = "story.concept") -> Project:
    """A project file with this document, open."""
    return Project.create(folder / name, document)


def running_threads() -> set[str]:
    """Names of the threads of jobs and tasks."""
    return {
        thread.name
        for thread in threading.enumerate()
        if thread.name.startswith(("assistant", "task", "engine"))
    }
