"""One thread asks one thing after the other, and ends when there has been nothing to ask for a while."""

from __future__ import annotations

import threading
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from conceptwriter.gui.jobs import asking_thread
from conceptwriter.gui.jobs.asking_thread import AskingThread
from tests.gui.stage import running_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from conceptwriter.gui.jobs.asking_thread import Question


class Echo(QObject):
    """Its own questions and its own process: numbers come back, with the thread that was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: deque[int] = deque()
        self.heard: list[int] = []
        self.threads: set[str] = set()
        self.closed = 0
        self.thread_of_it = AskingThread("task: echo", self, self, self)

    def ask(self, *numbers: int) -> None:
        with self.thread_of_it.lock:
            self.waiting.extend(numbers)
            self.thread_of_it.wake()

    def has_question(self) -> bool:
        return bool(self.waiting)

    def next_question(self) -> Question:
        return partial(self._echo, self.waiting.popleft())

    def _echo(self, number: int) -> Callable[[], None]:
        self.threads.add(threading.current_thread().name)
        return partial(self.heard.append, number)

    def close(self) -> None:
        self.closed += 1

    def kill(self) -> None:
        """Nothing takes long."""


@pytest.fixture
def echo(qapp: object) -> Iterator[Echo]:
    assert qapp
    made = Echo()
    yield made
    made.thread_of_it.close()
    assert not running_threads()
    made.deleteLater()


def test_answers_come_in_order_on_the_window_s_thread(qtbot: QtBot, echo: Echo) -> None:
    echo.ask(1, 2, 3)
    assert echo.heard == []
    qtbot.wait_until(lambda: echo.heard == [1, 2, 3])
    assert echo.threads == {"task: echo"}


def test_nothing_to_ask_starts_nothing_and_gives_nothing_back(qtbot: QtBot, echo: Echo) -> None:
    echo.ask()
    assert not running_threads()
    echo.ask(1)
    qtbot.wait_until(lambda: echo.heard == [1])
    echo.ask()
    echo.ask(2)
    qtbot.wait_until(lambda: echo.heard == [1, 2])
    assert echo.closed == 0


def test_after_a_rest_it_begins_anew(qtbot: QtBot, echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_thread, "IDLE_SECONDS", 0.0)
    echo.ask(1)
    qtbot.wait_until(lambda: echo.closed == 1 and not running_threads())
    echo.ask(2)
    qtbot.wait_until(lambda: echo.heard == [1, 2])


def test_what_waits_is_still_asked_when_it_is_closed_but_not_heard(qtbot: QtBot, echo: Echo) -> None:
    with echo.thread_of_it.lock:
        echo.waiting.append(1)
        echo.thread_of_it.wake()
        echo.waiting.append(2)
    echo.thread_of_it.close()
    assert not echo.waiting
    assert echo.closed == 1
    echo.ask(3)
    qtbot.wait(0)
    assert echo.heard == []
    assert echo.waiting
