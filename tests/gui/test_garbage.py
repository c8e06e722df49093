"""Garbage of the window's objects is destroyed on the window's thread."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from conceptwriter.gui import garbage
from conceptwriter.gui.garbage import GarbageCollector


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    made = GarbageCollector()
    yield made
    made.release()


def litter(count: int) -> None:
    for _ in range(count):
        circle: list[object] = []
        circle.append(circle)


def test_another_thread_never_collects(collector: GarbageCollector) -> None:
    threads: list[threading.Thread] = []

    class Part(QObject):
        def __del__(self) -> None:
            threads.append(threading.current_thread())

    part = Part()
    part.circle = part  # type: ignore[attr-defined]
    del part
    worker = threading.Thread(target=litter, args=(5_000,))
    worker.start()
    worker.join()
    assert not threads
    while collector.collect() is not None:
        pass
    gc.collect()
    assert threads == [threading.main_thread()]


def test_what_is_due_is_collected_while_the_window_runs(collector: GarbageCollector, qtbot: QtBot) -> None:
    litter(5_000)
    before = gc.get_count()[0]
    qtbot.waitUntil(lambda: gc.get_count()[0] < before)


def test_afterwards_python_collects_as_before(qtbot: QtBot) -> None:
    was = gc.isenabled()
    gc.enable()
    try:
        made = GarbageCollector()
        assert not gc.isenabled()
        made.release()
        assert gc.isenabled()
    finally:
        if not was:
            gc.disable()


def test_what_is_left_is_set_aside_until_everything_is_collected(
    collector: GarbageCollector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A collection looks only at what was made since the last one."""
    ended: list[str] = []

    class Part:
        def __del__(self) -> None:
            ended.append("part")

    part = Part()
    part.circle = part  # type: ignore[attr-defined]
    litter(5_000)
    assert collector.collect() == 0
    assert gc.get_freeze_count() > 0
    del part
    litter(5_000)
    assert collector.collect() == 0
    assert ended == []
    monkeypatch.setattr(garbage, "BETWEEN_ALL_S", 0.0)
    monkeypatch.setattr(garbage, "AT_LATEST_S", 0.0)
    litter(5_000)
    assert collector.collect() == 2
    assert ended == ["part"]


def test_everything_is_collected_while_the_writer_is_elsewhere(
    collector: GarbageCollector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "BETWEEN_ALL_S", 0.0)
    state = Qt.ApplicationState.ApplicationActive
    monkeypatch.setattr(QGuiApplication, "applicationState", lambda: state)
    litter(5_000)
    assert collector.collect() == 0
    state = Qt.ApplicationState.ApplicationInactive
    litter(5_000)
    assert collector.collect() == 2


def test_it_looks_more_often_while_much_is_being_made(collector: GarbageCollector) -> None:
    collector.collect()
    kept = [[number] for number in range(garbage.MANY + 100)]
    collector.collect()
    assert collector._timer.interval() == garbage.BUSY_MS
    collector.collect()
    assert collector._timer.interval() == garbage.EVERY_MS
    del kept
