"""The real program with a hand on its keyboard, for tests that kill it: `python -m tests.whole.hand FILE`.

It runs what `conceptwriter FILE` runs and changes nothing in it. Orders come as lines of JSON on standard
input and are carried out with key events; after each one a line tells what is to be seen, and after each
change of the document, as soon as the file has it, a line tells the document.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from conceptwriter.cli.main import main
from conceptwriter.gui import application
from conceptwriter.gui.notices import Notice, Tone
from conceptwriter.gui.window.main_window import MainWindow
from conceptwriter.outline import ChangeNotice
from tests.whole.picture import picture

LOOK_MS = 10


class Hand(QObject):
    """Reads orders, presses keys, tells what it sees."""

    def __init__(self, program: QApplication, deathbed: Deathbed) -> None:
        super().__init__(program)
        self.window: MainWindow | None = None
        self._deathbed = deathbed
        self._notices: list[str] = []
        self._unread = b""
        self._until: Callable[[], bool] | None = self._is_ready
        os.set_blocking(0, False)
        self._orders = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._orders.activated.connect(self._read)
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._looking.start()

    def take(self, window: MainWindow) -> None:
        """The window is made: watch it."""
        self.window = window
        window.notices.shown.connect(self._note)
        window.desk.document.subscribe(self._changed)

    def _note(self, notice: Notice) -> None:
        if notice.tone is not Tone.HINT:  # a hint complains of nothing
            self._notices.append(notice.text)

    def _changed(self, _change: ChangeNotice) -> None:
        """The project has heard of it before: this state is in the file."""
        assert self.window is not None
        report({"step": picture(self.window.desk.document)})

    # Orders

    def _read(self) -> None:
        more = os.read(0, 1 << 16)
        if not more:  # nobody is left to say what to do
            os._exit(3)
        *lines, self._unread = (self._unread + more).split(b"\n")
        for line in lines:
            self._obey(json.loads(line))

    def _obey(self, order: dict[str, Any]) -> None:
        if "die at" in order:
            self._deathbed.statement = order["die at"]
        if "at" in order:
            self._put_caret(order["at"])
        for letter in order.get("type", ""):
            QTest.keyClick(self._focus(), letter)
            QApplication.processEvents()
        for key in order.get("press", ()):
            QTest.keySequence(self._focus(), key)
            QApplication.processEvents()
        self._until = self._condition(order.get("until", "now"))

    def _focus(self) -> Any:
        return QApplication.focusWidget() or QApplication.activeModalWidget() or self.window

    def _put_caret(self, text: str) -> None:
        window = self.window
        assert window is not None
        document = window.desk.document
        window.text_view.setFocus()
        node = next(node for node in document.concepts() if document.text(node).startswith(text))
        window.desk.place_caret(node)
        QApplication.processEvents()

    # Conditions

    def _is_ready(self) -> bool:
        """The window is there, or a question before it."""
        window = self.window
        if window is None:
            return isinstance(QApplication.activeModalWidget(), QMessageBox)
        return window.isVisible() and window.isActiveWindow()

    def _condition(self, name: str) -> Callable[[], bool]:
        window = self.window

        def engine() -> int | None:
            status = window.models.status if window is not None else None
            return status.pid if status is not None else None

        return {
            "now": lambda: True,
            "window": lambda: self.window is not None and self._is_ready(),
            "idle": lambda: window is None or not window.jobs.running(),
            "engine": lambda: engine() is not None,
            "no engine": lambda: engine() is None,
        }[name]

    def _look(self) -> None:
        if self._until is not None and self._until():
            self._until = None
            report(self._sight())

    def _sight(self) -> dict[str, Any]:
        window = self.window
        if window is None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox)
            return {"question": box.text(), "answers": [button.text() for button in box.buttons()]}
        document, card, status = window.desk.document, window.proposals.card, window.models.status
        return {
            "title": window.windowTitle(),
            "file": str(window.project.path),
            "read only": window.project.read_only,
            "picture": picture(document),
            "steps": len(document.history.done),
            "notices": self._notices,
            "bar": window.notices.current.text if window.notices.current is not None else "",
            "card": None if card is None else [row.text.text() for row in card.rows],
            "card says": "" if card is None or card.state.isHidden() else card.state.text(),
            "models": window.models.title,
            "engine": None if status is None else status.pid,
        }


class Deathbed:
    """Ends the process by SIGKILL when SQLite is about to execute a statement that starts like this."""

    def __init__(self) -> None:
        self.statement = ""
        self._connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def connect(self, *arguments: Any, **options: Any) -> sqlite3.Connection:
        """What `sqlite3.connect` does, watched."""
        connection = self._connect(*arguments, **options)
        connection.set_trace_callback(self._look)
        return connection

    def _look(self, statement: str) -> None:
        if self.statement and statement.startswith(self.statement):
            os.kill(os.getpid(), signal.SIGKILL)


def report(message: dict[str, Any]) -> None:
    """One line on standard output, at once."""
    os.write(1, json.dumps(message, ensure_ascii=False).encode("utf-8") + b"\n")


def run(words: list[str]) -> int:
    """`conceptwriter WORDS`, with a hand on it."""
    hands: list[Hand] = []
    deathbed = Deathbed()
    sqlite3.connect = deathbed.connect  # type: ignore[assignment]
    made_application, made_window = application.made_application, application.made_window

    def with_hand() -> QApplication:
        program = made_application()
        hands.append(Hand(program, deathbed))
        return program

    def watched(*arguments: Any, **options: Any) -> MainWindow:
        window = made_window(*arguments, **options)
        hands[0].take(window)
        return window

    application.made_application = with_hand
    application.made_window = watched
    return main(words)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
